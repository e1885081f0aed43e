"""Windows of rooms: frames, what is seen through them, rain and snow on the pane."""

from laterna.engines.animatic.canvas import (
    Canvas,
    clipped,
    fill_box,
    fill_oval,
    hairline,
    linear,
    paint,
    rounded,
    segments,
    stroke,
)
from laterna.engines.animatic.color import mix
from laterna.engines.animatic.sets.flora import Brush
from laterna.engines.animatic.sets.room_table import WALL, Room, Window
from laterna.engines.animatic.stage.layers import Moment
from laterna.engines.animatic.stage.palette import Palette
from laterna.engines.animatic.stage.scenery import Scenery
from laterna.engines.animatic.weather.sky_falls import Sheet, rain_sheet


def floor_at(scene: Scenery, depth: float) -> float:
    """Height in units of the floor at a depth."""
    return scene.horizon + (scene.ground - scene.horizon) / depth


def window_of(scene: Scenery, plan: Room, window: Window, outside: Palette, unit: float, index: int) -> None:
    metre = unit / WALL
    wide, high = window.wide * metre, window.high * metre
    x = scene.view.width * window.at - wide / 2
    y = floor_at(scene, WALL) - (window.sill + window.high) * metre
    brush = Brush(scene.palette, 1.2, scene.side)
    frame = (
        "#e9e2d2"
        if plan.view != "space" and not window.blinds
        else "#4a3a30"
        if plan.view != "space"
        else "#3c4654"
    )
    shape = rounded(x, y, wide, high, wide * 0.48 if window.arch else 2)

    def glass(canvas: Canvas) -> None:
        with clipped(canvas, shape):
            _outlook(canvas, scene, plan, outside, (x, y, wide, high), index)

    scene.still(WALL + 0.05, x - 4, y - 4, wide + 8, high + 8, glass)
    if plan.view == "moving":
        _passing(scene, outside, (x, y, wide, high))
    if scene.shot.weather in ("rain", "storm", "drizzle") or scene.shot.weather == "snow":
        _pane_weather(scene, outside, (x, y, wide, high), index)

    def bars(canvas: Canvas) -> None:
        thick = max(3.0, 0.07 * metre)
        stroke(canvas, shape, brush.plain(frame), thick * 1.5)
        if plan.view != "space":
            fill_box(canvas, x + wide / 2 - thick / 2, y, thick, high, brush.plain(frame))
            fill_box(canvas, x, y + high * 0.48, wide, thick, brush.plain(frame))
        fill_box(canvas, x - 0.12 * metre, y + high, wide + 0.24 * metre, 0.09 * metre, brush.lit(frame))
        if window.blinds:
            for k in range(7):
                fill_box(canvas, x, y + k * high * 0.045, wide, high * 0.026, brush.lit("#8a7a68"))

    scene.still(WALL, x - 30, y - 14, wide + 60, high + 40, bars)


