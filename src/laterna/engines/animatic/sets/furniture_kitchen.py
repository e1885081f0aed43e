"""Furniture of kitchens that are used: tiles, shelves of jars, pans on a rail, pots on the fire, a table to chop on."""

import math
from typing import Final

import numpy as np

from laterna.engines.animatic.canvas import (
    Canvas,
    curve,
    fill,
    fill_box,
    fill_oval,
    limb,
    polygon,
    rounded,
    stroke,
)
from laterna.engines.animatic.color import mix
from laterna.engines.animatic.sets.flora import Brush
from laterna.engines.animatic.sets.furniture_home import counter, slab, stove
from laterna.engines.animatic.sets.furniture_parts import DARK_WOOD, WOOD

_COPPER: Final = "#c07a4a"
_IRON: Final = "#4a4e56"
_STEEL: Final = "#c3cad2"
_JARS: Final = ("#c9503f", "#e0a848", "#7f9a4e", "#d9c49a", "#9c5a3c", "#b8473f")


def cooking_counter(canvas: Canvas, brush: Brush, u: float, random: np.random.Generator) -> None:
    """Kitchen units before a tiled wall, with what is being cooked on them."""
    fill_box(canvas, -1.8 * u, -1.5 * u, 3.6 * u, 0.6 * u, brush.lit("#e9ede6"))
    for row in range(4):
        for k in range(13):
            x = (-1.8 + 0.3 * k - 0.15 * (row % 2)) * u
            left, right = max(-1.8 * u, x + 0.01 * u), min(1.8 * u, x + 0.29 * u)
            tone = "#cfd9d2" if (3 * row + 5 * k) % 7 else "#9dbcb6"
            fill_box(canvas, left, (-1.49 + 0.15 * row) * u, right - left, 0.135 * u, brush.plain(tone))
    counter(canvas, brush, u, random)
    bottles = ((-0.62, 0.34, "#7f9a4e"), (-0.5, 0.26, "#b8473f"), (-0.4, 0.3, "#d9b45a"))
    for x, high, tone in bottles:
        fill(canvas, rounded(x * u, (-0.93 - high) * u, 0.08 * u, high * u, 0.03 * u), brush.plain(tone))
        fill_box(canvas, (x + 0.025) * u, (-1.0 - high) * u, 0.03 * u, 0.08 * u, brush.dark(tone))
    for k in range(5):
        fill_box(canvas, -1.0 * u, (-0.965 - 0.03 * k) * u, 0.26 * u, 0.022 * u, brush.lit("#f4f1e8"))
    fill(canvas, rounded(0.56 * u, -1.13 * u, 0.26 * u, 0.2 * u, 0.02 * u), brush.plain("#8a6a48"))
    for k in range(4):
        tip = ((0.58 + 0.07 * k) * u, (-1.34 - 0.05 * (k % 2)) * u)
        stroke(canvas, polygon([((0.62 + 0.04 * k) * u, -1.12 * u), tip], False), brush.dark(WOOD), 0.025 * u)
        fill_oval(canvas, *tip, 0.03 * u, 0.05 * u, brush.plain(WOOD))


def loaded_stove(canvas: Canvas, brush: Brush, u: float, random: np.random.Generator) -> None:
    """A cooker with a stock pot and a saucepan on it."""
    stove(canvas, brush, u, random)
    for x, wide, high, tone in ((-0.3, 0.32, 0.27, _STEEL), (0.07, 0.24, 0.16, _COPPER)):
        pot(canvas, brush, u, x + wide / 2, -0.92, wide, high, tone)


