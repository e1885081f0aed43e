"""Land: hills, mountains, tree lines and grounds with their texture, as strips that repeat while a camera tracks."""

from collections.abc import Callable, Sequence

import numpy as np

from laterna.engines.animatic.canvas import (
    Canvas,
    Point,
    box,
    clipped,
    fill,
    fill_oval,
    linear,
    moved,
    paint,
    polygon,
    radial,
    stroke,
)
from laterna.engines.animatic.color import ColorLike, mix
from laterna.engines.animatic.sets.flora import LEAVES, TREES, Brush, blades, bush, flower
from laterna.engines.animatic.sets.inkwash import ink_ground, ink_range, is_ink
from laterna.engines.animatic.sets.papercraft import paper_ground
from laterna.engines.animatic.stage.grade import style_key
from laterna.engines.animatic.stage.scenery import Scenery, across, ridge, spread

Line = Callable[[float], float]

GROUND = 2.62
"""Depth in whose order the ground is laid: after the hills, before whatever stands on it."""


def period_at(scene: Scenery, depth: float) -> float:
    """How long a strip at this depth is: wider than the frame, different at each depth."""
    return max(1.25 * scene.view.width, 1500.0) + (depth * 137) % 400


def snowy(scene: Scenery) -> bool:
    """Snow falls or lies: green places are white."""
    return scene.shot.weather in ("snow", "blizzard") or scene.shot.season == "winter"


def hills(
    scene: Scenery, depth: float, base: float, height: float, color: ColorLike, *, roughness: float = 1.3,
    trees: str = "", tree_height: float = 90.0, tree_count: int = 0, haze: float = 0.5,
) -> None:  # fmt: skip
    """A band of rolling hills whose tops wander around `base`; `trees` names what stands on them."""
    random = scene.chance("hills", depth)
    color = mix(color, "#e6eef6", 0.7) if snowy(scene) else color
    period = period_at(scene, depth)
    line = ridge(random, period, height, 6, roughness)
    palette = scene.palette
    brush = Brush(palette, depth, scene.side)
    places = spread(random, period, tree_count, 0.9) if trees else []
    room = tree_height * 1.15 if trees else 0.0
    top = base - height * 1.2 - room
    bottom = max(scene.ground, base + height * 2) + 30

    def draw(canvas: Canvas) -> None:
        def one(inner: Canvas, index: int) -> None:
            with moved(inner, 0.0, base + line(places[index]) + 4):
                _tree(inner, scene, brush, trees, tree_height, scene.chance("tree", depth, index))

        if trees:
            across(canvas, period, places, one, tree_height * 1.3)
        points = [(x, base + line(x)) for x in np.linspace(0, period, 160).tolist()]
        body = polygon(
            [(-2, bottom), (-2, points[0][1]), *points, (period + 2, points[-1][1]), (period + 2, bottom)]
        )
        foot = mix(brush.plain(color), palette.haze, haze)
        shader = linear(
            (0, base - height), (0, base + height + 110), [brush.lit(color), brush.plain(color), foot]
        )
        canvas.drawPath(body, paint(shader=shader))
        stroke(canvas, polygon(points, closed=False), mix(brush.lit(color), palette.rim, 0.35), 1.6, 0.5)

    scene.strip(depth, top, bottom - top, period, draw)


def _tree(
    canvas: Canvas, scene: Scenery, brush: Brush, kind: str, height: float, random: np.random.Generator
) -> None:
    kinds = kind.split("+")
    chosen = kinds[int(random.integers(0, len(kinds)))]
    tall = height * float(random.uniform(0.62, 1.1))
    season = "winter" if snowy(scene) else scene.shot.season
    leaves: Sequence[str] = LEAVES.get(season, LEAVES[""])
    if chosen in ("pine", "poplar"):
        leaves = ("#2f6b50", "#3a7656", "#2a5f4c")
    if chosen in ("palm", "cactus"):
        leaves = ("#3f8f56", "#4f9d58")
    if chosen == "round" and season == "winter":
        chosen = "bare"
    leaf = leaves[int(random.integers(0, len(leaves)))]
    TREES[chosen](canvas, brush, tall, leaf, random)


