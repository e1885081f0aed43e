"""Things in hands that do something by themselves: a pan whose food flies, a pot that pours."""

import math
from collections.abc import Callable, Sequence
from typing import Final

from laterna.engines.animatic.canvas import Canvas, curve, fill_oval, paint, polygon
from laterna.engines.animatic.chance import ease
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
_NOODLE: Final[Color] = (0.98, 0.9, 0.66)
_BROTH: Final[Color] = (0.93, 0.79, 0.47)
_PAN: Final[Point] = (0.86, -0.04)
"""The middle of the pan, with the hand at its handle's end."""
_UP, _DOWN = 0.1, 0.86
"""When in the round of a toss the food leaves the pan and is back."""


class TossingPan(Figure):
    """A frying pan held by its handle; what is in it flies up and falls back in time with `cooks`."""

    def __init__(self, food: Sequence[Figure], *, strands: bool = False) -> None:
        self._food, self._strands = food, strands
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
        if self._strands:
            self._toss_strands(pen, beat)
            pen.flush(canvas)
            return
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

    def _toss_strands(self, pen: Pen, beat: float) -> None:
        """Noodles: long pale strands that lie in loops, are flung up and fall back."""
        for k in range(13):
            since = (beat - _UP - 0.01 * (k % 6)) / (_DOWN - _UP)
            up = max(0.0, 4.0 * since * (1.0 - since)) if 0.0 < since < 1.0 and k < 9 else 0.0
            x = _PAN[0] + 0.34 * math.sin(k * 2.4)
            y = _PAN[1] - 0.1 - up * (0.62 + 0.4 * math.sin(k * 1.7) ** 2)
            long, swing = 0.2 + 0.05 * (k % 3), 0.07 + 0.06 * up
            line = [(x + (i / 6 - 0.5) * 2 * long * (1.0 - 0.55 * up),
                     y + swing * math.sin(i * 1.9 + k) + 0.34 * up * abs(i / 6 - 0.5)) for i in range(7)]  # fmt: skip
            pen.limb(line, [0.05] * 7, _NOODLE if k % 3 else _BROTH, shade=0.0, outer=False)
        for k in range(3):
            pen.oval(_PAN[0] - 0.3 + 0.28 * k, _PAN[1] - 0.09, 0.05, 0.035, _MORSELS[1])


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


class Steaming(Figure):
    """A steam engine with the smoke of its chimney trailing behind it, and steam at its wheels."""

    def __init__(self, engine: Figure) -> None:
        self._engine = engine
        self.metres, self.aspect, self.hold = engine.metres, engine.aspect, engine.hold
        self.seat_height, self.seat_x = engine.seat_height, engine.seat_x

    def bounds(self, pose: Pose) -> Box:
        """See `Figure.bounds`."""
        left, top, right, bottom = self._engine.bounds(pose)
        return (min(left, -2.6), min(top, -2.3), max(right, 2.6), bottom)

    def stride(self, verb: str) -> float:
        """See `Figure.stride`."""
        return self._engine.stride(verb)

    def draw(self, canvas: Canvas, pose: Pose, light: Light) -> None:
        """See `Figure.draw`."""
        bright = 1.0 - 0.55 * light.darkness
        puff, shade = (_grey(bright * tone) for tone in (0.93, 0.74))
        way = float(pose.facing)
        for k in range(14):
            along = (pose.time * 0.3 + k / 14) % 1.0
            x, y = 1.29 - 3.1 * along, -1.04 - 0.72 * along**0.6 - 0.05 * math.sin(k * 2.1)
            size = 0.1 + 0.3 * along
            fill_oval(canvas, way * x, y, size, 0.82 * size, shade, 0.75 * (1.0 - along))
            fill_oval(canvas, way * (x + 0.06 * size), y - 0.2 * size, 0.84 * size, 0.62 * size, puff,
                      0.8 * (1.0 - along))  # fmt: skip
        self._engine.draw(canvas, pose, light)
        for k in range(5):
            along = (pose.time * 0.8 + k / 5) % 1.0
            size = 0.05 + 0.13 * along
            fill_oval(canvas, way * (1.2 - 0.75 * along), -0.1 - 0.06 * along, size, 0.7 * size, puff,
                      0.6 * (1.0 - along))  # fmt: skip


def _grey(tone: float) -> str:
    return "#" + f"{round(255 * min(1.0, tone)):02x}" * 3


