"""Places made of light: fog with lamps, the empty studio, the theatre stage."""

import math
from collections.abc import Callable, Sequence
from functools import partial

from msgspec.structs import replace

from laterna.engines.animatic.canvas import (
    NEAREST,
    Canvas,
    Image,
    box,
    curve,
    fill_box,
    fill_oval,
    linear,
    oval,
    paint,
    polygon,
    radial,
    stroke,
    surface,
)
from laterna.engines.animatic.color import NAMED, ColorLike, mix
from laterna.engines.animatic.sets.flora import Brush
from laterna.engines.animatic.sets.land import period_at
from laterna.engines.animatic.sets.sky import FAR
from laterna.engines.animatic.stage.layers import Moment, Still
from laterna.engines.animatic.stage.scenery import Scenery, across, spread
from laterna.engines.animatic.weather.sky_falls import Sheet, fog_image

_LIGHTS = {
    "golden": "#ffc864",
    "gold": "#ffc864",
    "golden_hour": "#ffc070",
    "warm": "#ffcf8a",
    "white": "#f4f6ff",
    "cool": "#bcd4ff",
    "neon": "#ff5fd0",
    "moonlight": "#c4d6ff",
    "lamp": "#ffcf8a",
    "candle": "#ffb050",
    "spotlight": "#fff4dc",
    "backlight": "#fff0d0",
    "soft": "#fff0dc",
}

_SWELLS = 8
"""Times a second that beams of light are put together anew."""


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
    scene.palette = replace(
        palette,
        key=mix("#eef0f6", tones[-1], 0.25),
        ambient=mix("#7c8294", top, 0.35),
        rim=mix(tones[-1], "#ffffff", 0.3),
        rim_strength=0.9,
        haze=mix(middle, "#aab0bc", 0.3),
        altitude=0.5,
    )
    scene.glow(30.0, *scene.orb, view.height * 0.8, mix(tones[-1], "#ffffff", 0.3), 0.62)
    scene.glow(29.0, *scene.orb, view.height * 0.3, "#ffffff", 0.5)
    _beams(scene, tones)
    _lamps(scene, tones)
    _sheen(scene, tones)
    # Three banks as thick as six: each costs a full frame, and where fog is named as well it need not come twice.
    named = scene.shot.weather == "fog"
    scene.provides.add("fog_bank")
    banks = ((5.0, 0.875), (1.5, 0.78), (0.75, 0.51)) if named else ((5.0, 0.55), (1.5, 0.5), (0.75, 0.32))
    for index, (depth, part) in enumerate(banks):
        image = fog_image(scene, index, scene.tone(mix(middle, "#c9ced8", 0.25)), part)
        scene.add(Sheet(depth, image, -12 - 9 * index, 0))
    bokeh(scene, tones)


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
    scene.live(28.0, Beams(images).draw)


class Beams:
    """Sheets of light that swell in turn, so slowly that they are put together eight times a second."""

    def __init__(self, images: Sequence[Image]) -> None:
        self._images = images
        self._pen = paint()
        self._kept: tuple[int, Image] | None = None

    def draw(self, canvas: Canvas, moment: Moment) -> None:
        """Lays them as they are at this moment; they stay where they are whatever the camera does."""
        turn = math.floor(moment.time * _SWELLS + 1e-6)
        if self._kept is None or self._kept[0] != turn:
            self._kept = (turn, self._drawn((turn + 0.5) / _SWELLS))
        canvas.save()
        canvas.resetMatrix()
        canvas.drawImage(self._kept[1], 0, 0, NEAREST)
        canvas.restore()

    def _drawn(self, time: float) -> Image:
        made = surface(self._images[0].width(), self._images[0].height())
        for half, image in enumerate(self._images):
            self._pen.setAlphaf(0.5 + 0.4 * math.sin(time * 0.8 + half * 2.4))
            made.getCanvas().drawImage(image, 0, 0, NEAREST, self._pen)
        return made.makeImageSnapshot()


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


