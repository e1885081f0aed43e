"""Held layers: neighbours in depth that are drawn together once in a while and laid as one image in between.

A camera that stands still sees the same scenery in every frame; one that pushes in sees far layers grow by a fifth
of a pixel a frame. So layers that do not move by themselves share an image, which is drawn anew for every stretch of
time, exactly as it is in the middle of the stretch. Within the stretch the image is shifted, and where it grows by more
than a pixel it is also enlarged by repeating columns and rows, which costs a fifth of smooth sampling and is nowhere
more than half a pixel off. Stretches depend on the shot alone, so every process draws the same pixels.
"""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from msgspec import Struct

from laterna.engines.animatic.canvas import Canvas, canvas_over, image_from
from laterna.engines.animatic.stage.layers import (
    SLACK,
    STILL,
    Box,
    Layer,
    Moment,
    Still,
    Strip,
    enlarge,
    floor_of,
    lay,
)
from laterna.engines.animatic.stage.pieces import Pieces, banded, sliced
from laterna.engines.animatic.stage.view import View

_LIKE = 1.15
"""Layers are drawn together when their depths differ by this factor at most: they hardly shift against each other."""

_STEP = 1 / 24
"""Seconds; stretches are measured in them."""

_LONGEST = 24
"""Steps of a stretch, where the camera moves at all."""

_HELD = 0.9
"""Pixels that a layer may grow at the frame's corners within a stretch, when it is not enlarged."""

_GROWN = 6.0
"""The same when it is."""

_SHIFTED = 18.0
"""Pixels by which it may be shifted within a stretch; half of it is within the slack."""

_SMALL = 12_000
"""Pixels below which a layer is drawn anew each time."""


class _Pace(Struct, frozen=True):
    """Pixels a step, at most: growth at the corners, shift, and shift of the group's layers against each other."""

    growth: float
    shift: float
    apart: float


class _Kept(Struct, frozen=True):
    """The image of one stretch, where it lies at the stretch's own moment."""

    stretch: int
    moment: Moment
    x: int
    y: int
    pieces: Pieces


class Held:
    """Layers drawn as one. `see` gives the camera at a time, `seconds` is the shot's length."""

    def __init__(
        self, layers: Sequence[Still | Strip], view: View, see: Callable[[float], Moment], seconds: float
    ) -> None:
        self.depth = layers[0].depth
        self._covers = isinstance(layers[0], Still) and layers[0].covers(view)
        self._layers = tuple(layers)
        self._see = see
        self._motion = math.sqrt(layers[0].motion * layers[-1].motion)
        self._still = _stands(see, seconds)
        self._steps, self._enlarges = (0, False) if self._still else self._stretch(view, seconds)
        self._kept: _Kept | None = None

    @property
    def pays(self) -> bool:
        """Drawing together costs less than drawing each."""
        return len(self._layers) > 1 if self._still else self._steps > 1

    @property
    def covers(self) -> bool:
        """Nothing of what was on the canvas before shows through."""
        return self._covers

    def floor(self, view: View, moment: Moment) -> float:
        """The row of the frame from which on it hides everything behind it."""
        kept = self._at(view, moment.time)
        left, top, growth = self._corner(kept, view, moment)
        at = (left, top, left + kept.pieces.wide * growth, top + kept.pieces.high * growth)
        return floor_of(view, kept.pieces, at)

    def draw(self, canvas: Canvas, view: View, moment: Moment) -> None:
        """Draws this moment onto the canvas, whose units are pixels."""
        kept = self._at(view, moment.time)
        left, top, growth = self._corner(kept, view, moment)
        if self._enlarges:
            enlarge(canvas, view, kept.pieces, left, top, growth)
            return
        wide, high = kept.pieces.wide * (growth - 1) / 2, kept.pieces.high * (growth - 1) / 2
        lay(canvas, view, kept.pieces, round(left + wide), round(top + high))

    def _at(self, view: View, time: float) -> _Kept:
        stretch = 0 if self._still else math.floor(time / (self._steps * _STEP) + 1e-6)
        if self._kept is None or self._kept.stretch != stretch:
            self._kept = self._drawn(view, stretch)
        return self._kept

    def _corner(self, kept: _Kept, view: View, moment: Moment) -> tuple[float, float, float]:
        """Where the image's top left corner lies at a moment, and how much larger it is than when it was drawn."""
        if self._still:
            return kept.x, kept.y, 1.0
        then, motion = kept.moment, self._motion
        growth = moment.growth(motion) / then.growth(motion)
        (x0, y0), (x1, y1) = then.shift(motion), moment.shift(motion)
        pull = moment.growth(motion) * view.scale
        fx, fy = moment.focus_x * view.scale, moment.focus_y * view.scale
        dx, dy = fx * (1 - growth) + (x1 - x0) * pull, fy * (1 - growth) + (y1 - y0) * pull
        return kept.x * growth + dx, kept.y * growth + dy, growth

    def _drawn(self, view: View, stretch: int) -> _Kept:
        moment = self._see(0.0 if self._still else (stretch + 0.5) * self._steps * _STEP)
        box = _around([layer.extent(view, moment) for layer in self._layers], view)
        left, top, right, bottom = (int(side) for side in box)
        pixels = np.zeros((max(1, bottom - top), max(1, right - left), 4), np.uint8)
        made = canvas_over(pixels)
        canvas = made.getCanvas()
        canvas.translate(-left, -top)
        for layer in self._layers:
            layer.draw(canvas, view, moment)
        made.flushAndSubmit()
        if self._still:
            self._layers = ()  # their images are not needed any more
        return _Kept(
            stretch, moment, left, top, banded(image_from(pixels)) if self._still else sliced(pixels)
        )

    def _stretch(self, view: View, seconds: float) -> tuple[int, bool]:
        """How many steps a stretch lasts, and whether the image is enlarged within it."""
        pace = self._pace(view, seconds)
        rigid = min(_LONGEST, _most(_HELD, pace.growth + pace.apart), _most(_SHIFTED, pace.shift))
        if rigid >= 4:
            return rigid, False
        loose = min(
            _LONGEST, _most(_GROWN, pace.growth), _most(_HELD, pace.apart), _most(_SHIFTED, pace.shift)
        )
        return (loose, True) if loose > rigid else (rigid, False)

    def _pace(self, view: View, seconds: float) -> _Pace:
        reach = max(math.hypot(x, y) for x, y in _corners(view, self._see(0.0)))
        growth = shift = apart = 0.0
        near = min(layer.motion for layer in self._layers)
        far = max(layer.motion for layer in self._layers)
        for part in range(16):
            one, two = self._see(seconds * part / 16), self._see(seconds * part / 16 + _STEP)
            middle = two.growth(self._motion) / one.growth(self._motion) - 1
            spread = two.growth(near) / one.growth(near) - two.growth(far) / one.growth(far)
            growth = max(growth, abs(middle) * reach)
            pull = two.growth(self._motion) * view.scale
            shift = max(shift, pull * math.dist(one.shift(self._motion), two.shift(self._motion)))
            slip = pull * (
                math.dist(one.shift(near), two.shift(near)) - math.dist(one.shift(far), two.shift(far))
            )
            apart = max(apart, (abs(spread) * reach + abs(slip)) / 2)
        return _Pace(growth, shift, apart)


