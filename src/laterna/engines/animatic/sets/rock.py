"""Mountains, deserts, waterfalls, volcanoes, caves and battlefields."""

import math
from functools import partial

from laterna.engines.animatic.canvas import (
    Canvas,
    Point,
    clipped,
    curve,
    fill,
    fill_box,
    fill_oval,
    limb,
    linear,
    moved,
    paint,
    polygon,
    stroke,
)
from laterna.engines.animatic.color import mix
from laterna.engines.animatic.sets.flora import Brush
from laterna.engines.animatic.sets.land import (
    bushes,
    foreground,
    ground,
    hills,
    mountains,
    period_at,
    treeline,
)
from laterna.engines.animatic.sets.sky import sky
from laterna.engines.animatic.sets.water import sea
from laterna.engines.animatic.stage.layers import Moment, Still
from laterna.engines.animatic.stage.scenery import Scenery, across, spread
from laterna.engines.animatic.weather.sky_falls import veil


def mountain(scene: Scenery) -> None:
    """High peaks over an alp."""
    sky(scene)
    mountains(scene, 16.0, scene.horizon - 4, 400, "#7388a8", snow=0.55, air=0.42)
    veil(scene, 15.9, scene.horizon - 130, 150, 0.4)
    mountains(scene, 9.0, scene.horizon + 4, 210, "#5d7486", snow=0.2, air=0.6)
    hills(scene, 5.0, scene.horizon + 4, 40, "#557f5c", trees="pine", tree_height=84, tree_count=40)
    treeline(scene, 2.7, scene.horizon + 26, "pine", 170, 9, clear=0.3)
    ground(scene, "#6f9450", texture="flowers")
    stones(scene, 1.9, scene.horizon + 60, 7)
    foreground(scene, "#4f7a44", 50)


def stones(scene: Scenery, depth: float, y: float, count: int, color: str = "#8f8a84") -> None:
    """Boulders along a line."""
    random = scene.chance("stones", depth)
    period = period_at(scene, depth)
    brush = Brush(scene.palette, depth, scene.side)
    places = spread(random, period, count, 1.0)

    def one(canvas: Canvas, index: int) -> None:
        own = scene.chance("stone", depth, index)
        wide = 90 / depth * float(own.uniform(0.5, 1.5))
        high = wide * float(own.uniform(0.45, 0.75))
        drop = float(own.uniform(-5, 12))
        outline = [
            (-wide, 0),
            (-wide * 0.8, -high * 0.7),
            (-wide * 0.2, -high),
            (wide * 0.5, -high * 0.85),
            (wide, -high * 0.2),
            (wide * 0.9, 2),
        ]
        with moved(canvas, 0, y + drop):
            fill(canvas, polygon(outline), brush.dark(color))
            lit = [
                (-wide * 0.2, -high),
                (wide * 0.5, -high * 0.85),
                (wide * 0.3, -high * 0.4),
                (-wide * 0.5, -high * 0.5),
            ]
            with moved(canvas, 0, 0, flip=brush.side < 0):
                fill(canvas, polygon(lit), brush.lit(color))

    scene.strip(depth, y - 130, 160, period, lambda canvas: across(canvas, period, places, one, 160))


def desert(scene: Scenery) -> None:
    """Dunes, mesas and cactus."""
    sky(scene, clouds=0.4)
    _mesas(scene)
    hills(scene, 6.0, scene.horizon - 4, 46, "#d99a5c", roughness=1.9, haze=0.3)
    hills(scene, 3.6, scene.horizon + 8, 26, "#e2ab68", roughness=1.9, haze=0.2)
    ground(scene, "#e6b878", texture="sand", near="#b9824c")
    treeline(scene, 2.4, scene.horizon + 44, "cactus", 130, 5, clear=0.25)
    stones(scene, 1.9, scene.horizon + 66, 4, "#b0714a")


