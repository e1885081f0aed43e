"""Plates: pictures that callers gave, as full-frame images that a camera can move over.

A plate covers the frame: it is scaled until both sides reach, never stretched, and what is too much is cut off evenly
on both sides. Beyond its own edges it goes on mirrored, for cameras that pull back. What is near moves more than what
is far: the frame is cut into cells, each of which shows its own part of the picture, and the parts shift smoothly
from cell to cell. That costs about three plain draws; triangles with a texture cost twelve, a shader seven. At rest
the picture is shown as it is.
"""

import math
from pathlib import Path
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from laterna.engines.animatic.canvas import LINEAR, WHOLE, Canvas, Paint, Rect, canvas_over, image_from, paint
from laterna.engines.animatic.chance import wobble
from laterna.engines.animatic.stage.relief import Field, relief_of
from laterna.engines.animatic.stage.view import View
from laterna.media.pictures import resampled

Pixels = NDArray[np.uint8]

MARGIN: Final = 0.09
"""How far a plate goes on beyond its edges, in shares of the frame's sides."""

_FINER: Final = 1.3  # pixels of a plate for one of the frame, at most
_CELLS: Final = 40  # along the frame's longer side
_REST: Final = 1e-4
_LEAST: Final = 0.5  # pixels of a picture that a cell shows at least

Drift = tuple[Field, Field]
"""Pixels to the right and downwards, for each corner of a plate's grid: (rows + 1, columns + 1)."""


class Window(Struct, frozen=True):
    """Where the camera looks: `zoom` 1 shows the whole frame; the picture is shifted by `x`, `y` shares of the frame.

    `depth` scales how much more near things move; `life` 0 to 1 is how much the subject breathes.
    """

    zoom: float = 1.0
    x: float = 0.0
    y: float = 0.0
    depth: float = 1.0
    life: float = 0.0

    @property
    def resting(self) -> bool:
        """True when the picture is seen as it is."""
        moved = max(abs(self.zoom - 1), abs(self.x), abs(self.y), self.life)
        return moved < _REST


class _Grid(Struct, frozen=True):
    """The cells of a frame: their borders in pixels, and at each corner how near the picture is and how much it is
    part of the subject."""

    columns: NDArray[np.int64]
    rows: NDArray[np.int64]
    near: Field
    subject: Field


