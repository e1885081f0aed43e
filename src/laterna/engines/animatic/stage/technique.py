"""Techniques: what a style does to every layer when it is baked, so that frames pay nothing for it.

Each takes a layer's picture, its depth and the pixels to the unit, and gives the picture as that style's hand would
have made it: cut from paper, drawn with a pen, washed on with a wet brush.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from laterna.engines.animatic.canvas import Image, image_from, pixels_of, shadowed, softened
from laterna.engines.animatic.chance import generator
from laterna.engines.animatic.finish.strokes import TILE, broad_strokes
from laterna.engines.animatic.stage.grade import style_key

Pixels = NDArray[np.uint8]
Technique = Callable[[Image, float, float], Image]
"""From picture, depth and pixels to the unit to the picture in the style."""

_SOLID: Final = 128
_MISTY: Final = 2.9
"""Depth from which ink washes fade downwards."""

_GRAIN: Final = 256


def technique_of(style: str) -> Technique | None:
    """The technique of a style; None where layers stay as they are."""
    return _TECHNIQUES.get(style_key(style))


def _cut_paper(picture: Image, depth: float, scale: float) -> Image:
    """A sheet with a bright cut edge on the side of the light, and its shadow on the sheet behind."""
    pixels = pixels_of(picture)
    alpha = pixels[..., 3]
    reach = max(1, round(1.8 * scale))
    before = np.roll(alpha, (reach, reach), axis=(0, 1))
    edge = (alpha > _SOLID) & (before < _SOLID)
    pixels[edge] = (pixels[edge] >> 1) + 126
    pixels[edge, 3] = 255
    near = 1.0 / max(0.8, min(4.0, depth)) + 0.35
    drop = (5.0 * scale * near, 8.0 * scale * near)
    return shadowed(image_from(pixels), drop, 5.0 * scale * near, "#0b0d22", 0.52)


def _pen_line(picture: Image, depth: float, scale: float) -> Image:
    """Paper with a line wherever a tone or the layer ends; farther layers in a lighter line."""
    pixels = pixels_of(picture)
    alpha = pixels[..., 3]
    tone = _luma(pixels)
    step = 1 if scale < 1.2 else 2
    contrast = np.maximum(_step(tone, step) * 3, _step(alpha.astype(np.int16), step))
    if scale >= 0.75:
        contrast[:, 1:] = np.maximum(contrast[:, 1:], contrast[:, :-1])
    far = 0.42 + 0.58 / max(1.0, min(6.0, depth)) if depth < 100 else 0.5
    line = np.clip((contrast - 20) * 2, 0, int(228 * far))
    paper = 255 - (255 - tone) // 9
    drawn = np.clip(paper - line, 0, 255).astype(np.uint16)
    pixels[..., :3] = (drawn * alpha // 255).astype(np.uint8)[..., None]
    return image_from(pixels)


def _wet_brush(picture: Image, depth: float, scale: float) -> Image:
    """Pigment that dries darker at the edge of a wash, lies unevenly within it, and bleeds a little beyond."""
    if depth > 100:
        return _wet_paper(picture, scale)
    soft = pixels_of(softened(picture, max(2.0, 7.0 * scale)))
    pixels = pixels_of(picture)
    alpha, spread = pixels[..., 3].astype(np.int16), soft[..., 3].astype(np.int16)
    edge = np.clip(alpha - spread, 0, 120)
    tone = _luma(pixels)
    inner = np.clip(_luma(soft) - tone, -60, 60)
    share = 244 - edge - inner // 3 + _wash(*alpha.shape)
    np.clip(share, 110, 257, out=share)
    out = np.minimum(pixels[..., :3] * share.astype(np.uint16)[..., None] >> 8, pixels[..., 3:])
    pixels[..., :3] = out
    wet = soft // 3
    missing = (255 - alpha).astype(np.uint16)
    bleed = (wet * missing[..., None] >> 8).astype(np.uint8)
    return image_from(pixels + bleed)


def _wet_paper(picture: Image, scale: float) -> Image:
    """A sky laid on wet paper, which stays bare in places."""
    pixels = pixels_of(picture)
    high, wide = pixels.shape[:2]
    bare = np.clip((_wash(high, wide) + 4) * 5, 0, 120).astype(np.uint16)[..., None]
    light = (255 - pixels[..., :3]).astype(np.uint16) * bare >> 8
    pixels[..., :3] += light.astype(np.uint8)
    return image_from(pixels)


def _ink_wash(picture: Image, depth: float, scale: float) -> Image:
    """A dark crest that dissolves downwards into mist; near things in dense ink."""
    pixels = pixels_of(picture)
    if depth > 100:
        return picture
    alpha = pixels[..., 3]
    high, wide = alpha.shape
    soft = pixels_of(softened(picture, max(2.0, 6.0 * scale)))[..., 3].astype(np.int16)
    edge = np.clip(alpha.astype(np.int16) - soft, 0, 110)
    share = 240 - edge + 2 * _wash(high, wide)
    np.clip(share, 90, 257, out=share)
    pixels[..., :3] = np.minimum(pixels[..., :3] * share.astype(np.uint16)[..., None] >> 8, pixels[..., 3:])
    if depth < _MISTY:
        return image_from(pixels)
    solid = alpha > _SOLID
    crest = np.where(solid.any(axis=0), solid.argmax(axis=0), high)
    below = np.arange(high)[:, None] - crest[None]
    reach = (26.0 + 130.0 / depth) * scale + 0.22 * (high - crest.min())
    left = np.clip(282 - below * (250 / max(1.0, reach)), 0, 256).astype(np.uint16)
    return image_from((pixels * left[..., None] >> 8).astype(np.uint8))


def _broad_brush(picture: Image, depth: float, scale: float) -> Image:
    """Strokes of one colour each, lit along one side."""
    pixels = pixels_of(picture)
    high, wide = pixels.shape[:2]
    strokes = broad_strokes(scale)
    rows, columns = np.arange(high) % TILE, np.arange(wide) % TILE
    part = np.ix_(rows, columns)
    top = np.clip(np.arange(high)[:, None] + strokes.down[part], 0, high - 1)
    # Strips go on where they end: strokes reach around.
    left = (np.arange(wide)[None] + strokes.right[part]) % wide
    packed = pixels.view(np.uint32)[..., 0]
    painted = np.ascontiguousarray(packed[top, left])
    out = painted.view(np.uint8).reshape(high, wide, 4)
    share = (256 + 2 * strokes.relief[part]).astype(np.uint32)[..., None]
    out[..., :3] = np.minimum(out[..., :3] * share >> 8, out[..., 3:])
    return image_from(out)


def _luma(pixels: Pixels) -> NDArray[np.int16]:
    """Brightness 0..255 of BGRA pixels."""
    blue, green, red = (pixels[..., i].astype(np.int16) for i in range(3))
    return (blue * 2 + green * 9 + red * 5) >> 4


def _step(field: NDArray[np.int16], by: int) -> NDArray[np.int16]:
    """How much a field changes to the next pixel right and below."""
    out = np.zeros_like(field)
    np.abs(field[:, by:] - field[:, :-by], out=out[:, by:])
    out[by:] = np.maximum(out[by:], np.abs(field[by:] - field[:-by]))
    return out


@lru_cache(maxsize=1)
def _cloudy() -> NDArray[np.int16]:
    """A seamless field of soft blots, about -30..30."""
    random = generator(0, "wash")
    out = np.zeros((_GRAIN, _GRAIN), np.float32)
    for cells, size in ((4, 16.0), (9, 11.0), (24, 6.0)):
        knots = random.normal(0, 1, (cells, cells)).astype(np.float32)
        at = np.arange(_GRAIN) * cells / _GRAIN
        low = at.astype(np.int64)
        part = (at - low).astype(np.float32)
        part = part * part * (3 - 2 * part)
        rows = knots[low] * (1 - part[:, None]) + knots[(low + 1) % cells] * part[:, None]
        out += size * (rows[:, low] * (1 - part) + rows[:, (low + 1) % cells] * part)
    return out.astype(np.int16)


def _wash(high: int, wide: int) -> NDArray[np.int16]:
    tile = np.repeat(np.repeat(_cloudy(), 2, axis=0), 2, axis=1)
    side = 2 * _GRAIN
    return np.tile(tile, (high // side + 1, wide // side + 1))[:high, :wide]


_TECHNIQUES: Final[dict[str, Technique]] = {
    "paper_cut": _cut_paper,
    "line_art": _pen_line,
    "sketch": _pen_line,
    "watercolor": _wet_brush,
    "ink": _ink_wash,
    "oil": _broad_brush,
}
