"""Edges: how much a field of bytes changes from pixel to pixel, for styles that draw lines or model forms."""

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]


def step(field: Pixels, by: int) -> Pixels:
    """How much a field changes to the pixel `by` to the right and below, whichever is more; 0..255."""
    out = np.zeros_like(field)
    out[:, by:] = np.maximum(field[:, by:], field[:, :-by]) - np.minimum(field[:, by:], field[:, :-by])
    down = np.maximum(field[by:], field[:-by]) - np.minimum(field[by:], field[:-by])
    np.maximum(out[by:], down, out=out[by:])
    return out


def brightness(pixels: Pixels) -> Pixels:
    """About how bright each pixel of a BGRA picture is, 0..255."""
    tone: Pixels = (pixels[..., 1] >> 1) + (pixels[..., 2] >> 2) + (pixels[..., 0] >> 2)
    return tone
