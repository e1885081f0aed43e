"""Fog, void, space, other worlds, under water, high sky, and the theatre stage."""

import math
from collections.abc import Callable

from msgspec.structs import replace

from laterna.engines.animatic.canvas import (
    NEAREST,
    Canvas,
    Image,
    box,
    clipped,
    curve,
    fill,
    fill_box,
    fill_oval,
    limb,
    linear,
    moved,
    oval,
    paint,
    polygon,
    radial,
    stroke,
)
from laterna.engines.animatic.chance import wobble
from laterna.engines.animatic.color import NAMED, ColorLike, mix
from laterna.engines.animatic.sets.flora import Brush
from laterna.engines.animatic.sets.land import ground, mountains, period_at
from laterna.engines.animatic.sets.sky import FAR, cloud, sky
from laterna.engines.animatic.sets.wild import stones
from laterna.engines.animatic.stage.layers import Moment, Still
from laterna.engines.animatic.stage.scenery import Scenery, across, spread
from laterna.engines.animatic.weather.sky_falls import Sheet, fog_image

_LIGHTS = {
    "golden": "#ffc864", "gold": "#ffc864", "golden_hour": "#ffc070", "warm": "#ffcf8a", "white": "#f4f6ff", "cool": "#bcd4ff", "neon": "#ff5fd0",
    "moonlight": "#c4d6ff", "lamp": "#ffcf8a", "candle": "#ffb050", "spotlight": "#fff4dc", "backlight": "#fff0d0", "soft": "#fff0dc",
}  # fmt: skip


def light_tones(scene: Scenery) -> list[str]:
    """The colours of the shot's named lights; white and gold where none is named."""
    named = [_LIGHTS.get(key, NAMED.get(key, "")) for key in scene.shot.lights]
    found = [tone for tone in named if tone]
    return found if len(found) > 1 else ["#f4f6ff", "#ffc864"] if not found else [found[0], "#fff4e0"]


def fog_void(scene: Scenery) -> None:
    """Nothing but fog, wet ground, and lights that bloom in it."""
    view, palette = scene.view, scene.palette
    dark = max(0.35, palette.darkness)
    top = mix(palette.haze, "#0c1018", 0.35 + 0.45 * dark)
    middle = mix(mix(palette.haze, "#8a90a0", 0.5), "#2a2f3c", 0.55 * dark)
    scene.horizon = view.height * 0.66
    scene.orb = (view.width * 0.62, view.height * 0.36)

    def back(canvas: Canvas) -> None:
        canvas.drawPaint(
            paint(
                shader=linear(
                    (0, 0),
                    (0, view.height),
                    [top, mix(top, middle, 0.7), middle, mix(middle, "#12151e", 0.55)],
                    [0, 0.4, 0.7, 1],
                )
            )
        )

    scene.backdrop(FAR, 0, view.height, back)
    tones = light_tones(scene)
    scene.palette = replace(palette, key=mix("#eef0f6", tones[-1], 0.25), ambient=mix("#7c8294", top, 0.35), rim=mix(tones[-1], "#ffffff", 0.3),
                            rim_strength=0.9, haze=mix(middle, "#aab0bc", 0.3), altitude=0.5)  # fmt: skip
    scene.glow(30.0, *scene.orb, view.height * 0.8, mix(tones[-1], "#ffffff", 0.3), 0.62)
    scene.glow(29.0, *scene.orb, view.height * 0.3, "#ffffff", 0.5)
    _beams(scene, tones)
    _lamps(scene, tones)
    _sheen(scene, tones)
    for index, (depth, part) in enumerate(((5.0, 0.55), (1.5, 0.5), (0.75, 0.32))):
        image = fog_image(scene, index, scene.tone(mix(middle, "#c9ced8", 0.25)), part)
        scene.add(Sheet(depth, image, -12 - 9 * index, 0))
    _bokeh(scene, tones)


