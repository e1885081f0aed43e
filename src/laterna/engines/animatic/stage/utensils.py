"""Things in hands that do something by themselves: a pan whose food flies, a pot that pours."""

import math
from collections.abc import Callable, Sequence
from typing import Final

from laterna.engines.animatic.canvas import Canvas, curve
from laterna.engines.animatic.figures.biped_deeds import TOSS_PERIOD
from laterna.engines.animatic.figures.figure import Box, Figure
from laterna.engines.animatic.figures.geometry import Point, turned
from laterna.engines.animatic.figures.hues import Color
from laterna.engines.animatic.figures.pen import Pen
from laterna.engines.animatic.figures.pose import Pose
from laterna.engines.animatic.light import Light

_IRON: Final[Color] = (0.22, 0.23, 0.26)
_WOOD: Final[Color] = (0.54, 0.34, 0.21)
_TEA: Final[Color] = (0.78, 0.55, 0.25)
_MORSELS: Final[tuple[Color, ...]] = (
    (0.93, 0.45, 0.2),
    (0.36, 0.62, 0.3),
    (0.85, 0.25, 0.22),
    (0.96, 0.82, 0.4),
)
_PAN: Final[Point] = (0.86, -0.04)
"""The middle of the pan, with the hand at its handle's end."""
_UP, _DOWN = 0.1, 0.86
"""When in the round of a toss the food leaves the pan and is back."""


class TossingPan(Figure):
    """A frying pan held by its handle; what is in it flies up and falls back in time with `cooks`."""

    def __init__(self, food: Sequence[Figure]) -> None:
        self._food = food
        self.metres, self.aspect = 0.45, 1.6

    def bounds(self, pose: Pose) -> Box:
        """See `Figure.bounds`."""
        return (-0.2, -2.2, 1.6, 0.4)

    def hand(self, pose: Pose) -> Point:
        """See `Figure.hand`."""
        return (0.0, 0.0)

    def draw(self, canvas: Canvas, pose: Pose, light: Light) -> None:
        """See `Figure.draw`."""
        x, y = _PAN
        pen = Pen(light)
        pen.limb([(-0.06, 0.0), (0.36, -0.03)], [0.09, 0.07], _WOOD)
        pen.oval(x, y - 0.06, 0.56, 0.13, (0.3, 0.31, 0.35), outer=True)
        pen.flush(canvas)
        self._fly(canvas, pose, light)
        pen = Pen(light)
        pen.area(curve([(x - 0.56, y - 0.06), (x - 0.5, y + 0.12), (x, y + 0.18), (x + 0.5, y + 0.12),
                        (x + 0.56, y - 0.06), (x + 0.3, y + 0.05), (x - 0.3, y + 0.05)]), _IRON)  # fmt: skip
        pen.flush(canvas)

    def _fly(self, canvas: Canvas, pose: Pose, light: Light) -> None:
        beat = (pose.time / TOSS_PERIOD) % 1.0
        pen = Pen(light)
        for k in range(7):
            since = (beat - _UP - 0.012 * k) / (_DOWN - _UP)
            up = max(0.0, 4.0 * since * (1.0 - since)) if 0.0 < since < 1.0 else 0.0
            spread = 0.36 * math.sin(k * 2.4)
            x = _PAN[0] + spread * (1.0 - 0.5 * up) - 0.12 * up
            y = _PAN[1] - 0.07 - up * (0.75 + 0.32 * math.sin(k * 1.7) ** 2)
            turn = since * 7.0 * (1 if k % 2 else -1) if up else 0.3 * k
            if self._food and k < 4:
                size = 0.34
                canvas.save()
                canvas.translate(x, y)
                canvas.rotate(math.degrees(turn))
                thing = self._food[k % len(self._food)]
                canvas.scale(size / max(1.0, thing.aspect), size / max(1.0, thing.aspect))
                canvas.translate(0.0, 0.5)
                thing.draw(canvas, Pose(verb="idle"), light)
                canvas.restore()
                continue
            with pen.within(x, y, turn):
                pen.blob([(-0.1, -0.05), (0.1, -0.06), (0.09, 0.06), (-0.09, 0.05)], _MORSELS[k % 4])
        pen.flush(canvas)


