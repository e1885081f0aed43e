"""Decoding pictures that callers send: sniffed by content, within limits, one frame only, turned upright.

Runs in a drawing process, never in the server: a picture made to break a decoder costs that process alone.
Limits: 50 MB and sides of 1:4 to 4:1 (contract vidu 3.4); 64 million pixels are ours.
"""

from pathlib import Path
from typing import Final

import av
import numpy as np
from av.video.reformatter import Interpolation
from numpy.typing import NDArray

from laterna.errors import EngineError
from laterna.media.headers import read_header
from laterna.media.kinds import HEAD, picture_kind

LARGEST_BYTES: Final = 50 * 1024 * 1024
LARGEST_SIDE: Final = 16_384
LARGEST_PIXELS: Final = 64_000_000
STEEPEST: Final = 4.0
_SLACK: Final = 1.01
_FEWEST: Final = 8  # pixels a side
_SOLID: Final = 250  # alpha from which on a pixel counts as opaque

_DEMUXERS: Final = {"PNG": "png_pipe", "JPEG": "jpeg_pipe", "WebP": "webp_pipe"}
_SCALING: Final = (
    Interpolation.BICUBIC
    | Interpolation.FULL_CHR_H_INP
    | Interpolation.FULL_CHR_H_INT
    | Interpolation.ACCURATE_RND
    | Interpolation.BITEXACT
)
_CAREFUL: Final = {"max_pixels": str(LARGEST_PIXELS), "err_detect": "explode"}

Picture = NDArray[np.uint8]
"""Pixels: shape (height, width, 4), RGBA, alpha not premultiplied."""


class _Unusable(Exception):
    """Why a picture cannot be used."""


def decode_picture(
    path: Path, *, most: int = 4_096, noun: str = "The picture", field: str | None = None
) -> Picture:
    """The picture in a file, upright, scaled down so that no side is longer than `most`.

    Raises EngineError `input_invalid` when it is no PNG, JPEG or WebP, is damaged or cut off, too large or too long
    and thin; `noun` is what its sentence calls the picture, `field` the parameter that it came in.
    """
    try:
        return _checked(path, most)
    except _Unusable as error:
        raise EngineError(f"{noun} cannot be used: {error}.", code="input_invalid", field=field) from error


def _checked(path: Path, most: int) -> Picture:
    if path.stat().st_size > LARGEST_BYTES:
        raise _Unusable(f"it is larger than {LARGEST_BYTES // 2**20} MB")
    with path.open("rb") as file:
        kind = picture_kind(file.read(HEAD))
    if kind is None:
        raise _Unusable("it is neither PNG, JPEG nor WebP, the types that are allowed")
    header = read_header(path, kind)
    _check_size(header.width, header.height)
    try:
        picture = _decoded(path, _DEMUXERS[kind], most)
    except (av.FFmpegError, ValueError, MemoryError) as error:
        raise _Unusable(f"the {kind} is damaged") from error
    return upright(picture, header.orientation)


def upright(picture: Picture, orientation: int) -> Picture:
    """The picture as it was seen when it was taken; `orientation` 1 to 8 as of Exif."""
    if orientation in (5, 6, 7, 8):
        picture = picture.transpose(1, 0, 2)
    if orientation in (2, 3, 6, 7):
        picture = picture[:, ::-1]
    if orientation in (3, 4, 7, 8):
        picture = picture[::-1]
    return np.ascontiguousarray(picture)


def is_cut_out(picture: Picture) -> bool:
    """True when a hundredth of the picture, or more, is transparent."""
    return float((picture[..., 3] < _SOLID).mean()) > 0.01


def _decoded(path: Path, demuxer: str, most: int) -> Picture:
    with av.open(str(path), format=demuxer) as container:
        stream = container.streams.video[0]
        stream.thread_count = 1
        stream.codec_context.options = _CAREFUL
        for frame in container.decode(stream):
            _check_size(frame.width, frame.height)
            scale = min(1.0, most / max(frame.width, frame.height))
            width, height = max(1, round(frame.width * scale)), max(1, round(frame.height * scale))
            pixels = frame.reformat(
                width=width, height=height, format="rgba", interpolation=_SCALING
            ).to_ndarray()
            return np.ascontiguousarray(pixels, dtype=np.uint8)
    raise ValueError("no picture in the file")


def _check_size(width: int, height: int) -> None:
    if not width or not height:
        return
    if max(width, height) > LARGEST_SIDE or width * height > LARGEST_PIXELS:
        raise _Unusable(
            f"it has {width} by {height} pixels; allowed: {LARGEST_PIXELS // 1_000_000} million in all"
        )
    if max(width, height) / min(width, height) > STEEPEST * _SLACK:
        raise _Unusable(f"its sides are {width} by {height}; allowed: 1:4 to 4:1")


def resampled(picture: Picture, width: int, height: int) -> Picture:
    """The picture scaled to a size, each of its channels by itself, so that none loses by a detour over YUV."""
    if picture.shape[:2] == (height, width):
        return picture
    least = min(picture.shape[:2])
    if least < _FEWEST:  # too small for the scaler
        times = -(-_FEWEST // least)
        picture = np.repeat(np.repeat(picture, times, axis=0), times, axis=1)
    out = np.empty((height, width, picture.shape[2]), np.uint8)
    for channel in range(picture.shape[2]):
        plane = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture[..., channel]), format="gray")
        scaled = plane.reformat(width=width, height=height, interpolation=_SCALING)
        out[..., channel] = scaled.to_ndarray()
    return out
