"""The program that looks into a downloaded clip, in a process of its own: bytes made to break a decoder cost that
process alone.

It probes the file, decodes its first, middle and last frame, and writes cover, last frame and spritesheet beside it.
What it finds goes to standard output as JSON. This module loads PyAV; the server process never imports it.
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
from av.container import InputContainer
from av.video.frame import VideoFrame
from msgspec import Struct
from numpy.typing import NDArray

from laterna.engines.remote.findings import Findings, Trouble
from laterna.errors import EngineError
from laterna.media.cover import make_spritesheet, write_cover, write_last_frame
from laterna.media.probe import Probe, probe

_MOST_PIXELS: Final = 64_000_000
_MOST_MEMORY: Final = 6 * 2**30  # bytes of address space
_MOST_SECONDS: Final = 300  # of processor time
_MISSING: Final = 0.5  # seconds that may be missing at the end of what is decoded
_BACK: Final = 5.0  # seconds before the end from which decoding begins


class _Stills(Struct, frozen=True):
    """Pictures of a clip, (height, width, 3) RGB; `end` is when the last one stops being shown, in seconds."""

    middle: NDArray[np.uint8]
    last: NDArray[np.uint8]
    end: float


def main() -> None:
    """Looks into the file that the first argument names."""
    _limit()
    path = Path(sys.argv[1])
    try:
        found: Findings | Trouble = inspect(path)
    except EngineError as error:
        found = Trouble(error.message, error.code)
    except OSError as error:
        found = Trouble(error.strerror or "it cannot be read", number=error.errno or 0)
    sys.stdout.write(json.dumps(msgspec.to_builtins(found)))


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
        make_spritesheet(path, sheet)
    return Findings(
        width=facts.width,
        height=facts.height,
        duration=facts.duration,
        fps=round(facts.fps),
        has_audio=facts.has_audio,
        has_sheet=sheet.exists(),
    )


def _stills(path: Path, facts: Probe) -> _Stills:
    with av.open(str(path), options={"protocol_whitelist": "file"}) as container:
        if _next(container) is None:
            raise ValueError("there is none")
        middle = _at(container, facts.duration / 2)
        last, end = _last(container, facts)
    return _Stills(middle, last, end)


def _next(container: InputContainer) -> VideoFrame | None:
    return next(iter(container.decode(video=0)), None)


def _at(container: InputContainer, seconds: float) -> NDArray[np.uint8]:
    """The picture that is shown at this time."""
    container.seek(int(seconds * 1_000_000))
    shown: VideoFrame | None = None
    for frame in container.decode(video=0):
        shown = frame
        if frame.time is None or frame.time >= seconds:
            break
    if shown is None:
        raise ValueError("the middle is missing")
    return _pixels(shown)


def _last(container: InputContainer, facts: Probe) -> tuple[NDArray[np.uint8], float]:
    container.seek(int(max(facts.duration - _BACK, 0.0) * 1_000_000))
    stream = container.streams.video[0]
    begin = float((stream.start_time or 0) * (stream.time_base or 0))
    last: VideoFrame | None = None
    for frame in container.decode(video=0):
        last = frame
    if last is None:
        raise ValueError("the end is missing")
    shown_for = 1 / facts.fps if facts.fps else 0.0
    return _pixels(last), (last.time or 0.0) - begin + shown_for


def _pixels(frame: VideoFrame) -> NDArray[np.uint8]:
    return np.ascontiguousarray(frame.reformat(format="rgb24").to_ndarray().astype(np.uint8))


def _limit() -> None:
    """Bounds what hostile bytes can take."""
    if hasattr(os, "nice"):
        os.nice(10)
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_MOST_SECONDS, _MOST_SECONDS))
