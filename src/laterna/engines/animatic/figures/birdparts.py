"""Beaks, crests, tails and markings of birds. Beaks and crests in radii of the head, tails in heights of the bird."""

import math
from collections.abc import Callable

from laterna.engines.animatic.figures.geometry import Point
from laterna.engines.animatic.figures.hues import Color, dark, mix
from laterna.engines.animatic.figures.pen import Pen
from laterna.engines.animatic.figures.pose import Pose
from laterna.engines.animatic.figures.rows import Bird

# kind: upper outline, lower outline (both from the head outward)
_BEAKS: dict[str, tuple[list[Point], list[Point]]] = {
    "short": ([(0.7, -0.2), (1.2, -0.08), (1.55, 0.14), (0.8, 0.2)], [(0.75, 0.1), (1.4, 0.14),
        (1.15, 0.3), (0.75, 0.34)]),
    "thick": ([(0.6, -0.3), (1.2, -0.22), (1.75, 0.12), (0.8, 0.2)], [(0.7, 0.1), (1.55, 0.14),
        (1.2, 0.36), (0.7, 0.38)]),
    "hook": ([(0.6, -0.34), (1.15, -0.36), (1.5, -0.02), (1.42, 0.44), (1.2, 0.14), (0.8, 0.18)],
        [(0.7, 0.1), (1.2, 0.16), (1.1, 0.36), (0.7, 0.4)]),
    "small_hook": ([(-0.06, -0.06), (0.18, -0.1), (0.34, 0.06), (0.22, 0.44), (0.02, 0.2)], [(0.05, 0.2),
        (0.2, 0.3), (0.14, 0.42), (0.04, 0.32)]),
    "hook_long": ([(0.65, -0.2), (1.4, -0.14), (1.85, 0.02), (1.85, 0.26), (1.6, 0.14), (0.8, 0.18)],
        [(0.7, 0.1), (1.65, 0.16), (1.3, 0.32), (0.7, 0.34)]),
    "flat": ([(0.6, -0.14), (1.15, -0.02), (1.65, 0.0), (1.8, 0.16), (1.5, 0.24), (0.75, 0.22)],
        [(0.7, 0.14), (1.6, 0.22), (1.5, 0.36), (0.8, 0.38)]),
    "long": ([(0.7, -0.14), (1.7, 0.06), (2.7, 0.24), (0.8, 0.16)], [(0.72, 0.1), (2.5, 0.24),
        (1.5, 0.26), (0.72, 0.28)]),
    "bent": ([(0.6, -0.2), (1.4, -0.1), (1.9, 0.3), (1.7, 0.8), (1.4, 0.4), (0.8, 0.2)], [(0.7, 0.1),
        (1.4, 0.4), (1.5, 0.62), (0.9, 0.4)]),
    "toucan": ([(0.6, -0.5), (1.6, -0.56), (2.5, -0.1), (2.6, 0.4), (2.2, 0.16), (0.8, 0.16)],
        [(0.7, 0.1), (2.2, 0.18), (1.7, 0.4), (0.8, 0.4)]),
    "pouch": ([(0.6, -0.16), (2.0, 0.0), (3.0, 0.16), (2.9, 0.32), (0.8, 0.2)], [(0.7, 0.1), (2.8, 0.26),
        (2.0, 0.8), (1.0, 0.6)]),
}  # fmt: skip


def draw_beak(pen: Pen, row: Bird, color: Color, open_: float, front: bool) -> None:
    """The beak; `open_` 0..1."""
    upper, lower = _BEAKS.get(row.beak, _BEAKS["short"])
    size = row.beak_size
    gap = 0.45 * open_
    if front and row.beak != "small_hook":
        pen.facet([(-0.24, 0.12), (0.24, 0.12), (0.0, 0.5 + 0.1 * size)], color, outer=False)
        if open_ > 0.1:
            pen.facet([(-0.16, 0.24), (0.16, 0.24), (0.0, 0.6 + gap)], dark(color, 0.7), outer=False)
        return
    if gap > 0.04:
        pen.blob(
            [(0.8, 0.12), (upper[-2][0] * 0.85, 0.16), (lower[-2][0] * 0.9, 0.3 + gap * 0.7), (0.75, 0.3)],
            (0.5, 0.16, 0.2),
            outer=False,
        )
    turn = gap
    with pen.within(0.7, 0.2, turn):
        pen.blob([((x - 0.7) * size, (y - 0.2) * size) for x, y in lower], dark(color, 0.82))
    with pen.within(0.7, 0.0, -turn * 0.35):
        pen.blob([((x - 0.7) * size, y * size) for x, y in upper], color)
        if row.beak == "toucan":
            pen.blob([(1.3, -0.4), (1.9, -0.06), (1.92, 0.36), (1.6, 0.12)], (0.2, 0.18, 0.2), outer=False)


