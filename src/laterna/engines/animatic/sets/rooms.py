"""Rooms: interiors from a table of walls, floors, windows and furniture, lit by day through windows, at night by lamps."""

import math

from msgspec import Struct
from msgspec.structs import replace

from laterna.engines.animatic.canvas import (
    Canvas,
    clipped,
    fill,
    fill_box,
    fill_oval,
    hairline,
    linear,
    moved,
    paint,
    polygon,
    radial,
    rounded,
    segments,
    stroke,
)
from laterna.engines.animatic.color import Color, mix, multiply, rgb
from laterna.engines.animatic.light import Light
from laterna.engines.animatic.sets.flora import Brush
from laterna.engines.animatic.sets.furniture import PIECES, banker_lamp
from laterna.engines.animatic.stage.framing import FRAMING
from laterna.engines.animatic.stage.layers import Moment, Still
from laterna.engines.animatic.stage.palette import Palette
from laterna.engines.animatic.stage.scenery import Scenery, Spot
from laterna.engines.animatic.weather.sky_falls import Sheet, rain_sheet

WALL = 1.62
"""Depth of the back wall."""


class Window(Struct, frozen=True):
    """A window: its middle across the frame 0..1, width, height and sill above the floor in metres."""

    at: float
    wide: float = 1.6
    high: float = 1.35
    sill: float = 1.0
    blinds: bool = False
    arch: bool = False


class Room(Struct, frozen=True):
    """One interior. `items` are (piece, depth, middle across the frame 0..1)."""

    wall: str
    floor: str
    pattern: str = "boards"
    panel: str = ""
    windows: tuple[Window, ...] = ()
    items: tuple[tuple[str, float, float], ...] = ()
    desk: bool = False
    lamps: tuple[tuple[float, float], ...] = ()
    """Hanging lamps: (middle across the frame, metres above the floor)."""
    view: str = "sky"


