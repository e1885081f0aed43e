"""Castles, ruins, temples, harbours and bridges."""

import math

from laterna.engines.animatic.canvas import (
    NEAREST,
    Canvas,
    box,
    curve,
    fill,
    fill_box,
    fill_oval,
    linear,
    paint,
    polygon,
    rounded,
    stroke,
)
from laterna.engines.animatic.sets.countryside import houses, lane
from laterna.engines.animatic.sets.flora import LEAVES, Brush, crown
from laterna.engines.animatic.sets.land import (
    bushes,
    foreground,
    ground,
    hills,
    mountains,
    period_at,
    snowy,
    treeline,
)
from laterna.engines.animatic.sets.pier import fishing, pier
from laterna.engines.animatic.sets.rock import stones
from laterna.engines.animatic.sets.sky import sky
from laterna.engines.animatic.sets.streets import skyline
from laterna.engines.animatic.sets.water import sails, sea
from laterna.engines.animatic.stage.layers import Moment
from laterna.engines.animatic.stage.scenery import Scenery, across
from laterna.engines.animatic.weather.sky_falls import veil


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
        for _ in range(5):
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
    lanterns(scene)
    lane(scene, "#c4bcae")


def _blossom(scene: Scenery) -> None:
    depth = 2.2
    period = period_at(scene, depth)
    brush = Brush(scene.palette, depth, scene.side)
    y = scene.horizon + 54
    season = "winter" if snowy(scene) else scene.shot.season
    tones = ("#f4b3c9", "#f7c9d8", "#efa0bb") if season in ("", "spring") else LEAVES[season]

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
        crown(canvas, brush, blobs, tones[index % len(tones)])

    scene.strip(
        depth,
        y - 340,
        350,
        period,
        lambda canvas: across(canvas, period, [period * (i + 0.3) / 4 for i in range(4)], one, 280),
    )


def lanterns(scene: Scenery) -> None:
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
    if fishing(scene.shot):
        pier(scene)
        return
    _quay(scene, brush)


def _quay(scene: Scenery, brush: Brush) -> None:
    """The paved edge of the harbour with bollards and crates on it."""
    view = scene.view
    quay = scene.ground - view.height * 0.06
    scene.mirror_low = quay

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