class OpeningDoor(Figure):
    """A door that swings open after a moment, on light from within."""

    def __init__(self, door: Figure) -> None:
        self._door = door
        self.metres, self.aspect = door.metres, door.aspect

    def bounds(self, pose: Pose) -> Box:
        """See `Figure.bounds`."""
        left, top, right, bottom = self._door.bounds(pose)
        return (left - 0.3, top - 0.1, right + 0.3, bottom + 0.1)

    def draw(self, canvas: Canvas, pose: Pose, light: Light) -> None:
        """See `Figure.draw`."""
        swung = ease(min(1.0, max(0.0, (pose.time - 0.5) / 1.1)))
        half = 0.5 * self.aspect
        if swung > 0.0:
            pen = Pen(light)
            pen.area(polygon([(-half, 0.0), (-half, -1.0), (half, -1.0), (half, 0.0)]), (0.36, 0.13, 0.11))
            pen.flush(canvas)
            for inset, tone in ((0.06, "#ffcf70"), (0.13, "#fff0b8")):
                canvas.drawPath(polygon([(inset - half, 0.0), (inset - half, inset - 1.0),
                                         (half - inset, inset - 1.0), (half - inset, 0.0)]), paint(tone))  # fmt: skip
        canvas.save()
        canvas.translate(half * pose.facing, 0.0)
        canvas.scale(1.0 - 0.74 * swung, 1.0 + 0.05 * swung)
        canvas.translate(-half * pose.facing, 0.0)
        self._door.draw(canvas, pose, light)
        canvas.restore()


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


class Angle(Figure):
    """A fishing rod whose line hangs `drop` of its heights from the tip down to the float on the water."""

    _TIP: Final[Point] = (0.4, -0.98)

    def __init__(self, rod: Figure, drop: float) -> None:
        self._rod, self._drop = rod, drop
        self.metres, self.aspect = rod.metres, rod.aspect

    def bounds(self, pose: Pose) -> Box:
        """See `Figure.bounds`."""
        return (-0.6, -1.1, 0.8, max(0.1, self._drop - 0.8))

    def hand(self, pose: Pose) -> Point:
        """See `Figure.hand`."""
        return self._rod.hand(pose)

    def draw(self, canvas: Canvas, pose: Pose, light: Light) -> None:
        """See `Figure.draw`."""
        self._rod.draw(canvas, pose, light)
        x, y = self._TIP
        end = (
            x + 0.05 + 0.015 * math.sin(pose.time * 1.3),
            y + self._drop + 0.012 * math.sin(pose.time * 2.1),
        )
        pen = Pen(light)
        pen.line([(x, y), (x + 0.04, y + 0.45 * self._drop), end], 0.006, (0.17, 0.19, 0.22))
        pen.oval(end[0], end[1], 0.026, 0.03, (0.85, 0.26, 0.25))
        pen.oval(end[0], end[1] + 0.02, 0.022, 0.014, (0.96, 0.95, 0.92))
        pen.flush(canvas)


class Threaded(Figure):
    """A spider on its thread, or a lantern on its cord, which comes from above the frame."""

    _LONG: Final = 14.0

    def __init__(self, figure: Figure, top: float = 0.5) -> None:
        self._figure, self._top = figure, top
        self.metres, self.aspect = figure.metres, figure.aspect

    def bounds(self, pose: Pose) -> Box:
        """See `Figure.bounds`."""
        left, top, right, bottom = self._figure.bounds(pose)
        return (left, top - self._LONG, right, bottom)

    def draw(self, canvas: Canvas, pose: Pose, light: Light) -> None:
        """See `Figure.draw`."""
        pen = Pen(light)
        tone = (0.86, 0.89, 0.93) if self._top < 0.9 else (0.3, 0.24, 0.22)
        pen.line([(0.0, -self._LONG), (0.0, -self._top)], 0.02, tone)
        pen.flush(canvas)
        self._figure.draw(canvas, pose, light)


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
        pen.line([(0.0, 0.0), (x * 0.5, y * 0.5 + sag), (x, y)], 0.011, (0.14, 0.1, 0.12))
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


class Skewer(Figure):
    """A stick held out over a fire, with something to roast at its end."""

    _END: Final[Point] = (0.96, -0.3)

    def __init__(self, food: Figure | None) -> None:
        self._food = food
        self.metres, self.aspect = 0.7, 1.0

    def bounds(self, pose: Pose) -> Box:
        """See `Figure.bounds`."""
        return (-0.2, -0.6, 1.3, 0.3)

    def hand(self, pose: Pose) -> Point:
        """See `Figure.hand`."""
        return (0.0, 0.0)

    def draw(self, canvas: Canvas, pose: Pose, light: Light) -> None:
        """See `Figure.draw`."""
        x, y = self._END
        pen = Pen(light)
        pen.limb([(-0.16, 0.03), (0.5, -0.14), (x, y)], [0.04, 0.034, 0.026], _WOOD)
        if self._food is None:
            for k, tone in enumerate(((0.98, 0.95, 0.9), (0.95, 0.84, 0.66))):
                pen.ball(x - 0.02 - 0.13 * k, y + 0.02 * k, 0.075, 0.07, tone)
        pen.flush(canvas)
        if self._food is not None:
            canvas.save()
            canvas.translate(x, y + 0.12)
            size = 0.3 / max(1.0, self._food.aspect)
            canvas.scale(size, size)
            self._food.draw(canvas, Pose(verb="idle", time=pose.time), light)
            canvas.restore()
