"""Heads that are neither human nor animal: robots, astronauts' helmets, aliens, ghosts, skeletons, snowmen."""

import math
from collections.abc import Callable

from laterna.engines.animatic.canvas import linear, oval, paint
from laterna.engines.animatic.figures.face import INSIDE, PUPIL, brow, eye, mouth
from laterna.engines.animatic.figures.headbase import Face, side
from laterna.engines.animatic.figures.hues import Color, dark, mix, shade
from laterna.engines.animatic.figures.pen import Pen

OddHead = Callable[[Pen, Color, Face, float], None]
WHITE: Color = (0.96, 0.97, 0.98)
GLOW: Color = (0.40, 0.92, 1.0)


def robot(pen: Pen, skin: Color, face: Face, time: float) -> None:
    """A box with a dark screen and shining eyes."""
    s, c = math.sin(face.yaw), math.cos(face.yaw)
    pen.line([(0.0, -0.9), (0.05 * math.sin(time * 3), -1.4)], 0.09, dark(skin, 0.7))
    pen.ball(0.05 * math.sin(time * 3), -1.45, 0.15, 0.15, (0.96, 0.42, 0.36))
    pen.ball(-0.98 * (0.4 + 0.6 * c), 0.0, 0.2, 0.34, dark(skin, 0.75))
    pen.blob(
        [
            (-0.92, -0.72),
            (-0.6, -0.95),
            (0.6, -0.95),
            (0.95, -0.7),
            (1.0, 0.5),
            (0.7, 0.88),
            (-0.66, 0.88),
            (-0.98, 0.5),
        ],
        skin,
    )
    pen.blob(
        [(-0.92, -0.6), (-0.7, -0.85), (-0.6, 0.0), (-0.4, 0.82), (-0.66, 0.86), (-0.96, 0.5)],
        shade(skin),
        outer=False,
    )
    if c < -0.2:
        return
    x = 0.22 * s
    pen.blob(
        [
            (x - 0.62, -0.42),
            (x - 0.4, -0.58),
            (x + 0.5, -0.58),
            (min(0.9, x + 0.7), -0.42),
            (min(0.92, x + 0.7), 0.34),
            (x + 0.46, 0.52),
            (x - 0.4, 0.52),
            (x - 0.64, 0.34),
        ],
        (0.12, 0.16, 0.22),
        outer=False,
    )
    tall = 0.17 * max(0.12, 1.0 - face.lids)
    for which in (-1, 1):
        ex = x + 0.04 + which * 0.29 + 0.08 * face.gaze[0]
        pen.shine(ex, -0.12 + 0.05 * face.gaze[1], 0.13, tall, GLOW)
    open_ = max(face.mouth, face.mood.open * 0.6)
    if open_ > 0.1:
        pen.shine(x + 0.04, 0.28, 0.17, 0.05 + 0.12 * open_, GLOW)
    else:
        curve = 0.12 * face.mood.smile
        pen.line(
            [(x - 0.16, 0.28 - curve * 0.5), (x + 0.04, 0.28 + curve), (x + 0.24, 0.28 - curve * 0.5)],
            0.06,
            GLOW,
        )


def astronaut(pen: Pen, skin: Color, face: Face, time: float) -> None:
    """A round helmet with a golden visor."""
    s, c = math.sin(face.yaw), math.cos(face.yaw)
    pen.ball(0.0, 0.0, 1.34, 1.3, WHITE)
    pen.limb([(-0.86, 1.0), (0.0, 1.2), (0.86, 1.0)], [0.3, 0.32, 0.3], (0.74, 0.78, 0.84))
    if c < -0.2:
        return
    x = 0.38 * s
    pen.oval(x, 0.02, 0.98, 0.86, (0.62, 0.66, 0.73))
    visor = oval(x + 0.02, 0.03, 0.88, 0.76)
    pen.paint(
        visor,
        paint(
            shader=linear(
                (x - 0.6, -0.7),
                (x + 0.7, 0.7),
                [(0.45, 0.35, 0.2), (0.95, 0.72, 0.32), (0.45, 0.29, 0.16), (0.12, 0.13, 0.2)],
                [0.0, 0.34, 0.62, 1.0],
            )
        ),
    )
    pen.shine(x - 0.34, -0.32, 0.24, 0.1, (1.0, 1.0, 1.0), 0.9)
    pen.shine(x + 0.44, 0.36, 0.07, 0.06, (1.0, 1.0, 1.0), 0.6)
    pen.ball(-1.18 * (0.5 + 0.5 * c), 0.1, 0.18, 0.34, (0.74, 0.78, 0.84))


