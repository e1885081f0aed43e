"""Streets, villages, parks, farms, castles, temples, harbours: places that people built, in the open."""

import math

import numpy as np

from laterna.engines.animatic.canvas import (
    NEAREST,
    Canvas,
    box,
    curve,
    fill,
    fill_box,
    fill_oval,
    linear,
    moved,
    oval,
    paint,
    polygon,
    radial,
    rounded,
    stroke,
)
from laterna.engines.animatic.color import ColorLike, mix
from laterna.engines.animatic.sets.flora import Brush, crown
from laterna.engines.animatic.sets.furniture import PIECES
from laterna.engines.animatic.sets.land import (
    GROUND,
    bushes,
    foreground,
    ground,
    hills,
    mountains,
    period_at,
    treeline,
)
from laterna.engines.animatic.sets.sky import sky
from laterna.engines.animatic.sets.water import sails, sea
from laterna.engines.animatic.sets.wild import stones
from laterna.engines.animatic.stage.layers import Moment, Strip
from laterna.engines.animatic.stage.scenery import Scenery, across, spread
from laterna.engines.animatic.weather.sky_falls import veil

BRICKS = ("#b5836a", "#9a8f9e", "#c2a98c", "#8794a8", "#a8735f", "#bfae9a", "#7f8ea6")
NEON = ("#ff4fa3", "#3de8ff", "#b26bff", "#ffd84a", "#5fff9a")


def _neon(scene: Scenery) -> bool:
    return scene.style == "cyberpunk" or (scene.shot.era == "future" and scene.palette.lamps > 0.4)


def skyline(scene: Scenery, depth: float, base: float, low: float, high: float, count: int) -> None:
    """A row of houses or towers whose feet stand at `base`, heights between `low` and `high` units."""
    random = scene.chance("skyline", depth)
    period = period_at(scene, depth)
    brush = Brush(scene.palette, depth, scene.side)
    lamps, neon = scene.palette.lamps, _neon(scene)
    places = [period * (i + 0.5) / count for i in range(count)]
    wide = period / count
    talls = [low + (high - low) * float(random.random()) ** 1.5 for _ in range(count)]

    def one(canvas: Canvas, index: int) -> None:
        own = scene.chance("house", depth, index)
        color = (
            BRICKS[int(own.integers(0, len(BRICKS)))]
            if not neon
            else ("#4f5a86", "#5a4f80", "#48668f")[int(own.integers(0, 3))]
        )
        w, h = wide * float(own.uniform(0.86, 1.04)), talls[index]
        top = base - h
        shader = linear(
            (-w / 2, 0),
            (w / 2, 0),
            [brush.dark(color), brush.lit(color)]
            if brush.side > 0
            else [brush.lit(color), brush.dark(color)],
        )
        canvas.drawRect(box(-w / 2, top, w, h + 4), paint(shader=shader))
        _crest(canvas, brush, own, w, top, color)
        rows, columns = max(2, int(h / (wide * 0.24))), max(2, int(w / (wide * 0.2)))
        for row in range(rows):
            for column in range(columns):
                x, y = -w / 2 + w * (column + 0.28) / columns, top + h * (row + 0.3) / rows
                luck = float(own.random())
                pane_w, pane_h = w / columns * 0.46, min(h / rows * 0.52, wide * 0.17)
                if luck < lamps * 0.5:
                    tone: ColorLike = (
                        NEON[int(luck * 91) % 5]
                        if neon and luck < 0.1
                        else mix("#ffc766", "#fff0c8", float(own.random()))
                    )
                    fill_box(canvas, x, y, pane_w, pane_h, mix(tone, scene.palette.haze, 0.05 * depth))
                else:
                    fill_box(canvas, x, y, pane_w, pane_h, brush.plain(mix(color, "#5a7394", 0.6)), 0.85)
        if neon and index % 2 == 0:
            tone = NEON[index % 5]
            fill(canvas, rounded(-w * 0.32, top + h * 0.14, w * 0.16, h * 0.36, 3), tone, 0.9)
            canvas.drawRect(box(-w * 0.36, top + h * 0.12, w * 0.24, h * 0.4), paint(tone, 0.5, blur=12))

    scene.strip(
        depth,
        base - high - 70,
        high + 80,
        period,
        lambda canvas: across(canvas, period, places, one, wide * 1.2),
    )


def _crest(
    canvas: Canvas, brush: Brush, random: np.random.Generator, w: float, top: float, color: str
) -> None:
    luck = float(random.random())
    if luck < 0.25:
        fill_box(canvas, -w * 0.28, top - w * 0.16, w * 0.56, w * 0.17, brush.plain(color))
    elif luck < 0.45:
        fill_box(canvas, -1, top - w * 0.5, 2.4, w * 0.5, brush.dark("#39424f"))
        fill_oval(canvas, 0, top - w * 0.5, 2.4, 2.4, "#ff6a5a")
    elif luck < 0.6:
        fill(canvas, polygon([(-w / 2, top + 1), (0, top - w * 0.3), (w / 2, top + 1)]), brush.dark(color))
    fill_box(canvas, -w * 0.52, top - 2, w * 1.04, 5, brush.lit(color))