def _outlook(
    canvas: Canvas,
    scene: Scenery,
    plan: Room,
    outside: Palette,
    frame: tuple[float, float, float, float],
    index: int,
) -> None:
    x, y, wide, high = frame
    random = scene.chance("outlook", index)
    if plan.view == "space":
        canvas.drawPaint(paint(shader=linear((0, y), (0, y + high), ["#04060f", "#0c1230", "#1a1640"])))
        for _ in range(130):
            size = 0.5 + float(random.random()) ** 4 * 1.6
            fill_oval(
                canvas,
                x + wide * float(random.random()),
                y + high * float(random.random()),
                size,
                size,
                "#ffffff",
                0.9,
            )
        fill_oval(canvas, x + wide * 0.72, y + high * 0.85, high * 0.5, high * 0.5, "#3f74b8")
        fill_oval(canvas, x + wide * 0.69, y + high * 0.8, high * 0.44, high * 0.42, "#6fa8dc", 0.7)
        return
    canvas.drawPaint(paint(shader=linear((0, y), (0, y + high), list(outside.sky))))
    if plan.view == "city":
        for layer, depth in enumerate((9.0, 4.0)):
            at = x - 10
            while at < x + wide + 10:
                w, h = (
                    float(random.uniform(0.08, 0.18)) * wide,
                    high * float(random.uniform(0.25, 0.66)) * (1 - 0.2 * layer),
                )
                fill_box(canvas, at, y + high - h, w, h, outside.surface("#55607a", depth))
                for row in range(int(h / (high * 0.05))):
                    for column in range(3):
                        if random.random() < 0.15 + 0.45 * outside.lamps:
                            tone = (
                                mix("#ffca70", "#fff1cc", float(random.random()))
                                if outside.lamps > 0.2
                                else outside.surface("#8fa0ba", depth)
                            )
                            fill_box(
                                canvas,
                                at + w * (0.16 + 0.27 * column),
                                y + high - h + (row + 0.4) * high * 0.05,
                                w * 0.13,
                                high * 0.024,
                                tone,
                                0.9,
                            )
                at += w * float(random.uniform(0.9, 1.2))
    else:
        fill_box(canvas, x, y + high * 0.7, wide, high * 0.3, outside.surface("#6f9a5c", 3))
        for _ in range(5):
            radius = wide * float(random.uniform(0.08, 0.16))
            fill_oval(
                canvas,
                x + wide * float(random.random()),
                y + high * 0.7,
                radius,
                radius,
                outside.surface("#4f8a52", 2.5),
            )


def _passing(scene: Scenery, outside: Palette, frame: tuple[float, float, float, float]) -> None:
    x, y, wide, high = frame
    tones = [scene.tone(outside.surface(c, 3)) for c in ("#4f8a52", "#62965a", "#3f7a4c")]
    pole = scene.tone(outside.shaded("#4a4038"))

    def draw(canvas: Canvas, moment: Moment) -> None:
        with clipped(canvas, rounded(x, y, wide, high, 2)):
            for k in range(9):
                at = (
                    x
                    + ((k * 0.137 * 9 * wide - moment.time * 260 * (1 + (k % 3) * 0.3)) % (wide * 1.6))
                    - wide * 0.3
                )
                radius = wide * (0.09 + 0.03 * (k % 3))
                fill_oval(canvas, at, y + high * 0.78, radius, radius * 1.1, tones[k % 3])
            at = x + (-moment.time * 900) % (wide * 2.4) - wide * 0.2
            fill_box(canvas, at, y, wide * 0.02, high, pole)

    scene.live(WALL + 0.04, draw)


def _pane_weather(
    scene: Scenery, outside: Palette, frame: tuple[float, float, float, float], index: int
) -> None:
    x, y, wide, high = frame
    tone = scene.tone(mix("#eaf2ff", outside.haze, 0.2))
    shape = rounded(x, y, wide, high, 2)
    snow = scene.shot.weather == "snow"
    sheet = Sheet(
        WALL,
        rain_sheet(scene, index + 50.0, 3 if snow else 20, 0.12, 900, tone, 0.75),
        -40,
        90 if snow else 620,
    )
    random = scene.chance("drops", index)
    drops = [
        (
            x + wide * float(random.random()),
            float(random.random()),
            float(random.uniform(0.4, 1.4)),
            float(random.uniform(0.8, 2.2)),
        )
        for _ in range(46)
    ]
    bright = scene.tone("#f4f8ff")
    trail = hairline(bright, 0.35)

    def draw(canvas: Canvas, moment: Moment) -> None:
        canvas.save()
        canvas.clipPath(shape, doAntiAlias=False)
        canvas.save()
        scale = scene.view.scale
        canvas.scale(1 / scale, 1 / scale)
        sheet.draw(canvas, scene.view, moment)
        canvas.restore()
        lines = []
        if not snow:
            for at, start, speed, size in drops:
                fall = ((start + moment.time * 0.16 * speed) % 1.0) ** 1.4
                down = y + high * fall
                fill_oval(canvas, at, down, size, size * 1.35, bright, 0.75)
                lines += [(at, down - 16 * size), (at, down)]
            segments(canvas, lines, trail)
        canvas.restore()

    scene.live(WALL + 0.03, draw)
