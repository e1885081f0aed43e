"""Hats of trades, feasts and folk: the second half of the hat rack. In radii of the skull."""

import math
from collections.abc import Callable

from laterna.engines.animatic.figures.geometry import Point
from laterna.engines.animatic.figures.hues import Color, dark, mix
from laterna.engines.animatic.figures.pen import Pen

Painter = Callable[[Pen, Color, float, float], None]
GOLD: Color = (0.95, 0.77, 0.28)
WHITE: Color = (0.98, 0.97, 0.94)


def _chef(pen: Pen, color: Color, s: float, c: float) -> None:
    for x, y, r in ((-0.62, -1.5, 0.56), (0.62, -1.48, 0.56), (0.0, -1.72, 0.66)):
        pen.ball(x, y, r, r * 0.86, color)
    pen.blob([(-0.84, -0.55), (-0.86, -1.2), (0.0, -1.3), (0.86, -1.2), (0.86, -0.55), (0.0, -0.46)], color)
    for x in (-0.4, 0.0, 0.4):
        pen.line([(x, -0.62), (x * 1.05, -1.2)], 0.03, dark(color, 0.88))


def _santa(pen: Pen, color: Color, s: float, c: float) -> None:
    pen.blob(
        [
            (-0.98, -0.55),
            (-0.8, -1.2),
            (-1.0, -1.6),
            (-1.4, -1.5),
            (-0.7, -1.9),
            (0.2, -1.5),
            (0.95, -0.6),
            (0.0, -0.5),
        ],
        color,
    )
    pen.ball(-1.45, -1.42, 0.26, 0.25, WHITE)
    pen.limb([(-1.0, -0.46), (0.0, -0.58), (1.0, -0.5)], [0.36, 0.36, 0.36], WHITE, shade=0.2)


def _pirate(pen: Pen, color: Color, s: float, c: float) -> None:
    pen.blob(
        [
            (-1.5, -0.75),
            (-1.0, -1.2),
            (0.0, -1.5),
            (1.0, -1.2),
            (1.5, -0.7),
            (0.9, -0.5),
            (0.0, -0.62),
            (-0.9, -0.5),
        ],
        color,
    )
    pen.line([(-1.4, -0.76), (-0.8, -0.6), (0.0, -0.72), (0.8, -0.58), (1.4, -0.72)], 0.07, GOLD)
    pen.oval(0.25 * s, -1.02, 0.2, 0.19, WHITE)
    for k in (-0.08, 0.08):
        pen.oval(0.25 * s + k, -1.03, 0.05, 0.06, color)


def _peaked(pen: Pen, color: Color, s: float, c: float) -> None:
    pen.blob(
        [(-1.14, -0.9), (-0.7, -1.3), (0.2, -1.4), (1.0, -1.12), (1.14, -0.86), (0.4, -0.72), (-0.6, -0.66)],
        color,
    )
    pen.limb([(-0.96, -0.56), (0.0, -0.66), (0.96, -0.6)], [0.26, 0.26, 0.26], dark(color, 0.7), shade=0.0)
    if c > -0.2:
        pen.blob(
            [(0.3 * s - 0.3 * c, -0.54), (0.95, -0.54), (0.8 + 0.55 * s, -0.34), (0.3, -0.42)],
            (0.13, 0.13, 0.17),
        )
        pen.oval(0.5 * s, -0.98, 0.14, 0.15, GOLD)


def _sailor(pen: Pen, color: Color, s: float, c: float) -> None:
    pen.blob([(-0.98, -0.6), (-1.12, -1.02), (0.0, -1.16), (1.12, -1.02), (1.0, -0.6), (0.0, -0.54)], color)
    pen.limb(
        [(-0.9, -0.54), (0.0, -0.62), (0.92, -0.54)],
        [0.14, 0.14, 0.14],
        (0.2, 0.3, 0.55),
        shade=0.0,
        outer=False,
    )


def _graduation(pen: Pen, color: Color, s: float, c: float) -> None:
    pen.blob([(-0.9, -0.45), (-0.86, -0.95), (0.86, -0.95), (0.92, -0.5), (0.0, -0.6)], dark(color, 0.85))
    pen.facet([(-1.4, -1.02), (-0.1, -1.32), (1.4, -1.04), (0.1, -0.78)], color)
    pen.line([(0.0, -1.06), (-0.75, -0.92), (-0.95, -0.45)], 0.05, GOLD)
    pen.ball(-0.95, -0.4, 0.1, 0.16, GOLD)


def _party(pen: Pen, color: Color, s: float, c: float) -> None:
    pen.facet([(-0.56, -0.78), (0.08, -1.95), (0.62, -0.82), (0.0, -0.7)], color)
    for x, y in ((-0.2, -0.95), (0.25, -1.0), (0.05, -1.35)):
        pen.oval(x, y, 0.1, 0.1, GOLD)
    pen.ball(0.08, -1.98, 0.17, 0.17, WHITE)


def _nurse(pen: Pen, color: Color, s: float, c: float) -> None:
    x = 0.2 * s
    pen.blob(
        [(x - 0.62, -0.78), (x - 0.72, -1.24), (x, -1.34), (x + 0.72, -1.24), (x + 0.6, -0.76), (x, -0.84)],
        color,
    )
    pen.line([(x, -1.2), (x, -0.94)], 0.09, (0.85, 0.25, 0.28))
    pen.line([(x - 0.13, -1.07), (x + 0.13, -1.07)], 0.09, (0.85, 0.25, 0.28))


