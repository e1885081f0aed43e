"""Rooms: interiors built from the table, lit by day through windows and at night by lamps."""

import math
from functools import partial

from msgspec.structs import replace

from laterna.engines.animatic.canvas import (
    Canvas,
    Path,
    fill,
    fill_box,
    fill_oval,
    linear,
    moved,
    paint,
    polygon,
    radial,
    rounded,
    stroke,
)
from laterna.engines.animatic.color import Color, mix, multiply, rgb
from laterna.engines.animatic.light import Light
from laterna.engines.animatic.sets.flora import Brush
from laterna.engines.animatic.sets.furniture import PIECES
from laterna.engines.animatic.sets.furniture_work import DESK_HIGH, banker_lamp
from laterna.engines.animatic.sets.room_table import ROOMS, WALL, Room, Window
from laterna.engines.animatic.sets.seats import seats_for, sitters
from laterna.engines.animatic.sets.sidewall import laid_out, side_wall
from laterna.engines.animatic.sets.windows import floor_at, window_of
from laterna.engines.animatic.stage.framing import FRAMING
from laterna.engines.animatic.stage.layers import Moment, Still
from laterna.engines.animatic.stage.palette import Palette
from laterna.engines.animatic.stage.scenery import Scenery, Spot


def room(scene: Scenery) -> None:
    """Builds the shot's interior from the table."""
    plan, side = laid_out(scene, ROOMS.get(scene.shot.setting, ROOMS["living_room"]))
    outside = scene.palette
    scene.indoors = scene.bounded = True
    scene.palette = _inside(outside, plan, scene)
    scene.light = _light(scene, plan)
    unit = _measure(scene)
    scene.metre = unit
    _back_wall(scene, plan, unit)
    side_wall(scene, plan, outside, unit, side)
    for index, window in enumerate(plan.windows):
        window_of(scene, plan, window, outside, unit, index)
    scene.provides |= {"wall", "floor", "room"} | ({"window"} if plan.windows else set())
    if plan.desk:
        scene.provides |= {"desk", "desk_lamp", "chair", "bookshelf", "lamp", "table"}
    brought = seats_for(scene, plan, unit)
    for index, (piece, depth, at) in enumerate(plan.items):
        scene.provides.add(piece)
        if piece not in brought:
            _stand(scene, piece, depth, at, unit, index)
    if plan.desk:
        _desk(scene, unit)
    for at, high in plan.lamps:
        _hanging(scene, at, high, unit)
    _air(scene)
    if scene.style == "noir" and plan.windows:
        _shafts(scene, plan.windows[0])


def _inside(outside: Palette, plan: Room, scene: Scenery) -> Palette:
    dark = outside.darkness
    if plan.view == "space":
        dark = 0.7
    warm, cool = rgb("#ffe2b4"), rgb("#4d5388")
    key = mix(mix(outside.key, "#fff6e6", 0.5), multiply(warm, (0.82, 0.82, 0.82)), min(1.0, dark * 1.3))
    ambient = mix(mix(outside.ambient, "#d9cfc4", 0.5), cool, min(1.0, dark * 1.25))
    return replace(
        outside,
        key=key,
        ambient=ambient,
        haze=multiply(rgb(plan.wall), ambient),
        air=0.45,
        rim=mix(outside.rim, warm, 0.5),
        lamps=max(outside.lamps, 0.6 if dark > 0.3 else 0.0),
        darkness=dark * 0.8,
        orb_shown=False,
        shadow=0.4,
    )


