"""Techniques: what a style does to every layer when it is baked, so that frames pay nothing for it.

Each takes a layer's picture, its depth and the pixels to the unit, and gives the picture as that style's hand would
have made it: cut from paper, drawn with a pen, washed on with a wet brush. What changes slowly over a picture (washes,
shaded edges, mist) is worked out at a fraction of its size and enlarged, which is four times faster than in full.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from laterna.engines.animatic.canvas import (
    KEEP_INSIDE,
    LINEAR,
    NEAREST,
    ON_TOP,
    Image,
    Rect,
    Surface,
    box,
    image_from,
    paint,
    pixels_of,
    shadowed,
    shrunk,
    surface,
)
from laterna.engines.animatic.chance import generator
from laterna.engines.animatic.finish.strokes import TILE, broad_strokes
from laterna.engines.animatic.stage.edges import Pixels, brightness, step
from laterna.engines.animatic.stage.grade import style_key
from laterna.engines.animatic.stage.volume import BODIES, modelled
from laterna.engines.animatic.stage.woodblock import printed

Field = NDArray[np.int16]
Technique = Callable[[Image, float, float], Image]
"""From picture, depth and pixels to the unit to the picture in the style."""

_SOLID: Final = 128
_BACKDROP: Final = 100.0
"""Depth from which a layer is sky."""

_MISTY: Final = 2.9
"""Depth from which ink washes fade downwards."""

_GRAIN: Final = 128
_FULL: Final = 0.8
"""Share of rows from which cutting a picture to what is not empty does not pay."""


def technique_of(style: str) -> Technique | None:
    """The technique of a style; None where layers stay as they are."""
    own = _TECHNIQUES.get(style_key(style))
    return None if own is None else _cut_to_size(own)


def _cut_to_size(own: Technique) -> Technique:
    """The technique, done only where a picture is not empty."""

    def cut(picture: Image, depth: float, scale: float) -> Image:
        pixels = pixels_of(picture)
        rows = np.flatnonzero(pixels[..., 3].any(axis=1))
        if not len(rows):
            return picture
        room = round(24 * scale)
        top, bottom = max(0, int(rows[0]) - room), min(len(pixels), int(rows[-1]) + 1 + room)
        if bottom - top > _FULL * len(pixels):
            return own(picture, depth, scale)
        pixels[top:bottom] = pixels_of(own(image_from(pixels[top:bottom]), depth, scale))
        return image_from(pixels)

    return cut


def _cut_paper(picture: Image, depth: float, scale: float) -> Image:
    """A sheet with a bright cut edge on the side of the light, and its shadow on the sheet behind."""
    pixels = pixels_of(picture)
    alpha = pixels[..., 3]
    reach = max(1, round(1.8 * scale))
    solid = alpha > _SOLID
    edge = np.zeros_like(solid)
    edge[reach:, reach:] = solid[reach:, reach:] & ~solid[:-reach, :-reach]
    pixels[edge] = (pixels[edge] >> 1) + 126
    pixels[edge, 3] = 255
    near = 1.0 / max(0.8, min(4.0, depth)) + 0.35
    drop = (5.0 * scale * near, 8.0 * scale * near)
    return shadowed(image_from(pixels), drop, max(3.0, 5.0 * scale * near), "#0b0d22", 0.52)


def _pen_line(picture: Image, depth: float, scale: float) -> Image:
    """Paper with a line wherever a tone or the layer ends; farther layers in a lighter line."""
    pixels = pixels_of(picture)
    alpha = pixels[..., 3]
    tone = brightness(pixels)
    reach = 1 if scale < 0.8 else 2 if scale < 1.6 else 3
    contrast = np.maximum(np.take(_threefold(), step(tone, reach)), step(alpha, reach))
    if scale >= 0.75:
        contrast[:, 1:] = np.maximum(contrast[:, 1:], contrast[:, :-1])
    far = 0.55 + 0.45 / max(1.0, min(6.0, depth)) if depth < _BACKDROP else 0.6
    line = np.take(_strength(round(228 * far)), contrast)
    paper = np.take(_pale(), tone)
    drawn = np.minimum(np.maximum(paper, line) - line, alpha)
    packed = drawn.astype(np.uint32)
    packed *= 0x010101
    packed |= pixels.view(np.uint32)[..., 0] & np.uint32(0xFF000000)
    return image_from(packed.view(np.uint8).reshape(pixels.shape))


@lru_cache(maxsize=1)
def _threefold() -> Pixels:
    return np.minimum(np.arange(256) * 3, 255).astype(np.uint8)


@lru_cache(maxsize=64)
def _strength(most: int) -> Pixels:
    return np.clip((np.arange(256) - 20) * 2, 0, most).astype(np.uint8)


@lru_cache(maxsize=1)
def _pale() -> Pixels:
    return (255 - (255 - np.arange(256)) // 9).astype(np.uint8)


def _wet_brush(picture: Image, depth: float, scale: float) -> Image:
    """Pigment that dries darker at the edge of a wash, lies unevenly within it, and bleeds a little beyond."""
    factor = max(2.0, 7.0 * scale)
    small = shrunk(picture, factor)
    pixels = pixels_of(small)
    share = _wash(pixels.shape[0], pixels.shape[1], factor / scale)
    made = surface(picture.width(), picture.height())
    canvas = made.getCanvas()
    whole = box(0, 0, small.width() * factor, small.height() * factor)
    if depth > _BACKDROP:
        # A sky is laid on wet paper, which stays bare in places.
        canvas.drawImage(picture, 0, 0, NEAREST)
        canvas.drawImageRect(image_from(_veil(np.clip((share + 4) * 5, 0, 120), 255)), whole, LINEAR)
        return made.makeImageSnapshot()
    canvas.drawImageRect(small, whole, LINEAR, paint(alpha=0.34))
    canvas.drawImage(picture, 0, 0, NEAREST)
    alpha = pixels[..., 3].astype(np.int16)
    dark = np.clip((255 - alpha) // 2 + 14 - share, 0, 130)
    _darken(made, dark, whole)
    return made.makeImageSnapshot()


def _darken(made: Surface, shade: Field, whole: Rect) -> None:
    """Darkens what is drawn by a small field of shade, 0..255, enlarged."""
    big = surface(made.width(), made.height())
    big.getCanvas().drawImageRect(image_from(_veil(shade, 0)), whole, LINEAR)
    made.getCanvas().drawImage(big.makeImageSnapshot(), 0, 0, NEAREST, paint(blend=ON_TOP))


def _veil(alpha: Field, tone: int) -> Pixels:
    """A grey of one tone whose opacity is the field."""
    out = np.empty((*alpha.shape, 4), np.uint8)
    out[..., 3] = alpha
    out[..., :3] = (alpha * (tone // 255))[..., None]
    return out


def _ink_wash(picture: Image, depth: float, scale: float) -> Image:
    """A dark crest that dissolves downwards into mist; near things in dense ink."""
    if depth > _BACKDROP:
        return picture
    factor = max(2.0, 6.0 * scale)
    small = shrunk(picture, factor)
    alpha = pixels_of(small)[..., 3].astype(np.int16)
    made = surface(picture.width(), picture.height())
    whole = box(0, 0, small.width() * factor, small.height() * factor)
    made.getCanvas().drawImage(picture, 0, 0, NEAREST)
    blots = _wash(alpha.shape[0], alpha.shape[1], factor / scale)
    dark = np.clip((255 - alpha) // 2 + 16 - 2 * blots, 0, 160)
    _darken(made, dark, whole)
    if depth < _MISTY:
        return made.makeImageSnapshot()
    solid = alpha > _SOLID
    high = alpha.shape[0]
    crest = np.where(solid.any(axis=0), solid.argmax(axis=0), high)
    below = np.arange(high)[:, None] - crest[None]
    reach = (26.0 + 130.0 / depth) * scale / factor + 0.22 * (high - crest.min())
    left = np.clip(282 - below * (250 / max(1.0, reach)), 0, 255).astype(np.int16)
    mask = surface(picture.width(), picture.height())
    mask.getCanvas().drawImageRect(image_from(_veil(left, 0)), whole, LINEAR)
    made.getCanvas().drawImage(mask.makeImageSnapshot(), 0, 0, NEAREST, paint(blend=KEEP_INSIDE))
    return made.makeImageSnapshot()


def _broad_brush(picture: Image, depth: float, scale: float) -> Image:
    """Strokes of one colour each, lit along one side."""
    pixels = pixels_of(picture)
    high, wide = pixels.shape[:2]
    down, right, relief = _spread_out(scale, high, wide)
    top = np.arange(high, dtype=np.int32)[:, None] + down
    np.clip(top, 0, high - 1, out=top)
    top *= wide
    left = np.arange(wide, dtype=np.int32)[None] + right
    # Strips go on where they end: strokes reach around.
    left[left < 0] += wide
    left[left >= wide] -= wide
    top += left
    painted = np.take(pixels.view(np.uint32).reshape(-1), top, mode="clip")
    made = surface(wide, high)
    canvas = made.getCanvas()
    canvas.drawImage(image_from(painted.view(np.uint8).reshape(high, wide, 4)), 0, 0, NEAREST)
    for y in range(0, high, TILE):
        for x in range(0, wide, TILE):
            canvas.drawImage(relief, x, y, NEAREST, paint(blend=ON_TOP))
    return made.makeImageSnapshot()


def _spread_out(scale: float, high: int, wide: int) -> tuple[NDArray[np.int16], NDArray[np.int16], Image]:
    strokes = broad_strokes(scale)
    again = (high // TILE + 1, wide // TILE + 1)
    return (
        np.tile(strokes.down, again)[:high, :wide],
        np.tile(strokes.right, again)[:high, :wide],
        _relief(scale),
    )


@lru_cache(maxsize=1)
def _relief(scale: float) -> Image:
    """The light on the strokes' ridges and the shade between them, to be laid over what is painted."""
    field = broad_strokes(scale).relief.astype(np.int16) * 2
    out = np.empty((*field.shape, 4), np.uint8)
    light = np.clip(field, 0, 120)
    out[..., 3] = np.maximum(light, np.clip(-field, 0, 120))
    out[..., :3] = light[..., None]
    return image_from(out)


@lru_cache(maxsize=1)
def _cloudy() -> Field:
    """A seamless field of soft blots, about -30..30, four units to the cell."""
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


def _wash(high: int, wide: int, units: float) -> Field:
    """The field of blots for cells of so many units."""
    rows = (np.arange(high) * units / 4).astype(np.int64) % _GRAIN
    columns = (np.arange(wide) * units / 4).astype(np.int64) % _GRAIN
    return _cloudy()[np.ix_(rows, columns)]


def _with_body(style: str) -> Technique:
    body = BODIES[style]

    def model(picture: Image, depth: float, scale: float) -> Image:
        return modelled(picture, depth, scale, body)

    return model


_TECHNIQUES: Final[dict[str, Technique]] = {
    **{style: _with_body(style) for style in BODIES},
    "ukiyo_e": printed,
    "paper_cut": _cut_paper,
    "line_art": _pen_line,
    "sketch": _pen_line,
    "watercolor": _wet_brush,
    "ink": _ink_wash,
    "oil": _broad_brush,
}