class PouringPot(Figure):
    """A pot tilted over its spout, with the stream that falls into the cup in the other hand."""

    _TILT: Final = math.radians(34)

    def __init__(self, pot: Figure, drink: Color = _TEA) -> None:
        self._pot, self._drink = pot, drink
        self.metres, self.aspect = pot.metres, pot.aspect

    def bounds(self, pose: Pose) -> Box:
        """See `Figure.bounds`."""
        return (-0.6, -1.4, 2.2, 1.6)

    def hand(self, pose: Pose) -> Point:
        """See `Figure.hand`."""
        return (0.0, 0.0)

    def draw(self, canvas: Canvas, pose: Pose, light: Light) -> None:
        """See `Figure.draw`."""
        x, y = self._pot.hand(pose)
        canvas.save()
        canvas.rotate(math.degrees(self._TILT))
        canvas.translate(-x, -y)
        self._pot.draw(canvas, Pose(verb="idle"), light)
        canvas.restore()
        spout = turned((0.76 - x, -0.8 - y), self._TILT)
        fall = 0.86
        pen = Pen(light)
        ripple = 0.02 * math.sin(pose.time * 9.0)
        x, y = spout
        chain = [spout, (x + 0.06, y + 0.1), (x + 0.09 + ripple, y + 0.55 * fall), (x + 0.09, y + fall)]
        pen.limb(chain, [0.05, 0.07, 0.055, 0.05], self._drink, shade=0.0, outer=False)
        pen.flush(canvas)


class Shown(Figure):
    """A figure that is there only at certain times: a ball in the hand until it is thrown."""

    def __init__(self, figure: Figure, when: Callable[[float], bool]) -> None:
        self._figure, self._when = figure, when
        self.metres, self.aspect, self.hold = figure.metres, figure.aspect, figure.hold

    def bounds(self, pose: Pose) -> Box:
        """See `Figure.bounds`."""
        return self._figure.bounds(pose)

    def hand(self, pose: Pose) -> Point:
        """See `Figure.hand`."""
        return self._figure.hand(pose)

    def draw(self, canvas: Canvas, pose: Pose, light: Light) -> None:
        """See `Figure.draw`."""
        if self._when(pose.time):
            self._figure.draw(canvas, pose, light)


class Kite(Figure):
    """A kite high in the wind, at the end of a line that runs from the hand; heights are those of its holder."""

    def __init__(self, kite: Figure) -> None:
        self._kite = kite
        self.metres, self.aspect = 1.2, 1.0

    def bounds(self, pose: Pose) -> Box:
        """See `Figure.bounds`."""
        return (-0.2, -1.1, 1.6, 0.2)

    def hand(self, pose: Pose) -> Point:
        """See `Figure.hand`."""
        return (0.0, 0.0)

    def draw(self, canvas: Canvas, pose: Pose, light: Light) -> None:
        """See `Figure.draw`."""
        t = pose.time
        x, y = 1.2 + 0.08 * math.sin(t * 1.1), -0.46 + 0.06 * math.sin(t * 1.7 + 1.0)
        pen = Pen(light)
        pen.line([(0.0, 0.0), (x * 0.4, y * 0.22), (x * 0.8, y * 0.68), (x, y)], 0.006, (0.95, 0.94, 0.9))
        pen.flush(canvas)
        canvas.save()
        canvas.translate(x, y)
        canvas.rotate(38 + 9 * math.sin(t * 1.3))
        canvas.scale(0.34, 0.34)
        canvas.translate(0.0, 0.5)
        self._kite.draw(canvas, Pose(verb="idle", time=t), light)
        canvas.restore()


class Lead(Figure):
    """A lead that hangs from the hand to a collar so far ahead and below; heights are those of its holder."""

    def __init__(self, ahead: float, below: float) -> None:
        self._end = (ahead, below)
        self.metres, self.aspect = 1.0, 0.8

    def bounds(self, pose: Pose) -> Box:
        """See `Figure.bounds`."""
        return (-0.1, -0.1, self._end[0] + 0.1, 0.4)

    def hand(self, pose: Pose) -> Point:
        """See `Figure.hand`."""
        return (0.0, 0.0)

    def draw(self, canvas: Canvas, pose: Pose, light: Light) -> None:
        """See `Figure.draw`."""
        x, y = self._end
        sag = 0.06 + 0.015 * math.sin(pose.time * 5.0)
        pen = Pen(light)
        pen.line([(0.0, 0.0), (x * 0.5, y * 0.5 + sag), (x, y)], 0.008, (0.72, 0.24, 0.22))
        pen.flush(canvas)


class Grasp(Figure):
    """Somebody's hand: nothing is drawn, but the arm goes to it. `way` is `ahead` or `behind`."""

    def __init__(self, way: str) -> None:
        self.hold = way
        self.metres, self.aspect = 0.1, 0.1

    def bounds(self, pose: Pose) -> Box:
        """See `Figure.bounds`."""
        return (0.0, 0.0, 0.0, 0.0)

    def draw(self, canvas: Canvas, pose: Pose, light: Light) -> None:
        """See `Figure.draw`."""
