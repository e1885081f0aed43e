"""Under water: light shafts, corals, weed that sways, bubbles, a far shoal."""

import math

from msgspec.structs import replace

from laterna.engines.animatic.canvas import (
    NEAREST,
    Canvas,
    curve,
    fill,
    fill_oval,
    limb,
    linear,
    paint,
    polygon,
)
from laterna.engines.animatic.chance import wobble
from laterna.engines.animatic.color import mix
from laterna.engines.animatic.sets.corals import garden
from laterna.engines.animatic.sets.flora import Brush
from laterna.engines.animatic.sets.land import ground, period_at
from laterna.engines.animatic.sets.sky import FAR
from laterna.engines.animatic.stage.layers import Moment
from laterna.engines.animatic.stage.scenery import Scenery, across, spread


def underwater(scene: Scenery) -> None:
    """A reef: light shafts, sea-weed that sways, corals, bubbles, small fish far off."""
    view, palette = scene.view, scene.palette
    scene.medium = "water"
    dark = palette.darkness
    top, deep = mix("#58c8e4", "#123a6a", dark), mix("#0d4f86", "#061a3c", dark)

    def back(canvas: Canvas) -> None:
        canvas.drawPaint(
            paint(
                shader=linear(
                    (0, 0),
                    (0, view.height),
                    [mix(top, "#e4fbff", 0.45), top, mix(top, deep, 0.6), deep],
                    [0, 0.16, 0.55, 1],
                )
            )
        )

    scene.backdrop(FAR, 0, view.height, back)
    scene.horizon = view.height * 0.7
    scene.orb = (view.width * 0.6, -40)
    scene.palette = replace(
        palette,
        haze=mix(top, deep, 0.5),
        key=mix("#d8f4fa", deep, 0.25 + 0.3 * dark),
        ambient=mix("#6fb0d0", deep, 0.35),
        air=1.5,
        rim=mix("#e4fbff", top, 0.3),
        orb_shown=False,
        glow=mix("#e4fbff", top, 0.4),
    )
    _shafts(scene)
    _shoal(scene)
    _reef(scene, 5.0, scene.horizon + 6, "#4a7f96")
    ground(scene, "#c9bd94", texture="sand", near="#6f8a8a")
    garden(scene, 1.9)
    for depth, count in ((2.2, 16), (1.35, 9)):
        _weed(scene, depth, count)
    _bubbles(scene)


def _shafts(scene: Scenery) -> None:
    view = scene.view
    random = scene.chance("shafts")
    tone = scene.palette.glow
    images = []
    for _ in range(2):
        beams = [(float(random.uniform(0, 1)) * view.width, float(random.uniform(30, 110))) for _ in range(6)]

        def draw(canvas: Canvas, beams: list[tuple[float, float]] = beams) -> None:
            for x, wide in beams:
                lean = (x - view.width / 2) * 0.5
                shape = polygon(
                    [
                        (x, -5),
                        (x + wide * 0.5, -5),
                        (x + wide * 1.6 + lean, view.height * 0.85),
                        (x - wide * 0.3 + lean, view.height * 0.85),
                    ]
                )
                canvas.drawPath(
                    shape,
                    paint(
                        shader=linear((0, 0), (0, view.height * 0.85), [tone, tone], alphas=[0.2, 0.0]),
                        blur=8,
                    ),
                )

        images.append(scene.image(view.width, view.height * 0.88, draw))
    pen = paint()

    def live(canvas: Canvas, moment: Moment) -> None:
        canvas.save()
        canvas.resetMatrix()
        for half, image in enumerate(images):
            pen.setAlphaf(0.55 + 0.4 * math.sin(moment.time * 0.9 + half * 2.2))
            canvas.drawImage(image, round(14 * math.sin(moment.time * 0.5 + half)), 0, NEAREST, pen)
        canvas.restore()

    scene.live(8.0, live)


def _shoal(scene: Scenery) -> None:
    random = scene.chance("shoal")
    view = scene.view
    fish = [
        (
            float(random.normal(0, 120)),
            float(random.normal(0, 46)),
            float(random.uniform(4, 8)),
            float(random.uniform(0, 6)),
        )
        for _ in range(22)
    ]
    base = (view.width * float(random.uniform(0.2, 0.7)), view.height * float(random.uniform(0.25, 0.5)))
    tone = scene.tone(mix(scene.palette.haze, "#0d3a5c", 0.45))

    def draw(canvas: Canvas, moment: Moment) -> None:
        for dx, dy, size, phase in fish:
            x = (base[0] + dx + moment.time * 26) % (view.width + 200) - 100
            y = base[1] + dy + 8 * wobble(moment.time, phase)
            fill_oval(canvas, x, y, size, size * 0.4, tone, 0.8)
            swing = math.sin(moment.time * 9 + phase) * size * 0.2
            fill(
                canvas,
                polygon(
                    [
                        (x - size * 0.8, y),
                        (x - size * 1.6, y - size * 0.4 + swing),
                        (x - size * 1.6, y + size * 0.4 + swing),
                    ]
                ),
                tone,
                0.8,
            )

    scene.live(7.0, draw)


