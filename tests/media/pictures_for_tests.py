"""Frames to encode, made from numbers."""

import numpy as np
from numpy.typing import NDArray

COLOURS = {
    "red": (255, 0, 0),
    "green": (0, 255, 0),
    "blue": (0, 0, 255),
    "white": (255, 255, 255),
    "black": (0, 0, 0),
    "grey": (128, 128, 128),
    "skin": (224, 172, 105),
}


def flat(rgb: tuple[int, int, int], width: int = 64, height: int = 48) -> NDArray[np.uint8]:
    """A BGRA picture of one colour."""
    picture = np.full((height, width, 4), 255, np.uint8)
    picture[..., :3] = rgb[::-1]
    return picture


def moving(index: int, width: int = 160, height: int = 96) -> NDArray[np.uint8]:
    """A BGRA gradient that moves with `index`, whose average brightness tells frames apart."""
    picture = np.full((height, width, 4), 255, np.uint8)
    picture[..., 0] = (np.arange(width) + 3 * index) % 256
    picture[..., 1] = (2 * np.arange(height)[:, None] + index) % 256
    picture[..., 2] = 2 * index % 256
    return picture


def tone(seconds: float, hertz: float = 440.0) -> NDArray[np.float32]:
    """A stereo sine at 48 kHz."""
    wave = 0.5 * np.sin(2 * np.pi * hertz * np.arange(int(48_000 * seconds)) / 48_000)
    return np.stack([wave, wave], axis=1).astype(np.float32)