def bokeh(scene: Scenery, tones: list[str], count: int = 16) -> None:
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
        (
            float(random.random()) * view.width,
            float(random.uniform(0.08, 0.85)) * view.height,
            sizes[int(random.integers(0, 3))],
            int(random.integers(0, len(tones))),
            float(random.uniform(0, 6)),
            float(random.uniform(0.8, 4.0)),
        )
        for _ in range(count)
    ]

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
        canvas.drawCircle(
            view.width / 2,
            view.height * 0.45,
            view.height * 0.7,
            paint(
                shader=radial(
                    (view.width / 2, view.height * 0.45),
                    view.height * 0.7,
                    ["#ffffff"] * 2,
                    alphas=[0.32, 0.0],
                )
            ),
        )

    scene.backdrop(FAR, 0, view.height, draw)


def stage(scene: Scenery) -> None:
    """A theatre: boards, curtains and spotlights."""
    scene.bounded = True
    view = scene.view
    scene.indoors = True
    palette = scene.palette
    scene.palette = replace(
        palette,
        key=mix("#fff2dc", palette.key, 0.2),
        ambient=mix("#7a5a8a", palette.ambient, 0.2),
        haze=mix("#2a1430", "#000000", 0.1),
        air=0.5,
        orb_shown=False,
        darkness=0.35,
        rim_strength=0.7,
    )
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
    # One performer stands a little left of the middle.
    alone = sum(subject.count for subject in scene.shot.subjects if subject.importance > 1) == 1
    middle = 0.44 if alone and not view.portrait else 0.5
    for index, (x, tone) in enumerate(((0.26, "#ffd9a0"), (middle, "#fff4dc"), (0.74, "#bcd0ff"))):
        _spot(scene, view.width * x, tone, index)

    def curtains(canvas: Canvas) -> None:
        folds = max(2, min(6, int(view.width * 0.15 / 30)))
        for side in (-1, 1):
            for k in range(folds):
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
    _audience(scene)


def _audience(scene: Scenery) -> None:
    """The heads of the first row, dark against the boards; none where the camera is near."""
    view = scene.view
    if scene.shot.camera.framing in ("medium", "close", "extreme_close"):
        return
    random = scene.chance("audience")
    size = 0.034 * view.height
    period = max(1.3 * view.width, 1400.0)
    places = [period * (i + 0.3 + 0.4 * float(random.random())) / 15 for i in range(15)]
    tones = ("#140a14", "#1a0e18", "#100812")

    def one(canvas: Canvas, index: int) -> None:
        y = view.height - size * (0.5 + 0.5 * float(index % 3 == 0))
        fill_oval(canvas, 0, y, size * 0.78, size, tones[index % 3])
        fill_oval(canvas, 0, y + size * 2.1, size * 1.9, size * 1.3, tones[index % 3])

    def draw(canvas: Canvas) -> None:
        across(canvas, period, places, one, 120)

    scene.strip(0.82, view.height - size * 2.4, size * 3, period, draw)


def _spot(scene: Scenery, x: float, tone: str, index: int) -> None:
    view = scene.view
    top = (x + (index - 1) * view.width * 0.12, -20.0)
    reach = view.height * 0.18
    lone = "spotlight" in scene.shot.lights
    strength = (1.7 if index == 1 else 0.45) if lone else 1.0

    def draw(canvas: Canvas) -> None:
        shape = polygon([top, (x - reach, scene.ground), (x + reach, scene.ground)])
        canvas.drawPath(
            shape,
            paint(
                shader=linear(
                    (0, 0), (0, scene.ground), [tone, tone], alphas=[0.3 * strength, 0.1 * strength]
                ),
                blur=6,
            ),
        )
        fill_oval(canvas, x, scene.ground, reach, reach * 0.2, tone, 0.26 * strength)

    scene.add(Still(1.4, 0, 0, partial(scene.image, view.width, view.height, draw), motion=1e6))