def _pavement(scene: Scenery, *, road: bool = True, color: str = "#6c6f78") -> None:
    """Kerb and carriageway; puddles mirror the lamps when it rains."""
    view, horizon = scene.view, scene.horizon
    brush = Brush(scene.palette, 1.2, scene.side)
    kerb = horizon + (view.height - horizon) * 0.26
    wet = scene.shot.weather in ("rain", "storm", "drizzle")

    def draw(canvas: Canvas) -> None:
        walk = brush.plain("#a7a3a4")
        canvas.drawRect(
            box(-500, horizon - 2, view.width + 1000, kerb - horizon + 2),
            paint(shader=linear((0, horizon), (0, kerb), [mix(walk, scene.palette.haze, 0.35), walk])),
        )
        fill_box(canvas, -500, kerb, view.width + 1000, 9, brush.dark("#8a8788"))
        base = brush.plain(color)
        canvas.drawRect(
            box(-500, kerb + 9, view.width + 1000, view.height),
            paint(shader=linear((0, kerb), (0, view.height), [base, brush.dark(mix(color, "#1c1f2a", 0.4))])),
        )
        if wet or scene.palette.lamps > 0.7:
            random = scene.chance("mirror")
            tones = NEON if _neon(scene) else ("#ffd28a", "#fff0cc", "#ffb866")
            for k in range(34):
                x, w = float(random.random()) * view.width, float(random.uniform(6, 26))
                shader = linear(
                    (0, kerb),
                    (0, kerb + 170),
                    [tones[k % len(tones)]] * 3,
                    [0.0, 0.25, 1.0],
                    [0.0, 0.26 if wet else 0.1, 0.0],
                )
                canvas.drawRect(box(x, kerb + 2, w, 170), paint(shader=shader, blur=5))

    scene.backdrop(GROUND, horizon - 2, view.height - horizon + 20, draw)
    if road:
        _dashes(scene, kerb + (view.height - kerb) * 0.5)


def _dashes(scene: Scenery, y: float) -> None:
    depth = (scene.ground - scene.horizon) / (y - scene.horizon)
    period = math.ceil(period_at(scene, depth) / 190) * 190.0
    white = Brush(scene.palette, 1.1, scene.side).lit("#efe9d4")

    def draw(canvas: Canvas) -> None:
        x = 20.0
        while x < period:
            fill(canvas, polygon([(x, y), (x + 92, y), (x + 84, y + 8), (x - 8, y + 8)]), white, 0.8)
            x += 190

    scene.strip(depth, y - 4, 18, period, draw)


def lamp_posts(scene: Scenery, depth: float = 1.5, count: int = 4) -> None:
    """Street lamps along the kerb; they shine when it is dark."""
    period = period_at(scene, depth)
    y = scene.horizon + (scene.ground - scene.horizon) / depth - 8
    tall = 430 / depth
    brush = Brush(scene.palette, depth, scene.side)
    lit = scene.palette.lamps > 0.3
    places = [period * (i + 0.4) / count for i in range(count)]

    def one(canvas: Canvas, index: int) -> None:
        iron = brush.dark("#2f3640")
        stroke(
            canvas,
            curve([(0, y), (0, y - tall * 0.85), (10, y - tall), (44, y - tall - 4)], closed=False),
            iron,
            7,
        )
        fill(canvas, rounded(-7, y - 26, 14, 26, 4), iron)
        if lit:
            shader = radial((48, y - tall + 4), 130, ["#ffdf9c"] * 3, [0.0, 0.3, 1.0], [0.8, 0.2, 0.0])
            canvas.drawCircle(48, y - tall + 4, 130, paint(shader=shader))
            cone = polygon([(34, y - tall + 4), (62, y - tall + 4), (150, y), (-54, y)])
            canvas.drawPath(
                cone, paint(shader=linear((0, y - tall), (0, y), ["#ffe2a8"] * 2, alphas=[0.3, 0.03]))
            )
        fill_oval(canvas, 48, y - tall + 2, 17, 6, "#fff4d0" if lit else brush.lit("#dfe4e8"))

    scene.strip(
        depth, y - tall - 140, tall + 150, period, lambda canvas: across(canvas, period, places, one, 180)
    )


