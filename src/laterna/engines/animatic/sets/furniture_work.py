"""Furniture of offices, schools, shops and workshops; drawn as that of homes."""

import numpy as np

from laterna.engines.animatic.canvas import (
    Canvas,
    curve,
    fill,
    fill_box,
    fill_oval,
    limb,
    linear,
    oval,
    paint,
    polygon,
    rounded,
    stroke,
)
from laterna.engines.animatic.color import mix
from laterna.engines.animatic.sets.flora import Brush
from laterna.engines.animatic.sets.furniture_home import slab
from laterna.engines.animatic.sets.furniture_parts import DARK_WOOD, WOOD

BOOKS = ("#8c3b34", "#3d5a80", "#c99a4a", "#4f7a5a", "#6a4a7a", "#d8cbb0", "#2f3e50", "#a8653a", "#98a7b5")


def bookshelf(canvas: Canvas, brush: Brush, u: float, random: np.random.Generator) -> None:
    """Two metres of books."""
    wide, high = 1.25 * u, 2.15 * u
    fill_box(canvas, -wide / 2, -high, wide, high, brush.dark(DARK_WOOD))
    rows = 5
    step = high / rows
    for row in range(rows):
        top = -high + row * step
        fill_box(
            canvas,
            -wide / 2 + 0.05 * u,
            top + 0.05 * u,
            wide - 0.1 * u,
            step - 0.06 * u,
            brush.dark("#20160f"),
        )
        x = -wide / 2 + 0.07 * u
        while x < wide / 2 - 0.14 * u:
            if random.random() < 0.1:
                x += float(random.uniform(0.06, 0.18)) * u
                continue
            book = float(random.uniform(0.035, 0.07)) * u
            tall = step * float(random.uniform(0.58, 0.84))
            tone = BOOKS[int(random.integers(0, len(BOOKS)))]
            fill_box(canvas, x, top + step - 0.02 * u - tall, book * 0.92, tall, brush.plain(tone))
            fill_box(
                canvas,
                x,
                top + step - 0.02 * u - tall * 0.86,
                book * 0.92,
                tall * 0.06,
                brush.lit("#e9d39a"),
                0.6,
            )
            x += book
        fill_box(canvas, -wide / 2, top + step - 0.03 * u, wide, 0.04 * u, brush.plain(WOOD))
    for side in (-1, 1):
        fill_box(canvas, side * wide / 2 - 0.03 * u, -high, 0.06 * u, high, brush.plain(WOOD))
    fill_box(canvas, -wide / 2 - 0.05 * u, -high - 0.05 * u, wide + 0.1 * u, 0.08 * u, brush.lit(WOOD))


DESK_HIGH = 0.66
"""Metres: a little lower than desks are, so that heads as large as drawn ones leave chest and hands to be seen."""


def desk(canvas: Canvas, brush: Brush, u: float, random: np.random.Generator) -> None:
    """A writing desk seen from the front, with drawers."""
    wide, high = 2.5 * u, DESK_HIGH * u
    shader = linear((0, -high), (0, 0), [brush.plain(WOOD), brush.dark(DARK_WOOD)])
    canvas.drawPath(
        rounded(-wide / 2 + 0.06 * u, -high + 0.04 * u, wide - 0.12 * u, high + u, 4), paint(shader=shader)
    )
    for side in (-1, 1):
        for row in (0.17, 0.47):
            x, y = side * 0.82 * u - 0.3 * u, -high + row * u
            fill(canvas, rounded(x, y, 0.6 * u, 0.23 * u, 4), brush.dark(WOOD))
            stroke(canvas, rounded(x, y, 0.6 * u, 0.23 * u, 4), brush.plain(WOOD), 1.6)
            fill_oval(canvas, x + 0.3 * u, y + 0.115 * u, 0.025 * u, 0.025 * u, brush.lit("#d8b25a"))
    fill(canvas, rounded(-wide / 2, -high - 0.02 * u, wide, 0.09 * u, 4), brush.plain("#8f6242"))
    fill_box(canvas, -wide / 2 + 4, -high - 0.02 * u, wide - 8, 0.022 * u, brush.lit("#b98a5c"))


