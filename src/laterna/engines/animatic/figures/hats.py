"""Hats, glasses and what else is worn on a head; in radii of the skull, origin at its centre."""

import math
from collections.abc import Callable

from laterna.engines.animatic.figures.geometry import turned
from laterna.engines.animatic.figures.headwear import HEADWEAR, around
from laterna.engines.animatic.figures.hues import Color, dark, mix, shade
from laterna.engines.animatic.figures.pen import Pen

Painter = Callable[[Pen, Color, float, float], None]
GOLD: Color = (0.95, 0.77, 0.28)
WHITE: Color = (0.98, 0.97, 0.94)


def draw_hat(pen: Pen, style: str, color: Color, yaw: float, wide: float = 1.0) -> None:
    """A hat on top of the head; `wide` stretches it over broader skulls."""
    painter = HATS.get(style)
    if painter is not None:
        with pen.within(0.0, 0.0, 0.0, wide, 1.0):
            painter(pen, color, math.sin(yaw), math.cos(yaw))


def _brim(pen: Pen, color: Color, reach: float, y: float, dip: float, s: float) -> None:
    pen.blob(
        [
            (-reach, y - 0.02),
            (-reach * 0.55, y - 0.16),
            (0.0, y - 0.2),
            (reach * 0.6, y - 0.14),
            (reach * 1.06, y + dip),
            (reach * 0.5, y + 0.15 + dip * 0.5),
            (-reach * 0.4, y + 0.17),
        ],
        color,
    )


def _fedora(pen: Pen, color: Color, s: float, c: float) -> None:
    _brim(pen, dark(color, 0.86), 1.52, -0.56, 0.06 * s, s)
    pen.blob(
        [
            (-0.94, -0.58),
            (-0.86, -1.2),
            (-0.4, -1.5),
            (0.02, -1.38),
            (0.42, -1.5),
            (0.84, -1.2),
            (0.96, -0.56),
            (0.0, -0.46),
        ],
        color,
    )
    pen.blob(
        [(-0.3, -1.46), (0.02, -1.38), (0.34, -1.46), (0.1, -1.16)],
        dark(color, 0.84),
        outer=False,
    )
    pen.blob(
        [(-0.95, -0.6), (-0.93, -0.84), (0.0, -0.74), (0.93, -0.82), (0.96, -0.58), (0.0, -0.48)],
        dark(color, 0.45),
        outer=False,
    )


def _cowboy(pen: Pen, color: Color, s: float, c: float) -> None:
    pen.blob(
        [
            (-1.75, -0.92),
            (-1.1, -0.62),
            (0.0, -0.72),
            (1.1, -0.6),
            (1.75, -0.88),
            (1.2, -0.4),
            (0.0, -0.36),
            (-1.2, -0.44),
        ],
        dark(color, 0.88),
    )
    pen.blob(
        [
            (-0.88, -0.56),
            (-0.78, -1.34),
            (-0.3, -1.56),
            (0.0, -1.4),
            (0.34, -1.56),
            (0.8, -1.32),
            (0.9, -0.56),
            (0.0, -0.46),
        ],
        color,
    )
    pen.blob(
        [(-0.89, -0.58), (-0.86, -0.76), (0.0, -0.66), (0.87, -0.76), (0.9, -0.57), (0.0, -0.47)],
        dark(color, 0.5),
        outer=False,
    )


def _cap(pen: Pen, color: Color, s: float, c: float) -> None:
    pen.blob(
        [
            (-1.04, -0.3),
            (-1.0, -0.86),
            (-0.4, -1.24),
            (0.35, -1.2),
            (0.92, -0.78),
            (1.0, -0.42),
            (0.4, -0.5),
            (-0.4, -0.36),
        ],
        color,
    )
    pen.blob(
        [(-1.03, -0.34), (-0.98, -0.85), (-0.55, -1.15), (-0.62, -0.7), (-0.7, -0.36)],
        shade(color, 0.7),
        outer=False,
    )
    tip = 0.55 + 1.1 * s
    if abs(s) < 0.25 and c > 0:
        peak = [
            (-0.86, -0.5),
            (-0.5, -0.62),
            (0.0, -0.66),
            (0.5, -0.62),
            (0.86, -0.5),
            (0.6, -0.22),
            (0.0, -0.14),
        ]
        pen.blob([*peak, (-0.6, -0.22)], dark(color, 0.8))
    elif c > -0.2:
        pen.blob(
            [
                (0.1 + 0.2 * s - 0.9 * c * (1 - s), -0.54),
                (0.75 * s + 0.2, -0.66),
                (0.9 + 0.1 * s, -0.56),
                (max(0.95, tip), -0.36),
                (max(0.8, tip - 0.15), -0.26),
                (0.2 * s - 0.7 * c * (1 - s), -0.36),
            ],
            dark(color, 0.8),
        )
    pen.oval(-0.05 + 0.1 * s, -1.24, 0.09, 0.06, dark(color, 0.8))