def _turban(pen: Pen, color: Color, s: float, c: float) -> None:
    pen.ball(-0.04, -0.86, 1.14, 0.66, color)
    for k in (-0.5, 0.0, 0.45):
        pen.line([(-0.95, -0.6 + 0.1 * k), (k, -1.1), (0.95, -0.75 - 0.3 * k)], 0.04, dark(color, 0.8))
    pen.oval(0.5 * s, -0.92, 0.13, 0.16, (0.3, 0.7, 0.75))


def _headband(pen: Pen, color: Color, s: float, c: float) -> None:
    pen.limb([(-1.02, -0.36), (0.0, -0.6), (0.97, -0.42)], [0.2, 0.2, 0.2], color, shade=0.0)
    pen.limb([(-0.98, -0.34), (-1.4, -0.2), (-1.6, 0.15)], [0.14, 0.16, 0.06], dark(color, 0.85), shade=0.0)


def around(edge: list[Point], wide: float, low: float, top: float, pen: Pen, color: Color) -> None:
    """Something that frames a face seen from ahead: `edge` is the opening's right side, from the brow down."""
    outer: list[Point] = [
        (0.5, low + 0.1),
        (wide * 0.9, low * 0.7),
        (wide, 0.0),
        (wide * 0.9, -0.6),
        (0.5, top * 0.93),
    ]
    brow = (0.0, edge[0][1] - 0.16)
    ring = [*edge[::-1], brow, *((-x, y) for x, y in edge)]
    left = [(-x, y) for x, y in outer]
    pen.blob([*ring, *left, (0.0, top), *reversed(outer)], color)


def _headscarf(pen: Pen, color: Color, s: float, c: float) -> None:
    if c < -0.2:
        pen.ball(0.0, 0.0, 1.14, 1.22, color)
        return
    if abs(s) < 0.25:
        around([(0.6, -0.56), (0.82, 0.1), (0.5, 0.86)], 1.16, 1.2, -1.22, pen, color)
        pen.blob(
            [(-0.56, 0.86), (0.0, 1.0), (0.56, 0.86), (0.7, 1.3), (0.0, 1.5), (-0.7, 1.3)], dark(color, 0.92)
        )
        return
    pen.blob(
        [
            (0.94, -0.3),
            (0.6, -1.04),
            (0.0, -1.2),
            (-0.7, -1.04),
            (-1.14, -0.4),
            (-1.1, 0.5),
            (-0.9, 1.3),
            (0.1, 1.4),
            (0.6, 1.05),
            (0.2 * s - 0.35, 0.9),
            (-0.5 + 0.25 * s, 0.3),
            (-0.4 + 0.3 * s, -0.4),
            (s * 0.5, -0.66),
        ],
        color,
    )


def _hood(pen: Pen, color: Color, s: float, c: float) -> None:
    if c < -0.2:
        pen.ball(0.0, -0.05, 1.2, 1.26, color)
        return
    if abs(s) < 0.25:
        around([(0.66, -0.66), (0.86, 0.0), (0.6, 0.86)], 1.3, 1.1, -1.44, pen, color)
        return
    pen.blob(
        [
            (0.92, -0.42),
            (0.75, -1.1),
            (0.0, -1.42),
            (-0.85, -1.24),
            (-1.32, -0.4),
            (-1.2, 0.6),
            (-0.8, 1.2),
            (-0.1, 1.1),
            (-0.42 + 0.2 * s, 0.6),
            (-0.5 + 0.25 * s, -0.1),
            (s * 0.3, -0.72),
        ],
        color,
    )


def _bow(pen: Pen, color: Color, s: float, c: float) -> None:
    x, y = -0.45 * s - 0.3 * c, -1.0
    for which in (-1, 1):
        pen.blob(
            [(x, y), (x + which * 0.42, y - 0.32), (x + which * 0.5, y + 0.16), (x + which * 0.2, y + 0.1)],
            color,
        )
    pen.oval(x, y, 0.12, 0.13, dark(color, 0.8))


def _flowers(pen: Pen, color: Color, s: float, c: float) -> None:
    for k in range(6):
        x = -0.9 + 0.36 * k
        y = -0.62 - 0.26 * math.sin(math.pi * (k + 0.5) / 6)
        pen.oval(x + 0.14, y + 0.06, 0.14, 0.08, (0.42, 0.65, 0.38))
        tone = color if k % 2 else mix(color, WHITE, 0.6)
        for petal in range(5):
            a = petal * math.tau / 5
            pen.oval(x + 0.11 * math.cos(a), y + 0.11 * math.sin(a), 0.1, 0.1, tone)
        pen.oval(x, y, 0.08, 0.08, GOLD)


def _halo(pen: Pen, color: Color, s: float, c: float) -> None:
    points: list[Point] = [
        (0.75 * math.cos(a), -1.5 + 0.2 * math.sin(a)) for a in (k * math.tau / 12 for k in range(12))
    ]
    pen.line(points, 0.13, color, closed=True)


HEADWEAR: dict[str, Painter] = {
    "chef": _chef, "santa": _santa, "pirate": _pirate, "peaked": _peaked, "sailor": _sailor, "graduation": _graduation,
    "party": _party, "nurse": _nurse, "turban": _turban, "headband": _headband, "headscarf": _headscarf, "hood": _hood,
    "bow": _bow, "flowers": _flowers, "halo": _halo,
}  # fmt: skip
