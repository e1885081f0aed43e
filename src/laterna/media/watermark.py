"""The watermark: a text stamped into a corner of every frame, legible on light and dark."""

from typing import Final

import numpy as np
import skia
from msgspec import Struct
from numpy.typing import NDArray

from laterna.errors import EngineError
from laterna.media import fonts

_HEIGHT: Final = 0.028
"""Em size as a part of the frame's short side."""
_SMALLEST: Final = 12.0
_WIDEST: Final = 0.7
"""The stamp's greatest width as a part of the frame's."""
_MARGIN: Final = 0.022
"""Distance to the frame's edges as a part of the short side."""
_WHITE: Final = 0.82
_SHADE: Final = 0.62
_POSITIONS: Final = {1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1)}


class Stamp(Struct, frozen=True):
    """A watermark made for one frame size: `pixels` is (height, width, 4) BGRA, premultiplied; `x` and `y` say
    where its top left corner lies in the frame."""

    pixels: NDArray[np.uint8]
    x: int
    y: int


def make_stamp(text: str, width: int, height: int, position: int = 3) -> Stamp:
    """The stamp of `text` for frames of `width` by `height` pixels.

    `position`: 1 top left, 2 top right, 3 bottom right, 4 bottom left. Characters that no font has are left out.
    Raises EngineError for another position.
    """
    if position not in _POSITIONS:
        raise EngineError(
            f"The watermark's position is {position}; allowed: 1 to 4.", field="watermark_position"
        )
    shown = fonts.drawable(text).strip()
    short = min(width, height)
    font = fonts.font(max(_SMALLEST, short * _HEIGHT))
    breadth = font.measureText(shown)
    if breadth > width * _WIDEST:
        font.setSize(font.getSize() * width * _WIDEST / breadth)
        breadth = font.measureText(shown)
    pixels = _drawn(shown, font, breadth)
    margin = round(short * _MARGIN)
    right, bottom = _POSITIONS[position]
    x = width - margin - pixels.shape[1] if right else margin
    y = height - margin - pixels.shape[0] if bottom else margin
    return Stamp(pixels, max(0, x), max(0, y))


def _drawn(text: str, font: skia.Font, breadth: float) -> NDArray[np.uint8]:
    pad = max(2.0, font.getSize() * 0.18)
    # Cut at cap height and descent, not at the font's line height, so that the margin is the one that is seen.
    ascent, descent = font.getSize() * 0.9, font.getSize() * 0.16
    surface = skia.Surface(int(breadth + 2 * pad) + 1, int(ascent + descent + 2 * pad) + 1)
    canvas = surface.getCanvas()
    canvas.clear(skia.ColorTRANSPARENT)
    shade = skia.Paint(
        AntiAlias=True,
        Color4f=skia.Color4f(0.0, 0.0, 0.0, _SHADE),
        Style=skia.Paint.kStrokeAndFill_Style,
        StrokeWidth=font.getSize() * 0.13,
        StrokeJoin=skia.Paint.kRound_Join,
        MaskFilter=skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, font.getSize() * 0.05),
    )
    face = skia.Paint(AntiAlias=True, Color4f=skia.Color4f(1.0, 1.0, 1.0, _WHITE))
    for paint in (shade, face):
        canvas.drawString(text, pad, pad + ascent, font, paint)
    pixels = surface.toarray(colorType=skia.kBGRA_8888_ColorType, alphaType=skia.kPremul_AlphaType)
    return np.array(pixels, dtype=np.uint8)


def blend(frame: NDArray[np.uint8], stamp: Stamp) -> None:
    """Puts the stamp into a frame, in place: `frame` is (height, width, 4) BGRA, opaque, of the size that the
    stamp was made for."""
    height, width = stamp.pixels.shape[:2]
    area = frame[stamp.y : stamp.y + height, stamp.x : stamp.x + width]
    pixels = stamp.pixels[: area.shape[0], : area.shape[1]]
    left = 255 - pixels[..., 3:].astype(np.uint16)
    mixed = pixels[..., :3] + (area[..., :3] * left + 127) // 255
    area[..., :3] = np.minimum(mixed, 255).astype(np.uint8)
