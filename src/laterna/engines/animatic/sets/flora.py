"""Flora: trees, bushes, grass and flowers as baked shapes, lit from the side of sun or moon."""

import math

import numpy as np

from laterna.engines.animatic.canvas import Canvas, curve, fill, fill_oval, limb, polygon, stroke
from laterna.engines.animatic.color import Color, ColorLike, mix
from laterna.engines.animatic.stage.palette import Palette

LEAVES: dict[str, tuple[str, ...]] = {
    "": ("#4f9a4c", "#6cab4a", "#3f8a56", "#7fb250"),
    "spring": ("#7fbf5a", "#95cb62", "#f2b3c8", "#f7cbd8"),
    "summer": ("#47944a", "#5fa546", "#3c8552", "#74ad4c"),
    "autumn": ("#dd8a35", "#cf5f31", "#e6ae3c", "#b8482f"),
    "winter": ("#dfe8f0", "#cfdde8", "#e8eef4", "#d4e2ec"),
}
BARK = "#6b4a36"


class Brush:
    """Colours of one depth: how a surface looks lit, plain and in the shade there."""

    def __init__(self, palette: Palette, depth: float, side: float) -> None:
        self.palette = palette
        self.depth = depth
        self.side = side

    def plain(self, color: ColorLike) -> Color:
        """The flat colour."""
        return self.palette.surface(color, self.depth)

    def dark(self, color: ColorLike) -> Color:
        """Away from the light."""
        return self.palette.shaded(mix(color, "#0d1a2c", 0.18), self.depth)

    def lit(self, color: ColorLike) -> Color:
        """Toward the light."""
        return self.palette.bright(mix(color, "#fff6d0", 0.12), self.depth)


def round_tree(
    canvas: Canvas, brush: Brush, height: float, leaf: ColorLike, random: np.random.Generator
) -> None:
    """A broad-leaved tree of `height`, its foot at the origin."""
    lean = float(random.uniform(-0.05, 0.05)) * height
    fill(canvas, limb([(0, 4), (lean * 0.3, -height * 0.25), (lean, -height * 0.55)],
                      [height * 0.1, height * 0.06, height * 0.04]), brush.dark(BARK))  # fmt: skip
    for reach in (-1, 1):
        fill(canvas, limb([(lean * 0.4, -height * 0.3), (lean + reach * height * 0.14, -height * 0.52)],
                          [height * 0.035, height * 0.015]), brush.dark(BARK))  # fmt: skip
    blobs = []
    for i in range(9):
        angle = i * 2.4 + float(random.random())
        out = 0.17 * height * math.sqrt((i + 0.5) / 9) * 1.25
        blobs.append((lean + math.cos(angle) * out * 1.15, -height * 0.66 + math.sin(angle) * out * 0.9,
                      height * float(random.uniform(0.13, 0.2))))  # fmt: skip
    crown(canvas, brush, blobs, leaf)


def crown(canvas: Canvas, brush: Brush, blobs: list[tuple[float, float, float]], leaf: ColorLike) -> None:
    """Leaf masses in three tones; (x, y, radius) each."""
    side = brush.side
    for x, y, radius in blobs:
        fill_oval(canvas, x, y, radius, radius, brush.dark(leaf))
    for x, y, radius in blobs:
        fill_oval(
            canvas,
            x + side * radius * 0.13,
            y - radius * 0.17,
            radius * 0.82,
            radius * 0.78,
            brush.plain(leaf),
        )
    for x, y, radius in blobs:
        fill_oval(
            canvas,
            x + side * radius * 0.3,
            y - radius * 0.36,
            radius * 0.46,
            radius * 0.38,
            brush.lit(leaf),
            0.75,
        )


