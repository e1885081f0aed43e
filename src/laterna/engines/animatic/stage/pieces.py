"""Pieces of a baked image: what of it is not empty, so that frames do not pay for transparent pixels.

A strip of clouds or grass is nine tenths nothing. Cut into bands and islands it costs a tenth to lay, and pieces
without any transparency are laid as copies, at half the price of blending.
"""

from collections.abc import Sequence
from mmap import mmap

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from laterna.engines.animatic.canvas import (
    LINEAR,
    NEAREST,
    Canvas,
    Image,
    Paint,
    Picture,
    Rect,
    Sampling,
    image_from,
    opaque_from,
    pixels_of,
    recorded,
    surface,
)

_BAND = 32
"""Rows of a band; runs within it are found by columns."""

_GAP = 24
"""Columns of nothing that part two pieces."""

_EDGE = 2
"""Transparent pixels kept around an island, so that it fades the same when scaled."""

_SOFT = 3
"""Largest step of opacity between neighbours, of 255, in a glow: such an image shows no pixels when enlarged."""

_GRAIN = 16
"""Rows of a band in what is strewn thinly, such as snow."""

_SLICE = 64
"""Rows of a band of an image that lasts for a few frames only, so that cutting it must cost little."""

_PER_PIECE = 800
"""Pixels that could be laid in the time that a piece takes beside its own: about a thousandth of a millisecond."""


class Piece(Struct, frozen=True):
    """A part of an image, with the place of its top left corner in it."""

    x: int
    y: int
    wide: int
    high: int
    image: Image


class _Area(Struct, frozen=True):
    """A part of an image that becomes a piece; `full` where nothing in it is transparent."""

    x: int
    y: int
    wide: int
    high: int
    full: bool


class Pieces(Struct, frozen=True):
    """An image in pieces. `sampling` is the cheapest that enlarges it well; `picture` lays all of them at once."""

    wide: int
    high: int
    parts: tuple[Piece, ...]
    sampling: Sampling
    picture: Picture | None = None
    memory: mmap | NDArray[np.uint8] | None = None
    """What the images lie in, where it is not their own."""

    @property
    def floor(self) -> int:
        """The row from which on everything is opaque from side to side; `high` where there is none."""
        row = self.high
        for part in reversed(self.parts):
            fits = part.x == 0 and part.wide == self.wide and part.y + part.high == row
            if not fits or not part.image.isOpaque():
                break
            row = part.y
        return row


def whole(image: Image) -> Pieces:
    """The image as it is."""
    wide, high = image.width(), image.height()
    return Pieces(wide, high, (Piece(0, 0, wide, high, image),), LINEAR)


def through(image: Image, pen: Paint | None) -> Image:
    """The image as the paint lays it on nothing, so that frames need not."""
    if pen is None:
        return image
    made = surface(image.width(), image.height())
    made.getCanvas().drawImage(image, 0, 0, NEAREST, pen)
    return made.makeImageSnapshot()


def banded(image: Image) -> Pieces:
    """Pieces to be laid at whole pixels: bands of rows, each in runs of columns that are not empty."""
    pixels = pixels_of(image)
    packed = pixels.view(np.uint32)[..., 0]
    high, wide = packed.shape
    # Bands that are full from side to side grow into one piece.
    areas: list[_Area] = []
    solid = _solid_rows(packed)
    row = 0
    while row < high:
        if solid[row]:
            end = row + int(np.argmin(solid[row:])) if not solid[row:].all() else high
            if end - row >= _BAND or end - row == high:
                areas.append(_Area(0, row, wide, end - row, full=True))
                row = end
                continue
        end = min(row + _BAND, high)
        later = np.flatnonzero(solid[row + 1 : end])
        if len(later) and not solid[row] and end - row - 1 - int(later[0]) > _BAND // 2:
            end = row + 1 + int(later[0])
        areas += _runs(packed, row, end, _GAP)
        row = end
    return _cut(pixels, areas)


def strewn(image: Image) -> Pieces:
    """Pieces to be laid at whole pixels of an image in which little is strewn; the whole where it is too much."""
    pixels = pixels_of(image)
    packed = pixels.view(np.uint32)[..., 0]
    high, wide = packed.shape
    areas: list[_Area] = []
    for row in range(0, high, _GRAIN):
        areas += _runs(packed, row, min(row + _GRAIN, high), 3)
        if len(areas) * _PER_PIECE > wide * high // 2:
            return whole(image)
    return _cut(pixels, areas)