def _cars(scene: Scenery, depth: float, count: int, speed: float) -> None:
    """Traffic as baked cars that pass on the far lane."""
    period = period_at(scene, depth) * 1.4
    y = scene.horizon + (scene.ground - scene.horizon) / depth
    size = 120 / depth
    brush = Brush(scene.palette, depth, scene.side)
    random = scene.chance("cars", depth)
    places = spread(random, period, count, 0.8)
    tones = [
        ("#c8453c", "#3f6fb0", "#e8e4dc", "#e0b23c", "#4a4f58")[int(random.integers(0, 5))] for _ in places
    ]
    face = 1 if speed > 0 else -1
    lit = scene.palette.lamps > 0.4

    def one(canvas: Canvas, index: int) -> None:
        with moved(canvas, 0, y, flip=face < 0):
            fill_oval(canvas, 0, 1, size, size * 0.1, "#000000", 0.3)
            fill(
                canvas,
                rounded(-size, -size * 0.46, size * 2, size * 0.36, size * 0.12),
                brush.plain(tones[index]),
            )
            fill(
                canvas,
                curve(
                    [
                        (-size * 0.62, -size * 0.42),
                        (-size * 0.4, -size * 0.78),
                        (size * 0.28, -size * 0.78),
                        (size * 0.6, -size * 0.42),
                    ],
                    tension=0.5,
                ),
                brush.plain(tones[index]),
            )
            fill(
                canvas,
                curve(
                    [
                        (-size * 0.5, -size * 0.44),
                        (-size * 0.34, -size * 0.7),
                        (size * 0.24, -size * 0.7),
                        (size * 0.48, -size * 0.44),
                    ],
                    tension=0.4,
                ),
                brush.dark("#3f5468"),
            )
            fill_box(canvas, -size * 0.06, -size * 0.72, size * 0.05, size * 0.3, brush.plain(tones[index]))
            for x in (-0.58, 0.58):
                fill_oval(canvas, x * size, -size * 0.1, size * 0.19, size * 0.19, brush.dark("#1c1e24"))
                fill_oval(canvas, x * size, -size * 0.1, size * 0.09, size * 0.09, brush.lit("#b8bec6"))
            fill_oval(canvas, size * 0.95, -size * 0.32, size * 0.06, size * 0.07, "#fff4cf")
            fill_oval(canvas, -size * 0.97, -size * 0.32, size * 0.04, size * 0.06, "#ff5a4a")
            if lit:
                beam = polygon(
                    [
                        (size, -size * 0.34),
                        (size * 2.5, -size * 0.55),
                        (size * 2.5, size * 0.06),
                        (size, -size * 0.26),
                    ]
                )
                canvas.drawPath(
                    beam, paint(shader=linear((size, 0), (size * 2.5, 0), ["#fff0c0"] * 2, alphas=[0.5, 0.0]))
                )

    high = size * 1.1
    picture = scene.image(
        period, high + 16, lambda canvas: across(canvas, period, places, one, size * 3), (0.0, y - high)
    )
    scene.add(Strip(depth, y - high, picture, drift=speed / depth))


def city_street(scene: Scenery) -> None:
    """A street between houses, towers behind, traffic and lamps."""
    sky(scene, clouds=0.8)
    skyline(scene, 9.0, scene.horizon + 6, 120, 300, 26)
    veil(scene, 8.9, scene.horizon - 170, 190, 0.4)
    skyline(scene, 5.0, scene.horizon + 8, 120, 330, 18)
    veil(scene, 4.9, scene.horizon - 120, 140, 0.3)
    skyline(scene, 3.0, scene.horizon + 10, 150, 330, 11)
    _pavement(scene)
    _cars(scene, 2.05, 5, 190)
    if scene.shot.season != "winter":
        treeline(scene, 2.45, scene.horizon + 26, "round", 150, 6, clear=0.2)
    lamp_posts(scene)


def rooftop(scene: Scenery) -> None:
    """A flat roof high above the town."""
    view = scene.view
    sky(scene)
    skyline(scene, 9.0, scene.horizon + 30, 60, 260, 30)
    skyline(scene, 5.0, scene.horizon + 60, 40, 220, 20)
    veil(scene, 4.8, scene.horizon - 60, 160, 0.4)
    brush = Brush(scene.palette, 1.6, scene.side)
    edge = scene.horizon + (view.height - scene.horizon) * 0.22

    def roof(canvas: Canvas) -> None:
        canvas.drawRect(
            box(-500, edge, view.width + 1000, view.height),
            paint(
                shader=linear((0, edge), (0, view.height), [brush.plain("#9a928c"), brush.dark("#6a6260")])
            ),
        )
        fill_box(canvas, -500, edge - 30, view.width + 1000, 32, brush.plain("#a89c92"))
        fill_box(canvas, -500, edge - 34, view.width + 1000, 7, brush.lit("#c4b8ac"))
        for k in range(5):
            y = edge + (view.height - edge) * (k + 0.6) ** 1.5 / 11
            fill_box(canvas, -500, y, view.width + 1000, 1.6, brush.dark("#5a5250"), 0.5)

    scene.backdrop(GROUND, edge - 36, view.height - edge + 50, roof)
    period = period_at(scene, 2.2)

    def one(canvas: Canvas, index: int) -> None:
        y = edge + 16
        if index % 3 == 0:
            fill_box(canvas, -44, y - 110, 88, 60, brush.plain("#8a6a50"))
            fill(canvas, polygon([(-50, y - 108), (0, y - 142), (50, y - 108)]), brush.dark("#6a4c3a"))
            for x in (-36, 30):
                fill_box(canvas, x, y - 52, 6, 52, brush.dark("#4a3a30"))
        elif index % 3 == 1:
            fill_box(canvas, -36, y - 46, 72, 46, brush.plain("#b4bac0"))
            fill_oval(canvas, 0, y - 24, 17, 17, brush.dark("#5a626a"))
        else:
            fill_box(canvas, -14, y - 78, 28, 78, brush.plain("#a5604a"))
            fill_box(canvas, -18, y - 84, 36, 9, brush.dark("#7a4434"))

    scene.strip(
        2.2,
        edge - 140,
        170,
        period,
        lambda canvas: across(canvas, period, [period * (i + 0.5) / 6 for i in range(6)], one, 120),
    )


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