def _light(scene: Scenery, plan: Room) -> Light:
    palette = scene.palette
    side = 1.0 if plan.windows and plan.windows[0].at > 0.45 else -1.0
    if palette.darkness > 0.25 and {"candle", "fire"} & set(scene.shot.lights):
        warm = multiply(palette.key, "#ffc98c")
        palette = replace(palette, key=warm, rim=mix(palette.rim, "#ffb060", 0.6))
    if scene.style == "noir":
        bright, deep = mix(palette.key, "#ffffff", 0.75), multiply(palette.ambient, (0.55, 0.55, 0.6))
        palette = replace(palette, key=bright, ambient=deep, rim=rgb("#ffffff"))
    return Light(
        key=palette.key,
        ambient=mix(palette.ambient, palette.key, 0.0 if scene.style == "noir" else 0.2),
        rim=palette.rim,
        rim_strength=0.95 if scene.style == "noir" else 0.5,
        direction=(0.8 * side, -0.45),
        darkness=palette.darkness,
        haze=palette.haze,
        haze_amount=0.0,
    )


_NEAREST = {"close": 1.75, "extreme_close": 2.3}
"""Heights of the frame that a standing person has at most in near framings; 1.3 in others."""


def _measure(scene: Scenery) -> float:
    """Units to the metre at depth 1, from the framing; moves horizon and ground to match."""
    view = scene.view
    people = (
        any(s.kind == "biped" or s.anthropomorphic for s in scene.shot.subjects) or not scene.shot.subjects
    )
    framing = scene.shot.camera.framing
    most = _NEAREST.get(framing, 1.3)
    share = min(most, max(0.5, FRAMING.get(framing, 0.6))) * (0.8 if view.portrait else 1.0)
    several = sum(s.count for s in scene.shot.subjects if s.kind in ("biped", "quadruped")) > 1
    if several or not people:
        share = min(share, 0.86)
    seated = bool(sitters(scene))
    if seated and people:
        share = min(max(1.2, most), share * 1.16)
    unit = share * view.height / (1.7 if people else 1.0)
    scene.ground = view.height * (0.9 if share < 0.72 else 0.96)
    if share >= 0.72:
        scene.ground = view.height * (0.215 + share * (0.84 if seated else 1.06))
    if share > 1.3:
        scene.ground = view.height * (0.08 + share * 0.84 if seated else 0.13 + share)
    eye = {"low": 0.75, "high": 1.9, "overhead": 2.1}.get(scene.shot.camera.angle, 1.3) * (
        1.0 if people else 0.6
    )
    scene.horizon = max(view.height * 0.26, min(view.height * 0.66, scene.ground - eye * unit))
    return unit


def _back_wall(scene: Scenery, plan: Room, unit: float) -> None:
    view = scene.view
    line = floor_at(scene, WALL)
    brush = Brush(scene.palette, 1.4, scene.side)
    metre = unit / WALL

    def wall(canvas: Canvas) -> None:
        canvas.drawPaint(
            paint(
                shader=linear(
                    (0, -60),
                    (0, line),
                    [brush.dark(plan.wall), brush.plain(plan.wall), brush.plain(plan.wall)],
                )
            )
        )
        if plan.panel:
            top = line - 0.95 * metre
            fill_box(canvas, -600, top, view.width + 1200, line - top, brush.plain(plan.panel))
            fill_box(canvas, -600, top - 0.05 * metre, view.width + 1200, 0.07 * metre, brush.lit(plan.panel))
            x = -580.0
            while x < view.width + 600:
                stroke(
                    canvas,
                    rounded(x, top + 0.14 * metre, 0.62 * metre, 0.64 * metre, 3),
                    brush.dark(plan.panel),
                    2,
                )
                x += 0.74 * metre
        fill_box(
            canvas,
            -600,
            line - 0.12 * metre,
            view.width + 1200,
            0.12 * metre,
            brush.lit(mix(plan.wall, "#f4ecdc", 0.4)),
        )
        fill_box(canvas, -600, line - 4, view.width + 1200, 4, brush.dark("#2a201c"), 0.7)

    scene.wall(WALL + 0.1, -70, line + 72, wall)
    scene.backdrop(
        WALL + 0.2, line - 2, view.height - line + 40, lambda canvas: _floor(canvas, scene, plan, line)
    )


