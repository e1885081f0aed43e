"""Patterns of fur: stripes, spots, patches, wool, laid on the trunk in its own coordinates to move with it."""

import math
import random
from functools import lru_cache

from laterna.engines.animatic.figures.geometry import Point, lerp
from laterna.engines.animatic.figures.headbase import Coat
from laterna.engines.animatic.figures.hues import Color, dark, mix
from laterna.engines.animatic.figures.pen import Pen
from laterna.engines.animatic.figures.rows import Quadruped

Trunk = tuple[list[Point], list[float]]


def on_trunk(points: list[Point], widths: list[float], u: float, v: float) -> Point:
    """The point `u` 0 (rump)..1 (chest) along the trunk and `v` -1 (back)..1 (belly) across it."""
    span = u * (len(points) - 1)
    i = min(int(span), len(points) - 2)
    t = span - i
    (x0, y0), (x1, y1) = points[i], points[i + 1]
    dx, dy = x1 - x0, y1 - y0
    n = math.hypot(dx, dy) or 1.0
    half = lerp(widths[i], widths[i + 1], t) * 0.5 * v
    return (x0 + dx * t - dy / n * half, y0 + dy * t + dx / n * half)


def draw_pattern(pen: Pen, row: Quadruped, coat: Coat, points: list[Point], widths: list[float]) -> None:
    """Draws every pattern of the row onto the trunk."""
    for name in row.pattern:
        painter = PATTERNS.get(name)
        if painter is not None:
            painter(pen, row, coat, (points, widths))


def _stripes(pen: Pen, coat: Coat, trunk: Trunk, count: int, width: float, reach: float) -> None:
    points, widths = trunk
    for k in range(count):
        u = 0.1 + 0.84 * k / (count - 1)
        end = reach * (0.75 + 0.25 * math.sin(k * 2.4)) - 0.1
        chain = [
            on_trunk(points, widths, u + 0.015, -0.97),
            on_trunk(points, widths, u - 0.012, lerp(-0.97, end, 0.5)),
            on_trunk(points, widths, u + 0.02, end),
        ]
        pen.limb(chain, [width, width * 0.9, width * 0.12], coat.dark, shade=0.0, outer=False)


def _tiger(pen: Pen, row: Quadruped, coat: Coat, trunk: Trunk) -> None:
    _stripes(pen, coat, trunk, 9, 0.055, 0.5)


def _tabby(pen: Pen, row: Quadruped, coat: Coat, trunk: Trunk) -> None:
    _stripes(pen, coat, trunk, 7, 0.045, -0.1)


def _zebra(pen: Pen, row: Quadruped, coat: Coat, trunk: Trunk) -> None:
    _stripes(pen, coat, trunk, 10, 0.075, 0.92)


def _chipmunk(pen: Pen, row: Quadruped, coat: Coat, trunk: Trunk) -> None:
    points, widths = trunk
    for v in (-0.72, -0.35):
        pen.line([on_trunk(points, widths, u, v) for u in (0.08, 0.3, 0.55, 0.8, 0.95)], 0.035, coat.dark)


@lru_cache(maxsize=64)
def _scatter(seed: int, count: int, near: float) -> tuple[tuple[float, float, float], ...]:
    rng = random.Random(seed)
    found: list[tuple[float, float, float]] = []
    for _ in range(count * 30):
        u, v, r = rng.uniform(0.05, 0.97), rng.uniform(-0.82, 0.5), rng.uniform(0.7, 1.25)
        if all((u - a) ** 2 * 9 + (v - b) ** 2 > near * near for a, b, _ in found):
            found.append((u, v, r))
        if len(found) >= count:
            break
    return tuple(found)


def _spots(
    pen: Pen,
    coat: Coat,
    trunk: Trunk,
    count: int,
    radius: float,
    color: Color,
    core: Color | None,
    near: float,
) -> None:
    points, widths = trunk
    for u, v, r in _scatter(7, count, near):
        x, y = on_trunk(points, widths, u, v)
        pen.oval(x, y, radius * r * 1.1, radius * r * 0.9, color)
        if core is not None:
            pen.oval(x + radius * 0.06, y + radius * 0.05, radius * r * 0.55, radius * r * 0.45, core)


def _leopard(pen: Pen, row: Quadruped, coat: Coat, trunk: Trunk) -> None:
    _spots(pen, coat, trunk, 26, 0.05, coat.dark, mix(coat.coat, coat.dark, 0.28), 0.26)


def _cheetah(pen: Pen, row: Quadruped, coat: Coat, trunk: Trunk) -> None:
    _spots(pen, coat, trunk, 34, 0.026, coat.dark, None, 0.22)


def _fawn(pen: Pen, row: Quadruped, coat: Coat, trunk: Trunk) -> None:
    _spots(pen, coat, trunk, 15, 0.026, coat.belly, None, 0.3)