def castle(scene: Scenery) -> None:
    """A castle on its hill over meadows, banners flying."""
    view = scene.view
    sky(scene)
    mountains(scene, 12.0, scene.horizon, 160, "#7a8fa8", snow=0.3)
    hills(scene, 7.0, scene.horizon - 20, 50, "#5f8f6c", trees="pine+round", tree_height=60, tree_count=26)
    x = view.width * (0.3 if scene.side > 0 else 0.7)
    base = scene.horizon + 12
    brush = Brush(scene.palette, 3.6, scene.side)

    def draw(canvas: Canvas) -> None:
        fill(
            canvas,
            curve(
                [
                    (x - 330, base + 8),
                    (x - 180, base - 60),
                    (x, base - 84),
                    (x + 180, base - 60),
                    (x + 330, base + 8),
                ]
            ),
            brush.dark("#5f8450"),
        )
        for dx, w, h, cone in (
            (-150, 48, 150, True),
            (150, 48, 160, True),
            (-70, 62, 190, False),
            (74, 60, 210, True),
            (0, 76, 270, True),
        ):
            _tower(canvas, brush, x + dx, base - 40, w, h, cone)
        fill_box(canvas, x - 150, base - 128, 300, 92, brush.plain("#b0a698"))
        for k in range(15):
            fill_box(canvas, x - 150 + k * 20.5, base - 138, 12, 12, brush.plain("#b0a698"))
        fill(
            canvas,
            curve(
                [
                    (x - 22, base - 36),
                    (x - 22, base - 80),
                    (x, base - 100),
                    (x + 22, base - 80),
                    (x + 22, base - 36),
                ],
                tension=0.5,
            ),
            brush.dark("#3a2c26"),
        )
        for k in range(6):
            lit = scene.palette.lamps > 0.3
            fill(
                canvas,
                rounded(x - 120 + k * 46, base - 108, 9, 18, 4),
                "#ffd68a" if lit else brush.dark("#4a4450"),
            )

    scene.wall(3.6, base - 420, 450, draw)
    flag = scene.tone(brush.plain("#c8383f"))

    def banners(canvas: Canvas, moment: Moment) -> None:
        for dx, h in ((0, 400), (-150, 262), (150, 272)):
            top = base - h
            wave = [(x + dx + i * 8, top + 5 * math.sin(moment.time * 5 + i * 0.9) * i / 4) for i in range(6)]
            fill(canvas, polygon([*wave, *[(a, b + 17) for a, b in reversed(wave)]]), flag)

    scene.live(3.55, banners)
    ground(scene, "#649c4c", texture="flowers")
    treeline(scene, 2.4, scene.horizon + 36, "round+pine", 170, 6, clear=0.3)
    lane(scene, "#c9b084")
    foreground(scene, "#4c8040", 56)


def _tower(canvas: Canvas, brush: Brush, x: float, y: float, w: float, h: float, cone: bool) -> None:
    stone = "#b8aea0"
    lit_first = brush.side < 0
    tones = [brush.lit(stone), brush.dark(stone)] if lit_first else [brush.dark(stone), brush.lit(stone)]
    canvas.drawRect(box(x - w / 2, y - h, w, h), paint(shader=linear((x - w / 2, 0), (x + w / 2, 0), tones)))
    fill_box(canvas, x - w * 0.58, y - h - 4, w * 1.16, 14, brush.plain(stone))
    if cone:
        fill(
            canvas,
            polygon([(x - w * 0.66, y - h - 2), (x, y - h - w * 1.35), (x + w * 0.66, y - h - 2)]),
            brush.plain("#4f6590"),
        )
        fill(
            canvas,
            polygon([(x, y - h - 2), (x, y - h - w * 1.35), (x + brush.side * w * 0.66, y - h - 2)]),
            brush.lit("#6a82b0"),
        )
        fill_box(canvas, x - 1, y - h - w * 1.35 - 26, 2, 28, brush.dark("#3a3430"))
    else:
        for k in range(4):
            fill_box(canvas, x - w * 0.58 + k * w * 0.32, y - h - 14, w * 0.18, 12, brush.plain(stone))
    fill(
        canvas,
        rounded(x - 4, y - h * 0.7, 8, 20, 4),
        "#ffd68a" if brush.palette.lamps > 0.3 else brush.dark("#3f3a44"),
    )


def ruins(scene: Scenery) -> None:
    """Broken columns and arches overgrown with green."""
    sky(scene)
    hills(scene, 9.0, scene.horizon - 10, 46, "#6f948a")
    hills(scene, 5.0, scene.horizon, 24, "#6a9a60", trees="poplar+round", tree_height=90, tree_count=16)
    ground(scene, "#8a9a58", texture="grass")
    for depth, y in ((3.0, 20.0), (2.0, 54.0)):
        _columns(scene, depth, scene.horizon + y)
    bushes(scene, 1.9, scene.horizon + 62, 12)
    stones(scene, 1.7, scene.horizon + 74, 9, "#b8ae9c")
    foreground(scene, "#5f7a40", 60)


