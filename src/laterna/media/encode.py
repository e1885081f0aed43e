"""Frames to H.264: one encoder a segment, the same bytes on every run.

A clip is cut into segments that different processes draw and encode on their own; `laterna.media.segments`
puts them together without encoding again. For that, every segment is one or more closed groups of pictures
without B-frames, made with the same parameters.

The conversion to YUV runs in swscale's bit-exact path, whose result does not depend on the processor. Colour is taken
from every second row, averaged over pairs of pixels: 1.3 ms of a 1280x720 frame instead of 2.2 with a vertical filter,
whose softening nobody sees. `laterna.media.x264` says why the encoder is set as it is.
"""

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import av
import numpy as np
from av.packet import Packet
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from av.video.stream import VideoStream
from numpy.typing import NDArray

from laterna.errors import EngineError
from laterna.media.coding import Coding, Frame, Segment
from laterna.media.segments import join_segments
from laterna.media.x264 import open_encoder

__all__ = ["ClipWriter", "Coding", "Frame", "Segment", "SegmentEncoder"]

_EVERY_SECOND_ROW: Final = 1 << 16
"""swscale's flag that leaves out rows where colour is halved (SWS_SRC_V_CHR_DROP_SHIFT in its header)."""

_EXACT: Final = Interpolation(Interpolation.BILINEAR | Interpolation.BITEXACT | _EVERY_SECOND_ROW)


class SegmentEncoder:
    """Encodes the frames of one segment. Not thread-safe; make one a segment."""

    def __init__(self, coding: Coding) -> None:
        """Raises EngineError when `coding` cannot be encoded."""
        self._coding = coding
        self._context = open_encoder(coding)
        self._reformat = VideoReformatter()
        self._packets: list[bytes] = []
        self._keyframes: list[int] = []
        self._count = 0

    @property
    def coding(self) -> Coding:
        """How the frames are coded."""
        return self._coding

    def add(self, picture: Frame) -> None:
        """Takes the next frame, in one of the two layouts of `Frame`; the array may be reused afterwards.

        Raises EngineError when its shape does not fit the coding.
        """
        frame = self._converted(picture)
        frame.pts = self._count
        frame.time_base = Fraction(1, self._coding.fps)
        self._count += 1
        self._collect(self._context.encode(frame))

    def finish(self) -> Segment:
        """Ends the segment. Raises EngineError when it has no frame."""
        if self._count == 0:
            raise EngineError("A segment needs at least one frame.")
        self._collect(self._context.encode(None))
        headers = bytes(self._context.extradata or b"")
        return Segment(self._coding, headers, tuple(self._packets), tuple(self._keyframes))

    def _converted(self, picture: Frame) -> av.VideoFrame:
        width, height = self._coding.width, self._coding.height
        if picture.shape == (height, width, 4):
            source = av.VideoFrame.from_numpy_buffer(np.ascontiguousarray(picture), format="bgra")
            frame = self._reformat.reformat(
                source,
                format="yuv420p",
                dst_colorspace=Colorspace.ITU709,
                src_color_range=ColorRange.JPEG,
                dst_color_range=ColorRange.MPEG,
                interpolation=_EXACT,
                threads=1,
            )
        elif picture.shape == (height * 3 // 2, width):
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="yuv420p")
        else:
            raise EngineError(f"A frame has shape {picture.shape}, not {(height, width, 4)}, the clip's.")
        frame.color_range = ColorRange.MPEG
        frame.colorspace = Colorspace.ITU709
        return frame

    def _collect(self, packets: "Iterable[Packet[VideoStream]]") -> None:
        for packet in packets:
            if packet.is_keyframe:
                self._keyframes.append(len(self._packets))
            self._packets.append(bytes(packet))


class ClipWriter:
    """Writes a whole clip in one process: a context manager that takes frames and leaves an MP4 behind.

    Nothing is left at `path` when the block is left by an exception.
    """

    def __init__(
        self,
        path: Path,
        coding: Coding,
        *,
        audio: NDArray[np.float32] | None = None,
        metadata: dict[str, str] | None = None,
    ) -> None:
        """`audio` has shape (samples, 2), 48 kHz, -1 to 1; it is cut or padded to the length of the picture."""
        self._path = path
        self._audio = audio
        self._metadata = metadata or {}
        self._encoder = SegmentEncoder(coding)

    def add(self, picture: Frame) -> None:
        """Takes the next frame; see `SegmentEncoder.add`."""
        self._encoder.add(picture)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            join_segments([self._encoder.finish()], self._audio, self._path, metadata=self._metadata)
