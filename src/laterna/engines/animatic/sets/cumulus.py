"""Clouds as styles draw them: cel animation's towers in three flat tones, and paper's and pens' flat shapes."""

import math
from functools import partial

from laterna.engines.animatic.canvas import (
    KEEP_INSIDE,
    Canvas,
    box,
    fill,
    fill_oval,
    hairline,
    layered,
    linear,
    oval,
    paint,
    polygon,
    segments,
)
from laterna.engines.animatic.color import Color, mix
from laterna.engines.animatic.stage.layers import Moment, Still, Strip
from laterna.engines.animatic.stage.scenery import Scenery, across, spread

Blob = tuple[float, float, float]
"""x, y and radius."""

_GHOSTS = ((0.45, 22, 0.2), (0.8, 46, 0.12), (1.15, 15, 0.24), (1.5, 70, 0.1), (1.85, 30, 0.16))
"""Of a lens: how far along the line from the sun through the middle, how large, how bright."""

_FLAT_ROWS = 11
_SPEEDY = frozenset(("run", "gallop", "chase", "race", "fly", "drive", "ride", "fight"))


def cel_cloud(canvas: Canvas, scene: Scenery, y: float, width: float, height: float, key: object) -> None:
    """One heap of cloud with its flat base around (0, y): flat shade, body and light, each with a hard edge."""
    palette, toward = scene.palette, scene.side
    blobs = _heap(scene, y, width, height, key)
    deep = mix(mix(palette.cloud_shade, palette.sky[0], 0.34), "#8f7fc4", 0.12)
    body, bright = mix(palette.cloud_shade, palette.cloud, 0.3), mix(palette.cloud, palette.rim, 0.3)
    bounds = box(-width * 0.75, y - height * 1.4, width * 1.5, height * 1.7)
    with layered(canvas, bounds):
        for tone, shift, part in ((deep, 0.0, 1.0), (body, 0.14, 0.93), (bright, 0.3, 0.8)):
            for x, at, radius in blobs:
                fill_oval(
                    canvas,
                    x + toward * radius * shift,
                    at - radius * shift,
                    radius * part,
                    radius * part,
                    tone,
                )
        fade = linear((0, y - height * 0.12), (0, y + height * 0.16), ["#ffffff"] * 2, alphas=[1.0, 0.0])
        canvas.drawRect(bounds, paint(shader=fade, blend=KEEP_INSIDE))


def _heap(scene: Scenery, y: float, width: float, height: float, key: object) -> list[Blob]:
    random = scene.chance("heap", key)
    blobs: list[Blob] = []
    rows = max(2, round(4 * height / width * 1.6) + 1)
    for row in range(rows):
        up = row / rows
        share = (1 - up) ** 0.7 * float(random.uniform(0.8, 1.0))
        lean = (float(random.random()) - 0.5) * 0.25 * width * up
        count = max(2, round(7 * share))
        for i in range(count):
            along = (i + 0.5) / count - 0.5
            radius = width * float(random.uniform(0.075, 0.125)) * (1.15 - 0.45 * up)
            arch = math.cos(along * math.pi) * 0.3 * height / rows
            blobs.append((lean + along * width * share, y - up * height - arch - radius * 0.4, radius))
    return blobs


def flat_cloud(canvas: Canvas, scene: Scenery, y: float, width: float, key: object) -> None:
    """One cloud as a single even shape with a straight base, as scissors cut it."""
    random = scene.chance("flat cloud", key)
    tone = mix(scene.palette.cloud, scene.palette.cloud_shade, 0.12)
    fill(
        canvas,
        polygon([(-width * 0.45, y), (width * 0.45, y), (width * 0.36, y - 20), (-width * 0.36, y - 20)]),
        tone,
    )
    for i in range(_FLAT_ROWS):
        along = (i + 0.5) / _FLAT_ROWS - 0.5
        radius = width * (0.06 + 0.1 * math.cos(along * math.pi) * float(random.uniform(0.6, 1.1)))
        x = along * width * 0.86
        canvas.save()
        canvas.clipRect(box(x - radius, y - 4 * radius, 2 * radius, 4 * radius))
        canvas.drawPath(oval(x, y - radius * 0.55, radius, radius), paint(tone))
        canvas.restore()


