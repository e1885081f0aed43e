"""Forests, jungles and swamps: trunks, leaf canopies, light between them."""

import math
from functools import partial

from laterna.engines.animatic.canvas import (
    Canvas,
    fill,
    fill_oval,
    limb,
    linear,
    paint,
    polygon,
)
from laterna.engines.animatic.color import mix
from laterna.engines.animatic.sets.flora import LEAVES, Brush, reed
from laterna.engines.animatic.sets.groves import thicket
from laterna.engines.animatic.sets.land import (
    bushes,
    foreground,
    ground,
    hills,
    period_at,
    treeline,
)
from laterna.engines.animatic.sets.sky import sky
from laterna.engines.animatic.sets.water import sea
from laterna.engines.animatic.stage.layers import Moment, Still
from laterna.engines.animatic.stage.scenery import Scenery, across, spread
from laterna.engines.animatic.weather.sky_falls import veil


def trunks(scene: Scenery, depth: float, y: float, count: int, width: float, color: str) -> None:
    """Tall trunks that run out of the frame at the top, with a canopy above."""
    random = scene.chance("trunks", depth)
    period = period_at(scene, depth)
    brush = Brush(scene.palette, depth, scene.side)
    places = spread(random, period, count, 0.9)
    girth = [width * float(random.uniform(0.6, 1.3)) for _ in places]

    def one(canvas: Canvas, index: int) -> None:
        g = girth[index]
        own = scene.chance("trunk", depth, index)
        lean = float(own.normal(0, g * 0.25))
        spine = [(0.0, y + 4), (lean * 0.3, y - 160.0), (lean, -30.0)]
        fill(canvas, limb(spine, [g * 1.35, g, g * 0.85]), brush.dark(color))
        fill(
            canvas,
            limb([(a + brush.side * g * 0.2, b) for a, b in spine], [g * 0.6, g * 0.45, g * 0.4]),
            brush.plain(color),
        )
        for root in (-1, 1):
            fill(
                canvas,
                limb([(root * g * 0.3, y - g * 0.6), (root * g * 1.1, y + 5)], [g * 0.6, g * 0.15]),
                brush.dark(color),
            )
        if depth > 2:
            for _ in range(3):
                at = float(own.uniform(0.2, 0.6)) * y
                side = 1 if own.random() < 0.5 else -1
                fill(
                    canvas,
                    limb([(lean * 0.5, at), (side * g * 2.2, at - g)], [g * 0.3, g * 0.1]),
                    brush.dark(color),
                )

    scene.strip(depth, -20, y + 40, period, lambda canvas: across(canvas, period, places, one, 200))


def canopy(scene: Scenery, depth: float, low: float, leaf: str) -> None:
    """Leaf masses that hang into the frame from above."""
    random = scene.chance("canopy", depth)
    period = period_at(scene, depth + 0.3)
    brush = Brush(scene.palette, depth, scene.side)
    blobs = [
        (
            float(random.random()) * period,
            low * float(random.uniform(-0.3, 1.0)),
            float(random.uniform(28, 66)) * (1.6 / depth**0.5),
        )
        for _ in range(46)
    ]

    def one(canvas: Canvas, index: int) -> None:
        _, y, radius = blobs[index]
        fill_oval(canvas, 0, y, radius * 1.2, radius, brush.dark(leaf))
        fill_oval(
            canvas,
            brush.side * radius * 0.2,
            y - radius * 0.15,
            radius * 0.9,
            radius * 0.7,
            brush.plain(leaf),
        )
        fill_oval(
            canvas,
            brush.side * radius * 0.4,
            y - radius * 0.3,
            radius * 0.4,
            radius * 0.28,
            brush.lit(leaf),
            0.6,
        )

    scene.strip(
        depth, -60, low + 130, period, lambda canvas: across(canvas, period, [b[0] for b in blobs], one, 120)
    )


def rays(scene: Scenery, count: int = 6, strength: float = 0.16) -> None:
    """Slanting shafts of light between trees or through water, laid once with ADD."""
    random = scene.chance("rays")
    view = scene.view
    tone = mix(scene.palette.glow, "#ffffff", 0.2)
    if scene.palette.darkness > 0.5:
        strength *= 0.7
    shafts = [
        (
            float(random.uniform(-0.1, 1.0)) * view.width,
            float(random.uniform(36, 130)),
            float(random.uniform(0.5, 1.0)),
        )
        for _ in range(count)
    ]
    slant = -scene.side * view.height * 0.35

    def draw(canvas: Canvas) -> None:
        for x, wide, part in shafts:
            shape = polygon(
                [
                    (x, -10),
                    (x + wide * 0.6, -10),
                    (x + wide * 1.5 + slant, view.height * 0.92),
                    (x + slant, view.height * 0.92),
                ]
            )
            shader = linear((0, 0), (0, view.height * 0.9), [tone, tone], alphas=[strength * part, 0.0])
            canvas.drawPath(shape, paint(shader=shader, blur=9))

    scene.add(Still(1.7, 0, 0, partial(scene.image, view.width, view.height, draw), motion=12.0))