def mountains(
    scene: Scenery,
    depth: float,
    base: float,
    height: float,
    color: ColorLike,
    *,
    snow: float = 0.0,
    air: float = 1.0,
) -> None:
    """A range of faceted peaks; `snow` 0..1 is how far down their caps reach, `air` below 1 makes them clearer."""
    if is_ink(scene):
        ink_range(scene, depth, base, height)
        return
    random = scene.chance("mountains", depth)
    snow = max(snow, 0.75) if snowy(scene) else snow
    period = period_at(scene, depth)
    palette = scene.palette
    brush = Brush(palette, 1 + (depth - 1) * air, scene.side)
    peaks = [
        (x, height * float(random.uniform(0.5, 1.0)), height * float(random.uniform(0.8, 1.35)))
        for x in spread(random, period, max(4, int(period / (height * 0.95))), 0.7)
    ]
    peaks.sort(key=lambda peak: peak[1])
    top, bottom = base - height * 1.08, scene.ground + 20

    def one(canvas: Canvas, index: int) -> None:
        _, tall, wide = peaks[index]
        _peak(canvas, scene, brush, base, tall, wide, color, snow, scene.chance("peak", depth, index))

    def draw(canvas: Canvas) -> None:
        across(canvas, period, [peak[0] for peak in peaks], one, height * 1.5)
        shader = linear((0, base - height * 0.35), (0, base), [palette.haze] * 2, alphas=[0.0, 0.55])
        with_top = box(0, base - height * 0.35, period, height * 0.35)
        canvas.drawRect(with_top, paint(shader=shader))
        canvas.drawRect(
            box(0, base - 1, period, bottom - base + 2), paint(mix(brush.plain(color), palette.haze, 0.55))
        )

    scene.strip(depth, top, bottom - top, period, draw)


def _jag(random: np.random.Generator, start: Point, end: Point, steps: int, rough: float) -> list[Point]:
    points = []
    for i in range(1, steps):
        t = i / steps
        jolt = float(random.normal(0, rough))
        points.append(
            (start[0] + (end[0] - start[0]) * t + jolt, start[1] + (end[1] - start[1]) * t + jolt * 0.5)
        )
    return points


def _peak(
    canvas: Canvas, scene: Scenery, brush: Brush, base: float, tall: float, wide: float, color: ColorLike, snow: float,
    random: np.random.Generator,
) -> None:  # fmt: skip
    tip = (wide * float(random.uniform(-0.12, 0.12)), base - tall)
    left, right = (-wide * 0.62, base + 2), (wide * 0.62, base + 2)
    rough = tall * 0.035
    up, down = _jag(random, left, tip, 7, rough), _jag(random, tip, right, 7, rough)
    spine = [
        tip,
        *_jag(random, tip, (tip[0] + wide * 0.1 * scene.side, base), 6, rough * 1.6),
        (tip[0], base + 2),
    ]
    outline = polygon([left, *up, tip, *down, right])
    near = down if scene.side > 0 else list(reversed(up))
    edge = right if scene.side > 0 else left
    lit = polygon([tip, *near, edge, *reversed(spine)])
    fill(canvas, outline, brush.dark(color))
    with clipped(canvas, outline):
        fill(canvas, lit, brush.lit(color))
        if snow > 0:
            _cap(canvas, brush, tip, tall, wide, snow, lit, random)


def _cap(
    canvas: Canvas,
    brush: Brush,
    tip: Point,
    tall: float,
    wide: float,
    snow: float,
    lit: object,
    random: np.random.Generator,
) -> None:
    line: list[Point] = []
    steps = 13
    for i in range(steps + 1):
        x = tip[0] - wide * 0.6 + wide * 1.2 * i / steps
        down = tall * snow * float(random.uniform(0.55, 1.0)) * (0.72 if i % 2 else 1.05)
        line.append((x, tip[1] + down))
    cap = polygon([(tip[0] - wide, tip[1] - 4), (tip[0] + wide, tip[1] - 4), *reversed(line)])
    with clipped(canvas, cap):
        canvas.drawPaint(paint(brush.dark("#dbe6f4")))
        canvas.drawPath(lit, paint(brush.lit("#ffffff")))


def ground(
    scene: Scenery,
    color: ColorLike,
    *,
    texture: str = "grass",
    far: ColorLike | None = None,
    near: ColorLike | None = None,
    rows: int = 5,
) -> None:
    """The floor from the horizon to the lower edge, in rows of texture that move at their own depth.

    `texture` is `grass`, `flowers`, `sand`, `snow`, `stones`, `leaves`, `dust` or empty; `rows` how many of the five
    rows of it there are, from the horizon.
    """
    view, palette = scene.view, scene.palette
    horizon = scene.horizon
    if snowy(scene) and texture in ("grass", "flowers", "leaves"):
        color, texture, near = "#e6eef6", "snow", "#b9cce2"
    surface = palette.surface(color)
    back = palette.surface(far or mix(color, palette.haze, 0.35), 2.4)
    front = palette.shaded(near or mix(color, "#10202c", 0.25))

    def draw(canvas: Canvas) -> None:
        if is_ink(scene):
            ink_ground(canvas, scene)
            return
        if style_key(scene.style) == "paper_cut":
            paper_ground(canvas, scene, [back, mix(back, surface, 0.6), surface, mix(surface, front, 0.6)])
            return
        shader = linear(
            (0, horizon), (0, view.height), [back, mix(back, surface, 0.7), surface, front], [0, 0.18, 0.6, 1]
        )
        canvas.drawRect(
            box(-400, horizon, view.width + 800, view.height - horizon + 60), paint(shader=shader)
        )
        _pool(canvas, scene)
        _cloud_shadows(canvas, scene)

    scene.backdrop(GROUND, horizon, view.height - horizon + 30, draw)
    if texture:
        closely = scene.shot.camera.framing in ("medium", "close", "extreme_close")
        for row, along in enumerate((0.12, 0.3, 0.52, 0.78, 1.02)[:rows]):
            # Nothing grows between a near camera and whom it looks at.
            if not (closely and row >= 3):
                _row(scene, color, texture, row, along)