def _beams(scene: Scenery, tones: list[str]) -> None:
    view = scene.view
    random = scene.chance("beams")
    spokes = [(float(random.uniform(0, math.tau)), float(random.uniform(0.03, 0.1))) for _ in range(16)]
    x, y = scene.orb
    reach = view.height * 1.15
    images: list[Image] = []
    for half in range(2):
        tone = mix(tones[half % len(tones)], "#ffffff", 0.4)

        def draw(canvas: Canvas, half: int = half, tone: ColorLike = tone) -> None:
            shader = radial((x, y), reach, [tone] * 3, [0.0, 0.3, 1.0], [0.3, 0.12, 0.0])
            for angle, wide in spokes[half::2]:
                tip = [
                    (x + math.cos(angle + s * wide) * reach, y + math.sin(angle + s * wide) * reach)
                    for s in (-1, 1)
                ]
                canvas.drawPath(polygon([(x, y), *tip]), paint(shader=shader, blur=7))

        images.append(scene.image(view.width, view.height, draw))
    pen = paint()

    def live(canvas: Canvas, moment: Moment) -> None:
        canvas.save()
        canvas.resetMatrix()
        for half, image in enumerate(images):
            pen.setAlphaf(0.5 + 0.4 * math.sin(moment.time * 0.8 + half * 2.4))
            canvas.drawImage(image, 0, 0, NEAREST, pen)
        canvas.restore()

    scene.live(28.0, live)


def _lamps(scene: Scenery, tones: list[str]) -> None:
    """Rows of street lamps that fade with distance."""
    for depth in (6.0, 3.4, 2.1):
        random = scene.chance("lamps", depth)
        period = period_at(scene, depth)
        places = spread(random, period, int(5 + depth), 0.4)
        y = scene.horizon + (scene.ground - scene.horizon) / depth
        tall = 620 / depth
        dark = mix(mix("#10131a", scene.palette.haze, 0.2), scene.palette.haze, min(0.8, depth * 0.1))
        glow = 250 / depth**0.6

        def one(
            canvas: Canvas,
            index: int,
            depth: float = depth,
            y: float = y,
            tall: float = tall,
            dark: ColorLike = dark,
            glow: float = glow,
        ) -> None:
            tone = tones[index % len(tones)]
            size = 34 / depth
            stroke(
                canvas,
                curve(
                    [(0, y), (0, y - tall * 0.8), (size * 0.4, y - tall * 0.97), (size * 2, y - tall)],
                    closed=False,
                ),
                dark,
                max(1.5, 9 / depth),
            )
            shader = radial(
                (size * 2.2, y - tall), glow, [tone, tone, tone], [0.0, 0.25, 1.0], [0.75, 0.22, 0.0]
            )
            canvas.drawCircle(size * 2.2, y - tall, glow, paint(shader=shader))
            fill_oval(
                canvas, size * 2.2, y - tall + size * 0.2, size * 0.7, size * 0.34, mix(tone, "#ffffff", 0.7)
            )

        high = tall + glow + 20

        def draw(
            canvas: Canvas,
            one: Callable[[Canvas, int], None] = one,
            places: list[float] = places,
            period: float = period,
        ) -> None:
            across(canvas, period, places, one, 320)

        scene.strip(depth, y - high, high + 12, period, draw)


def _sheen(scene: Scenery, tones: list[str]) -> None:
    """Wet ground that mirrors the lights as soft columns."""
    view = scene.view
    random = scene.chance("sheen")
    columns = [
        (float(random.random()) * view.width, float(random.uniform(10, 46)), tones[k % len(tones)])
        for k in range(22)
    ]

    def draw(canvas: Canvas) -> None:
        for x, wide, tone in columns:
            y = scene.horizon + float(random.uniform(0, 60))
            shader = linear((0, y), (0, y + 150), [tone] * 3, [0.0, 0.3, 1.0], [0.0, 0.2, 0.0])
            canvas.drawRect(box(x, y, wide, 150), paint(shader=shader, blur=6))
        canvas.save()
        canvas.translate(scene.orb[0], scene.ground)
        canvas.scale(view.width * 0.4, 70)
        canvas.drawCircle(0, 0, 1, paint(shader=radial((0, 0), 1, [tones[-1]] * 2, alphas=[0.34, 0.0])))
        canvas.restore()

    scene.backdrop(2.5, scene.horizon - 10, view.height - scene.horizon + 20, draw)


