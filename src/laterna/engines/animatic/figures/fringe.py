"""Hair as it is seen by someone who looks into the face: cap, hairline and locks, in radii of the skull."""

import math

from laterna.engines.animatic.figures.geometry import Point
from laterna.engines.animatic.figures.hair import CORD
from laterna.engines.animatic.figures.hues import Color, dark, lit
from laterna.engines.animatic.figures.pen import Pen

_PARTED: tuple[Point, ...] = (
    (0.72, -0.46),
    (0.3, -0.6),
    (-0.1, -0.72),
    (-0.4, -0.84),
    (-0.56, -0.62),
    (-0.76, -0.4),
)
_SWEPT: tuple[Point, ...] = ((0.74, -0.5), (0.3, -0.74), (-0.1, -0.78), (-0.45, -0.68), (-0.74, -0.44))
_STRAIGHT: tuple[Point, ...] = ((0.78, -0.28), (0.4, -0.25), (0.0, -0.3), (-0.4, -0.25), (-0.78, -0.28))
_CURTAIN: tuple[Point, ...] = (
    (0.8, -0.16),
    (0.5, -0.5),
    (0.14, -0.86),
    (-0.2, -0.7),
    (-0.56, -0.46),
    (-0.8, -0.16),
)
_TIED: tuple[Point, ...] = ((0.78, -0.36), (0.42, -0.64), (0.0, -0.74), (-0.42, -0.64), (-0.78, -0.36))
_CROPPED: tuple[Point, ...] = ((0.74, -0.5), (0.4, -0.66), (0.0, -0.7), (-0.4, -0.66), (-0.74, -0.5))

LINES: dict[str, tuple[Point, ...]] = {
    "short": _PARTED, "slick": _SWEPT, "buzz": _CROPPED, "spiky": _PARTED, "curly": _CROPPED, "afro": _CROPPED,
    "bob": _STRAIGHT, "hime": _STRAIGHT, "pigtails": _CURTAIN, "long": _CURTAIN, "wavy": _CURTAIN,
    "straight": _STRAIGHT,    "ponytail": _PARTED, "bun": _TIED, "topknot": _TIED, "braid": _CURTAIN,
}  # fmt: skip
"""The hairline of each cut, from the right temple to the left."""
LOCKS: dict[str, float] = {"bob": 0.86, "hime": 0.9, "long": 1.55, "wavy": 1.5, "straight": 1.6, "braid": 0.3}
"""How far locks hang before the shoulders."""


def draw_fringe(pen: Pen, kind: str, color: Color, sway: float) -> None:
    """The cap of hair with its fringe and the locks beside the face."""
    if kind == "balding":
        for side in (-1, 1):
            pen.blob(
                [
                    (side * x, y)
                    for x, y in ((0.9, -0.42), (1.1, -0.1), (1.04, 0.34), (0.86, 0.3), (0.8, -0.1))
                ],
                color,
            )
        return
    if kind == "chonmage":
        _chonmage(pen, color)
        return
    full = 0.1 if kind in ("curly", "afro") else -0.05 if kind in ("buzz", "slick") else 0.02
    if kind in LOCKS:
        _locks(pen, kind, color, sway)
    ear = 0.1 if kind not in ("buzz", "slick") else -0.05
    cap: list[Point] = [
        (0.9, ear), (1.0 + full * 0.4, -0.1), (1.03 + full, -0.5), (0.68, -1.05 - full), (0.0, -1.2 - full),
        (-0.68, -1.05 - full), (-1.03 - full, -0.5), (-1.0 - full * 0.4, -0.1), (-0.9, ear), (-0.82, -0.12),
    ]  # fmt: skip
    pen.blob([*cap, *reversed(LINES.get(kind, _PARTED)), (0.82, -0.12)], color)
    if kind == "spiky":
        _spikes(pen, color)
    if kind == "curly":
        for k in range(9):
            a = math.pi * (0.97 + k / 8 * 1.06)
            pen.ball(math.cos(a) * 1.0, math.sin(a) * 0.98 - 0.06, 0.34, 0.32, color)
    shine: list[Point] = [(-0.62, -0.8), (-0.3, -0.98), (0.08, -1.04)]
    pen.limb(shine, [0.02, 0.1, 0.02], lit(color, 0.9), shade=0.0, outer=False)
    if kind in ("short", "ponytail"):
        pen.line([(-0.4, -0.82), (-0.3, -1.0), (-0.1, -1.12)], 0.03, dark(color, 0.75))
    elif kind in ("long", "wavy", "pigtails", "braid"):
        pen.line([(0.14, -0.84), (0.1, -1.0), (0.08, -1.16)], 0.03, dark(color, 0.75))


def _chonmage(pen: Pen, color: Color) -> None:
    """Hair at the sides alone, and the end of the tail that lies forward on the crown."""
    for side in (-1, 1):
        pen.blob(
            [
                (side * x, y)
                for x, y in (
                    (0.72, -0.84),
                    (1.06, -0.5),
                    (1.06, 0.1),
                    (0.88, 0.2),
                    (0.82, -0.2),
                    (0.7, -0.5),
                )
            ],
            color,
        )
    pen.ball(0.0, -1.08, 0.21, 0.24, color)
    pen.ball(0.0, -0.98, 0.15, 0.13, dark(color, 0.8), outer=False)
    pen.line([(-0.16, -1.17), (0.16, -1.17)], 0.06, CORD)


def _locks(pen: Pen, kind: str, color: Color, sway: float) -> None:
    low = LOCKS[kind]
    bend = 0.13 if kind == "wavy" else 0.0
    for side in (-1, 1):
        lag = -0.2 * sway
        chain: list[Point] = [
            (side * 0.88, -0.35), (side * 1.0, 0.12), (side * (1.02 + bend) + lag * 0.4, low * 0.55 + 0.1),
            (side * (0.92 - bend * 0.5) + lag, low),
        ]  # fmt: skip
        wide = 0.3 if low < 1.0 else 0.36
        pen.limb(chain, [wide * 0.7, wide, wide * 1.1, wide * 0.25], color, shade=0.25)


def _spikes(pen: Pen, color: Color) -> None:
    points: list[Point] = [(-1.03, -0.3)]
    for k in range(6):
        a = math.pi * (1.08 + k / 5 * 0.76)
        points += [
            (math.cos(a) * 1.04, math.sin(a) * 1.06),
            (math.cos(a + 0.15) * 1.42, math.sin(a + 0.15) * 1.4),
        ]
    points += [
        (1.03, -0.3),
        (0.6, -0.5),
        (0.42, -0.3),
        (0.2, -0.62),
        (-0.1, -0.36),
        (-0.35, -0.66),
        (-0.6, -0.34),
    ]
    pen.facet(points, color)
