"""Forests, jungles, mountains, deserts, waterfalls, swamps, volcanoes and other places without houses."""

import math

from laterna.engines.animatic.canvas import (
    Canvas,
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
from laterna.engines.animatic.sets.flora import LEAVES, Brush, reed
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


def trunks(scene: Scenery, depth: float, y: float, count: int, width: float, color: str) -> None:
    """Tall trunks that run out of the frame at the top, with a canopy above."""
    random = scene.chance("trunks", depth)
    period = period_at(scene, depth)
    brush = Brush(scene.palette, depth, scene.side)
    places = spread(random, period, count, 0.9)
    girth = [width * float(random.uniform(0.6, 1.3)) for _ in places]

    def one(canvas: Canvas, index: int) -> None:
        g = girth[index]
        own = scene.chance("trunk", depth, index)
        lean = float(own.normal(0, g * 0.25))
        spine = [(0.0, y + 4), (lean * 0.3, y - 160.0), (lean, -30.0)]
        fill(canvas, limb(spine, [g * 1.35, g, g * 0.85]), brush.dark(color))
        fill(
            canvas,
            limb([(a + brush.side * g * 0.2, b) for a, b in spine], [g * 0.6, g * 0.45, g * 0.4]),
            brush.plain(color),
        )
        for root in (-1, 1):
            fill(
                canvas,
                limb([(root * g * 0.3, y - g * 0.6), (root * g * 1.1, y + 5)], [g * 0.6, g * 0.15]),
                brush.dark(color),
            )
        if depth > 2:
            for _ in range(3):
                at = float(own.uniform(0.2, 0.6)) * y
                side = 1 if own.random() < 0.5 else -1
                fill(
                    canvas,
                    limb([(lean * 0.5, at), (side * g * 2.2, at - g)], [g * 0.3, g * 0.1]),
                    brush.dark(color),
                )

    scene.strip(depth, -20, y + 40, period, lambda canvas: across(canvas, period, places, one, 200))


def canopy(scene: Scenery, depth: float, low: float, leaf: str) -> None:
    """Leaf masses that hang into the frame from above."""
    random = scene.chance("canopy", depth)
    period = period_at(scene, depth + 0.3)
    brush = Brush(scene.palette, depth, scene.side)
    blobs = [(float(random.random()) * period, low * float(random.uniform(-0.3, 1.0)), float(random.uniform(28, 66)) * (1.6 / depth**0.5))
             for _ in range(46)]  # fmt: skip

    def one(canvas: Canvas, index: int) -> None:
        _, y, radius = blobs[index]
        fill_oval(canvas, 0, y, radius * 1.2, radius, brush.dark(leaf))
        fill_oval(
            canvas,
            brush.side * radius * 0.2,
            y - radius * 0.15,
            radius * 0.9,
            radius * 0.7,
            brush.plain(leaf),
        )
        fill_oval(
            canvas,
            brush.side * radius * 0.4,
            y - radius * 0.3,
            radius * 0.4,
            radius * 0.28,
            brush.lit(leaf),
            0.6,
        )

    scene.strip(
        depth, -60, low + 130, period, lambda canvas: across(canvas, period, [b[0] for b in blobs], one, 120)
    )


def rays(scene: Scenery, count: int = 6, strength: float = 0.16) -> None:
    """Slanting shafts of light between trees or through water, laid once with ADD."""
    random = scene.chance("rays")
    view = scene.view
    tone = mix(scene.palette.glow, "#ffffff", 0.2)
    if scene.palette.darkness > 0.5:
        strength *= 0.7
    shafts = [
        (
            float(random.uniform(-0.1, 1.0)) * view.width,
            float(random.uniform(36, 130)),
            float(random.uniform(0.5, 1.0)),
        )
        for _ in range(count)
    ]
    slant = -scene.side * view.height * 0.35

    def draw(canvas: Canvas) -> None:
        for x, wide, part in shafts:
            shape = polygon(
                [
                    (x, -10),
                    (x + wide * 0.6, -10),
                    (x + wide * 1.5 + slant, view.height * 0.92),
                    (x + slant, view.height * 0.92),
                ]
            )
            shader = linear((0, 0), (0, view.height * 0.9), [tone, tone], alphas=[strength * part, 0.0])
            canvas.drawPath(shape, paint(shader=shader, blur=9))

    scene.add(Still(1.7, 0, 0, scene.image(view.width, view.height, draw), motion=12.0))


def forest(scene: Scenery) -> None:
    """A wood of tall trunks with light between them."""
    leaf = LEAVES.get(scene.shot.season, LEAVES[""])[0]
    scene.horizon -= scene.view.height * 0.03
    sky(scene, clouds=0.2, birds=False)
    hills(scene, 9.0, scene.horizon - 30, 40, "#4f7f6a", trees="pine+round", tree_height=150, tree_count=26)
    treeline(scene, 6.0, scene.horizon + 2, "pine+round", 230, 22)
    veil(scene, 5.9, scene.horizon - 160, 220, 0.5)
    ground(
        scene,
        "#5f8048" if scene.shot.season != "autumn" else "#a5763c",
        texture="leaves" if scene.shot.season == "autumn" else "grass",
    )
    trunks(scene, 3.6, scene.horizon + 26, 14, 22, "#6a5340")
    canopy(scene, 3.5, scene.view.height * 0.16, leaf)
    veil(scene, 3.4, scene.horizon - 60, 150, 0.35)
    bushes(scene, 2.5, scene.horizon + 40, 16)
    trunks(scene, 2.1, scene.horizon + 62, 6, 40, "#5c4636")
    canopy(scene, 2.0, scene.view.height * 0.08, leaf)
    rays(scene)
    _fireflies(scene)
    foreground(scene, "#3f6a3c", 80)


def _fireflies(scene: Scenery) -> None:
    if scene.palette.darkness < 0.45 or scene.shot.weather not in ("clear", "fog"):
        return
    random = scene.chance("fireflies")
    view = scene.view
    image = scene.glow_image(13, "#e8ff8a", 0.95)
    pen = paint()
    flies = [
        (
            float(random.random()) * view.width,
            float(random.uniform(0.45, 0.9)) * view.height,
            float(random.uniform(0, 6)),
        )
        for _ in range(18)
    ]

    def draw(canvas: Canvas, moment: Moment) -> None:
        canvas.save()
        canvas.resetMatrix()
        for x, y, phase in flies:
            if math.sin(moment.time * 1.8 + phase * 3) > -0.2:
                at = (
                    x + 34 * math.sin(moment.time * 0.7 + phase),
                    y + 22 * math.sin(moment.time * 1.1 + phase * 2),
                )
                canvas.drawImage(
                    image, round((at[0] - 13) * view.scale), round((at[1] - 13) * view.scale), paint=pen
                )
        canvas.restore()

    scene.live(0.95, draw)


def jungle(scene: Scenery) -> None:
    """Palms, broad leaves and hanging vines."""
    sky(scene, clouds=0.3, birds=False)
    hills(scene, 8.0, scene.horizon - 30, 60, "#3f7f5c", trees="palm+round", tree_height=170, tree_count=30)
    treeline(scene, 4.5, scene.horizon + 6, "palm+round+palm", 270, 20)
    veil(scene, 4.4, scene.horizon - 150, 230, 0.45)
    ground(scene, "#4d7f3f", texture="grass")
    treeline(scene, 2.6, scene.horizon + 34, "palm", 420, 7)
    bushes(scene, 2.2, scene.horizon + 52, 20, ("#2f7a44", "#3f8f4c", "#56a04a"))
    canopy(scene, 2.0, scene.view.height * 0.12, "#2f7a48")
    rays(scene, 5, 0.2)
    foreground(scene, "#2f6a3a", 120)


def mountain(scene: Scenery) -> None:
    """High peaks over an alp."""
    sky(scene)
    mountains(scene, 16.0, scene.horizon - 4, 330, "#7388a8", snow=0.5)
    mountains(scene, 9.0, scene.horizon + 4, 210, "#647a8a", snow=0.25)
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
        fill(canvas, polygon([(-wide, base), (-top, base - high * 0.55), (-top * 0.9, base - high), (top * 0.9, base - high),
                              (top, base - high * 0.55), (wide, base)]), brush.plain("#c06a44"))  # fmt: skip
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
        fill(canvas, polygon([(brush.side * top * 0.2, base - high), (brush.side * top * 0.9, base - high), (brush.side * top, base - high * 0.55),
                              (brush.side * wide, base), (brush.side * wide * 0.3, base)]), brush.lit("#d88456"), 0.7)  # fmt: skip

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
            for _ in range(46):
                rx, ry = (
                    edge + side * float(random.uniform(10, view.width * 0.5)),
                    float(random.uniform(top + 20, pool)),
                )
                wide = float(random.uniform(16, 60))
                fill(canvas, polygon([(rx - wide, ry), (rx - wide * 0.4, ry - wide * 0.5), (rx + wide * 0.6, ry - wide * 0.4), (rx + wide, ry)]),
                     (brush.plain("#6f7264"), brush.plain("#55704c"), brush.lit("#7a8070"))[int(random.integers(0, 3))], 0.8)  # fmt: skip

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
    body = scene.image(
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


def swamp(scene: Scenery) -> None:
    """Dead trees and reeds in still green water."""
    sky(scene, clouds=0.8, birds=False)
    hills(scene, 8.0, scene.horizon - 10, 30, "#4f6a54", trees="bare+round", tree_height=120, tree_count=24)
    treeline(scene, 4.0, scene.horizon + 6, "bare", 230, 9)
    veil(scene, 3.9, scene.horizon - 90, 160, 0.55)
    sea(scene, deep="#4a6a44", calm=3.0)
    scene.water_line = scene.horizon + (scene.view.height - scene.horizon) * 0.5
    treeline(scene, 2.0, scene.horizon + 64, "bare", 420, 3)
    _reeds(scene)
    _fireflies(scene)
    foreground(scene, "#3f5a34", 90)


def _reeds(scene: Scenery) -> None:
    random = scene.chance("reeds")
    depth = 1.6
    period = period_at(scene, depth)
    brush = Brush(scene.palette, depth, scene.side)
    places = spread(random, period, 60, 1.0)
    y = scene.horizon + (scene.ground - scene.horizon) * 0.7

    def one(canvas: Canvas, index: int) -> None:
        own = scene.chance("reed", index)
        tall = float(own.uniform(60, 120))
        reed(
            canvas,
            0,
            y + float(own.uniform(-8, 10)),
            tall,
            brush.dark("#5f7a44"),
            brush.dark("#6a4428"),
            float(own.uniform(-0.5, 0.5)),
        )

    scene.strip(depth, y - 140, 170, period, lambda canvas: across(canvas, period, places, one, 80))


def volcano(scene: Scenery) -> None:
    """A cone that glows and smokes over black rock and lava."""
    view = scene.view
    sky(scene, clouds=0.6, birds=False)
    brush = Brush(scene.palette, 5.0, scene.side)
    middle, top, base = (
        view.width * (0.62 if scene.side < 0 else 0.38),
        scene.horizon - view.height * 0.42,
        scene.horizon + 10,
    )
    lava = ("#ff5a1f", "#ff9a2f", "#ffd85a")

    def cone(canvas: Canvas) -> None:
        wide = view.width * 0.42
        fill(
            canvas,
            polygon([(middle - wide, base), (middle - 58, top), (middle + 58, top), (middle + wide, base)]),
            brush.dark("#4a3a3c"),
        )
        side = brush.side
        fill(
            canvas,
            polygon(
                [
                    (middle + side * 10, top),
                    (middle + side * 58, top),
                    (middle + side * wide, base),
                    (middle + side * wide * 0.25, base),
                ]
            ),
            brush.plain("#6a5250"),
        )
        random = scene.chance("lava")
        for run in range(4):
            x = middle - 40 + run * 26
            points = [(x, top)]
            while points[-1][1] < base:
                points.append((points[-1][0] + float(random.normal((run - 1.5) * 12, 9)), points[-1][1] + 28))
            for tone, width in zip(lava, (11, 6, 2.4), strict=True):
                stroke(canvas, curve(points, closed=False), tone, width)
        fill_oval(canvas, middle, top, 58, 9, "#ff8a2f")

    scene.wall(6.0, top - 20, base - top + 40, cone)
    scene.glow(5.9, middle, top, 260, "#ff6a2a", 0.7)
    smoke = [
        scene.tone(mix(scene.palette.cloud_shade, "#3a2a2e", 0.6)),
        scene.tone(mix(scene.palette.cloud_shade, "#6a5050", 0.5)),
    ]
    hot = scene.tone("#ffb04a")

    def draw(canvas: Canvas, moment: Moment) -> None:
        for k in range(11):
            along = (moment.time * 0.09 + k / 11) % 1.0
            size = 26 + 120 * along
            fill_oval(
                canvas,
                middle + 90 * along * math.sin(k * 1.7) - 120 * along,
                top - 20 - 240 * along,
                size,
                size * 0.8,
                smoke[k % 2],
                0.5 * (1 - along),
            )
        for k in range(16):
            along = (moment.time * 0.55 + k / 16) % 1.0
            x = middle + (k - 7.5) * 17 * along
            y = top - 190 * along * (1.3 + 0.5 * math.sin(k * 3.3)) + 260 * along * along
            fill_oval(canvas, x, y, 3.2, 3.2, hot, 1 - along * 0.6)

    scene.live(5.8, draw)
    ground(scene, "#4c4244", texture="stones", near="#241c20")
    stones(scene, 1.9, scene.horizon + 64, 6, "#4a4042")


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
        shape = curve([(view.width * 0.5, view.height * 0.12), (view.width * 0.68, view.height * 0.3), (view.width * 0.7, scene.horizon + 10),
                       (view.width * 0.32, scene.horizon + 10), (view.width * 0.35, view.height * 0.28)])  # fmt: skip
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
