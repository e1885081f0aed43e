"""A volcano: a cone of gullies and lava, smoke and sparks above it, glowing cracks before it."""

import math

from msgspec.structs import replace

from laterna.engines.animatic.canvas import Canvas, curve, fill, fill_oval, polygon, stroke
from laterna.engines.animatic.color import mix
from laterna.engines.animatic.sets.flora import Brush
from laterna.engines.animatic.sets.land import ground
from laterna.engines.animatic.sets.rock import stones
from laterna.engines.animatic.sets.sky import sky
from laterna.engines.animatic.stage.layers import Moment
from laterna.engines.animatic.stage.palette import Palette
from laterna.engines.animatic.stage.scenery import Scenery

_GLOW = (("#ff5a1f", 22.0, 0.18), ("#ff5a1f", 9.0, 0.9), ("#ffb03a", 4.5, 1.0), ("#fff0a0", 1.6, 1.0))
"""Colours, widths and strengths of the strokes that make a crack glow."""


def _ashen(palette: Palette) -> Palette:
    """The light under an eruption: ash above, fire along the horizon."""
    ash, fire = "#4a3a44", "#e8683a"
    last = max(1, len(palette.sky) - 1)
    sky_tones = tuple(mix(tone, mix(ash, fire, (i / last) ** 2), 0.6) for i, tone in enumerate(palette.sky))
    return replace(
        palette,
        sky=sky_tones,
        haze=mix(palette.haze, "#b8583c", 0.5),
        key=mix(palette.key, "#ffc9a0", 0.3),
        rim=mix(palette.rim, "#ff8a4a", 0.6),
        cloud=mix(palette.cloud, "#6a5458", 0.6),
        cloud_shade=mix(palette.cloud_shade, "#3a2a30", 0.6),
    )


def _lava_fields(scene: Scenery) -> None:
    """Glowing cracks in the ground before a volcano."""
    view = scene.view
    random = scene.chance("cracks")
    deep = view.height - scene.horizon

    def draw(canvas: Canvas) -> None:
        for start, along in ((0.05, 0.16), (0.55, 0.3), (0.0, 0.52), (0.6, 0.62)):
            x, y = start * view.width - 40, scene.horizon + along * deep
            line = [(x, y)]
            for _ in range(9):
                x += float(random.uniform(0.03, 0.08)) * view.width
                line.append((x, y + float(random.normal(0, 0.03)) * deep * (0.5 + along)))
            path = curve(line, closed=False)
            for tone, wide, alpha in _GLOW:
                stroke(canvas, path, tone, wide * (0.4 + along), alpha)

    scene.backdrop(2.55, scene.horizon, deep + 10, draw)


def volcano(scene: Scenery) -> None:
    """A cone that glows and smokes over black rock and lava."""
    view = scene.view
    scene.palette = _ashen(scene.palette)
    sky(scene, clouds=0.6, birds=False)
    brush = Brush(scene.palette, 5.0, scene.side)
    middle, top, base = (
        view.width * (0.62 if scene.side < 0 else 0.38),
        scene.horizon - view.height * 0.34,
        scene.horizon + 10,
    )
    lava = ("#ff5a1f", "#ff9a2f", "#ffd85a")

    def cone(canvas: Canvas) -> None:
        wide = view.width * 0.42
        fill(
            canvas,
            polygon([(middle - wide, base), (middle - 58, top), (middle + 58, top), (middle + wide, base)]),
            brush.dark("#4a3a3c"),
        )
        side = brush.side
        fill(
            canvas,
            polygon(
                [
                    (middle + side * 10, top),
                    (middle + side * 58, top),
                    (middle + side * wide, base),
                    (middle + side * wide * 0.25, base),
                ]
            ),
            brush.plain("#6a5250"),
        )
        random = scene.chance("lava")
        for _ in range(34):
            foot = middle + float(random.uniform(-1, 1)) * wide
            head = middle + (foot - middle) * 58 / wide
            drift = float(random.uniform(10, 34))
            gully = [(head, top + 4), (foot + drift, base), (foot - drift * 0.3, base)]
            lit = (foot - middle) * side > 0
            fill(canvas, polygon(gully), brush.lit("#7a5f5a") if lit else brush.dark("#332628"), 0.42)
        for run in range(4):
            x = middle - 40 + run * 26
            points = [(x, top)]
            while points[-1][1] < base:
                points.append((points[-1][0] + float(random.normal((run - 1.5) * 12, 9)), points[-1][1] + 28))
            for tone, width in zip(lava, (11, 6, 2.4), strict=True):
                stroke(canvas, curve(points, closed=False), tone, width)
        fill_oval(canvas, middle, top, 58, 9, "#ff8a2f")

    scene.wall(6.0, top - 20, base - top + 40, cone)
    scene.glow(6.1, middle, top - 60, 460, "#ff5a24", 0.5)
    scene.glow(5.9, middle, top, 300, "#ff6a2a", 0.8)
    smoke = [
        scene.tone(mix(scene.palette.cloud_shade, "#3a2a2e", 0.6)),
        scene.tone(mix(scene.palette.cloud_shade, "#6a5050", 0.5)),
    ]
    hot, fire = scene.tone("#ffd06a"), scene.tone("#ff7426")

    def draw(canvas: Canvas, moment: Moment) -> None:
        for k in range(18):
            along = (moment.time * 0.11 + k / 18) % 1.0
            size = 40 + 150 * along
            x = middle + (30 + 80 * along) * math.sin(k * 1.7) - 110 * along * along
            y = top - 10 - 330 * along**0.8
            fill_oval(canvas, x, y, size, size * 0.72, smoke[k % 2], 0.85 * (1 - along**3))
            if along < 0.4:  # the fire below lights the foot of the column
                fill_oval(canvas, x, y + 0.3 * size, 0.7 * size, 0.36 * size, fire, 0.5 * (1 - along / 0.4))
        for k in range(34):
            along = (moment.time * (0.5 + 0.012 * (k % 7)) + k * 0.618) % 1.0
            x = middle + 130 * math.sin(k * 2.4) * along
            y = top - (460 + 150 * math.sin(k * 3.3)) * along + 470 * along * along
            size = (7.5 - 3.5 * along) * (1.0 + 0.4 * math.sin(k * 5.1))
            fill_oval(canvas, x, y, size, size * 1.25, hot if k % 3 else fire, 1 - along * 0.5)
        for k in range(5):  # the fountain itself, wavering
            high = (150 - 26 * abs(k - 2)) * (0.86 + 0.14 * math.sin(moment.time * 6.3 + k * 1.9))
            x, lean = middle + (k - 2) * 17, (k - 2) * 15
            jet = [
                (x - 11, top + 4),
                (x + lean - 3, top - high),
                (x + lean + 3, top - high),
                (x + 11, top + 4),
            ]
            fill(canvas, curve(jet, tension=0.6), hot if k == 2 else fire, 0.9)

    scene.live(5.8, draw)
    ground(scene, "#4c4244", texture="stones", near="#241c20")
    _lava_fields(scene)
    stones(scene, 1.9, scene.horizon + 64, 6, "#4a4042")