def _cloud_shadows(canvas: Canvas, scene: Scenery) -> None:
    """Soft shadows of clouds on open ground by day, which tell near from far."""
    if scene.palette.darkness > 0.3 or scene.indoors:
        return
    random = scene.chance("cloud shadows")
    deep = scene.view.height - scene.horizon
    for _ in range(5):
        along = float(random.uniform(0.03, 0.9))
        canvas.save()
        canvas.translate(float(random.random()) * scene.view.width, scene.horizon + along * deep)
        canvas.scale((0.16 + 0.22 * along) * scene.view.width, (0.03 + 0.07 * along) * deep)
        shader = radial((0, 0), 1, ["#0a2030"] * 3, [0.0, 0.55, 1.0], [0.2, 0.14, 0.0])
        canvas.drawCircle(0, 0, 1, paint(shader=shader))
        canvas.restore()


def _pool(canvas: Canvas, scene: Scenery) -> None:
    """Light that sun or moon throws on the ground beneath it."""
    palette, view = scene.palette, scene.view
    if not palette.orb_shown:
        return
    x, y = scene.orb[0], scene.horizon + (view.height - scene.horizon) * 0.45
    canvas.save()
    canvas.translate(x + (view.width / 2 - x) * 0.3, y)
    canvas.scale(view.width * 0.5, (view.height - scene.horizon) * 0.6)
    alpha = 0.34 if palette.darkness > 0.5 else 0.22
    canvas.drawCircle(0, 0, 1, paint(shader=radial((0, 0), 1, [palette.glow] * 2, alphas=[alpha, 0.0])))
    canvas.restore()


def _row(scene: Scenery, color: ColorLike, texture: str, row: int, along: float) -> None:
    view = scene.view
    deep = scene.ground - scene.horizon
    y = scene.horizon + (view.height - scene.horizon) * along
    depth = max(0.85, deep / max(20.0, y - scene.horizon))
    size = 1.0 / depth
    random = scene.chance("row", texture, row)
    period = period_at(scene, depth + row)
    count = int(period / (10 + 30 * size))
    places = spread(random, period, count, 1.0)
    brush = Brush(scene.palette, min(depth, 2.5), scene.side)
    jumps = [float(v) for v in random.normal(0, 9 * size + 3, count)]
    kinds = random.random(count)

    def one(canvas: Canvas, index: int) -> None:
        _tuft(
            canvas,
            scene,
            brush,
            texture,
            color,
            y + jumps[index],
            size,
            float(kinds[index]),
            scene.chance("tuft", row, index),
        )

    high = 70 * size + 30
    scene.strip(depth if row < 4 else 0.86, y - high, high + 34 * size + 8, period,
                lambda canvas: across(canvas, period, places, one, 60))  # fmt: skip


_PETALS = ("#f4f1e6", "#f7d154", "#e98aa8", "#9f8be0", "#f2905a", "#7fb2ef")


