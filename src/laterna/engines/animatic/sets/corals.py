"""A coral garden near the camera: fans, tubes, brains, tables and anemones in the colours of a living reef."""

import math
from collections.abc import Callable
from typing import Final

import numpy as np

from laterna.engines.animatic.canvas import Canvas, curve, fill, fill_oval, limb, stroke
from laterna.engines.animatic.sets.flora import Brush
from laterna.engines.animatic.sets.land import period_at
from laterna.engines.animatic.stage.scenery import Scenery, across, spread

_TONES: Final = ("#ff5f7a", "#ff9a3d", "#b65be0", "#ffd23f", "#35c9a5", "#ff7ac0", "#5b8dff")

Coral = Callable[[Canvas, Brush, str, float, float, np.random.Generator], None]
"""Draws one: canvas, colours, its tone, the height of its foot, its size, chance."""


def garden(scene: Scenery, depth: float) -> None:
    """Adds a strip of corals at a depth, with gaps between thickets."""
    period = period_at(scene, depth)
    y = scene.horizon + (scene.ground - scene.horizon) / depth
    brush = Brush(scene.palette, 1.0 + 0.3 * (depth - 1.0), scene.side)
    places = spread(scene.chance("garden", depth), period, max(10, round(period / 105)), 0.9)

    def one(canvas: Canvas, index: int) -> None:
        own = scene.chance("garden", depth, index)
        tone = _TONES[int(own.integers(0, len(_TONES)))]
        draw = _CORALS[int(own.integers(0, len(_CORALS)))]
        draw(
            canvas, brush, tone, y + float(own.uniform(-6, 22)), float(own.uniform(56, 132)) / depth**0.5, own
        )

    scene.strip(depth, y - 190, 250, period, lambda canvas: across(canvas, period, places, one, 200))


def _fan(canvas: Canvas, brush: Brush, tone: str, y: float, size: float, random: np.random.Generator) -> None:
    """Branches that fork in one plane."""

    def grow(x: float, y: float, angle: float, long: float, left: int) -> None:
        tip = (x + math.cos(angle) * long, y + math.sin(angle) * long)
        wide = 3.2 + 2.6 * left
        fill(
            canvas,
            limb([(x, y), tip], [wide, wide * 0.72]),
            brush.plain(tone) if left % 2 else brush.lit(tone),
        )
        if left:
            for turn in (-0.42, 0.05, 0.45):
                grow(*tip, angle + turn + float(random.uniform(-0.12, 0.12)), 0.72 * long, left - 1)

    grow(0.0, y, -math.pi / 2, 0.5 * size, 3)


def _tubes(
    canvas: Canvas, brush: Brush, tone: str, y: float, size: float, random: np.random.Generator
) -> None:
    """Sponges like organ pipes, dark inside."""
    for k in range(5):
        x, high = (k - 2) * 0.24 * size, size * float(random.uniform(0.6, 1.15))
        wide = size * float(random.uniform(0.19, 0.26))
        lean = (k - 2) * 0.07 * size
        fill(canvas, limb([(x, y), (x + lean, y - high)], [0.8 * wide, wide]), brush.plain(tone))
        fill(
            canvas,
            limb([(x - 0.2 * wide, y), (x + lean - 0.24 * wide, y - high)], [2.0, 0.3 * wide]),
            brush.lit(tone),
        )
        fill_oval(canvas, x + lean, y - high, 0.5 * wide, 0.24 * wide, brush.lit(tone))
        fill_oval(canvas, x + lean, y - high, 0.34 * wide, 0.15 * wide, brush.dark("#5a2a4a"))


def _brain(
    canvas: Canvas, brush: Brush, tone: str, y: float, size: float, random: np.random.Generator
) -> None:
    """A dome with winding furrows."""
    r = 0.62 * size
    dome = [(-r, y + 6), (-0.94 * r, y - 0.5 * r), (-0.4 * r, y - 0.98 * r), (0.4 * r, y - 0.98 * r),
            (0.94 * r, y - 0.5 * r), (r, y + 6)]  # fmt: skip
    fill(canvas, curve(dome), brush.plain(tone))
    for k in range(5):
        x = (k - 2) * 0.34 * r
        line = [
            (x, y - 0.08 * r),
            (x + 0.14 * r, y - 0.36 * r),
            (x - 0.1 * r, y - 0.6 * r),
            (0.6 * x, y - 0.84 * r),
        ]
        stroke(canvas, curve(line, closed=False), brush.dark(tone), 0.07 * r, 0.8)
    fill_oval(canvas, -0.3 * r, y - 0.72 * r, 0.22 * r, 0.1 * r, brush.lit(tone), 0.8)


def _table(
    canvas: Canvas, brush: Brush, tone: str, y: float, size: float, random: np.random.Generator
) -> None:
    """Flat plates on short stems, one above the other."""
    for k, (at, wide) in enumerate(((0.34, 0.7), (0.66, 0.95), (0.98, 0.62))):
        x = (0.12, -0.1, 0.06)[k] * size
        fill(canvas, limb([(0, y), (x, y - at * size)], [0.16 * size, 0.1 * size]), brush.dark(tone))
        fill_oval(canvas, x, y - at * size, wide * size * 0.7, 0.1 * size, brush.dark(tone))
        fill_oval(canvas, x, y - at * size - 0.045 * size, wide * size * 0.7, 0.085 * size, brush.lit(tone))


def _anemone(
    canvas: Canvas, brush: Brush, tone: str, y: float, size: float, random: np.random.Generator
) -> None:
    """A crown of soft arms with bright tips."""
    fill_oval(canvas, 0, y, 0.4 * size, 0.2 * size, brush.dark(tone))
    for k in range(13):
        angle = math.radians(-166 + 12.7 * k)
        long = size * float(random.uniform(0.6, 0.82))
        bend = (math.cos(angle) * 0.4 * long, y + math.sin(angle) * 0.6 * long)
        tip = (math.cos(angle) * 0.8 * long, y + math.sin(angle) * long)
        fill(canvas, limb([(0.3 * bend[0], y), bend, tip], [0.1 * size, 0.09 * size, 0.06 * size]),
             brush.plain(tone) if k % 2 else brush.lit(tone))  # fmt: skip
        fill_oval(canvas, *tip, 0.05 * size, 0.05 * size, brush.lit("#fff0c8"))


_CORALS: Final[tuple[Coral, ...]] = (_fan, _tubes, _brain, _table, _anemone)