ROOMS: dict[str, Room] = {
    "office": Room("#7f7468", "#6a4a36", panel="#5c4433", windows=(Window(0.64, 2.0, 1.5, 0.95, blinds=True),), view="city",
                   items=(("bookshelf", WALL, 0.12), ("bookshelf", WALL, 0.9), ("picture", WALL, 0.34)), desk=True),
    "living_room": Room("#d8c7ae", "#9a6f4c", windows=(Window(0.68, 2.0, 1.5, 0.85),), view="trees",
                        items=(("fireplace", WALL, 0.16), ("picture", WALL, 0.4), ("floor_lamp", 1.57, 0.9), ("sofa", 1.36, 0.5),
                               ("plant", 1.31, 0.05)), lamps=()),
    "bedroom": Room("#b9c4d6", "#a88460", panel="", windows=(Window(0.7, 1.7, 1.5, 0.9),), view="sky",
                    items=(("picture", WALL, 0.3), ("bed", 1.39, 0.26), ("nightstand", 1.47, 0.5), ("plant", 1.52, 0.92))),
    "kitchen": Room("#e6d9bd", "#c9b596", pattern="tiles", windows=(Window(0.6, 1.5, 1.0, 1.2),), view="trees",
                    items=(("counter", 1.57, 0.48), ("fridge", 1.55, 0.08), ("stove", 1.55, 0.86), ("clock", WALL, 0.78)),
                    lamps=((0.3, 2.0), (0.72, 2.0))),
    "classroom": Room("#d9d6c2", "#b58f62", panel="#8fa58f", windows=(Window(0.92, 1.3, 1.6, 0.9), Window(0.06, 1.3, 1.6, 0.9)),
                      view="trees", items=(("blackboard", WALL, 0.5), ("clock", WALL, 0.76), ("school_desk", 1.36, 0.14),
                                           ("school_desk", 1.36, 0.86), ("school_desk", 1.18, 0.03), ("school_desk", 1.18, 0.97)),
                      lamps=((0.32, 2.7), (0.68, 2.7))),
    "library": Room("#8a7458", "#6f4f38", panel="#5a4230", windows=(Window(0.5, 1.4, 2.2, 0.9, arch=True),), view="sky",
                    items=(("bookshelf", WALL, 0.08), ("bookshelf", WALL, 0.24), ("bookshelf", WALL, 0.76), ("bookshelf", WALL, 0.92),
                           ("bookshelf", 1.26, -0.02), ("bookshelf", 1.26, 1.02), ("table", 1.26, 0.7)), lamps=((0.5, 2.5),)),
    "cafe": Room("#a87f5f", "#7a5a44", panel="#6a4a38", windows=(Window(0.68, 2.6, 1.7, 0.8),), view="city",
                 items=(("shelves", WALL, 0.1), ("picture", WALL, 0.32), ("table", 1.36, 0.16), ("chair", 1.39, 0.07), ("table", 1.31, 0.88),
                        ("plant", 1.47, 0.98)), lamps=((0.2, 2.0), (0.5, 2.1), (0.84, 2.0))),
    "restaurant": Room("#8f4a3f", "#5f4434", panel="#4a3028", windows=(Window(0.5, 2.4, 1.7, 0.9),), view="city",
                       items=(("picture", WALL, 0.2), ("picture", WALL, 0.82), ("table", 1.36, 0.14), ("table", 1.36, 0.86), ("chair", 1.37, 0.04),
                              ("plant", 1.47, 0.95)), lamps=((0.16, 1.9), (0.5, 2.2), (0.84, 1.9))),
    "workshop": Room("#9a8a76", "#8a7a68", pattern="concrete", windows=(Window(0.8, 1.6, 1.1, 1.3),), view="sky",
                     items=(("workbench", 1.57, 0.36), ("shelves", WALL, 0.96), ("shelves", WALL, 0.04)), lamps=((0.36, 2.5),)),
    "laboratory": Room("#cfdde2", "#aebcc4", pattern="tiles", windows=(Window(0.78, 1.8, 1.2, 1.2),), view="sky",
                       items=(("flasks", 1.57, 0.34), ("shelves", WALL, 0.06), ("flasks", 1.57, 0.98)), lamps=((0.3, 2.8), (0.7, 2.8))),
    "hospital": Room("#d3e2df", "#b5c4c4", pattern="tiles", panel="#a9cac4", windows=(Window(0.72, 1.8, 1.4, 1.0),), view="sky",
                     items=(("hospital_bed", 1.42, 0.24), ("clock", WALL, 0.5), ("hospital_bed", 1.42, 1.0)), lamps=((0.3, 2.8), (0.75, 2.8))),
    "museum": Room("#c9beac", "#b0a28c", pattern="tiles", windows=(), view="sky",
                   items=(("picture", WALL, 0.24), ("picture", WALL, 0.5), ("picture", WALL, 0.76), ("pillar", 1.47, 0.03), ("pillar", 1.47, 0.97),
                          ("exhibit", 1.36, 0.16), ("exhibit", 1.36, 0.85)), lamps=((0.24, 2.9), (0.5, 2.9), (0.76, 2.9))),
    "shop": Room("#d6bfa0", "#a5825e", windows=(Window(0.52, 2.2, 1.6, 0.8),), view="city",
                 items=(("shelves", 1.62, 0.1), ("shelves", 1.62, 0.28), ("shelves", 1.62, 0.76), ("shelves", 1.62, 0.93)), lamps=((0.3, 2.4), (0.7, 2.4))),
    "gym": Room("#98a4ae", "#7a6a58", windows=(Window(0.22, 1.6, 1.3, 1.4), Window(0.78, 1.6, 1.3, 1.4)), view="sky",
                items=(("weights", 1.57, 0.18), ("weights", 1.57, 0.82), ("clock", WALL, 0.5)), lamps=((0.3, 3.0), (0.7, 3.0))),
    "train": Room("#8a9a8f", "#5f5a58", pattern="carpet", panel="#5f6f66", windows=(Window(0.2, 1.5, 0.95, 1.0), Window(0.52, 1.5, 0.95, 1.0), Window(0.84, 1.5, 0.95, 1.0)),
                  view="moving", items=(("bench", 1.47, 0.2), ("bench", 1.47, 0.84)), lamps=((0.36, 2.4), (0.68, 2.4))),
    "spaceship": Room("#5f6c80", "#48525f", pattern="metal", panel="#404a58", windows=(Window(0.5, 3.4, 1.5, 1.1),), view="space",
                      items=(("screens", 1.57, 0.2), ("screens", 1.57, 0.8)), lamps=()),
}  # fmt: skip


