"""Hair and beards, in radii of the skull: one part behind the head, one before it, both turned by the yaw."""

import math

from laterna.engines.animatic.figures.geometry import Point
from laterna.engines.animatic.figures.hues import Color, dark, lit, mix
from laterna.engines.animatic.figures.pen import Pen

LONG = frozenset(("long", "wavy", "straight", "hime"))


def hair_back(pen: Pen, kind: str, color: Color, yaw: float, sway: float) -> None:
    """What hangs behind the head."""
    deep = dark(color, 0.86)
    s = math.sin(yaw)
    lag = -0.35 * sway
    if kind in LONG:
        wavy = 0.14 if kind == "wavy" else 0.0
        pen.blob([
            (-0.95, -0.5), (-1.14 + lag * 0.3, 0.35), (-1.08 - wavy + lag * 0.7, 1.1),
                (-0.98 + wavy + lag, 1.75), (-0.3 + lag, 1.9 - 0.2 * s),
            (0.35 - 1.0 * s + lag, 1.8), (0.9 - 1.75 * s, 1.2), (1.05 - 1.3 * s, 0.3), (0.95, -0.5), (0.0, -1.0),
        ], deep)  # fmt: skip
    elif kind == "bob":
        pen.blob(
            [
                (-0.95, -0.5),
                (-1.16, 0.3),
                (-1.1 + lag * 0.4, 0.95),
                (-0.4, 1.02),
                (0.6 - 1.4 * s, 0.98),
                (1.08 - 1.7 * s, 0.8),
                (1.05 - 0.9 * s, 0.0),
                (0.0, -1.0),
            ],
            deep,
        )
    elif kind == "ponytail":
        x = -0.85 * s
        pen.limb(
            [
                (x - 0.1, -0.62),
                (x - 0.62 * (0.4 + 0.6 * s) + lag * 0.4, -0.2),
                (x - 0.72 * (0.4 + 0.6 * s) + lag, 0.55),
                (x - 0.55 * (0.4 + 0.6 * s) + lag * 1.4, 1.25),
            ],
            [0.4, 0.62, 0.52, 0.12],
            deep,
            shade=0.3,
        )
    elif kind == "pigtails":
        for which in (-1, 1):
            if which > 0 and s > 0.3:
                continue  # hidden by the head; below the cheek it would look like a strand across the face
            x = which * 0.95 * (1.0 if which < 0 else 1 - 0.6 * s) - 0.1 * s
            pen.limb(
                [(x, 0.0), (x + which * 0.3 + lag * 0.4, 0.4), (x + which * 0.26 + lag, 1.1)],
                [0.34, 0.5, 0.12],
                deep,
                shade=0.3,
            )
    elif kind in ("bun", "topknot"):
        y = -0.62 if kind == "bun" else -1.2
        pen.ball(-0.86 * s if kind == "bun" else -0.12 * s, y, 0.44, 0.42, deep)
    elif kind == "afro":
        pen.ball(-0.12 * s, -0.35, 1.5, 1.4, deep)
    elif kind == "braid":
        x = -0.75 * s - 0.2
        for k in range(5):
            pen.ball(x - 0.08 * k + lag * 0.25 * k, 0.55 + 0.32 * k, 0.27 - 0.02 * k, 0.24, deep)


def hair_front(pen: Pen, kind: str, color: Color, yaw: float) -> None:
    """The cap of hair with its fringe."""
    if kind in ("", "bald"):
        return
    s, c = math.sin(yaw), math.cos(yaw)
    if c < -0.2:
        pen.blob(
            [
                (-1.06, 0.2),
                (-1.08, -0.5),
                (-0.55, -1.12),
                (0.0, -1.2),
                (0.55, -1.12),
                (1.08, -0.5),
                (1.06, 0.2),
                (0.8, 0.78),
                (0.0, 0.95),
                (-0.8, 0.78),
            ],
            color,
        )
        return
    if kind == "chonmage":
        _chonmage(pen, color, s)
        return
    if kind == "balding":
        pen.blob([(-0.98, -0.35), (-1.08, 0.2), (-0.8, 0.42), (-0.55 + 0.2 * s, 0.2), (-0.62, -0.2)], color)
        return
    if kind == "afro":
        pen.blob(_cap(s, c, 0.12, -0.5), color)
        return
    pen.blob(_cap(s, c, 0.06, _FRINGE.get(kind, -0.42)), color)
    if kind in ("short", "bob", "ponytail", "bun", "long", "wavy"):
        parting = 0.34 * s + 0.2 * c
        pen.blob(
            [
                (parting - 0.1, -1.12),
                (parting + 0.5, -0.98),
                (0.93, -0.5),
                (0.99, -0.12),
                (0.8, -0.42),
                (parting + 0.16, -0.64),
            ],
            color,
            outer=False,
        )
    if kind == "spiky":
        _spikes(pen, color, s)
    if kind == "curly":
        _curls(pen, color, s)
    if kind == "hime":
        pen.blob(
            [
                (s * 0.8 - 0.85, -0.75),
                (s * 0.8 + 0.45, -0.75),
                (min(0.97, s * 0.8 + 0.6), -0.2),
                (s * 0.8, -0.16),
                (s * 0.8 - 0.82, -0.2),
            ],
            color,
            outer=False,
        )
    shine = lit(color, 0.9)
    pen.limb(
        [(-0.58 + 0.1 * s, -0.72), (-0.2 + 0.2 * s, -0.93), (0.2 + 0.2 * s, -0.93)],
        [0.02, 0.11, 0.02],
        shine,
        shade=0.0,
        outer=False,
    )