def _floor(canvas: Canvas, scene: Scenery, plan: Room, line: float) -> None:
    view = scene.view
    brush = Brush(scene.palette, 1.0, scene.side)
    shader = linear(
        (0, line),
        (0, view.height),
        [brush.dark(plan.floor), brush.plain(plan.floor), brush.dark(mix(plan.floor, "#1a1410", 0.3))],
    )
    canvas.drawPaint(paint(shader=shader))
    middle, horizon = view.width / 2, scene.horizon
    dark, lit = brush.dark(mix(plan.floor, "#1a1210", 0.35)), brush.lit(plan.floor)
    if plan.pattern in ("boards", "tiles", "metal"):
        step = 74 if plan.pattern == "boards" else 130
        for i in range(-30, 31):
            x = middle + i * step
            foot = middle + (x - middle) * (view.height + 40 - horizon) / max(20.0, scene.ground - horizon)
            head = middle + (x - middle) * (line - horizon) / max(20.0, scene.ground - horizon)
            stroke(canvas, polygon([(head, line), (foot, view.height + 40)], closed=False), dark, 1.6, 0.6)
            if plan.pattern == "metal":
                stroke(
                    canvas,
                    polygon([(head + 2, line), (foot + 4, view.height + 40)], closed=False),
                    lit,
                    1,
                    0.4,
                )
    if plan.pattern in ("tiles", "metal", "concrete"):
        for k in range(1, 14):
            y = horizon + (scene.ground - horizon) / (WALL - k * 0.08)
            if WALL - k * 0.08 > 0.5:
                stroke(canvas, polygon([(-60, y), (view.width + 60, y)], closed=False), dark, 1.4, 0.5)
    canvas.save()
    canvas.translate(view.width * 0.55, line + (view.height - line) * 0.35)
    canvas.scale(view.width * 0.42, (view.height - line) * 0.55)
    glow = mix(scene.palette.key, "#fff2d8", 0.3)
    canvas.drawCircle(0, 0, 1, paint(shader=radial((0, 0), 1, [glow, glow], alphas=[0.26, 0.0])))
    canvas.restore()


_HUNG = frozenset(("picture", "painting", "clock", "blackboard", "pan_rack", "pantry"))
"""Pieces that throw no shadow on the floor."""

_STEAMING = {"loaded_stove": ((-0.14, 1.3), (0.19, 1.15)), "prep_table": ((-0.5, 1.25),)}
"""Where pieces steam: metres to the right and up from their foot."""


def _stand(scene: Scenery, piece: str, depth: float, at: float, unit: float, index: int) -> None:
    metre = unit / depth
    y = floor_at(scene, depth)
    x = scene.view.width * at
    brush = Brush(scene.palette, 1 + (depth - 1) * 0.7, scene.side)
    random = scene.chance("piece", piece, index)
    reach = 2.1 * metre

    def draw(canvas: Canvas) -> None:
        with moved(canvas, x, y):
            if piece not in _HUNG:
                shader = radial((0, 0), 1, ["#000000"] * 2, alphas=[0.4, 0.0])
                canvas.save()
                canvas.scale(1.15 * metre, 0.1 * metre)
                canvas.drawCircle(0, 0, 1, paint(shader=shader))
                canvas.restore()
            PIECES[piece](canvas, brush, metre, random)

    tall = 4.7 if piece == "pillar" else 2.8
    scene.still(depth, x - reach, y - tall * metre, reach * 2, (tall + 0.2) * metre, draw)
    if piece == "floor_lamp" and scene.palette.lamps > 0.25:
        scene.glow(depth - 0.02, x, y - 1.58 * metre, 1.5 * metre, "#ffcf8a", 0.5)
    if piece == "nightstand" and scene.palette.lamps > 0.25:
        scene.glow(depth - 0.02, x, y - 0.85 * metre, 1.0 * metre, "#ffcf8a", 0.5)
    for right, up in _STEAMING.get(piece, ()):
        _steam(scene, x + right * metre, y - up * metre, 1.8 * metre, depth - 0.01)
    if piece == "fireplace":
        _fire(scene, depth, x, y, metre)


