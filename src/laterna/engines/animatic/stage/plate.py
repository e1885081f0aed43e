"""Plates: pictures that callers gave, as full-frame images that a camera can move over.

A plate covers the frame: it is scaled until both sides reach, never stretched, and what is too much is cut off evenly
on both sides. Beyond its own edges it goes on mirrored, for cameras that pull back. Two soft cut-outs of the same
pixels, the ground near the eye and the subject, lie over it; they move a little more than the rest, which is seen as
depth. At rest all three fall together and the picture is shown as it is.
"""

import math
from pathlib import Path
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from laterna.engines.animatic.canvas import LINEAR, Canvas, Image, Paint, Rect, canvas_over, image_from, paint
from laterna.engines.animatic.chance import wobble
from laterna.engines.animatic.stage.relief import Field, Relief, relief_of
from laterna.engines.animatic.stage.view import View
from laterna.media.pictures import resampled

Pixels = NDArray[np.uint8]

MARGIN: Final = 0.09
"""How far a plate goes on beyond its edges, in shares of the frame's sides."""

_FINER: Final = 1.3  # pixels of a plate for one of the frame, at most
_GROUND: Final = 0.35  # how much more than the background the near ground moves
_SUBJECT: Final = 0.5


class Window(Struct, frozen=True):
    """Where the camera looks: `zoom` 1 shows the whole frame; the picture is shifted by `x`, `y` shares of the frame.

    `depth` scales how much nearer things move more; `life` 0 to 1 is how much the subject breathes.
    """

    zoom: float = 1.0
    x: float = 0.0
    y: float = 0.0
    depth: float = 1.0
    life: float = 0.0


class _Layer(Struct, frozen=True):
    image: Image
    rest: tuple[float, float, float, float]
    near: float
    breathes: bool = False


class Plate:
    """One picture, ready to be drawn through any window."""

    def __init__(self, picture: Pixels, view: View) -> None:
        """`picture` has shape (height, width, 4), RGBA."""
        self._view = view
        whole, self._rest = _covering(flattened(picture), view)
        self._relief: Relief = relief_of(whole[..., 2::-1])
        self._base = image_from(whole)
        self._layers = self._cut_out(whole)

    @property
    def focus(self) -> tuple[float, float]:
        """Where the subject is, in pixels of the frame."""
        left, top, right, bottom = self._rest
        wide, high = self._view.pixels_wide, self._view.pixels_high
        x = left + self._relief.x * (right - left)
        y = top + self._relief.y * (bottom - top)
        return (min(max(x, 0.3 * wide), 0.7 * wide), min(max(y, 0.3 * high), 0.7 * high))

    def at_rest(self) -> Pixels:
        """The frame at rest: (height, width, 4), BGRA."""
        pixels = np.empty((self._view.pixels_high, self._view.pixels_wide, 4), np.uint8)
        made = canvas_over(pixels)
        made.getCanvas().drawImageRect(self._base, Rect(*self._rest), LINEAR, None)
        made.flushAndSubmit()
        return pixels

    def draw(self, canvas: Canvas, window: Window, time: float, alpha: float = 1.0) -> None:
        """Draws the picture as seen through the window at a time in seconds, `alpha` of it."""
        zoom, x, y = self._kept_inside(window)
        pen = None if alpha >= 1 else paint(alpha=alpha)
        base = self._placed(self._rest, zoom, x, y)
        canvas.drawImageRect(self._base, base, LINEAR, pen)
        for layer in self._layers:
            more = 1 + layer.near * window.depth
            rect = self._placed(layer.rest, 1 + (zoom - 1) * more, x * more, y * more)
            if layer.breathes and window.life > 0:
                self._breathe(canvas, layer, rect, time, window.life, pen)
            elif rect != base:
                canvas.drawImageRect(layer.image, rect, LINEAR, pen)

    def _breathe(
        self, canvas: Canvas, layer: _Layer, rect: Rect, time: float, life: float, pen: Paint | None
    ) -> None:
        """The subject rises and leans a little, standing on its lower edge."""
        left, top, right, bottom = self._rest
        foot = top + self._relief.foot * (bottom - top)
        middle = left + self._relief.x * (right - left)
        rise = 1 + 0.0055 * life * math.sin(time * 2.1)
        lean = 0.006 * life * wobble(time * 0.9, 3.0)
        canvas.save()
        canvas.translate(middle, foot)
        canvas.skew(lean, 0)
        canvas.scale(1 + (rise - 1) * 0.4, rise)
        canvas.translate(-middle, -foot)
        canvas.drawImageRect(layer.image, rect, LINEAR, pen)
        canvas.restore()

    def _placed(self, rest: tuple[float, float, float, float], zoom: float, x: float, y: float) -> Rect:
        fx, fy = self.focus
        dx, dy = x * self._view.pixels_wide, y * self._view.pixels_high
        left, top, right, bottom = rest
        return Rect(
            fx + (left + dx - fx) * zoom,
            fy + (top + dy - fy) * zoom,
            fx + (right + dx - fx) * zoom,
            fy + (bottom + dy - fy) * zoom,
        )

    def _kept_inside(self, window: Window) -> tuple[float, float, float]:
        """Zoom and shift, held back where the frame would see past the plate's edges."""
        wide, high = self._view.pixels_wide, self._view.pixels_high
        left, top, right, bottom = self._rest
        zoom = max(window.zoom, wide / (right - left), high / (bottom - top))
        fx, fy = self.focus
        x = _within(window.x * wide, left, right, fx, wide, zoom)
        y = _within(window.y * high, top, bottom, fy, high, zoom)
        return zoom, x / wide, y / high

    def _cut_out(self, whole: Pixels) -> list[_Layer]:
        made: list[_Layer] = []
        for mask, near, breathes in (
            (self._relief.ground, _GROUND, False),
            (self._relief.subject, _SUBJECT, True),
        ):
            layer = _masked(whole, mask, self._rest, near, breathes)
            if layer is not None:
                made.append(layer)
        return made