def alien(pen: Pen, skin: Color, face: Face, time: float) -> None:
    """A large brow, a small chin, dark almond eyes."""
    s = math.sin(face.yaw)
    for which in (-1, 1):
        bob = 0.05 * math.sin(time * 2.6 + which)
        pen.limb([(which * 0.3, -1.0), (which * 0.5, -1.45 + bob)], [0.1, 0.08], skin)
        pen.ball(which * 0.52, -1.52 + bob, 0.14, 0.14, mix(skin, (1.0, 0.95, 0.5), 0.6))
    pen.blob(
        [
            (0.0, -1.16),
            (0.8, -0.92),
            (1.08, -0.2),
            (0.72, 0.5),
            (0.2, 0.95),
            (-0.2, 0.95),
            (-0.72, 0.5),
            (-1.08, -0.2),
            (-0.8, -0.92),
        ],
        skin,
    )
    pen.blob(
        [(-0.8, -0.9), (-1.06, -0.2), (-0.72, 0.5), (-0.2, 0.92), (-0.55, 0.2), (-0.75, -0.3)],
        shade(skin),
        outer=False,
    )
    if math.cos(face.yaw) < -0.2:
        return
    for which in (-1, 1):
        x, near = side(face.yaw * 0.8, which * 0.46)
        with pen.within(x * 0.92, 0.02, -0.45 * which):
            tall = 0.2 * max(0.1, 1.0 - face.lids)
            pen.oval(0.0, 0.0, 0.3 * (0.5 + 0.5 * near), tall, PUPIL)
            if face.lids < 0.6:
                pen.shine(0.08, -0.07, 0.07, 0.05, WHITE)
    mouth(pen, (s * 0.5, 0.62), 0.18, face.mood, max(face.mouth, face.mood.open * 0.5), lip=dark(skin, 0.5))


def zombie(pen: Pen, skin: Color, face: Face, time: float) -> None:
    """A green face with uneven eyes."""
    s = math.sin(face.yaw)
    pen.blob(
        [
            (0.0, -1.0),
            (0.65, -0.86),
            (0.95, -0.3),
            (0.9, 0.4),
            (0.5, 0.95),
            (-0.4, 0.95),
            (-0.9, 0.4),
            (-0.95, -0.3),
            (-0.65, -0.86),
        ],
        skin,
    )
    pen.blob(
        [(-0.65, -0.84), (-0.93, -0.3), (-0.88, 0.4), (-0.4, 0.93), (-0.6, 0.2), (-0.7, -0.3)],
        shade(skin),
        outer=False,
    )
    pen.facet(
        [
            (-0.9, -0.3),
            (-0.8, -0.95),
            (-0.3, -1.12),
            (0.4, -1.1),
            (0.8, -0.7),
            (0.5, -0.75),
            (0.3, -0.5),
            (0.05, -0.75),
            (-0.25, -0.5),
            (-0.5, -0.7),
        ],
        (0.22, 0.2, 0.2),
    )
    if math.cos(face.yaw) < -0.2:
        return
    for which, size in ((-1, 0.24), (1, 0.18)):
        x, _ = side(face.yaw, which * 0.42)
        pen.oval(x * 0.9, 0.0, size, size, (0.95, 0.94, 0.82))
        pen.oval(x * 0.9 + 0.05 * face.gaze[0], 0.03, size * 0.36, size * 0.36, PUPIL)
    open_ = max(0.25, face.mouth)
    pen.blob(
        [
            (s * 0.7 - 0.3, 0.45),
            (s * 0.7 + 0.25, 0.42),
            (s * 0.7 + 0.2, 0.5 + 0.35 * open_),
            (s * 0.7 - 0.25, 0.55 + 0.3 * open_),
        ],
        INSIDE,
        outer=False,
    )
    pen.facet(
        [(s * 0.7 - 0.1, 0.45), (s * 0.7 + 0.02, 0.44), (s * 0.7, 0.56), (s * 0.7 - 0.08, 0.57)],
        (0.95, 0.93, 0.85),
        outer=False,
    )


