"""The limbs of sea turtles: long fore flippers that beat like wings, small hind flippers that steer."""

import math

from laterna.engines.animatic.figures.geometry import TAU, Point
from laterna.engines.animatic.figures.hues import Color, dark
from laterna.engines.animatic.figures.pen import Pen
from laterna.engines.animatic.figures.pose import Pose
from laterna.engines.animatic.figures.rows import Quadruped

_FORE: tuple[Point, ...] = (
    (-0.16, -0.06), (0.12, -0.1), (0.26, 0.22), (0.2, 0.56), (-0.02, 0.96), (-0.2, 1.16), (-0.18, 0.82), (-0.14, 0.4),
)  # fmt: skip
_HIND: tuple[Point, ...] = (
    (0.1, -0.08), (0.14, 0.14), (0.04, 0.38), (-0.16, 0.56), (-0.26, 0.5), (-0.2, 0.24), (-0.12, 0.0),
)  # fmt: skip
_WATER = frozenset(("swim", "float", "hover", "dive", "fly", "fall", "spin"))


def draw_fore_flipper(pen: Pen, row: Quadruped, root: Point, pose: Pose, color: Color, near: bool) -> None:
    """A fore flipper from the shoulder `root`; in water both beat together, ashore they row in turn."""
    if pose.verb in _WATER:
        beat = math.sin(TAU * 0.55 * max(0.5, pose.speed) * pose.time - (0.0 if near else 0.3))
        turn = 0.85 + 0.75 * beat if near else 0.35 + 0.8 * beat
    else:
        turn = 0.9 + 0.3 * math.sin(TAU * (pose.phase + (0.0 if near else 0.5)))
    size = row.foot_size * (1.0 if near else 0.86)
    with pen.within(root[0], root[1], turn, size, size):
        pen.blob(list(_FORE), color)
        for x, y in ((0.06, 0.2), (0.08, 0.42), (-0.02, 0.62)):
            pen.oval(x, y, 0.05, 0.06, dark(color, 0.82))


def draw_hind_flipper(pen: Pen, row: Quadruped, root: Point, pose: Pose, color: Color, near: bool) -> None:
    """A hind flipper from the hip `root`, trailing."""
    stir = 0.16 * math.sin(TAU * 0.55 * pose.time - (1.2 if near else 1.6))
    size = row.foot_size * (0.95 if near else 0.8)
    with pen.within(root[0], root[1], (0.95 if near else 0.7) + stir, size, size):
        pen.blob(list(_HIND), color)
