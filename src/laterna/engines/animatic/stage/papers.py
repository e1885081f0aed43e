"""Papers in use: an open case file whose yellowed pages are turned one after another."""

import math
from typing import Final

from laterna.engines.animatic.canvas import Canvas
from laterna.engines.animatic.chance import ease
from laterna.engines.animatic.figures.figure import Box, Figure
from laterna.engines.animatic.figures.geometry import Point
from laterna.engines.animatic.figures.hues import Color, dark
from laterna.engines.animatic.figures.pen import Pen
from laterna.engines.animatic.figures.pose import Pose
from laterna.engines.animatic.light import Light

LOOSE: Final = frozenset(("letter", "paper", "file", "document", "folder", "notebook"))
"""What is read at a desk as a file."""
FILE_SCALE: Final = 0.16
"""Height of the open file in heights of its reader."""

_MANILA: Final[Color] = (0.80, 0.62, 0.36)
_PAGE: Final[Color] = (0.96, 0.90, 0.72)
_INK: Final[Color] = (0.62, 0.54, 0.42)
_PERIOD, _TURNING = 2.6, 1.3
"""Seconds from one page to the next, and how long one is in the air."""


class CaseFile(Figure):
    """An open file, seen over its upper edge by the reader and from ahead by the viewer."""

    def __init__(self) -> None:
        self.metres, self.aspect = 0.3, 2.3

    def bounds(self, pose: Pose) -> Box:
        """See `Figure.bounds`."""
        return (-1.3, -1.5, 1.3, 0.2)

    def hand(self, pose: Pose) -> Point:
        """See `Figure.hand`."""
        return (0.0, -0.3)

    def draw(self, canvas: Canvas, pose: Pose, light: Light) -> None:
        """See `Figure.draw`."""
        pen = Pen(light)
        pen.facet(
            [(-1.18, 0.02), (-1.02, -0.72), (0.0, -0.6), (1.02, -0.72), (1.18, 0.02), (0.0, 0.1)], _MANILA
        )
        for side in (-1.0, 1.0):
            sheet = [(0.0, 0.02), (side * 1.08, -0.04), (side * 0.94, -0.74), (0.0, -0.64)]
            pen.facet(sheet, _PAGE, outer=False)
            for row in (0.18, 0.34, 0.5, 0.64):
                y = -0.02 - 0.92 * row
                pen.line([(side * 0.14, y + 0.02), (side * (0.92 - 0.14 * row), y)], 0.022, _INK)
        pen.line([(0.0, 0.06), (0.0, -0.62)], 0.03, dark(_PAGE, 0.7))
        self._page(pen, (pose.time % _PERIOD) / _TURNING)
        pen.flush(canvas)

    def _page(self, pen: Pen, share: float) -> None:
        """The page in the air, from the right side (0) to the left (1); none is between two pages."""
        if share >= 1.0:
            return
        turn = math.pi * ease(share)
        x, lift = math.cos(turn), 0.62 * math.sin(turn)
        low, high = (1.06 * x, -0.04 - lift), (0.92 * x, -0.74 - lift)
        bow = 0.12 * math.sin(turn)
        pen.blob(
            [
                (0.0, 0.02),
                (0.5 * x, -0.02 - 0.5 * lift - bow),
                low,
                high,
                (0.46 * x, -0.72 - 0.5 * lift - bow),
                (0.0, -0.64),
            ],
            dark(_PAGE, 0.94),
        )