def towers(scene: Scenery) -> None:
    """The huge summer clouds that stand on the horizon of drawn films."""
    view = scene.view
    for depth, top, count, size in ((60.0, 0.12, 2, 1.0), (44.0, 0.5, 3, 0.62)):
        random = scene.chance("towers", depth)
        period = max(2100.0, view.width * 1.6)
        places = spread(random, period, count, 0.6)
        tall = scene.horizon * (1 - top) * 0.86
        base = scene.horizon + 6

        def one(
            canvas: Canvas, index: int, depth: float = depth, tall: float = tall, size: float = size
        ) -> None:
            part = 0.75 + 0.25 * math.sin(index * 2.3 + depth)
            cel_cloud(
                canvas, scene, scene.horizon + 6, 620 * size * (1.2 - 0.3 * part), tall * part, (depth, index)
            )

        def draw(canvas: Canvas, places: list[float] = places, period: float = period) -> None:
            across(canvas, period, places, one, 700)

        high = base - tall * 1.15
        picture = partial(scene.image, period, tall * 1.2, draw, (0.0, high), 0.75)
        scene.add(Strip(depth, high, picture, drift=2.0))


def flare(scene: Scenery) -> None:
    """The lens's ghosts in a line from the sun through the middle."""
    view = scene.view
    x, y = scene.orb
    dx, dy = view.width / 2 - x, view.height * 0.55 - y
    warm: Color = mix(scene.palette.glow, "#ffffff", 0.3)

    def draw(canvas: Canvas) -> None:
        for along, size, alpha in (
            (0.45, 22, 0.2),
            (0.8, 46, 0.12),
            (1.15, 15, 0.24),
            (1.5, 70, 0.1),
            (1.85, 30, 0.16),
        ):
            ring = [(x + dx * along + size * math.cos(k * math.tau / 6 + 0.4), y + dy * along
                     + size * math.sin(k * math.tau / 6 + 0.4)) for k in range(6)]  # fmt: skip
            fill(canvas, polygon(ring), warm, alpha)
        for k in range(7):
            angle = k * math.tau / 7 + 0.3
            reach = (150 if k % 2 else 250) * view.height / 720
            tip = (x + reach * math.cos(angle), y + reach * math.sin(angle))
            wide = (5 * math.sin(angle), -5 * math.cos(angle))
            fill(canvas, polygon([(x + wide[0], y + wide[1]), tip, (x - wide[0], y - wide[1])]), warm, 0.4)

    scene.add(Still(900.0, 0.0, 0.0, partial(scene.image, view.width, view.height, draw), motion=1e6))


def speed_lines(scene: Scenery) -> None:
    """Streaks at the frame's edges while somebody hurries, new ones twelve times a second."""
    verbs = {action.verb for subject in scene.shot.subjects for action in subject.actions}
    if not verbs & _SPEEDY or scene.indoors:
        return
    view = scene.view
    random = scene.chance("speed")
    rows = [
        (float(random.random()), float(random.random()), float(random.uniform(0.12, 0.34)))
        for _ in range(84)
    ]  # fmt: skip
    pen = hairline(scene.tone("#ffffff"), 0.75)

    def draw(canvas: Canvas, moment: Moment) -> None:
        turn = int(moment.time * 12) % 3
        lines: list[tuple[float, float]] = []
        for at, up, long in rows[turn::3]:
            y = view.height * (0.02 + 0.3 * up if at < 0.5 else 0.7 + 0.29 * up)
            start = view.width * (at * 1.9 % 1.0)
            lines += [
                (start, y),
                (start + view.width * long, y),
                (start + 8, y + 1),
                (start + view.width * long * 0.8, y + 1),
            ]
        canvas.save()
        canvas.resetMatrix()
        canvas.scale(view.scale, view.scale)
        segments(canvas, lines, pen)
        canvas.restore()

    scene.live(0.7, draw)
