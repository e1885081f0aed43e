"""Flow: where each part of one picture is found in another of the same scene, so that one can turn into the other.

The method is that of Horn and Schunck (1981), from coarse to fine, on a small copy of both pictures: colours that
stay the same and a field that changes slowly. Where that explains little of what differs, or the pictures show
different things, nothing is moved: a wrong flow tears a picture apart.
"""

from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from laterna.engines.animatic.stage.relief import Field, alike, blurred, shrunk

_LEVELS: Final = (16, 32, 64, 112)  # cells along the longer side
_ROUNDS: Final = 3  # warps a level
_SWEEPS: Final = 40  # of the smoothing, a warp
_STIFF: Final = 0.02
_KIN: Final = 0.55  # correlation of brightness
_STRANGE: Final = 0.14  # mean difference of colour
_WORTH: Final = 0.8  # moving must leave no more than this share of the difference
_FURTHEST: Final = 0.25
_STEEPEST: Final = 0.6  # cells of change from one cell to the next
_SMOOTHINGS: Final = 40


class Flow(Struct, frozen=True):
    """For each cell of the first picture, how far its part lies from there in the second, in shares of the sides."""

    x: Field
    y: Field

    def at(self, columns: NDArray[np.int64], rows: NDArray[np.int64], along: float) -> tuple[Field, Field]:
        """The flow in pixels at the corners of a grid over a frame, when the parts are `along` 0 to 1 on their way."""
        wide, high = float(columns[-1]), float(rows[-1])
        both = np.stack([self.x * wide, self.y * high], axis=2).astype(np.float32)
        x, y = np.meshgrid(columns.astype(np.float32), rows.astype(np.float32))

        def there(x: Field, y: Field) -> NDArray[np.float32]:
            return _sampled(both, x / wide * self.x.shape[1] - 0.5, y / high * self.x.shape[0] - 0.5)

        # What is seen at a point came from a little before it.
        ahead = there(x, y)
        found = there(x - along * ahead[..., 0], y - along * ahead[..., 1])
        return found[..., 0], found[..., 1]

    @property
    def still(self) -> bool:
        """True when nothing is to be moved."""
        return not bool(self.x.any() or self.y.any())


def flow_between(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> Flow:
    """The flow from one picture to another of the same size, shape (height, width, 3 or 4)."""
    flow = np.zeros((1, 1, 2), np.float32)
    for level in _LEVELS:
        first, second = shrunk(one, level), shrunk(other, level)
        flow = _refined(first, second, _enlarged(flow, first.shape[0], first.shape[1]))
    rows, columns = first.shape[:2]
    before = float(np.abs(first - second).mean())
    after = float(np.abs(first - _warped(second, flow)).mean())
    flow = _unfolded(flow)
    furthest = float(np.abs(flow / (columns, rows)).max())
    flow = np.clip(flow / (columns, rows), -_FURTHEST, _FURTHEST).astype(np.float32)
    strangers = before > _STRANGE or alike(one, other) < _KIN or furthest > _FURTHEST
    if strangers or before < 1e-4 or after > _WORTH * before:
        flow = np.zeros_like(flow)
    return Flow(np.ascontiguousarray(flow[..., 0]), np.ascontiguousarray(flow[..., 1]))


def _unfolded(flow: NDArray[np.float32]) -> NDArray[np.float32]:
    """The flow, smoothed until no part of the picture overtakes its neighbour."""
    for _ in range(_SMOOTHINGS):
        steepest = max(float(np.abs(np.diff(flow, axis=axis)).max(initial=0)) for axis in (0, 1))
        if steepest <= _STEEPEST:
            break
        flow = np.stack([blurred(flow[..., k], 1) for k in (0, 1)], axis=2)
    return flow


def _refined(
    first: NDArray[np.float32], second: NDArray[np.float32], flow: NDArray[np.float32]
) -> NDArray[np.float32]:
    for _ in range(_ROUNDS):
        moved = _warped(second, flow)
        mean = (first + moved) / 2
        gy = (np.gradient(mean, axis=0)).astype(np.float32)
        gx = (np.gradient(mean, axis=1)).astype(np.float32)
        gt = moved - first
        xx, yy, xy = ((a * b).sum(axis=2) for a, b in ((gx, gx), (gy, gy), (gx, gy)))
        xt, yt = ((a * gt).sum(axis=2) for a in (gx, gy))
        flow = _relaxed(flow, xx + _STIFF, yy + _STIFF, xy, xt, yt)
    return flow


def _relaxed(
    flow: NDArray[np.float32], xx: Field, yy: Field, xy: Field, xt: Field, yt: Field
) -> NDArray[np.float32]:
    """Solves for the change of flow that explains the difference and keeps the whole smooth."""
    determinant = xx * yy - xy * xy
    base, current = flow, flow
    for _ in range(_SWEEPS):
        smooth = np.stack([blurred(current[..., k], 1) for k in (0, 1)], axis=2)
        u, v = smooth[..., 0] - base[..., 0], smooth[..., 1] - base[..., 1]
        # Each cell: the smooth value, corrected along the gradient by what is still unexplained there.
        bx, by = _STIFF * u - xt, _STIFF * v - yt
        du = (yy * bx - xy * by) / determinant
        dv = (xx * by - xy * bx) / determinant
        current = np.stack([base[..., 0] + du, base[..., 1] + dv], axis=2).astype(np.float32)
    return np.asarray(current, dtype=np.float32)


def _enlarged(flow: NDArray[np.float32], rows: int, columns: int) -> NDArray[np.float32]:
    """The flow on a finer grid, in cells of that grid."""
    if flow.shape[:2] == (1, 1):
        return np.zeros((rows, columns, 2), np.float32)
    y = (np.arange(rows, dtype=np.float32) + 0.5) * flow.shape[0] / rows - 0.5
    x = (np.arange(columns, dtype=np.float32) + 0.5) * flow.shape[1] / columns - 0.5
    grid = np.stack(np.broadcast_arrays(x[None], y[:, None]), axis=2)
    ratio = np.array([columns / flow.shape[1], rows / flow.shape[0]], np.float32)
    return (_sampled(flow, grid[..., 0], grid[..., 1]) * ratio).astype(np.float32)


def _warped(picture: NDArray[np.float32], flow: NDArray[np.float32]) -> NDArray[np.float32]:
    rows, columns = picture.shape[:2]
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    return _sampled(picture, x + flow[..., 0], y + flow[..., 1])


def _sampled(picture: NDArray[np.float32], x: Field, y: Field) -> NDArray[np.float32]:
    """The picture between its cells by proportion; beyond its edges, the edge."""
    rows, columns = picture.shape[:2]
    x, y = np.clip(x, 0, columns - 1), np.clip(y, 0, rows - 1)
    x0, y0 = np.floor(x).astype(np.int64), np.floor(y).astype(np.int64)
    x1, y1 = np.minimum(x0 + 1, columns - 1), np.minimum(y0 + 1, rows - 1)
    u, v = (x - x0)[..., None], (y - y0)[..., None]
    above = picture[y0, x0] * (1 - u) + picture[y0, x1] * u
    below = picture[y1, x0] * (1 - u) + picture[y1, x1] * u
    return np.asarray(above * (1 - v) + below * v, dtype=np.float32)
