"""Ink wash: paper left empty for sky, water and mist, and steep mountains in a few strong tones."""

import math
from collections.abc import Callable
from functools import partial

from laterna.engines.animatic.canvas import (
    KEEP_INSIDE,
    Canvas,
    box,
    clipped,
    fill_oval,
    hairline,
    layered,
    linear,
    paint,
    polygon,
    radial,
    segments,
    stroke,
)
from laterna.engines.animatic.chance import wobble
from laterna.engines.animatic.color import ColorLike, mix
from laterna.engines.animatic.stage.layers import Moment, Strip
from laterna.engines.animatic.stage.scenery import Scenery, across, spread

PAPER = "#d9d4c8"
"""Comes out as paper after the grade of ink."""
_STEPS = 220


def is_ink(scene: Scenery) -> bool:
    """The shot is painted in ink."""
    return scene.style in ("ink", "ink_wash", "chinese_ink")


def ink_sky(canvas: Canvas, scene: Scenery, orb: bool) -> None:
    """Empty paper, a little grey above; the moon is paper left white in a wash, the sun a pale disc."""
    dark = scene.palette.darkness
    top = mix(PAPER, "#3a3d42", 0.16 + 0.5 * dark)
    canvas.drawPaint(paint(shader=linear((0, 0), (0, scene.horizon), [top, mix(PAPER, top, 0.25), PAPER])))
    if not orb:
        return
    x, y = scene.orb
    halo = radial((x, y), 190, ["#55585c"] * 3, [0.0, 0.4, 1.0], [0.0, 0.26 + 0.3 * dark, 0.0])
    canvas.drawCircle(x, y, 190, paint(shader=halo))
    fill_oval(canvas, x, y, 46, 46, "#fdfaf2" if dark > 0.5 else "#c9573f", 0.95)


def ink_range(scene: Scenery, depth: float, base: float, height: float) -> None:
    """A range of steep peaks whose ink runs dry downwards into mist; the farther, the paler."""
    random = scene.chance("ink range", depth)
    view = scene.view
    period = max(1.25 * view.width, 1500.0) + (depth * 137) % 400
    tall = min(scene.horizon * 0.9, height * 1.35 + 90)
    count = max(4, round(period / (tall * 0.85)))
    peaks = [
        (x, tall * float(random.uniform(0.45, 1.0)), tall * float(random.uniform(0.22, 0.5)))
        for x in spread(random, period, count, 0.75)
    ]
    dark = mix("#050607", "#8b9094", min(0.9, max(0.0, (depth - 5) / 13)))
    top = base - tall * 1.1

    def crest(x: float) -> float:
        best = 0.0
        for at, high, half in peaks:
            away = abs((x - at + period / 2) % period - period / 2) / half
            best = max(best, high * math.exp(-(away**1.7)))
        rough = 0.035 * math.sin(x * 0.061 + depth) + 0.02 * math.sin(x * 0.17 + 2 * depth)
        return base - best - tall * rough

    def draw(canvas: Canvas) -> None:
        line = [(period * i / _STEPS, crest(period * i / _STEPS)) for i in range(_STEPS + 1)]
        body = polygon([*line, (period, base + 30), (0, base + 30)])
        bounds = box(0, top, period, base - top + 30)
        with layered(canvas, bounds):
            wash = linear((0, top), (0, base), [dark, mix(dark, PAPER, 0.4)])
            canvas.drawPath(body, paint(shader=wash))
            with clipped(canvas, body):
                _wrinkles(canvas, scene, period, base, crest, (dark, depth))
            stroke(canvas, polygon(line, closed=False), mix(dark, "#000000", 0.4), 3.0, 0.8)
            fade = linear(
                (0, base - tall * 0.85), (0, base + 6), ["#ffffff"] * 3, [0.0, 0.5, 1.0], [1.0, 0.72, 0.0]
            )
            canvas.drawRect(bounds, paint(shader=fade, blend=KEEP_INSIDE))

    scene.add(Strip(depth, top, partial(scene.image, period, base - top + 30, draw, (0.0, top), 0.75)))
    _mist(scene, depth - 0.2, base, tall)


