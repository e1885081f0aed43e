"""Wings of birds seen from the side: folded, in flight, and the flippers of penguins."""

import math

from laterna.engines.animatic.figures.geometry import Point, between
from laterna.engines.animatic.figures.hues import dark
from laterna.engines.animatic.figures.pen import Pen
from laterna.engines.animatic.figures.plumage import Plumage
from laterna.engines.animatic.figures.rows import Bird


def draw_flipper(pen: Pen, row: Bird, c: Plumage, body: Point, tilt: float, swing: float, near: bool) -> None:
    """A penguin's flipper, which never opens: it hangs at the side and stands off it by `swing` radians."""
    ux, uy = math.cos(tilt), -math.sin(tilt)
    b, g = row.body, row.girth
    along, up = (0.26, 0.12) if near else (0.24, -0.3)
    root = (body[0] + ux * along * b + uy * up * g, body[1] + uy * along * b - ux * up * g)
    angle = 0.3 + swing if near else -0.2 - swing
    long = b * (0.5 if near else 0.46)
    tip = (root[0] - math.sin(angle) * long, root[1] + math.cos(angle) * long)
    color = c.wing if near else dark(c.wing, 0.8)
    pen.limb([root, between(root, tip, 0.5), tip], [g * 0.26, g * 0.28, g * 0.12], color, shade=0.3)


def draw_folded_wing(pen: Pen, row: Bird, c: Plumage, body: Point, tilt: float, stir: float) -> None:
    """The near wing at the side of the trunk around `body`, which leans by `tilt`; `stir` moves its tip."""
    ux, uy = math.cos(tilt), -math.sin(tilt)
    x, y = body
    b, g = row.body, row.girth

    def at(along: float, up: float) -> Point:
        return (x + ux * along * b + uy * up * g, y + uy * along * b - ux * up * g)

    points = [
        at(0.28, 0.12),
        at(0.3, -0.08),
        at(0.08, -0.24),
        at(-0.3, -0.14 + stir),
        at(-0.58, 0.16 + stir),
        at(-0.3, 0.3),
        at(0.04, 0.36),
    ]
    pen.blob(points, c.wing, outer=False)
    pen.blob(
        [at(-0.05, -0.2), at(-0.3, -0.13 + stir), at(-0.58, 0.16 + stir), at(-0.3, 0.04)],
        dark(c.wing, 0.86),
        outer=False,
    )
    for k in (0.02, -0.14, -0.3):
        pen.line([at(k + 0.1, 0.12), at(k - 0.1, -0.02), at(k - 0.16, 0.0)], 0.012, dark(c.wing, 0.8))
    if "bars" in row.marks:
        for k in (-0.12, -0.26):
            pen.line([at(k + 0.06, 0.22), at(k, -0.1)], 0.035, dark(c.wing, 0.55))


def draw_open_wing(pen: Pen, row: Bird, c: Plumage, body: Point, flap: float, near: bool) -> None:
    """A wing in flight; `flap` -1 down .. 1 up."""
    lift = flap if near else flap * 0.9 + 0.1
    span = row.body * (1.35 if row.wing_shape == "broad" else 1.5) * (1.0 if near else 0.9)
    root = (body[0] + row.body * (0.12 if near else 0.2), body[1] - row.girth * 0.18)
    up = 0.3 + 1.1 * lift
    bend = 0.35 - 0.3 * lift
    wrist = (root[0] + 0.04 - math.cos(up) * span * 0.16, root[1] - math.sin(up + 0.12) * span * 0.40)
    tip = (
        wrist[0] - math.cos(up - bend * 0.4) * span * 0.62,
        wrist[1] - math.sin(up - bend) * span * 0.62,
    )
    chord = row.girth * (0.95 if row.wing_shape == "broad" else 0.66)
    rear = (root[0] - row.body * 0.46, root[1] + row.girth * 0.18)
    color = c.wing if near else dark(c.wing, 0.8)
    trail: list[Point] = []
    fingers = 5 if row.wing_shape == "broad" else 3
    for k in range(fingers):
        t = k / (fingers - 1)
        mid = between(tip, rear, t)
        push = chord * (0.34 + 0.2 * math.sin(math.pi * t))
        trail.append((mid[0] - push * 0.55, mid[1] + push * (0.25 + 0.45 * max(0.0, lift))))
        if k < fingers - 1:
            notch = between(tip, rear, t + 0.5 / (fingers - 1))
            trail.append((notch[0] - push * 0.2, notch[1] + push * (0.1 + 0.32 * max(0.0, lift))))
    pen.blob([root, wrist, tip, *trail, rear], color)
    pen.limb(
        [root, wrist, between(wrist, tip, 0.55)],
        [row.girth * 0.3, row.girth * 0.26, row.girth * 0.1],
        dark(c.coat, 1.0 if near else 0.82),
        shade=0.2,
    )
    if "wing_tips" in row.marks:
        pen.blob([between(wrist, tip, 0.72), tip, trail[0], trail[1]], c.dark, outer=False)
