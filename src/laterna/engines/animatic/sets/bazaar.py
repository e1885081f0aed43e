"""Markets by day and by night: stalls, people who pass, strings of flags or lamps, steam of pans."""

import math

from laterna.engines.animatic.canvas import (
    NEAREST,
    Canvas,
    curve,
    fill,
    fill_box,
    fill_oval,
    moved,
    paint,
    polygon,
    radial,
    rounded,
    stroke,
)
from laterna.engines.animatic.color import mix
from laterna.engines.animatic.sets.flora import Brush
from laterna.engines.animatic.sets.furniture import PIECES
from laterna.engines.animatic.sets.land import period_at
from laterna.engines.animatic.sets.monuments import lanterns
from laterna.engines.animatic.sets.sky import sky
from laterna.engines.animatic.sets.streets import pavement, skyline
from laterna.engines.animatic.stage.layers import Moment
from laterna.engines.animatic.stage.scenery import Scenery, across, spread

_CLOTHES = ("#b8503f", "#3f6f9f", "#5f8a52", "#c9a04a", "#7a5f94", "#c97f5a", "#4a5f78", "#a85f74")
_SKINS = ("#eac09c", "#c68a5f", "#8a5a3c", "#f2cfae")
_SIGNS = ("#ff5a4a", "#ffb13c", "#4ad6c8", "#ff6fb0", "#8fe05a")


def market(scene: Scenery) -> None:
    """Stalls with striped awnings along a square, flags above, people in the lanes."""
    sky(scene, clouds=0.8)
    skyline(scene, 5.0, scene.horizon + 6, 90, 220, 18)
    skyline(scene, 3.4, scene.horizon + 10, 130, 230, 11)
    pavement(scene, road=False, color="#a89c8c")
    passers(scene, 2.7, scene.horizon + 30, 26, 16)
    stalls(scene, 2.5, scene.horizon + 26, 7)
    passers(scene, 2.2, scene.horizon + 50, 19, -22)
    stalls(scene, 1.9, scene.horizon + 52, 5)
    baskets(scene, 1.7, scene.horizon + 84)
    flags(scene)
    scene.provides |= {"crowd", "people", "pedestrian"}
    if scene.palette.lamps > 0.3:
        lanterns(scene)


def night_market(scene: Scenery) -> None:
    """Lit stalls under strings of lanterns, signs that glow, steam, a crowd."""
    sky(scene, clouds=0.5, birds=False)
    skyline(scene, 5.0, scene.horizon + 6, 110, 260, 18)
    skyline(scene, 3.4, scene.horizon + 10, 150, 260, 11)
    signs(scene, 3.2, scene.horizon - 60)
    pavement(scene, road=False, color="#7c7484")
    passers(scene, 2.7, scene.horizon + 30, 31, 14)
    stalls(scene, 2.5, scene.horizon + 26, 7)
    lamps_of_stalls(scene, 2.49, scene.horizon + 26, 7)
    passers(scene, 2.2, scene.horizon + 50, 22, -20)
    stalls(scene, 1.9, scene.horizon + 52, 5)
    lamps_of_stalls(scene, 1.89, scene.horizon + 52, 5)
    steam(scene)
    baskets(scene, 1.7, scene.horizon + 84)
    lanterns(scene)
    scene.provides |= {"crowd", "people", "pedestrian", "lantern", "stall", "sign"}


def stalls(scene: Scenery, depth: float, y: float, count: int) -> None:
    """A row of stalls whose feet stand at `y`."""
    period = period_at(scene, depth)
    brush = Brush(scene.palette, depth, scene.side)

    def one(canvas: Canvas, index: int) -> None:
        with moved(canvas, 0, y):
            PIECES["stall"](canvas, brush, 250 / depth, scene.chance("stall", depth, index))

    places = [period * (i + 0.5) / count for i in range(count)]
    scene.strip(
        depth, y - 700 / depth, 720 / depth, period, lambda canvas: across(canvas, period, places, one, 320)
    )


