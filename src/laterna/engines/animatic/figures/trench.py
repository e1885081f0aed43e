"""What makes a coat a trench coat: broad lapels, a flap at the shoulder, two rows of buttons, epaulettes."""

import math

from laterna.engines.animatic.figures.dress import Trunk
from laterna.engines.animatic.figures.geometry import clamp
from laterna.engines.animatic.figures.hues import Color, dark, lit, luma
from laterna.engines.animatic.figures.pen import Pen

_SHIRT: Color = (0.95, 0.94, 0.91)
_TIE: Color = (0.20, 0.18, 0.24)
_HORN: Color = (0.16, 0.12, 0.12)


def draw_trench(pen: Pen, trunk: Trunk, color: Color, turn: float) -> None:
    """The front of the coat, over the trunk in its colour; `turn` is that of the body."""
    mid = 0.62 * math.sin(turn)
    at = trunk.at

    def on(across: float, up: float) -> tuple[float, float]:
        return at(clamp(mid + across, -1.0, 1.0), up)

    pen.facet([on(-0.2, 1.1), on(0.2, 1.1), on(0.02, 0.5)], _SHIRT, outer=False)
    pen.facet(
        [on(-0.05, 1.04), on(0.07, 1.04), on(0.06, 0.62), on(0.01, 0.54), on(-0.03, 0.62)], _TIE, outer=False
    )
    seam = dark(color, 0.6)
    pen.line([on(0.04, 0.5), on(0.06, 0.24), on(0.06, -0.06)], 0.008, seam)
    pale = lit(color, 0.7) if luma(color) < 0.4 else dark(color, 0.76)
    for side in (-1.0, 1.0):
        lapel = [(0.16, 1.14), (0.56, 1.12), (0.74, 0.86), (0.46, 0.84), (0.58, 0.72), (0.02, 0.46)]
        pen.facet([on(side * x, up) for x, up in lapel], pale)
        pen.line([on(side * 0.62, 0.98), on(side * 0.46, 0.84)], 0.007, seam)
        for up in (0.42, 0.1):
            x, y = on(0.05 + side * 0.3, up)
            pen.oval(x, y, 0.0115, 0.0115, _HORN if luma(color) > 0.3 else (0.82, 0.7, 0.44))
        pen.facet([on(side * x, up) for x, up in ((0.2, 1.1), (0.34, 1.36), (0.6, 1.24), (0.52, 1.08))], pale)
        x, y = at(side * 0.86, 1.0)
        pen.facet(
            [(x - 0.03, y - 0.012), (x + 0.03, y - 0.012), (x + 0.03, y + 0.012), (x - 0.03, y + 0.012)], seam
        )
