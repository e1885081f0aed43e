"""Sprites: figures drawn once and laid in several frames, where nobody sees the difference.

Whoever sits, listens or reads moves by less than a pixel a frame, so a pose is drawn for two frames (animators call
it drawing on twos); the camera and whatever carries the figure move on in between. A thing that never changes is drawn
once, or four times a second while the camera pushes in. Runners, dancers and fliers are drawn in every frame.
"""

import math
from collections.abc import Callable

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from laterna.engines.animatic.canvas import (
    NEAREST,
    Canvas,
    Draw,
    Image,
    Rect,
    canvas_over,
    image_from,
    snapshot,
)
from laterna.engines.animatic.stage.view import View

CALM = frozenset(
    ("stand", "idle", "sit", "lie", "sleep", "talk", "sing", "read", "write", "hold", "look", "look_up", "point",
     "think", "cry", "hug", "hug_low", "kneel", "eat", "drink", "chess", "pour", "fish", "photograph", "meditate",
     "paint", "float", "hover", "swim")
)  # fmt: skip
"""Verbs whose poses change so slowly that each may stand for two frames."""

STEADY = frozenset(("walk", "carry", "crawl"))
"""Gaits of about a step a second, which crowds go on twos: twelve drawings a stride are what animators give a walk."""

CROWD = 4
"""So many of a kind are a crowd."""

SMALL = 90.0
"""Pixels of height up to which whoever moves on the spot is drawn on twos, whatever it does."""

PUSHED = 6
"""Frames at 24 a second that the picture of a thing lasts while the camera pushes in."""

_GROWN = 1.6
"""Pixels by which a picture may be too small or too large before it is enlarged."""

_EVER = 1e9

_SPARE = 0.06
"""Heights around a figure's own bounds that are kept too."""

_ROOM = 64
"""Pixels to whose multiples the memory for a picture is rounded up."""

_SLACK = 24
"""Pixels beyond the frame that are drawn too."""

_CELL = 5
"""Pixels to whose multiples around the figure's place a finished picture is cut, so that its cells move along."""

Finish = Callable[[NDArray[np.uint8]], None]

Bounds = tuple[float, float, float, float]
"""Left, top, right and bottom in pixels."""


class Place(Struct, frozen=True):
    """Where a figure stands in the frame, in pixels, and the growth that a push has given it."""

    x: float
    y: float
    growth: float


class _Kept(Struct, frozen=True):
    """A picture for one window of time, where it lies, and where its figure stood."""

    window: int
    image: Image | None
    x: int
    y: int
    place: Place