def _mesas(scene: Scenery) -> None:
    random = scene.chance("mesas")
    depth = 10.0
    period = period_at(scene, depth)
    brush = Brush(scene.palette, depth * 0.7, scene.side)
    places = spread(random, period, 5, 0.8)
    base = scene.horizon + 8

    def one(canvas: Canvas, index: int) -> None:
        own = scene.chance("mesa", index)
        wide, high = float(own.uniform(80, 200)), float(own.uniform(60, 150))
        top = wide * float(own.uniform(0.4, 0.75))
        fill(
            canvas,
            polygon(
                [
                    (-wide, base),
                    (-top, base - high * 0.55),
                    (-top * 0.9, base - high),
                    (top * 0.9, base - high),
                    (top, base - high * 0.55),
                    (wide, base),
                ]
            ),
            brush.plain("#c06a44"),
        )
        for band in range(4):
            fill_box(
                canvas,
                -top * 0.93,
                base - high * (0.95 - 0.1 * band),
                top * 1.86,
                high * 0.035,
                brush.dark("#a5532f"),
                0.6,
            )
        fill(
            canvas,
            polygon(
                [
                    (brush.side * top * 0.2, base - high),
                    (brush.side * top * 0.9, base - high),
                    (brush.side * top, base - high * 0.55),
                    (brush.side * wide, base),
                    (brush.side * wide * 0.3, base),
                ]
            ),
            brush.lit("#d88456"),
            0.7,
        )

    scene.strip(depth, base - 170, 240, period, lambda canvas: across(canvas, period, places, one, 260))


def waterfall(scene: Scenery) -> None:
    """A fall between mossy cliffs into a pool."""
    scene.bounded = True
    view = scene.view
    sky(scene, clouds=0.5)
    mountains(scene, 12.0, scene.horizon, 220, "#6f8794", snow=0.1)
    hills(scene, 6.0, scene.horizon - 60, 60, "#4f8a5c", trees="round+pine", tree_height=80, tree_count=30)
    middle, half = view.width * (0.64 if scene.side < 0 else 0.4), view.width * 0.085
    top, pool = scene.horizon - view.height * 0.36, scene.horizon + view.height * 0.06
    brush = Brush(scene.palette, 2.6, scene.side)

    def cliffs(canvas: Canvas) -> None:
        random = scene.chance("cliffs")
        for side in (-1, 1):
            edge = middle + side * half
            out = -300.0 if side < 0 else view.width + 300
            points = [(edge, pool + 20), (edge + side * 14, (top + pool) / 2), (edge, top)]
            x, y = edge, top
            while abs(x - out) > 160:
                x += side * float(random.uniform(50, 110))
                y += float(random.uniform(-26, 34))
                points.append((x, y))
            points += [(out, y), (out, pool + 20)]
            fill(canvas, polygon(points), brush.dark("#5f6258"))
            _rock_face(canvas, brush, scene, points, side, (edge, top, pool))

    scene.wall(2.9, top - 120, pool - top + 160, cliffs)
    bushes(scene, 2.75, top + 22, 0)
    sea(scene, top=pool - 8, deep="#2f8a9c", calm=1.4, order=2.7)
    scene.water_line = scene.horizon + (view.height - scene.horizon) * 0.5
    white, pale = (
        scene.tone(scene.palette.bright("#ffffff", 2.5)),
        scene.tone(scene.palette.surface("#a9d6e2", 2.5)),
    )
    random = scene.chance("fall")
    threads = [
        (
            float(random.uniform(-1, 1)),
            float(random.random()),
            float(random.uniform(0.06, 0.2)),
            float(random.uniform(2, 7)),
        )
        for _ in range(70)
    ]
    body = partial(
        scene.image,
        2 * half,
        pool - top,
        lambda c: c.drawPaint(
            paint(shader=linear((0, 0), (0, pool - top), [pale, white], alphas=[0.85, 0.95]))
        ),
    )
    scene.add(Still(2.68, middle - half, top, body))

    def draw(canvas: Canvas, moment: Moment) -> None:
        for at, start, long, wide in threads:
            along = (start + moment.time * 0.75) % 1.0
            y = top + (pool - top) * along
            tone = white if wide > 4 else pale
            fill_box(
                canvas,
                middle + at * half * 0.97,
                y,
                wide,
                (pool - top) * long * min(1, 1.2 - along),
                tone,
                0.55,
            )
        for k in range(12):
            swell = (moment.time * 0.8 + k / 12) % 1.0
            fill_oval(
                canvas,
                middle + half * 1.3 * math.sin(k * 2.4),
                pool - 22 * swell,
                20 + 44 * swell,
                12 + 20 * swell,
                white,
                0.28 * (1 - swell),
            )

    scene.live(2.66, draw)
    bank_line = scene.ground - view.height * 0.04
    keep = scene.horizon
    scene.horizon = bank_line
    ground(scene, "#56884a", texture="flowers")
    scene.horizon = keep
    stones(scene, 1.4, bank_line + 8, 8, "#7f837a")
    foreground(scene, "#3f6a3c", 70)