def _beanie(pen: Pen, color: Color, s: float, c: float) -> None:
    pen.blob(
        [
            (-1.02, -0.4),
            (-0.98, -0.95),
            (-0.4, -1.34),
            (0.35, -1.32),
            (0.92, -0.92),
            (1.0, -0.42),
            (0.0, -0.5),
        ],
        color,
    )
    pen.ball(-0.05, -1.44, 0.25, 0.24, mix(color, WHITE, 0.7))
    pen.limb([(-0.98, -0.38), (0.0, -0.5), (0.97, -0.4)], [0.3, 0.3, 0.3], dark(color, 0.86), shade=0.2)


def _beret(pen: Pen, color: Color, s: float, c: float) -> None:
    pen.blob(
        [(-1.3, -0.72), (-1.1, -1.1), (-0.3, -1.32), (0.6, -1.12), (1.02, -0.66), (0.3, -0.6), (-0.6, -0.5)],
        color,
    )
    pen.line([(-0.2, -1.3), (-0.14, -1.5)], 0.09, color)


def _crown(pen: Pen, color: Color, s: float, c: float) -> None:
    pen.facet(
        [
            (-0.72, -0.72),
            (-0.84, -1.46),
            (-0.42, -1.12),
            (0.0, -1.58),
            (0.42, -1.12),
            (0.84, -1.46),
            (0.74, -0.72),
            (0.0, -0.62),
        ],
        color,
    )
    pen.facet(
        [(-0.72, -0.72), (-0.84, -1.46), (-0.42, -1.12), (-0.36, -0.66)], shade(color, 0.7), outer=False
    )
    pen.limb(
        [(-0.72, -0.74), (0.0, -0.64), (0.74, -0.74)],
        [0.16, 0.16, 0.16],
        dark(color, 0.85),
        shade=0.0,
        outer=False,
    )
    for x, y, tone in (
        (-0.84, -1.48, (0.9, 0.3, 0.35)),
        (0.0, -1.6, (0.35, 0.6, 0.9)),
        (0.84, -1.48, (0.9, 0.3, 0.35)),
        (0.0, -0.84, (0.9, 0.3, 0.35)),
    ):
        pen.oval(x, y, 0.1, 0.1, tone)


def _tiara(pen: Pen, color: Color, s: float, c: float) -> None:
    x = 0.35 * s
    pen.facet(
        [
            (x - 0.6, -0.84),
            (x - 0.34, -1.08),
            (x - 0.2, -0.98),
            (x, -1.36),
            (x + 0.2, -0.98),
            (x + 0.34, -1.06),
            (min(0.8, x + 0.6), -0.8),
            (x, -0.86),
        ],
        color,
    )
    pen.oval(x, -1.06, 0.09, 0.11, (0.92, 0.4, 0.55))


def _helmet(pen: Pen, color: Color, s: float, c: float) -> None:
    pen.blob(
        [
            (-1.12, -0.08),
            (-1.1, -0.75),
            (-0.5, -1.28),
            (0.4, -1.26),
            (1.02, -0.78),
            (1.06, -0.4),
            (0.4, -0.52),
            (-0.5, -0.3),
        ],
        color,
    )
    pen.blob(
        [(-1.1, -0.1), (-1.08, -0.72), (-0.6, -1.18), (-0.7, -0.6), (-0.78, -0.2)],
        shade(color, 0.8),
        outer=False,
    )
    pen.line([(-0.5, -0.28), (0.1, -0.48), (1.04, -0.4)], 0.09, dark(color, 0.75))