def room(scene: Scenery) -> None:
    """Builds the shot's interior from the table."""
    plan = ROOMS.get(scene.shot.setting, ROOMS["living_room"])
    outside = scene.palette
    scene.indoors = scene.bounded = True
    scene.palette = _inside(outside, plan, scene)
    scene.light = _light(scene, plan)
    unit = _measure(scene)
    _back_wall(scene, plan, unit)
    for index, window in enumerate(plan.windows):
        _window(scene, plan, window, outside, unit, index)
    for index, (piece, depth, at) in enumerate(plan.items):
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
        outside, key=key, ambient=ambient, haze=multiply(rgb(plan.wall), ambient), air=0.45, rim=mix(outside.rim, warm, 0.5),
        lamps=max(outside.lamps, 0.6 if dark > 0.3 else 0.0), darkness=dark * 0.8, orb_shown=False, shadow=0.4,
    )  # fmt: skip


def _light(scene: Scenery, plan: Room) -> Light:
    palette = scene.palette
    side = 1.0 if plan.windows and plan.windows[0].at > 0.45 else -1.0
    return Light(
        key=palette.key, ambient=mix(palette.ambient, palette.key, 0.2), rim=palette.rim, rim_strength=0.5, direction=(0.8 * side, -0.45),
        darkness=palette.darkness, haze=palette.haze, haze_amount=0.0,
    )  # fmt: skip


def _measure(scene: Scenery) -> float:
    """Units to the metre at depth 1, from the framing; moves horizon and ground to match."""
    view = scene.view
    people = (
        any(s.kind == "biped" or s.anthropomorphic for s in scene.shot.subjects) or not scene.shot.subjects
    )
    share = min(0.86, max(0.44, FRAMING.get(scene.shot.camera.framing, 0.5))) * (
        0.8 if view.portrait else 1.0
    )
    seated = any(
        a.verb in ("sit", "read", "write", "eat", "think") for s in scene.shot.subjects for a in s.actions
    )
    if seated and people:
        share *= 1.12
    unit = share * view.height / (1.7 if people else 1.0)
    scene.ground = view.height * (0.9 if share < 0.7 else 0.96)
    if share >= 0.7:
        scene.ground = view.height * (0.17 if not seated else 0.17) + share * view.height * (
            1.04 if seated else 1.0
        )
    eye = {"low": 0.75, "high": 1.9, "overhead": 2.1}.get(scene.shot.camera.angle, 1.3) * (
        1.0 if people else 0.6
    )
    scene.horizon = max(view.height * 0.26, min(view.height * 0.66, scene.ground - eye * unit))
    return unit


def floor_at(scene: Scenery, depth: float) -> float:
    """Height in units of the floor at a depth."""
    return scene.horizon + (scene.ground - scene.horizon) / depth


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


def _window(scene: Scenery, plan: Room, window: Window, outside: Palette, unit: float, index: int) -> None:
    metre = unit / WALL
    wide, high = window.wide * metre, window.high * metre
    x = scene.view.width * window.at - wide / 2
    y = floor_at(scene, WALL) - (window.sill + window.high) * metre
    brush = Brush(scene.palette, 1.2, scene.side)
    frame = (
        "#e9e2d2"
        if plan.view != "space" and not window.blinds
        else "#4a3a30"
        if plan.view != "space"
        else "#3c4654"
    )
    shape = rounded(x, y, wide, high, wide * 0.48 if window.arch else 2)

    def glass(canvas: Canvas) -> None:
        with clipped(canvas, shape):
            _outlook(canvas, scene, plan, outside, (x, y, wide, high), index)

    scene.still(WALL + 0.05, x - 4, y - 4, wide + 8, high + 8, glass)
    if plan.view == "moving":
        _passing(scene, outside, (x, y, wide, high))
    if scene.shot.weather in ("rain", "storm", "drizzle") or scene.shot.weather == "snow":
        _pane_weather(scene, outside, (x, y, wide, high), index)

    def bars(canvas: Canvas) -> None:
        thick = max(3.0, 0.07 * metre)
        stroke(canvas, shape, brush.plain(frame), thick * 1.5)
        if plan.view != "space":
            fill_box(canvas, x + wide / 2 - thick / 2, y, thick, high, brush.plain(frame))
            fill_box(canvas, x, y + high * 0.48, wide, thick, brush.plain(frame))
        fill_box(canvas, x - 0.12 * metre, y + high, wide + 0.24 * metre, 0.09 * metre, brush.lit(frame))
        if window.blinds:
            for k in range(7):
                fill_box(canvas, x, y + k * high * 0.045, wide, high * 0.026, brush.lit("#8a7a68"))

    scene.still(WALL, x - 30, y - 14, wide + 60, high + 40, bars)


