"""Sky: the gradient, stars, sun or moon, clouds, birds; the backdrop of every set in the open."""

import math
from functools import partial

from laterna.engines.animatic.canvas import (
    KEEP_INSIDE,
    ON_TOP,
    Canvas,
    Paint,
    box,
    clipped,
    fill_oval,
    hairline,
    layered,
    linear,
    oval,
    paint,
    radial,
    segments,
)
from laterna.engines.animatic.chance import wobble
from laterna.engines.animatic.color import mix
from laterna.engines.animatic.sets.cumulus import cel_cloud, flare, flat_cloud, speed_lines, towers
from laterna.engines.animatic.sets.inkwash import ink_sky, is_ink
from laterna.engines.animatic.sets.papercraft import paper_sky
from laterna.engines.animatic.stage.grade import style_key
from laterna.engines.animatic.stage.layers import Moment, Strip
from laterna.engines.animatic.stage.scenery import Scenery, across, spread

_CUT = frozenset(("paper_cut", "line_art", "sketch", "pixel"))
"""Styles whose clouds are even shapes."""

FAR = 1000.0
"""Depth of what never moves."""


def sky(
    scene: Scenery, *, clouds: float = 1.0, orb: bool = True, birds: bool = True, at: float | None = None
) -> None:
    """The whole sky down to the horizon. `clouds` scales their number; `orb` False leaves out sun and moon; `at` 0..1
    says where across the frame they stand.
    """
    random = scene.chance("orb")
    palette, view = scene.palette, scene.view
    side = 0.68 + 0.16 * float(random.random())
    if random.random() < 0.4:
        side = 1 - side
    side = side if at is None else at
    rise = scene.horizon * (0.94 - 0.8 * palette.altitude) - 30 * float(random.random())
    scene.orb = (view.width * side, max(view.height * 0.13, rise))
    shown = orb and palette.orb_shown
    scene.provides |= {"sky", "cloud", "star", "stars", "horizon"}
    if shown:
        scene.provides |= {"moon", "full_moon"} if palette.darkness > 0.6 else {"sun"}
    scene.backdrop(FAR, 0.0, view.height, lambda canvas: _paint_sky(canvas, scene, shown))
    if palette.stars > 0.3:
        _twinkles(scene)
    if any(subject.species == "aurora" for subject in scene.shot.subjects):
        aurora(scene)
    cover = {"clear": 0.6, "cloudy": 1.6, "overcast": 2.2, "storm": 2.4, "rain": 2.0}.get(
        scene.shot.weather, 1.0
    )
    style = style_key(scene.style)
    drawn = style == "anime" and palette.darkness < 0.6 and scene.shot.weather in ("clear", "cloudy", "wind")
    if drawn:
        towers(scene)
        speed_lines(scene)
    if drawn and shown:
        flare(scene)
    if clouds * cover > 0 and not is_ink(scene):
        _clouds(scene, clouds * cover * (0.45 if drawn else 1.0), style)
    if birds and palette.darkness < 0.5 and scene.shot.weather in ("clear", "cloudy", "wind"):
        flock(scene)


def _paint_sky(canvas: Canvas, scene: Scenery, orb: bool) -> None:
    palette, view = scene.palette, scene.view
    if is_ink(scene):
        ink_sky(canvas, scene, orb)
        return
    if style_key(scene.style) == "paper_cut":
        paper_sky(canvas, scene, orb)
        return
    shader = linear((0, -20), (0, scene.horizon + 24), palette.sky)
    canvas.drawPaint(paint(shader=shader))
    if palette.stars > 0:
        _stars(canvas, scene)
    if orb:
        _orb(canvas, scene)
    veil = view.height * 0.2
    canvas.drawRect(
        box(-400, scene.horizon - veil, view.width + 800, veil + 40),
        paint(
            shader=linear(
                (0, scene.horizon - veil), (0, scene.horizon + 10), [palette.haze] * 2, alphas=[0.0, 0.6]
            )
        ),
    )


def _stars(canvas: Canvas, scene: Scenery) -> None:
    random = scene.chance("stars")
    view = scene.view
    turn = float(random.uniform(-35, -12))
    canvas.save()
    canvas.translate(view.width / 2, scene.horizon * 0.4)
    canvas.rotate(turn)
    for _ in range(34):
        x, y = float(random.normal(0, view.width * 0.4)), float(random.normal(0, 26))
        rx = 70 + 110 * float(random.random())
        shader = radial((0, 0), 1, ["#9fb2ff"] * 2, alphas=[0.045 * scene.palette.stars, 0.0])
        canvas.save()
        canvas.translate(x, y)
        canvas.scale(rx, rx * 0.34)
        canvas.drawCircle(0, 0, 1, paint(shader=shader))
        canvas.restore()
    canvas.restore()
    for _ in range(int(380 * view.width * scene.horizon / (1280 * 446))):
        x, y = float(random.uniform(-180, view.width + 180)), float(random.random()) ** 1.25 * scene.horizon
        size = 0.45 + float(random.random()) ** 5 * 1.7
        alpha = (0.25 + 0.75 * float(random.random())) * (1 - 0.75 * y / scene.horizon) * scene.palette.stars
        fill_oval(canvas, x, y, size, size, mix("#ffffff", "#a9c4ff", float(random.random())), alpha)