def _bokeh(scene: Scenery, tones: list[str], count: int = 16) -> None:
    """Out-of-focus lights that drift nearer than the figures and behind them."""
    view = scene.view
    random = scene.chance("bokeh")
    pens = paint()
    sizes = (7.0, 12.0, 20.0)
    images = {}
    for kind, tone in enumerate(tones):
        for size in sizes:

            def disc(canvas: Canvas, size: float = size, tone: str = tone) -> None:
                fill_oval(canvas, size * 2, size * 2, size, size, tone, 0.3)
                stroke(canvas, oval(size * 2, size * 2, size, size), tone, 1.6, 0.45)
                canvas.drawCircle(
                    size * 2,
                    size * 2,
                    size * 2,
                    paint(shader=radial((size * 2, size * 2), size * 2, [tone] * 2, alphas=[0.32, 0.0])),
                )

            images[kind, size] = scene.image(size * 4, size * 4, disc)
    spots = [
        (float(random.random()) * view.width, float(random.uniform(0.08, 0.85)) * view.height, sizes[int(random.integers(0, 3))],
         int(random.integers(0, len(tones))), float(random.uniform(0, 6)), float(random.uniform(0.8, 4.0)))
        for _ in range(count)
    ]  # fmt: skip

    def draw(canvas: Canvas, moment: Moment) -> None:
        canvas.save()
        canvas.resetMatrix()
        for x, y, size, kind, phase, depth in spots:
            dx, dy = moment.shift(depth)
            at = (x + dx + moment.time * 6 * math.sin(phase)) % (view.width + 120) - 60
            up = y + dy + 16 * math.sin(moment.time * 0.6 + phase)
            pens.setAlphaf(0.55 + 0.4 * math.sin(moment.time * 1.1 + phase * 2))
            canvas.drawImage(
                images[kind, size],
                round((at - size * 2) * view.scale),
                round((up - size * 2) * view.scale),
                NEAREST,
                pens,
            )
        canvas.restore()

    scene.live(1.3, draw)


def void(scene: Scenery) -> None:
    """A studio: a curved paper ground in a soft colour."""
    view, palette = scene.view, scene.palette
    wall = palette.surface(
        ("#cfd8e4", "#e4d6cc", "#d6e0d2", "#ddd3e4")[int(scene.chance("wall").integers(0, 4))]
    )
    dark = palette.shaded(mix(wall, "#3a4458", 0.4))

    def draw(canvas: Canvas) -> None:
        canvas.drawPaint(
            paint(
                shader=linear(
                    (0, 0),
                    (0, view.height),
                    [mix(wall, dark, 0.35), wall, mix(wall, "#ffffff", 0.3), mix(wall, dark, 0.4)],
                    [0, 0.5, 0.66, 1],
                )
            )
        )
        canvas.drawCircle(view.width / 2, view.height * 0.45, view.height * 0.7,
                          paint(shader=radial((view.width / 2, view.height * 0.45), view.height * 0.7, ["#ffffff"] * 2, alphas=[0.32, 0.0])))  # fmt: skip

    scene.backdrop(FAR, 0, view.height, draw)