def skeleton(pen: Pen, skin: Color, face: Face, time: float) -> None:
    """A skull that can smile."""
    s = math.sin(face.yaw)
    drop = 0.2 * max(face.mouth, face.mood.open * 0.5)
    pen.blob(
        [
            (s * 0.2 - 0.42, 0.5 + drop),
            (s * 0.3 + 0.52, 0.5 + drop),
            (s * 0.3 + 0.42, 0.98 + drop),
            (s * 0.2 - 0.32, 0.98 + drop),
        ],
        dark(skin, 0.92),
    )
    pen.blob(
        [
            (0.0, -1.0),
            (0.7, -0.8),
            (0.98, -0.2),
            (0.8, 0.42),
            (0.5, 0.68),
            (-0.42, 0.68),
            (-0.8, 0.4),
            (-0.98, -0.2),
            (-0.7, -0.8),
        ],
        skin,
    )
    if math.cos(face.yaw) < -0.2:
        return
    for which in (-1, 1):
        x, near = side(face.yaw, which * 0.42)
        pen.oval(x * 0.86, 0.0, 0.27 * (0.5 + 0.5 * near), 0.3, (0.14, 0.12, 0.16))
        if face.lids < 0.8:
            pen.shine(x * 0.86 + 0.08 * face.gaze[0], 0.0, 0.07, 0.07, (0.98, 0.9, 0.6))
    pen.facet(
        [(s * 0.92, 0.22), (s * 0.92 + 0.09, 0.4), (s * 0.92 - 0.09, 0.4)], (0.2, 0.17, 0.2), outer=False
    )
    for k in range(5):
        x = s * 0.5 - 0.3 + 0.15 * k
        pen.line([(x, 0.52), (x, 0.7 + drop)], 0.035, dark(skin, 0.5))


def snowman(pen: Pen, skin: Color, face: Face, time: float) -> None:
    """Coal and a carrot."""
    s = math.sin(face.yaw)
    pen.ball(0.0, 0.0, 1.0, 0.98, skin)
    for which in (-1, 1):
        x, _ = side(face.yaw, which * 0.4)
        pen.oval(x * 0.88, -0.18, 0.11, 0.13 * max(0.15, 1 - face.lids), PUPIL)
    for k in range(5):
        a = (k - 2) * 0.24
        pen.oval(s * 0.72 + a, 0.5 - 0.5 * abs(a) * face.mood.smile + 0.1 * face.mouth, 0.055, 0.055, PUPIL)
    pen.limb([(s * 0.8, 0.1), (s * 0.8 + 0.5 * s + 0.25, 0.2)], [0.24, 0.05], (0.95, 0.53, 0.2))


def ghost(pen: Pen, skin: Color, face: Face, time: float) -> None:
    """A soft round head with wide eyes."""
    s = math.sin(face.yaw)
    pen.ball(0.0, 0.1, 1.05, 1.1, skin)
    for which in (-1, 1):
        x, near = side(face.yaw, which * 0.4)
        eye(
            pen, (x * 0.86, 0.0), 0.17 * (0.5 + 0.5 * near), 0.26, face.lids, face.mood, face.gaze, None, skin
        )
        brow(pen, (x * 0.86, -0.4), 0.3, which, face.mood, dark(skin, 0.5))
    mouth(pen, (s * 0.7, 0.46), 0.18, face.mood, max(0.3, face.mouth))


def ninja(pen: Pen, skin: Color, face: Face, time: float) -> None:
    """A hood that leaves the eyes free."""
    s = math.sin(face.yaw)
    cloth: Color = (0.18, 0.18, 0.24)
    pen.limb(
        [(-0.9, -0.35), (-1.35, -0.15), (-1.6, 0.2 + 0.08 * math.sin(time * 4))],
        [0.2, 0.2, 0.06],
        (0.7, 0.2, 0.22),
    )
    pen.ball(0.0, 0.0, 1.02, 1.04, cloth)
    if math.cos(face.yaw) < -0.2:
        return
    pen.blob(
        [
            (s * 0.8 - 0.72, -0.1),
            (s * 0.75, -0.26),
            (min(0.96, s * 0.8 + 0.5), -0.14),
            (min(0.96, s * 0.8 + 0.5), 0.26),
            (s * 0.75, 0.36),
            (s * 0.8 - 0.7, 0.26),
        ],
        skin,
        outer=False,
    )
    for which in (-1, 1):
        x, near = side(face.yaw, which * 0.4)
        squeeze = 0.55 + 0.45 * near
        eye(pen, (x * 0.9, 0.06), 0.11 * squeeze, 0.15, face.lids, face.mood, face.gaze, None, skin)
        brow(pen, (x * 0.9, -0.16), 0.3 * squeeze, which, face.mood, PUPIL, always=True)
    pen.limb([(-1.0, -0.42), (0.0, -0.58), (0.98, -0.42)], [0.18, 0.2, 0.18], (0.7, 0.2, 0.22), shade=0.2)


ODD_HEADS: dict[str, OddHead] = {
    "robot": robot, "astronaut": astronaut, "alien": alien, "zombie": zombie, "skeleton": skeleton, "snowman": snowman,
    "ghost": ghost, "ninja": ninja,
}  # fmt: skip
