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


class Pieces(Struct, frozen=True):
    """An image in pieces. `sampling` is the cheapest that enlarges it well; `picture` lays all of them at once."""

    wide: int
    high: int
    parts: tuple[Piece, ...]
    sampling: Sampling
    picture: Picture | None = None
    memory: mmap | None = None
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
    parts: list[Piece] = []
    solid = _solid_rows(packed)
    row = 0
    while row < high:
        if solid[row]:
            end = row + int(np.argmin(solid[row:])) if not solid[row:].all() else high
            if end - row >= _BAND or end - row == high:
                parts.append(_piece(pixels, 0, row, wide, end, full=True))
                row = end
                continue
        end = min(row + _BAND, high)
        later = np.flatnonzero(solid[row + 1 : end])
        if len(later) and not solid[row] and end - row - 1 - int(later[0]) > _BAND // 2:
            end = row + 1 + int(later[0])
        parts += _runs(pixels, packed, row, end, _GAP)
        row = end
    return Pieces(wide, high, tuple(parts), NEAREST, recorded_together(wide, high, parts))


def strewn(image: Image) -> Pieces:
    """Pieces to be laid at whole pixels of an image in which little is strewn; the whole where it is too much."""
    pixels = pixels_of(image)
    packed = pixels.view(np.uint32)[..., 0]
    high, wide = packed.shape
    parts: list[Piece] = []
    for row in range(0, high, _GRAIN):
        parts += _runs(pixels, packed, row, min(row + _GRAIN, high), 3)
        if len(parts) * _PER_PIECE > wide * high // 2:
            return whole(image)
    return Pieces(wide, high, tuple(parts), NEAREST, recorded_together(wide, high, parts))


def sliced(pixels: NDArray[np.uint8]) -> Pieces:
    """Pieces of premultiplied BGRA pixels that are soon drawn anew, to be laid with or without enlarging."""
    packed = pixels.view(np.uint32)[..., 0]
    high, wide = packed.shape
    parts: list[Piece] = []
    solid = 0
    for row in range(0, high, _SLICE):
        end = min(row + _SLICE, high)
        if int(np.bitwise_and.reduce(packed[row:end], axis=None)) >> 24 == 255:
            continue
        if solid < row:
            parts.append(_piece(pixels, 0, solid, wide, row, full=True))
        parts += _runs(pixels, packed, row, end, _SLICE)
        solid = end
    if solid < high:
        parts.append(_piece(pixels, 0, solid, wide, high, full=True))
    return Pieces(wide, high, tuple(parts), NEAREST)


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
        parts.append(_piece(pixels, left, top, right, bottom, full=full))
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


def _runs(
    pixels: NDArray[np.uint8], packed: NDArray[np.uint32], top: int, bottom: int, gap: int
) -> list[Piece]:
    parts = []
    for left, right in _columns(packed[top:bottom], gap):
        full = int(np.bitwise_and.reduce(packed[top:bottom, left:right], axis=None)) >> 24 == 255
        parts.append(_piece(pixels, left, top, right, bottom, full=full))
    return parts


def _piece(pixels: NDArray[np.uint8], left: int, top: int, right: int, bottom: int, *, full: bool) -> Piece:
    cut = pixels[top:bottom, left:right]
    return Piece(left, top, right - left, bottom - top, opaque_from(cut) if full else image_from(cut))


def _is_soft(alpha: NDArray[np.uint8]) -> bool:
    some = alpha[::7, ::3].astype(np.int16)
    if min(some.shape) < 8 or int(some.max()) == 255:
        return False
    across, down = np.abs(np.diff(some, axis=1)), np.abs(np.diff(some, axis=0))
    edge = max(int(side.max()) for side in (alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]))
    return bool(across.max() <= 3 * _SOFT and down.max() <= 7 * _SOFT and edge <= _SOFT)