def _dalmatian(pen: Pen, row: Quadruped, coat: Coat, trunk: Trunk) -> None:
    _spots(pen, coat, trunk, 20, 0.035, coat.dark, None, 0.3)


def _giraffe(pen: Pen, row: Quadruped, coat: Coat, trunk: Trunk) -> None:
    points, widths = trunk
    for u, v, r in _scatter(11, 22, 0.36):
        x, y = on_trunk(points, widths, u, v)
        s = 0.085 * r
        pen.facet(
            [
                (x - s, y - s * 0.3),
                (x - s * 0.2, y - s * 0.9),
                (x + s * 0.9, y - s * 0.5),
                (x + s, y + s * 0.4),
                (x + s * 0.1, y + s * 0.9),
                (x - s * 0.8, y + s * 0.6),
            ],
            coat.dark,
            outer=False,
        )


def _cow(pen: Pen, row: Quadruped, coat: Coat, trunk: Trunk) -> None:
    points, widths = trunk
    for u, v, du, dv in (
        (0.2, -0.45, 0.14, 0.5),
        (0.52, -0.2, 0.11, 0.42),
        (0.82, -0.5, 0.1, 0.42),
        (0.66, 0.5, 0.06, 0.2),
    ):
        outline = []
        for k in range(8):
            a = k * math.tau / 8
            wob = 1.0 + 0.22 * math.sin(3 * a + u * 20)
            outline.append(
                on_trunk(
                    points,
                    widths,
                    min(0.98, max(0.02, u + du * wob * math.cos(a))),
                    min(0.9, max(-0.97, v + dv * wob * math.sin(a))),
                )
            )
        pen.blob(outline, coat.dark, outer=False)


def _panda(pen: Pen, row: Quadruped, coat: Coat, trunk: Trunk) -> None:
    points, widths = trunk
    edge = [
        on_trunk(points, widths, u, v)
        for u, v in (
            (0.62, -0.98),
            (0.66, -0.4),
            (0.62, 0.3),
            (0.66, 0.98),
            (0.84, 0.99),
            (0.9, 0.4),
            (0.9, -0.4),
            (0.82, -0.99),
        )
    ]
    pen.blob(edge, coat.dark, outer=False)


def _saddle(pen: Pen, row: Quadruped, coat: Coat, trunk: Trunk) -> None:
    """A darker back."""
    points, widths = trunk
    edge = [
        on_trunk(points, widths, u, v)
        for u, v in (
            (0.03, -0.6),
            (0.2, -0.98),
            (0.5, -0.99),
            (0.8, -0.99),
            (0.95, -0.7),
            (0.7, -0.4),
            (0.45, -0.3),
            (0.2, -0.32),
        )
    ]
    pen.blob(edge, coat.dark, outer=False)


def _wool(pen: Pen, row: Quadruped, coat: Coat, trunk: Trunk) -> None:
    points, widths = trunk
    ring = [
        (0.04, 0.5),
        (0.0, -0.1),
        (0.06, -0.75),
        (0.22, -1.0),
        (0.4, -1.05),
        (0.58, -1.06),
        (0.75, -1.05),
        (0.92, -0.85),
        (0.99, -0.2),
        (0.96, 0.45),
        (0.8, 0.9),
        (0.62, 1.0),
        (0.44, 1.0),
        (0.25, 0.95),
    ]
    for u, v in ring:
        x, y = on_trunk(points, widths, u, v)
        pen.ball(x, y, row.girth * 0.22, row.girth * 0.21, coat.coat)
    pen.blob([on_trunk(points, widths, u, v * 0.9) for u, v in ring], coat.coat, outer=False)
    for u, v in ((0.25, -0.3), (0.5, -0.5), (0.7, -0.1), (0.42, 0.2), (0.82, -0.45), (0.15, 0.1)):
        x, y = on_trunk(points, widths, u, v)
        r = row.girth * 0.12
        pen.line(
            [(x - r, y), (x - r * 0.2, y + r * 0.55), (x + r * 0.7, y + r * 0.1)],
            0.022,
            dark(coat.coat, 0.86),
        )


def _spines(pen: Pen, row: Quadruped, coat: Coat, trunk: Trunk) -> None:
    """A hedgehog's back."""
    points, widths = trunk
    outline: list[Point] = [on_trunk(points, widths, 0.0, 0.75)]
    steps = 22
    for k in range(steps + 1):
        u = k / steps
        far = 1.42 if k % 2 else 1.08
        outline.append(
            on_trunk(
                points,
                widths,
                min(0.96, u * 0.96),
                -far * (0.55 + 0.45 * math.sin(math.pi * min(1.0, u * 1.1 + 0.14))),
            )
        )
    outline += [
        on_trunk(points, widths, 0.9, 0.1),
        on_trunk(points, widths, 0.6, 0.45),
        on_trunk(points, widths, 0.3, 0.6),
    ]
    pen.facet(outline, coat.dark)
    for u, v in (
        (0.15, -0.2),
        (0.3, -0.6),
        (0.45, -0.1),
        (0.6, -0.6),
        (0.75, -0.2),
        (0.3, 0.15),
        (0.85, -0.6),
        (0.12, -0.65),
        (0.62, 0.1),
    ):
        x, y = on_trunk(points, widths, u, v)
        pen.line([(x + 0.05, y + 0.03), (x - 0.05, y - 0.06)], 0.022, mix(coat.dark, coat.belly, 0.5))


