"""A wooden pier that ends in the water, for those who fish from it."""

from laterna.engines.animatic.canvas import Canvas, box, fill_box, fill_oval, linear, paint, polygon, stroke
from laterna.engines.animatic.sets.flora import Brush
from laterna.engines.animatic.stage.scenery import Scenery
from laterna.engines.animatic.storyboard import Shot

_WOOD, _DEEP, _PALE = "#9a6b45", "#5a3c28", "#c08f62"
_DEPTH = 1.0
END = 0.71
"""Where the pier ends, in widths of the frame from the side that it comes from."""


def fishing(shot: Shot) -> bool:
    """Whether somebody in the shot fishes."""
    return any(action.verb in ("fish", "fish_for") for who in shot.subjects for action in who.actions)


def pier(scene: Scenery) -> None:
    """Planks from the left to past the middle, on posts that stand in the water and are mirrored in it."""
    view = scene.view
    brush = Brush(scene.palette, 1.0, scene.side)
    top, end = scene.ground - 0.015 * view.height, END * view.width
    front, thick = scene.ground + 0.036 * view.height, 0.03 * view.height
    low = view.height + 0.1 * view.height
    scene.water_line = scene.horizon + (view.height - scene.horizon) * 0.52
    left, step = -0.3 * view.width, 0.034 * view.width

    def draw(canvas: Canvas) -> None:
        x = end - 0.05 * view.width
        while x > left:
            _post(canvas, brush, (x, front + thick, low), 0.017 * view.width)
            x -= 0.2 * view.width
        deck = polygon([(left, top), (end - 0.022 * view.width, top), (end, front), (left, front)])
        shader = linear((0, top), (0, front), [brush.plain(_WOOD), brush.lit(_PALE)])
        canvas.drawPath(deck, paint(shader=shader))
        x = end
        while x > left:
            seam = polygon([(x - 0.022 * view.width, top), (x, front)], closed=False)
            stroke(canvas, seam, brush.dark(_DEEP), 2.0, 0.55)
            x -= step
        fill_box(canvas, left, front, end - left, thick, brush.dark(_WOOD))
        fill_box(canvas, left, front, end - left, 3.0, brush.lit(_PALE))
        below, shade = front + thick, 0.03 * view.height
        gloom = linear((0, below), (0, below + shade), ["#10202c"] * 2, None, [0.4, 0.0])
        canvas.drawRect(box(left, below, end - left, shade), paint(shader=gloom))
        _bollard(canvas, brush, 0.2 * view.width, top + 0.012 * view.height, 0.075 * view.height)

    scene.still(
        _DEPTH + 0.03, left, top - 0.12 * view.height, end - left + 30, low - top + 0.12 * view.height, draw
    )


def _post(canvas: Canvas, brush: Brush, at: tuple[float, float, float], wide: float) -> None:
    x, top, low = at
    shader = linear((x, 0), (x + wide, 0), [brush.lit(_WOOD), brush.dark(_DEEP)])
    canvas.drawRect(box(x, top, wide, low - top), paint(shader=shader))
    ring = top + 0.55 * (low - top)
    fill_oval(canvas, x + wide / 2, ring, 1.5 * wide, 0.3 * wide, brush.lit("#dfeaf0"), 0.4)


def _bollard(canvas: Canvas, brush: Brush, x: float, y: float, high: float) -> None:
    fill_box(canvas, x - 0.17 * high, y - high, 0.34 * high, high, brush.dark(_DEEP))
    fill_oval(canvas, x, y - high, 0.2 * high, 0.07 * high, brush.lit(_PALE))
    for k in (0.32, 0.42, 0.52):
        fill_box(canvas, x - 0.2 * high, y - k * high, 0.4 * high, 0.06 * high, brush.lit("#d9c9a2"))