def _outlook(
    canvas: Canvas,
    scene: Scenery,
    plan: Room,
    outside: Palette,
    frame: tuple[float, float, float, float],
    index: int,
) -> None:
    x, y, wide, high = frame
    random = scene.chance("outlook", index)
    if plan.view == "space":
        canvas.drawPaint(paint(shader=linear((0, y), (0, y + high), ["#04060f", "#0c1230", "#1a1640"])))
        for _ in range(130):
            size = 0.5 + float(random.random()) ** 4 * 1.6
            fill_oval(
                canvas,
                x + wide * float(random.random()),
                y + high * float(random.random()),
                size,
                size,
                "#ffffff",
                0.9,
            )
        fill_oval(canvas, x + wide * 0.72, y + high * 0.85, high * 0.5, high * 0.5, "#3f74b8")
        fill_oval(canvas, x + wide * 0.69, y + high * 0.8, high * 0.44, high * 0.42, "#6fa8dc", 0.7)
        return
    canvas.drawPaint(paint(shader=linear((0, y), (0, y + high), list(outside.sky))))
    if plan.view == "city":
        for layer, depth in enumerate((9.0, 4.0)):
            at = x - 10
            while at < x + wide + 10:
                w, h = (
                    float(random.uniform(0.08, 0.18)) * wide,
                    high * float(random.uniform(0.25, 0.66)) * (1 - 0.2 * layer),
                )
                fill_box(canvas, at, y + high - h, w, h, outside.surface("#55607a", depth))
                for row in range(int(h / (high * 0.05))):
                    for column in range(3):
                        if random.random() < 0.15 + 0.45 * outside.lamps:
                            tone = (
                                mix("#ffca70", "#fff1cc", float(random.random()))
                                if outside.lamps > 0.2
                                else outside.surface("#8fa0ba", depth)
                            )
                            fill_box(
                                canvas,
                                at + w * (0.16 + 0.27 * column),
                                y + high - h + (row + 0.4) * high * 0.05,
                                w * 0.13,
                                high * 0.024,
                                tone,
                                0.9,
                            )
                at += w * float(random.uniform(0.9, 1.2))
    else:
        fill_box(canvas, x, y + high * 0.7, wide, high * 0.3, outside.surface("#6f9a5c", 3))
        for _ in range(5):
            radius = wide * float(random.uniform(0.08, 0.16))
            fill_oval(
                canvas,
                x + wide * float(random.random()),
                y + high * 0.7,
                radius,
                radius,
                outside.surface("#4f8a52", 2.5),
            )


def _passing(scene: Scenery, outside: Palette, frame: tuple[float, float, float, float]) -> None:
    x, y, wide, high = frame
    tones = [scene.tone(outside.surface(c, 3)) for c in ("#4f8a52", "#62965a", "#3f7a4c")]
    pole = scene.tone(outside.shaded("#4a4038"))

    def draw(canvas: Canvas, moment: Moment) -> None:
        with clipped(canvas, rounded(x, y, wide, high, 2)):
            for k in range(9):
                at = (
                    x
                    + ((k * 0.137 * 9 * wide - moment.time * 260 * (1 + (k % 3) * 0.3)) % (wide * 1.6))
                    - wide * 0.3
                )
                radius = wide * (0.09 + 0.03 * (k % 3))
                fill_oval(canvas, at, y + high * 0.78, radius, radius * 1.1, tones[k % 3])
            at = x + (-moment.time * 900) % (wide * 2.4) - wide * 0.2
            fill_box(canvas, at, y, wide * 0.02, high, pole)

    scene.live(WALL + 0.04, draw)


