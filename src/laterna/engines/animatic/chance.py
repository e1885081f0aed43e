"""Chance: every random choice of a picture comes from a generator keyed by the seed and a purpose."""

import math
import zlib

import numpy as np


def generator(seed: int, *purpose: object) -> np.random.Generator:
    """A generator of its own for one purpose: the same seed and purpose give the same numbers everywhere."""
    words = "/".join(str(part) for part in purpose)
    return np.random.Generator(np.random.PCG64([seed & 0xFFFFFFFF, zlib.crc32(words.encode())]))


def wobble(time: float, key: float = 0.0) -> float:
    """A smooth wandering number in about -1..1, the same for the same time and key; for hands, air and flames."""
    a = math.sin(time * 1.7 + key * 12.9898)
    b = math.sin(time * 2.9 + key * 78.233 + 1.3)
    c = math.sin(time * 0.61 + key * 37.719 + 2.1)
    return 0.45 * a + 0.25 * b + 0.3 * c


def ease(progress: float) -> float:
    """0..1 to 0..1, slow at both ends."""
    progress = min(1.0, max(0.0, progress))
    return progress * progress * (3 - 2 * progress)
