"""Brush strokes: which pixel each stroke of an oil painting takes its colour from, and how paint stands up along it.

The picture is parted into patches, each brushed in one direction that changes slowly over the canvas. Within a patch
strokes lie side by side, and a stroke has the colour that the scene has at its middle. Sets are painted with a broad
brush when they are baked; over the whole frame goes a fine one, which leaves faces their features.
"""

from functools import lru_cache
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from laterna.engines.animatic.chance import generator
from laterna.engines.animatic.stage.view import View

TILE: Final = 640
"""Pixels a side of the broad strokes' tile."""


class Brush(Struct, frozen=True):
    """A brush: length and width of strokes and size of a patch, in units; `body` is how high paint stands, of 255."""

    long: float
    wide: float
    patch: float
    body: float


_BROAD: Final = Brush(26.0, 6.5, 150.0, 12.0)
_FINE: Final = Brush(8.0, 2.8, 70.0, 13.0)


class Strokes(Struct, frozen=True):
    """How far, in pixels to the right and downwards, the middle of each pixel's stroke lies, and what is to be added
    to its brightness, -40..40: each (height, width) int16.
    """

    right: NDArray[np.int16]
    down: NDArray[np.int16]
    relief: NDArray[np.int16]


@lru_cache(maxsize=1)
def fine_strokes(view: View) -> tuple[NDArray[np.intp], NDArray[np.int16]]:
    """For every pixel of a frame, in one row, the pixel that it shows; and the relief, (height, width)."""
    wide, high = view.pixels_wide, view.pixels_high
    made = _strokes(wide, high, view.scale, _FINE)
    left = np.clip(np.arange(wide)[None] + made.right, 0, wide - 1)
    top = np.clip(np.arange(high)[:, None] + made.down, 0, high - 1)
    return np.ascontiguousarray(top * wide + left).reshape(-1).astype(np.intp), made.relief


@lru_cache(maxsize=1)
def broad_strokes(scale: float) -> Strokes:
    """A tile of broad strokes at so many pixels to the unit."""
    return _strokes(TILE, TILE, scale, _BROAD)


def _strokes(wide: int, high: int, scale: float, brush: Brush) -> Strokes:
    x = np.arange(wide, dtype=np.float32)[None] / scale
    y = np.arange(high, dtype=np.float32)[:, None] / scale
    part = brush.patch
    column = (
        np.floor(x / part + 0.35 * np.sin(y / part * 1.9) + 0.14 * np.sin(y / 17 + x / 90)).astype(np.int64)
        + 1
    )
    row = np.floor(y / part + 0.3 * np.sin(x / part * 2.1 + 1) + 0.12 * np.sin(x / 19)).astype(np.int64) + 1
    random = generator(0, "brush")
    shape = (int(row.max()) + 1, int(column.max()) + 1)
    slow = 0.5 * np.sin(np.arange(shape[1])[None] * 0.9) + 0.45 * np.cos(np.arange(shape[0])[:, None] * 1.1)
    angle = (slow + random.normal(0, 0.2, shape) - 0.3)[row, column].astype(np.float32)
    cos, sin = np.cos(angle), np.sin(angle)
    along, across = x * cos + y * sin, y * cos - x * sin
    across = across + 0.35 * brush.wide * np.sin(along / brush.long * 1.3 + across * 0.05)
    lane = np.floor(across / brush.wide)
    shift = np.sin(lane * 12.9898 + angle * 7) * 0.45 * brush.long
    place = np.floor((along + shift) / brush.long)
    to_middle = (place + 0.5) * brush.long - shift - along
    to_side = (lane + 0.5) * brush.wide - across
    own = np.sin(lane * 7.31 + place * 3.77 + angle * 5) * 0.75
    ridge = -to_side / brush.wide * 1.6 + own + 0.2 * np.sin(across * 5.1)
    return Strokes(
        np.rint((to_middle * cos - to_side * sin) * scale).astype(np.int16),
        np.rint((to_middle * sin + to_side * cos) * scale).astype(np.int16),
        np.clip(ridge * brush.body, -40, 40).astype(np.int16),
    )