def forest(scene: Scenery) -> None:
    """A wood of tall trunks with light between them."""
    leaf = LEAVES.get(scene.shot.season, LEAVES[""])[0]
    scene.horizon -= scene.view.height * 0.03
    sky(scene, clouds=0.2, birds=False)
    hills(scene, 9.0, scene.horizon - 30, 40, "#4f7f6a", trees="pine+round", tree_height=150, tree_count=26)
    treeline(scene, 6.0, scene.horizon + 2, "pine+round", 230, 22)
    veil(scene, 5.9, scene.horizon - 160, 220, 0.5)
    ground(
        scene,
        "#5f8048" if scene.shot.season != "autumn" else "#a5763c",
        texture="leaves" if scene.shot.season == "autumn" else "grass",
    )
    trunks(scene, 3.6, scene.horizon + 26, 14, 22, "#6a5340")
    canopy(scene, 3.5, scene.view.height * 0.16, leaf)
    veil(scene, 3.4, scene.horizon - 60, 150, 0.35)
    bushes(scene, 2.5, scene.horizon + 40, 16)
    trunks(scene, 2.1, scene.horizon + 62, 6, 40, "#5c4636")
    canopy(scene, 2.0, scene.view.height * 0.08, leaf)
    thicket(scene)
    rays(scene)
    fireflies(scene)
    foreground(scene, "#3f6a3c", 80)


def fireflies(scene: Scenery) -> None:
    if scene.palette.darkness < 0.45 or scene.shot.weather not in ("clear", "fog"):
        return
    random = scene.chance("fireflies")
    view = scene.view
    image = scene.glow_image(13, "#e8ff8a", 0.95)
    pen = paint()
    flies = [
        (
            float(random.random()) * view.width,
            float(random.uniform(0.45, 0.9)) * view.height,
            float(random.uniform(0, 6)),
        )
        for _ in range(18)
    ]

    def draw(canvas: Canvas, moment: Moment) -> None:
        canvas.save()
        canvas.resetMatrix()
        for x, y, phase in flies:
            if math.sin(moment.time * 1.8 + phase * 3) > -0.2:
                at = (
                    x + 34 * math.sin(moment.time * 0.7 + phase),
                    y + 22 * math.sin(moment.time * 1.1 + phase * 2),
                )
                canvas.drawImage(
                    image, round((at[0] - 13) * view.scale), round((at[1] - 13) * view.scale), paint=pen
                )
        canvas.restore()

    scene.live(0.95, draw)


def jungle(scene: Scenery) -> None:
    """Palms, broad leaves and hanging vines."""
    sky(scene, clouds=0.3, birds=False)
    hills(scene, 8.0, scene.horizon - 30, 60, "#3f7f5c", trees="palm+round", tree_height=170, tree_count=30)
    treeline(scene, 4.5, scene.horizon + 6, "palm+round+palm", 270, 20)
    veil(scene, 4.4, scene.horizon - 150, 230, 0.45)
    ground(scene, "#4d7f3f", texture="grass")
    treeline(scene, 2.6, scene.horizon + 34, "palm", 420, 7)
    bushes(scene, 2.2, scene.horizon + 52, 20, ("#2f7a44", "#3f8f4c", "#56a04a"))
    canopy(scene, 2.0, scene.view.height * 0.12, "#2f7a48")
    rays(scene, 5, 0.2)
    foreground(scene, "#2f6a3a", 120)


def swamp(scene: Scenery) -> None:
    """Dead trees and reeds in still green water."""
    sky(scene, clouds=0.8, birds=False)
    hills(scene, 8.0, scene.horizon - 10, 30, "#4f6a54", trees="bare+round", tree_height=120, tree_count=24)
    treeline(scene, 4.0, scene.horizon + 6, "bare", 230, 9)
    veil(scene, 3.9, scene.horizon - 90, 160, 0.55)
    sea(scene, deep="#4a6a44", calm=3.0)
    scene.water_line = scene.horizon + (scene.view.height - scene.horizon) * 0.5
    treeline(scene, 2.0, scene.horizon + 64, "bare", 420, 3)
    _reeds(scene)
    fireflies(scene)
    foreground(scene, "#3f5a34", 90)


def _reeds(scene: Scenery) -> None:
    random = scene.chance("reeds")
    depth = 1.6
    period = period_at(scene, depth)
    brush = Brush(scene.palette, depth, scene.side)
    places = spread(random, period, 60, 1.0)
    y = scene.horizon + (scene.ground - scene.horizon) * 0.7

    def one(canvas: Canvas, index: int) -> None:
        own = scene.chance("reed", index)
        tall = float(own.uniform(60, 120))
        reed(
            canvas,
            0,
            y + float(own.uniform(-8, 10)),
            tall,
            brush.dark("#5f7a44"),
            brush.dark("#6a4428"),
            float(own.uniform(-0.5, 0.5)),
        )

    scene.strip(depth, y - 140, 170, period, lambda canvas: across(canvas, period, places, one, 80))