def lamps_of_stalls(scene: Scenery, depth: float, y: float, count: int) -> None:
    """The light of each stall on its wares and on the ground before it."""
    period = period_at(scene, round(depth + 0.01, 2))
    unit = 250 / depth
    wide = 1.5 * unit

    def one(canvas: Canvas, index: int) -> None:
        tone = ("#ffd08a", "#fff0c4", "#ffb46a")[index % 3]
        pools = ((y - 1.25 * unit, wide, 1.0 * unit, 0.62), (y + 6, wide * 1.2, 0.2 * unit, 0.4))
        for at, rx, ry, alpha in pools:
            shader = radial((0, 0), 1, [tone] * 3, [0.0, 0.4, 1.0], [alpha, alpha * 0.4, 0.0])
            canvas.save()
            canvas.translate(0, at)
            canvas.scale(rx, ry)
            canvas.drawCircle(0, 0, 1, paint(shader=shader))
            canvas.restore()
        for k in range(-2, 3):
            fill_oval(canvas, k * 0.36 * unit, y - 1.82 * unit, 0.055 * unit, 0.07 * unit, "#fff6d8")

    places = [period * (i + 0.5) / count for i in range(count)]
    scene.strip(
        depth,
        y - 2.4 * unit,
        2.7 * unit,
        period,
        lambda canvas: across(canvas, period, places, one, 320),
        quality=0.5,
    )


def passers(scene: Scenery, depth: float, y: float, count: int, drift: float) -> None:
    """People who pass behind: a strip of them that drifts at `drift` units a second."""
    random = scene.chance("passers", depth)
    period = period_at(scene, depth) * 1.15
    brush = Brush(scene.palette, depth, scene.side)
    places = spread(random, period, count, 0.9)
    tall = 385 / depth

    def one(canvas: Canvas, index: int) -> None:
        own = scene.chance("passer", depth, index)
        with moved(canvas, 0.0, y + float(own.uniform(-4, 7)), flip=drift < 0):
            _passer(canvas, brush, tall * float(own.uniform(0.86, 1.08)), index, own.random() < 0.5)

    scene.strip(
        depth,
        y - tall * 1.2,
        tall * 1.25,
        period,
        lambda canvas: across(canvas, period, places, one, 80),
        drift,
    )


def _passer(canvas: Canvas, brush: Brush, tall: float, index: int, skirt: bool) -> None:
    coat, trousers = _CLOTHES[index % 8], _CLOTHES[(index * 3 + 4) % 8]
    skin, hair = _SKINS[index % 4], ("#2e2622", "#5a3a26", "#8a6a44", "#b8b2aa")[(index * 5) % 4]
    fill_oval(canvas, 0, 0, tall * 0.16, tall * 0.025, "#0a0c18", 0.35)
    for side in (-1, 1):
        x = side * tall * 0.06
        leg = polygon(
            [(x - tall * 0.04, 0), (x + tall * 0.05, 0), (tall * 0.03 * side, -tall * 0.5), (0, -tall * 0.5)]
        )
        fill(canvas, leg, brush.dark(mix(trousers, "#2a2c3a", 0.5)))
    low = tall * (0.13 if skirt else 0.1)
    body = curve(
        [(-low, -tall * (0.3 if skirt else 0.42)), (-tall * 0.115, -tall * 0.78), (0, -tall * 0.83),
         (tall * 0.115, -tall * 0.78), (low, -tall * (0.3 if skirt else 0.42))],
        tension=0.6,
    )  # fmt: skip
    fill(canvas, body, brush.plain(coat))
    arm = [(0.06, -0.76), (0.1, -0.74), (0.12, -0.48), (0.07, -0.48)]
    fill(canvas, polygon([(x * tall, y * tall) for x, y in arm]), brush.dark(coat))
    if index % 3 == 0:
        fill(canvas, rounded(tall * 0.05, -tall * 0.5, tall * 0.12, tall * 0.13, 3), brush.plain("#c9a878"))
    fill_oval(canvas, 0, -tall * 0.9, tall * 0.075, tall * 0.085, brush.plain(skin))
    fill(canvas, curve([(-tall * 0.085, -tall * 0.88), (-tall * 0.06, -tall * 0.99), (tall * 0.05, -tall * 0.985),
                        (tall * 0.07, -tall * 0.93), (0, -tall * 0.93)], tension=0.8), brush.dark(hair))  # fmt: skip


