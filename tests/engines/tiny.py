"""A tiny film and reader for tests of the drawing processes. What a prompt asks for happens, word by word:

`crash N` kills the process at frame N, `fail N` raises, `slow` takes 30 ms a frame, `hang` never returns,
`mute` refuses to read.
"""

import os
import re
import signal
import sys
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from laterna.catalog.request import VideoRequest
from laterna.engines.animatic.given import Given
from laterna.engines.animatic.storyboard import Storyboard
from laterna.errors import EngineError


def read(prompt: str, **options: object) -> Storyboard:
    """Understands nothing; raises for `mute`."""
    if "mute" in prompt:
        raise EngineError("Nothing in the prompt can be drawn.")
    return Storyboard(prompt=prompt)


class TinyFilm:
    """A square that moves over a ground whose colour comes from the seed."""

    def __init__(
        self,
        storyboard: Storyboard,
        request: VideoRequest,
        given: Given = Given(),
        shared: Path | None = None,
    ) -> None:
        self._request = request
        self._words = storyboard.prompt
        self.actual_prompt = f"a square, {storyboard.prompt}"
        if "chatty" in self._words:
            print("printed to standard output", flush=True)
            print("x" * 200_000, file=sys.stderr)

    def frame(self, index: int) -> NDArray[np.uint8]:
        """A pure function of the index, but for what the prompt asks for."""
        self._misbehave(index)
        request = self._request
        picture = np.full((request.height, request.width, 4), 255, dtype=np.uint8)
        picture[..., 0] = request.seed % 256
        left = index * 3 % (request.width - 8)
        picture[4:12, left : left + 8, :3] = 0
        return picture

    def _misbehave(self, index: int) -> None:
        if self._at("crash", index):
            os.kill(os.getpid(), signal.SIGKILL)
        if self._at("abort", index):
            os.abort()
        if self._at("fail", index):
            raise ValueError("a line that no one thought of")
        if self._at("exit", index):
            os._exit(7)
        if "slow" in self._words:
            time.sleep(0.03)
        if self._at("hang", index):
            time.sleep(600)

    def _at(self, word: str, index: int) -> bool:
        found = re.search(rf"{word} (\d+)", self._words)
        return found is not None and int(found[1]) == index
