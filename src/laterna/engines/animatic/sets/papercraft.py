"""Paper: skies and grounds as sheets laid one over the other, each throwing a shadow on the one behind."""

import math
from collections.abc import Sequence

from laterna.engines.animatic.canvas import Canvas, fill, fill_box, fill_oval, polygon, stroke
from laterna.engines.animatic.color import ColorLike, mix
from laterna.engines.animatic.stage.scenery import Scenery

_SHADES = ((26.0, 0.05), (19.0, 0.06), (12.0, 0.08), (6.0, 0.1))
"""Widths and strengths of the strokes that make a soft shadow along an edge."""


def sheets(canvas: Canvas, scene: Scenery, edges: Sequence[tuple[float, ColorLike]], wave: float) -> None:
    """Sheets with wavy upper edges at the given heights, the first one at the back."""
    view = scene.view
    for index, (top, color) in enumerate(edges):
        random = scene.chance("sheet", index, round(top))
        phase, length = float(random.uniform(0, 6)), float(random.uniform(240, 460))
        line = []
        for i in range(97):
            x = -420 + (view.width + 840) * i / 96
            swing = math.sin(x / length + phase) + 0.4 * math.sin(x / length * 2.7 + phase * 2)
            line.append((x, top + wave * swing))
        edge = polygon(line, closed=False)
        for width, alpha in _SHADES:
            stroke(canvas, edge, "#0b0d22", width, alpha)
        low = view.height + 80
        fill(canvas, polygon([*line, (view.width + 420, low), (-420, low)]), color)
        stroke(canvas, edge, mix(color, "#ffffff", 0.5), 2.4, 0.9)


def paper_sky(canvas: Canvas, scene: Scenery, orb: bool) -> None:
    """A sky of sheets from the zenith's colour to the horizon's, its sun a stack of discs."""
    stops = scene.palette.sky
    fill_box(canvas, -420, -40, scene.view.width + 840, scene.view.height + 80, stops[0])
    count = len(stops)
    first = [(scene.horizon * (0.18 + 0.2 * i), stops[i]) for i in range(1, min(3, count))]
    later = [(scene.horizon * (0.18 + 0.2 * i), stops[i]) for i in range(3, count)]
    sheets(canvas, scene, first, 16)
    if orb:
        x, y = scene.orb
        for reach, alpha in ((104.0, 0.35), (82.0, 0.5), (60.0, 1.0)):
            for width, dark in _SHADES[1:]:
                fill_oval(
                    canvas, x + 3, y + 5, reach + width * 0.25, reach + width * 0.25, "#0b0d22", dark * 0.7
                )
            fill_oval(canvas, x, y, reach, reach, mix(scene.palette.orb, stops[1], 0.75 - 0.75 * alpha))
    sheets(canvas, scene, later, 16)


def paper_ground(canvas: Canvas, scene: Scenery, tones: Sequence[ColorLike]) -> None:
    """Three sheets from the horizon to the lower edge, from far to near."""
    deep = scene.view.height - scene.horizon
    fill_box(canvas, -420, scene.horizon, scene.view.width + 840, deep + 80, tones[0])
    sheets(
        canvas,
        scene,
        [(scene.horizon + deep * (0.2 + 0.32 * i), tone) for i, tone in enumerate(tones[1:])],
        9,
    )