def _armor(pen: Pen, row: Quadruped, coat: Coat, trunk: Trunk) -> None:
    points, widths = trunk
    for u in (0.24, 0.52, 0.76):
        pen.line(
            [
                on_trunk(points, widths, u, -0.95),
                on_trunk(points, widths, u + 0.02, -0.2),
                on_trunk(points, widths, u - 0.02, 0.6),
            ],
            0.02,
            dark(coat.coat, 0.75),
        )


def _ridge(pen: Pen, row: Quadruped, coat: Coat, trunk: Trunk) -> None:
    """Spikes along the back."""
    points, widths = trunk
    count = 8
    for k in range(count):
        u = 0.04 + 0.9 * k / (count - 1)
        tall = 1.28 + 0.16 * math.sin(math.pi * k / (count - 1))
        a, b = (
            on_trunk(points, widths, max(0.0, u - 0.055), -0.92),
            on_trunk(points, widths, min(1.0, u + 0.055), -0.92),
        )
        pen.facet([a, on_trunk(points, widths, max(0.0, u - 0.03), -tall), b], coat.dark)


def _plates(pen: Pen, row: Quadruped, coat: Coat, trunk: Trunk) -> None:
    """The broad scales of a belly."""
    points, widths = trunk
    for k in range(6):
        u = 0.3 + 0.12 * k
        pen.line(
            [on_trunk(points, widths, u, 0.62), on_trunk(points, widths, u + 0.02, 0.92)],
            0.018,
            dark(coat.belly, 0.84),
        )


def _shell(pen: Pen, row: Quadruped, coat: Coat, trunk: Trunk) -> None:
    """A turtle's dome."""
    points, widths = trunk
    rim = [
        (0.0, 0.3),
        (0.02, -0.5),
        (0.16, -1.25),
        (0.38, -1.62),
        (0.6, -1.62),
        (0.82, -1.25),
        (0.96, -0.5),
        (1.0, 0.25),
        (0.8, 0.45),
        (0.5, 0.52),
        (0.2, 0.45),
    ]
    pen.blob([on_trunk(points, widths, u, v) for u, v in rim], coat.dark)
    pen.blob(
        [
            on_trunk(points, widths, u, v)
            for u, v in (
                (0.02, 0.1),
                (0.1, -0.2),
                (0.3, 0.1),
                (0.5, 0.15),
                (0.75, 0.1),
                (0.95, -0.2),
                (0.98, 0.2),
                (0.8, 0.42),
                (0.5, 0.5),
                (0.2, 0.42),
            )
        ],
        dark(coat.dark, 0.8),
        outer=False,
    )
    for u, v, r in (
        (0.26, -0.7, 0.15),
        (0.5, -0.95, 0.18),
        (0.74, -0.7, 0.15),
        (0.38, -0.2, 0.13),
        (0.62, -0.2, 0.13),
    ):
        x, y = on_trunk(points, widths, u, v)
        pen.facet(
            [
                (x + r * row.girth * math.cos(a), y + r * row.girth * 0.85 * math.sin(a))
                for a in (j * math.tau / 6 for j in range(6))
            ],
            mix(coat.dark, coat.belly, 0.3),
            outer=False,
        )


def _collar(pen: Pen, row: Quadruped, coat: Coat, trunk: Trunk) -> None:
    """A white chest and a white ring of fur around the neck, as collies and corgis have."""
    points, widths = trunk
    pen.blob(
        [on_trunk(points, widths, u, v) for u, v in _BIB],
        coat.belly,
        outer=False,
    )


_BIB = (
    (0.80, -0.62),
    (0.76, 0.0),
    (0.74, 0.62),
    (0.8, 0.96),
    (0.92, 0.96),
    (1.0, 0.7),
    (1.0, 0.0),
    (0.94, -0.7),
)
"""Along 0..1 and across -1..1 of the trunk."""


PATTERNS = {
    "collar": _collar,
    "tiger": _tiger, "tabby": _tabby, "zebra": _zebra, "chipmunk": _chipmunk, "leopard": _leopard, "cheetah": _cheetah,
    "fawn": _fawn, "dalmatian": _dalmatian, "giraffe": _giraffe, "cow": _cow, "panda": _panda, "saddle": _saddle,
    "wool": _wool, "spines": _spines, "armor": _armor, "ridge": _ridge, "plates": _plates, "shell": _shell,
}  # fmt: skip