def _hard_hat(pen: Pen, color: Color, s: float, c: float) -> None:
    _helmet(pen, color, s, c)
    pen.limb(
        [(-0.2 + 0.2 * s, -1.3), (0.3 + 0.4 * s, -1.1), (0.4 + 0.5 * s, -0.6)],
        [0.14, 0.18, 0.16],
        mix(color, WHITE, 0.3),
        shade=0.0,
        outer=False,
    )
    pen.limb([(-0.3, -0.42), (0.6, -0.52), (1.26, -0.38)], [0.12, 0.14, 0.08], dark(color, 0.88), shade=0.0)


def _fire_helmet(pen: Pen, color: Color, s: float, c: float) -> None:
    pen.blob(
        [(-1.45, -0.2), (-0.9, -0.5), (0.0, -0.62), (0.8, -0.56), (1.25, -0.4), (0.4, -0.4), (-0.6, -0.22)],
        dark(color, 0.8),
    )
    pen.blob(
        [(-0.98, -0.46), (-0.9, -1.0), (-0.3, -1.36), (0.4, -1.3), (0.9, -0.9), (0.98, -0.5), (0.0, -0.56)],
        color,
    )
    x = 0.6 * s
    pen.facet(
        [(x - 0.24, -1.3), (x + 0.26, -1.3), (x + 0.24, -0.8), (x, -0.62), (x - 0.22, -0.8)],
        GOLD,
        outer=False,
    )


def _knight(pen: Pen, color: Color, s: float, c: float) -> None:
    if c < -0.2:
        pen.ball(0.0, -0.1, 1.12, 1.16, color)
        return
    if abs(s) < 0.25:
        _knight_ahead(pen, color)
        return
    pen.blob(
        [
            (-1.1, 0.5),
            (-1.14, -0.5),
            (-0.5, -1.24),
            (0.3, -1.24),
            (1.0, -0.6),
            (1.08, -0.26),
            (0.4, -0.34),
            (-0.1, -0.2),
            (-0.34, 0.3),
            (-0.3, 0.9),
            (-0.75, 0.92),
        ],
        color,
    )
    pen.blob(
        [(-1.1, 0.5), (-1.12, -0.5), (-0.6, -1.12), (-0.72, -0.2), (-0.7, 0.85)],
        shade(color, 0.8),
        outer=False,
    )
    pen.line([(-0.12, -0.22), (0.4, -0.38), (1.06, -0.28)], 0.12, dark(color, 0.7))
    pen.limb(
        [(0.0, -1.2), (-0.5, -1.75), (-1.1, -1.6), (-1.5, -1.0)],
        [0.16, 0.42, 0.5, 0.1],
        (0.80, 0.22, 0.24),
        shade=0.3,
    )


def _knight_ahead(pen: Pen, color: Color) -> None:
    """An open helmet with cheek plates on both sides."""
    around([(0.86, -0.4), (0.62, 0.1), (0.6, 0.86)], 1.12, 0.92, -1.26, pen, color)
    pen.line([(-0.9, -0.34), (0.0, -0.48), (0.9, -0.34)], 0.13, dark(color, 0.7))
    pen.limb([(0.0, -0.5), (0.0, -1.2)], [0.1, 0.12], dark(color, 0.85), shade=0.0, outer=False)
    pen.limb(
        [(0.0, -1.2), (0.16, -1.75), (-0.3, -1.9), (-0.75, -1.5)], [0.16, 0.4, 0.46, 0.1], (0.80, 0.22, 0.24)
    )


def _top_hat(pen: Pen, color: Color, s: float, c: float) -> None:
    _brim(pen, dark(color, 0.85), 1.3, -0.62, 0.0, s)
    pen.blob(
        [
            (-0.78, -0.62),
            (-0.84, -1.3),
            (-0.9, -2.0),
            (0.0, -2.1),
            (0.9, -2.0),
            (0.84, -1.3),
            (0.8, -0.62),
            (0.0, -0.52),
        ],
        color,
    )
    pen.limb(
        [(-0.8, -0.78), (0.0, -0.7), (0.8, -0.78)],
        [0.22, 0.22, 0.22],
        (0.6, 0.2, 0.24),
        shade=0.0,
        outer=False,
    )