def baskets(scene: Scenery, depth: float, y: float) -> None:
    """Baskets and sacks before the stalls."""
    random = scene.chance("baskets")
    period = period_at(scene, depth)
    brush = Brush(scene.palette, depth, scene.side)
    places = spread(random, period, 9, 0.8)

    def one(canvas: Canvas, index: int) -> None:
        wide = 58 / depth
        tone = ("#d8503f", "#f0a23c", "#8fb84f", "#e8d05a")[index % 4]
        for k in range(7):
            x, top = (k % 4 - 1.5) * wide * 0.42, y - wide * (0.72 + 0.26 * (k // 4))
            fill_oval(
                canvas, x, top, wide * 0.24, wide * 0.24, brush.plain(tone) if k % 2 else brush.lit(tone)
            )
        body = [(-wide, y - wide * 0.7), (wide, y - wide * 0.7), (wide * 0.75, y), (-wide * 0.75, y)]
        fill(canvas, polygon(body), brush.plain("#a87c4e"))
        for k in range(3):
            at = y - wide * (0.55 - 0.2 * k)
            band = polygon([(-wide * 0.94, at), (wide * 0.94, at)], closed=False)
            stroke(canvas, band, brush.dark("#7a5634"), 1.4, 0.7)

    scene.strip(depth, y - 90, 100, period, lambda canvas: across(canvas, period, places, one, 80))


def flags(scene: Scenery) -> None:
    """Bunting between poles, over the lanes."""
    view = scene.view
    brush = Brush(scene.palette, 2.0, scene.side)

    period = period_at(scene, 2.0)

    def draw(canvas: Canvas) -> None:
        for row, top in enumerate((0.1, 0.2)):
            line = []
            for i in range(49):
                along = i / 48
                y = view.height * top + 46 * math.sin(math.pi * ((along * 4 + 0.4 * row) % 1.0))
                line.append((period * along, y))
            stroke(canvas, polygon(line, closed=False), brush.dark("#5a4a3a"), 1.5)
            for k, (x, y) in enumerate(line[:-1]):
                tone = ("#d8503f", "#f0c23c", "#4f8fc0", "#5fa05a", "#e88fa8")[(k + row) % 5]
                fill(canvas, polygon([(x, y), (x + 22, y + 1), (x + 11, y + 26)]), brush.lit(tone))

    scene.strip(2.0, 0, view.height * 0.36, period, draw)


def signs(scene: Scenery, depth: float, y: float) -> None:
    """Upright signs that glow in several colours."""
    random = scene.chance("signs")
    period = period_at(scene, depth)
    places = spread(random, period, 12, 0.8)

    def one(canvas: Canvas, index: int) -> None:
        own = scene.chance("sign", index)
        wide, high = float(own.uniform(18, 30)), float(own.uniform(70, 130))
        top = y - float(own.uniform(0, 90))
        tone = _SIGNS[index % 5]
        canvas.drawPath(rounded(-wide, top - 10, wide * 2, high + 20, 12), paint(tone, 0.4, blur=12))
        fill(canvas, rounded(-wide / 2, top, wide, high, 4), mix(tone, "#201020", 0.25))
        for k in range(4):
            fill_box(
                canvas, -wide * 0.26, top + high * (0.1 + 0.22 * k), wide * 0.52, high * 0.1, "#fff4dc", 0.95
            )
            fill_box(canvas, -2, top + high * (0.07 + 0.22 * k), 4, high * 0.16, "#fff4dc", 0.95)

    scene.strip(depth, y - 130, 310, period, lambda canvas: across(canvas, period, places, one, 80))


def steam(scene: Scenery) -> None:
    """Puffs that rise from the pans of the stalls."""
    image = scene.glow_image(46, mix("#ffffff", scene.palette.key, 0.4), 0.5)
    pen = paint()
    view = scene.view
    random = scene.chance("steam")
    sources = [
        (float(random.uniform(0.06, 0.94)) * view.width, float(random.uniform(0, 3))) for _ in range(5)
    ]
    base = scene.horizon - 50

    def draw(canvas: Canvas, moment: Moment) -> None:
        canvas.save()
        canvas.resetMatrix()
        for x, phase in sources:
            for k in range(4):
                along = (moment.time * 0.35 + phase + k / 4) % 1.0
                at = x + moment.shift(1.9)[0] + 22 * math.sin(along * 5 + phase)
                y = base - 130 * along
                canvas.drawImage(
                    image, round((at - 46) * view.scale), round((y - 46) * view.scale), NEAREST, pen
                )
        canvas.restore()

    scene.live(1.88, draw)
