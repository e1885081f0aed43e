"""Rain, snow, fog, sand and lightning as layers.

Rain and snow are images baked once and laid at whole pixels, wrapped in both directions: about 0.5 ms a sheet.
"""

import math
from collections.abc import Callable
from functools import partial

import numpy as np

from laterna.engines.animatic.canvas import (
    LINEAR,
    Canvas,
    Image,
    Paint,
    Rect,
    box,
    fill_oval,
    hairline,
    image_from,
    linear,
    paint,
    polygon,
    segments,
    stroke,
)
from laterna.engines.animatic.chance import generator
from laterna.engines.animatic.color import ColorLike, mix
from laterna.engines.animatic.finish.overlay import noise
from laterna.engines.animatic.stage.layers import Bake, Baked, Layer, Live, Moment, lay
from laterna.engines.animatic.stage.pieces import Pieces, strewn
from laterna.engines.animatic.stage.scenery import Scenery
from laterna.engines.animatic.stage.view import View


class Sheet(Baked):
    """An image that covers the frame again and again while it moves by (`vx`, `vy`) units a second."""

    def __init__(self, depth: float, image: Bake, vx: float, vy: float, pen: Paint | None = None) -> None:
        super().__init__(depth, image, pen)
        self._speed = (vx, vy)

    def cut(self, pushed: bool) -> Pieces:
        """The image in pieces that suit what is strewn thinly and never enlarged."""
        return strewn(self._image())

    def draw(self, canvas: Canvas, view: View, moment: Moment) -> None:
        """Lays as many copies as the frame needs."""
        wide, high = self.pieces.wide, self.pieces.high
        dx, dy = moment.shift(self.depth)
        x = round((self._speed[0] * moment.time + dx) * view.scale) % wide - wide
        y = round((self._speed[1] * moment.time + dy) * view.scale) % high - high
        top = y
        while top < view.pixels_high:
            left = x
            while left < view.pixels_wide:
                if left + wide > 0 and top + high > 0:
                    lay(canvas, view, self.pieces, left, top)
                left += wide
            top += high


def weather(scene: Scenery) -> list[Layer]:
    """The layers of the shot's weather; none under water, in space and indoors."""
    kind = scene.shot.weather
    flight = scene.own_camera
    if scene.indoors or scene.medium != "air" or (scene.floats and not flight):
        return []
    if kind in ("rain", "drizzle", "storm"):
        return _rain(scene, kind)
    if kind in ("snow", "blizzard"):
        return _snow(scene, kind)
    if kind in ("fog", "sandstorm"):
        return [] if "fog_bank" in scene.provides else _fog(scene, kind)
    if kind == "wind":
        return [_leaves(scene)]
    return []


def _rain(scene: Scenery, kind: str) -> list[Layer]:
    slant = {"drizzle": 0.08, "rain": 0.16, "storm": 0.42}[kind]
    density = {"drizzle": 0.5, "rain": 1.0, "storm": 1.5}[kind]
    tone = scene.tone(mix("#e8f0fa", scene.palette.haze, 0.25))
    layers: list[Layer] = []
    for depth, length, alpha, count in ((2.6, 16, 0.3, 520), (1.3, 30, 0.36, 260), (0.74, 62, 0.3, 80)):
        image = rain_sheet(scene, depth, length, slant, int(count * density), tone, alpha)
        fall = 980 / depth**0.6
        layers.append(Sheet(depth, image, -slant * fall, fall))
    if not scene.floats:
        layers.append(Live(1.02, _splashes(scene, density)))
    if kind == "storm":
        layers.append(_lightning(scene))
    return layers