def flattened(picture: Pixels) -> Pixels:
    """RGBA to opaque BGRA; what is transparent becomes white."""
    alpha = picture[..., 3:].astype(np.uint16)
    out = np.empty_like(picture)
    if int(alpha.min(initial=255)) == 255:
        out[..., :3] = picture[..., 2::-1]
    else:
        out[..., :3] = (picture[..., 2::-1] * alpha + 255 * (255 - alpha) + 127) // 255
    out[..., 3] = 255
    return out


def load_picture(path: str) -> Pixels:
    """A decoded picture from its file: (height, width, 4), RGBA."""
    pixels: Pixels = np.load(Path(path), allow_pickle=False)
    return pixels


def _covering(picture: Pixels, view: View) -> tuple[Pixels, tuple[float, float, float, float]]:
    """The picture scaled to cover the frame, with mirrored margins, and where it lies at rest in frame pixels."""
    high, wide = picture.shape[:2]
    cover = max(view.pixels_wide / wide, view.pixels_high / high)
    finer = min(_FINER, max(1.0, 1 / cover))
    # A picture that is much longer than the frame keeps half a frame more on each side, for pans along it.
    keep_wide = min(wide, round(2 * view.pixels_wide / cover))
    keep_high = min(high, round(2 * view.pixels_high / cover))
    x0, y0 = (wide - keep_wide) // 2, (high - keep_high) // 2
    kept = picture[y0 : y0 + keep_high, x0 : x0 + keep_wide]
    target = (max(1, round(keep_wide * cover * finer)), max(1, round(keep_high * cover * finer)))
    scaled = resampled(kept, *target)
    mx, my = round(view.pixels_wide * MARGIN * finer), round(view.pixels_high * MARGIN * finer)
    mx, my = min(mx, target[0] - 1), min(my, target[1] - 1)
    whole = np.pad(scaled, ((my, my), (mx, mx), (0, 0)), mode="symmetric")
    left = (view.pixels_wide - keep_wide * cover) / 2 - mx / finer
    top = (view.pixels_high - keep_high * cover) / 2 - my / finer
    rest = (left, top, left + whole.shape[1] / finer, top + whole.shape[0] / finer)
    return np.ascontiguousarray(whole), rest


def _masked(
    whole: Pixels, mask: Field, rest: tuple[float, float, float, float], near: float, breathes: bool
) -> _Layer | None:
    """The part of the plate under a mask, cut to the box that holds it; None when there is nothing."""
    high, wide = whole.shape[:2]
    coarse = np.zeros((*mask.shape, 4), np.uint8)
    coarse[..., 3] = np.round(mask * 255)
    full = resampled(coarse, wide, high)[..., 3]
    rows, columns = np.flatnonzero(full.max(axis=1) > 2), np.flatnonzero(full.max(axis=0) > 2)
    if not len(rows) or not len(columns):
        return None
    y0, y1, x0, x1 = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    alpha = full[y0:y1, x0:x1, None].astype(np.uint16)
    part = ((whole[y0:y1, x0:x1].astype(np.uint16) * alpha + 127) // 255).astype(np.uint8)
    across, down = (rest[2] - rest[0]) / wide, (rest[3] - rest[1]) / high
    box = (rest[0] + x0 * across, rest[1] + y0 * down, rest[0] + x1 * across, rest[1] + y1 * down)
    return _Layer(image_from(part), box, near, breathes)


def _within(shift: float, low: float, high: float, focus: float, size: float, zoom: float) -> float:
    """The shift, limited so that the plate from `low` to `high` still spans the frame from 0 to `size`."""
    most = focus * (1 - 1 / zoom) - low
    least = focus * (1 - 1 / zoom) + size / zoom - high
    return min(max(shift, min(least, most)), max(least, most))
