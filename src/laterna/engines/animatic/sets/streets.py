"""Streets and roofs: rows of houses and towers, pavements, lamps, traffic."""

import math
from functools import partial

import numpy as np

from laterna.engines.animatic.canvas import (
    LINEAR,
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
    radial,
    rounded,
    stroke,
)
from laterna.engines.animatic.color import ColorLike, mix
from laterna.engines.animatic.sets.flora import Brush
from laterna.engines.animatic.sets.land import (
    GROUND,
    period_at,
    treeline,
)
from laterna.engines.animatic.sets.sky import sky
from laterna.engines.animatic.stage.layers import Strip
from laterna.engines.animatic.stage.mirror import mirrored
from laterna.engines.animatic.stage.scenery import Scenery, across, spread
from laterna.engines.animatic.weather.sky_falls import veil

BRICKS = ("#b5836a", "#9a8f9e", "#c2a98c", "#8794a8", "#a8735f", "#bfae9a", "#7f8ea6")


NEON = ("#ff4fa3", "#3de8ff", "#b26bff", "#ffd84a", "#5fff9a")


def is_neon(scene: Scenery) -> bool:
    told = scene.style == "cyberpunk" or "neon" in scene.shot.lights
    return told or (scene.shot.era == "future" and scene.palette.lamps > 0.4)


def skyline(scene: Scenery, depth: float, base: float, low: float, high: float, count: int) -> None:
    """A row of houses or towers whose feet stand at `base`, heights between `low` and `high` units."""
    random = scene.chance("skyline", depth)
    period = period_at(scene, depth)
    brush = Brush(scene.palette, depth, scene.side)
    lamps, neon = scene.palette.lamps, is_neon(scene)
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


def pavement(scene: Scenery, *, road: bool = True, color: str = "#6c6f78") -> None:
    """Kerb and carriageway; puddles mirror the lamps when it rains."""
    view, horizon = scene.view, scene.horizon
    brush = Brush(scene.palette, 1.2, scene.side)
    kerb = horizon + (view.height - horizon) * 0.26
    wet = scene.shot.weather in ("rain", "storm", "drizzle") or is_neon(scene)
    scene.mirror = 0.5 if wet else 0.0
    mirror = mirrored(scene, horizon, view.height - kerb, 0.6, smear=34, ripple=0.4) if wet else None

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
        if not road:
            _cobbles(canvas, scene, kerb + 10, brush, color)
        image = mirror() if mirror is not None else None
        if image is not None:
            canvas.drawImageRect(image, box(0, kerb + 9, view.width, image.height() / view.scale), LINEAR)
        if wet or scene.palette.lamps > 0.7:
            random = scene.chance("mirror")
            tones = NEON if is_neon(scene) else ("#ffd28a", "#fff0cc", "#ffb866")
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
        dashes(scene, kerb + (view.height - kerb) * 0.5)


def _cobbles(canvas: Canvas, scene: Scenery, top: float, brush: Brush, color: str) -> None:
    """Rows of setts that grow towards the camera."""
    random = scene.chance("cobbles")
    high = scene.view.height
    y, step = top + 3, 7.0
    tones = [
        brush.plain(mix(color, "#ffffff", 0.1)),
        brush.dark(color),
        brush.plain(mix(color, "#6a5a4a", 0.3)),
    ]
    while y < high + 20:
        wide = step * 2.3
        x = -40.0 - wide * float(random.random())
        while x < scene.view.width + 40:
            tone = tones[int(random.integers(0, 3))]
            fill(canvas, rounded(x + 1, y, wide * 0.92, step * 0.82, step * 0.3), tone, 0.42)
            x += wide
        y += step
        step *= 1.13


def dashes(scene: Scenery, y: float) -> None:
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

    def draw(canvas: Canvas) -> None:
        across(canvas, period, places, one, size * 3)

    picture = partial(scene.image, period, high + 16, draw, (0.0, y - high))
    scene.add(Strip(depth, y - high, picture, drift=speed / depth))


def city_street(scene: Scenery) -> None:
    """A street between houses, towers behind, traffic and lamps."""
    sky(scene, clouds=0.8)
    skyline(scene, 9.0, scene.horizon + 6, 120, 300, 26)
    veil(scene, 8.9, scene.horizon - 170, 190, 0.4)
    skyline(scene, 5.0, scene.horizon + 8, 120, 330, 18)
    veil(scene, 4.9, scene.horizon - 120, 140, 0.3)
    skyline(scene, 3.0, scene.horizon + 10, 150, 330, 11)
    pavement(scene)
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