def pine(
    canvas: Canvas,
    brush: Brush,
    height: float,
    leaf: ColorLike,
    random: np.random.Generator,
    snow: bool = False,
) -> None:
    """A conifer of stacked skirts."""
    fill(canvas, polygon([(-height * 0.03, 3), (-height * 0.02, -height * 0.3), (height * 0.02, -height * 0.3),
                          (height * 0.03, 3)]), brush.dark(BARK))  # fmt: skip
    tiers = 5
    side = brush.side
    for tier in range(tiers):
        up = tier / tiers
        wide = height * 0.26 * (1 - up * 0.8) * float(random.uniform(0.92, 1.08))
        base, tip = -height * (0.1 + up * 0.72), -height * (0.1 + up * 0.72) - height * 0.3
        skirt = [(-wide, base), (-wide * 0.45, base - height * 0.1), (0, tip), (wide * 0.45, base - height * 0.1),
                 (wide, base), (wide * 0.5, base + height * 0.02), (0, base + height * 0.035),
                 (-wide * 0.5, base + height * 0.02)]  # fmt: skip
        fill(
            canvas,
            curve(skirt, tension=0.7),
            brush.dark(leaf) if tier % 2 == 0 else mix(brush.dark(leaf), brush.plain(leaf), 0.4),
        )
        lit = [(side * wide * 0.95, base - 1), (side * wide * 0.42, base - height * 0.1), (0, tip + 3),
               (side * wide * 0.12, base - height * 0.05), (side * wide * 0.3, base - height * 0.01)]  # fmt: skip
        fill(canvas, curve(lit, tension=0.6), brush.plain(leaf))
        if snow:
            cap = [(-wide * 0.62, base - height * 0.05), (0, tip), (wide * 0.62, base - height * 0.05),
                   (wide * 0.2, base - height * 0.085), (-wide * 0.2, base - height * 0.08)]  # fmt: skip
            fill(canvas, curve(cap, tension=0.7), brush.lit("#f4f8ff"), 0.92)


def poplar(canvas: Canvas, brush: Brush, height: float, leaf: ColorLike, random: np.random.Generator) -> None:
    """A slim tall tree, cypress or poplar."""
    wide = height * float(random.uniform(0.1, 0.15))
    fill(canvas, polygon([(-3, 3), (-2, -height * 0.2), (2, -height * 0.2), (3, 3)]), brush.dark(BARK))
    outline = [(0, -height), (wide * 0.6, -height * 0.72), (wide, -height * 0.38), (wide * 0.5, -height * 0.1),
               (-wide * 0.5, -height * 0.1), (-wide, -height * 0.38), (-wide * 0.6, -height * 0.72)]  # fmt: skip
    fill(canvas, curve(outline), brush.dark(leaf))
    lit = [(x * 0.55 + brush.side * wide * 0.26, y * 0.97 - 2) for x, y in outline]
    fill(canvas, curve(lit), brush.plain(leaf))


def palm(canvas: Canvas, brush: Brush, height: float, leaf: ColorLike, random: np.random.Generator) -> None:
    """A leaning palm with seven fronds."""
    lean = height * float(random.uniform(0.1, 0.3)) * (1 if random.random() < 0.6 else -1)
    spine = [(0.0, 4.0), (lean * 0.3, -height * 0.4), (lean * 0.72, -height * 0.75), (lean, -height)]
    fill(
        canvas,
        limb(spine, [height * 0.075, height * 0.052, height * 0.042, height * 0.036]),
        brush.dark("#8a6544"),
    )
    fill(
        canvas,
        limb(
            [(x + brush.side * height * 0.012, y) for x, y in spine],
            [height * 0.03, height * 0.022, height * 0.018, height * 0.014],
        ),
        brush.plain("#a87c52"),
    )
    for index, degrees in enumerate((-172, -146, -112, -72, -38, -8, 18)):
        angle = math.radians(degrees + float(random.uniform(-8, 8)))
        length = height * float(random.uniform(0.4, 0.5))
        x, y = spine[-1]
        middle = (x + math.cos(angle) * length * 0.55, y + math.sin(angle) * length * 0.5 - length * 0.08)
        tip = (x + math.cos(angle) * length, y + math.sin(angle) * length * 0.55 + length * 0.34)
        tone = (
            brush.lit(leaf)
            if (index in (3, 4, 5) and brush.side > 0) or (index in (1, 2, 3) and brush.side < 0)
            else brush.plain(leaf)
        )
        fill(
            canvas,
            limb([(x, y), middle, tip], [height * 0.03, height * 0.11, height * 0.012]),
            tone if index % 2 else brush.dark(leaf),
        )
    for dx in (-0.03, 0.025):
        fill_oval(
            canvas,
            spine[-1][0] + dx * height,
            spine[-1][1] + height * 0.03,
            height * 0.03,
            height * 0.03,
            brush.dark("#5e4028"),
        )


