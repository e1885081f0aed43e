"""Side walls: the second wall of a room, in perspective, with what hangs on it and the light that falls through it."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from laterna.engines.animatic.canvas import (
    Canvas,
    Point,
    clipped,
    fill,
    linear,
    paint,
    polygon,
    stroke,
)
from laterna.engines.animatic.color import ColorLike, mix
from laterna.engines.animatic.sets.flora import Brush
from laterna.engines.animatic.sets.room_table import WALL, Room
from laterna.engines.animatic.sets.windows import floor_at
from laterna.engines.animatic.stage.palette import Palette
from laterna.engines.animatic.stage.scenery import Scenery

CORNER = 0.125
"""How far from the frame's side the corner of the room stands, as a share of its width."""

_NEAR = 0.62
"""Depth to which a side wall runs towards the camera."""

_HEIGHT = 2.9
"""Metres from floor to ceiling."""

_STANDING = 1.4
"""Depth from which furniture stands against the back wall."""


class Corner(Struct, frozen=True):
    """Where walls meet: `x` units across, on the `side` -1 left or +1 right; `unit` units to the metre at depth 1."""

    x: float
    side: int
    unit: float


def laid_out(scene: Scenery, plan: Room) -> tuple[Room, int]:
    """The plan as this seed's room has it, and which side its side wall is on (-1 left, +1 right).

    Some rooms are mirrored, and what stands at the back moves aside for the corner.
    """
    random = scene.chance("layout")
    mirrored = random.random() < 0.5 and not plan.desk
    side = -1 if random.random() < 0.5 else 1
    low = CORNER if side < 0 else 0.0

    def at(place: float, depth: float) -> float:
        turned = 1 - place if mirrored else place
        return low + (1 - CORNER) * turned if depth >= _STANDING else turned

    return replace(
        plan,
        windows=tuple(replace(window, at=at(window.at, WALL)) for window in plan.windows),
        items=tuple((piece, depth, at(place, depth)) for piece, depth, place in plan.items),
        lamps=tuple((at(place, _STANDING), high) for place, high in plan.lamps),
    ), side


def side_wall(scene: Scenery, plan: Room, outside: Palette, unit: float, side: int) -> None:
    """Builds the wall on one side; the set's lights and furniture come after it."""
    view = scene.view
    corner = Corner(view.width * (CORNER if side < 0 else 1 - CORNER), side, unit)
    brush = Brush(scene.palette, 1.25, scene.side)
    open_air = plan.view not in ("space", "moving") and bool(plan.windows)

    def draw(canvas: Canvas) -> None:
        _surface(canvas, scene, plan, corner, brush)
        if open_air:
            _window(canvas, scene, corner, brush, outside)
        elif plan.view != "moving":
            _panel(canvas, scene, corner, brush, plan)

    top = -90.0
    scene.still(WALL - 0.005, -420, top, view.width + 840, view.height - top + 60, draw)
    if open_air:
        _light_on_floor(scene, corner, outside)


def _at(scene: Scenery, corner: Corner, depth: float, metres: float) -> Point:
    """The point of the side wall at a depth and a height above the floor."""
    middle = scene.view.width / 2
    x = middle + (corner.x - middle) * WALL / depth
    return (x, floor_at(scene, depth) - metres * corner.unit / depth)


def _quad(
    scene: Scenery, corner: Corner, depths: tuple[float, float], metres: tuple[float, float]
) -> list[Point]:
    far, near = depths
    low, high = metres
    return [
        _at(scene, corner, far, low), _at(scene, corner, far, high),
        _at(scene, corner, near, high), _at(scene, corner, near, low),
    ]  # fmt: skip


def _surface(canvas: Canvas, scene: Scenery, plan: Room, corner: Corner, brush: Brush) -> None:
    far = (WALL, _NEAR)
    whole = polygon(_quad(scene, corner, far, (0.0, _HEIGHT + 2)))
    back, front = brush.dark(mix(plan.wall, "#1c1a28", 0.12)), brush.plain(mix(plan.wall, "#1c1a28", 0.05))
    edge = scene.view.width * (0.0 if corner.side < 0 else 1.0)
    canvas.drawPath(whole, paint(shader=linear((corner.x, 0), (edge, 0), [back, front])))
    if plan.panel:
        fill(canvas, polygon(_quad(scene, corner, far, (0.0, 0.95))), brush.dark(plan.panel))
        fill(canvas, polygon(_quad(scene, corner, far, (0.93, 1.0))), brush.plain(plan.panel))
        depth = WALL
        while depth > _NEAR + 0.1:
            stroke(canvas, polygon(_quad(scene, corner, (depth - 0.02, depth - 0.13), (0.14, 0.8))),
                   mix(plan.panel, "#0c0a10", 0.55), 1.6, 0.7)  # fmt: skip
            depth -= 0.17
    fill(canvas, polygon(_quad(scene, corner, far, (0.0, 0.12))), brush.plain(mix(plan.wall, "#f4ecdc", 0.4)))
    line = [_at(scene, corner, WALL, 0.0), _at(scene, corner, WALL, _HEIGHT + 2)]
    for width, alpha in ((16.0, 0.07), (9.0, 0.09), (3.0, 0.22)):
        stroke(canvas, polygon(line, closed=False), "#0c0a14", width, alpha)


