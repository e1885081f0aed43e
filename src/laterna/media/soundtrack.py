"""Sound to AAC: encoded once, apart from the picture, so that it can be ready before the last frame is drawn."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

import av
import msgspec
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from av.codec.context import Flags
from av.packet import Packet
from av.stream import Stream
from msgspec import Struct
from numpy.typing import NDArray

from laterna.errors import EngineError

SAMPLE_RATE: Final = 48_000
"""Samples per second of all sound in Laterna."""

# The default coder searches for a fifth more quality in five times the time; at this rate nobody hears it.
CODER: Final = {"aac_coder": "fast"}

_AAC_FRAME: Final = 1024
_AUDIO_BITS: Final = 160_000


class Soundtrack(Struct, frozen=True):
    """Encoded sound of a clip: the decoder's header, and packets as (time stamp, samples, data), in samples."""

    headers: bytes
    packets: tuple[tuple[int, int, bytes], ...]
    length: int
    """Samples per channel before encoding."""

    def to_bytes(self) -> bytes:
        """The track in a form that can be written to a file or sent to another process."""
        return msgspec.msgpack.encode(self)

    @staticmethod
    def from_bytes(data: bytes) -> "Soundtrack":
        """The track that `to_bytes` wrote. Raises EngineError when the bytes are none."""
        try:
            return msgspec.msgpack.decode(data, type=Soundtrack)
        except msgspec.MsgspecError as error:
            raise EngineError(f"An encoded sound is damaged: {error}.") from error


def encode_sound(samples: NDArray[np.float32], frames: int, fps: int) -> Soundtrack:
    """Sound of (samples, 2), 48 kHz, -1 to 1, as AAC-LC of exactly the length of `frames` pictures.

    It is cut or padded with silence. Raises EngineError for another shape, or when encoding fails.
    """
    fit = fitted(samples, frames, fps)
    context = av.CodecContext.create("aac", "w")
    if not isinstance(context, AudioCodecContext):
        raise EngineError("aac is not a codec of sound.")
    configure_sound(context)
    context.flags |= Flags.global_header
    context.options = dict(CODER)
    try:
        packets = tuple(
            (packet.pts or 0, packet.duration or 0, bytes(packet)) for packet in _coded(fit, context)
        )
    except av.FFmpegError as error:
        raise EngineError(f"The sound could not be encoded: {error}.") from error
    return Soundtrack(bytes(context.extradata or b""), packets, len(fit))


def configure_sound(context: AudioCodecContext) -> None:
    """Sets every parameter of an AAC encoder that is not open yet."""
    context.sample_rate = SAMPLE_RATE
    context.layout = "stereo"
    context.format = "fltp"
    context.bit_rate = _AUDIO_BITS
    context.time_base = Fraction(1, SAMPLE_RATE)
    context.flags |= Flags.bitexact


def packets_of(track: Soundtrack, stream: Stream) -> "Iterator[Packet[Stream]]":
    """The track's packets, made out to a container's stream."""
    for start, duration, data in track.packets:
        packet = Packet(data)
        packet.stream = stream
        packet.time_base = Fraction(1, SAMPLE_RATE)
        packet.pts = packet.dts = start
        packet.duration = duration
        packet.is_keyframe = True
        yield packet


def _coded(samples: NDArray[np.float32], context: AudioCodecContext) -> "Iterator[Packet[Stream]]":
    planes = np.ascontiguousarray(samples.T)
    for start in range(0, len(samples), _AAC_FRAME):
        frame = av.AudioFrame.from_ndarray(
            planes[:, start : start + _AAC_FRAME], format="fltp", layout="stereo"
        )
        frame.sample_rate = SAMPLE_RATE
        frame.time_base = Fraction(1, SAMPLE_RATE)
        frame.pts = start
        yield from context.encode(frame)
    yield from context.encode(None)


def fitted(audio: NDArray[np.float32], frames: int, fps: int) -> NDArray[np.float32]:
    """Sound of exactly the length of `frames` pictures: (samples, 2), cut or padded with silence, within -1 to 1."""
    if audio.ndim != 2 or audio.shape[1] != 2:
        raise EngineError(f"Sound has shape {audio.shape}, not (samples, 2).")
    length = round(Fraction(frames * SAMPLE_RATE, fps))
    out = np.zeros((length, 2), dtype=np.float32)
    kept = min(length, len(audio))
    np.clip(audio[:kept], -1.0, 1.0, out=out[:kept])
    return np.nan_to_num(out, copy=False)
