"""Relief: guesses what in a picture is near, so that a camera move shows depth.

No model is at hand; three things that hold for most photographs and drawings are: the lower is nearer, what differs
from the border is the subject, and subjects are near the middle. The masks are soft, so a wrong guess does no harm.
"""

from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Field = NDArray[np.float32]
"""Shape (rows, columns), 0 to 1."""

_CELLS: Final = 72
_BORDER: Final = 0.09


class Relief(Struct, frozen=True):
    """`near`: how near each point is; `subject`: how much it belongs to the subject. Both change only slowly.

    (`x`, `y`) is the middle of the subject and `foot` its lower edge, as shares of width and height.
    """

    near: Field
    subject: Field
    x: float
    y: float
    foot: float


def relief_of(picture: NDArray[np.uint8]) -> Relief:
    """The relief of a picture, shape (height, width, 3 or 4), on a grid of about 72 cells along its longer side."""
    small = shrunk(picture, _CELLS)
    rows, columns = small.shape[:2]
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    y, x = (y + 0.5) / rows, (x + 0.5) / columns
    ground = _smooth((y - 0.45) / 0.55)
    unlike = _unlike_border(small)
    near_middle = np.exp(-(((x - 0.5) / 0.36) ** 2) - ((y - 0.52) / 0.42) ** 2)
    weight = blurred(unlike * near_middle, max(1, _CELLS // 24))
    peak = float(weight.max())
    subject = _smooth((weight / peak - 0.4) / 0.3) if peak > 0.02 else np.zeros_like(weight)
    soft = blurred(subject, max(1, _CELLS // 14))
    near = blurred(np.maximum(ground, soft), max(1, _CELLS // 18))
    mass = float(subject.sum())
    if mass < 1e-3:
        return Relief(near, soft, 0.5, 0.5, 0.8)
    middle_x, middle_y = float((subject * x).sum()) / mass, float((subject * y).sum()) / mass
    seen = np.flatnonzero(subject.max(axis=1) > 0.4)
    foot = (float(seen[-1]) + 1) / rows if len(seen) else 0.8
    return Relief(near, soft, middle_x, middle_y, foot)


def shrunk(picture: NDArray[np.uint8], longest: int) -> NDArray[np.float32]:
    """The picture's colours, 0 to 1, averaged over cells: (rows, columns, 3), the longer side `longest` or less."""
    high, wide = picture.shape[:2]
    step = max(1, -(-max(high, wide) // longest))
    rows, columns = max(1, high // step), max(1, wide // step)
    cut = picture[: rows * step, : columns * step, :3]
    if step > high or step > wide:
        cut = np.repeat(np.repeat(picture[..., :3], -(-step // high), 0), -(-step // wide), 1)
        cut = cut[: rows * step, : columns * step]
    cells = cut.reshape(rows, step, columns, step, 3)
    return np.asarray(cells.mean(axis=(1, 3), dtype=np.float32) / 255, dtype=np.float32)


def blurred(field: Field, radius: int) -> Field:
    """The field, averaged twice over squares of side 2·radius + 1."""
    for _ in range(2):
        for axis in (0, 1):
            padded = np.pad(field, [(radius, radius) if a == axis else (0, 0) for a in (0, 1)], mode="edge")
            parts = [padded.take(range(k, k + field.shape[axis]), axis=axis) for k in range(2 * radius + 1)]
            field = (sum(parts[1:], parts[0]) / np.float32(len(parts))).astype(np.float32)
    return field


def alike(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """How alike two pictures of equal size are in their large shapes: the correlation of their brightness, -1 to 1."""
    a, b = (shrunk(each, 32).mean(axis=2) for each in (one, other))
    a, b = a - a.mean(), b - b.mean()
    spread = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return float((a * b).sum()) / spread if spread > 1e-6 else 0.0


def _unlike_border(small: NDArray[np.float32]) -> Field:
    """Distance of each cell's colour from the nearest of the border's four sides, 0 to 1."""
    rows, columns = small.shape[:2]
    deep, wide = max(1, round(rows * _BORDER)), max(1, round(columns * _BORDER))
    sides = (small[:deep], small[-deep:], small[:, :wide], small[:, -wide:])
    distances = [np.sqrt(((small - side.mean(axis=(0, 1))) ** 2).sum(axis=2)) for side in sides]
    nearest = np.minimum.reduce(distances)
    return np.asarray(np.clip(nearest / 0.6, 0, 1), dtype=np.float32)


def _smooth(field: NDArray[np.float32]) -> Field:
    part = np.clip(field, 0, 1)
    return np.asarray(part * part * (3 - 2 * part), dtype=np.float32)