def draw_crest(pen: Pen, row: Bird, tone: Color, coat: Color, behind: bool) -> None:
    """What stands on the head."""
    kind = row.crest
    if kind in ("comb", "big_comb") and behind:
        size = 1.0 if kind == "comb" else 1.5
        for x, r in ((-0.36, 0.26), (0.0, 0.32), (0.36, 0.28)):
            pen.oval(x, -0.95 * (0.85 + 0.15 * size), r * size * 0.8, r * size, tone, outer=True)
    elif kind in ("comb", "big_comb"):
        size = 1.0 if kind == "comb" else 1.4
        pen.blob(
            [(0.62, 0.36), (0.86, 0.4), (0.84, 0.8 * size), (0.66, 0.95 * size), (0.54, 0.7 * size)],
            tone,
            outer=False,
        )
    elif kind == "plume" and behind:
        for k in range(3):
            pen.limb(
                [
                    (-0.3 + 0.1 * k, -0.75),
                    (-0.7 - 0.15 * k, -1.15 + 0.1 * k),
                    (-1.25 - 0.1 * k, -1.1 + 0.28 * k),
                ],
                [0.24, 0.22, 0.05],
                tone,
                shade=0.2,
            )
    elif kind == "fan" and behind:
        for k in range(4):
            a = -1.9 + 0.34 * k
            pen.limb(
                [
                    (0.0, -0.7),
                    (math.cos(a) * 1.1, math.sin(a) * 1.25),
                    (math.cos(a) * 1.35 - 0.12, math.sin(a) * 1.6),
                ],
                [0.24, 0.26, 0.06],
                tone,
                shade=0.2,
            )
    elif kind == "crown" and behind:
        for k in range(5):
            a = -2.1 + 0.25 * k
            end = (math.cos(a) * 1.9, math.sin(a) * 1.9)
            pen.line([(0.0, -0.8), end], 0.07, tone)
            pen.oval(end[0], end[1], 0.16, 0.16, (0.2, 0.5, 0.8), outer=True)
    elif kind == "ears" and behind:
        for which in (-1, 1):
            pen.blob(
                [(which * 0.3 + 0.1, -0.75), (which * 0.95 + 0.1, -1.3), (which * 0.95 + 0.1, -0.4)],
                dark(coat, 0.86),
            )


