"""Plane geometry of the figures: two-bone inverse kinematics, outlines of limbs, curves. Pure numbers, no drawing."""

import math
from collections.abc import Sequence
from math import sqrt

Point = tuple[float, float]

TAU = 2.0 * math.pi


def clamp(value: float, low: float, high: float) -> float:
    """`value` brought into [low, high]."""
    return low if value < low else high if value > high else value


def lerp(start: float, end: float, t: float) -> float:
    """The number at `t` (0..1) of the way from `start` to `end`."""
    return start + (end - start) * t


def between(a: Point, b: Point, t: float) -> Point:
    """The point at `t` (0..1) of the way from `a` to `b`."""
    return (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t)


def ease(t: float) -> float:
    """Smoothstep: 0..1 to 0..1 with no speed at either end."""
    t = clamp(t, 0.0, 1.0)
    return t * t * (3.0 - 2.0 * t)


def wave(t: float, frequency: float = 1.0, offset: float = 0.0) -> float:
    """A sine of `t` seconds at `frequency` Hz, `offset` in cycles; -1..1."""
    return math.sin(TAU * (t * frequency + offset))


def turned(point: Point, angle: float, about: Point = (0.0, 0.0)) -> Point:
    """`point` turned by `angle` radians (clockwise on the screen, since y points down) about `about`."""
    c, s = math.cos(angle), math.sin(angle)
    x, y = point[0] - about[0], point[1] - about[1]
    return (about[0] + x * c - y * s, about[1] + x * s + y * c)


def polar(origin: Point, angle: float, length: float) -> Point:
    """The point `length` away from `origin`; angle 0 hangs straight down, positive swings forward (to +x)."""
    return (origin[0] + math.sin(angle) * length, origin[1] + math.cos(angle) * length)


def distance(a: Point, b: Point) -> float:
    """Euclidean distance."""
    return math.hypot(b[0] - a[0], b[1] - a[1])


def two_bone(root: Point, target: Point, upper: float, lower: float, bend: float) -> tuple[Point, Point]:
    """Inverse kinematics of two bones. Returns (middle joint, end).

    `bend` > 0 pushes the middle joint towards -x when the limb hangs down (an elbow of a right-facing animal),
    < 0 towards +x (a knee). A target out of reach is met as closely as the bones allow.
    """
    dx, dy = target[0] - root[0], target[1] - root[1]
    reach = math.hypot(dx, dy) or 1e-6
    span = clamp(reach, abs(upper - lower) * 1.02 + 1e-6, (upper + lower) * 0.9995)
    end = (root[0] + dx / reach * span, root[1] + dy / reach * span)
    cosine = clamp((upper * upper + span * span - lower * lower) / (2.0 * upper * span), -1.0, 1.0)
    angle = math.atan2(dy, dx) + math.copysign(math.acos(cosine), bend)
    return (root[0] + upper * math.cos(angle), root[1] + upper * math.sin(angle)), end


def spline(points: Sequence[Point], per_span: int = 4) -> list[Point]:
    """An open Catmull-Rom curve through `points`, `per_span` samples a span."""
    last = len(points) - 1
    out: list[Point] = []
    for i in range(last):
        p0, p1 = points[max(0, i - 1)], points[i]
        p2, p3 = points[i + 1], points[min(last, i + 2)]
        for k in range(per_span):
            t = k / per_span
            out.append((_catmull(p0[0], p1[0], p2[0], p3[0], t), _catmull(p0[1], p1[1], p2[1], p3[1], t)))
    out.append(points[last])
    return out


def _catmull(a: float, b: float, c: float, d: float, t: float) -> float:
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))


def normals(points: Sequence[Point]) -> list[Point]:
    """Unit normals along an open chain, to the left of travel on the screen (up for a chain that runs to +x)."""
    out: list[Point] = []
    add = out.append
    each = iter(points)
    ax, ay = bx, by = next(each)
    for cx, cy in each:
        dx, dy = cx - ax, cy - ay
        length = sqrt(dx * dx + dy * dy) or 1e-9
        add((dy / length, -dx / length))
        ax, ay, bx, by = bx, by, cx, cy
    dx, dy = bx - ax, by - ay
    length = sqrt(dx * dx + dy * dy) or 1e-9
    add((dy / length, -dx / length))
    return out


def edges(points: Sequence[Point], widths: Sequence[float]) -> tuple[list[Point], list[Point]]:
    """The two long edges of a ribbon: chain plus and minus half of its widths along the normals."""
    return sides(points, widths, normals(points))


def sides(
    points: Sequence[Point], widths: Sequence[float], across: Sequence[Point]
) -> tuple[list[Point], list[Point]]:
    """The two long edges of a ribbon whose normals are known."""
    left: list[Point] = []
    right: list[Point] = []
    to_left, to_right = left.append, right.append
    for (x, y), (nx, ny), width in zip(points, across, widths, strict=True):
        half = width * 0.5
        nx *= half
        ny *= half
        to_left((x + nx, y + ny))
        to_right((x - nx, y - ny))
    return left, right


def ribbon(
    points: Sequence[Point],
    widths: Sequence[float],
    round_start: bool = True,
    round_end: bool = True,
    across: Sequence[Point] | None = None,
) -> list[Point]:
    """The closed outline of a ribbon with rounded ends, fit for a smooth curve through its points.

    `across` are the chain's normals where they are known.
    """
    outline, right = sides(points, widths, normals(points) if across is None else across)
    if round_end:
        outline.append(_cap(points[-2], points[-1], widths[-1]))
    right.reverse()
    outline += right
    if round_start:
        outline.append(_cap(points[1], points[0], widths[0]))
    return outline


def _cap(before: Point, end: Point, width: float) -> Point:
    length = distance(before, end) or 1e-9
    k = width * 0.48 / length
    return (end[0] + (end[0] - before[0]) * k, end[1] + (end[1] - before[1]) * k)


def midpoints(points: Sequence[Point], widths: Sequence[float]) -> tuple[list[Point], list[float]]:
    """The chain with one more point in the middle of every span, so that an offset curve keeps its shape."""
    ax, ay = points[0]
    before = widths[0]
    more = [points[0]]
    wide = [before]
    for point, width in zip(points[1:], widths[1:], strict=True):
        x, y = point
        more += ((ax + (x - ax) * 0.5, ay + (y - ay) * 0.5), point)
        wide += ((before + width) * 0.5, width)
        ax, ay, before = x, y, width
    return more, wide