def _pane_weather(
    scene: Scenery, outside: Palette, frame: tuple[float, float, float, float], index: int
) -> None:
    x, y, wide, high = frame
    tone = scene.tone(mix("#eaf2ff", outside.haze, 0.2))
    shape = rounded(x, y, wide, high, 2)
    snow = scene.shot.weather == "snow"
    sheet = Sheet(
        WALL,
        rain_sheet(scene, index + 50.0, 3 if snow else 20, 0.12, 900, tone, 0.75),
        -40,
        90 if snow else 620,
    )
    random = scene.chance("drops", index)
    drops = [(x + wide * float(random.random()), float(random.random()), float(random.uniform(0.4, 1.4)), float(random.uniform(0.8, 2.2)))
             for _ in range(46)]  # fmt: skip
    bright = scene.tone("#f4f8ff")
    trail = hairline(bright, 0.35)

    def draw(canvas: Canvas, moment: Moment) -> None:
        canvas.save()
        canvas.clipPath(shape, doAntiAlias=False)
        canvas.save()
        scale = scene.view.scale
        canvas.scale(1 / scale, 1 / scale)
        sheet.draw(canvas, scene.view, moment)
        canvas.restore()
        lines = []
        if not snow:
            for at, start, speed, size in drops:
                fall = ((start + moment.time * 0.16 * speed) % 1.0) ** 1.4
                down = y + high * fall
                fill_oval(canvas, at, down, size, size * 1.35, bright, 0.75)
                lines += [(at, down - 16 * size), (at, down)]
            segments(canvas, lines, trail)
        canvas.restore()

    scene.live(WALL + 0.03, draw)


def _stand(scene: Scenery, piece: str, depth: float, at: float, unit: float, index: int) -> None:
    metre = unit / depth
    y = floor_at(scene, depth)
    x = scene.view.width * at
    brush = Brush(scene.palette, 1 + (depth - 1) * 0.7, scene.side)
    random = scene.chance("piece", piece, index)
    reach = 2.1 * metre

    def draw(canvas: Canvas) -> None:
        with moved(canvas, x, y):
            if piece not in ("picture", "clock", "blackboard"):
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

    def behind(canvas: Canvas) -> None:
        with moved(canvas, chair_x, chair_y):
            PIECES["chair"](canvas, brush, chair_u, random)

    scene.still(1.08, chair_x - 0.7 * unit, chair_y - 1.4 * unit, 1.4 * unit, 1.5 * unit, behind)
    scene.spots.append(Spot("seat", chair_x + 0.04 * unit, chair_y, facing=1, seat=0.46 * unit, depth=1.05))

    def front(canvas: Canvas) -> None:
        with moved(canvas, x + 0.35 * unit, y):
            PIECES["desk"](canvas, brush, metre, random)
            PIECES["desk_things"](canvas, brush, metre, random)
            canvas.translate(0.98 * metre, -0.79 * metre)
            banker_lamp(canvas, brush, metre, random)

    scene.still(
        0.95,
        x - 1.1 * metre,
        y - 1.5 * metre,
        2.9 * metre,
        1.5 * metre + max(40.0, view.height - y + 40),
        front,
    )
    if scene.palette.lamps > 0.2:
        lamp_x, lamp_y = x + 0.35 * unit + 0.98 * metre, y - 1.12 * metre
        scene.glow(0.94, lamp_x, lamp_y + 0.05 * metre, 1.25 * metre, "#ffd892", 0.62)
        scene.glow(1.2, lamp_x, lamp_y, 2.2 * metre, "#ffc878", 0.3)
    _steam(scene, x + 0.35 * unit + 0.36 * metre, y - 0.93 * metre, metre)


def _steam(scene: Scenery, x: float, y: float, metre: float) -> None:
    tone = scene.tone(mix("#ffffff", scene.palette.key, 0.3))

    def draw(canvas: Canvas, moment: Moment) -> None:
        for k in range(2):
            points = [
                (x + k * 6 + 5 * math.sin(i * 1.1 - moment.time * 2.2 + k * 2) * i / 4, y - i * 0.06 * metre)
                for i in range(6)
            ]
            canvas.drawPath(polygon(points, closed=False), paint(tone, 0.22, width=3.0))

    scene.live(0.93, draw)


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
    """Light through blinds, as bright bars over the room."""
    view = scene.view
    left = window.at > 0.5
    bar: Color = mix(scene.palette.key, "#dfe8ff", 0.6)

    def draw(canvas: Canvas) -> None:
        for k in range(9):
            y = view.height * (0.06 + 0.062 * k)
            x = view.width * (0.02 if left else 0.55)
            wide, skew = view.width * 0.42, view.height * 0.14
            strip = polygon(
                [
                    (x, y + skew),
                    (x + wide, y),
                    (x + wide, y + view.height * 0.026),
                    (x, y + skew + view.height * 0.026),
                ]
            )
            canvas.drawPath(
                strip, paint(shader=linear((x, 0), (x + wide, 0), [bar, bar], alphas=[0.03, 0.13]))
            )

    picture = scene.image(view.width, view.height, draw)

    scene.add(Still(1.2, 0.0, 0.0, picture, motion=1e6))