def desk_things(canvas: Canvas, brush: Brush, u: float, random: np.random.Generator) -> None:
    """What lies on a desk: papers, a cup, a telephone; the origin is the desk's foot."""
    top = -(DESK_HIGH + 0.02) * u
    for i in range(4):
        fill(
            canvas,
            polygon(
                [
                    (-1.0 * u, top - i * 0.02 * u),
                    (-0.62 * u, top - i * 0.02 * u),
                    (-0.6 * u, top - (i + 1) * 0.02 * u),
                    (-0.98 * u, top - (i + 1) * 0.02 * u),
                ]
            ),
            brush.lit(("#e8e0cc", "#c9bfa8")[i % 2]),
        )
    fill(
        canvas,
        polygon([(0.3 * u, top), (0.42 * u, top), (0.43 * u, top - 0.12 * u), (0.29 * u, top - 0.12 * u)]),
        brush.lit("#e9e4da"),
    )
    stroke(
        canvas, oval(0.45 * u, top - 0.06 * u, 0.035 * u, 0.04 * u), brush.lit("#e9e4da"), max(1.4, 0.02 * u)
    )
    x = 0.62 * u
    fill(
        canvas,
        polygon(
            [(x, top), (x + 0.3 * u, top), (x + 0.24 * u, top - 0.13 * u), (x + 0.06 * u, top - 0.13 * u)]
        ),
        brush.plain("#3b2f30"),
    )
    fill(
        canvas,
        limb(
            [(x + 0.01 * u, top - 0.15 * u), (x + 0.15 * u, top - 0.19 * u), (x + 0.29 * u, top - 0.15 * u)],
            [0.08 * u, 0.045 * u, 0.08 * u],
        ),
        brush.dark("#3b2f30"),
    )
    fill_oval(canvas, x + 0.15 * u, top - 0.075 * u, 0.05 * u, 0.045 * u, brush.lit("#cfc6b8"))


def banker_lamp(canvas: Canvas, brush: Brush, u: float, random: np.random.Generator) -> None:
    """A green desk lamp, its foot on the desk's top; the shade glows from within."""
    fill(
        canvas,
        polygon([(-0.1 * u, 0), (0.1 * u, 0), (0.06 * u, -0.035 * u), (-0.06 * u, -0.035 * u)]),
        brush.lit("#b8924a"),
    )
    fill(canvas, limb([(0, -0.03 * u), (0, -0.36 * u)], [0.025 * u, 0.022 * u]), brush.lit("#b8924a"))
    shade = [
        (-0.25 * u, -0.33 * u),
        (-0.2 * u, -0.44 * u),
        (0, -0.48 * u),
        (0.2 * u, -0.44 * u),
        (0.25 * u, -0.33 * u),
    ]
    canvas.drawPath(
        curve(shade, closed=True, tension=0.5),
        paint(shader=linear((0, -0.5 * u), (0, -0.32 * u), ["#1f6b4a", "#58b07c"])),
    )
    fill_box(canvas, -0.24 * u, -0.345 * u, 0.48 * u, 0.022 * u, "#fff3c4")


def blackboard(canvas: Canvas, brush: Brush, u: float, random: np.random.Generator) -> None:
    """A green board with chalk writing, hung on the wall."""
    wide, y = 3.4 * u, -2.25 * u
    fill_box(canvas, -wide / 2 - 0.06 * u, y - 0.06 * u, wide + 0.12 * u, 1.32 * u, brush.plain(WOOD))
    fill_box(canvas, -wide / 2, y, wide, 1.2 * u, brush.plain("#2f5a48"))
    chalk = brush.lit("#eef2e8")
    for row in range(4):
        x = -wide / 2 + 0.2 * u
        while x < wide / 2 - 0.5 * u:
            long = float(random.uniform(0.1, 0.34)) * u
            points = [
                (x + long * i / 5, y + (0.24 + 0.25 * row) * u + float(random.normal(0, 0.02)) * u)
                for i in range(6)
            ]
            stroke(canvas, polygon(points, closed=False), chalk, max(1.0, 0.012 * u), 0.75)
            x += long + 0.1 * u
            if random.random() < 0.16:
                break
    fill_box(canvas, -wide / 2, y + 1.2 * u, wide, 0.05 * u, brush.lit(WOOD))


def school_desk(canvas: Canvas, brush: Brush, u: float, random: np.random.Generator) -> None:
    """A pupil's desk from behind, with a book on it."""
    for x in (-0.42, 0.4):
        fill_box(canvas, x * u, -0.68 * u, 0.035 * u, 0.68 * u, brush.dark("#4a5058"))
    fill(canvas, rounded(-0.5 * u, -0.74 * u, 1.0 * u, 0.1 * u, 3), brush.plain("#c99a62"))
    fill_box(canvas, -0.5 * u, -0.74 * u, 1.0 * u, 0.025 * u, brush.lit("#e4bd86"))
    fill_box(canvas, -0.2 * u, -0.79 * u, 0.3 * u, 0.05 * u, brush.lit(BOOKS[int(random.integers(0, 6))]))


