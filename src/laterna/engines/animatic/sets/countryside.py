"""Villages, parks, gardens, farms and country roads."""

import math

import numpy as np

from laterna.engines.animatic.canvas import (
    Canvas,
    box,
    curve,
    fill,
    fill_box,
    fill_oval,
    linear,
    moved,
    paint,
    polygon,
    rounded,
    stroke,
)
from laterna.engines.animatic.color import ColorLike, mix
from laterna.engines.animatic.sets.flora import Brush
from laterna.engines.animatic.sets.furniture import PIECES
from laterna.engines.animatic.sets.groves import butterflies, framing_tree
from laterna.engines.animatic.sets.land import (
    bushes,
    foreground,
    ground,
    hills,
    period_at,
    treeline,
)
from laterna.engines.animatic.sets.sky import sky
from laterna.engines.animatic.sets.streets import dashes, lamp_posts, skyline
from laterna.engines.animatic.stage.layers import Moment
from laterna.engines.animatic.stage.scenery import Scenery, across, spread


def cottage(
    canvas: Canvas, brush: Brush, size: float, random: np.random.Generator, thatch: bool = False
) -> None:
    """A house with a gable, chimney, door and lit windows."""
    draw = random.random
    wall = ("#ead9bd", "#e2c4a4", "#d9d2c4", "#e8cfc0")[int(draw() * 4)]
    roof = "#b8863f" if thatch else ("#a5503f", "#7a5a52", "#8f4a44", "#5f6a7a")[int(draw() * 4)]
    w, h = size, size * 0.56
    fill_box(canvas, -w / 2, -h, w, h, brush.plain(wall))
    fill_box(canvas, -w / 2 if brush.side > 0 else w * 0.2, -h, w * 0.3, h, brush.dark(wall), 0.5)
    fill_box(canvas, w * 0.2, -h - size * 0.5, size * 0.11, size * 0.3, brush.dark("#8a5a48"))
    fill(
        canvas,
        polygon(
            [
                (-w * 0.6, -h + 3),
                (-w * 0.34, -h - size * 0.42),
                (w * 0.34, -h - size * 0.42),
                (w * 0.6, -h + 3),
            ]
        ),
        brush.plain(roof),
    )
    fill(
        canvas,
        polygon([(-w * 0.6, -h + 3), (w * 0.6, -h + 3), (w * 0.585, -h - 4), (-w * 0.585, -h - 4)]),
        brush.dark(roof),
    )
    lit = brush.palette.lamps > 0.3
    pane: ColorLike = "#ffd98a" if lit else brush.plain("#7f9ab5")
    for x in (-0.36, 0.14):
        fill_box(canvas, x * w - 2, -h * 0.74, w * 0.22 + 4, h * 0.36 + 4, brush.lit("#f4ecdc"))
        fill_box(canvas, x * w, -h * 0.72, w * 0.22, h * 0.36, pane)
        fill_box(canvas, x * w + w * 0.1, -h * 0.72, 2, h * 0.36, brush.lit("#f4ecdc"))
    fill(canvas, rounded(-w * 0.08, -h * 0.62, w * 0.16, h * 0.62, 3), brush.dark("#6a4630"))


def houses(scene: Scenery, depth: float, y: float, size: float, count: int, *, clear: float = 0.2) -> None:
    """Cottages along a line."""
    random = scene.chance("houses", depth)
    period = period_at(scene, depth)
    brush = Brush(scene.palette, depth, scene.side)
    places = [x for x in spread(random, period, count, 0.6) if random.random() >= clear]
    old = scene.shot.era in ("ancient", "medieval")

    def one(canvas: Canvas, index: int) -> None:
        own = scene.chance("cottage", depth, index)
        with moved(canvas, 0, y + float(own.uniform(-6, 8))):
            cottage(canvas, brush, size * float(own.uniform(0.8, 1.25)), own, thatch=old)

    scene.strip(
        depth,
        y - size * 1.5,
        size * 1.5 + 30,
        period,
        lambda canvas: across(canvas, period, places, one, size * 1.4),
    )


def _smoke(scene: Scenery, depth: float, spots: int, y: float) -> None:
    random = scene.chance("chimney")
    xs = [float(random.random()) * scene.view.width for _ in range(spots)]
    tone = scene.tone(mix(scene.palette.haze, "#ffffff", 0.4))

    def draw(canvas: Canvas, moment: Moment) -> None:
        for x in xs:
            for k in range(5):
                along = (moment.time * 0.16 + k / 5) % 1.0
                fill_oval(
                    canvas,
                    x + 22 * along,
                    y - 70 * along,
                    5 + 15 * along,
                    4 + 10 * along,
                    tone,
                    0.4 * (1 - along),
                )

    scene.live(depth, draw)