def pot(
    canvas: Canvas, brush: Brush, u: float, x: float, y: float, wide: float, high: float, tone: str
) -> None:
    """A pot with two handles and a lid ajar; x, y its foot, all in metres."""
    left, top = (x - wide / 2) * u, (y - high) * u
    for side in (-1, 1):
        fill_oval(
            canvas,
            (x + side * wide * 0.54) * u,
            top + 0.25 * high * u,
            0.05 * u,
            0.025 * u,
            brush.dark(_IRON),
        )
    fill(canvas, rounded(left, top, wide * u, high * u, 0.035 * u), brush.plain(tone))
    fill(
        canvas,
        rounded(left + 0.62 * wide * u, top, 0.38 * wide * u, high * u, 0.035 * u),
        brush.dark(tone),
        0.55,
    )
    fill_box(canvas, left - 0.02 * u, top - 0.015 * u, wide * u + 0.04 * u, 0.035 * u, brush.lit(tone))
    lid = [(left, top - 0.02 * u), (x * u, top - 0.1 * u), (left + wide * u, top - 0.02 * u)]
    fill(canvas, curve(lid), brush.lit(mix(tone, "#ffffff", 0.2)))
    fill_oval(canvas, x * u, top - 0.1 * u, 0.025 * u, 0.02 * u, brush.dark(_IRON))


def pan_rack(canvas: Canvas, brush: Brush, u: float, random: np.random.Generator) -> None:
    """A rail under the ceiling with pans, ladles and garlic hanging from it."""
    y = -2.42 * u
    for x in (-0.8, 0.8):
        stroke(canvas, polygon([(x * u, -4.5 * u), (x * u, y)], False), brush.dark("#3a3a40"), 0.02 * u)
    fill(canvas, rounded(-0.95 * u, y - 0.02 * u, 1.9 * u, 0.04 * u, 0.02 * u), brush.dark("#3a3a40"))
    hangs = ((-0.82, 0.17, _COPPER), (-0.42, 0.13, _IRON), (0.3, 0.15, _COPPER), (0.68, 0.19, _IRON))
    for x, radius, tone in hangs:
        lean = float(random.uniform(-0.03, 0.03)) * u
        foot = (x * u + lean, y + (0.24 + radius) * u)
        stroke(canvas, polygon([(x * u, y), foot], False), brush.dark(tone), 0.035 * u)
        fill_oval(canvas, *foot, radius * u, radius * u, brush.dark(tone))
        fill_oval(
            canvas,
            foot[0] - 0.015 * u,
            foot[1] - 0.015 * u,
            0.8 * radius * u,
            0.8 * radius * u,
            brush.plain(tone),
        )
        fill_oval(canvas, foot[0] - 0.3 * radius * u, foot[1] - 0.32 * radius * u, 0.3 * radius * u, 0.2 * radius * u,
                  brush.lit(mix(tone, "#ffffff", 0.4)), 0.7)  # fmt: skip
    for x, high in ((-0.62, 0.34), (0.48, 0.38)):
        stroke(canvas, polygon([(x * u, y), (x * u, y + high * u)], False), brush.lit(_STEEL), 0.02 * u)
        fill_oval(canvas, x * u, y + high * u, 0.055 * u, 0.04 * u, brush.plain(_STEEL))
    _whisk(canvas, brush, u, -0.18 * u, y)
    for k in range(5):
        fill_oval(
            canvas,
            (0.06 + 0.03 * (k % 2)) * u,
            y + (0.1 + 0.07 * k) * u,
            0.045 * u,
            0.05 * u,
            brush.lit("#f3ead8"),
        )


def _whisk(canvas: Canvas, brush: Brush, u: float, x: float, y: float) -> None:
    stroke(canvas, polygon([(x, y), (x, y + 0.2 * u)], False), brush.dark(_IRON), 0.03 * u)
    for bulge in (-0.06, -0.02, 0.02, 0.06):
        wire = [(x, y + 0.2 * u), (x + bulge * u, y + 0.34 * u), (x, y + 0.42 * u)]
        stroke(canvas, curve(wire, closed=False), brush.lit(_STEEL), 0.01 * u)


