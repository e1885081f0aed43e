"""A stone viaduct across a mountain valley, for trains and whoever crosses."""

import math

from laterna.engines.animatic.canvas import Canvas, curve, fill, fill_box, stroke
from laterna.engines.animatic.sets.flora import Brush
from laterna.engines.animatic.sets.land import foreground, ground, hills, mountains, treeline
from laterna.engines.animatic.sets.sky import sky
from laterna.engines.animatic.stage.scenery import Scenery

_ARCH = 300.0
"""Breadth of one arch in units."""


def viaduct(scene: Scenery) -> None:
    """Peaks, a wooded valley far below, and the viaduct whose deck is the ground that figures stand on."""
    view = scene.view
    sky(scene)
    far = scene.horizon = view.height * 0.58
    mountains(scene, 16.0, far + 20, 330, "#7388a8", snow=0.6)
    mountains(scene, 9.0, far + 40, 210, "#647a8a", snow=0.35)
    hills(scene, 5.0, far + 40, 40, "#557f5c", trees="pine", tree_height=84, tree_count=40)
    treeline(scene, 2.9, far + 70, "pine", 190, 12, clear=0.25)
    ground(scene, "#6f9450", texture="flowers")
    deck = view.height * 0.66
    _arches(scene, deck)
    foreground(scene, "#4f7a44", 46)
    scene.ground = deck + 6
    scene.horizon = deck - view.height * 0.1


def _arches(scene: Scenery, deck: float) -> None:
    view = scene.view
    depth = 1.3
    count = math.ceil((1.25 * view.width) / _ARCH) + 1
    period = count * _ARCH
    brush = Brush(scene.palette, 1.25, scene.side)
    high = view.height - deck + 40

    def draw(canvas: Canvas) -> None:
        for index in range(count):
            _pier(canvas, brush, index * _ARCH, deck, high)
        fill_box(canvas, 0, deck - 2, period, 30, brush.plain("#a89c8c"))
        fill_box(canvas, 0, deck - 6, period, 9, brush.lit("#c8bca8"))
        fill_box(canvas, 0, deck + 26, period, 5, brush.dark("#7a6f62"))
        for index in range(int(period / 25)):
            fill_box(canvas, index * 25.0, deck + 8, 2, 18, brush.dark("#8a7f70"), 0.6)
        stroke(canvas, curve([(0, deck - 9), (period / 2, deck - 9), (period, deck - 9)], closed=False),
               brush.dark("#3f3a38"), 3.5)  # fmt: skip

    scene.strip(depth, deck - 14, high, period, draw)


def _pier(canvas: Canvas, brush: Brush, x: float, deck: float, high: float) -> None:
    """The masonry of one arch, its opening left free."""
    wide = 44.0
    spring = deck + 0.5 * _ARCH * 0.86
    steps = 16
    span = (_ARCH - wide) / 2
    rim = [
        (
            x + _ARCH / 2 - span * math.cos(math.pi * i / steps),
            spring - (spring - deck - 36) * math.sin(math.pi * i / steps),
        )
        for i in range(steps + 1)
    ]
    path = curve(
        [(x - 1, deck), (x - 1, deck + high), (x + wide / 2, deck + high), *rim,
         (x + _ARCH - wide / 2, deck + high), (x + _ARCH + 1, deck + high), (x + _ARCH + 1, deck)],
        tension=0.0,
    )  # fmt: skip
    fill(canvas, path, brush.plain("#988c7c"))
    stroke(canvas, curve(rim, closed=False), brush.lit("#c0b4a0"), 9)
    stroke(canvas, curve([(a, b + 5) for a, b in rim], closed=False), brush.dark("#5f564c"), 3)
    for k in range(1, 9):
        y = spring - 40 + k * 34
        fill_box(canvas, x - 1, y, wide / 2, 2, brush.dark("#7a6f62"), 0.6)
        fill_box(canvas, x + _ARCH - wide / 2, y, wide / 2 + 1, 2, brush.dark("#7a6f62"), 0.6)