_FRINGE = {
    "short": -0.46,
    "long": -0.42,
    "bob": -0.36,
    "spiky": -0.5,
    "buzz": -0.62,
    "slick": -0.66,
    "curly": -0.46,
    "topknot": -0.62,
}


def _cap(s: float, c: float, out: float, fringe: float) -> list[Point]:
    """From the far temple over the crown to the near ear and back along the hairline."""
    near = -0.62 - 0.34 * c + 0.3 * s
    return [
        (0.96, -0.14 - 0.2 * s), (1.0 + out * 0.3, -0.56), (0.6, -1.04 - out), (0.0, -1.14 - out),
            (-0.62, -1.04 - out), (-1.04 - out, -0.5),
        (-1.05 - out, 0.1), (-0.88, 0.5), (-0.72 + 0.1 * s, 0.34), (near + 0.05, 0.06),
            (near + 0.16, -0.22), (s * 0.4 - 0.15, fringe - 0.06), (s * 0.62 + 0.2, fringe),
    ]  # fmt: skip


CORD: Color = (0.94, 0.9, 0.82)
"""The paper cord that ties a topknot."""


def draw_pate(pen: Pen, skin: Color, yaw: float) -> None:
    """The shaven crown and brow of a samurai: skin with the blue-grey of hair that would grow there."""
    s = math.sin(yaw)
    pen.blob(
        [
            (-0.52 + 0.1 * s, -0.84), (-0.3, -0.97), (0.1, -0.99), (0.46, -0.9), (0.74, -0.66),
            (0.5 + 0.3 * s, -0.54), (0.1 + 0.36 * s, -0.47), (-0.5 + 0.42 * s, -0.5),
        ],
        mix(skin, (0.5, 0.56, 0.62), 0.42),
        outer=False,
    )  # fmt: skip


def _chonmage(pen: Pen, color: Color, s: float) -> None:
    """Hair around the back and sides of a head whose brow and crown are shaved, its tail folded forward on top."""
    pen.blob(
        [
            (-0.46 - 0.1 * s, -1.0), (-0.8, -0.92), (-1.1, -0.42), (-1.1, 0.12), (-0.9, 0.56), (-0.72 + 0.1 * s, 0.36),
            (-0.62 + 0.24 * s, 0.02), (-0.42 + 0.3 * s, -0.36), (-0.5 + 0.2 * s, -0.7),
        ],
        color,
    )  # fmt: skip
    if s < 0.5:
        pen.blob([(0.92, -0.62), (1.06, -0.3), (0.98, 0.08), (0.84, -0.06), (0.78, -0.44)], color)
    x = -0.5 * s
    tail = [(x - 0.42 * s, -0.92), (x - 0.16 * s, -1.2), (x + 0.3 * s, -1.2), (x + 0.8 * s, -1.08)]
    pen.limb(tail, [0.26, 0.24, 0.27, 0.2], color, shade=0.25)
    pen.line([(x - 0.22 * s, -1.32), (x - 0.14 * s, -1.04)], 0.08, CORD)


def _spikes(pen: Pen, color: Color, s: float) -> None:
    points: list[Point] = [(-1.08, 0.0)]
    for k in range(7):
        a = math.pi * (1.02 + k / 6 * 0.92)
        points += [
            (math.cos(a) * 1.05, math.sin(a) * 1.06),
            (math.cos(a + 0.2) * 1.42, math.sin(a + 0.2) * 1.4),
        ]
    points += [
        (0.95, -0.4),
        (0.72 * s + 0.1, -0.5),
        (0.4 * s - 0.2, -0.28),
        (0.2 * s - 0.3, -0.56),
        (-0.6, -0.3),
    ]
    pen.facet(points, color)


def _curls(pen: Pen, color: Color, s: float) -> None:
    for k in range(9 if s < 0.25 else 7):
        a = math.pi * (0.86 + k / 8 * 1.16)
        pen.ball(math.cos(a) * 0.98 - 0.06 * s, math.sin(a) * 0.98 - 0.06, 0.34, 0.32, color)


def beard(pen: Pen, kind: str, color: Color, yaw: float, jaw: float) -> None:
    """A beard or moustache around the mouth; `jaw` 0..1 lowers it as the mouth opens."""
    s, c = math.sin(yaw), math.cos(yaw)
    if not kind or c < -0.2:
        return
    x = s * 0.72
    drop = 0.12 * jaw
    if kind in ("full", "long"):
        tip = 1.25 if kind == "full" else 2.15
        pen.blob(
            [
                (-0.66 + 0.5 * s, 0.16),
                (x - 0.42, 0.5),
                (x, 0.42),
                (x + 0.3 + 0.1 * c, 0.48),
                (0.93, 0.1),
                (0.98, 0.6),
                (x + 0.46, tip - 0.35 + drop),
                (x + 0.06, tip + drop),
                (x - 0.42, tip - 0.3 + drop),
                (-0.62 + 0.36 * s, 0.78),
            ],
            color,
        )
    if kind in ("full", "long", "moustache"):
        for which in (-1, 1):
            pen.limb(
                [(x, 0.46), (x + which * 0.24, 0.48), (x + which * 0.42, 0.56)],
                [0.16, 0.18, 0.03],
                dark(color, 0.94),
                shade=0.0,
                outer=False,
            )
    if kind == "goatee":
        pen.blob(
            [(x - 0.14, 0.82), (x + 0.18, 0.82), (x + 0.12, 1.12), (x, 1.34 + drop), (x - 0.1, 1.1)], color
        )
