"""Water: seas, lakes and rivers with waves, glints and the path of light under sun or moon."""

import math
from collections.abc import Callable
from functools import partial

from laterna.engines.animatic.canvas import (
    LINEAR,
    Canvas,
    box,
    curve,
    fill,
    hairline,
    linear,
    paint,
    polygon,
    radial,
    segments,
)
from laterna.engines.animatic.color import ColorLike, mix, multiply
from laterna.engines.animatic.sets.inkwash import ink_water, is_ink
from laterna.engines.animatic.stage.layers import Bake, Baked, Moment, lay
from laterna.engines.animatic.stage.mirror import mirrored
from laterna.engines.animatic.stage.scenery import Scenery
from laterna.engines.animatic.stage.view import View


def sea(
    scene: Scenery,
    *,
    top: float | None = None,
    bottom: float | None = None,
    deep: ColorLike = "#1f6a9c",
    calm: float = 1.0,
    order: float = 2.62,
) -> None:
    """Water from `top` (the horizon) down to `bottom`, with glints that shimmer; `calm` above 1 is stiller."""
    view, palette = scene.view, scene.palette
    high = scene.horizon if top is None else top
    low = view.height + 20 if bottom is None else bottom
    if is_ink(scene):
        ink_water(scene, high, low, order)
        return
    mirror = mirrored(scene, high, low - high, min(0.62, 0.34 * calm)) if order < 10 else None
    scene.mirror, scene.mirror_low = (0.5 if calm > 1.5 else 0.0), low
    far = mix(mix(palette.sky[-1], palette.haze, 0.4), palette.surface(deep, 2.0), 0.38)
    middle, near = palette.surface(deep, 1.6), palette.shaded(mix(deep, "#0c2a4a", 0.3))

    def draw(canvas: Canvas) -> None:
        shader = linear(
            (0, high), (0, low), [far, mix(far, middle, 0.6), middle, near], [0.0, 0.14, 0.5, 1.0]
        )
        canvas.drawRect(box(-400, high, view.width + 800, low - high), paint(shader=shader))
        image = mirror() if mirror is not None else None
        if image is not None:
            canvas.drawImageRect(image, box(0, high, view.width, image.height() / view.scale), LINEAR)
        if palette.orb_shown:
            _path_of_light(canvas, scene, high, low)

    scene.backdrop(order, high, low - high, draw)
    _glints(scene, high, low, order - 0.02, calm)


def _path_of_light(canvas: Canvas, scene: Scenery, high: float, low: float) -> None:
    palette = scene.palette
    x = scene.orb[0]
    strength = 0.55 - 0.35 * palette.altitude
    canvas.save()
    canvas.translate(x, high)
    canvas.scale(120 + 130 * (1 - palette.altitude), (low - high) * 0.95)
    canvas.drawCircle(
        0,
        0,
        1,
        paint(shader=radial((0, 0), 1, [palette.glow] * 3, [0, 0.35, 1], [strength, strength * 0.45, 0])),
    )
    canvas.restore()


def _glints(scene: Scenery, high: float, low: float, order: float, calm: float) -> None:
    random = scene.chance("glints", high)
    view, palette = scene.view, scene.palette
    count = int(190 * view.width / 1280) + 20
    rows = []
    for _ in range(count):
        under = random.random() < 0.5 and palette.orb_shown
        along = float(random.random()) ** 1.6
        size = 0.14 + along
        spread = 30 + 190 * along
        x = (
            scene.orb[0] + float(random.normal(0, 0.5)) * spread
            if under
            else float(random.uniform(-0.1, 1.1)) * view.width
        )
        rows.append(
            (
                x,
                high + 3 + along * (low - high),
                size,
                float(random.random()) * 6.28,
                under,
                float(random.uniform(10, 44)),
            )
        )
    bright = scene.tone(mix(palette.orb, palette.glow, 0.4))
    plain = scene.tone(mix(palette.sky[-1], "#ffffff", 0.3))
    pens = {(under, level): hairline(bright if under else plain, (0.3 if under else 0.14) * level)
            for under in (True, False) for level in (1, 2, 3)}  # fmt: skip

    def draw(canvas: Canvas, moment: Moment) -> None:
        time = moment.time / calm
        groups: dict[tuple[bool, int], list[tuple[float, float]]] = {}
        for x, y, size, phase, under, length in rows:
            level = int(1.99 + 1.99 * math.sin(time * 2.6 + phase * 3))
            if level <= 0:
                continue
            half = length * size * (0.7 + 0.3 * math.sin(time * 2 + phase))
            shift = 9 * size * math.sin(time * 1.1 + phase)
            line = groups.setdefault((under, level), [])
            line += [(x + shift - half, y), (x + shift + half, y)]
            if size > 0.5:
                line += [(x + shift - half * 0.7, y + 1), (x + shift + half * 0.8, y + 1)]
        for key, line in groups.items():
            segments(canvas, line, pens[key])

    scene.live(order, draw)