def village(scene: Scenery) -> None:
    """Cottages under hills, a lane, fences and gardens."""
    sky(scene)
    hills(scene, 9.0, scene.horizon - 14, 54, "#5c8a8f")
    hills(scene, 5.0, scene.horizon, 30, "#5d9463", trees="round+pine", tree_height=64, tree_count=24)
    houses(scene, 4.2, scene.horizon + 8, 96, 12)
    _smoke(scene, 4.1, 3, scene.horizon - 78)
    ground(scene, "#6a9c50", texture="grass")
    houses(scene, 2.4, scene.horizon + 34, 215, 5, clear=0.1)
    lane(scene, "#c4a67c")
    bushes(scene, 1.9, scene.horizon + 54, 9)
    fence(scene, 1.8, scene.horizon + 62)
    framing_tree(scene)


def lane(scene: Scenery, color: str) -> None:
    """A path along the ground where walkers walk."""
    view = scene.view
    brush = Brush(scene.palette, 1.2, scene.side)
    y = scene.horizon + (scene.ground - scene.horizon) * 0.86
    tone, dark = brush.plain(color), brush.dark(color)

    def draw(canvas: Canvas) -> None:
        top = [(x, y + 5 * math.sin(x * 0.012)) for x in range(-40, int(view.width) + 60, 30)]
        low = [(x, y + (view.height - y) * 0.62 + 7 * math.sin(x * 0.009 + 2)) for x, _ in reversed(top)]
        shape = polygon([*top, *low])
        canvas.drawPath(
            shape,
            paint(shader=linear((0, y), (0, view.height), [mix(tone, scene.palette.haze, 0.2), tone, dark])),
        )

    scene.backdrop(1.75, y - 10, view.height - y + 10, draw)


def fence(scene: Scenery, depth: float, y: float, color: str = "#e8e0d0") -> None:
    """A picket fence."""
    period = math.ceil(period_at(scene, depth) / 36) * 36.0
    brush = Brush(scene.palette, depth, scene.side)
    size = 66 / depth

    def draw(canvas: Canvas) -> None:
        for rail in (0.3, 0.72):
            fill_box(canvas, 0, y - size * rail, period, size * 0.1, brush.dark(color))
        x = 0.0
        while x < period:
            w = size * 0.2
            fill(
                canvas,
                polygon(
                    [
                        (x, y),
                        (x, y - size * 0.88),
                        (x + w / 2, y - size),
                        (x + w, y - size * 0.88),
                        (x + w, y),
                    ]
                ),
                brush.plain(color),
            )
            x += 18

    scene.strip(depth, y - size - 4, size + 8, period, draw)


def park(scene: Scenery) -> None:
    """Lawns, trees, a path with benches and lamps, the town behind."""
    sky(scene)
    skyline(scene, 9.0, scene.horizon, 50, 190, 30)
    hills(scene, 5.0, scene.horizon - 2, 16, "#5d9463", trees="round", tree_height=110, tree_count=30)
    ground(scene, "#62a04e", texture="flowers")
    treeline(scene, 2.6, scene.horizon + 26, "round", 260, 7, clear=0.2)
    bushes(scene, 2.2, scene.horizon + 42, 10)
    lane(scene, "#cdb893")
    _benches(scene, 1.85)
    lamp_posts(scene, 1.7, 3)
    framing_tree(scene)
    foreground(scene, "#4c8a44", 46)


def _benches(scene: Scenery, depth: float) -> None:
    period = period_at(scene, depth)
    y = scene.horizon + (scene.ground - scene.horizon) / depth + 14
    brush = Brush(scene.palette, depth, scene.side)
    random = scene.chance("bench")

    def one(canvas: Canvas, index: int) -> None:
        with moved(canvas, 0, y):
            PIECES["bench"](canvas, brush, 190 / depth, random)

    places = [period * f for f in (0.18, 0.66)]
    scene.strip(depth, y - 130, 150, period, lambda canvas: across(canvas, period, places, one, 200))


def garden(scene: Scenery) -> None:
    """A garden in bloom behind a fence, with an arbour and a house."""
    sky(scene)
    hills(scene, 6.0, scene.horizon, 24, "#5d9463", trees="round+poplar", tree_height=110, tree_count=28)
    houses(scene, 3.2, scene.horizon + 20, 230, 3, clear=0.0)
    ground(scene, "#5fa04a", texture="flowers")
    fence(scene, 2.6, scene.horizon + 34)
    bushes(scene, 2.3, scene.horizon + 44, 22, ("#d8708f", "#e8a0b8", "#5f9e4c", "#c86fb0", "#f2c85a"))
    bushes(scene, 1.7, scene.horizon + 78, 12, ("#5f9e4c", "#e88aa0", "#7fb55a"))
    framing_tree(scene)
    butterflies(scene, 5)
    foreground(scene, "#4c8f44", 60)