def _tuft(
    canvas: Canvas, scene: Scenery, brush: Brush, texture: str, color: ColorLike, y: float, size: float, kind: float,
    random: np.random.Generator,
) -> None:  # fmt: skip
    if texture in ("grass", "flowers"):
        if texture == "flowers" and kind < 0.3:
            petal = brush.lit(_PETALS[int(random.integers(0, len(_PETALS)))])
            flower(canvas, 0, y, 7.5 * size + 1.5, petal, brush.lit("#f7c948"), brush.dark(color))
        elif kind < 0.85:
            tones = (brush.dark(color), brush.plain(color), brush.lit(mix(color, "#d8e87a", 0.25)))
            blades(canvas, 0, y, (15 + 16 * kind) * size + 4, tones, random)
    elif texture in ("sand", "snow", "dust"):
        wide = (26 + 60 * kind) * size
        tone = brush.lit(color) if kind < 0.6 else brush.dark(color)
        fill_oval(canvas, 0, y, wide, 1.2 + 2.6 * size, tone, 0.32)
        if texture == "sand" and kind > 0.9:
            fill_oval(canvas, 4, y - 2 * size, 6 * size, 4 * size, brush.plain("#f3e6d4"))
    elif texture == "stones":
        wide = (7 + 22 * kind**2) * size
        fill_oval(canvas, 0, y, wide, wide * 0.5, brush.dark("#8b8478"))
        fill_oval(
            canvas,
            brush.side * wide * 0.15,
            y - wide * 0.12,
            wide * 0.76,
            wide * 0.34,
            brush.plain("#a39a8c"),
        )
    elif texture == "leaves":
        tone = brush.plain(LEAVES["autumn"][int(kind * 4) % 4] if kind < 0.6 else color)
        canvas.save()
        canvas.translate(0, y)
        canvas.rotate(kind * 360)
        fill_oval(canvas, 0, 0, 8 * size, 3.4 * size, tone, 0.9)
        canvas.restore()


def treeline(
    scene: Scenery,
    depth: float,
    y: float,
    kind: str,
    height: float,
    count: int,
    *,
    clear: float = 0.0,
    undergrowth: bool = True,
) -> None:
    """A row of trees whose feet stand at `y`; `clear` is the share of places left empty."""
    random = scene.chance("treeline", depth, kind)
    period = period_at(scene, depth)
    brush = Brush(scene.palette, depth, scene.side)
    places = [x for x in spread(random, period, count, 0.9) if random.random() >= clear]
    jumps = [float(v) for v in random.uniform(-5, 6, len(places))]

    def one(canvas: Canvas, index: int) -> None:
        with moved(canvas, 0.0, y + jumps[index]):
            shadow = scene.palette.shaded("#203028", depth)
            fill_oval(canvas, -scene.side * height * 0.12, 2, height * 0.3, height * 0.035, shadow, 0.35)
            _tree(canvas, scene, brush, kind, height, scene.chance("treeline", depth, kind, index))

    top = y - height * 1.2
    scene.strip(
        depth, top, height * 1.2 + 40, period, lambda canvas: across(canvas, period, places, one, height)
    )


def bushes(scene: Scenery, depth: float, y: float, count: int, colors: Sequence[str] = ()) -> None:
    """Low bushes here and there along a line at `y`."""
    random = scene.chance("bushes", depth)
    period = period_at(scene, depth)
    brush = Brush(scene.palette, depth, scene.side)
    places = [x for x in spread(random, period, count, 1.0) if random.random() < 0.75]
    tones = colors or LEAVES.get(scene.shot.season, LEAVES[""])
    jumps = [float(v) for v in random.uniform(-6, 9, len(places))]

    def one(canvas: Canvas, index: int) -> None:
        own = scene.chance("bush", depth, index)
        wide = 120 / depth * float(own.uniform(0.7, 1.5))
        with moved(canvas, 0.0, y + jumps[index]):
            fill_oval(canvas, 0, 0, wide * 0.6, wide * 0.06, scene.palette.shaded("#203028", depth), 0.35)
            bush(canvas, brush, wide, tones[int(own.integers(0, len(tones)))], own)

    scene.strip(depth, y - 110, 140, period, lambda canvas: across(canvas, period, places, one, 140))


def foreground(scene: Scenery, color: ColorLike, height: float = 62.0) -> None:
    """Dark grass along the lower edge, out of focus, nearer than any figure; none where snow lies,
    nor where figures are seen from near.
    """
    if snowy(scene) or scene.shot.camera.framing in ("medium", "close", "extreme_close"):
        return
    random = scene.chance("foreground")
    period = period_at(scene, 0.8)
    view = scene.view
    places = spread(random, period, int(period / 30), 1.0)
    brush = Brush(scene.palette, 1.0, scene.side)
    dark = mix(brush.dark(color), "#050a12", 0.45)
    gaps = random.random(len(places))

    def one(canvas: Canvas, index: int) -> None:
        wave = 0.35 + 0.65 * abs(np.sin(places[index] / period * np.pi * 3 + 0.7))
        if gaps[index] < 0.85:
            tall = height * float(wave) * (0.6 + 0.5 * float(gaps[index]))
            blades(
                canvas,
                0,
                view.height + 14,
                tall,
                (dark, mix(dark, brush.plain(color), 0.18)),
                scene.chance("fore", index),
            )

    scene.strip(
        0.72,
        view.height - height - 16,
        height + 40,
        period,
        lambda canvas: across(canvas, period, places, one, 60),
    )