def swell(
    scene: Scenery, rows: int = 4, *, color: ColorLike = "#2b7aa6", foam: float = 0.7, top: float = 0.3
) -> None:
    """Rows of rolling waves over the near water; each is a baked strip that rocks."""
    view, palette = scene.view, scene.palette
    for row in range(rows):
        along = top + (1 - top) * (row + 0.5) / rows
        y = scene.horizon + (view.height - scene.horizon) * along
        size = 0.35 + 0.75 * along
        depth = max(0.8, 1.9 - 1.15 * along)
        random = scene.chance("swell", row)
        length = 210 * size * float(random.uniform(0.85, 1.2))
        turns = max(4, math.ceil(1.3 * view.width / length))
        period = length * turns
        crest, body = palette.bright(mix(color, "#7fd0dc", 0.25), depth), palette.surface(color, depth)
        foot = palette.shaded(mix(color, "#0d3a5c", 0.5), depth)
        height = 15 * size
        image = _wave(scene, period, turns, height, (crest, body, foot), foam, view.height - y + 60)
        scene.add(
            Swell(depth, y, image, height, float(random.random()) * 6, 26 * size * (1 if row % 2 else -0.7))
        )


def _wave(
    scene: Scenery,
    period: float,
    turns: int,
    height: float,
    tones: tuple[ColorLike, ...],
    foam: float,
    deep: float,
) -> Bake:
    crest, body, foot = tones
    white = scene.palette.bright("#ffffff")

    def line(x: float) -> float:
        wave = math.sin(math.tau * turns * x / period)
        chop = 0.22 * math.sin(math.tau * (turns * 2 + 1) * x / period + 1.0)
        return -height * (math.pow(0.5 + 0.5 * wave, 1.6) + chop)

    def draw(canvas: Canvas) -> None:
        count = turns * 12
        points = [(period * i / count, line(period * i / count)) for i in range(count + 1)]
        shape = polygon([*points, (period + 1, deep), (-1, deep)])
        shader = linear((0, -height), (0, height * 4.5), [crest, body, foot], [0.0, 0.3, 1.0])
        canvas.drawPath(shape, paint(shader=shader, alpha=0.94))
        for turn in range(turns):
            middle = period * (turn + 0.25) / turns
            wide = period / turns * 0.2
            cap = [
                (middle - wide + wide * 2 * i / 8, line(middle - wide + wide * 2 * i / 8) - 0.4)
                for i in range(9)
            ]
            under = [(x, y + height * 0.3 * math.sin(math.pi * i / 8)) for i, (x, y) in enumerate(cap)]
            fill(canvas, curve([*cap, *reversed(under)], tension=0.6), white, foam)

    return partial(scene.painted, 1.5, period, deep + height * 2.2, draw, (0.0, -height * 2.2))


class Swell(Baked):
    """A row of waves that repeats sideways, drifts, and rises and falls."""

    def __init__(
        self, depth: float, y: float, image: Bake, height: float, phase: float, drift: float
    ) -> None:
        super().__init__(depth, image)
        self._y = y
        self._height = height
        self._phase = phase
        self._drift = drift

    def draw(self, canvas: Canvas, view: View, moment: Moment) -> None:
        """Lays copies at whole pixels."""
        scale, wide = view.scale, view.pixels_wide
        dx, dy = moment.shift(self.depth)
        bob = self._height * 0.45 * math.sin(moment.time * 1.6 + self._phase)
        period = self.pieces.wide
        x = (
            round((dx + self._drift * moment.time + 30 * math.sin(moment.time * 0.7 + self._phase)) * scale)
            % period
            - period
        )
        growth = moment.growth(self.depth)
        y = moment.focus_y + (self._y + dy + bob - moment.focus_y) * growth
        top = round((y - self._height * 2.2) * scale)
        while x < wide:
            lay(canvas, view, self.pieces, x, top)
            x += period


