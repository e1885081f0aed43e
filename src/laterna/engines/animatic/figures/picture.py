"""Pictures as figures: a cut-out walks and hops like a paper puppet, an opaque one hangs in the air as a print."""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from laterna.engines.animatic.canvas import (
    MIPPED,
    Canvas,
    Image,
    Paint,
    Rect,
    bake,
    fill,
    image_from,
    matrix_filter,
    paint,
    rounded,
)
from laterna.engines.animatic.chance import wobble
from laterna.engines.animatic.color import mix
from laterna.engines.animatic.figures.figure import Box, Figure
from laterna.engines.animatic.figures.geometry import Point
from laterna.engines.animatic.figures.pose import Pose
from laterna.engines.animatic.light import Light
from laterna.media.pictures import is_cut_out

Pixels = NDArray[np.uint8]

_METRES: Final = 1.6
_MAT: Final = 0.05  # width of a print's white edge, in shares of its shorter side
_LIFT: Final = 0.1  # how high a print hangs over the ground, in heights

_EDGE: Final = 2  # pixels
_HIP: Final = 0.6  # where a walker's legs may begin, in shares of its height from the top
_RISE: Final = 0.075  # how high a foot lifts, in heights
_COLUMNS: Final = 28

_STRIDES: Final = {"walk": 0.55, "run": 0.9, "gallop": 1.1, "carry": 0.5, "push": 0.45, "pull": 0.45}
_HOPS: Final = {
    "walk": 0.035,
    "run": 0.09,
    "gallop": 0.12,
    "jump": 0.3,
    "dance": 0.08,
    "play": 0.1,
    "fight": 0.05,
}
_ROCKS: Final = {"walk": 4.5, "run": 6.0, "gallop": 7.0, "dance": 9.0, "play": 7.0, "fight": 8.0, "wave": 5.0,
                 "laugh": 4.0, "swim": 6.0, "fly": 5.0, "hover": 4.0, "float": 4.0}  # fmt: skip


def picture_figure(picture: Pixels) -> Figure:
    """The figure of a picture: shape (height, width, 4), RGBA."""
    return CutOut(picture) if is_cut_out(picture) else Print(picture)


class CutOut(Figure):
    """What a picture shows on a transparent ground, standing on its lowest point."""

    def __init__(self, picture: Pixels) -> None:
        shown = _trimmed(picture)
        # An empty edge, so that what is drawn without smoothing at its border ends in nothing.
        self._image = image_from(np.pad(_premultiplied(shown), ((_EDGE, _EDGE), (_EDGE, _EDGE), (0, 0))))
        self._edge = _EDGE / shown.shape[0]
        self.metres = _METRES
        self.aspect = shown.shape[1] / shown.shape[0]

    def bounds(self, pose: Pose) -> Box:
        """See `Figure.bounds`."""
        half = self.aspect * 0.5 + 0.3
        return (-half, -1.5 - pose.lift, half, 0.1 - pose.lift)

    def stride(self, verb: str) -> float:
        """See `Figure.stride`."""
        return _STRIDES.get(verb, 0.0)

    def hand(self, pose: Pose) -> Point:
        """See `Figure.hand`."""
        return (self.aspect * 0.35, -0.45)

    def draw(self, canvas: Canvas, pose: Pose, light: Light) -> None:
        """See `Figure.draw`."""
        beat = math.sin(math.tau * pose.phase)
        hop = _HOPS.get(pose.verb, 0.0) * abs(beat) * pose.energy
        rock = _ROCKS.get(pose.verb, 1.2)
        travels = pose.verb in _STRIDES
        tilt = rock * (math.sin(math.tau * pose.phase) if travels else wobble(pose.time * 1.4, 1.0))
        tall = 1 + 0.012 * math.sin(pose.time * 2.3) + 0.35 * hop
        tall += 0.03 * pose.mouth - (0.05 * (1 - abs(beat)) if pose.verb in _HOPS and travels else 0.0)
        wide = pose.facing * (1 - 0.5 * (tall - 1))
        if pose.verb == "spin":
            wide *= math.cos(math.tau * pose.phase)
        canvas.save()
        canvas.translate(0.0, -hop - pose.lift)
        canvas.rotate(tilt + 2.5 * pose.wind)
        canvas.skew(0.02 * wobble(pose.time * 1.1, 5.0) - (0.06 * pose.facing if travels else 0.0), 0.0)
        canvas.scale(wide, tall)
        pen = _lit(light)
        if travels:
            self._step(canvas, beat * min(1.0, pose.energy), pen)
        else:
            canvas.drawImageRect(self._image, self._outline(), MIPPED, pen)
        canvas.restore()

    def _outline(self) -> Rect:
        """Where the image lies, with its empty edge around the figure's own box."""
        half = self.aspect / 2 + self._edge
        return Rect(-half, -1.0 - self._edge, half, self._edge)

    def _step(self, canvas: Canvas, beat: float, pen: Paint) -> None:
        """Draws the upper part whole and the lower in columns, of which the two sides lift in turn like feet."""
        wide, high = self._image.width(), self._image.height()
        around = self._outline()
        hip = around.top() + _HIP * around.height()
        canvas.drawImageRect(
            self._image,
            Rect(0, 0, wide, _HIP * high),
            Rect(around.left(), around.top(), around.right(), hip),
            MIPPED,
            pen,
        )
        for column in range(_COLUMNS):
            left, right = column / _COLUMNS, (column + 1) / _COLUMNS
            side = math.tanh(5 * (left + right - 1))
            foot = around.bottom() - _RISE * max(0.0, side * beat)
            canvas.drawImageRect(
                self._image,
                Rect(left * wide, _HIP * high, right * wide, high),
                Rect(
                    around.left() + left * around.width(), hip, around.left() + right * around.width(), foot
                ),
                MIPPED,
                pen,
            )


