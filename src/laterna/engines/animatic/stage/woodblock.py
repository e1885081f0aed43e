"""Woodblock prints: flat colours from few blocks, a key block's dark line, and bokashi, colour wiped off the block.

Every layer is printed when it is baked. The sky is paper with Prussian blue wiped in from above and a warm band over
the horizon; everything else is laid down in few tones with the grain of the wood in them.
"""

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from laterna.engines.animatic.canvas import (
    CUT_OUT,
    Image,
    box,
    canvas_over,
    image_from,
    paint,
    pixels_of,
    rounded,
    write,
)
from laterna.engines.animatic.chance import generator
from laterna.engines.animatic.color import rgb
from laterna.engines.animatic.stage.edges import Pixels, brightness, step
from laterna.engines.animatic.stage.view import View

_SKY: Final = 100.0
_TONES: Final = 40
"""Steps of brightness between two blocks."""

_QUIET: Final = 22
"""Steps of brightness between neighbours that need no line yet."""

_KEY: Final = (46, 30, 24)
"""The key block's indigo black, as blue, green, red."""

_PAPER: Final = "#efe2c4"
_BLUE: Final = "#17457c"
_WARM: Final = "#e07a52"
_GRAIN: Final = 256


def printed(picture: Image, depth: float, scale: float) -> Image:
    """A layer as blocks print it; `scale` is pixels to the unit."""
    pixels = pixels_of(picture)
    if depth > _SKY:
        _wipe(pixels)
        return image_from(pixels)
    alpha = pixels[..., 3].astype(np.int32)
    reach = 1 if scale < 0.8 else 2
    tone = brightness(pixels)
    edge = np.maximum(step(tone, reach).astype(np.int32) * 3, step(pixels[..., 3], reach))
    far = 1.0 if depth < 2.5 else max(0.35, 2.5 / depth)
    line = np.clip((edge - 3 * _QUIET) * 3, 0, round(255 * far))
    # Strips go on where they end: no line there.
    line[:, -reach - 1 :] = 0
    # One factor for all three colours keeps the hue, where tones of each alone would give a fourth.
    whole = np.maximum(tone.astype(np.int32), 1)
    factor = ((whole + _TONES // 2) // _TONES * _TONES + _TONES // 4) * 256 // whole
    np.clip(factor, 128, 448, out=factor)
    grain = _wood(*alpha.shape)
    for channel in range(3):
        flat = (pixels[..., channel] * factor >> 8) + grain
        flat += (_KEY[channel] * alpha // 255 - flat) * line // 255
        pixels[..., channel] = np.clip(flat, 0, alpha)
    return image_from(pixels)


@lru_cache(maxsize=1)
def framed(view: View) -> Image:
    """The print's margin of paper with the key block's line around the picture, and its red cartouche."""
    wide, high = view.pixels_wide, view.pixels_high
    made = np.empty((high, wide, 4), np.uint8)
    made[..., 3] = 255
    made[..., :3] = np.clip(_bgr(_PAPER) + _wood(high, wide)[..., None], 0, 255)
    surface = canvas_over(made)
    canvas = surface.getCanvas()
    edge, line = 0.024 * min(wide, high), max(1.5, 0.004 * min(wide, high))
    inside = box(edge, edge, wide - 2 * edge, high - 2 * edge)
    canvas.drawRect(inside, paint("#000000", blend=CUT_OUT))
    canvas.drawRect(inside, paint("#181e2e", width=line))
    tall, slim = 0.2 * min(wide, high), 0.062 * min(wide, high)
    x, y = wide - 2.4 * edge - slim, 2.4 * edge
    canvas.drawPath(rounded(x, y, slim, tall, 0.1 * slim), paint("#b8402c", 0.94))
    canvas.drawPath(rounded(x, y, slim, tall, 0.1 * slim), paint("#181e2e", width=0.6 * line))
    for row, word in enumerate("浮世影"):
        write(canvas, word, x + slim / 2, y + tall * (0.3 + 0.3 * row), 0.72 * slim, "#f4e6c8", align=0.5)
    surface.flushAndSubmit()
    return image_from(made)


def _wipe(pixels: Pixels) -> None:
    """Bokashi: the sky is laid on paper, with blue from above and warmth from below, in place."""
    high = len(pixels)
    y = np.linspace(0, 1, high, dtype=np.float32)[:, None]
    tone = pixels[..., :3].astype(np.float32)
    night = float(tone.mean()) < 90
    bare = 0.12 if night else 0.5
    tone += (_bgr(_PAPER) - tone) * bare
    blue = np.clip(1.12 - y * 3.4, 0, 0.96)[..., None]
    tone += (_bgr(_BLUE) * (0.45 if night else 1.0) - tone) * blue
    warm = np.clip(0.55 - np.abs(y - 0.6) * 3.2, 0, 0.5)[..., None]
    tone += (_bgr(_WARM) * (0.6 if night else 1.0) - tone) * warm
    tone += _wood(high, pixels.shape[1])[..., None]
    pixels[..., :3] = np.minimum(np.clip(tone, 0, 255), pixels[..., 3:])


def _bgr(color: str) -> NDArray[np.float32]:
    red, green, blue = rgb(color)
    return np.array((blue, green, red), np.float32) * 255


def _wood(high: int, wide: int) -> NDArray[np.int16]:
    """The grain that a plank leaves in the colour: streaks along it, a few steps lighter or darker."""
    again = (high // _GRAIN + 1, wide // _GRAIN + 1)
    tiled: NDArray[np.int16] = np.tile(_plank(), again)[:high, :wide]
    return tiled


@lru_cache(maxsize=1)
def _plank() -> NDArray[np.int16]:
    random = generator(0, "plank")
    y, x = np.mgrid[0:_GRAIN, 0:_GRAIN].astype(np.float32) * (np.pi * 2 / _GRAIN)
    knots = 2.2 * np.sin(x + 1.3) + 1.1 * np.sin(2 * x + y) + 0.7 * np.sin(3 * x - 2 * y)
    field = 3.0 * np.sin(21 * y + knots) + 2.0 * np.sin(47 * y + 2.3 * knots)
    field += random.normal(0, 1.5, (_GRAIN, _GRAIN))
    grain: NDArray[np.int16] = field.astype(np.int16)
    return grain
