"""Furniture of homes. Each piece is drawn with its foot at the origin, `u` units to the metre."""

import math

import numpy as np

from laterna.engines.animatic.canvas import (
    Canvas,
    curve,
    fill,
    fill_box,
    fill_oval,
    limb,
    linear,
    paint,
    polygon,
    rounded,
    stroke,
)
from laterna.engines.animatic.color import ColorLike, mix
from laterna.engines.animatic.sets.flora import Brush
from laterna.engines.animatic.sets.furniture_parts import DARK_WOOD, WOOD


def slab(
    canvas: Canvas,
    brush: Brush,
    x: float,
    y: float,
    wide: float,
    high: float,
    color: ColorLike,
    edge: float = 0.0,
) -> None:
    """A flat front with a lit upper edge."""
    fill(canvas, rounded(x, y, wide, high, edge), brush.plain(color))
    fill_box(canvas, x, y, wide, max(1.0, min(3.0, high * 0.1)), brush.lit(color), 0.6)


def picture(canvas: Canvas, brush: Brush, u: float, random: np.random.Generator) -> None:
    """A framed landscape at eye height."""
    y = -1.75 * u
    fill_box(canvas, -0.36 * u, y, 0.72 * u, 0.52 * u, brush.lit("#a5834c"))
    fill_box(canvas, -0.31 * u, y + 0.05 * u, 0.62 * u, 0.42 * u, brush.plain("#a9c4d6"))
    hue = ("#5d8a66", "#7a6a98", "#b5804c", "#4d7a94")[int(random.integers(0, 4))]
    hill = [(-0.31 * u, y + 0.47 * u), (-0.31 * u, y + 0.32 * u), (-0.1 * u, y + 0.2 * u), (0.08 * u, y + 0.33 * u),
            (0.2 * u, y + 0.25 * u), (0.31 * u, y + 0.34 * u), (0.31 * u, y + 0.47 * u)]  # fmt: skip
    fill(canvas, polygon(hill), brush.plain(hue))
    fill_oval(canvas, 0.15 * u, y + 0.14 * u, 0.05 * u, 0.05 * u, brush.lit("#f7e3a8"))


def painting(canvas: Canvas, brush: Brush, u: float, random: np.random.Generator) -> None:
    """A large landscape in a heavy frame, as museums hang them."""
    canvas.save()
    canvas.translate(0.0, 1.25 * u)
    picture(canvas, brush, 1.95 * u, random)
    canvas.restore()


def clock(canvas: Canvas, brush: Brush, u: float, random: np.random.Generator) -> None:
    """A round wall clock."""
    y = -2.05 * u
    fill_oval(canvas, 0, y, 0.2 * u, 0.2 * u, brush.dark(DARK_WOOD))
    fill_oval(canvas, 0, y, 0.165 * u, 0.165 * u, brush.lit("#f5efe0"))
    for hour in (1.9, 5.1):
        tip = (0.11 * u * math.cos(hour), y + 0.11 * u * math.sin(hour))
        stroke(canvas, polygon([(0, y), tip], closed=False), brush.dark("#1d1a18"), max(1.2, 0.018 * u))


def plant(canvas: Canvas, brush: Brush, u: float, random: np.random.Generator) -> None:
    """A potted plant, chest high."""
    fill(
        canvas,
        polygon([(-0.19 * u, -0.36 * u), (0.19 * u, -0.36 * u), (0.14 * u, 0), (-0.14 * u, 0)]),
        brush.plain("#b0653f"),
    )
    for i in range(11):
        angle = math.radians(-172 + i * 16.5)
        long = u * float(random.uniform(0.45, 0.75))
        tip = (math.cos(angle) * long * 0.75, -0.36 * u + math.sin(angle) * long)
        bend = (tip[0] * 0.45, -0.36 * u + math.sin(angle) * long * 0.75)
        tone = brush.plain("#4d8f56") if i % 2 else brush.dark("#3d7a4a")
        fill(canvas, limb([(0, -0.36 * u), bend, tip], [0.02 * u, 0.12 * u, 0.01 * u]), tone)


