"""Looks: what a style does to a finished frame that palettes and overlays cannot do.

Watercolour, ink, oil and sketch move pixels along a fixed random map that changes every third frame (1.4 ms a
720p frame); pixel art repeats blocks; cinematic has bars; watercolour and ink end in a ragged paper edge.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from laterna.engines.animatic.canvas import NEAREST, Canvas, Image, box, image_from, paint
from laterna.engines.animatic.finish.overlay import SEED, noise
from laterna.engines.animatic.stage.view import View

_WARP = {
    "watercolor": (2.6, 1.3),
    "ink": (2.4, 1.25),
    "oil": (3.2, 0.9),
    "sketch": (2.0, 1.0),
    "pastel": (2.2, 1.0),
}
"""Displacement in units and falloff of its noise."""

_BORDER = {"watercolor": "#fbf6ea", "ink": "#f3eee2", "sketch": "#f7f5f0"}
_BARS = {"cinematic": 2.2, "noir": 2.1, "cyberpunk": 2.2}
"""Picture shapes that are letterboxed when the frame is much less wide."""


class Look:
    """What is done to the pixels of a frame after drawing; the plain look does nothing."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.bars = 0
        self.border: Image | None = None
        self.block = 0
        self.maps: tuple[NDArray[np.intp], ...] = ()

    def apply(self, pixels: NDArray[np.uint8], index: int) -> None:
        """Changes the pixels in place."""
        if self.maps:
            flat = pixels.view(np.uint32).reshape(-1)
            # Every index lies within; "clip" only spares NumPy the look beforehand.
            flat[:] = np.take(flat, self.maps[(index // 3) % len(self.maps)], mode="clip")
        if self.block > 1:
            _blocks(pixels, self.block)

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
    if style in _WARP:
        look.maps = _warps(view, style)
    if style in _BORDER:
        look.border = _ragged(view, _BORDER[style])
    if style in ("pixel", "8bit"):
        look.block = max(2, round(min(view.pixels_high, view.pixels_wide) / 150))
    if style in _BARS and view.aspect > 1.5:
        look.bars = max(0, round((view.pixels_high - view.pixels_wide / _BARS[style]) / 2))
    return look


@lru_cache(maxsize=1)
def _warps(view: View, style: str) -> tuple[NDArray[np.intp], ...]:
    amount, falloff = _WARP[style]
    return tuple(_warp(view, turn, amount, falloff) for turn in range(3 if style != "oil" else 1))


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
def _ragged(view: View, paper: str) -> Image:
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
    return image_from(out)


def _blocks(pixels: NDArray[np.uint8], size: int) -> None:
    """Repeats the middle pixel of each block over it and rounds colours to 32 steps."""
    high, wide = pixels.shape[:2]
    rows = np.minimum(np.arange(high) // size * size + size // 2, high - 1)
    columns = np.minimum(np.arange(wide) // size * size + size // 2, wide - 1)
    flat = pixels.view(np.uint32)[..., 0]
    small = flat[np.ix_(rows[::size], columns[::size])] & np.uint32(0xFFF0F0F0) | np.uint32(0x00080808)
    flat[...] = np.repeat(np.repeat(small, size, axis=0), size, axis=1)[:high, :wide]