def _reef(scene: Scenery, depth: float, y: float, color: str) -> None:
    random = scene.chance("reef", depth)
    period = period_at(scene, depth)
    brush = Brush(scene.palette, depth, scene.side)
    places = spread(random, period, int(8 + 2 * depth), 0.9)
    tones = ("#e8707f", "#f0a05a", "#c878c8", "#f2d06a", "#6fc0a8", color)

    def one(canvas: Canvas, index: int) -> None:
        own = scene.chance("coral", depth, index)
        tone, size = tones[int(own.integers(0, 6))], float(own.uniform(40, 96)) * (2.2 / depth**0.6)
        kind = own.random()
        drop = y + float(own.uniform(0, 14))
        if kind < 0.4:
            for branch in range(7):
                angle = math.radians(-150 + branch * 20)
                tip = (math.cos(angle) * size * 0.7, drop + math.sin(angle) * size)
                fill(
                    canvas,
                    limb(
                        [(0, drop), (tip[0] * 0.5, (drop + tip[1]) / 2 - size * 0.1), tip],
                        [size * 0.14, size * 0.1, size * 0.07],
                    ),
                    brush.plain(tone) if branch % 2 else brush.dark(tone),
                )
        elif kind < 0.7:
            for k in range(5):
                radius = size * float(own.uniform(0.2, 0.36))
                fill_oval(
                    canvas, (k - 2) * size * 0.26, drop - radius * 0.5, radius, radius * 0.9, brush.dark(tone)
                )
                fill_oval(
                    canvas,
                    (k - 2) * size * 0.26,
                    drop - radius * 0.7,
                    radius * 0.75,
                    radius * 0.6,
                    brush.lit(tone),
                )
        else:
            fill(
                canvas,
                curve(
                    [
                        (-size, drop + 6),
                        (-size * 0.7, drop - size * 0.5),
                        (0, drop - size * 0.7),
                        (size * 0.8, drop - size * 0.4),
                        (size, drop + 6),
                    ]
                ),
                brush.dark("#5a6a72"),
            )
            fill(
                canvas,
                curve(
                    [
                        (-size * 0.6, drop - size * 0.3),
                        (0, drop - size * 0.62),
                        (size * 0.6, drop - size * 0.34),
                        (0, drop - size * 0.3),
                    ]
                ),
                brush.plain("#7f9298"),
            )

    scene.strip(depth, y - 180, 230, period, lambda canvas: across(canvas, period, places, one, 200))


def _weed(scene: Scenery, depth: float, count: int) -> None:
    random = scene.chance("weed", depth)
    view = scene.view
    brush = Brush(scene.palette, depth, scene.side)
    tones = [scene.tone(brush.plain(c)) for c in ("#3f9a5c", "#5fae4c", "#2f7a5c")]
    base = scene.horizon + (view.height - scene.horizon) * min(1.05, 1.15 / depth)
    plants = [
        (
            float(random.random()) * view.width,
            float(random.uniform(90, 230)) / depth,
            float(random.uniform(0, 6)),
            k % 3,
        )
        for k in range(count)
    ]

    def draw(canvas: Canvas, moment: Moment) -> None:
        for x, tall, phase, tone in plants:
            points = []
            for i in range(5):
                up = i / 4
                points.append(
                    (x + math.sin(moment.time * 1.1 + phase + up * 2.4) * 17 * up, base - tall * up)
                )
            fill(canvas, limb(points, [13 / depth, 15 / depth, 12 / depth, 8 / depth, 2]), tones[tone])

    scene.live(depth, draw)


def _bubbles(scene: Scenery) -> None:
    random = scene.chance("bubbles")
    view = scene.view
    bubbles = [
        (
            float(random.random()) * view.width,
            float(random.random()),
            float(random.uniform(2, 6)),
            float(random.uniform(0, 6)),
        )
        for _ in range(26)
    ]
    ring = paint(scene.tone("#e8fbff"), 0.6, width=1.2)
    dot = paint("#ffffff", 0.7)

    def draw(canvas: Canvas, moment: Moment) -> None:
        for x, start, size, phase in bubbles:
            up = (start + moment.time * 0.1 * (0.6 + size / 6)) % 1.0
            at, y = x + 9 * math.sin(moment.time * 1.6 + phase), view.height * (1.03 - 1.1 * up)
            canvas.drawCircle(at, y, size, ring)
            canvas.drawCircle(at - size * 0.3, y - size * 0.3, size * 0.25, dot)

    scene.live(0.98, draw)