def chair(canvas: Canvas, brush: Brush, u: float, random: np.random.Generator) -> None:
    """An upholstered chair from the side: back to the left."""
    leather, wood = "#7a3428", DARK_WOOD
    for x in (-0.2, 0.22):
        fill(canvas, limb([(x * u, -0.42 * u), (x * 1.15 * u, 0)], [0.05 * u, 0.035 * u]), brush.dark(wood))
    fill(canvas, rounded(-0.28 * u, -0.5 * u, 0.58 * u, 0.12 * u, 0.05 * u), brush.plain(leather))
    back = [
        (-0.3 * u, -0.42 * u),
        (-0.36 * u, -0.8 * u),
        (-0.4 * u, -1.12 * u),
        (-0.28 * u, -1.16 * u),
        (-0.22 * u, -0.8 * u),
        (-0.18 * u, -0.42 * u),
    ]
    fill(canvas, curve(back), brush.plain(leather))


def floor_lamp(canvas: Canvas, brush: Brush, u: float, random: np.random.Generator) -> None:
    """A standing lamp with a linen shade."""
    fill_oval(canvas, 0, -0.02 * u, 0.16 * u, 0.03 * u, brush.dark("#3a3030"))
    fill_box(canvas, -0.015 * u, -1.5 * u, 0.03 * u, 1.5 * u, brush.dark("#4a3c34"))
    shade = polygon(
        [(-0.26 * u, -1.38 * u), (0.26 * u, -1.38 * u), (0.17 * u, -1.78 * u), (-0.17 * u, -1.78 * u)]
    )
    lit = brush.palette.lamps > 0.25
    canvas.drawPath(
        shade,
        paint(
            shader=linear(
                (0, -1.78 * u),
                (0, -1.38 * u),
                ["#ffe2a8", "#fff4d2"] if lit else [brush.plain("#e8d8b8"), brush.lit("#f4e8cc")],
            )
        ),
    )


def sofa(canvas: Canvas, brush: Brush, u: float, random: np.random.Generator) -> None:
    """A three-seat sofa."""
    tone = ("#5f7f95", "#a5604e", "#6f8a6a", "#8a6f98")[int(random.integers(0, 4))]
    wide = 2.1 * u
    for side in (-1, 1):
        fill_box(canvas, side * wide * 0.44 - 0.03 * u, -0.12 * u, 0.06 * u, 0.12 * u, brush.dark(DARK_WOOD))
    fill(canvas, rounded(-wide / 2, -0.92 * u, wide, 0.8 * u, 0.14 * u), brush.dark(tone))
    for i in range(3):
        fill(
            canvas,
            rounded(-wide / 2 + 0.2 * u + i * 0.57 * u, -0.86 * u, 0.55 * u, 0.46 * u, 0.09 * u),
            brush.plain(tone),
        )
        fill(
            canvas,
            rounded(-wide / 2 + 0.2 * u + i * 0.57 * u, -0.46 * u, 0.55 * u, 0.17 * u, 0.06 * u),
            brush.lit(tone),
        )
    for side in (-1, 1):
        x = -wide / 2 if side < 0 else wide / 2 - 0.24 * u
        fill(
            canvas,
            rounded(x, -0.66 * u, 0.24 * u, 0.54 * u, 0.1 * u),
            brush.plain(mix(tone, "#ffffff", 0.06)),
        )
    fill(canvas, rounded(-0.75 * u, -0.72 * u, 0.36 * u, 0.32 * u, 0.07 * u), brush.lit("#e0b860"))


def table(canvas: Canvas, brush: Brush, u: float, random: np.random.Generator) -> None:
    """A round café table."""
    fill(canvas, limb([(0, -0.72 * u), (0, -0.04 * u)], [0.06 * u, 0.05 * u]), brush.dark("#3a3230"))
    fill_oval(canvas, 0, -0.03 * u, 0.24 * u, 0.05 * u, brush.dark("#3a3230"))
    fill_oval(canvas, 0, -0.73 * u, 0.46 * u, 0.075 * u, brush.dark(WOOD))
    fill_oval(canvas, 0, -0.75 * u, 0.46 * u, 0.07 * u, brush.lit("#a87a52"))
    fill(
        canvas,
        polygon([(0.1 * u, -0.77 * u), (0.2 * u, -0.77 * u), (0.22 * u, -0.86 * u), (0.08 * u, -0.86 * u)]),
        brush.lit("#f4efe6"),
    )