def _rock_face(
    canvas: Canvas,
    brush: Brush,
    scene: Scenery,
    outline: list[Point],
    side: int,
    at: tuple[float, float, float],
) -> None:
    """Columns of rock, lit on one side, with moss along the rim and in the cracks."""
    random = scene.chance("face", side)
    edge, top, pool = at
    tones = (brush.plain("#6f7264"), brush.plain("#636a62"), brush.lit("#7f8474"), brush.dark("#555a52"))
    with clipped(canvas, polygon(outline)):
        x = edge + side * 6
        while abs(x - edge) < scene.view.width * 0.8:
            wide = float(random.uniform(22, 64))
            head = top - 90 + float(random.uniform(0, 190))
            lean = float(random.uniform(-8, 8))
            column = [(x, head), (x + side * wide, head + float(random.uniform(-14, 14))),
                      (x + side * wide + lean, pool + 20), (x + lean, pool + 20)]  # fmt: skip
            fill(canvas, polygon(column), tones[int(random.integers(0, 4))])
            seam = [(x + side * wide, head), (x + side * wide + lean, pool + 20)]
            stroke(canvas, polygon(seam, closed=False), brush.dark("#3a3e3a"), 2.2, 0.6)
            if random.random() < 0.5:
                y = float(random.uniform(top + 30, pool - 20))
                fill_oval(canvas, x + side * wide / 2, y, wide * 0.5, 9, brush.plain("#557a48"), 0.9)
                fill_oval(canvas, x + side * wide / 2, y + 9, wide * 0.3, 11, brush.dark("#4a6e42"), 0.8)
            x += side * wide
    rim = [point for point in outline[2:-2] if point[1] < pool]
    for x, y in rim:
        for k in range(4):
            fill_oval(canvas, x + side * (k * 24 - 20), y + 4 + 3 * (k % 2), 30, 13, brush.plain("#5f8f4c"))
            fill_oval(canvas, x + side * (k * 24 - 16), y + 1 + 3 * (k % 2), 18, 7, brush.lit("#7fae5c"))


def battlefield(scene: Scenery) -> None:
    """A scarred plain with smoke and broken stakes."""
    sky(scene, clouds=1.2, birds=True)
    hills(scene, 7.0, scene.horizon - 6, 30, "#6f6a5c", haze=0.6)
    treeline(scene, 3.6, scene.horizon + 12, "bare", 150, 9, clear=0.3)
    ground(scene, "#80704f", texture="stones", near="#4a3c2c")
    view = scene.view
    random = scene.chance("smoke")
    columns = [
        (
            float(random.uniform(0.05, 0.95)) * view.width,
            float(random.uniform(0.6, 1.2)),
            float(random.uniform(0, 5)),
        )
        for _ in range(4)
    ]
    tone = scene.tone(mix(scene.palette.haze, "#3c3836", 0.55))

    def draw(canvas: Canvas, moment: Moment) -> None:
        for x, size, phase in columns:
            for k in range(7):
                along = (moment.time * 0.11 + k / 7 + phase) % 1.0
                radius = (14 + 58 * along) * size
                fill_oval(
                    canvas,
                    x - 70 * along,
                    scene.horizon + 14 - 220 * along * size,
                    radius,
                    radius * 0.85,
                    tone,
                    0.42 * (1 - along),
                )

    scene.live(3.2, draw)
    brush = Brush(scene.palette, 1.9, scene.side)

    def stakes(canvas: Canvas) -> None:
        own = scene.chance("stakes")
        for _ in range(9):
            x, y = float(own.uniform(0, view.width)), scene.horizon + float(own.uniform(46, 90))
            lean = float(own.uniform(-40, 40))
            fill(
                canvas,
                limb([(x, y), (x + lean, y - float(own.uniform(60, 120)))], [8, 4]),
                brush.dark("#5a4434"),
            )
        for _ in range(3):
            x, y = float(own.uniform(0.1, 0.9)) * view.width, scene.horizon + 60.0
            stroke(canvas, polygon([(x, y), (x + 14, y - 150)], closed=False), brush.dark("#4a3a2c"), 4)
            flag = [
                (x + 13, y - 148),
                (x + 70, y - 138),
                (x + 52, y - 122),
                (x + 66, y - 104),
                (x + 10, y - 112),
            ]
            fill(
                canvas, polygon(flag), brush.plain(("#a8323a", "#2f5a8a", "#c99a3a")[int(own.integers(0, 3))])
            )

    scene.wall(1.9, scene.horizon - 130, 260, stakes)