def _starfield(scene: Scenery, nebula: bool = True) -> None:
    view = scene.view
    random = scene.chance("space")
    hues = [
        ("#3a2a7a", "#7a3a8f", "#2f6aa8"),
        ("#1f4a7a", "#2f8a8f", "#5a3a8a"),
        ("#6a2a4a", "#a8503f", "#3a2a6a"),
    ][int(random.integers(0, 3))]

    def draw(canvas: Canvas) -> None:
        canvas.drawPaint(
            paint(shader=linear((0, 0), (view.width, view.height), ["#04050f", "#090d24", "#0d0a20"]))
        )
        for k in range(16 if nebula else 4):
            x, y = float(random.uniform(0, 1)) * view.width, float(random.uniform(0, 1)) * view.height
            radius = float(random.uniform(120, 320))
            canvas.drawCircle(
                x, y, radius, paint(shader=radial((x, y), radius, [hues[k % 3]] * 2, alphas=[0.2, 0.0]))
            )
        for _ in range(int(500 * view.width / 1280)):
            size = 0.45 + float(random.random()) ** 6 * 2.0
            tone = ("#ffffff", "#cfe0ff", "#ffe6c4")[int(random.integers(0, 3))]
            fill_oval(
                canvas,
                float(random.random()) * view.width,
                float(random.random()) * view.height,
                size,
                size,
                tone,
                float(random.uniform(0.4, 1)),
            )

    scene.backdrop(FAR, 0, view.height, draw)


def planet(
    scene: Scenery,
    depth: float,
    x: float,
    y: float,
    radius: float,
    tones: tuple[str, str, str],
    ring: bool = False,
) -> None:
    """A banded globe lit from one side."""
    random = scene.chance("planet", x, y)
    bands = [
        (float(random.uniform(-1, 1)), float(random.uniform(0.03, 0.16)), int(random.integers(0, 3)))
        for _ in range(12)
    ]

    def draw(canvas: Canvas) -> None:
        if ring:
            _ring(canvas, x, y, radius, tones[2], upper=True)
        with clipped(canvas, oval(x, y, radius, radius)):
            fill_box(canvas, x - radius, y - radius, 2 * radius, 2 * radius, tones[0])
            with moved(canvas, x, y, degrees=-14):
                for at, high, tone in bands:
                    fill_oval(canvas, 0, at * radius, radius * 1.1, high * radius, tones[tone], 0.5)
            shader = radial(
                (x + scene.side * radius * 0.45, y - radius * 0.4),
                radius * 1.7,
                ["#ffffff", tones[0], "#02030a"],
                [0.0, 0.3, 0.85],
                [0.3, 0.0, 0.93],
            )
            canvas.drawCircle(x, y, radius, paint(shader=shader))
        if ring:
            _ring(canvas, x, y, radius, tones[2], upper=False)

    reach = radius * 2.1
    scene.still(depth, x - reach, y - reach, reach * 2, reach * 2, draw)
    scene.glow(depth + 0.1, x, y, radius * 1.5, tones[1], 0.35)


def _ring(canvas: Canvas, x: float, y: float, radius: float, tone: str, *, upper: bool) -> None:
    with moved(canvas, x, y, degrees=-16):
        canvas.save()
        canvas.clipRect(box(-radius * 3, -radius * 3 if upper else 0, radius * 6, radius * 3))
        for k, part in enumerate((1.45, 1.62, 1.78)):
            stroke(
                canvas,
                oval(0, 0, radius * part, radius * part * 0.24),
                mix(tone, "#ffffff", 0.15 * k),
                radius * 0.07,
                0.75,
            )
        canvas.restore()


