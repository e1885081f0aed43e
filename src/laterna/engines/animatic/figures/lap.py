"""A skirt on somebody who sits: one cloth over the lap and both knees, hanging from them to its hem."""

import math
from collections.abc import Sequence

from laterna.engines.animatic.figures.geometry import Point, between, clamp, lerp
from laterna.engines.animatic.figures.hues import shade
from laterna.engines.animatic.figures.outfit import Piece
from laterna.engines.animatic.figures.pen import Pen
from laterna.engines.animatic.figures.skeleton import Joints, Limb

_RING = tuple((math.cos(k * math.tau / 16), math.sin(k * math.tau / 16)) for k in range(16))


def draw_lap(pen: Pen, body: Joints, piece: Piece, limb: float) -> None:
    """The cloth around hips, thighs and, where it is long enough, knees and shins. `limb` is how thick limbs are."""
    share, legs = piece.cut.skirt, (body.far_leg, body.near_leg)
    thick = 0.05 * limb
    marks = _around(body.pelvis, body.widths[2] * 0.56)
    for leg in legs:
        marks += _around(between(leg.root, leg.middle, min(1.0, 2.0 * share)), thick * 1.15)
    hems = [_hem(leg, share) for leg in legs]
    hangs = share > 0.5 and all(leg.end[1] - leg.middle[1] > 0.5 * _long(leg) for leg in legs)
    out = (0.02 + 0.06 * piece.cut.flare) * (share if hangs else 0.4)
    for x, y in hems:
        marks += [(x - thick - out, y), (x + thick + out, y)] if hangs else _around((x, y), thick + out)
    outline = _hull(marks)
    pen.facet(outline, piece.color)
    _folds(pen, body, piece, outline, hems)


def _hem(leg: Limb, share: float) -> Point:
    """Where the cloth ends on a leg; a short skirt slips up a little on who sits."""
    if share <= 0.5:
        return between(leg.root, leg.middle, 2.0 * share * 0.94)
    return between(leg.middle, leg.end, 2.0 * (share - 0.5))


def _long(leg: Limb) -> float:
    return math.dist(leg.middle, leg.end)


def _around(at: Point, radius: float) -> list[Point]:
    return [(at[0] + radius * x, at[1] + radius * y) for x, y in _RING]


def _folds(pen: Pen, body: Joints, piece: Piece, outline: Sequence[Point], hems: Sequence[Point]) -> None:
    """Lines that fan out from the lap to the hem, and the side away from the light."""
    tone = shade(piece.color, 0.8)
    (px, py), knees = body.pelvis, [body.far_leg.middle, body.near_leg.middle]
    lap = between((px, py), between(knees[0], knees[1], 0.5), 0.5)
    low = max(y for _, y in outline)
    base = [point for point in outline if point[1] > low - 0.02]
    left, right = min(x for x, _ in base), max(x for x, _ in base)
    away = 1.0 if pen.toward[0] <= 0 else 0.0
    if low - lap[1] < 0.09 or right - left < 0.03:
        for (x, y), knee in zip(hems, knees, strict=True):
            bend = between(lap, knee, 0.55)
            pen.line(
                [between((px, py), lap, 0.5), (bend[0], bend[1] + 0.012), between(knee, (x, y), 0.3)],
                0.007,
                tone,
            )
        return
    edge, inner = lerp(left, right, away), lerp(left, right, abs(away - 0.28))
    start = (clamp(edge, lap[0] - 0.05, lap[0] + 0.05), lerp(lap[1], low, 0.2))
    pen.facet([start, (edge, low), (inner, low)], tone, outer=False)
    for k in (0.36, 0.6, 0.82):
        end = (lerp(left, right, k), low - 0.012)
        pen.line([(lerp(lap[0], end[0], 0.35), lerp(lap[1], low, 0.3)), end], 0.007, tone)


def _hull(points: Sequence[Point]) -> list[Point]:
    """The convex outline of the points, clockwise on the page."""
    ordered = sorted(set(points))
    lower, upper = _chain(ordered), _chain(ordered[::-1])
    return lower[:-1] + upper[:-1]


def _chain(points: Sequence[Point]) -> list[Point]:
    chain: list[Point] = []
    for x, y in points:
        while len(chain) > 1:
            (ax, ay), (bx, by) = chain[-2], chain[-1]
            if (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0:
                break
            chain.pop()
        chain.append((x, y))
    return chain