def _columns(scene: Scenery, depth: float, y: float) -> None:
    period = period_at(scene, depth)
    brush = Brush(scene.palette, depth, scene.side)
    places = [period * (i + 0.5) / 7 for i in range(7)]

    def one(canvas: Canvas, index: int) -> None:
        own = scene.chance("column", depth, index)
        w, h = 110 / depth, 560 / depth * float(own.uniform(0.3, 1.0))
        tones = [brush.dark("#cfc4ae"), brush.lit("#e6dcc6"), brush.dark("#bdb19a")]
        canvas.drawRect(box(-w / 2, y - h, w, h), paint(shader=linear((-w / 2, 0), (w / 2, 0), tones)))
        for k in range(5):
            fill_box(canvas, -w * 0.4 + k * w * 0.18, y - h, w * 0.05, h, brush.dark("#a89c86"), 0.5)
        fill(
            canvas,
            polygon(
                [
                    (-w / 2, y - h + 1),
                    (-w * 0.2, y - h - w * 0.3),
                    (w * 0.1, y - h - w * 0.08),
                    (w / 2, y - h - w * 0.24),
                    (w / 2, y - h + 1),
                ]
            ),
            brush.plain("#d8ceb8"),
        )
        fill_box(canvas, -w * 0.68, y - w * 0.24, w * 1.36, w * 0.26, brush.plain("#d0c6b0"))
        for k in range(5):
            fill_oval(
                canvas,
                float(own.uniform(-0.5, 0.5)) * w,
                y - h * float(own.uniform(0, 0.9)),
                w * 0.2,
                w * 0.13,
                brush.dark("#55803f"),
                0.9,
            )
        if index % 3 == 0 and h > 360 / depth:
            fill_box(canvas, -w * 0.7, y - h - w * 0.3, w * 3.2, w * 0.34, brush.plain("#d8ceb8"))

    scene.strip(
        depth, y - 700 / depth, 720 / depth, period, lambda canvas: across(canvas, period, places, one, 300)
    )


def temple(scene: Scenery) -> None:
    """A pagoda with curved roofs, blossom and lanterns."""
    view = scene.view
    sky(scene)
    mountains(scene, 13.0, scene.horizon, 200, "#7f94ac", snow=0.2)
    veil(scene, 12.5, scene.horizon - 150, 170, 0.5)
    hills(scene, 6.0, scene.horizon - 4, 34, "#5f8f6a", trees="pine", tree_height=90, tree_count=28)
    x = view.width * (0.3 if scene.side > 0 else 0.7)
    base = scene.horizon + 30
    brush = Brush(scene.palette, 2.9, scene.side)

    def draw(canvas: Canvas) -> None:
        fill_box(canvas, x - 170, base - 16, 340, 20, brush.plain("#b8b0a4"))
        for tier in range(4):
            w, y = 250 - tier * 46, base - 16 - tier * 82
            fill_box(canvas, x - w * 0.36, y - 62, w * 0.72, 62, brush.plain("#b5382f"))
            for k in range(5):
                fill_box(canvas, x - w * 0.34 + k * w * 0.16, y - 62, 6, 62, brush.dark("#7a2420"))
            lit = scene.palette.lamps > 0.3
            fill_box(canvas, x - w * 0.1, y - 46, w * 0.2, 46, "#ffc978" if lit else brush.dark("#4a2a24"))
            roof = [
                (x - w * 0.68, y - 52),
                (x - w * 0.5, y - 62),
                (x - w * 0.3, y - 86),
                (x + w * 0.3, y - 86),
                (x + w * 0.5, y - 62),
                (x + w * 0.68, y - 52),
                (x, y - 60),
            ]
            fill(canvas, curve(roof, tension=0.5), brush.dark("#3f4a55"))
            stroke(canvas, curve(roof[:1] + roof[1:3], closed=False), brush.lit("#d8a83f"), 3)
            stroke(canvas, curve(roof[3:6], closed=False), brush.lit("#d8a83f"), 3)
        fill_box(canvas, x - 3, base - 16 - 4 * 82 - 62, 6, 70, brush.lit("#d8a83f"))

    scene.wall(2.9, base - 440, 460, draw)
    ground(scene, "#8a9a62", texture="stones", near="#5a6a48")
    _blossom(scene)
    _lanterns(scene)
    lane(scene, "#c4bcae")


