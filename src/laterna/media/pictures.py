"""Decoding pictures that callers send: sniffed by content, within limits, one frame only.

Runs in a drawing process, never in the server: a picture made to break a decoder costs that process alone.
Limits: 50 MB and sides of 1:4 to 4:1 (contract vidu 3.4); 64 million pixels are ours.
"""

from pathlib import Path
from typing import Final

import av
import numpy as np
from numpy.typing import NDArray

from laterna.errors import EngineError

LARGEST_BYTES: Final = 50 * 1024 * 1024
LARGEST_SIDE: Final = 16_384
LARGEST_PIXELS: Final = 64_000_000
STEEPEST: Final = 4.0
_SLACK: Final = 1.01

_SNIFFED: Final = (
    ("PNG", "png_pipe", 0, b"\x89PNG\r\n\x1a\n"),
    ("JPEG", "jpeg_pipe", 0, b"\xff\xd8\xff"),
    ("WebP", "webp_pipe", 8, b"WEBP"),
)

Picture = NDArray[np.uint8]
"""Pixels: shape (height, width, 4), RGBA, alpha not premultiplied."""


def sniff(head: bytes) -> str | None:
    """`PNG`, `JPEG` or `WebP`, by the first bytes of a file, or None."""
    for name, _, at, magic in _SNIFFED:
        if head[at : at + len(magic)] == magic and (name != "WebP" or head[:4] == b"RIFF"):
            return name
    return None


def decode_picture(path: Path, *, most: int = 4_096) -> Picture:
    """The picture in a file, scaled down so that no side is longer than `most`.

    Raises EngineError `input_invalid` when it is no PNG, JPEG or WebP, is damaged, too large or too long and thin.
    """
    if path.stat().st_size > LARGEST_BYTES:
        raise _invalid(f"it is larger than {LARGEST_BYTES // 2**20} MB")
    with path.open("rb") as file:
        kind = sniff(file.read(16))
    if kind is None:
        raise _invalid("it is neither PNG, JPEG nor WebP, the types that are allowed")
    demuxer = next(row[1] for row in _SNIFFED if row[0] == kind)
    try:
        return _decoded(path, demuxer, most)
    except (av.FFmpegError, ValueError, MemoryError) as error:
        raise _invalid(f"the {kind} is damaged") from error


def _decoded(path: Path, demuxer: str, most: int) -> Picture:
    with av.open(str(path), format=demuxer) as container:
        stream = container.streams.video[0]
        stream.thread_count = 1
        # The header says how large the picture is before a pixel of it is decoded.
        _check_size(stream.width, stream.height)
        for frame in container.decode(stream):
            _check_size(frame.width, frame.height)
            scale = min(1.0, most / max(frame.width, frame.height))
            width, height = max(1, round(frame.width * scale)), max(1, round(frame.height * scale))
            return np.ascontiguousarray(
                frame.reformat(width=width, height=height, format="rgba").to_ndarray()
            )
    raise ValueError("no picture in the file")


def _check_size(width: int, height: int) -> None:
    if not width or not height:
        return
    if max(width, height) > LARGEST_SIDE or width * height > LARGEST_PIXELS:
        raise _invalid(
            f"it has {width} by {height} pixels; allowed: {LARGEST_PIXELS // 1_000_000} million in all"
        )
    if max(width, height) / min(width, height) > STEEPEST * _SLACK:
        raise _invalid(f"its sides are {width} by {height}; allowed: 1:4 to 4:1")


def _invalid(why: str) -> EngineError:
    return EngineError(f"The picture cannot be used: {why}.", code="input_invalid")