def space(scene: Scenery) -> None:
    """Open space with stars, a nebula and planets."""
    view = scene.view
    _starfield(scene)
    random = scene.chance("planets")
    scene.orb = (view.width * 0.8, view.height * 0.2)
    kinds = (
        ("#c98a5a", "#e8b884", "#8a5a44"),
        ("#4f86c4", "#8fc0ea", "#e8eef4"),
        ("#b06a8a", "#d8a0c0", "#6a4a7a"),
        ("#5f9e8a", "#a0d8c0", "#3a6a6a"),
    )
    planet(
        scene,
        30.0,
        view.width * float(random.uniform(0.12, 0.3)),
        view.height * 0.3,
        view.height * 0.15,
        kinds[int(random.integers(0, 4))],
        ring=True,
    )
    planet(scene, 14.0, view.width * 0.85, view.height * 0.98, view.height * 0.42, kinds[1])
    scene.floats, scene.medium = True, "void"
    _shooting(scene)
    _asteroids(scene)


def _asteroids(scene: Scenery) -> None:
    random = scene.chance("asteroids")
    view = scene.view
    brush = Brush(scene.palette, 1.0, scene.side)
    rocks = []
    for _ in range(7):
        size = float(random.uniform(8, 26))
        outline = [
            (
                math.cos(a * 0.9) * size * float(random.uniform(0.7, 1.1)),
                math.sin(a * 0.9) * size * float(random.uniform(0.7, 1.1)),
            )
            for a in range(7)
        ]
        rocks.append(
            (
                polygon(outline),
                float(random.random()) * view.width,
                float(random.random()) * view.height,
                float(random.uniform(-26, 26)),
                size,
            )
        )
    tone, lit = scene.tone(brush.plain("#7a7078")), scene.tone(brush.lit("#a89a9a"))

    def draw(canvas: Canvas, moment: Moment) -> None:
        for shape, x, y, turn, size in rocks:
            at = (x - moment.time * (12 + size) + 60) % (view.width + 120) - 60
            with moved(canvas, at, y, degrees=turn * moment.time):
                fill(canvas, shape, tone)
                fill_oval(canvas, size * 0.2, -size * 0.2, size * 0.34, size * 0.24, lit, 0.7)

    scene.live(3.0, draw)


def _shooting(scene: Scenery) -> None:
    random = scene.chance("shooting")
    view = scene.view
    starts = [
        (
            0.8 + 2.4 * k + float(random.random()),
            float(random.uniform(0.1, 0.8)) * view.width,
            float(random.uniform(0.05, 0.4)) * view.height,
        )
        for k in range(7)
    ]

    def draw(canvas: Canvas, moment: Moment) -> None:
        for start, x, y in starts:
            since = (moment.time - start) / 0.7
            if 0 < since < 1:
                head = (x + 330 * since, y + 120 * since)
                tail = (head[0] - 120 * min(1, since * 3), head[1] - 44 * min(1, since * 3))
                canvas.drawPath(limb([tail, head], [0.4, 2.6]), paint("#ffffff", 0.9 * (1 - since)))

    scene.live(FAR - 3, draw)


def moon(scene: Scenery) -> None:
    """Grey dust and craters under a black sky with the earth."""
    view = scene.view
    scene.palette = replace(scene.palette, key=mix("#f4f2ee", "#000000", 0.1), ambient=mix("#3a3c48", "#000000", 0.2), haze=mix("#1a1c26", "#000000", 0.3), air=0.5,
                            orb_shown=False, rim=mix("#ffffff", "#dfe8ff", 0.5), rim_strength=0.8, shadow=0.6)  # fmt: skip
    _starfield(scene, nebula=False)
    planet(
        scene,
        60.0,
        view.width * (0.76 if scene.chance("side").random() < 0.6 else 0.22),
        view.height * 0.2,
        view.height * 0.11,
        ("#3f7fc4", "#8fc4f0", "#f4f8fc"),
    )
    mountains(scene, 12.0, scene.horizon + 2, 90, "#9a9aa2")
    ground(scene, "#b4b2b4", texture="dust", near="#6a6870")
    _craters(scene, "#8a888e")
    stones(scene, 1.9, scene.horizon + 60, 6, "#98969a")