def held(layers: Sequence[Layer], view: View, see: Callable[[float], Moment], seconds: float) -> list[Layer]:
    """The layers, from far to near, with neighbours that stand still put together; the others as they are."""
    still = _stands(see, seconds)
    out: list[Layer] = []
    run: list[Still | Strip] = []

    def end() -> None:
        if run:
            group = Held(run, view, see, seconds)
            out.extend([group] if group.pays else run)
            run.clear()

    for layer in layers:
        if not isinstance(layer, Still | Strip) or not _holds(layer, view, see(0.0), still):
            end()
            out.append(layer)
            continue
        depths = [layer.motion, *(each.motion for each in run)]
        if not still and max(depths) > _LIKE * min(depths):
            end()
        run.append(layer)
    end()
    return out


def _holds(layer: Still | Strip, view: View, moment: Moment, still: bool) -> bool:
    if layer.drift:
        return False
    if still:
        return True
    left, top, right, bottom = _around([layer.extent(view, moment)], view)
    return layer.motion <= STILL and (right - left) * (bottom - top) > _SMALL


def _stands(see: Callable[[float], Moment], seconds: float) -> bool:
    """True when the camera does not move at all."""
    seen = [see(seconds * part / 16) for part in range(17)]
    return all((a.x, a.y, a.scroll, a.push) == (b.x, b.y, b.scroll, b.push) for a, b in pairwise(seen))


def _most(limit: float, pace: float) -> int:
    return int(limit / pace) if pace * _LONGEST > limit else _LONGEST


def _corners(view: View, moment: Moment) -> list[tuple[float, float]]:
    fx, fy = moment.focus_x * view.scale, moment.focus_y * view.scale
    return [(x - fx, y - fy) for x in (0, view.pixels_wide) for y in (0, view.pixels_high)]


def _around(boxes: Sequence[Box], view: View) -> Box:
    """Whole pixels around all boxes, no farther beyond the frame than the slack."""
    return (
        max(-SLACK, math.floor(min(box[0] for box in boxes)) - 2),
        max(-SLACK, math.floor(min(box[1] for box in boxes)) - 2),
        min(view.pixels_wide + SLACK, math.ceil(max(box[2] for box in boxes)) + 2),
        min(view.pixels_high + SLACK, math.ceil(max(box[3] for box in boxes)) + 2),
    )
