"""Wings of flying horses, griffins, angels and dragons, as seen from the side."""

import math

from laterna.engines.animatic.figures.geometry import Point
from laterna.engines.animatic.figures.headbase import Coat
from laterna.engines.animatic.figures.hues import Color, dark
from laterna.engines.animatic.figures.pen import Pen
from laterna.engines.animatic.figures.pose import Pose

AIRBORNE = frozenset(("fly", "hover", "float", "dive", "fall"))


FAR_LEAN = 0.62
"""How much further forward the far wing of a flying dragon is turned, radians."""


def beat(pose: Pose) -> float:
    """The lift of a wing, -1 down .. 1 up; folded animals give a slow breath around 0.35."""
    if pose.verb in AIRBORNE:
        return math.sin(math.tau * pose.time * 1.5 * max(0.5, pose.speed))
    return 0.35 + 0.06 * math.sin(math.tau * pose.time * 0.4)


def draw_wing(
    pen: Pen, root: Point, pose: Pose, coat: Coat, near: bool, size: float = 1.0, kind: str = "feather"
) -> None:
    """A wing from `root`, swept back; `kind` feather or leather."""
    if kind == "leather":
        if near or pose.verb not in AIRBORNE:
            skin = coat.dark if near else dark(coat.dark, 0.78)
            leather_wing(pen, root, beat(pose), dark(coat.coat, 0.9 if near else 0.7), skin, size * 1.15)
            return
        # In flight the far wing leans forward, so that it shows beside the near one.
        with pen.within(root[0] + 0.24 * size, root[1], FAR_LEAN, size, size):
            leather_wing(
                pen, (0.0, 0.0), 0.85 * beat(pose) + 0.15, dark(coat.coat, 0.7), dark(coat.dark, 0.8), 1.05
            )
        return
    color = coat.belly if near else dark(coat.belly, 0.8)
    feathered_wing(pen, root, beat(pose), color, size if near else size * 0.92, near)


def feathered_wing(pen: Pen, root: Point, lift: float, color: Color, size: float, near: bool) -> None:
    """Three rows of feathers; `lift` -1..1."""
    angle = 0.5 + 0.75 * lift
    for row, (length, width, tone) in enumerate(((1.25, 0.30, 0.86), (0.95, 0.26, 0.94), (0.6, 0.22, 1.0))):
        for k in range(4):
            a = angle - 0.30 * k + 0.06 * row
            reach = length * size * (1.0 - 0.13 * k)
            tip = (root[0] - math.cos(a) * reach, root[1] - math.sin(a) * reach)
            mid = (root[0] - math.cos(a + 0.2) * reach * 0.55, root[1] - math.sin(a + 0.2) * reach * 0.55)
            pen.limb(
                [root, mid, tip],
                [width * size * 0.5, width * size * 0.9, width * size * 0.35],
                dark(color, tone * (1 - 0.02 * k)),
                shade=0.22 if row == 2 and k == 0 else 0.0,
            )


def leather_wing(pen: Pen, root: Point, lift: float, bone: Color, skin: Color, size: float) -> None:
    """A dragon's or bat's wing: three fingers and the skin between; `lift` -1..1."""
    base = 0.75 + 0.7 * lift
    elbow = (root[0] - math.cos(base + 0.35) * 0.5 * size, root[1] - math.sin(base + 0.35) * 0.62 * size)
    tips: list[Point] = []
    for k, (spread, length) in enumerate(((0.35, 1.0), (-0.15, 0.98), (-0.62, 0.85), (-1.05, 0.62))):
        a = base + spread - 0.25 - 0.1 * k * (1 - lift) * 0.3
        tips.append((elbow[0] - math.cos(a) * length * size, elbow[1] - math.sin(a) * length * size))
    outline: list[Point] = [root, elbow, tips[0]]
    for k in range(1, 4):
        (x0, y0), (x1, y1) = tips[k - 1], tips[k]
        outline.append(((x0 + x1) / 2 * 0.78 + elbow[0] * 0.22, (y0 + y1) / 2 * 0.78 + elbow[1] * 0.22))
        outline.append(tips[k])
    outline.append((root[0] - 0.28 * size, root[1] + 0.1 * size))
    pen.facet(outline, skin)
    for tip in tips:
        pen.limb([elbow, tip], [0.06 * size, 0.02 * size], bone, shade=0.0, outer=False)
    pen.limb([root, elbow], [0.13 * size, 0.09 * size], bone, shade=0.25)
