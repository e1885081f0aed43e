"""The emulator's clips: a test card with a moving bar. No model makes them, and they show nothing of the prompt.

Everything here blocks; the shelf calls it in threads.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from laterna.media.coding import Coding
from laterna.media.cover import write_cover
from laterna.media.encode import ClipWriter
from laterna.media.soundtrack import SAMPLE_RATE
from laterna.upstream.shelf import Shape

_BARS = (
    (180, 128, 128),
    (168, 44, 136),
    (145, 147, 44),
    (133, 63, 52),
    (63, 193, 204),
    (51, 109, 212),
    (28, 212, 120),
)
"""Y, U, V of the seven bars: white, yellow, cyan, green, magenta, red, blue at three quarters (limited range)."""

_BAR_SHARE = 24
_TONE = 440.0
_CRF = 36


def write_film(shape: Shape, video: Path, cover: Path) -> None:
    """Writes the clip and its cover. Raises EngineError for a shape that cannot be encoded."""
    card = _card(shape.width, shape.height)
    coding = Coding(width=shape.width, height=shape.height, fps=shape.fps, crf=_CRF)
    frames = shape.duration * shape.fps
    sound = _tone(shape.duration) if shape.sound else None
    thickness = max(2, shape.width // _BAR_SHARE)
    with ClipWriter(
        video, coding, audio=sound, metadata={"comment": "laterna upstream: an emulator"}
    ) as writer:
        for number in range(frames):
            left = (shape.width - thickness) * number // max(1, frames - 1)
            under = card[: shape.height, left : left + thickness].copy()
            card[: shape.height, left : left + thickness] = 235
            writer.add(card)
            card[: shape.height, left : left + thickness] = under
    write_cover(_gray(card, shape.height), cover)


def _card(width: int, height: int) -> NDArray[np.uint8]:
    card = np.empty((height * 3 // 2, width), dtype=np.uint8)
    bars = np.array(_BARS, dtype=np.uint8)
    columns = bars[np.arange(width) * len(_BARS) // width]
    card[:height] = columns[:, 0]
    half = columns[::2]
    # The planes of U and V follow each other as one run of bytes, two of their rows in each row of the array.
    chroma = [np.tile(half[:, plane], height // 2) for plane in (1, 2)]
    card[height:] = np.concatenate(chroma).reshape(-1, width)
    return card


def _gray(card: NDArray[np.uint8], height: int) -> NDArray[np.uint8]:
    return np.repeat(card[:height, :, np.newaxis], 3, axis=2)


def _tone(seconds: int) -> NDArray[np.float32]:
    """A short beep at every full second."""
    time = np.arange(seconds * SAMPLE_RATE) / SAMPLE_RATE
    wave = np.where(time % 1.0 < 0.1, 0.2 * np.sin(2 * np.pi * _TONE * time), 0.0).astype(np.float32)
    return np.stack([wave, wave], axis=1)
