"""Lower bodies that are no legs: a mermaid's tail, a snowman's balls, a ghost's hem."""

import math
from collections.abc import Callable

from laterna.engines.animatic.figures.geometry import Point
from laterna.engines.animatic.figures.hues import Color, dark
from laterna.engines.animatic.figures.pen import Pen
from laterna.engines.animatic.figures.skeleton import Joints

Build = Callable[[Pen, Color, Joints, float], None]
SCALE: Color = (0.25, 0.62, 0.60)


def mermaid(pen: Pen, skin: Color, body: Joints, time: float) -> None:
    """A fish tail from the waist."""
    swing = 0.05 * math.sin(time * 2.4)
    x, y = 0.0, 0.0
    seated = body.pelvis[1] > -0.25 and abs(body.tip) < 0.8
    with pen.within(body.pelvis[0], body.pelvis[1], -1.3 if seated else body.tip):
        chain: list[Point] = [
            (x, y - 0.07),
            (x - 0.005, y + 0.08),
            (x - 0.05 + swing * 0.4, y + 0.22),
            (x - 0.02 + swing, y + 0.35),
        ]
        end = chain[-1]
        pen.blob(
            [
                (end[0], end[1] - 0.04),
                (end[0] - 0.14, end[1] + 0.05),
                (end[0] - 0.13, end[1] + 0.10),
                (end[0], end[1] + 0.04),
                (end[0] + 0.15, end[1] + 0.09),
                (end[0] + 0.15, end[1] + 0.03),
            ],
            dark(SCALE, 0.85),
        )
        pen.limb(chain, [body.widths[2] * 1.05, body.widths[2] * 1.1, 0.1, 0.05], SCALE)
        for row in range(4):
            cy = y + 0.0 + 0.055 * row
            half = body.widths[2] * (0.34 - 0.05 * row)
            for k in (-1, 0, 1):
                cx = x - 0.012 * row + k * half
                pen.line(
                    [(cx - half * 0.45, cy), (cx, cy + 0.018), (cx + half * 0.45, cy)],
                    0.006,
                    dark(SCALE, 0.72),
                )


def snowman(pen: Pen, skin: Color, body: Joints, time: float) -> None:
    """Two balls of snow with buttons and arms of twigs."""
    x, _ = body.pelvis
    s = math.sin(body.turn)
    for arm in (body.near_arm, body.far_arm):
        side = -1.0 if arm is body.near_arm else 1.0
        root = (x + side * 0.14, -0.52)
        tip = (x + side * 0.36, -0.62 + 0.03 * math.sin(time * 2.0 + side))
        pen.limb([root, tip], [0.022, 0.012], (0.42, 0.30, 0.22), shade=0.0)
        pen.line(
            [(tip[0] - side * 0.06, tip[1] + 0.02), (tip[0] - side * 0.02, tip[1] - 0.05)],
            0.012,
            (0.42, 0.30, 0.22),
        )
    pen.ball(x, -0.2, 0.26, 0.22, skin)
    pen.ball(x, -0.52, 0.19, 0.17, skin)
    for y in (-0.6, -0.52, -0.44):
        pen.oval(x + 0.09 * s, y, 0.016, 0.016, (0.2, 0.19, 0.22))


def ghost(pen: Pen, skin: Color, body: Joints, time: float) -> None:
    """A hem that ripples above the ground."""
    x, y = body.pelvis
    top = body.chest[1]
    hem: list[Point] = []
    for k in range(9):
        u = k / 8
        dip = 0.035 if k % 2 else -0.02
        hem.append((x + 0.2 - 0.4 * u, -0.07 + dip + 0.012 * math.sin(time * 3.0 + k)))
    pen.blob([(x - 0.13, top - 0.02), (x + 0.13, top - 0.02), (x + 0.17, y), *hem, (x - 0.17, y)], skin)


BUILDS: dict[str, Build] = {"mermaid": mermaid, "snowman": snowman, "ghost": ghost}
