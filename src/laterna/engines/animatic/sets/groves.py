"""Bamboo groves, and what grows and lives on the floor of a wood."""

import math

from laterna.engines.animatic.canvas import (
    Canvas,
    Path,
    clipped,
    curve,
    fill,
    fill_box,
    fill_oval,
    limb,
    moved,
    oval,
    polygon,
    stroke,
)
from laterna.engines.animatic.color import mix
from laterna.engines.animatic.sets.flora import LEAVES, Brush, crown
from laterna.engines.animatic.sets.land import foreground, ground, hills, period_at, snowy, treeline
from laterna.engines.animatic.sets.sky import sky
from laterna.engines.animatic.stage.layers import Moment
from laterna.engines.animatic.stage.scenery import Scenery, across, spread
from laterna.engines.animatic.weather.sky_falls import veil

_CULM = "#8fae4a"
_LEAF = "#6fa244"


def bamboo_grove(scene: Scenery) -> None:
    """A wood of bamboo: rows of jointed culms, leaves above, a path of fallen leaves."""
    scene.horizon -= scene.view.height * 0.02
    sky(scene, clouds=0.2, birds=False)
    hills(scene, 9.0, scene.horizon - 20, 50, "#6fa070", trees="round", tree_height=120, tree_count=20)
    culms(scene, 6.0, scene.horizon + 8, 60, 9)
    veil(scene, 5.9, scene.horizon - 190, 240, 0.45)
    culms(scene, 4.0, scene.horizon + 18, 34, 13)
    veil(scene, 3.9, scene.horizon - 90, 180, 0.3)
    ground(scene, "#7a9350", texture="leaves")
    culms(scene, 2.6, scene.horizon + 44, 17, 20)
    culms(scene, 1.8, scene.horizon + 92, 7, 30)
    undergrowth(scene, 1.7, scene.horizon + 110, 9)
    scene.provides |= {"bamboo", "leaf"}
    falling_leaves(scene, ("#8fae4a", "#b9c25a", "#6f9a44"))
    foreground(scene, "#4c7a3a", 70)


def culms(scene: Scenery, depth: float, y: float, count: int, girth: float) -> None:
    """Bamboo stems whose feet stand at `y`, running out of the frame, leaves in their upper half."""
    random = scene.chance("culms", depth)
    period = period_at(scene, depth)
    brush = Brush(scene.palette, depth, scene.side)
    places = spread(random, period, count, 1.0)
    if depth < 2:
        # The middle stays free for whoever is there.
        places = [x for x in places if abs(x % period - scene.view.width / 2) > scene.view.width * 0.2]

    def one(canvas: Canvas, index: int) -> None:
        own = scene.chance("culm", depth, index)
        wide = girth * float(own.uniform(0.65, 1.15))
        lean = float(own.normal(0, 0.05)) * y
        tone = mix(_CULM, "#5f8f52" if own.random() < 0.5 else "#b7bd5e", 0.5 * float(own.random()))
        foot, head = (0.0, y + float(own.uniform(-4, 8))), (lean, -40.0)
        fill(
            canvas,
            limb([foot, (lean * 0.4, y * 0.5), head], [wide, wide * 0.95, wide * 0.8]),
            brush.dark(tone),
        )
        shift = brush.side * wide * 0.16
        bright = [(foot[0] + shift, foot[1]), (lean * 0.4 + shift, y * 0.5), (head[0] + shift, head[1])]
        fill(canvas, limb(bright, [wide * 0.5, wide * 0.48, wide * 0.4]), brush.lit(tone))
        joint = 4.6 * wide + 16
        for k in range(1, int((y + 40) / joint)):
            at = foot[1] - k * joint
            x = lean * (1 - at / y) ** 1.2
            fill_box(
                canvas,
                x - wide * 0.56,
                at,
                wide * 1.12,
                max(1.5, wide * 0.12),
                brush.dark(mix(tone, "#3a4a20", 0.5)),
            )
            if own.random() < 0.4:
                _spray(canvas, brush, x, at, wide, 1 if own.random() < 0.5 else -1)

    scene.strip(depth, -30, y + 60, period, lambda canvas: across(canvas, period, places, one, 160))


def _spray(canvas: Canvas, brush: Brush, x: float, y: float, wide: float, side: int) -> None:
    long = wide * 3.4 + 14
    for k, degrees in enumerate((-38, -8, 22, 50)):
        angle = math.radians(degrees)
        tip = (x + side * math.cos(angle) * long, y + math.sin(angle) * long * 0.8)
        middle = (x + side * math.cos(angle - 0.25) * long * 0.5, y + math.sin(angle - 0.25) * long * 0.4)
        tone = brush.lit(_LEAF) if k % 2 else brush.plain(_LEAF)
        fill(canvas, limb([(x, y), middle, tip], [1.0, wide * 0.42 + 2, 0.6]), tone)