def pantry(canvas: Canvas, brush: Brush, u: float, random: np.random.Generator) -> None:
    """Two boards on the wall with jars, plates and a hanging string of peppers."""
    for row, y in enumerate((-1.42, -1.86)):
        fill_box(canvas, -0.55 * u, y * u, 1.1 * u, 0.05 * u, brush.plain(WOOD))
        fill_box(canvas, -0.55 * u, y * u + 0.05 * u, 1.1 * u, 0.02 * u, brush.dark(DARK_WOOD))
        x = -0.5
        while x < 0.46:
            wide = float(random.uniform(0.09, 0.15))
            high = float(random.uniform(0.15, 0.27))
            tone = _JARS[int(random.integers(0, len(_JARS)))]
            left, top = x * u, (y - high) * u
            if row and random.random() < 0.35:
                fill_oval(canvas, left + 0.1 * u, (y - 0.12) * u, 0.1 * u, 0.12 * u, brush.lit("#eef0ec"))
                fill_oval(canvas, left + 0.1 * u, (y - 0.12) * u, 0.07 * u, 0.085 * u, brush.plain("#d3ddde"))
                x += 0.22
                continue
            fill(canvas, rounded(left, top, wide * u, high * u, 0.025 * u), brush.plain(tone))
            fill_box(canvas, left, top - 0.02 * u, wide * u, 0.05 * u, brush.dark("#6a5a48"))
            fill_box(
                canvas, left + 0.02 * u, top + 0.08 * u, 0.02 * u, (high - 0.12) * u, brush.lit(tone), 0.8
            )
            x += wide + 0.03
    for k in range(6):
        side = 0.03 if k % 2 else -0.03
        fill(
            canvas,
            limb([((0.66 + side) * u, (-1.9 + 0.09 * k) * u), ((0.66 + 2.4 * side) * u, (-1.76 + 0.09 * k) * u)],
                 [0.05 * u, 0.015 * u]),
            brush.plain("#c23a2e"),
        )  # fmt: skip


def prep_table(canvas: Canvas, brush: Brush, u: float, random: np.random.Generator) -> None:
    """A heavy table with vegetables on a board, a bowl, eggs and a steaming pot."""
    for x in (-0.62, 0.54):
        fill_box(canvas, x * u, -0.8 * u, 0.08 * u, 0.8 * u, brush.dark(DARK_WOOD))
    slab(canvas, brush, -0.76 * u, -0.87 * u, 1.52 * u, 0.09 * u, "#b98a5c")
    fill_box(canvas, -0.66 * u, -0.28 * u, 1.3 * u, 0.05 * u, brush.dark(WOOD))
    pot(canvas, brush, u, -0.3, -0.28, 0.3, 0.22, _IRON)
    slab(canvas, brush, 0.02 * u, -0.56 * u, 0.42 * u, 0.28 * u, "#a9835a")
    for k in range(5):
        fill_oval(canvas, (0.08 + 0.08 * k) * u, -0.58 * u, 0.06 * u, 0.06 * u, brush.plain("#c9a26a"))
    pot(canvas, brush, u, -0.5, -0.87, 0.36, 0.28, "#b5473a")
    fill_box(canvas, -0.22 * u, -0.905 * u, 0.5 * u, 0.035 * u, brush.lit("#e0bd88"))
    for k in range(3):
        x = -0.16 + 0.12 * k
        fill(
            canvas,
            limb([(x * u, -0.93 * u), ((x + 0.14) * u, -0.94 * u)], [0.06 * u, 0.02 * u]),
            brush.plain("#e58a3a"),
        )
        for leaf in range(3):
            angle = math.pi + 0.4 * (leaf - 1)
            tip = ((x + 0.1 * math.cos(angle)) * u, (-0.93 + 0.1 * math.sin(angle)) * u)
            stroke(canvas, polygon([(x * u, -0.93 * u), tip], False), brush.plain("#5d9a4c"), 0.02 * u)
    bowl = [(0.36 * u, -1.02 * u), (0.7 * u, -1.02 * u), (0.62 * u, -0.87 * u), (0.44 * u, -0.87 * u)]
    for k, tone in enumerate(("#cf4436", "#6fa04c", "#e7c24a", "#cf4436")):
        fill_oval(canvas, (0.42 + 0.075 * k) * u, -1.03 * u, 0.06 * u, 0.06 * u, brush.plain(tone))
    fill(canvas, polygon(bowl), brush.lit("#dfe7ea"))