def shelves(canvas: Canvas, brush: Brush, u: float, random: np.random.Generator) -> None:
    """Open shelves with bright goods."""
    wide, high = 1.7 * u, 2.0 * u
    fill_box(canvas, -wide / 2, -high, wide, high, brush.dark("#6a5a4c"))
    for row in range(4):
        y = -high + (row + 1) * high / 4
        x = -wide / 2 + 0.06 * u
        while x < wide / 2 - 0.2 * u:
            w, h = float(random.uniform(0.1, 0.2)) * u, float(random.uniform(0.16, 0.36)) * u
            tone = ("#d8553f", "#e8b23c", "#5f9e6a", "#4f86b8", "#b878b0", "#f0e6d2")[
                int(random.integers(0, 6))
            ]
            fill(
                canvas,
                rounded(x, y - h - 0.03 * u, w, h, 3 if random.random() < 0.6 else w * 0.4),
                brush.plain(tone),
            )
            fill_box(canvas, x + w * 0.15, y - h * 0.62, w * 0.7, h * 0.22, brush.lit("#f7f2e6"), 0.8)
            x += w + 0.03 * u
        fill_box(canvas, -wide / 2, y - 0.03 * u, wide, 0.045 * u, brush.lit("#a58a6c"))


def flasks(canvas: Canvas, brush: Brush, u: float, random: np.random.Generator) -> None:
    """A laboratory bench with glassware whose contents shine a little."""
    wide = 2.8 * u
    slab(canvas, brush, -wide / 2, -0.92 * u, wide, 0.92 * u, "#c9d4da", 3)
    fill_box(canvas, -wide / 2 - 0.04 * u, -0.96 * u, wide + 0.08 * u, 0.07 * u, brush.dark("#3f4a55"))
    for i in range(7):
        x = -wide / 2 + (i + 0.5) * wide / 7
        tone = ("#5fd0c0", "#f2a24f", "#9f7ae0", "#7fd06a", "#f06f8a")[int(random.integers(0, 5))]
        tall = float(random.uniform(0.26, 0.44)) * u
        if i % 2:
            glass = [
                (x - 0.04 * u, -0.96 * u - tall),
                (x + 0.04 * u, -0.96 * u - tall),
                (x + 0.04 * u, -0.96 * u - tall * 0.6),
                (x + 0.15 * u, -0.97 * u),
                (x - 0.15 * u, -0.97 * u),
                (x - 0.04 * u, -0.96 * u - tall * 0.6),
            ]
            fill(canvas, polygon(glass), brush.lit("#e4f0f4"), 0.5)
            fill(
                canvas,
                polygon(
                    [
                        (x - 0.1 * u, -0.96 * u - tall * 0.3),
                        (x + 0.1 * u, -0.96 * u - tall * 0.3),
                        *glass[3:5],
                    ]
                ),
                mix(brush.lit(tone), tone, 0.6),
            )
        else:
            fill(
                canvas,
                rounded(x - 0.05 * u, -0.96 * u - tall, 0.1 * u, tall, 0.05 * u),
                brush.lit("#e4f0f4"),
                0.5,
            )
            fill(
                canvas,
                rounded(x - 0.04 * u, -0.96 * u - tall * 0.6, 0.08 * u, tall * 0.58, 0.04 * u),
                mix(brush.lit(tone), tone, 0.6),
            )


def workbench(canvas: Canvas, brush: Brush, u: float, random: np.random.Generator) -> None:
    """A bench with a vice, and tools hung on a board above it."""
    board = (-1.2 * u, -2.15 * u, 2.4 * u, 1.0 * u)
    fill_box(canvas, *board, brush.plain("#a98a62"))
    for i in range(9):
        x, y = -1.05 * u + i * 0.26 * u, -2.0 * u
        long = float(random.uniform(0.3, 0.6)) * u
        fill_box(
            canvas, x - 0.02 * u, y, 0.04 * u, long, brush.dark(WOOD) if i % 2 else brush.plain("#b5473a")
        )
        if i % 3 == 0:
            fill_box(canvas, x - 0.1 * u, y - 0.02 * u, 0.2 * u, 0.1 * u, brush.lit("#9aa4ae"))
        elif i % 3 == 1:
            fill(
                canvas,
                polygon(
                    [(x - 0.02 * u, y + long), (x + 0.12 * u, y + long), (x + 0.02 * u, y + long + 0.24 * u)]
                ),
                brush.lit("#aeb8c2"),
            )
        else:
            stroke(canvas, oval(x, y + long + 0.05 * u, 0.05 * u, 0.05 * u), brush.lit("#aeb8c2"), 0.03 * u)
    slab(canvas, brush, -1.35 * u, -0.92 * u, 2.7 * u, 0.14 * u, "#9a6f48", 3)
    for x in (-1.2, 1.05):
        fill_box(canvas, x * u, -0.8 * u, 0.16 * u, 0.8 * u, brush.dark(WOOD))
    fill(canvas, rounded(0.5 * u, -1.1 * u, 0.3 * u, 0.2 * u, 4), brush.plain("#4f6f8a"))


