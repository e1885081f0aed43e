"""The far parts of a flight's city: drawn a few times a second and in between only enlarged.

A block half a kilometre ahead moves by a pixel or two a frame, and all blocks around it by nearly as much. So the
buildings in a range of distances share an image that lasts a few frames, drawn as the city is in the middle of them;
nothing in it is ever more than about half a pixel off.
"""

import math
from collections.abc import Callable

import numpy as np
from msgspec import Struct

from laterna.engines.animatic.canvas import Canvas, canvas_over
from laterna.engines.animatic.sets.flight_plan import FAR_END
from laterna.engines.animatic.stage.layers import enlarge
from laterna.engines.animatic.stage.pieces import Pieces, sliced
from laterna.engines.animatic.stage.view import View

Eye = tuple[float, float, float]
"""Metres to the right, up and ahead."""

_STEP = 1 / 24
"""Seconds; stretches are measured in them."""

_SLACK = 24
"""Pixels drawn beyond the frame's sides."""

OVERLAP = 12.0
"""Metres that ranges overlap, so that no building is missed while it passes from one to the next."""


class Range(Struct, frozen=True):
    """Distances in metres, and how many steps an image of them lasts."""

    near: float
    far: float
    steps: int


RANGES = (Range(950.0, FAR_END, 4), Range(560.0, 950.0, 3))
"""From far to near; what is nearer is drawn in every frame."""

NEAR = RANGES[-1].near


class _Kept(Struct, frozen=True):
    stretch: int
    eye: Eye
    top: int
    pieces: Pieces


class FarCity:
    """One range of distances. `draw` draws its buildings from an eye; `tallest` is their height in metres."""

    def __init__(
        self,
        reach: Range,
        view: View,
        horizon: float,
        lens: float,
        tallest: float,
        draw: Callable[[Canvas, Eye], None],
    ) -> None:
        self._reach = reach
        self._view = view
        self._horizon = horizon
        self._lens = lens
        self._tallest = tallest
        self._draw = draw
        self._kept: _Kept | None = None

    def lay(self, canvas: Canvas, time: float, eye_at: Callable[[float], Eye]) -> None:
        """Lays the range as it is seen at `time` seconds; the canvas is in the frame's units."""
        lasts = self._reach.steps * _STEP
        stretch = math.floor(time / lasts + 1e-6)
        if self._kept is None or self._kept.stretch != stretch:
            self._kept = self._drawn(stretch, eye_at((stretch + 0.5) * lasts))
        kept, eye, scale = self._kept, eye_at(time), self._view.scale
        middle = math.sqrt(self._reach.near * self._reach.far)
        distance = middle - (eye[2] - kept.eye[2])
        growth = middle / distance
        center = self._view.width / 2
        dx = (kept.eye[0] - eye[0]) * self._lens / distance
        dy = (eye[1] - kept.eye[1]) * self._lens / distance
        left = center + (-_SLACK / scale - center) * growth + dx
        top = self._horizon + (kept.top / scale - self._horizon) * growth + dy
        canvas.save()
        canvas.scale(1 / scale, 1 / scale)
        enlarge(canvas, self._view, kept.pieces, left * scale, top * scale, growth)
        canvas.restore()

    def _drawn(self, stretch: int, eye: Eye) -> _Kept:
        view = self._view
        near = self._lens / (self._reach.near - OVERLAP)
        top = max(-_SLACK, math.floor((self._horizon + (eye[1] - self._tallest) * near) * view.scale) - 4)
        bottom = min(
            view.pixels_high + _SLACK, math.ceil((self._horizon + eye[1] * near) * view.scale) + _SLACK
        )
        pixels = np.zeros((bottom - top, view.pixels_wide + 2 * _SLACK, 4), np.uint8)
        made = canvas_over(pixels)
        canvas = made.getCanvas()
        canvas.translate(_SLACK, -top)
        canvas.scale(view.scale, view.scale)
        self._draw(canvas, eye)
        made.flushAndSubmit()
        return _Kept(stretch, eye, top, sliced(pixels))