def _blossom(scene: Scenery) -> None:
    depth = 2.2
    period = period_at(scene, depth)
    brush = Brush(scene.palette, depth, scene.side)
    y = scene.horizon + 54

    def one(canvas: Canvas, index: int) -> None:
        own = scene.chance("cherry", index)
        tall = 250.0 * float(own.uniform(0.8, 1.1))
        stroke(
            canvas,
            curve([(0, y), (8, y - tall * 0.3), (-6, y - tall * 0.55)], closed=False),
            brush.dark("#5a4038"),
            15,
        )
        blobs = [
            (
                float(own.normal(0, tall * 0.26)),
                y - tall * 0.68 + float(own.normal(0, tall * 0.12)),
                tall * float(own.uniform(0.1, 0.17)),
            )
            for _ in range(16)
        ]
        crown(canvas, brush, blobs, ("#f4b3c9", "#f7c9d8", "#efa0bb")[index % 3])

    scene.strip(
        depth,
        y - 340,
        350,
        period,
        lambda canvas: across(canvas, period, [period * (i + 0.3) / 4 for i in range(4)], one, 280),
    )


def _lanterns(scene: Scenery) -> None:
    if scene.palette.lamps < 0.3:
        return
    view = scene.view
    image = scene.glow_image(60, "#ff9a4a", 0.6)
    pen = paint()
    red, gold = scene.tone("#d8402f"), scene.tone("#ffc860")

    def draw(canvas: Canvas, moment: Moment) -> None:
        for k in range(9):
            x = view.width * (k + 0.5) / 9
            y = view.height * 0.13 + 26 * math.sin(k * 1.3) + 3 * math.sin(moment.time * 1.4 + k)
            fill_oval(canvas, x, y, 13, 16, red)
            fill_oval(canvas, x, y, 6, 14, gold, 0.6)
            canvas.save()
            canvas.resetMatrix()
            canvas.drawImage(image, round((x - 60) * view.scale), round((y - 60) * view.scale), NEAREST, pen)
            canvas.restore()

    scene.live(1.9, draw)


def harbor(scene: Scenery) -> None:
    """A quay with cranes and moored boats, houses across the water."""
    view = scene.view
    sky(scene)
    hills(scene, 9.0, scene.horizon - 6, 40, "#6a8f92")
    houses(scene, 6.0, scene.horizon + 4, 56, 24, clear=0.1)
    sea(scene, deep="#256f92", calm=1.6)
    sails(scene, 4)
    brush = Brush(scene.palette, 3.0, scene.side)
    scene.water_line = scene.horizon + (view.height - scene.horizon) * 0.4

    def cranes(canvas: Canvas) -> None:
        for at in (0.1, 0.9):
            x, y = view.width * at, scene.horizon + 30
            stroke(
                canvas,
                polygon([(x - 26, y), (x - 8, y - 190), (x + 8, y - 190), (x + 26, y)], closed=False),
                brush.dark("#b8563a"),
                7,
            )
            stroke(
                canvas,
                polygon([(x, y - 188), (x + (150 if at < 0.5 else -150), y - 240)], closed=False),
                brush.plain("#d8703f"),
                7,
            )
            tip = x + (140 if at < 0.5 else -140)
            stroke(
                canvas, polygon([(tip, y - 236), (tip, y - 120)], closed=False), brush.dark("#3a3a40"), 1.6
            )
            fill_box(canvas, tip - 16, y - 122, 32, 20, brush.plain("#3f7fb0"))

    scene.wall(3.0, scene.horizon - 240, 290, cranes)
    quay = scene.ground - view.height * 0.06

    def edge(canvas: Canvas) -> None:
        shader = linear(
            (0, quay), (0, view.height), [brush.lit("#a8a096"), brush.plain("#8f877c"), brush.dark("#6a635a")]
        )
        canvas.drawRect(box(-500, quay, view.width + 1000, view.height), paint(shader=shader))
        fill_box(canvas, -500, quay, view.width + 1000, 8, brush.lit("#c4bcae"))

    scene.backdrop(1.7, quay, view.height - quay + 10, edge)
    period = period_at(scene, 1.6)

    def one(canvas: Canvas, index: int) -> None:
        if index % 2:
            fill(canvas, rounded(-13, quay - 30, 26, 40, 9), brush.dark("#3a3f48"))
            fill_oval(canvas, 0, quay - 30, 18, 7, brush.plain("#565e6a"))
        else:
            for k in range(3):
                fill_box(canvas, -40 + k * 34, quay - 30, 32, 34, brush.plain("#a5764a"))
                stroke(canvas, rounded(-40 + k * 34, quay - 30, 32, 34, 1), brush.dark("#6a4a30"), 2)
            fill_box(canvas, -22, quay - 62, 32, 34, brush.plain("#b5865a"))

    scene.strip(
        1.6,
        quay - 70,
        90,
        period,
        lambda canvas: across(canvas, period, [period * (i + 0.5) / 8 for i in range(8)], one, 90),
    )