def _fire(scene: Scenery, depth: float, x: float, y: float, metre: float) -> None:
    tones = [scene.tone(c) for c in ("#ff6a2a", "#ff9a3a", "#ffd05a", "#fff0b0")]

    def draw(canvas: Canvas, moment: Moment) -> None:
        for k, tone in enumerate(tones):
            size = (0.34 - 0.075 * k) * metre
            points = []
            for i in range(7):
                along = i / 6
                reach = math.sin(math.pi * along) ** 0.8
                flick = 0.75 + 0.25 * math.sin(moment.time * 9 + i * 2.1 + k)
                points.append(
                    (
                        x + (along - 0.5) * size * 1.7,
                        y - 0.05 * metre - reach * size * 1.3 * flick * (1 + 0.3 * (i % 2)),
                    )
                )
            fill(
                canvas,
                polygon([*points, (x + size * 0.8, y - 0.04 * metre), (x - size * 0.8, y - 0.04 * metre)]),
                tone,
                0.92,
            )

    scene.live(depth - 0.01, draw)
    scene.glow(depth - 0.02, x, y - 0.3 * metre, 1.7 * metre, "#ff9a4a", 0.5)


def _desk(scene: Scenery, unit: float) -> None:
    view = scene.view
    x = view.width * (0.46 if not view.portrait else 0.5)
    y = floor_at(scene, 0.95)
    brush = Brush(scene.palette, 1.0, scene.side)
    metre = unit / 0.95
    random = scene.chance("desk")
    chair_y, chair_u = floor_at(scene, 1.06), unit / 1.06
    chair_x = x - 0.14 * unit

    # The lamp stays in the frame, beside the face, however near the camera is.
    lamp_at = max(0.16 * metre, min(0.98 * metre, 0.76 * view.width - x - 0.35 * unit))
    top = (DESK_HIGH + 0.01) * metre

    def behind(canvas: Canvas) -> None:
        with moved(canvas, chair_x, chair_y):
            PIECES["chair"](canvas, brush, chair_u, random)

    scene.still(1.08, chair_x - 0.7 * unit, chair_y - 1.4 * unit, 1.4 * unit, 1.5 * unit, behind)
    scene.spots.append(Spot("seat", chair_x + 0.04 * unit, chair_y, facing=1, seat=0.52 * unit, depth=1.05))

    def front(canvas: Canvas) -> None:
        with moved(canvas, x + 0.35 * unit, y):
            PIECES["desk"](canvas, brush, metre, random)
            PIECES["desk_things"](canvas, brush, metre, random)
            canvas.translate(lamp_at, -top)
            banker_lamp(canvas, brush, metre, random)

    scene.still(
        0.95,
        x - 1.1 * metre,
        y - 1.5 * metre,
        2.9 * metre,
        1.5 * metre + max(40.0, view.height - y + 40),
        front,
    )
    for at in (0.22, 0.52, -1.06, 0.05):
        scene.spots.append(Spot("top", x + 0.35 * unit + at * metre, y - top, depth=0.94))
    if scene.palette.lamps > 0.2:
        lamp_x, lamp_y = x + 0.35 * unit + lamp_at, y - top - 0.33 * metre
        scene.glow(0.94, lamp_x, lamp_y + 0.05 * metre, 1.25 * metre, "#ffd892", 0.62)
        scene.glow(1.2, lamp_x, lamp_y, 2.2 * metre, "#ffc878", 0.3)
    _steam(scene, x + 0.35 * unit + 0.36 * metre, y - top - 0.14 * metre, metre)


def _steam(scene: Scenery, x: float, y: float, metre: float, depth: float = 0.93) -> None:
    tone = scene.tone(mix("#ffffff", scene.palette.key, 0.3))
    pen = paint(tone, 0.22 if depth < 1.0 else 0.4, width=3.0 if depth < 1.0 else 5.0)

    def draw(canvas: Canvas, moment: Moment) -> None:
        for k in range(2):
            points = [
                (x + k * 6 + 5 * math.sin(i * 1.1 - moment.time * 2.2 + k * 2) * i / 4, y - i * 0.06 * metre)
                for i in range(6)
            ]
            canvas.drawPath(polygon(points, closed=False), pen)

    scene.live(depth, draw)