class Sprite:
    """Keeps the picture of a figure for windows of `lasts` seconds; `finish` changes each picture's pixels in place."""

    def __init__(self, lasts: float, finish: Finish | None = None) -> None:
        self.lasts = lasts
        self._finish = finish
        self._kept: _Kept | None = None
        self._pixels: NDArray[np.uint8] | None = None
        self._dirty = (0, 0, 0, 0)

    def start(self, time: float) -> tuple[int, float]:
        """The window that a time lies in, and when it begins."""
        window = math.floor(time / self.lasts + 1e-6)
        return window, window * self.lasts

    def lay(
        self,
        canvas: Canvas,
        view: View,
        time: float,
        now: Place,
        make: Callable[[float], tuple[Draw, Bounds, Place]],
    ) -> None:
        """Lays the picture of the window around `time`, shifted to where the figure stands now.

        `make` gives, for the window's begin, what draws in the frame's pixels, the bounds of it, and the place then.
        """
        window, begin = self.start(time)
        kept = self._kept
        if kept is None or kept.window != window:
            kept = self._kept = self._drawn(view, window, *make(begin))
        if kept.image is None:
            return
        growth = now.growth / kept.place.growth
        left = now.x + (kept.x - kept.place.x) * growth
        top = now.y + (kept.y - kept.place.y) * growth
        wide, high = kept.image.width() * (growth - 1), kept.image.height() * (growth - 1)
        if max(abs(wide), abs(high)) < _GROWN:
            canvas.drawImage(kept.image, round(left + wide / 2), round(top + high / 2), NEAREST)
            return
        area = Rect(left, top, left + kept.image.width() + wide, top + kept.image.height() + high)
        canvas.drawImageRect(kept.image, area, NEAREST, None)

    def _drawn(self, view: View, window: int, draw: Draw, bounds: Bounds, place: Place) -> _Kept:
        left, top = max(-_SLACK, math.floor(bounds[0])), max(-_SLACK, math.floor(bounds[1]))
        wide = min(view.pixels_wide + _SLACK, math.ceil(bounds[2])) - left
        high = min(view.pixels_high + _SLACK, math.ceil(bounds[3])) - top
        if wide <= 0 or high <= 0:
            return _Kept(window, None, 0, 0, place)
        pixels = self._cleared(wide, high)
        made = canvas_over(pixels)
        canvas = made.getCanvas()
        canvas.translate(-left, -top)
        draw(canvas)
        made.flushAndSubmit()
        x, y, filled_wide, filled_high = self._dirty = _filled(pixels)
        if not filled_wide:
            return _Kept(window, None, 0, 0, place)
        if self._finish is not None:
            part = pixels[y : y + filled_high, x : x + filled_wide]
            before = ((left + x - round(place.x)) % _CELL, (top + y - round(place.y)) % _CELL)
            return self._finished(window, part, (left + x, top + y), before, place)
        image = snapshot(made, x, y, filled_wide, filled_high)
        return _Kept(window, image, left + x, top + y, place)

    def _finished(
        self,
        window: int,
        part: NDArray[np.uint8],
        at: tuple[int, int],
        before: tuple[int, int],
        place: Place,
    ) -> _Kept:
        pixels = np.pad(part, ((before[1], 0), (before[0], 0), (0, 0)))
        if self._finish is not None:
            self._finish(pixels)
        return _Kept(window, image_from(pixels), at[0] - before[0], at[1] - before[1], place)

    def _cleared(self, wide: int, high: int) -> NDArray[np.uint8]:
        """Empty pixels to draw on, at least so many: those of the last time where they suffice."""
        if self._pixels is None or self._pixels.shape[0] < high or self._pixels.shape[1] < wide:
            # Bounds change by a pixel from pose to pose; some room saves new memory each time.
            self._pixels = np.zeros((-(-high // _ROOM) * _ROOM, -(-wide // _ROOM) * _ROOM, 4), np.uint8)
        else:
            x, y, across, down = self._dirty
            self._pixels[y : y + down, x : x + across] = 0
        return self._pixels


def sprite_of(
    calm: bool, constant: bool, pushed: bool, fps: int, finish: Finish | None = None
) -> Sprite | None:
    """The sprite that suits a figure; None for one that is drawn in every frame and not finished."""
    if constant:
        return Sprite(PUSHED / 24 if pushed else _EVER, finish)
    if calm and fps >= 20:
        return Sprite(2 / fps, finish)
    return None if finish is None else Sprite(1 / fps, finish)


def never_changes(draw: Callable[[Canvas, float], None]) -> bool:
    """True when the drawing, 1.0 high with its foot at (0, 0), is the same at several times."""
    first = _thumbnail(draw, 0.0)
    return all(np.array_equal(first, _thumbnail(draw, time)) for time in (0.31, 1.13, 2.7))


def _thumbnail(draw: Callable[[Canvas, float], None], time: float) -> NDArray[np.uint8]:
    pixels = np.zeros((160, 240, 4), np.uint8)
    made = canvas_over(pixels)
    canvas = made.getCanvas()
    canvas.translate(120, 140)
    canvas.scale(100, 100)
    draw(canvas, time)
    made.flushAndSubmit()
    return pixels


def _filled(pixels: NDArray[np.uint8]) -> tuple[int, int, int, int]:
    """What of the pixels is not empty: left, top, width, height."""
    rows = np.flatnonzero(np.logical_or.reduce(pixels.reshape(len(pixels), -1).view(np.bool_), axis=1))
    if not len(rows):
        return (0, 0, 0, 0)
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    columns = np.flatnonzero(np.bitwise_or.reduce(pixels[top:bottom].view(np.uint32)[..., 0], axis=0))
    left, right = int(columns[0]), int(columns[-1]) + 1
    return (left, top, right - left, bottom - top)


def around(bounds: Bounds, scale: float, place: Place, tilt: float) -> Bounds:
    """A figure's bounds in heights as pixels of the frame, where a height is `scale` pixels; `tilt` in degrees."""
    left, top, right, bottom = (
        bounds[0] - _SPARE,
        bounds[1] - _SPARE,
        bounds[2] + _SPARE,
        bounds[3] + _SPARE,
    )
    if tilt:
        turn = math.radians(tilt)
        corners = [(x, y) for x in (left, right) for y in (top, bottom)]
        xs = [x * math.cos(turn) - y * math.sin(turn) for x, y in corners]
        ys = [x * math.sin(turn) + y * math.cos(turn) for x, y in corners]
        left, top, right, bottom = min(xs), min(ys), max(xs), max(ys)
    return (place.x + left * scale, place.y + top * scale, place.x + right * scale, place.y + bottom * scale)
