"""Glasses, goggles and eye patches, in radii of the skull."""

import math

from laterna.engines.animatic.figures.geometry import Point
from laterna.engines.animatic.figures.hues import Color, mix
from laterna.engines.animatic.figures.pen import Pen

WHITE: Color = (0.98, 0.97, 0.94)


def draw_eyewear(
    pen: Pen, style: str, color: Color, yaw: float, spread: float, y: float, size: float
) -> None:
    """Glasses and their like; `spread` and `y` say where the eyes are, `size` how large."""
    if math.cos(yaw) < -0.2:
        return
    places = [
        (math.sin(yaw + which * spread) * 0.92, which)
        for which in (1, -1)
        if math.cos(yaw + which * spread) > 0.1
    ]
    if style == "eyepatch":
        x, _ = places[-1]
        pen.line([(-0.9, -0.6), (x, y - size * 0.3), (0.9, -0.3)], 0.05, color)
        pen.oval(x, y, size * 1.1, size * 1.15, color)
        return
    for x, which in places:
        rx = size * (0.85 if which > 0 else 1.05)
        if style == "sunglasses":
            pen.blob(
                [
                    (x - rx * 1.15, y - size * 0.75),
                    (x + rx * 1.15, y - size * 0.75),
                    (x + rx, y + size * 0.6),
                    (x, y + size * 0.85),
                    (x - rx, y + size * 0.6),
                ],
                color,
                outer=False,
            )
            pen.line(
                [(x - rx * 0.5, y - size * 0.3), (x - rx * 0.1, y - size * 0.45)],
                0.05,
                mix(color, WHITE, 0.5),
            )
        else:
            points: list[Point] = [
                (x + rx * 1.15 * math.cos(a), y + size * 1.15 * math.sin(a))
                for a in (k * math.tau / 10 for k in range(10))
            ]
            pen.line(points, 0.07, color, closed=True)
    if len(places) == 2:
        pen.line(
            [
                (places[0][0] - size * 0.9, y - 0.02),
                ((places[0][0] + places[1][0]) / 2, y - size * 0.25),
                (places[1][0] + size * 1.0, y - 0.02),
            ],
            0.06,
            color,
        )
    near = places[-1][0]
    pen.line([(near - size * 1.1, y - 0.04), (-0.9, y - 0.02)], 0.05, color)