def bridge(scene: Scenery) -> None:
    """A suspension bridge over water; figures walk its deck."""
    view = scene.view
    sky(scene)
    skyline(scene, 12.0, scene.horizon + 4, 40, 170, 34)
    sea(scene, deep="#2a6f96", calm=1.4)
    deck = scene.ground - view.height * 0.05
    brush = Brush(scene.palette, 1.8, scene.side)
    depth = 1.9
    period = math.ceil(period_at(scene, depth) / 760) * 760.0

    def draw(canvas: Canvas) -> None:
        for turn in range(int(period / 760) + 1):
            x = turn * 760.0
            fill_box(canvas, x - 17, deck - 430, 34, 450, brush.plain("#b8503c"))
            fill_box(canvas, x - 25, deck - 440, 50, 16, brush.lit("#d06a50"))
            for y in (330, 190):
                fill_box(canvas, x - 17, deck - y, 34, 12, brush.dark("#8a3a2c"))
            points = [(x + 760 * i / 24, deck - 420 + 372 * (1 - (2 * i / 24 - 1) ** 2)) for i in range(25)]
            stroke(canvas, polygon(points, closed=False), brush.plain("#b8503c"), 7)
            for px, py in points[1:-1]:
                stroke(canvas, polygon([(px, py), (px, deck)], closed=False), brush.dark("#8a4a3c"), 1.6)

    scene.strip(depth, deck - 450, 480, period, draw)

    def road(canvas: Canvas) -> None:
        canvas.drawRect(
            box(-500, deck, view.width + 1000, view.height),
            paint(
                shader=linear(
                    (0, deck),
                    (0, view.height),
                    [brush.lit("#9a9698"), brush.plain("#77757c"), brush.dark("#54535a")],
                )
            ),
        )
        fill_box(canvas, -500, deck - 2, view.width + 1000, 10, brush.lit("#b8b4b4"))

    scene.backdrop(1.05, deck - 4, view.height - deck + 10, road)


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
    _dashes(scene, scene.ground + (scene.view.height - scene.ground) * 0.35)


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


def train_station(scene: Scenery) -> None:
    """A platform under an iron roof, a train at the other side."""
    view = scene.view
    sky(scene, birds=False)
    skyline(scene, 9.0, scene.horizon + 8, 60, 200, 26)
    brush = Brush(scene.palette, 2.2, scene.side)
    edge = scene.horizon + (view.height - scene.horizon) * 0.34
    car_y = edge - 6

    def floor(canvas: Canvas) -> None:
        canvas.drawRect(
            box(-500, scene.horizon, view.width + 1000, view.height),
            paint(
                shader=linear(
                    (0, scene.horizon),
                    (0, view.height),
                    [brush.dark("#6a6460"), brush.plain("#9a948e"), brush.dark("#77716c")],
                )
            ),
        )
        fill_box(canvas, -500, edge, view.width + 1000, 10, brush.lit("#e8c84a"))
        fill_box(canvas, -500, edge + 12, view.width + 1000, 4, brush.dark("#5a5450"))

    scene.backdrop(GROUND, scene.horizon, view.height - scene.horizon + 10, floor)
    depth = 2.4
    period = math.ceil(period_at(scene, depth) / 520) * 520.0
    lit = scene.palette.lamps > 0.2

    def train(canvas: Canvas) -> None:
        for turn in range(int(period / 520)):
            x = turn * 520.0
            fill(canvas, rounded(x + 4, car_y - 176, 512, 166, 16), brush.plain("#3f6f8f"))
            fill_box(canvas, x + 4, car_y - 62, 512, 15, brush.lit("#e8c45a"))
            for k in range(5):
                fill(
                    canvas,
                    rounded(x + 34 + k * 92, car_y - 150, 64, 62, 7),
                    "#ffe2a8" if lit else brush.dark("#5f7f95"),
                )
            fill_box(canvas, x + 490, car_y - 152, 4, 130, brush.dark("#2f5570"))
            for k in (70, 130, 390, 450):
                fill_oval(canvas, x + k, car_y - 6, 17, 17, brush.dark("#22262c"))

    scene.strip(depth, car_y - 186, 200, period, train)
    post_period = period_at(scene, 1.9)

    def one(canvas: Canvas, index: int) -> None:
        y = scene.horizon + (scene.ground - scene.horizon) / 1.9
        fill_box(canvas, -8, -10, 16, y + 10, brush.dark("#3f4a4a"))
        fill(
            canvas,
            curve([(-90, 24), (-30, 60), (-8, 120), (8, 120), (30, 60), (90, 24)], tension=0.6),
            brush.dark("#3f4a4a"),
        )
        if index % 2:
            fill_oval(canvas, 0, 150, 36, 36, brush.dark("#2a2e34"))
            fill_oval(canvas, 0, 150, 30, 30, brush.lit("#f6f0e2"))
            stroke(canvas, polygon([(0, 150), (0, 130)], closed=False), "#1a1a1e", 3)
            stroke(canvas, polygon([(0, 150), (14, 158)], closed=False), "#1a1a1e", 3)

    scene.strip(
        1.9,
        -12,
        view.height,
        post_period,
        lambda canvas: across(canvas, post_period, [post_period * (i + 0.3) / 4 for i in range(4)], one, 120),
    )

    def roof(canvas: Canvas) -> None:
        fill_box(canvas, -500, -20, view.width + 1000, 56, brush.dark("#4a5450"))
        fill_box(canvas, -500, 34, view.width + 1000, 6, brush.lit("#7a8682"))

    scene.backdrop(1.85, -20, 70, roof)