def undergrowth(scene: Scenery, depth: float, y: float, count: int) -> None:
    """Ferns, stones, mushrooms and a fallen trunk."""
    random = scene.chance("undergrowth", depth)
    period = period_at(scene, depth)
    brush = Brush(scene.palette, depth, scene.side)
    places = spread(random, period, count, 1.0)
    kinds = [float(value) for value in random.random(len(places))]
    drops = [float(value) for value in random.uniform(-12, 18, len(places))]

    def one(canvas: Canvas, index: int) -> None:
        own = scene.chance("growth", depth, index)
        with moved(canvas, 0.0, y + drops[index]):
            if kinds[index] < 0.5:
                _fern(canvas, brush, 84 / depth * float(own.uniform(0.7, 1.3)))
            elif kinds[index] < 0.7:
                _stone(canvas, brush, 70 / depth * float(own.uniform(0.6, 1.3)))
            elif kinds[index] < 0.9:
                _mushrooms(canvas, brush, 34 / depth, "#c8453a" if own.random() < 0.5 else "#b98a5a")
            else:
                _log(canvas, brush, 210 / depth)

    scene.strip(depth, y - 120, 160, period, lambda canvas: across(canvas, period, places, one, 200))


def _fern(canvas: Canvas, brush: Brush, size: float) -> None:
    for k in range(7):
        angle = math.radians(-160 + 23.5 * k)
        tip = (math.cos(angle) * size, math.sin(angle) * size * 0.8 + 0.18 * size)
        middle = (math.cos(angle) * size * 0.55, math.sin(angle) * size * 0.75)
        tone = (
            brush.lit("#5f9a4a") if k % 3 == 1 else brush.plain("#4a8544") if k % 2 else brush.dark("#4a8544")
        )
        fill(canvas, limb([(0, 0), middle, tip], [size * 0.05, size * 0.17, size * 0.02]), tone)


def _stone(canvas: Canvas, brush: Brush, wide: float) -> None:
    outline = [(-wide / 2, 2), (-wide * 0.4, -wide * 0.28), (-wide * 0.05, -wide * 0.42), (wide * 0.36, -wide * 0.26),
               (wide / 2, 2)]  # fmt: skip
    shape = curve(outline, tension=0.7)
    fill(canvas, shape, brush.dark("#8b8478"))
    with clipped(canvas, shape):
        fill_oval(
            canvas, brush.side * wide * 0.16, -wide * 0.2, wide * 0.36, wide * 0.26, brush.plain("#a39a8c")
        )
        fill_oval(canvas, -wide * 0.1, -wide * 0.42, wide * 0.4, wide * 0.12, brush.plain("#6f944c"), 0.9)


def _mushrooms(canvas: Canvas, brush: Brush, size: float, cap: str) -> None:
    for x, part in ((-0.7, 0.7), (0.0, 1.0), (0.65, 0.55)):
        tall = size * part * 1.1
        at = x * size
        fill(
            canvas,
            limb([(at, 2), (at, -tall)], [size * 0.26 * part, size * 0.18 * part]),
            brush.lit("#efe4cf"),
        )
        wide, top = size * part, -tall - size * 0.4 * part
        rim = [
            (at - wide * 0.5, -tall),
            (at - wide * 0.3, top),
            (at + wide * 0.3, top),
            (at + wide * 0.5, -tall),
        ]
        dome = curve(rim, tension=0.8)
        fill(canvas, dome, brush.plain(cap))
        for dx in (-0.18, 0.12):
            fill_oval(
                canvas, at + dx * size * part, -tall - size * 0.22 * part, size * 0.06, size * 0.05, "#f4ecdc"
            )


def _log(canvas: Canvas, brush: Brush, long: float) -> None:
    thick = long * 0.17
    fill(
        canvas,
        limb([(-long / 2, -thick * 0.4), (long / 2, -thick * 0.5)], [thick, thick * 0.9]),
        brush.dark("#6b4a36"),
    )
    fill(canvas, limb([(-long / 2, -thick * 0.6), (long / 2, -thick * 0.7)], [thick * 0.4, thick * 0.3]),
         brush.plain("#6f8a4a"))  # fmt: skip
    fill_oval(canvas, long / 2, -thick * 0.5, thick * 0.28, thick * 0.46, brush.plain("#c9a878"))
    stroke(canvas, oval(long / 2, -thick * 0.5, thick * 0.14, thick * 0.24), brush.dark("#8a6848"), 1.5)