def farm(scene: Scenery) -> None:
    """Fields in rows, a red barn, a silo and a windmill."""
    view = scene.view
    sky(scene)
    hills(scene, 9.0, scene.horizon - 10, 36, "#6a9a78")
    hills(scene, 5.0, scene.horizon + 2, 18, "#7aa858", trees="round", tree_height=56, tree_count=10)
    ground(scene, "#8fb04c", texture="grass")
    _furrows(scene)
    brush = Brush(scene.palette, 2.8, scene.side)
    x = view.width * (0.2 if scene.side > 0 else 0.8)
    y = scene.horizon + 32

    def barn(canvas: Canvas) -> None:
        fill_box(canvas, x - 95, y - 100, 190, 104, brush.plain("#a83a32"))
        fill(
            canvas,
            polygon(
                [(x - 106, y - 98), (x - 66, y - 156), (x, y - 186), (x + 66, y - 156), (x + 106, y - 98)]
            ),
            brush.dark("#6a4a48"),
        )
        fill(
            canvas,
            polygon([(x - 88, y - 98), (x - 56, y - 146), (x, y - 172), (x + 56, y - 146), (x + 88, y - 98)]),
            brush.plain("#a83a32"),
        )
        for a, b in (((x - 34, y), (x + 34, y - 70)), ((x + 34, y), (x - 34, y - 70))):
            stroke(canvas, polygon([a, b], closed=False), brush.lit("#f4ece0"), 4)
        stroke(canvas, rounded(x - 36, y - 72, 72, 74, 2), brush.lit("#f4ece0"), 5)
        fill_box(canvas, x - 14, y - 140, 28, 28, brush.dark("#4a2a28"))
        fill_box(canvas, x + 112, y - 160, 46, 162, brush.plain("#b8bec4"))
        fill(
            canvas, curve([(x + 110, y - 158), (x + 135, y - 190), (x + 160, y - 158)]), brush.dark("#8a9098")
        )

    scene.wall(2.8, y - 200, 220, barn)
    fence(scene, 2.0, scene.horizon + 56, "#b08a5c")
    foreground(scene, "#7a9a3c", 60)


def _furrows(scene: Scenery) -> None:
    view = scene.view
    brush = Brush(scene.palette, 1.8, scene.side)
    low = scene.horizon + (view.height - scene.horizon) * 0.42

    def draw(canvas: Canvas) -> None:
        for k in range(-16, 17):
            head, foot = view.width / 2 + k * 46, view.width / 2 + k * 118
            tone = brush.plain("#d9b44a") if k % 2 else brush.plain("#a8a83f")
            fill(
                canvas,
                polygon(
                    [
                        (head, scene.horizon + 4),
                        (head + 46, scene.horizon + 4),
                        (foot + 118, low),
                        (foot, low),
                    ]
                ),
                tone,
                0.85,
            )

    scene.backdrop(2.61, scene.horizon, low - scene.horizon + 4, draw)


def road(scene: Scenery) -> None:
    """A country road between fields."""
    sky(scene)
    hills(scene, 9.0, scene.horizon - 12, 50, "#6a8f98")
    hills(scene, 5.0, scene.horizon + 2, 24, "#6f9c5a", trees="round+poplar", tree_height=70, tree_count=18)
    ground(scene, "#7aa04c", texture="grass", rows=2)
    treeline(scene, 2.6, scene.horizon + 24, "poplar+round", 170, 7, clear=0.3)
    fence(scene, 2.2, scene.horizon + 40, "#b8a58a")
    keep = scene.horizon
    scene.horizon = scene.horizon + (scene.ground - scene.horizon) * 0.5
    _tarmac(scene)
    scene.horizon = keep
    dashes(scene, scene.ground + (scene.view.height - scene.ground) * 0.35)


def _tarmac(scene: Scenery) -> None:
    view, y = scene.view, scene.horizon
    brush = Brush(scene.palette, 1.2, scene.side)

    def draw(canvas: Canvas) -> None:
        canvas.drawRect(
            box(-500, y, view.width + 1000, view.height),
            paint(shader=linear((0, y), (0, view.height), [brush.plain("#77767c"), brush.dark("#55545c")])),
        )
        fill_box(canvas, -500, y, view.width + 1000, 5, brush.lit("#efe9d4"), 0.8)

    scene.backdrop(1.9, y, view.height - y + 6, draw)