def bed(canvas: Canvas, brush: Brush, u: float, random: np.random.Generator) -> None:
    """A bed along the wall, its head to the left."""
    wide = 2.1 * u
    fill(canvas, rounded(-wide / 2 - 0.08 * u, -1.05 * u, 0.14 * u, 1.05 * u, 5), brush.plain(WOOD))
    fill_box(canvas, -wide / 2, -0.34 * u, wide, 0.2 * u, brush.dark(WOOD))
    fill(canvas, rounded(-wide / 2, -0.56 * u, wide, 0.26 * u, 0.08 * u), brush.lit("#f1ece0"))
    cover = [
        (-0.35 * u, -0.6 * u),
        (wide / 2, -0.6 * u),
        (wide / 2 + 0.02 * u, -0.14 * u),
        (-0.3 * u, -0.14 * u),
    ]
    fill(canvas, curve(cover, tension=0.3), brush.plain("#6f8fb5"))
    fill(canvas, rounded(-0.42 * u, -0.62 * u, 0.2 * u, 0.46 * u, 0.06 * u), brush.lit("#a9c0da"))
    fill(canvas, rounded(-wide / 2 + 0.1 * u, -0.74 * u, 0.52 * u, 0.22 * u, 0.1 * u), brush.lit("#ffffff"))
    for x in (-wide / 2 + 0.1 * u, wide / 2 - 0.14 * u):
        fill_box(canvas, x, -0.15 * u, 0.07 * u, 0.15 * u, brush.dark(WOOD))


def nightstand(canvas: Canvas, brush: Brush, u: float, random: np.random.Generator) -> None:
    """A bedside cupboard with a small lamp."""
    slab(canvas, brush, -0.25 * u, -0.55 * u, 0.5 * u, 0.55 * u, WOOD, 3)
    fill_oval(canvas, 0, -0.3 * u, 0.025 * u, 0.025 * u, brush.lit("#d8b25a"))
    fill_box(canvas, -0.015 * u, -0.75 * u, 0.03 * u, 0.2 * u, brush.dark("#6a5a4a"))
    fill(
        canvas,
        polygon(
            [(-0.15 * u, -0.72 * u), (0.15 * u, -0.72 * u), (0.09 * u, -0.95 * u), (-0.09 * u, -0.95 * u)]
        ),
        "#ffe9b8",
    )


def counter(canvas: Canvas, brush: Brush, u: float, random: np.random.Generator) -> None:
    """Kitchen units: cupboards below, worktop, tap, pots, cupboards above."""
    wide = 3.6 * u
    slab(canvas, brush, -wide / 2, -0.86 * u, wide, 0.86 * u, "#d7c8ac")
    for i in range(6):
        x = -wide / 2 + (i + 0.08) * wide / 6
        stroke(canvas, rounded(x, -0.76 * u, wide / 6 * 0.84, 0.66 * u, 4), brush.dark("#b9a888"), 1.8)
        fill_box(canvas, x + wide / 6 * 0.36, -0.72 * u, wide / 6 * 0.12, 0.025 * u, brush.dark("#7a6a52"))
    fill_box(canvas, -wide / 2 - 0.05 * u, -0.93 * u, wide + 0.1 * u, 0.08 * u, brush.plain("#7b6a5c"))
    for i in range(3):
        x = -wide / 2 + i * 0.62 * u
        slab(canvas, brush, x, -2.25 * u, 0.58 * u, 0.72 * u, "#cdbb9c", 4)
        fill_box(canvas, x + 0.48 * u, -1.66 * u, 0.025 * u, 0.1 * u, brush.dark("#7a6a52"))
    stroke(
        canvas,
        curve(
            [(0.1 * u, -0.93 * u), (0.1 * u, -1.22 * u), (0.22 * u, -1.3 * u), (0.3 * u, -1.2 * u)],
            closed=False,
        ),
        brush.lit("#c9d2da"),
        0.035 * u,
    )
    pot = 1.05 * u
    fill(canvas, rounded(pot, -1.17 * u, 0.42 * u, 0.25 * u, 5), brush.plain("#b5473a"))
    fill_box(canvas, pot - 0.03 * u, -1.2 * u, 0.48 * u, 0.04 * u, brush.lit("#d8685a"))
    for i, tone in enumerate(("#8fae5a", "#d98a3a", "#c9503f")):
        fill_oval(canvas, -1.3 * u + i * 0.13 * u, -1.0 * u, 0.075 * u, 0.075 * u, brush.lit(tone))