def shore(scene: Scenery, y: float, color: ColorLike = "#e8cf9c") -> None:
    """The sea's edge on a beach at `y`: wet sand, and surf that runs up and back."""
    view, palette = scene.view, scene.palette
    foam = scene.tone(palette.bright("#ffffff"))
    wet = scene.tone(palette.shaded(mix(color, "#6b5a44", 0.45)))
    thin = scene.tone(palette.surface(mix(color, "#7fc4cf", 0.6)))
    random = scene.chance("shore")
    waves = [(float(random.random()) * 6, float(random.uniform(0.8, 1.5))) for _ in range(3)]

    def edge(time: float, index: int, out: float) -> list[tuple[float, float]]:
        phase, speed = waves[index]
        run = 15 * math.sin(time * 0.9 * speed + phase) + out
        points = []
        steps = 26
        for i in range(steps + 1):
            x = -60 + (view.width + 120) * i / steps
            points.append(
                (
                    x,
                    y
                    + run
                    + 5 * math.sin(x * 0.021 + phase * 2 + time * 0.7)
                    + 3 * math.sin(x * 0.05 - time * 0.5),
                )
            )
        return points

    def draw(canvas: Canvas, moment: Moment) -> None:
        # The surf reaches from side to side of the frame, wherever the camera has run to.
        canvas.translate(-moment.shift(2.4)[0], 0.0)
        reach = edge(moment.time, 0, 14)
        back = [(view.width + 60, y - 30.0), (-60.0, y - 30.0)]
        fill(canvas, polygon([*edge(moment.time * 0.0, 0, 30), *back]), wet, 0.55)
        fill(canvas, polygon([*reach, *back]), thin, 0.8)
        canvas.drawPath(polygon(reach, closed=False), paint(foam, 0.9, width=5))
        second = edge(moment.time, 1, -6)
        canvas.drawPath(polygon(second, closed=False), paint(foam, 0.55, width=3.2))

    scene.live(2.4, draw)


def sails(scene: Scenery, count: int) -> None:
    """A few far sailing boats."""
    random = scene.chance("sails")
    palette = scene.palette
    for _ in range(count):
        x = float(random.uniform(0.05, 0.95)) * scene.view.width
        depth = float(random.uniform(5, 9))
        size = 150 / depth
        y = scene.horizon + 60 / depth
        white, hull = (
            scene.tone(palette.bright("#fbf6ea", depth)),
            scene.tone(palette.shaded("#6a4630", depth)),
        )
        speed = float(random.uniform(4, 9)) * (1 if random.random() < 0.5 else -1)
        scene.live(depth, _sail(x, y, size, speed, (white, hull)))


def _sail(
    x: float, y: float, size: float, speed: float, tones: tuple[ColorLike, ColorLike]
) -> Callable[[Canvas, Moment], None]:
    jib = polygon([(0, -size), (0, -size * 0.12), (size * 0.5, -size * 0.12)])
    main = polygon([(-size * 0.05, -size * 0.9), (-size * 0.05, -size * 0.12), (-size * 0.36, -size * 0.12)])
    hull = polygon(
        [
            (-size * 0.5, -size * 0.1),
            (size * 0.6, -size * 0.1),
            (size * 0.4, size * 0.06),
            (-size * 0.4, size * 0.06),
        ]
    )

    def draw(canvas: Canvas, moment: Moment) -> None:
        canvas.save()
        canvas.translate(x + speed * moment.time, y + 1.2 * math.sin(moment.time * 1.3 + x))
        canvas.rotate(2 * math.sin(moment.time + x))
        fill(canvas, jib, tones[0])
        fill(canvas, main, multiply(tones[0], "#e6e2ea"))
        fill(canvas, hull, tones[1])
        canvas.restore()

    return draw