def rain_sheet(
    scene: Scenery, key: float, length: float, slant: float, count: int, tone: ColorLike, alpha: float
) -> Bake:
    """A seamless sheet of streaks, the size of the frame."""
    random = scene.chance("rain", key)
    view = scene.view
    count = max(6, int(count * view.width * view.height / (1280 * 720)))
    width, height = view.width, view.height

    def draw(canvas: Canvas) -> None:
        pen = paint(tone, alpha, width=max(1.0 / view.scale, 0.8 + length / 42))
        for _ in range(count):
            x, y = float(random.random()) * width, float(random.random()) * height
            long = length * float(random.uniform(0.6, 1.2))
            for sx in (0.0, -width, width):
                for sy in (0.0, -height):
                    segments(canvas, [(x + sx, y + sy), (x + sx - slant * long, y + sy + long)], pen)

    return partial(scene.image, width, height, draw)


def _splashes(scene: Scenery, density: float) -> Callable[[Canvas, Moment], None]:
    random = scene.chance("splash")
    view = scene.view
    count = int(46 * density)
    spots = [
        (
            float(random.random()) * view.width,
            scene.horizon + (view.height - scene.horizon) * float(random.uniform(0.25, 1)),
            float(random.random()),
        )
        for _ in range(count)
    ]
    pen = hairline(scene.tone(mix("#eef4fa", scene.palette.haze, 0.3)), 0.6)

    def draw(canvas: Canvas, moment: Moment) -> None:
        lines: list[tuple[float, float]] = []
        for x, y, phase in spots:
            cycle = (moment.time * 2.2 + phase) % 1.0
            if cycle < 0.4:
                size = 3 + 14 * cycle
                rise = 7 * math.sin(cycle / 0.4 * math.pi)
                lines += [
                    (x - size, y),
                    (x - size * 0.6, y - rise),
                    (x + size * 0.6, y - rise),
                    (x + size, y),
                ]
        segments(canvas, lines, pen)

    return draw


def _lightning(scene: Scenery) -> Layer:
    random = scene.chance("lightning")
    view = scene.view
    strikes = [
        (0.7 + i * 2.1 + float(random.uniform(0, 0.9)), float(random.uniform(0.15, 0.85)) * view.width)
        for i in range(8)
    ]
    bolts = []
    for _, x in strikes:
        points = [(x, -10.0)]
        while points[-1][1] < scene.horizon:
            points.append(
                (points[-1][0] + float(random.normal(0, 22)), points[-1][1] + float(random.uniform(20, 46)))
            )
        bolts.append(polygon(points, closed=False))
    flash = paint(scene.tone("#dfe8ff"), 0.35)
    bright = scene.tone("#ffffff")

    def draw(canvas: Canvas, moment: Moment) -> None:
        for (start, _), bolt in zip(strikes, bolts, strict=True):
            since = moment.time - start
            if 0 <= since < 0.34:
                on = max(0.0, 1 - since / 0.34) * (0.4 if 0.08 < since < 0.14 else 1.0)
                flash.setAlphaf(0.34 * on)
                canvas.drawRect(box(-500, -300, view.width + 1000, view.height + 600), flash)
                stroke(canvas, bolt, "#b9c8ff", 9, 0.3 * on)
                stroke(canvas, bolt, bright, 3.2, on)

    return Live(9.5, draw)


def _snow(scene: Scenery, kind: str) -> list[Layer]:
    wild = kind == "blizzard"
    layers: list[Layer] = []
    tone = scene.tone(mix("#ffffff", scene.palette.key, 0.35))
    for depth, size, count in ((3.0, 1.5, 320), (1.6, 2.5, 150), (0.95, 3.8, 60), (0.7, 6.5, 16)):
        image = _flakes(scene, depth, size, int(count * (1.8 if wild else 1.0)), tone)
        fall = (150 if not wild else 260) / depth**0.7
        layers.append(Sheet(depth, image, (-620 if wild else -34) / depth**0.7, fall))
    if wild:
        layers += _fog(scene, "blizzard")
    return layers