def _bowler(pen: Pen, color: Color, s: float, c: float) -> None:
    pen.blob(
        [
            (-0.92, -0.55),
            (-0.86, -1.15),
            (-0.3, -1.45),
            (0.3, -1.45),
            (0.88, -1.12),
            (0.94, -0.55),
            (0.0, -0.48),
        ],
        color,
    )
    _brim(pen, dark(color, 0.8), 1.22, -0.56, 0.02, s)


def _pointed(pen: Pen, color: Color, s: float, stars: bool) -> None:
    pen.blob(
        [
            (-1.0, -0.5),
            (-0.62, -1.3),
            (-0.5, -2.0),
            (-0.78, -2.55),
            (-0.1, -2.1),
            (0.4, -1.3),
            (0.98, -0.52),
            (0.0, -0.4),
        ],
        color,
    )
    pen.blob(
        [
            (-0.98, -0.52),
            (-0.6, -1.3),
            (-0.5, -2.0),
            (-0.72, -2.45),
            (-0.3, -1.8),
            (-0.34, -1.0),
            (-0.5, -0.46),
        ],
        shade(color, 0.8),
        outer=False,
    )
    _brim(pen, dark(color, 0.86), 1.62, -0.5, 0.05, s)
    if stars:
        for x, y, r in ((0.2, -0.95, 0.13), (-0.18, -1.4, 0.1), (0.1, -1.8, 0.08)):
            pen.facet(
                [
                    turned((x, y - (r if k % 2 == 0 else r * 0.45)), k * math.pi / 5, (x, y))
                    for k in range(10)
                ],
                GOLD,
                outer=False,
            )
    else:
        pen.limb(
            [(-0.95, -0.62), (0.0, -0.52), (0.95, -0.62)],
            [0.24, 0.24, 0.24],
            (0.55, 0.3, 0.62),
            shade=0.0,
            outer=False,
        )
        pen.oval(0.5 * s, -0.56, 0.15, 0.13, GOLD)


def _wizard(pen: Pen, color: Color, s: float, c: float) -> None:
    _pointed(pen, color, s, True)


def _witch(pen: Pen, color: Color, s: float, c: float) -> None:
    _pointed(pen, color, s, False)


def _straw(pen: Pen, color: Color, s: float, c: float) -> None:
    _brim(pen, dark(color, 0.92), 1.75, -0.52, 0.05, s)
    pen.blob(
        [
            (-0.92, -0.54),
            (-0.82, -1.16),
            (-0.2, -1.36),
            (0.3, -1.36),
            (0.84, -1.12),
            (0.94, -0.54),
            (0.0, -0.46),
        ],
        color,
    )
    pen.limb(
        [(-0.93, -0.66), (0.0, -0.58), (0.94, -0.66)],
        [0.2, 0.2, 0.2],
        (0.78, 0.3, 0.28),
        shade=0.0,
        outer=False,
    )


def _conical(pen: Pen, color: Color, s: float, c: float) -> None:
    pen.blob(
        [
            (-1.75, -0.32),
            (-0.8, -0.95),
            (0.0, -1.55),
            (0.8, -0.95),
            (1.75, -0.32),
            (0.8, -0.2),
            (0.0, -0.16),
            (-0.8, -0.2),
        ],
        color,
    )
    for k in (-0.9, -0.3, 0.35, 0.95):
        pen.line([(0.0, -1.48), (k * 0.6, -0.8), (k * 1.4, -0.28)], 0.03, dark(color, 0.82))


HATS: dict[str, Painter] = {
    "fedora": _fedora, "cowboy": _cowboy, "cap": _cap, "beanie": _beanie, "beret": _beret, "crown": _crown,
    "tiara": _tiara, "helmet": _helmet, "hard_hat": _hard_hat, "fire_helmet": _fire_helmet, "knight_helmet": _knight,
    "top_hat": _top_hat, "bowler": _bowler, "wizard": _wizard, "witch": _witch, "straw": _straw, "conical": _conical,
    **HEADWEAR,
}  # fmt: skip