def pillar(canvas: Canvas, brush: Brush, u: float, random: np.random.Generator) -> None:
    """A tall fluted column."""
    shader = linear(
        (-0.3 * u, 0),
        (0.3 * u, 0),
        [brush.dark("#c9c2b4"), brush.lit("#e9e4d8"), brush.dark("#b5ad9e")]
        if brush.side < 0
        else [brush.dark("#b5ad9e"), brush.lit("#e9e4d8"), brush.dark("#c9c2b4")],
    )
    canvas.drawRect(rounded(-0.27 * u, -4.4 * u, 0.54 * u, 4.3 * u, 0).getBounds(), paint(shader=shader))
    for i in range(5):
        fill_box(canvas, -0.22 * u + i * 0.1 * u, -4.3 * u, 0.025 * u, 4.1 * u, brush.dark("#a8a092"), 0.4)
    fill_box(canvas, -0.36 * u, -0.18 * u, 0.72 * u, 0.18 * u, brush.plain("#d8d2c4"))
    fill_box(canvas, -0.36 * u, -4.5 * u, 0.72 * u, 0.2 * u, brush.lit("#e4ded0"))


def exhibit(canvas: Canvas, brush: Brush, u: float, random: np.random.Generator) -> None:
    """A plinth with a vase or a bust."""
    slab(canvas, brush, -0.28 * u, -1.0 * u, 0.56 * u, 1.0 * u, "#e4e0d6", 2)
    tone = ("#5f86b8", "#c98a4a", "#e9e4da")[int(random.integers(0, 3))]
    vase = [
        (0, -1.0 * u),
        (-0.12 * u, -1.02 * u),
        (-0.22 * u, -1.25 * u),
        (-0.1 * u, -1.46 * u),
        (-0.13 * u, -1.56 * u),
        (0.13 * u, -1.56 * u),
        (0.1 * u, -1.46 * u),
        (0.22 * u, -1.25 * u),
        (0.12 * u, -1.02 * u),
    ]
    fill(canvas, curve(vase, tension=0.8), brush.plain(tone))
    fill(
        canvas,
        curve([(x * 0.4 + brush.side * 0.06 * u, y) for x, y in vase], tension=0.8),
        brush.lit(tone),
        0.6,
    )


def hospital_bed(canvas: Canvas, brush: Brush, u: float, random: np.random.Generator) -> None:
    """A ward bed on wheels, with a drip stand."""
    wide = 2.0 * u
    fill_box(canvas, -wide / 2, -0.5 * u, wide, 0.06 * u, brush.dark("#8f9aa4"))
    fill(canvas, rounded(-wide / 2, -0.66 * u, wide, 0.18 * u, 0.06 * u), brush.lit("#f6f8f8"))
    fill(
        canvas,
        rounded(-wide / 2 + 0.6 * u, -0.7 * u, wide - 0.62 * u, 0.22 * u, 0.06 * u),
        brush.plain("#8fc0c4"),
    )
    fill(canvas, rounded(-wide / 2 + 0.06 * u, -0.82 * u, 0.46 * u, 0.18 * u, 0.07 * u), brush.lit("#ffffff"))
    for x in (-wide / 2, wide / 2 - 0.05 * u):
        stroke(canvas, rounded(x, -1.0 * u, 0.05 * u, 0.86 * u, 0.03 * u), brush.lit("#c9d2d8"), 0.035 * u)
        fill_oval(canvas, x + 0.02 * u, -0.07 * u, 0.07 * u, 0.07 * u, brush.dark("#4a5058"))
    fill_box(canvas, -wide / 2 - 0.36 * u, -1.9 * u, 0.03 * u, 1.9 * u, brush.lit("#c9d2d8"))
    fill(
        canvas,
        rounded(-wide / 2 - 0.46 * u, -1.85 * u, 0.2 * u, 0.32 * u, 0.05 * u),
        brush.lit("#dff2f6"),
        0.85,
    )