def _hanging(scene: Scenery, at: float, high: float, unit: float) -> None:
    depth = 1.4
    metre = unit / depth
    x, y = scene.view.width * at, floor_at(scene, depth) - high * metre
    brush = Brush(scene.palette, 1.2, scene.side)
    lit = scene.palette.lamps > 0.15

    def draw(canvas: Canvas) -> None:
        fill_box(canvas, x - 1, y - 4 * metre, 2, 4 * metre, brush.dark("#2a2622"))
        shade = polygon(
            [
                (x - 0.24 * metre, y),
                (x + 0.24 * metre, y),
                (x + 0.08 * metre, y - 0.2 * metre),
                (x - 0.08 * metre, y - 0.2 * metre),
            ]
        )
        fill(canvas, shade, brush.plain("#3a4a4a"))
        fill_oval(canvas, x, y, 0.22 * metre, 0.05 * metre, "#fff0c4" if lit else brush.lit("#e9e2d2"))

    scene.still(depth, x - 0.4 * metre, y - 4 * metre, 0.8 * metre, 4.2 * metre, draw)
    if lit:
        scene.glow(depth - 0.02, x, y + 0.1 * metre, 1.3 * metre, "#ffd694", 0.5)


def _air(scene: Scenery) -> None:
    """Dust that floats in the light."""
    random = scene.chance("dust")
    view = scene.view
    motes = [
        (
            float(random.random()),
            float(random.random()),
            float(random.uniform(0.5, 1.5)),
            float(random.uniform(0, 6)),
        )
        for _ in range(22)
    ]
    tone = scene.tone(mix(scene.palette.key, "#ffffff", 0.4))
    mote = paint(tone, 0.4)

    def draw(canvas: Canvas, moment: Moment) -> None:
        for a, b, size, phase in motes:
            x = (a * view.width + 14 * math.sin(moment.time * 0.5 + phase) + moment.time * 5) % view.width
            y = b * view.height * 0.85 + 10 * math.sin(moment.time * 0.7 + phase * 2)
            canvas.drawCircle(x, y, size, mote)

    scene.live(0.9, draw)


def _shafts(scene: Scenery, window: Window) -> None:
    """Light through blinds: hard bright bars across the room, and the dark between them over whoever stands there."""
    view = scene.view
    left = window.at > 0.5
    bar: Color = mix(scene.palette.key, "#eef2ff", 0.7)
    x, wide = view.width * (0.0 if left else 0.46), view.width * 0.54
    skew, step, thick = view.height * 0.2, view.height * 0.074, view.height * 0.036

    def strip(number: int, high: float) -> Path:
        y = view.height * 0.02 + step * number
        return polygon([(x, y + skew), (x + wide, y), (x + wide, y + high), (x, y + skew + high)])

    def bright(canvas: Canvas) -> None:
        for k in range(9):
            for reach, alpha in ((1.5, 0.06), (1.0, 0.16)):
                ends = [0.4 * alpha, 1.9 * alpha, 1.6 * alpha, 0.0]
                shader = linear((x, 0), (x + wide, 0), [bar] * 4, [0.0, 0.4, 0.8, 1.0], ends)
                canvas.drawPath(strip(k, thick * reach), paint(shader=shader))

    def dark(canvas: Canvas) -> None:
        for k in range(11):
            canvas.save()
            canvas.translate(0, thick)
            shader = linear((x, 0), (x + wide, 0), ["#000000"] * 3, [0.0, 0.8, 1.0], [0.24, 0.24, 0.0])
            canvas.drawPath(strip(k, step - thick), paint(shader=shader))
            canvas.restore()

    scene.add(Still(1.2, 0.0, 0.0, partial(scene.image, view.width, view.height, bright), motion=1e6))
    scene.add(Still(0.9, 0.0, 0.0, partial(scene.image, view.width, view.height, dark), motion=1e6))