def cave(scene: Scenery) -> None:
    """A cave: dark vault, stalactites, crystals that glow, light from an opening."""
    scene.bounded = True
    view = scene.view
    scene.indoors = True
    palette = scene.palette
    brush = Brush(palette, 1.6, scene.side)
    scene.horizon = view.height * 0.6

    def back(canvas: Canvas) -> None:
        canvas.drawPaint(paint(mix(brush.dark("#3c3a4a"), "#0a0a14", 0.45)))
        shape = curve(
            [
                (view.width * 0.5, view.height * 0.12),
                (view.width * 0.68, view.height * 0.3),
                (view.width * 0.7, scene.horizon + 10),
                (view.width * 0.32, scene.horizon + 10),
                (view.width * 0.35, view.height * 0.28),
            ]
        )
        canvas.drawPath(shape, paint(shader=linear((0, 60), (0, scene.horizon), palette.sky)))

    scene.backdrop(900, 0, view.height, back)
    scene.glow(
        8.0,
        view.width * 0.51,
        view.height * 0.4,
        view.height * 0.6,
        mix(palette.glow, palette.sky[-1], 0.5),
        0.4,
    )
    for depth, reach, color in ((4.0, 0.3, "#4c4a5c"), (2.4, 0.2, "#3c3a4c"), (1.4, 0.11, "#2a2836")):
        _teeth(scene, depth, reach, color)
    keep = scene.horizon
    scene.horizon = keep - 10
    ground(scene, "#5a5666", texture="stones", far="#6f6a7c", near="#1c1a26")
    scene.horizon = keep
    random = scene.chance("crystals")
    for k in range(6):
        x, y = float(random.uniform(0.03, 0.97)) * view.width, scene.horizon + float(random.uniform(30, 110))
        tone = ("#5fe0ff", "#b98aff", "#6fffc0")[k % 3]
        tall = float(random.uniform(40, 90))

        def crystal(canvas: Canvas, x: float = x, y: float = y, tone: str = tone, tall: float = tall) -> None:
            for lean, size in ((-0.35, 0.7), (0.3, 0.8), (0.0, 1.0)):
                tip = (x + lean * tall, y - tall * size)
                fill(
                    canvas,
                    polygon(
                        [(x - 9, y), (tip[0] - 6, tip[1] + 14), tip, (tip[0] + 6, tip[1] + 14), (x + 9, y)]
                    ),
                    mix(tone, "#1a1a3a", 0.35),
                )
                fill(canvas, polygon([(x, y), tip, (tip[0] + 6, tip[1] + 14), (x + 9, y)]), tone, 0.7)

        scene.still(1.8, x - 60, y - 110, 120, 120, crystal)
        scene.glow(1.79, x, y - tall * 0.5, 120, tone, 0.34)


def _teeth(scene: Scenery, depth: float, reach: float, color: str) -> None:
    random = scene.chance("teeth", depth)
    period = period_at(scene, depth)
    view = scene.view
    dark = mix(Brush(scene.palette, 1.5, scene.side).dark(color), "#05050c", 0.3)
    points: list[tuple[float, float]] = [(0.0, view.height * reach * 0.4)]
    while points[-1][0] < period - 60:
        x = points[-1][0] + float(random.uniform(24, 70))
        long = view.height * reach * float(random.uniform(0.2, 1.3))
        points += [(x, view.height * reach * 0.35), (x + 14, long), (x + 26, view.height * reach * 0.35)]
    points.append((period, points[0][1]))
    shape = polygon([(0, -30), *points, (period, -30)])
    scene.strip(
        depth, -20, view.height * reach * 1.4 + 30, period, lambda canvas: canvas.drawPath(shape, paint(dark))
    )