def _orb(canvas: Canvas, scene: Scenery) -> None:
    palette = scene.palette
    x, y = scene.orb
    night = palette.darkness > 0.6
    radius = (54 if night else 40 + 22 * (1 - palette.altitude)) * (
        0.85 + 0.3 * float(scene.chance("size").random())
    )
    for reach, alpha in ((radius * 8.5, 0.34), (radius * 3.6, 0.4), (radius * 1.9, 0.45)):
        shader = radial(
            (x, y), reach, [palette.glow] * 4, [0.0, 0.2, 0.5, 1.0], [alpha, alpha * 0.55, alpha * 0.16, 0]
        )
        canvas.drawCircle(x, y, reach, paint(shader=shader))
    fill_oval(canvas, x, y, radius, radius, palette.orb)
    if night:
        _moon_face(canvas, scene, radius)


def _moon_face(canvas: Canvas, scene: Scenery, radius: float) -> None:
    random = scene.chance("moon")
    x, y = scene.orb
    with clipped(canvas, oval(x, y, radius, radius)):
        for _ in range(9):
            angle, out = float(random.uniform(0, math.tau)), radius * 0.85 * float(random.random()) ** 0.6
            size = radius * float(random.uniform(0.08, 0.26))
            fill_oval(
                canvas,
                x + out * math.cos(angle),
                y + out * math.sin(angle),
                size,
                size * 0.92,
                "#ddd6bb",
                0.6,
            )
        shader = radial(
            (x - radius * 0.25, y - radius * 0.25), radius * 1.5, ["#ffffff", "#c9c4b4"], alphas=[0.0, 0.55]
        )
        canvas.drawCircle(x, y, radius, paint(shader=shader))


def _twinkles(scene: Scenery) -> None:
    random = scene.chance("twinkle")
    stars = [
        (float(random.uniform(0, scene.view.width)), float(random.random()) * scene.horizon * 0.6,
         float(random.uniform(0, 6)), 0.8 + float(random.random()))
        for _ in range(18)
    ]  # fmt: skip
    white = scene.tone("#ffffff")

    def draw(canvas: Canvas, moment: Moment) -> None:
        for x, y, phase, size in stars:
            bright = max(0.0, math.sin(moment.time * 1.9 + phase)) ** 3
            if bright > 0.06:
                arm = 4.5 * size * bright
                segments(
                    canvas, [(x - arm, y), (x + arm, y), (x, y - arm), (x, y + arm)], hairline(white, bright)
                )

    scene.live(FAR - 1, draw)


def _clouds(scene: Scenery, amount: float, style: str) -> None:
    view, palette = scene.view, scene.palette
    gloomy = scene.shot.weather in ("overcast", "rain", "storm", "drizzle")
    for depth, height, size, count in ((34.0, 0.5, 0.62, 5), (22.0, 0.24, 1.05, 4), (14.0, 0.04, 1.5, 3)):
        random = scene.chance("clouds", depth)
        period = max(1700.0, view.width * 1.35) + depth * 9
        number = max(
            1, round(count * amount * (1 - 0.35 * palette.darkness) * (0.7 + 0.6 * float(random.random())))
        )
        places = spread(random, period, number, 0.7)
        shapes = [
            (float(random.uniform(190, 380)) * size, float(random.uniform(0, 60)) * size, i)
            for i in range(number)
        ]
        top = scene.horizon * height - 20
        high = 250 * size + 60

        def draw(
            canvas: Canvas, places: list[float] = places, shapes: list[tuple[float, float, int]] = shapes,
            period: float = period, base: float = top + high * 0.72, depth: float = depth,
        ) -> None:  # fmt: skip
            def one(inner: Canvas, index: int) -> None:
                wide, drop, key = shapes[index]
                if style == "anime":
                    cel_cloud(inner, scene, base - drop, wide, wide * 0.24, (depth, key))
                elif style in _CUT:
                    flat_cloud(inner, scene, base - drop, wide, (depth, key))
                else:
                    cloud(inner, scene, 0.0, base - drop, wide, (depth, key))

            across(canvas, period, places, one, max(wide for wide, _, _ in shapes))

        wind = 2.2 if scene.shot.weather in ("wind", "storm") else 1.0
        pen_alpha = 1.0 if gloomy or style in _CUT else 0.92 - 0.42 * palette.darkness

        sharp = style in _CUT or style == "anime"
        picture = partial(scene.painted, depth, period, high, draw, (0.0, top), 0.9 if sharp else 0.5)
        scene.add(Strip(depth, top, picture, drift=7 * size * wind, pen=paint(alpha=pen_alpha)))