def mars(scene: Scenery) -> None:
    """Red rock under a butterscotch sky."""
    dust, night = "#d8a074", scene.palette.darkness
    scene.palette = replace(
        scene.palette, haze=mix(dust, "#241420", 0.8 * night), stars=scene.palette.stars * 0.5, glow=mix("#fff0dc", dust, 0.3),
        sky=tuple(mix(tone, mix(c, "#140c1c", 0.75 * night), 0.85) for tone, c in zip(scene.palette.sky[-4:], ("#8a543c", "#b87a54", "#d89c70", "#ecc09a"), strict=True)),
    )  # fmt: skip
    sky(scene, clouds=0.0, birds=False)
    view = scene.view

    mountains(scene, 12.0, scene.horizon + 2, 140, "#b0603c")
    ground(scene, "#c4703f", texture="stones", near="#7a3c24")
    _craters(scene, "#9a5432")
    stones(scene, 1.9, scene.horizon + 60, 8, "#a8583a")
    scene.orb = (scene.orb[0], min(scene.orb[1], view.height * 0.3))


def _craters(scene: Scenery, color: str) -> None:
    random = scene.chance("craters")
    brush = Brush(scene.palette, 1.6, scene.side)
    depth = 2.3
    period = period_at(scene, depth)
    places = spread(random, period, 8, 0.9)

    def one(canvas: Canvas, index: int) -> None:
        own = scene.chance("crater", index)
        wide, y = float(own.uniform(40, 120)), scene.horizon + float(own.uniform(24, 120))
        fill_oval(canvas, 0, y, wide, wide * 0.2, brush.lit(color))
        fill_oval(canvas, 0, y + wide * 0.03, wide * 0.92, wide * 0.17, brush.dark(color))
        fill_oval(
            canvas, -brush.side * wide * 0.1, y + wide * 0.06, wide * 0.75, wide * 0.11, brush.plain(color)
        )

    scene.strip(depth, scene.horizon, 170, period, lambda canvas: across(canvas, period, places, one, 160))


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
    scene.palette = replace(palette, haze=mix(top, deep, 0.5), key=mix("#d8f4fa", deep, 0.25 + 0.3 * dark), ambient=mix("#6fb0d0", deep, 0.35), air=1.5,
                            rim=mix("#e4fbff", top, 0.3), orb_shown=False, glow=mix("#e4fbff", top, 0.4))  # fmt: skip
    _shafts(scene)
    _shoal(scene)
    _reef(scene, 5.0, scene.horizon + 6, "#4a7f96")
    ground(scene, "#c9bd94", texture="sand", near="#6f8a8a")
    _reef(scene, 2.6, scene.horizon + 34, "#d8707a")
    for depth, count in ((2.2, 16), (1.35, 9)):
        _weed(scene, depth, count)
    _bubbles(scene)


def _shafts(scene: Scenery) -> None:
    view = scene.view
    random = scene.chance("shafts")
    tone = scene.palette.glow
    images = []
    for half in range(2):
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


def high_sky(scene: Scenery) -> None:
    """Among the clouds, with a sea of them below."""
    view = scene.view
    scene.horizon = view.height * 0.74
    sky(scene, clouds=1.8)
    scene.floats = True
    for depth, y, wide in ((9.0, 0.74, 420), (4.0, 0.84, 620), (2.0, 0.97, 820), (0.8, 1.1, 900)):
        period = period_at(scene, depth) * 1.2
        random = scene.chance("floor", depth)
        places = spread(random, period, max(4, int(period / wide * 1.9)), 0.6)

        def one(canvas: Canvas, index: int, depth: float = depth, y: float = y, wide: float = wide) -> None:
            cloud(canvas, scene, 0, view.height * y + (index % 3) * 14, wide, (depth, index))

        def draw(
            canvas: Canvas,
            one: Callable[[Canvas, int], None] = one,
            places: list[float] = places,
            period: float = period,
            wide: float = wide,
        ) -> None:
            across(canvas, period, places, one, wide)

        top = view.height * y - wide * 0.36
        scene.strip(depth, top, wide * 0.5, period, draw, drift=-26 / depth, quality=0.4)


