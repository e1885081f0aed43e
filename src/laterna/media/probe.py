"""What a media file is: measured from the file, not from its name."""

from fractions import Fraction
from pathlib import Path

import av
from msgspec import Struct

from laterna.errors import EngineError


class Probe(Struct, frozen=True, kw_only=True):
    """Facts about a video file. Width and height in pixels, durations in seconds, `fps` in frames a second.

    `video_codec` and `audio_codec` are FFmpeg's short names (`h264`, `aac`); the latter is empty without sound.
    `faststart` is true when a player can begin before it has the whole file.
    """

    width: int
    height: int
    duration: float
    fps: float
    frames: int
    video_codec: str
    has_audio: bool
    audio_codec: str = ""
    audio_duration: float = 0.0
    sample_rate: int = 0
    channels: int = 0
    size_bytes: int
    faststart: bool
    title: str = ""


def probe(path: Path) -> Probe:
    """The facts about the video at `path`, without decoding it. Raises EngineError when it is none."""
    try:
        with av.open(str(path)) as container:
            return _read(container, path)
    except (av.FFmpegError, OSError) as error:
        raise EngineError(f"{path.name} cannot be read as a video: {error}.") from error


def _read(container: av.container.InputContainer, path: Path) -> Probe:
    if not container.streams.video:
        raise EngineError(f"{path.name} has no picture.")
    video = container.streams.video[0]
    audio = container.streams.audio[0] if container.streams.audio else None
    rate = video.average_rate or Fraction(0)
    seconds = _seconds(video.duration, video.time_base) or (container.duration or 0) / 1_000_000
    return Probe(
        width=video.width,
        height=video.height,
        duration=seconds,
        fps=float(rate),
        frames=video.frames or round(seconds * rate),
        video_codec=_short(video.codec_context.name),
        has_audio=audio is not None,
        audio_codec=_short(audio.codec_context.name) if audio else "",
        audio_duration=_seconds(audio.duration, audio.time_base) if audio else 0.0,
        sample_rate=audio.codec_context.sample_rate if audio else 0,
        channels=audio.codec_context.layout.nb_channels if audio else 0,
        size_bytes=path.stat().st_size,
        faststart=_index_first(path),
        title=container.metadata.get("title", ""),
    )


def _seconds(ticks: int | None, base: Fraction | None) -> float:
    return float(ticks * base) if ticks and base else 0.0


def _short(name: str) -> str:
    return {"libx264": "h264", "libdav1d": "av1"}.get(name, name)


def _index_first(path: Path) -> bool:
    """True when an MP4's `moov` box stands before its `mdat` box."""
    with path.open("rb") as file:
        while len(head := file.read(8)) == 8:
            size, kind = int.from_bytes(head[:4], "big"), head[4:]
            if kind in (b"moov", b"mdat"):
                return kind == b"moov"
            if size == 1:
                size = int.from_bytes(file.read(8), "big") - 8
            if size < 8:
                return False
            file.seek(size - 8, 1)
    return False
