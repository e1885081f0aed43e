"""Single pictures as files: JPEG, WebP and PNG from frames."""

from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext
from av.video.reformatter import ColorRange, Colorspace, Interpolation
from msgspec import Struct
from numpy.typing import NDArray

from laterna.errors import EngineError

Picture = NDArray[np.uint8]
"""(height, width, 4) BGRA, opaque, or (height, width, 3) RGB."""


class _Kind(Struct, frozen=True):
    codec: str
    pixels: str
    space: Colorspace
    options: dict[str, str]


# JPEG's and WebP's decoders expect BT.601; JPEG alone has full range.
_KINDS: Final = {
    ".jpg": _Kind("mjpeg", "yuvj444p", Colorspace.ITU601, {"qmin": "2", "qmax": "3", "huffman": "optimal"}),
    ".webp": _Kind("libwebp", "yuv420p", Colorspace.ITU601, {"quality": "88", "compression_level": "4"}),
    ".png": _Kind("png", "rgb24", Colorspace.DEFAULT, {"compression_level": "6", "pred": "mixed"}),
}


def encode_still(picture: Picture, suffix: str) -> bytes:
    """The picture as a file's bytes; `suffix` is `.jpg`, `.webp` or `.png`. Raises EngineError for anything else."""
    kind = _KINDS.get(suffix)
    if kind is None:
        raise EngineError(f"Pictures are written as {', '.join(_KINDS)}, not {suffix!r}.")
    frame = _frame(picture, kind)
    context = av.CodecContext.create(kind.codec, "w")
    if not isinstance(context, VideoCodecContext):
        raise EngineError(f"{kind.codec} is not a picture codec.")
    context.width, context.height, context.pix_fmt = frame.width, frame.height, kind.pixels
    context.time_base = Fraction(1, 25)
    context.thread_count = 1
    context.color_range = frame.color_range
    context.colorspace = frame.colorspace
    context.options = kind.options
    try:
        return b"".join(bytes(packet) for packet in [*context.encode(frame), *context.encode(None)])
    except av.FFmpegError as error:
        raise EngineError(f"The picture could not be written as {suffix}: {error}.") from error


def write_still(picture: Picture, path: Path) -> None:
    """Writes the picture to `path`, whose suffix says how. Raises EngineError."""
    path.write_bytes(encode_still(picture, path.suffix))


def _frame(picture: Picture, kind: _Kind) -> av.VideoFrame:
    if picture.ndim != 3 or picture.shape[2] not in (3, 4):
        raise EngineError(f"A picture has shape {picture.shape}, not (height, width, 3 or 4).")
    source = av.VideoFrame.from_ndarray(
        np.ascontiguousarray(picture), format="bgra" if picture.shape[2] == 4 else "rgb24"
    )
    frame = source.reformat(
        format=kind.pixels,
        dst_colorspace=kind.space,
        src_color_range=ColorRange.JPEG,
        dst_color_range=ColorRange.MPEG if kind.pixels == "yuv420p" else ColorRange.JPEG,
        interpolation=Interpolation.BICUBIC | Interpolation.ACCURATE_RND | Interpolation.BITEXACT,
    )
    frame.pts, frame.time_base = 0, Fraction(1, 25)
    return frame