def stove(canvas: Canvas, brush: Brush, u: float, random: np.random.Generator) -> None:
    """A cooker with an oven door and a hood above."""
    slab(canvas, brush, -0.35 * u, -0.92 * u, 0.7 * u, 0.92 * u, "#d9dde2", 4)
    fill(canvas, rounded(-0.26 * u, -0.62 * u, 0.52 * u, 0.42 * u, 4), brush.dark("#2b2f36"))
    fill(
        canvas,
        rounded(-0.2 * u, -0.56 * u, 0.4 * u, 0.28 * u, 3),
        mix(brush.dark("#5a3a22"), "#ffb25a", 0.35),
    )
    for i in range(4):
        fill_oval(canvas, -0.22 * u + i * 0.145 * u, -0.78 * u, 0.035 * u, 0.035 * u, brush.dark("#3c4048"))
    fill(
        canvas,
        polygon(
            [
                (-0.4 * u, -1.75 * u),
                (0.4 * u, -1.75 * u),
                (0.16 * u, -2.05 * u),
                (0.16 * u, -2.7 * u),
                (-0.16 * u, -2.7 * u),
                (-0.16 * u, -2.05 * u),
            ]
        ),
        brush.plain("#b9c0c8"),
    )


def fridge(canvas: Canvas, brush: Brush, u: float, random: np.random.Generator) -> None:
    """A tall refrigerator."""
    slab(canvas, brush, -0.36 * u, -1.85 * u, 0.72 * u, 1.85 * u, "#dfe5ea", 0.06 * u)
    fill_box(canvas, -0.36 * u, -1.2 * u, 0.72 * u, 0.02 * u, brush.dark("#98a2ac"))
    for y in (-1.6, -1.0):
        fill(canvas, rounded(0.24 * u, y * u, 0.035 * u, 0.3 * u, 3), brush.dark("#8a949e"))


def fireplace(canvas: Canvas, brush: Brush, u: float, random: np.random.Generator) -> None:
    """A brick fireplace with embers."""
    fill_box(canvas, -0.8 * u, -1.2 * u, 1.6 * u, 1.2 * u, brush.plain("#98604a"))
    for row in range(8):
        for i in range(8):
            x = -0.8 * u + (i + (row % 2) * 0.5) * 0.2 * u
            if x < 0.75 * u:
                stroke(
                    canvas,
                    rounded(x, -1.2 * u + row * 0.15 * u, 0.2 * u, 0.15 * u, 1),
                    brush.dark("#6f4434"),
                    1.2,
                    0.7,
                )
    fill(
        canvas,
        curve(
            [(-0.45 * u, 0), (-0.45 * u, -0.55 * u), (0, -0.82 * u), (0.45 * u, -0.55 * u), (0.45 * u, 0)],
            tension=0.6,
        ),
        "#1a0f0c",
    )
    fill_box(canvas, -0.92 * u, -1.3 * u, 1.84 * u, 0.12 * u, brush.lit(WOOD))
    for i in range(5):
        fill_oval(
            canvas, -0.26 * u + i * 0.13 * u, -0.07 * u, 0.08 * u, 0.05 * u, ("#ff8a3a", "#ffc25a")[i % 2]
        )


def bench(canvas: Canvas, brush: Brush, u: float, random: np.random.Generator) -> None:
    """A wooden bench."""
    for x in (-0.75, 0.69):
        fill_box(canvas, x * u, -0.46 * u, 0.06 * u, 0.46 * u, brush.dark("#3a4048"))
        fill_box(canvas, x * u, -0.9 * u, 0.06 * u, 0.46 * u, brush.dark("#3a4048"))
    for y in (-0.92, -0.78, -0.64, -0.5):
        slab(canvas, brush, -0.85 * u, y * u, 1.7 * u, 0.09 * u if y > -0.6 else 0.1 * u, "#a5744a", 2)