def screens(canvas: Canvas, brush: Brush, u: float, random: np.random.Generator) -> None:
    """A bank of glowing instruments."""
    wide = 2.6 * u
    fill(
        canvas,
        polygon(
            [(-wide / 2, 0), (wide / 2, 0), (wide / 2 - 0.2 * u, -1.0 * u), (-wide / 2 + 0.2 * u, -1.0 * u)]
        ),
        brush.dark("#4a5566"),
    )
    fill(
        canvas,
        polygon(
            [
                (-wide / 2 + 0.2 * u, -1.0 * u),
                (wide / 2 - 0.2 * u, -1.0 * u),
                (wide / 2 - 0.34 * u, -1.3 * u),
                (-wide / 2 + 0.34 * u, -1.3 * u),
            ]
        ),
        brush.plain("#6a788c"),
    )
    for i in range(5):
        x = -wide / 2 + 0.34 * u + i * 0.4 * u
        tone = ("#4fe0d0", "#ffb84f", "#7fb0ff", "#ff6f7f", "#a8f07f")[i]
        fill(canvas, rounded(x, -0.88 * u, 0.32 * u, 0.34 * u, 3), mix(tone, "#0a1a2a", 0.72))
        for line in range(4):
            fill_box(
                canvas,
                x + 0.03 * u,
                -0.84 * u + line * 0.075 * u,
                float(random.uniform(0.08, 0.26)) * u,
                0.025 * u,
                tone,
                0.9,
            )
        fill_oval(canvas, x + 0.1 * u, -1.14 * u, 0.03 * u, 0.03 * u, tone)


def weights(canvas: Canvas, brush: Brush, u: float, random: np.random.Generator) -> None:
    """A rack of dumb-bells."""
    for x in (-0.8, 0.75):
        fill_box(canvas, x * u, -0.95 * u, 0.06 * u, 0.95 * u, brush.dark("#3a4048"))
    for row in (0.42, 0.86):
        fill_box(canvas, -0.85 * u, -row * u, 1.7 * u, 0.05 * u, brush.plain("#5a626c"))
        for i in range(5):
            x = -0.66 * u + i * 0.33 * u
            tone = ("#d8453f", "#3f6fb8", "#2b2f36")[i % 3]
            fill_box(canvas, x - 0.08 * u, -row * u - 0.09 * u, 0.16 * u, 0.04 * u, brush.lit("#c0c8d0"))
            for side in (-1, 1):
                fill_oval(
                    canvas, x + side * 0.09 * u, -row * u - 0.07 * u, 0.045 * u, 0.09 * u, brush.plain(tone)
                )


def crate(canvas: Canvas, brush: Brush, u: float, random: np.random.Generator) -> None:
    """A market stall: crates of fruit under a striped awning."""
    wide = 1.9 * u
    for x in (-wide / 2, wide / 2 - 0.06 * u):
        fill_box(canvas, x, -2.1 * u, 0.06 * u, 2.1 * u, brush.dark(WOOD))
    fill_box(canvas, -wide / 2, -0.8 * u, wide, 0.5 * u, brush.plain("#a8764a"))
    for i in range(3):
        x = -wide / 2 + (i + 0.5) * wide / 3
        tone = ("#d8503f", "#f0a23c", "#8fb84f", "#7a4f98", "#f2d24f")[int(random.integers(0, 5))]
        for j in range(9):
            fill_oval(
                canvas,
                x + (j % 5 - 2) * 0.11 * u,
                -0.86 * u - (j // 5) * 0.1 * u,
                0.075 * u,
                0.075 * u,
                brush.plain(tone),
            )
            fill_oval(
                canvas,
                x + (j % 5 - 2) * 0.11 * u + 2,
                -0.89 * u - (j // 5) * 0.1 * u,
                0.03 * u,
                0.03 * u,
                brush.lit(mix(tone, "#ffffff", 0.4)),
            )
    tone = ("#c9463c", "#3f7fb0", "#4f9a62", "#d8932f")[int(random.integers(0, 4))]
    for i in range(8):
        x0, x1 = -wide * 0.56 + i * wide * 0.14, -wide * 0.56 + (i + 1) * wide * 0.14
        strip = [(x0 * 0.86, -2.45 * u), (x1 * 0.86, -2.45 * u), (x1, -1.95 * u), (x0, -1.95 * u)]
        fill(canvas, polygon(strip), brush.plain(tone) if i % 2 else brush.lit("#f4ecdc"))
        fill_oval(
            canvas,
            (x0 + x1) / 2,
            -1.95 * u,
            (x1 - x0) / 2,
            0.07 * u,
            brush.plain(tone) if i % 2 else brush.lit("#f4ecdc"),
        )
