"""Input audio, decoded within limits: WAV or MP3, three to thirty seconds (contract dashscope 6.3.4)."""

from itertools import chain
from pathlib import Path
from typing import Final

import av
import numpy as np
from numpy.typing import NDArray

from laterna.errors import EngineError
from laterna.media.segments import SAMPLE_RATE

SHORTEST: Final = 3.0
LONGEST: Final = 30.0
_DEMUXERS: Final = ("wav", "mp3")
_OFTEN: Final = 0.95
_AUDIBLE: Final = 0.003  # of full scale, -50 dB: what is quieter is taken for silence
_SLACK: Final = 0.1  # an MP3 encoder pads by up to a few frames


def decode_voice(path: Path) -> NDArray[np.float32]:
    """The sound of a file: shape (samples, 2), 48 kHz, -1 to 1.

    Raises EngineError `input_invalid` when it is neither WAV nor MP3, is damaged, or lasts too short or too long.
    """
    for demuxer in _DEMUXERS:
        try:
            samples = _decode(path, demuxer)
        except (av.FFmpegError, ValueError):
            continue
        seconds = len(samples) / SAMPLE_RATE
        if not SHORTEST - _SLACK <= seconds <= LONGEST + _SLACK:
            raise EngineError(
                f"The audio lasts {seconds:.1f} s; allowed: {SHORTEST:.0f} to {LONGEST:.0f} s.",
                code="input_invalid",
                field="audio_url",
            )
        return samples
    raise EngineError(
        "The audio cannot be decoded; allowed: WAV or MP3.", code="input_invalid", field="audio_url"
    )


def levels_of(samples: NDArray[np.float32], frames: int, fps: int) -> bytes:
    """How loud a sound of 48 kHz is in each frame of a clip: 0 silent to 255 as loud as it often gets."""
    edges = np.arange(frames + 1, dtype=np.int64) * SAMPLE_RATE // fps
    heard = np.zeros(int(edges[-1]), np.float64)
    kept = min(len(heard), len(samples))
    heard[:kept] = np.square(samples[:kept], dtype=np.float64).sum(axis=1)
    loudness = np.sqrt(np.add.reduceat(heard, edges[:-1]) / np.diff(edges))
    # A single clap must not make everything else a whisper.
    full = max(_AUDIBLE, float(np.quantile(loudness, _OFTEN)))
    return np.rint(np.clip(loudness / full, 0, 1) * 255).astype(np.uint8).tobytes()


def _decode(path: Path, demuxer: str) -> NDArray[np.float32]:
    """Decodes no more than a little over the longest that is allowed, whatever the file claims."""
    enough = int((LONGEST + 1) * SAMPLE_RATE)
    parts: list[NDArray[np.float32]] = []
    total = 0
    with av.open(str(path), format=demuxer, options={"probesize": "1000000"}) as container:
        if not container.streams.audio:
            raise ValueError("no sound in the file")
        resampler = av.AudioResampler(format="fltp", layout="stereo", rate=SAMPLE_RATE)
        frames = container.decode(container.streams.audio[0])
        for frame in chain(frames, [None]):
            for out in resampler.resample(frame):
                part = np.asarray(out.to_ndarray(), dtype=np.float32)
                parts.append(part)
                total += part.shape[1]
            if total > enough:
                break
    if not parts:
        raise ValueError("no sound in the file")
    return np.ascontiguousarray(np.concatenate(parts, axis=1).T)
