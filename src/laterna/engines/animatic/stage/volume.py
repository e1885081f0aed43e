"""Volume: flat areas become bodies. Their edges turn away from the light, their lit side shines, what meets is dark.

The height of a form is taken from how far inside its outline a pixel lies and from how bright it was painted, at a
quarter of the picture's size. Layers are modelled when they are baked; figures once for each picture of them.
"""

from functools import lru_cache
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from laterna.engines.animatic.canvas import (
    LINEAR,
    NEAREST,
    ON_TOP,
    Image,
    box,
    canvas_over,
    image_from,
    paint,
    pixels_of,
    surface,
)
from laterna.engines.animatic.chance import generator
from laterna.engines.animatic.stage.edges import Pixels, brightness

Field = NDArray[np.float32]

_PART: Final = 5
"""Pixels to the cell."""

_GRAIN: Final = 256
_SKY: Final = 100.0


class Body(Struct, frozen=True):
    """How round a style's forms are: `round` how far inside its outline a form still bends, in units; `shade`, `shine`
    and `gloss` 0..1 how dark its far side, how bright its near one, how bright the spot that mirrors the lamp; `meet`
    0..1 how dark where tones meet; `grit` 0..40 how rough its skin, in steps of brightness.
    """

    round: float
    shade: float
    shine: float
    gloss: float
    meet: float
    grit: float


RENDERED: Final = Body(round=34.0, shade=0.62, shine=0.42, gloss=0.85, meet=0.3, grit=0.0)
"""As computers render toys."""

FILMED: Final = Body(round=46.0, shade=0.55, shine=0.2, gloss=0.0, meet=0.34, grit=7.0)
"""As a camera sees fur and bark."""

BODIES: Final = {"three_d": RENDERED, "realistic": FILMED}


def modelled(picture: Image, depth: float, scale: float, body: Body) -> Image:
    """A baked layer with volume; skies stay flat but for their grit. `scale` is pixels to the unit."""
    pixels = pixels_of(picture)
    if depth > _SKY:
        return picture
    strength = 0.45 + 0.55 / max(1.0, min(4.0, depth))
    model(pixels, scale, (0.5, -0.8), body, strength)
    return image_from(pixels)


def model(
    pixels: Pixels, scale: float, toward: tuple[float, float], body: Body, strength: float = 1.0
) -> None:
    """Gives what is drawn in premultiplied BGRA `pixels` its roundness, in place.

    `toward` points to the light, x right and y down; `strength` 0..1 how much of it is seen.
    """
    if min(pixels.shape[:2]) < 3 * _PART:
        return
    small = pixels[_PART // 2 :: _PART, _PART // 2 :: _PART]
    alpha = small[..., 3].astype(np.float32)
    tone = brightness(small).astype(np.float32)
    reach = max(1, round(body.round * scale / _PART / 3.5))
    height = _soft(alpha, reach) * 0.75 + _soft(tone, max(1, reach // 2)) * 0.5
    x, y = _slope(height)
    steep = 2.2 * reach
    lit = -(x * toward[0] + y * toward[1]) * steep
    bend = np.hypot(x, y) * steep
    seam = np.abs(alpha - _soft(alpha, 2)) + 0.8 * np.abs(tone - _soft(tone, 1))
    dark = np.clip(-lit * 1.15 + 0.25 * bend, 0, 190) * body.shade + np.clip(seam - 6, 0, 70) * body.meet
    bright = np.clip(lit, 0, 150) * body.shine
    if body.gloss:
        bright += np.clip(190 - 2.6 * np.abs(lit - 62) - 1.2 * np.abs(bend - 66), 0, 150) * body.gloss
    # What is black swallows the light.
    bright *= np.clip(tone / 90.0, 0.15, 1.0)
    _lay(pixels, (dark * strength).astype(np.float32), (bright * strength).astype(np.float32))
    if body.grit:
        _roughen(pixels, body.grit * strength)


def _lay(pixels: Pixels, dark: Field, bright: Field) -> None:
    """Lays shade and light, 0..255 and small, over what is drawn."""
    veil = np.empty((*dark.shape, 4), np.uint8)
    light = np.clip(bright - dark, 0, 200)
    veil[..., 3] = np.maximum(light, np.clip(dark - bright, 0, 170))
    veil[..., 2] = light
    veil[..., 1] = light * 0.98
    veil[..., 0] = np.maximum(light * 0.92, np.minimum(veil[..., 3], 255) * 0.12)
    high, wide = dark.shape
    # Enlarged first, then blended pixel by pixel: both at once cost five times as much.
    big = surface(pixels.shape[1], pixels.shape[0])
    big.getCanvas().drawImageRect(image_from(veil), box(0, 0, wide * _PART, high * _PART), LINEAR)
    made = canvas_over(pixels)
    made.getCanvas().drawImage(big.makeImageSnapshot(), 0, 0, NEAREST, paint(blend=ON_TOP))
    made.flushAndSubmit()


def _roughen(pixels: Pixels, grit: float) -> None:
    made = canvas_over(pixels)
    canvas = made.getCanvas()
    sheet = _skin(round(grit))
    for top in range(0, pixels.shape[0], _GRAIN):
        for left in range(0, pixels.shape[1], _GRAIN):
            canvas.drawImage(sheet, left, top, NEAREST, paint(blend=ON_TOP))
    made.flushAndSubmit()


@lru_cache(maxsize=32)
def _skin(grit: int) -> Image:
    """Fine and middling specks, lighter and darker, to be laid over anything."""
    random = generator(0, "skin")
    field: Field = random.normal(0, 0.7, (_GRAIN, _GRAIN)).astype(np.float32)
    for cells, size in ((128, 0.6), (64, 0.22)):
        rough = random.normal(0, size, (cells, cells)).astype(np.float32)
        field += np.repeat(np.repeat(rough, _GRAIN // cells, axis=0), _GRAIN // cells, axis=1)
    field = (np.float32(0.5) * field + _soft(field, 1)) * np.float32(grit)
    out = np.empty((_GRAIN, _GRAIN, 4), np.uint8)
    light = np.clip(field, 0, 90)
    out[..., 3] = np.maximum(light, np.clip(-field, 0, 90))
    out[..., :3] = light[..., None]
    return image_from(out)


def _soft(field: Field, reach: int) -> Field:
    """Averaged over `reach` cells to each side twice."""
    for _ in range(2):
        field = _averaged(_averaged(field, reach).T, reach).T
    return field


def _averaged(field: Field, reach: int) -> Field:
    """Averaged along its rows; beyond their ends they go on as they end."""
    high, wide = field.shape
    span = 2 * reach + 1
    total = np.empty((high, wide + span), np.float32)
    total[:, 0] = 0.0
    total[:, 1 : reach + 1] = field[:, :1]
    total[:, reach + 1 : reach + 1 + wide] = field
    total[:, reach + 1 + wide :] = field[:, -1:]
    np.add.accumulate(total, axis=1, out=total)
    mean: Field = total[:, span:] - total[:, :-span]
    mean *= np.float32(1 / span)
    return mean


def _slope(field: Field) -> tuple[Field, Field]:
    x, y = np.zeros_like(field), np.zeros_like(field)
    x[:, 1:-1] = field[:, 2:] - field[:, :-2]
    y[1:-1] = field[2:] - field[:-2]
    return x * 0.5, y * 0.5
