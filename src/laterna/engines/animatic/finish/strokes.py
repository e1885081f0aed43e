"""Brush strokes: which pixel each stroke of an oil painting takes its colour from, and how paint stands up along it.

The picture is parted into patches, each brushed in one direction that changes slowly over the canvas. Within a patch
strokes lie side by side, and a stroke has the colour that the scene has at its middle.
"""

from functools import lru_cache
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from laterna.engines.animatic.chance import generator
from laterna.engines.animatic.stage.view import View

_LONG: Final = 10.5  # units, a stroke
_WIDE: Final = 3.2
_PATCH: Final = 58.0
_RAGGED: Final = 0.42  # of a stroke's length that neighbours are shifted by, at most
_BODY: Final = 17.0  # of 255, how bright a ridge of paint is


class Strokes(Struct, frozen=True):
    """`source`: for every pixel of the frame, in one row, the pixel that it shows; `relief`: (height, width), what is
    to be added to its brightness, -30..30.
    """

    source: NDArray[np.intp]
    relief: NDArray[np.int16]


@lru_cache(maxsize=1)
def strokes_of(view: View) -> Strokes:
    """The strokes over a frame: the same for every clip of that size."""
    wide, high = view.pixels_wide, view.pixels_high
    x = np.arange(wide, dtype=np.float32)[None] / view.scale
    y = np.arange(high, dtype=np.float32)[:, None] / view.scale
    column = np.floor((x + 26 * np.sin(y / 61) + 11 * np.sin(y / 17 + x / 90)) / _PATCH).astype(np.int64) + 2
    row = np.floor((y + 22 * np.sin(x / 53 + 1) + 9 * np.sin(x / 19)) / _PATCH).astype(np.int64) + 2
    random = generator(0, "brush")
    shape = (int(row.max()) + 1, int(column.max()) + 1)
    slow = 0.55 * np.sin(np.arange(shape[1])[None] * 0.7) + 0.5 * np.cos(np.arange(shape[0])[:, None] * 0.9)
    angle = (slow + random.normal(0, 0.22, shape) - 0.35)[row, column].astype(np.float32)
    cos, sin = np.cos(angle), np.sin(angle)
    along, across = x * cos + y * sin, y * cos - x * sin
    lane = np.floor(across / _WIDE)
    shift = np.sin(lane * 12.9898 + angle * 7) * (_RAGGED * _LONG)
    place = np.floor((along + shift) / _LONG)
    to_middle = (place + 0.5) * _LONG - shift - along
    to_side = (lane + 0.5) * _WIDE - across
    left = np.clip((x + to_middle * cos - to_side * sin) * view.scale, 0, wide - 1).astype(np.intp)
    top = np.clip((y + to_middle * sin + to_side * cos) * view.scale, 0, high - 1).astype(np.intp)
    ridge = -to_side / _WIDE * 2 * _BODY * (0.55 + 0.45 * np.abs(to_middle) / _LONG * 2)
    own = np.sin(lane * 7.31 + place * 3.77) * 8
    relief = np.clip(ridge + own + np.sin(across * 5.1) * 3, -30, 30).astype(np.int16)
    return Strokes(np.ascontiguousarray(top * wide + left).reshape(-1), relief)