def _window(canvas: Canvas, scene: Scenery, corner: Corner, brush: Brush, outside: Palette) -> None:
    frame = "#e9e2d2"
    depths, metres = _OPENING
    pane = polygon(_quad(scene, corner, depths, metres))
    with clipped(canvas, pane):
        top, low = _at(scene, corner, depths[1], metres[1])[1], _at(scene, corner, depths[0], metres[0])[1]
        canvas.drawPaint(paint(shader=linear((0, top), (0, low), _glare(outside.sky))))
    middle = (depths[0] * depths[1]) ** 0.5
    for bar in (((middle + 0.008, middle - 0.008), metres), (depths, (1.62, 1.67))):
        fill(canvas, polygon(_quad(scene, corner, *bar)), brush.plain(frame))
    stroke(canvas, pane, brush.plain(frame), 7)
    fill(canvas, polygon(_quad(scene, corner, (depths[0] + 0.02, depths[1] - 0.02), (metres[0] - 0.1, metres[0]))),
         brush.lit(frame))  # fmt: skip
    for part in (0.0, 1.0):
        _curtain(canvas, scene, corner, brush, depths, part)


_OPENING = ((1.46, 1.06), (0.95, 2.35))
"""Of a side window: from which depth to which, and from which height in metres to which."""


def _glare(sky: Sequence[ColorLike]) -> list[ColorLike]:
    return [mix(tone, "#ffffff", 0.25) for tone in sky]


def _curtain(
    canvas: Canvas, scene: Scenery, corner: Corner, brush: Brush, depths: tuple[float, float], part: float
) -> None:
    tones = ("#a8534a", "#4f6f8f", "#b9975a", "#5f7f62", "#8a6a94")
    tone = tones[int(scene.chance("curtain").integers(0, len(tones)))]
    at = depths[0] + (depths[1] - depths[0]) * part
    wide = 0.07 if part else 0.09
    cloth = _quad(scene, corner, (at + wide / 2, at - wide), (0.5, 2.5))
    fill(canvas, polygon(cloth), brush.plain(tone))
    for k in (0.3, 0.65):
        low = (cloth[0][0] + (cloth[3][0] - cloth[0][0]) * k, cloth[0][1] + (cloth[3][1] - cloth[0][1]) * k)
        high = (cloth[1][0] + (cloth[2][0] - cloth[1][0]) * k, cloth[1][1] + (cloth[2][1] - cloth[1][1]) * k)
        stroke(canvas, polygon([low, high], closed=False), brush.dark(tone), 3, 0.7)


def _panel(canvas: Canvas, scene: Scenery, corner: Corner, brush: Brush, plan: Room) -> None:
    """A door, in rooms without a view."""
    leaf = mix(plan.panel or plan.wall, "#2a2026", 0.35)
    fill(
        canvas,
        polygon(_quad(scene, corner, (1.42, 1.14), (0.0, 2.15))),
        brush.plain(mix(plan.wall, "#f4ecdc", 0.35)),
    )
    fill(canvas, polygon(_quad(scene, corner, (1.4, 1.16), (0.0, 2.08))), brush.dark(leaf))
    for metres in ((0.2, 0.95), (1.1, 1.95)):
        stroke(canvas, polygon(_quad(scene, corner, (1.37, 1.19), metres)), brush.lit(leaf), 2, 0.5)


def _light_on_floor(scene: Scenery, corner: Corner, outside: Palette) -> None:
    """The window's light, thrown across the boards: four panes that lean into the room."""
    dark = outside.darkness
    cloudy = 0.35 if scene.shot.weather not in ("clear", "cloudy", "wind") else 1.0
    strength = (0.4 if dark < 0.35 else 0.16) * cloudy
    tone = mix(mix(outside.key, "#fff0c8", 0.4) if dark < 0.35 else "#a9c0f0", "#ffffff", 0.2)
    middle = scene.view.width / 2
    (far, near), _ = _OPENING

    def point(depth: float, metres: float) -> Point:
        x, y = _at(scene, corner, depth, 0.0)
        return (x - corner.side * metres * corner.unit / depth, y)

    def draw(canvas: Canvas) -> None:
        edge = point(near, 3.2)[0]
        shader = linear((corner.x, 0), (edge, 0), [tone] * 2, alphas=[strength, strength * 0.25])
        pen = paint(shader=shader, blur=2.0)
        half = (far * near) ** 0.5
        for a, b in ((far, half + 0.012), (half - 0.012, near)):
            for start, end in ((0.5, 1.45), (1.52, 2.5)):
                lean = 0.1
                patch = [
                    point(a - lean, start),
                    point(a - lean, end),
                    point(b - lean * 1.6, end),
                    point(b - lean * 1.6, start),
                ]
                canvas.drawPath(polygon(patch), pen)

    top = floor_at(scene, WALL)
    scene.still(WALL - 0.01, min(0.0, 2 * corner.x - middle) - 300, top, scene.view.width + 600,
                scene.view.height - top + 40, draw)  # fmt: skip