def falling_leaves(scene: Scenery, tones: tuple[str, ...], count: int = 16) -> None:
    """Leaves that sail down one by one."""
    random = scene.chance("falling")
    view = scene.view
    leaves = [
        (float(random.random()), float(random.random()), float(random.uniform(0.05, 0.1)), float(random.uniform(0, 6)),
         float(random.uniform(4, 8)), scene.tone(scene.palette.surface(tones[k % len(tones)])))
        for k in range(count)
    ]  # fmt: skip
    shape = _leaf()

    def draw(canvas: Canvas, moment: Moment) -> None:
        for a, b, speed, phase, size, tone in leaves:
            y = ((b + moment.time * speed) % 1.1 - 0.05) * view.height
            x = (a * view.width + 40 * math.sin(moment.time * 1.1 + phase) - moment.time * 12) % view.width
            with moved(canvas, x, y, degrees=60 * math.sin(moment.time * 1.7 + phase), scale=size):
                fill(canvas, shape, tone)

    scene.live(0.9, draw)


def _leaf() -> Path:
    return curve([(-1.6, 0), (0, -0.42), (1.6, 0), (0, 0.42)], tension=0.8)


def butterflies(scene: Scenery, count: int = 4) -> None:
    """Butterflies by day, when it is dry."""
    if (
        scene.palette.darkness > 0.35
        or scene.shot.weather not in ("clear", "cloudy")
        or scene.shot.season == "winter"
    ):
        return
    random = scene.chance("butterflies")
    view = scene.view
    flies = [
        (float(random.uniform(0.08, 0.92)) * view.width, float(random.uniform(0.5, 0.8)) * view.height,
         float(random.uniform(0, 6)), scene.tone(("#f2a03c", "#f7e27a", "#8fb8f0", "#f4f1e6")[k % 4]))
        for k in range(count)
    ]  # fmt: skip
    wing = polygon([(0, 0), (6.5, -6), (8, -1), (5, 1.5), (6, 5), (2.5, 5)])

    def draw(canvas: Canvas, moment: Moment) -> None:
        for x, y, phase, tone in flies:
            at = x + 60 * math.sin(moment.time * 0.55 + phase) + 14 * math.sin(moment.time * 2.3 + phase)
            up = y + 26 * math.sin(moment.time * 0.9 + phase * 2) + 7 * math.sin(moment.time * 5 + phase)
            spread_by = 0.25 + 0.75 * abs(math.sin(moment.time * 11 + phase))
            for side in (-1.0, 1.0):
                canvas.save()
                canvas.translate(at, up)
                canvas.scale(side * spread_by, 1.0)
                fill(canvas, wing, tone)
                canvas.restore()

    scene.live(1.3, draw)


def framing_tree(scene: Scenery, leaf: str = "") -> None:
    """A near tree at one side of the frame whose branches hang into the picture, as painters frame a view.

    None for portraits, nor in upright pictures, where it would only be in the way.
    """
    view = scene.view
    if scene.shot.camera.framing in ("medium", "close", "extreme_close") or view.portrait:
        return
    random = scene.chance("framing")
    season = "winter" if snowy(scene) else scene.shot.season
    leaves = LEAVES.get(season, LEAVES[""])
    tone = leaf or leaves[int(random.integers(0, len(leaves)))]
    depth, period = 1.5, 2.4 * view.width
    brush = Brush(scene.palette, depth, scene.side)
    # On the side away from the sun it stands against the bright sky.
    side = -1 if scene.side > 0 else 1
    x = view.width * (0.5 + side * 0.47)
    y = scene.horizon + (scene.ground - scene.horizon) * 0.72
    blobs = [
        (-side * float(random.uniform(-0.06, 0.23)) * view.width, float(random.uniform(-40, 0.17 * view.height)),
         float(random.uniform(34, 76)))
        for _ in range(30)
    ]  # fmt: skip
    blobs = [(bx, by - 0.35 * abs(bx), radius) for bx, by, radius in blobs]

    def one(canvas: Canvas, index: int) -> None:
        bark = brush.dark("#5c4434")
        fill(canvas, limb([(side * 6.0, y + 10), (0.0, y * 0.5), (side * 14.0, -40.0)], [74, 50, 44]), bark)
        shift = brush.side * 11
        fill(canvas, limb([(side * 6.0 + shift, y + 4), (shift, y * 0.5), (side * 14.0 + shift, -40.0)], [26, 18, 14]),
             brush.plain("#6f5440"))  # fmt: skip
        for reach, low in ((0.2, 0.3), (0.13, 0.42)):
            tip = (-side * reach * view.width, view.height * (low - 0.2))
            fill(canvas, limb([(0.0, view.height * low), tip], [22, 6]), bark)
        for root in (-1, 1):
            fill(canvas, limb([(root * 14.0, y - 30), (root * 56.0, y + 14)], [34, 6]), bark)
        if season != "winter":
            crown(canvas, brush, blobs, tone)

    scene.strip(depth, -60, y + 90, period, lambda canvas: across(canvas, period, [x], one, 0.5 * view.width))


def thicket(scene: Scenery) -> None:
    """What a wood has beyond its trunks: young trees, ferns, a fallen log, butterflies."""
    treeline(scene, 3.0, scene.horizon + 34, "round+pine", 120, 9, clear=0.35)
    undergrowth(scene, 1.75, scene.horizon + 96, 10)
    butterflies(scene)
