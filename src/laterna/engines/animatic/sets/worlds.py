"""Space, the moon, Mars, and the sky above the clouds."""

import math
from collections.abc import Callable

from msgspec.structs import replace

from laterna.engines.animatic.canvas import (
    Canvas,
    box,
    clipped,
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
from laterna.engines.animatic.color import mix
from laterna.engines.animatic.sets.flora import Brush
from laterna.engines.animatic.sets.land import ground, mountains, period_at
from laterna.engines.animatic.sets.rock import stones
from laterna.engines.animatic.sets.sky import FAR, cloud, sky
from laterna.engines.animatic.stage.layers import Moment
from laterna.engines.animatic.stage.scenery import Scenery, across, spread


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
    scene.provides |= {"star", "stars", "galaxy", "nebula", "milky_way", "asteroid", "planet"}
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
    scene.palette = replace(
        scene.palette,
        key=mix("#f4f2ee", "#000000", 0.1),
        ambient=mix("#3a3c48", "#000000", 0.2),
        haze=mix("#1a1c26", "#000000", 0.3),
        air=0.5,
        orb_shown=False,
        rim=mix("#ffffff", "#dfe8ff", 0.5),
        rim_strength=0.8,
        shadow=0.6,
    )
    _starfield(scene, nebula=False)
    scene.provides |= {"moon", "full_moon", "star", "stars", "earth", "crater", "planet"}
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
        scene.palette,
        haze=mix(dust, "#241420", 0.8 * night),
        stars=scene.palette.stars * 0.5,
        glow=mix("#fff0dc", dust, 0.3),
        sky=tuple(
            mix(tone, mix(c, "#140c1c", 0.75 * night), 0.85)
            for tone, c in zip(
                scene.palette.sky[-4:], ("#8a543c", "#b87a54", "#d89c70", "#ecc09a"), strict=True
            )
        ),
    )
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