class Plate:
    """One picture, ready to be drawn through any window."""

    def __init__(self, picture: Pixels, view: View) -> None:
        """`picture` has shape (height, width, 4), RGBA."""
        self._view = view
        whole, self._rest = _covering(flattened(picture), view)
        self._image = image_from(whole)
        relief = relief_of(self.at_rest()[..., 2::-1])
        self._grid = _grid_of(relief.near, relief.subject, view)
        wide, high = view.pixels_wide, view.pixels_high
        self._middle, self._foot = relief.x * wide, relief.foot * high
        self._focus = (_between(relief.x, 0.3, 0.7) * wide, _between(relief.y, 0.3, 0.7) * high)

    def at_rest(self) -> Pixels:
        """The frame at rest: (height, width, 4), BGRA."""
        pixels = np.empty((self._view.pixels_high, self._view.pixels_wide, 4), np.uint8)
        made = canvas_over(pixels)
        made.getCanvas().drawImageRect(self._image, Rect(*self._rest), LINEAR, None)
        made.flushAndSubmit()
        return pixels

    @property
    def grid(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The borders of the cells in pixels: of columns, of rows."""
        return self._grid.columns, self._grid.rows

    def draw(
        self, canvas: Canvas, window: Window, time: float, alpha: float = 1.0, drift: Drift | None = None
    ) -> None:
        """Draws the picture as seen through the window at a time in seconds, `alpha` of it.

        `drift` says, for each corner of the grid, how many pixels from there what it shows lies in the picture.
        """
        pen = None if alpha >= 1 else paint(alpha=alpha)
        if window.resting and drift is None:
            canvas.drawImageRect(self._image, Rect(*self._rest), LINEAR, pen)
            return
        x, y = self._seen(window, time, drift)
        self._lay(canvas, x, y, pen)

    def _lay(self, canvas: Canvas, x: Field, y: Field, pen: Paint | None) -> None:
        """Draws each cell from the part of the picture that its four corners enclose on average."""
        left, right = (x[:-1, :-1] + x[1:, :-1]) / 2, (x[:-1, 1:] + x[1:, 1:]) / 2
        top, bottom = (y[:-1, :-1] + y[:-1, 1:]) / 2, (y[1:, :-1] + y[1:, 1:]) / 2
        # A cell that is turned inside out, or shows what lies beyond the image, would be left blank.
        left = np.minimum(left, self._image.width() - _LEAST)
        top = np.minimum(top, self._image.height() - _LEAST)
        right, bottom = np.maximum(right, left + _LEAST), np.maximum(bottom, top + _LEAST)
        parts = np.stack([left, top, right, bottom], axis=2).tolist()
        columns, rows = self._grid.columns.tolist(), self._grid.rows.tolist()
        for j in range(len(rows) - 1):
            for i in range(len(columns) - 1):
                part = Rect(*parts[j][i])
                cell = Rect(columns[i], rows[j], columns[i + 1], rows[j + 1])
                canvas.drawImageRect(self._image, part, cell, LINEAR, pen, WHOLE)

    def _seen(self, window: Window, time: float, drift: Drift | None) -> tuple[Field, Field]:
        """Which point of the image, in its own pixels, each corner of the grid shows."""
        grid = self._grid
        zoom, dx, dy = self._kept_inside(window)
        fx, fy = self._focus
        more = 1 + window.depth * grid.near
        scale = 1 + (zoom - 1) * more
        x = fx + (grid.columns[None] - fx) / scale - dx * more
        y = fy + (grid.rows[:, None] - fy) / scale - dy * more
        above = (self._foot - y) * grid.subject * window.life
        x = x + above * (0.012 * wobble(time * 0.9, 3.0))
        y = y + above * (0.009 * math.sin(time * 2.1))
        if drift is not None:
            x, y = x + drift[0], y + drift[1]
        left, top, right, _ = self._rest
        finer = self._image.width() / (right - left)
        # No further out than the plate reaches, even where near things run ahead of the rest.
        return (
            np.clip((x - left) * finer, 0, self._image.width()),
            np.clip((y - top) * finer, 0, self._image.height()),
        )

    def _kept_inside(self, window: Window) -> tuple[float, float, float]:
        """Zoom and shift in pixels, held back where the frame would see past the plate's edges."""
        wide, high = self._view.pixels_wide, self._view.pixels_high
        left, top, right, bottom = self._rest
        zoom = max(window.zoom, wide / (right - left), high / (bottom - top))
        fx, fy = self._focus
        x = _within(window.x * wide, left, right, fx, wide, zoom)
        return zoom, x, _within(window.y * high, top, bottom, fy, high, zoom)


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
    keep_wide = min(wide, math.ceil(2 * view.pixels_wide / cover))
    keep_high = min(high, math.ceil(2 * view.pixels_high / cover))
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


def _grid_of(near: Field, subject: Field, view: View) -> _Grid:
    step = max(view.pixels_wide, view.pixels_high) / _CELLS
    columns = _borders(view.pixels_wide, step)
    rows = _borders(view.pixels_high, step)
    return _Grid(columns, rows, _sampled(near, columns, rows), _sampled(subject, columns, rows))


def _borders(size: int, step: float) -> NDArray[np.int64]:
    count = max(2, round(size / step))
    return np.round(np.linspace(0, size, count + 1)).astype(np.int64)


def _sampled(field: Field, columns: NDArray[np.int64], rows: NDArray[np.int64]) -> Field:
    """A field at the corners of a grid, between its own cells by proportion."""
    y = np.clip(rows / rows[-1] * field.shape[0] - 0.5, 0, field.shape[0] - 1)
    x = np.clip(columns / columns[-1] * field.shape[1] - 0.5, 0, field.shape[1] - 1)
    y0, x0 = np.floor(y).astype(np.int64), np.floor(x).astype(np.int64)
    y1, x1 = np.minimum(y0 + 1, field.shape[0] - 1), np.minimum(x0 + 1, field.shape[1] - 1)
    v, u = (y - y0)[:, None], (x - x0)[None]
    above = field[np.ix_(y0, x0)] * (1 - u) + field[np.ix_(y0, x1)] * u
    below = field[np.ix_(y1, x0)] * (1 - u) + field[np.ix_(y1, x1)] * u
    return np.asarray(above * (1 - v) + below * v, dtype=np.float32)


def _between(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)


def _within(shift: float, low: float, high: float, focus: float, size: float, zoom: float) -> float:
    """The shift, limited so that the plate from `low` to `high` still spans the frame from 0 to `size`."""
    most = focus * (1 - 1 / zoom) - low
    least = focus * (1 - 1 / zoom) + size / zoom - high
    return min(max(shift, min(least, most)), max(least, most))
