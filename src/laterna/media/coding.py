"""What an encoded clip is made of: frames, how they are coded, and segments of them."""

from typing import Literal, TypeAlias

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from laterna.errors import EngineError

Preset = Literal["ultrafast", "superfast", "veryfast", "faster"]
Frame: TypeAlias = NDArray[np.uint8]
"""A picture: (height, width, 4) BGRA, opaque (Skia's N32 on little-endian machines), or (height * 3 // 2, width)
planar YUV 4:2:0, BT.709, limited range, the U and V planes below Y."""


class Coding(Struct, frozen=True, kw_only=True):
    """How a clip is encoded. Width and height in even pixels, 16 to 8192; `fps` 1 to 120; `crf` 0 (lossless) to 51."""

    width: int
    height: int
    fps: int
    crf: int = 20
    preset: Preset = "ultrafast"
    keyframe_every: int = 0
    """Frames between keyframes; 0 means one second."""

    @property
    def gop(self) -> int:
        """Frames between keyframes."""
        return self.keyframe_every or self.fps


class Segment(Struct, frozen=True):
    """A run of encoded frames, in order of display: parameter sets (Annex B) and one packet a frame."""

    coding: Coding
    headers: bytes
    packets: tuple[bytes, ...]
    keyframes: tuple[int, ...]
    """Indices of the frames that decoding can start at; the first is 0."""

    def to_bytes(self) -> bytes:
        """The segment in a form that can be written to a file or sent to another process."""
        return msgspec.msgpack.encode(self)

    @staticmethod
    def from_bytes(data: bytes) -> "Segment":
        """The segment that `to_bytes` wrote. Raises EngineError when the bytes are no segment."""
        try:
            return msgspec.msgpack.decode(data, type=Segment)
        except msgspec.MsgspecError as error:
            raise EngineError(f"An encoded segment is damaged: {error}.") from error