def _wrinkles(
    canvas: Canvas,
    scene: Scenery,
    period: float,
    base: float,
    crest: Callable[[float], float],
    look: tuple[ColorLike, float],
) -> None:
    """The strokes that model rock: they fall from the crest, bundled, darker on one side of each peak."""
    dark, depth = look
    random = scene.chance("wrinkles", depth)
    for _ in range(int(period / 5)):
        x = float(random.uniform(0, period))
        y = crest(x)
        slope = crest(x + 6) - y
        fall = (base - y) * float(random.uniform(0.15, 0.6))
        lean = math.copysign(min(1.0, abs(slope) / 8), slope) * scene.side
        if lean > 0.3 and random.random() < 0.6:
            continue
        start = y + (base - y) * float(random.random()) ** 2 * 0.4
        drift = math.copysign(fall * 0.32, slope)
        bend = [(x, start), (x + drift * 0.4, start + fall * 0.5), (x + drift, start + fall)]
        tone = mix(dark, "#000000", 0.5) if lean < 0.2 else PAPER
        stroke(canvas, polygon(bend, closed=False), tone, float(random.uniform(1.5, 5.0)), 0.16)


def _mist(scene: Scenery, depth: float, base: float, tall: float) -> None:
    """Bands of empty paper that drift before the feet of a range."""
    random = scene.chance("ink mist", depth)
    period = max(1.3 * scene.view.width, 1600.0)
    high = tall * 0.5
    places = spread(random, period, 5, 0.9)
    sizes = [(float(random.uniform(180, 340)), float(random.uniform(0.3, 0.75))) for _ in places]

    def one(canvas: Canvas, index: int) -> None:
        wide, up = sizes[index]
        canvas.save()
        canvas.translate(0, base - high * up)
        canvas.scale(wide, high * 0.34)
        canvas.drawCircle(
            0, 0, 1, paint(shader=radial((0, 0), 1, [PAPER] * 3, [0, 0.5, 1], [0.8, 0.55, 0.0]))
        )
        canvas.restore()

    def draw(canvas: Canvas) -> None:
        across(canvas, period, places, one, 360)

    top = base - high * 1.2
    scene.add(Strip(depth, top, partial(scene.image, period, high * 1.5, draw, (0.0, top), 0.25), drift=9.0))


def ink_water(scene: Scenery, high: float, low: float, order: float) -> None:
    """Water as empty paper with a few drawn ripples."""
    view = scene.view

    def draw(canvas: Canvas) -> None:
        random = scene.chance("ink water")
        shade = mix(PAPER, "#6a7074", 0.34)
        stops: list[ColorLike] = [PAPER, mix(PAPER, shade, 0.35), shade]
        canvas.drawRect(
            box(-400, high, view.width + 800, low - high), paint(shader=linear((0, high), (0, low), stops))
        )
        for _ in range(34):
            along = float(random.random()) ** 1.3
            x, y = float(random.uniform(-60, view.width)), high + 8 + along * (low - high)
            long = (40 + 150 * along) * float(random.uniform(0.5, 1.2))
            bend = [(x + long * k / 6, y + 2.4 * along * math.sin(k * 1.9)) for k in range(7)]
            stroke(canvas, polygon(bend, closed=False), "#3c4044", 0.8 + 1.5 * along, 0.36)

    scene.backdrop(order, high, low - high, draw)
    random = scene.chance("ink ripples")
    lines = [(float(random.uniform(0, view.width)), high + float(random.random()) * (low - high),
              float(random.uniform(20, 70)), float(random.uniform(0, 6))) for _ in range(16)]  # fmt: skip
    pen = hairline(scene.tone("#4a4e52"), 0.55)

    def ripple(canvas: Canvas, moment: Moment) -> None:
        drawn: list[tuple[float, float]] = []
        for x, y, long, phase in lines:
            shift = 12 * wobble(moment.time * 0.6, phase)
            half = long * (0.7 + 0.3 * math.sin(moment.time * 1.4 + phase))
            drawn += [(x + shift - half, y), (x + shift + half, y)]
        segments(canvas, drawn, pen)

    scene.live(order - 0.02, ripple)


def ink_ground(canvas: Canvas, scene: Scenery) -> None:
    """A bank left mostly paper, with washes that gather towards the lower edge."""
    view = scene.view
    stops: list[ColorLike] = [PAPER, mix(PAPER, "#777b78", 0.2), mix(PAPER, "#3c403e", 0.5)]
    canvas.drawPaint(paint(shader=linear((0, scene.horizon), (0, view.height), stops)))
    random = scene.chance("ink ground")
    for _ in range(26):
        along = float(random.random())
        x, y = (
            float(random.uniform(-40, view.width + 40)),
            scene.horizon + along * (view.height - scene.horizon),
        )
        canvas.save()
        canvas.translate(x, y)
        canvas.scale(60 + 190 * along, 5 + 13 * along)
        canvas.drawCircle(0, 0, 1, paint(shader=radial((0, 0), 1, ["#2c302e"] * 2, alphas=[0.2, 0.0])))
        canvas.restore()