def stadium(scene: Scenery) -> None:
    """A pitch under floodlights before full stands."""
    view = scene.view
    sky(scene, clouds=0.5, birds=False)
    base = scene.horizon + 10
    brush = Brush(scene.palette, 3.0, scene.side)
    random = scene.chance("crowd")
    depth = 4.0
    period = period_at(scene, depth)

    def stands(canvas: Canvas) -> None:
        fill_box(canvas, -4, base - 190, period + 8, 194, brush.dark("#5a6478"))
        for row in range(15):
            y = base - 182 + row * 11.6
            x = float(random.uniform(0, 6))
            while x < period:
                tone = ("#d8503f", "#3f6fb8", "#f0e8d8", "#e8b83c", "#4f9a62", "#2f3a4a")[
                    int(random.integers(0, 6))
                ]
                fill_oval(canvas, x, y + 6, 4.4, 4.2, brush.plain(tone))
                fill_oval(
                    canvas,
                    x,
                    y,
                    2.8,
                    3.0,
                    brush.plain(("#e8b890", "#a5704a", "#6a4630")[int(random.integers(0, 3))]),
                )
                x += float(random.uniform(8.5, 12))
        fill_box(canvas, -4, base - 206, period + 8, 18, brush.plain("#8a94a4"))
        for k in range(int(period / 200)):
            fill_box(
                canvas,
                k * 200.0 + 6,
                base - 14,
                188,
                20,
                brush.plain(("#d8453f", "#3f7fc0", "#f2c23c", "#4fa062")[k % 4]),
            )

    scene.strip(depth, base - 210, 230, period, stands)
    lit = scene.palette.darkness > 0.15
    for at in (0.08, 0.36, 0.64, 0.92):
        x = view.width * at

        def mast(canvas: Canvas, x: float = x) -> None:
            fill_box(canvas, x - 4, base - 340, 8, 340, brush.dark("#4a525e"))
            for k in range(8):
                fill_oval(
                    canvas,
                    x - 34 + (k % 4) * 22,
                    base - 350 + (k // 4) * 22,
                    9,
                    9,
                    "#fffbe8" if lit else brush.lit("#dfe4ea"),
                )

        scene.still(4.6, x - 60, base - 380, 120, 380, mast)
        if lit:
            scene.glow(4.5, x, base - 340, 190, "#f4f6ff", 0.6)
    ground(scene, "#4f9a48", texture="")
    _pitch(scene)
    flash = scene.glow_image(16, "#ffffff", 0.9)
    spots = [
        (
            float(random.random()) * view.width,
            base - 20 - 160 * float(random.random()),
            float(random.uniform(0, 3)),
        )
        for _ in range(24)
    ]
    pen = paint()

    def flashes(canvas: Canvas, moment: Moment) -> None:
        canvas.save()
        canvas.resetMatrix()
        for x, y, phase in spots:
            if (moment.time * 0.8 + phase) % 3.0 < 0.09:
                canvas.drawImage(
                    flash, round((x - 16) * view.scale), round((y - 16) * view.scale), NEAREST, pen
                )
        canvas.restore()

    scene.live(3.9, flashes)


def _pitch(scene: Scenery) -> None:
    view = scene.view
    brush = Brush(scene.palette, 1.4, scene.side)
    horizon = scene.horizon

    def draw(canvas: Canvas) -> None:
        for k in range(-9, 10, 2):
            head, foot = view.width / 2 + k * 60, view.width / 2 + k * 200
            fill(
                canvas,
                polygon(
                    [
                        (head, horizon + 14),
                        (head + 60, horizon + 14),
                        (foot + 200, view.height + 10),
                        (foot, view.height + 10),
                    ]
                ),
                brush.lit("#5fae52"),
                0.5,
            )
        y = horizon + (view.height - horizon) * 0.22
        fill_box(canvas, -500, y, view.width + 1000, 4, brush.lit("#f4f8f0"))
        stroke(
            canvas,
            oval(view.width / 2, view.height * 1.0, view.width * 0.3, view.height * 0.1),
            brush.lit("#f4f8f0"),
            5,
        )

    scene.backdrop(2.6, horizon + 8, view.height - horizon, draw)


def market(scene: Scenery) -> None:
    """Stalls with striped awnings along a square."""
    sky(scene, clouds=0.8)
    skyline(scene, 5.0, scene.horizon + 6, 90, 220, 18)
    skyline(scene, 3.4, scene.horizon + 10, 130, 230, 11)
    _pavement(scene, road=False, color="#a89c8c")
    for depth, y, count in ((2.5, 26.0, 7), (1.9, 52.0, 5)):
        _stalls(scene, depth, scene.horizon + y, count)
    if scene.palette.lamps > 0.3:
        _lanterns(scene)


def _stalls(scene: Scenery, depth: float, y: float, count: int) -> None:
    period = period_at(scene, depth)
    brush = Brush(scene.palette, depth, scene.side)

    def one(canvas: Canvas, index: int) -> None:
        with moved(canvas, 0, y):
            PIECES["stall"](canvas, brush, 250 / depth, scene.chance("stall", depth, index))

    scene.strip(
        depth,
        y - 700 / depth,
        720 / depth,
        period,
        lambda canvas: across(canvas, period, [period * (i + 0.5) / count for i in range(count)], one, 320),
    )
