"""Looks: what a style does to a finished frame that palettes and overlays cannot do.

Watercolour, ink and sketch move pixels along a fixed random map that changes every third frame (1.4 ms a 720p
frame); oil moves them to the middle of their stroke; pixel art repeats blocks; clay is modelled; cinematic has bars;
watercolour and ink end in a ragged paper edge.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from laterna.engines.animatic.canvas import (
    NEAREST,
    Canvas,
    Image,
    box,
    canvas_over,
    image_from,
    paint,
    rounded,
    write,
)
from laterna.engines.animatic.finish.clay import model
from laterna.engines.animatic.finish.overlay import SEED, noise
from laterna.engines.animatic.finish.strokes import fine_strokes
from laterna.engines.animatic.stage.view import View
from laterna.engines.animatic.stage.woodblock import framed

_WARP = {
    "watercolor": (1.7, 1.5),
    "ink": (1.5, 1.4),
    "sketch": (1.4, 1.3),
    "pastel": (2.2, 1.0),
}
"""Displacement in units and falloff of its noise."""

_BORDER = {"watercolor": "#fbf6ea", "ink": "#f3eee2", "sketch": "#f7f5f0"}
_BARS = {"cinematic": 2.2, "noir": 2.1, "cyberpunk": 2.2}
"""Picture shapes that are letterboxed when the frame is much less wide."""

_POSES = {"claymation": 12, "paper_cut": 12}
"""Pictures a second in styles that are moved by hand."""

_BAYER = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]], np.int16)
"""The order in which the pixels of a four by four square turn bright (B. E. Bayer, 1973)."""

_STEP = 36
"""Brightness between two tones of pixel art."""


class Look:
    """What is done to the pixels of a frame after drawing; the plain look does nothing."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.bars = 0
        self.border: Image | None = None
        self.block = 0
        self.maps: tuple[NDArray[np.intp], ...] = ()
        self.clay = False
        self.poses = 0

    def held(self, index: int, fps: int) -> int:
        """The frame that is shown at `index`: puppets move only so many times a second."""
        return index - index % max(1, round(fps / self.poses)) if self.poses else index

    def apply(self, pixels: NDArray[np.uint8], index: int) -> None:
        """Changes the pixels in place."""
        if self.maps:
            flat = pixels.view(np.uint32).reshape(-1)
            # Every index lies within; "clip" only spares NumPy the look beforehand.
            flat[:] = np.take(flat, self.maps[(index // 3) % len(self.maps)], mode="clip")
        if self.block > 1:
            _blocks(pixels, self.block)
        if self.clay:
            model(pixels)

    def frame_over(self, canvas: Canvas) -> None:
        """Draws bars or a paper border."""
        wide, high = self.view.pixels_wide, self.view.pixels_high
        if self.border is not None:
            canvas.drawImage(self.border, 0, 0, NEAREST)
        if self.bars:
            canvas.drawRect(box(0, 0, wide, self.bars), paint("#000000"))
            canvas.drawRect(box(0, high - self.bars, wide, self.bars), paint("#000000"))


def look_of(style: str, view: View) -> Look:
    """The look of a style."""
    look = Look(view)
    look.clay = style == "claymation"
    look.poses = _POSES.get(style, 0)
    if style in _WARP:
        look.maps = _warps(view, style)
    if style == "oil":
        look.maps = (fine_strokes(view)[0],)
    if style in _BORDER:
        look.border = _ragged(view, _BORDER[style], style == "ink")
    if style == "ukiyo_e":
        look.border = framed(view)
    if style in ("pixel", "8bit"):
        look.block = max(2, round(min(view.pixels_high, view.pixels_wide) / 150))
    if style in _BARS and view.aspect > 1.5:
        look.bars = max(0, round((view.pixels_high - view.pixels_wide / _BARS[style]) / 2))
    return look


@lru_cache(maxsize=1)
def _warps(view: View, style: str) -> tuple[NDArray[np.intp], ...]:
    amount, falloff = _WARP[style]
    return tuple(_warp(view, turn, amount, falloff) for turn in range(3))


def _warp(view: View, turn: int, amount: float, falloff: float) -> NDArray[np.intp]:
    wide, high = view.pixels_wide, view.pixels_high
    rows, columns = np.arange(high)[:, None], np.arange(wide)[None]
    scale = max(0.6, view.scale)
    fields = []
    for axis in "xy":
        field = noise(256, 256, SEED, f"warp{axis}", falloff) + 0.25 * noise(
            256, 256, SEED, f"warp{axis}{turn}", falloff
        )
        step_y, step_x = (rows / scale).astype(np.int64) % 256, (columns / scale).astype(np.int64) % 256
        fields.append(field[step_y, step_x] * amount * scale)
    x = np.clip(columns + fields[0], 0, wide - 1).astype(np.intp)
    y = np.clip(rows + fields[1], 0, high - 1).astype(np.intp)
    return np.ascontiguousarray(y * wide + x).reshape(-1)


@lru_cache(maxsize=1)
def _ragged(view: View, paper: str, seal: bool) -> Image:
    wide, high = view.pixels_wide, view.pixels_high
    field = noise(512, 512, SEED, "edge", 1.3)[np.arange(high) % 512][:, np.arange(wide) % 512]
    reach = 0.045 * min(wide, high)
    x, y = np.arange(wide)[None], np.arange(high)[:, None]
    edge = np.minimum(np.minimum(x, wide - 1 - x), np.minimum(y, high - 1 - y)).astype(np.float32)
    inside = np.clip((edge + field * reach * 0.28 - reach) / max(1.0, reach * 0.09), 0, 1)
    alpha = 1 - inside
    out = np.empty((high, wide, 4), np.uint8)
    for channel, start in enumerate((5, 3, 1)):
        out[..., channel] = alpha * int(paper[start : start + 2], 16)
    out[..., 3] = alpha * 255
    if seal:
        _seal(out)
    return image_from(out)


def _seal(border: NDArray[np.uint8]) -> None:
    """A red seal near the lower left corner, as paintings in ink are signed."""
    high, wide = border.shape[:2]
    made = canvas_over(border)
    side = 0.07 * min(wide, high)
    x, y = 0.075 * wide, 0.93 * high - side
    canvas = made.getCanvas()
    canvas.drawPath(rounded(x, y, side, side, side * 0.12), paint("#b23a2a", 0.92))
    write(canvas, "影", x + side / 2, y + side * 0.84, side * 0.84, "#f6ecdc", align=0.5)
    made.flushAndSubmit()


def _blocks(pixels: NDArray[np.uint8], size: int) -> None:
    """Repeats the middle pixel of each block over it, in few tones that are mixed by patterns of pixels."""
    high, wide = pixels.shape[:2]
    rows = np.minimum(np.arange(high) // size * size + size // 2, high - 1)
    columns = np.minimum(np.arange(wide) // size * size + size // 2, wide - 1)
    small = pixels[np.ix_(rows[::size], columns[::size])].astype(np.int16)
    order = np.tile(_BAYER, (small.shape[0] // 4 + 1, small.shape[1] // 4 + 1))[
        : small.shape[0], : small.shape[1]
    ]
    small += (order * _STEP // 16 - _STEP // 2)[..., None]
    small = np.clip((small + _STEP // 2) // _STEP * _STEP, 0, 255)
    small[..., 3] = 255
    flat = small.astype(np.uint8).view(np.uint32)[..., 0]
    pixels.view(np.uint32)[..., 0] = np.repeat(np.repeat(flat, size, axis=0), size, axis=1)[:high, :wide]
