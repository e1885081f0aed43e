"""Stations, stadiums and markets: open places full of people."""

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
    oval,
    paint,
    polygon,
    rounded,
    stroke,
)
from laterna.engines.animatic.sets.flora import Brush
from laterna.engines.animatic.sets.land import (
    GROUND,
    ground,
    period_at,
)
from laterna.engines.animatic.sets.sky import sky
from laterna.engines.animatic.sets.streets import skyline
from laterna.engines.animatic.stage.layers import Moment
from laterna.engines.animatic.stage.scenery import Scenery, across


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
    depth = 4.0
    period = period_at(scene, depth)

    def stands(canvas: Canvas) -> None:
        random = scene.chance("crowd")
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
    random = scene.chance("flashes")
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