def draw_tail_feathers(
    pen: Pen, row: Bird, color: Color, tone: Color, root: Point, tilt: float, pose: Pose, spread: bool
) -> None:
    """The tail from `root`; `spread` opens the fans of peacocks and turkeys."""
    painter = _SPREAD.get(row.tail) if spread else None
    if painter is not None:
        painter(pen, row, color, tone, root)
        return
    kind = row.tail
    if not kind:
        return
    back = tilt * 0.9
    long = {
        "long": 0.62,
        "fork": 0.4,
        "stub": 0.12,
        "perk": 0.2,
        "puff": 0.2,
        "plume": 0.8,
        "peacock": 1.0,
        "fan": 0.35,
        "fan_up": 0.3,
        "plume_dark": 0.24,
    }.get(kind, 0.3)
    lift = 0.05 * math.sin(pose.time * 2.0)
    angle = -back + {"perk": 0.7, "fan_up": 0.8, "cock": 0.9}.get(kind, 0.05) + lift

    def tip(turn: float, reach: float) -> Point:
        return (root[0] - math.cos(angle + turn) * reach, root[1] - math.sin(angle + turn) * reach)

    w = row.girth * 0.3
    if kind == "cock":
        for k in range(5):
            a = 0.75 - 0.3 * k
            out = tip(a, 0.44)
            end = tip(a - 0.7, 0.5)
            tone_k = mix((0.12, 0.3, 0.28), color, 0.15 * k)
            pen.limb([root, out, end], [w * 0.8, w * 0.7, w * 0.15], tone_k, shade=0.25)
        return
    if kind in ("plume", "peacock"):
        for k in range(4):
            end = tip(-0.18 + 0.12 * k, long * (1.0 - 0.08 * k))
            mid = tip(0.02 + 0.1 * k, long * 0.5)
            pen.limb(
                [root, mid, end],
                [w * 0.7, w * 0.7, w * 0.4],
                tone if k % 2 else mix(tone, color, 0.5),
                shade=0.2,
            )
            if kind == "peacock":
                pen.oval(end[0], end[1], w * 0.3, w * 0.26, (0.2, 0.42, 0.85))
        return
    if kind == "fork":
        for turn in (-0.16, 0.16):
            pen.limb(
                [root, tip(turn * 0.5, long * 0.5), tip(turn, long)], [w, w * 0.6, w * 0.1], color, shade=0.2
            )
        return
    if kind == "puff":
        pen.ball(root[0] - w * 0.4, root[1], w * 1.1, w, (0.95, 0.93, 0.9))
        return
    shade_tone = tone if kind == "plume_dark" else color
    count = 3 if kind in ("fan", "fan_up") else 2
    for k in range(count):
        turn = (k - (count - 1) / 2) * (0.34 if count == 3 else 0.16)
        pen.limb(
            [root, tip(turn, long * 0.6), tip(turn, long)],
            [w * 1.2, w * 0.95, w * 0.6],
            dark(shade_tone, 1.0 - 0.08 * k),
            shade=0.2,
        )


def _peacock(pen: Pen, row: Bird, color: Color, tone: Color, root: Point) -> None:
    center = (root[0] + 0.12, root[1] - 0.06)
    for ring, (reach, count) in enumerate(((0.98, 13), (0.78, 11), (0.56, 9))):
        for k in range(count):
            a = math.pi * (-0.04 + 1.08 * k / (count - 1))
            end = (center[0] - math.cos(a) * reach, center[1] - math.sin(a) * reach)
            pen.limb([center, end], [0.03, 0.13], dark(tone, 0.82 + 0.09 * ring), shade=0.0)
            pen.oval(end[0], end[1], 0.055, 0.06, (0.80, 0.62, 0.25))
            pen.oval(end[0], end[1] + 0.006, 0.038, 0.042, (0.16, 0.55, 0.62))
            pen.oval(end[0], end[1] + 0.01, 0.02, 0.023, (0.13, 0.18, 0.52))


def _fan(pen: Pen, row: Bird, color: Color, tone: Color, root: Point) -> None:
    center = (root[0] + 0.1, root[1])
    for k in range(9):
        a = math.pi * (0.06 + 0.8 * k / 8)
        end = (center[0] - math.cos(a) * 0.56, center[1] - math.sin(a) * 0.56)
        pen.limb([center, end], [0.06, 0.2], dark(color, 0.9 + 0.1 * (k % 2)), shade=0.0)
        inner = (center[0] - math.cos(a) * 0.6, center[1] - math.sin(a) * 0.6)
        pen.oval(inner[0], inner[1], 0.06, 0.05, (0.93, 0.86, 0.72))


_SPREAD: dict[str, Callable[[Pen, Bird, Color, Color, Point], None]] = {"peacock": _peacock, "fan": _fan}


def draw_marks(pen: Pen, row: Bird, tone: Color, at: Callable[[float, float], Point]) -> None:
    """Markings on the breast."""
    if "speckles" in row.marks:
        for along, up in (
            (0.2, -0.24),
            (0.05, -0.34),
            (0.05, -0.12),
            (-0.1, -0.26),
            (-0.22, -0.12),
            (-0.2, -0.32),
            (0.22, -0.06),
        ):
            x, y = at(along, up)
            pen.line([(x - 0.025, y - 0.02), (x, y + 0.012), (x + 0.025, y - 0.02)], 0.016, tone)