def _flakes(scene: Scenery, key: float, size: float, count: int, tone: ColorLike) -> Bake:
    random = scene.chance("snow", key)
    view = scene.view
    count = max(4, int(count * view.width * view.height / (1280 * 720)))

    def draw(canvas: Canvas) -> None:
        for _ in range(count):
            x, y = float(random.random()) * view.width, float(random.random()) * view.height
            radius = size * float(random.uniform(0.5, 1.2))
            alpha = float(random.uniform(0.5, 0.95)) * (0.55 if size > 6 else 1)
            for sx in (0.0, -view.width, view.width):
                for sy in (0.0, -view.height, view.height):
                    if -9 < x + sx < view.width + 9 and -9 < y + sy < view.height + 9:
                        fill_oval(canvas, x + sx, y + sy, radius, radius, tone, alpha)

    return partial(scene.image, view.width, view.height, draw)


def _fog(scene: Scenery, kind: str) -> list[Layer]:
    tone = scene.tone(scene.palette.haze)
    strength = {"fog": 0.5, "sandstorm": 0.62, "blizzard": 0.4}[kind]
    wind = {"fog": 1.0, "sandstorm": 9.0, "blizzard": 9.0}[kind]
    layers: list[Layer] = []
    for index, (depth, part) in enumerate(((6.0, 0.9), (2.2, 0.75), (0.8, 0.45))):
        image = fog_image(scene, index, tone, strength * part)
        layers.append(Sheet(depth, image, -(14 + 9 * index) * wind, 0.0))
    return layers


def fog_image(scene: Scenery, key: int, tone: ColorLike, strength: float) -> Bake:
    """A seamless bank of fog the height of the frame, thickest around the horizon."""
    return partial(_bank, scene, key, tone, strength)


def _bank(scene: Scenery, key: int, tone: ColorLike, strength: float) -> Image:
    view = scene.view
    high, wide = 128, 256
    field = noise(wide, high, scene.seed, f"fog{key}", 1.75)
    rows = np.linspace(0, 1, high, dtype=np.float32)[:, None]
    line = scene.horizon / view.height
    bank = np.exp(-(((rows - line - 0.06) / 0.34) ** 2))
    alpha = np.clip((0.5 + 0.28 * field) * bank * strength, 0, 0.92)
    red, green, blue = (part if isinstance(part, float) else 0.0 for part in tone)
    pixels = np.empty((high, wide, 4), np.uint8)
    for channel, part in enumerate((blue, green, red)):
        pixels[..., channel] = alpha * part * 255
    pixels[..., 3] = alpha * 255
    small = image_from(pixels)
    target = Rect(0, 0, view.width * 1.3, view.height)
    return scene.image(view.width * 1.3, view.height, lambda c: c.drawImageRect(small, target, LINEAR))


def _leaves(scene: Scenery) -> Layer:
    random = generator(scene.seed, "leaves")
    view = scene.view
    colors = [scene.tone(scene.palette.surface(c)) for c in ("#d98f3a", "#c9612f", "#8fae4a", "#e3b84a")]
    leaves = [tuple(float(v) for v in random.random(4)) for _ in range(34)]

    def draw(canvas: Canvas, moment: Moment) -> None:
        for index, (a, b, c, d) in enumerate(leaves):
            x = (a * 1.4 * view.width + moment.time * (240 + 200 * c)) % (
                view.width * 1.3
            ) - view.width * 0.15
            y = (
                b * view.height + 46 * math.sin(moment.time * (1.5 + d) + index) + moment.time * 34
            ) % view.height
            canvas.save()
            canvas.translate(x, y)
            canvas.rotate((moment.time * 220 + d * 360) % 360)
            fill_oval(canvas, 0, 0, 7 + 5 * c, 3 + 2 * d, colors[index % 4], 0.95)
            canvas.restore()

    return Live(0.9, draw)


def veil(scene: Scenery, depth: float, y: float, height: float, alpha: float) -> None:
    """A band of the air's own colour that separates two depths."""
    tone = scene.palette.haze

    def draw(canvas: Canvas) -> None:
        shader = linear((0, y), (0, y + height), [tone] * 3, [0.0, 0.6, 1.0], [0.0, alpha, 0.0])
        canvas.drawRect(box(-500, y, scene.view.width + 1000, height), paint(shader=shader))

    scene.backdrop(depth, y, height, draw)
