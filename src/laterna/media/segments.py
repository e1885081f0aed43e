"""Encoded segments, and sound, to one MP4: nothing is encoded twice.

The file has its index first (faststart), one packet a frame, and sound of exactly the picture's length.
"""

import errno
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from heapq import merge
from pathlib import Path
from typing import Final

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.stream import VideoStream
from numpy.typing import NDArray

from laterna.errors import EngineError, StorageError
from laterna.media.coding import Coding, Segment
from laterna.media.soundtrack import (
    CODER,
    SAMPLE_RATE,
    Soundtrack,
    configure_sound,
    encode_sound,
    fitted,
    packets_of,
)
from laterna.media.x264 import configure

__all__ = ["SAMPLE_RATE", "Soundtrack", "encode_sound", "fitted", "join_segments"]

_DISK_FULL: Final = (errno.ENOSPC, errno.EDQUOT)


def join_segments(
    segments: Sequence[Segment],
    audio: NDArray[np.float32] | Soundtrack | None,
    path: Path,
    *,
    metadata: Mapping[str, str] | None = None,
) -> None:
    """Writes an MP4 of all `segments` in order, which must share one `Coding`, to `path`.

    `audio` has shape (samples, 2), 48 kHz, -1 to 1; it is cut or padded with silence to the picture's length and
    encoded as AAC-LC, unless it comes encoded. `metadata` takes the tags that MP4 knows: title, comment, artist,
    description, date.
    Raises EngineError when segments do not fit together or encoding fails, StorageError when the disk is full;
    then nothing is left at `path`.
    """
    coding = _common_coding(segments)
    temporary = path.with_name(f".{path.name}.part")
    try:
        _write(segments, coding, audio, temporary, metadata or {})
        temporary.replace(path)
    except (av.FFmpegError, OSError) as error:
        if error.errno in _DISK_FULL:
            raise StorageError(
                "The disk is full: the clip could not be written.", code="storage_full"
            ) from error
        raise EngineError(f"The clip could not be put together: {error}.") from error
    finally:
        temporary.unlink(missing_ok=True)


def _common_coding(segments: Sequence[Segment]) -> Coding:
    if not segments:
        raise EngineError("A clip needs at least one segment.")
    first = segments[0]
    for number, segment in enumerate(segments):
        if segment.coding != first.coding or segment.headers != first.headers:
            raise EngineError(f"Segment {number} was encoded with other parameters than segment 0.")
        if not segment.packets or segment.keyframes[:1] != (0,):
            raise EngineError(f"Segment {number} does not start with a keyframe.")
    return first.coding


def _write(
    segments: Sequence[Segment],
    coding: Coding,
    audio: NDArray[np.float32] | Soundtrack | None,
    path: Path,
    metadata: Mapping[str, str],
) -> None:
    # `bitexact` keeps library versions and dates out of the file, so that equal clips are equal files.
    options = {"movflags": "+faststart", "fflags": "+bitexact"}
    with av.open(str(path), "w", format="mp4", options=options) as container:
        container.metadata.update(metadata)
        video = container.add_stream("libx264", rate=coding.fps)
        configure(video.codec_context, coding)
        frames = sum(len(segment.packets) for segment in segments)
        track = (
            audio
            if audio is None or isinstance(audio, Soundtrack)
            else encode_sound(audio, frames, coding.fps)
        )
        sound = None if track is None else _sound_stream(container)
        container.start_encoding()
        if bytes(video.codec_context.extradata or b"") != segments[0].headers:
            raise EngineError("The segments were encoded by another version of the encoder than this one.")
        pictures = _video_packets(segments, coding, video)
        if sound is None or track is None:
            for picture in pictures:
                container.mux_one(picture)
            return
        if bytes(sound.codec_context.extradata or b"") != track.headers:
            raise EngineError("The sound was encoded by another version of the encoder than this one.")
        if track.length != round(Fraction(frames * SAMPLE_RATE, coding.fps)):
            raise EngineError(f"The sound was encoded for another length than {frames} frames.")
        # Interleaved by time, so that a player that streams needs to hold little.
        for packet in merge(pictures, packets_of(track, sound), key=_seconds):
            container.mux_one(packet)


def _seconds(packet: "Packet[Stream]") -> Fraction:
    return (packet.dts or 0) * packet.time_base


def _video_packets(
    segments: Sequence[Segment], coding: Coding, stream: VideoStream
) -> "Iterator[Packet[Stream]]":
    number = 0
    for segment in segments:
        keyframes = frozenset(segment.keyframes)
        for index, data in enumerate(segment.packets):
            packet = Packet(data)
            packet.stream = stream
            packet.time_base = Fraction(1, coding.fps)
            packet.pts = packet.dts = number
            packet.duration = 1
            packet.is_keyframe = index in keyframes
            number += 1
            yield packet


def _sound_stream(container: OutputContainer) -> AudioStream:
    stream = container.add_stream("aac", rate=SAMPLE_RATE, options=dict(CODER))
    configure_sound(stream.codec_context)
    return stream