class Print(Figure):
    """A picture on paper with a white edge and a soft shadow, hanging in the air; it never shows mirrored."""

    def __init__(self, picture: Pixels) -> None:
        high, wide = picture.shape[:2]
        self._image, self._room = _framed(picture)
        self.metres = _METRES * 0.85
        self.aspect = wide / high

    def bounds(self, pose: Pose) -> Box:
        """See `Figure.bounds`."""
        half = self.aspect * 0.6 + 0.3
        return (-half, -1.5 - pose.lift, half, 0.1 - pose.lift)

    def stride(self, verb: str) -> float:
        """See `Figure.stride`."""
        return _STRIDES.get(verb, 0.0)

    def hand(self, pose: Pose) -> Point:
        """See `Figure.hand`."""
        return (0.0, -_LIFT)

    def draw(self, canvas: Canvas, pose: Pose, light: Light) -> None:
        """See `Figure.draw`."""
        hop = 0.6 * _HOPS.get(pose.verb, 0.0) * abs(math.sin(math.tau * pose.phase))
        drift = 0.018 * math.sin(pose.time * 1.7)
        tilt = 2.2 * wobble(pose.time * 0.8, 2.0) + 0.4 * _ROCKS.get(pose.verb, 0.0) * math.sin(
            math.tau * pose.phase
        )
        turn = 1 - 0.07 * (1 + math.sin(pose.time * 1.2))
        canvas.save()
        canvas.translate(0.0, -_LIFT - hop - drift - pose.lift)
        canvas.rotate(tilt)
        canvas.scale((1 - _LIFT) * turn, 1 - _LIFT)
        room = self._room
        half = self.aspect / 2
        canvas.drawImageRect(
            self._image, Rect(-half - room, -1 - room, half + room, room), MIPPED, _lit(light, 0.25)
        )
        canvas.restore()


def _framed(picture: Pixels) -> tuple[Image, float]:
    """The print with its shadow as an image, and the room that it leaves on each side, in heights of the print."""
    high, wide = picture.shape[:2]
    room, edge = 0.12, _MAT * min(1.0, wide / high)
    print_wide = wide / high
    inside = image_from(_premultiplied(picture))

    def draw(canvas: Canvas) -> None:
        canvas.translate(room, room)
        shadow = paint("#05070d", 0.42, blur=0.03)
        canvas.drawPath(rounded(0.02, 0.035, print_wide, 1.0, 0.02), shadow)
        fill(canvas, rounded(0.0, 0.0, print_wide, 1.0, 0.014), "#fbf9f4")
        target = Rect(edge, edge, print_wide - edge, 1 - edge)
        canvas.drawImageRect(inside, target, MIPPED, None)

    return bake(print_wide + 2 * room, 1 + 2 * room, draw, scale=float(min(high, 1_000))), room


def _trimmed(picture: Pixels) -> Pixels:
    """The picture without its empty edges."""
    solid = picture[..., 3] > 12
    rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
    if not len(rows):
        return picture
    return picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _premultiplied(picture: Pixels) -> Pixels:
    """RGBA to premultiplied BGRA."""
    alpha = picture[..., 3:].astype(np.uint16)
    out = np.empty(picture.shape, np.uint8)
    out[..., :3] = (picture[..., 2::-1] * alpha + 127) // 255
    out[..., 3] = picture[..., 3]
    return out


def _lit(light: Light, amount: float = 0.55) -> Paint:
    """A paint that lays the scene's light over a picture, which has light of its own, only in part."""
    red, green, blue = mix((1.0, 1.0, 1.0), light.halfway((1.0, 1.0, 1.0)), amount)
    rows = ((red, 0.0, 0.0, 0.0), (0.0, green, 0.0, 0.0), (0.0, 0.0, blue, 0.0))
    return paint(filter=matrix_filter(rows), smooth=False)