def bare_tree(
    canvas: Canvas, brush: Brush, height: float, leaf: ColorLike, random: np.random.Generator
) -> None:
    """A leafless tree: trunk and two orders of branches."""
    bark = brush.dark(BARK)

    def branch(x: float, y: float, angle: float, length: float, width: float, order: int) -> None:
        tip = (x + math.cos(angle) * length, y + math.sin(angle) * length)
        bend = ((x + tip[0]) / 2 + float(random.normal(0, length * 0.07)), (y + tip[1]) / 2)
        fill(canvas, limb([(x, y), bend, tip], [width, width * 0.75, width * 0.5]), bark)
        if order:
            for _ in range(3):
                along = float(random.uniform(0.45, 1.0))
                spot = (x + (tip[0] - x) * along, y + (tip[1] - y) * along)
                branch(
                    *spot, angle + float(random.uniform(-0.95, 0.95)), length * 0.62, width * 0.5, order - 1
                )

    branch(0, 4, -math.pi / 2 + float(random.uniform(-0.1, 0.1)), height * 0.45, height * 0.08, 3)


def cactus(canvas: Canvas, brush: Brush, height: float, leaf: ColorLike, random: np.random.Generator) -> None:
    """A saguaro with two arms."""
    wide = height * 0.16
    for tone, shift, part in (
        (brush.dark(leaf), 0.0, 1.0),
        (brush.plain(leaf), brush.side * wide * 0.16, 0.62),
    ):
        fill(canvas, limb([(shift, 2), (shift, -height)], [wide * part, wide * part]), tone)
        for side, low, high in ((-1, 0.35, 0.75), (1, 0.5, 0.85)):
            x = side * height * 0.24
            arm = [
                (0.0, -height * low),
                (x * 0.8, -height * low),
                (x, -height * (low + 0.12)),
                (x, -height * high),
            ]
            fill(canvas, limb([(a + shift, b) for a, b in arm], [wide * part * 0.7] * 4), tone)


def bush(canvas: Canvas, brush: Brush, width: float, leaf: ColorLike, random: np.random.Generator) -> None:
    """A low round bush."""
    blobs = []
    for i in range(7):
        along = (i + 0.5) / 7 - 0.5
        radius = width * float(random.uniform(0.12, 0.19))
        blobs.append((along * width, -radius * 0.7 - width * 0.12 * math.cos(along * math.pi), radius))
    crown(canvas, brush, blobs, leaf)


TREES = {
    "round": round_tree,
    "pine": pine,
    "poplar": poplar,
    "palm": palm,
    "bare": bare_tree,
    "cactus": cactus,
}


def blades(
    canvas: Canvas, x: float, y: float, height: float, tones: tuple[Color, ...], random: np.random.Generator
) -> None:
    """A tuft of grass: five curved blades."""
    for i in range(5):
        lean = float(random.uniform(-0.55, 0.55)) + (i - 2) * 0.16
        tall = height * float(random.uniform(0.6, 1.1))
        foot = x + (i - 2) * height * 0.1
        width = max(1.2, height * 0.09)
        tip = (foot + lean * tall * 0.7, y - tall)
        shape = [(foot - width / 2, y), (foot + lean * tall * 0.2 - width * 0.3, y - tall * 0.55), tip,
                 (foot + lean * tall * 0.2 + width * 0.4, y - tall * 0.5), (foot + width / 2, y)]  # fmt: skip
        fill(canvas, polygon(shape), tones[i % len(tones)])


def flower(canvas: Canvas, x: float, y: float, size: float, color: Color, heart: Color, stem: Color) -> None:
    """A small five-petalled flower on a stem."""
    stroke(
        canvas, polygon([(x, y), (x + size * 0.2, y - size * 1.6)], closed=False), stem, max(1.0, size * 0.18)
    )
    cx, cy = x + size * 0.2, y - size * 1.8
    for i in range(5):
        angle = i * math.tau / 5 - 1.2
        fill_oval(
            canvas,
            cx + math.cos(angle) * size * 0.42,
            cy + math.sin(angle) * size * 0.36,
            size * 0.36,
            size * 0.32,
            color,
        )
    fill_oval(canvas, cx, cy, size * 0.24, size * 0.22, heart)


def reed(canvas: Canvas, x: float, y: float, height: float, tone: Color, head: Color, lean: float) -> None:
    """A reed with its brown head."""
    tip = (x + lean * height * 0.3, y - height)
    stroke(
        canvas,
        curve([(x, y), (x + lean * height * 0.08, y - height * 0.5), tip], closed=False),
        tone,
        max(1.2, height * 0.02),
    )
    fill(
        canvas, limb([(tip[0] - lean * 3, tip[1] + height * 0.16), tip], [height * 0.05, height * 0.04]), head
    )