def cloud(canvas: Canvas, scene: Scenery, x: float, y: float, width: float, key: tuple[float, int]) -> None:
    """One cumulus of `width` units, its flat base around (x, y): shaded body, soft lit crowns toward the sun."""
    random = scene.chance("cloud", *key)
    palette, toward = scene.palette, scene.side
    blobs = []
    count = 13
    for i in range(count):
        along = (i + 0.5) / count
        heap = math.sin(math.pi * along) ** 0.7
        rise = heap * width * 0.13 * float(random.uniform(0.2, 1.3))
        radius = width * (0.05 + 0.085 * heap * float(random.uniform(0.6, 1.2)))
        blobs.append((x + (along - 0.5) * width, y - rise, radius))
    bounds = box(x - width * 0.75, y - width * 0.5, width * 1.5, width * 0.7)
    body, middle = mix(palette.cloud_shade, palette.cloud, 0.3), mix(palette.cloud_shade, palette.cloud, 0.7)
    bright = mix(palette.cloud, palette.rim, 0.3)
    with layered(canvas, bounds):
        for bx, by, radius in blobs:
            fill_oval(canvas, bx, by, radius, radius, body)
        canvas.saveLayer(bounds, paint(blend=ON_TOP))
        for tone, shift, rise, part, soft in ((middle, 0.14, 0.3, 0.92, 0.16), (palette.cloud, 0.24, 0.55, 0.75, 0.22),
                                              (bright, 0.34, 0.75, 0.5, 0.3)):  # fmt: skip
            for bx, by, radius in blobs:
                canvas.drawCircle(bx + toward * radius * shift, by - radius * rise, radius * part,
                                  paint(tone, 0.85, blur=radius * soft))  # fmt: skip
        canvas.restore()
        shader = linear(
            (0, y - width * 0.08), (0, y + width * 0.08), ["#ffffff"] * 3, [0.0, 0.45, 1.0], [1.0, 0.9, 0.0]
        )
        canvas.drawRect(bounds, paint(shader=shader, blend=KEEP_INSIDE))


def flock(scene: Scenery, count: int = 0) -> None:
    """A few far birds that cross the sky."""
    random = scene.chance("flock")
    number = count or int(random.integers(3, 8))
    view = scene.view
    base = (float(random.uniform(0.1, 0.7)) * view.width, float(random.uniform(0.25, 0.6)) * scene.horizon)
    birds = [
        (
            float(random.normal(0, 46)),
            float(random.normal(0, 20)),
            float(random.uniform(0, 6)),
            float(random.uniform(4, 8)),
        )
        for _ in range(number)
    ]
    ink = scene.tone(mix(mix(scene.palette.haze, "#2a3148", 0.75), scene.palette.ambient, 0.2))
    pen = hairline(ink, 0.9)

    def draw(canvas: Canvas, moment: Moment) -> None:
        lines: list[tuple[float, float]] = []
        for dx, dy, phase, size in birds:
            x = base[0] + dx + moment.time * 17
            y = base[1] + dy + 5 * wobble(moment.time, phase)
            beat = math.sin(moment.time * 7 + phase) * size * 0.5
            lines += [
                (x - size, y - beat),
                (x - size * 0.3, y - size * 0.25),
                (x - size * 0.3, y - size * 0.25),
                (x, y),
                (x, y),
                (x + size * 0.3, y - size * 0.25),
                (x + size * 0.3, y - size * 0.25),
                (x + size, y - beat),
            ]
        segments(canvas, lines, pen)

    scene.live(30.0, draw)


def aurora(scene: Scenery) -> None:
    """Curtains of light that sway over a night sky; once in a set."""
    if "aurora" in scene.provides:
        return
    scene.provides.add("aurora")
    view = scene.view
    random = scene.chance("aurora")
    images = []
    for color in ("#4dffb0", "#5ae0ff", "#b27bff"):
        shader = linear((0, 0), (0, 190), [color] * 3, [0.0, 0.7, 1.0], [0.0, 0.2, 0.0])
        images.append(scene.image(26, 190, partial(_flood, paint(shader=shader))))
    phases = [float(random.uniform(0, 6)) for _ in images]

    def draw(canvas: Canvas, moment: Moment) -> None:
        canvas.save()
        canvas.resetMatrix()
        for index, image in enumerate(images):
            for step in range(int(view.width / 13) + 2):
                x = step * 13.0
                y = 60 + index * 26 + 34 * math.sin(x * 0.006 + moment.time * 0.5 + phases[index])
                y += 14 * math.sin(x * 0.017 - moment.time * 0.8 + index)
                canvas.drawImage(image, round(x * view.scale), round(y * view.scale))
        canvas.restore()

    scene.live(FAR - 2, draw)


def _flood(pen: Paint, canvas: Canvas) -> None:
    canvas.drawPaint(pen)