def sliced(pixels: NDArray[np.uint8]) -> Pieces:
    """Pieces of premultiplied BGRA pixels that are soon drawn anew, to be laid with or without enlarging.

    They are no copies: the pixels must stay as they are.
    """
    packed = pixels.view(np.uint32)[..., 0]
    high, wide = packed.shape
    areas: list[_Area] = []
    solid = 0
    for row in range(0, high, _SLICE):
        end = min(row + _SLICE, high)
        if int(np.bitwise_and.reduce(packed[row:end], axis=None)) >> 24 == 255:
            continue
        if solid < row:
            areas.append(_Area(0, solid, wide, row - solid, full=True))
        areas += _runs(packed, row, end, _SLICE)
        solid = end
    if solid < high:
        areas.append(_Area(0, solid, wide, high - solid, full=True))
    parts = [_piece(pixels, area, copy=False) for area in areas]
    return Pieces(wide, high, tuple(parts), NEAREST, memory=pixels)


def islands(image: Image) -> Pieces:
    """Pieces to be enlarged: islands with nothing between them, each cut to its own rows."""
    pixels = pixels_of(image)
    packed = pixels.view(np.uint32)[..., 0]
    high, wide = packed.shape
    sampling = NEAREST if _is_soft(pixels[..., 3]) else LINEAR
    parts = []
    for left, right in _columns(packed, 4 * _EDGE):
        left, right = max(0, left - _EDGE), min(wide, right + _EDGE)
        rows = np.flatnonzero(np.bitwise_or.reduce(packed[:, left:right], axis=1))
        top, bottom = max(0, int(rows[0]) - _EDGE), min(high, int(rows[-1]) + 1 + _EDGE)
        full = bool((pixels[top:bottom, left:right, 3] == 255).all())
        parts.append(_piece(pixels, _Area(left, top, right - left, bottom - top, full=full)))
    return Pieces(wide, high, tuple(parts), sampling)


def recorded_together(wide: int, high: int, parts: Sequence[Piece]) -> Picture | None:
    """What lays all the pieces of an image at once; None where there is but one."""

    def draw(canvas: Canvas) -> None:
        for part in parts:
            canvas.drawImage(part.image, part.x, part.y, NEAREST)

    return recorded(Rect(0, 0, wide, high), draw) if len(parts) > 1 else None


def _solid_rows(packed: NDArray[np.uint32]) -> NDArray[np.bool_]:
    rows: NDArray[np.bool_] = np.bitwise_and.reduce(packed, axis=1) >> 24 == 255
    return rows


def _columns(packed: NDArray[np.uint32], gap: int) -> list[tuple[int, int]]:
    """Runs of columns that are not empty, parted by at least `gap` empty ones."""
    filled = np.flatnonzero(np.bitwise_or.reduce(packed, axis=0))
    if not len(filled):
        return []
    breaks = np.flatnonzero(np.diff(filled) > gap)
    starts = [int(filled[0]), *(int(filled[i + 1]) for i in breaks)]
    ends = [*(int(filled[i]) + 1 for i in breaks), int(filled[-1]) + 1]
    return list(zip(starts, ends, strict=True))


def _runs(packed: NDArray[np.uint32], top: int, bottom: int, gap: int) -> list[_Area]:
    areas = []
    for left, right in _columns(packed[top:bottom], gap):
        full = int(np.bitwise_and.reduce(packed[top:bottom, left:right], axis=None)) >> 24 == 255
        areas.append(_Area(left, top, right - left, bottom - top, full=full))
    return areas


def _cut(pixels: NDArray[np.uint8], areas: Sequence[_Area]) -> Pieces:
    high, wide = pixels.shape[:2]
    parts = [_piece(pixels, area) for area in areas]
    return Pieces(wide, high, tuple(parts), NEAREST, recorded_together(wide, high, parts))


def _piece(pixels: NDArray[np.uint8], area: _Area, *, copy: bool = True) -> Piece:
    cut = pixels[area.y : area.y + area.high, area.x : area.x + area.wide]
    image = opaque_from(cut, copy) if area.full else image_from(cut, copy)
    return Piece(area.x, area.y, area.wide, area.high, image)


def _is_soft(alpha: NDArray[np.uint8]) -> bool:
    some = alpha[::7, ::3].astype(np.int16)
    if min(some.shape) < 8 or int(some.max()) == 255:
        return False
    across, down = np.abs(np.diff(some, axis=1)), np.abs(np.diff(some, axis=0))
    edge = max(int(side.max()) for side in (alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]))
    return bool(across.max() <= 3 * _SOFT and down.max() <= 7 * _SOFT and edge <= _SOFT)
