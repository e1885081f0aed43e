"""The program that looks into downloaded clips, in a process of its own: bytes made to break a decoder cost that
process alone.

Paths come as JSON strings on standard input, a line each. It decodes every frame of the file once, writes cover, last
frame and spritesheet beside it, and answers with a line of JSON. This module loads PyAV; the server process never
imports it.
"""

import contextlib
import json
import os
import sys
from pathlib import Path
from typing import Final

import av
import msgspec
import numpy as np
from av.video.frame import VideoFrame
from msgspec import Struct
from numpy.typing import NDArray

from laterna.engines.remote.findings import Findings, Trouble
from laterna.errors import EngineError
from laterna.media.cover import make_cell, write_cover, write_last_frame, write_spritesheet
from laterna.media.probe import Probe, probe

_MOST_PIXELS: Final = 64_000_000
_MOST_MEMORY: Final = 6 * 2**30  # bytes of address space
_MOST_SECONDS: Final = 300  # of processor time for one clip
_MISSING: Final = 0.5  # seconds that may be missing at the end of what is decoded
_MOST_CELLS: Final = 120  # pictures of the spritesheet, one a second
_NICENESS: Final = 10


class _Stills(Struct, frozen=True):
    """Pictures of a clip, (height, width, 3) RGB; `end` is when the last one stops being shown, in seconds."""

    middle: NDArray[np.uint8]
    last: NDArray[np.uint8]
    cells: list[NDArray[np.uint8]]
    end: float


def main() -> None:
    """Looks into the files that standard input names, until it ends."""
    answers = os.fdopen(os.dup(1), "w")
    # What libraries print must not be taken for an answer.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    _bound_memory()
    for line in sys.stdin:
        _bound_time()
        answers.write(json.dumps(msgspec.to_builtins(_answer(Path(json.loads(line))))) + "\n")
        answers.flush()


def _answer(path: Path) -> Findings | Trouble:
    try:
        return inspect(path)
    except EngineError as error:
        return Trouble(error.message, error.code)
    except OSError as error:
        return Trouble(error.strerror or "it cannot be read", number=error.errno or 0)


def inspect(path: Path) -> Findings:
    """Facts about the clip, after its pictures are written beside it. Raises EngineError when it is unusable."""
    facts = probe(path)
    if not 0 < facts.width * facts.height <= _MOST_PIXELS or facts.duration <= 0:
        raise EngineError("it has no picture of a usable size, or no length")
    try:
        stills = _stills(path, facts)
    except (av.FFmpegError, ValueError, MemoryError) as error:
        raise EngineError(f"its pictures cannot be decoded: {error}") from error
    if stills.end < facts.duration - _MISSING:
        raise EngineError(f"it is cut off after {stills.end:.1f} of {facts.duration:.1f} s")
    write_cover(stills.middle, path.with_name("cover.jpg"))
    write_last_frame(stills.last, path.with_name("last.jpg"))
    sheet = path.with_name("sheet.jpg")
    with contextlib.suppress(EngineError, ValueError):
        write_spritesheet(stills.cells, sheet)
    return Findings(
        width=facts.width,
        height=facts.height,
        duration=facts.duration,
        fps=round(facts.fps),
        has_audio=facts.has_audio,
        has_sheet=sheet.exists(),
    )


def _stills(path: Path, facts: Probe) -> _Stills:
    """Decodes everything once: what plays to its end is whole."""
    cells: list[NDArray[np.uint8]] = []
    middle: NDArray[np.uint8] | None = None
    last: VideoFrame | None = None
    with av.open(str(path), options={"protocol_whitelist": "file"}) as container:
        stream = container.streams.video[0]
        stream.thread_type = "FRAME"
        begin = float((stream.start_time or 0) * (stream.time_base or 0))
        for frame in container.decode(stream):
            last, now = frame, (frame.time or 0.0) - begin
            if middle is None and now >= facts.duration / 2:
                middle = _pixels(frame)
            if now >= len(cells) and len(cells) < _MOST_CELLS:
                cells.append(make_cell(_pixels(frame, "bgra")))
    if last is None:
        raise ValueError("there is none")
    pixels = _pixels(last)
    end = (last.time or 0.0) - begin + (1 / facts.fps if facts.fps else 0.0)
    return _Stills(pixels if middle is None else middle, pixels, cells, end)


def _pixels(frame: VideoFrame, form: str = "rgb24") -> NDArray[np.uint8]:
    return np.ascontiguousarray(frame.reformat(format=form).to_ndarray().astype(np.uint8, copy=False))


def _bound_memory() -> None:
    """Bounds what hostile bytes can take of the memory, and lets the server go first."""
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))


def _bound_time() -> None:
    """Bounds the processor time of the next clip."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime) + _MOST_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))