def stage(scene: Scenery) -> None:
    """A theatre: boards, curtains and spotlights."""
    scene.bounded = True
    view = scene.view
    scene.indoors = True
    palette = scene.palette
    scene.palette = replace(palette, key=mix("#fff2dc", palette.key, 0.2), ambient=mix("#7a5a8a", palette.ambient, 0.2), haze=mix("#2a1430", "#000000", 0.1), air=0.5, orb_shown=False,
                            darkness=0.35, rim_strength=0.7)  # fmt: skip
    scene.horizon = view.height * 0.64
    brush = Brush(scene.palette, 1.3, scene.side)

    def back(canvas: Canvas) -> None:
        canvas.drawPaint(paint(shader=linear((0, 0), (0, view.height), ["#1a0a20", "#3c1a3c", "#1a0c18"])))
        x = -20.0
        while x < view.width + 40:
            canvas.drawRect(
                box(x, 0, 34, scene.horizon + 8),
                paint(shader=linear((x, 0), (x + 34, 0), ["#3a1030", "#7a2440", "#4a1434"])),
            )
            x += 34
        fill_box(canvas, -50, scene.horizon, view.width + 100, view.height, brush.plain("#8a5f3e"))
        for k in range(-24, 25):
            head, foot = view.width / 2 + k * 40, view.width / 2 + k * 96
            stroke(
                canvas,
                polygon([(head, scene.horizon), (foot, view.height + 10)], closed=False),
                brush.dark("#5a3a26"),
                1.6,
                0.7,
            )
        fill_box(canvas, -50, scene.horizon - 3, view.width + 100, 6, "#1a0a10", 0.7)

    scene.backdrop(FAR, 0, view.height, back)
    for index, (x, tone) in enumerate(((0.26, "#ffd9a0"), (0.5, "#fff4dc"), (0.74, "#bcd0ff"))):
        _spot(scene, view.width * x, tone, index)

    def curtains(canvas: Canvas) -> None:
        for side in (-1, 1):
            for k in range(6):
                x = (view.width + 30 - (k + 1) * 30) if side > 0 else -30 + k * 30
                wave = 10 * math.sin(k * 1.7)
                shape = curve(
                    [
                        (x, -10),
                        (x + 34, -10),
                        (x + 30 + wave, view.height * 0.5),
                        (x + 36, view.height + 10),
                        (x - 4, view.height + 10),
                        (x + wave, view.height * 0.5),
                    ],
                    tension=0.5,
                )
                canvas.drawPath(
                    shape, paint(shader=linear((x, 0), (x + 36, 0), ["#5a0f1c", "#b0283a", "#6a1424"]))
                )
        for k in range(9):
            x = view.width * k / 8
            fill_oval(canvas, x, -6, view.width / 13, 56, "#8f1f30" if k % 2 else "#a5263a")
        fill_box(canvas, -20, 0, view.width + 40, 14, "#d8a83f", 0.9)

    scene.wall(0.8, -12, view.height + 24, curtains)


def _spot(scene: Scenery, x: float, tone: str, index: int) -> None:
    view = scene.view
    top = (x + (index - 1) * view.width * 0.12, -20.0)
    reach = view.height * 0.18

    def draw(canvas: Canvas) -> None:
        shape = polygon([top, (x - reach, scene.ground), (x + reach, scene.ground)])
        canvas.drawPath(
            shape, paint(shader=linear((0, 0), (0, scene.ground), [tone, tone], alphas=[0.3, 0.1]), blur=6)
        )
        fill_oval(canvas, x, scene.ground, reach, reach * 0.2, tone, 0.26)

    scene.add(Still(1.4, 0, 0, scene.image(view.width, view.height, draw), motion=1e6))
