"""What stands out of a head: ears, horns, antlers, manes. In radii of the skull, like `head`."""

import math
from functools import lru_cache

from laterna.engines.animatic.figures.geometry import Point, clamp
from laterna.engines.animatic.figures.headbase import Coat, Face
from laterna.engines.animatic.figures.hues import Color, dark, mix
from laterna.engines.animatic.figures.pen import Pen, Shape
from laterna.engines.animatic.figures.rows import Head

INNER: Color = (0.98, 0.64, 0.58)
HORN: Color = (0.93, 0.87, 0.75)
ANTLER: Color = (0.62, 0.46, 0.31)

_EARS: dict[str, tuple[list[Point], list[Point]]] = {
    "pointed": (
        [(-0.5, 0.3), (-0.4, -0.35), (-0.06, -1.0), (0.1, -0.98), (0.42, -0.35), (0.5, 0.3)],
        [(-0.28, 0.2), (-0.22, -0.3), (-0.0, -0.78), (0.24, -0.3), (0.3, 0.2)],
    ),
    "tall": (
        [(-0.42, 0.3), (-0.4, -0.5), (-0.04, -1.1), (0.08, -1.08), (0.36, -0.45), (0.42, 0.3)],
        [(-0.2, 0.2), (-0.2, -0.45), (0.02, -0.85), (0.2, -0.4), (0.24, 0.2)],
    ),
    "round": (
        [(-0.5, 0.1), (-0.52, -0.4), (-0.25, -0.76), (0.25, -0.76), (0.52, -0.4), (0.5, 0.1), (0, 0.3)],
        [(-0.3, 0.0), (-0.3, -0.34), (0.0, -0.54), (0.3, -0.34), (0.3, 0.0), (0, 0.15)],
    ),
    "big_round": (
        [(-0.5, 0.2), (-0.72, -0.4), (-0.36, -0.98), (0.36, -0.98), (0.72, -0.4), (0.5, 0.2), (0, 0.3)],
        [(-0.32, 0.1), (-0.5, -0.36), (-0.22, -0.74), (0.22, -0.74), (0.5, -0.36), (0.32, 0.1), (0, 0.18)],
    ),
    "long": (
        [(-0.17, 0.15), (-0.24, -0.5), (-0.15, -0.94), (0.0, -1.04), (0.15, -0.94), (0.24, -0.5), (0.17, 0.15)],
        [(-0.07, 0.05), (-0.12, -0.5), (-0.06, -0.84), (0.06, -0.84), (0.12, -0.5), (0.07, 0.05)],
    ),
    "leaf": (
        [(-0.16, 0.1), (-0.32, -0.4), (-0.14, -0.86), (0.04, -1.0), (0.24, -0.7), (0.28, -0.3), (0.14, 0.1)],
        [(-0.05, 0.0), (-0.16, -0.4), (-0.03, -0.76), (0.1, -0.66), (0.14, -0.3), (0.05, 0.0)],
    ),
    "flop": (
        [(-0.2, -0.1), (-0.44, 0.3), (-0.42, 0.8), (-0.12, 1.06), (0.18, 0.9), (0.3, 0.4), (0.26, -0.1)],
        [],
    ),
    "fold": (
        [(-0.42, 0.2), (-0.4, -0.4), (-0.1, -0.62), (0.3, -0.5), (0.62, -0.12), (0.5, 0.18)],
        [],
    ),
    "tuft": (
        [(-0.62, 0.3), (-0.74, -0.2), (-0.56, -0.6), (-0.2, -0.8), (0.2, -0.76), (0.54, -0.5),
            (0.66, -0.1), (0.5, 0.3)],
        [(-0.36, 0.2), (-0.46, -0.14), (-0.3, -0.48), (0.1, -0.52), (0.38, -0.24), (0.3, 0.16)],
    ),
    "huge": (
        [(0.05, -0.55), (-0.5, -0.8), (-1.05, -0.5), (-1.2, 0.2), (-0.9, 0.9), (-0.45, 1.0), (-0.1, 0.55)],
        [(-0.1, -0.3), (-0.5, -0.55), (-0.9, -0.32), (-1.0, 0.15), (-0.75, 0.66), (-0.4, 0.72), (-0.15, 0.35)],
    ),
}  # fmt: skip


@lru_cache(maxsize=64)
def _ear_shapes(kind: str) -> tuple[Shape, Shape | None]:
    outer, inner = _EARS.get(kind, _EARS["pointed"])
    return Shape(outer, depth=0.16), Shape(inner) if inner else None


def draw_ear(pen: Pen, head: Head, coat: Coat, yaw: float, which: int, face: Face) -> None:
    """One ear; `which` +1 the far one (right in the picture), -1 the near one."""
    if not head.ear or head.ear == "none":
        return
    outer, inner = _ear_shapes(head.ear)
    size = head.ear_size
    spread = which * head.ear_at
    x = clamp(math.sin(yaw * 0.45 + spread * 1.15), -0.98, 0.98) * head.width * 0.92
    y = -head.height * math.sqrt(max(0.05, 1.0 - (x / head.width) ** 2)) + 0.12
    droop = -0.5 * min(0.0, face.mood.ears) - 0.12 * max(0.0, face.mood.ears)
    lean = spread * head.ear_tilt * 1.4 + which * droop * 0.8
    color = coat.coat
    if "dark_ears" in head.marks:
        color = coat.dark
    if head.ear == "flop":
        x, y, lean = (
            which * head.width * 0.80 + 0.1 * math.sin(yaw),
            -head.height * 0.5,
            -which * (0.35 + 0.2 * face.sway),
        )
        color = coat.dark
    elif head.ear == "leaf":
        lean = which * (head.ear_tilt + droop * 0.7) + 0.12 * (which < 0)
    elif head.ear == "huge":
        _huge(pen, head, coat, yaw, which, face)
        return
    squeeze = (0.72 if which > 0 else 0.95) if abs(yaw) > 0.3 else 0.9
    with pen.within(
        x,
        y,
        lean + face.sway * (0.16 if which > 0 else 0.22),
        which * -size * squeeze if head.ear in ("leaf", "fold", "tuft") else size * squeeze,
        size,
    ):
        pen.form(outer, dark(color, 0.93) if which > 0 else color)
        if inner is not None and abs(yaw) < 1.9:
            pen.form(inner, coat.dark if head.ear == "tuft" else mix(INNER, color, 0.45), outer=False)
        if "dark_tips" in head.marks:
            pen.blob(
                [(-0.29, -0.52), (-0.05, -1.0), (0.1, -0.98), (0.31, -0.55), (0.0, -0.46)],
                coat.dark,
                outer=False,
            )


def _huge(pen: Pen, head: Head, coat: Coat, yaw: float, which: int, face: Face) -> None:
    outer, inner = _ear_shapes("huge")
    flap = 0.92 + 0.16 * math.sin(face.sway * 6.0)
    x = which * head.width * 0.72 * (0.3 + 0.7 * math.cos(yaw)) - 0.1 * math.sin(yaw)
    wide = head.ear_size * flap * (0.55 if which > 0 and yaw > 0.3 else 1.0)
    with pen.within(x, 0.1, 0.1 * which, wide * (-which), head.ear_size):
        pen.form(outer, dark(coat.coat, 0.95))
        if inner is not None:
            pen.form(inner, mix(coat.coat, INNER, 0.25), outer=False)


def draw_horns(pen: Pen, head: Head, coat: Coat, yaw: float, far: bool) -> None:
    """Horns and antlers; the far one is drawn behind the head."""
    if not head.horns:
        return
    which = 1 if far else -1
    kind = head.horns
    if kind in ("unicorn", "rhino"):
        if not far:
            _single_horn(pen, kind, yaw, head)
        return
    x0 = math.sin(yaw * 0.35 + which * 0.42) * head.width
    y0 = -head.height * 0.82
    out = which * (0.45 + 0.55 * math.cos(yaw))
    horn = dark(HORN, 0.85) if far else HORN
    antler = dark(ANTLER, 0.8) if far else ANTLER
    if kind == "antlers":
        _antlers(pen, (x0, y0), out, antler, 1.0)
    elif kind == "palmate":
        _palmate(pen, (x0, y0), out, antler)
    elif kind == "cow":
        pen.limb(
            [(x0, y0), (x0 + 0.34 * out, y0 - 0.16), (x0 + 0.44 * out, y0 - 0.5)],
            [0.24, 0.2, 0.05],
            horn,
            shade=0.2,
        )
    elif kind == "bull":
        pen.limb(
            [
                (x0, y0 + 0.1),
                (x0 + 0.6 * out, y0 + 0.02),
                (x0 + 0.85 * out, y0 - 0.34),
                (x0 + 0.72 * out, y0 - 0.62),
            ],
            [0.32, 0.3, 0.2, 0.04],
            horn,
            shade=0.2,
        )
    elif kind == "buffalo":
        pen.limb(
            [
                (x0 - 0.1 * out, y0 + 0.16),
                (x0 + 0.5 * out, y0 + 0.34),
                (x0 + 0.95 * out, y0 + 0.05),
                (x0 + 0.9 * out, y0 - 0.42),
            ],
            [0.42, 0.34, 0.22, 0.04],
            dark(horn, 0.5),
            shade=0.2,
        )
    elif kind == "goat":
        pen.limb(
            [(x0, y0), (x0 - 0.12 + 0.1 * out, y0 - 0.5), (x0 - 0.5 + 0.2 * out, y0 - 0.82)],
            [0.24, 0.18, 0.05],
            dark(horn, 0.8),
            shade=0.2,
        )
    elif kind == "ram":
        pen.limb(
            [
                (x0, y0 + 0.15),
                (x0 - 0.3 + 0.5 * out, y0 - 0.1),
                (x0 - 0.55 + 0.75 * out, y0 + 0.35),
                (x0 - 0.25 + 0.7 * out, y0 + 0.75),
                (x0 + 0.05 + 0.6 * out, y0 + 0.55),
            ],
            [0.36, 0.34, 0.28, 0.2, 0.08],
            dark(horn, 0.85),
            shade=0.25,
        )
    elif kind == "dragon":
        pen.limb(
            [(x0, y0 + 0.1), (x0 - 0.3 + 0.1 * out, y0 - 0.42), (x0 - 0.85 + 0.2 * out, y0 - 0.62)],
            [0.32, 0.24, 0.04],
            horn,
            shade=0.25,
        )
        if not far:
            # A low horn over the brow and a bony ridge make the stare a dragon's rather than a dog's.
            brow = math.sin(yaw) * 0.55
            pen.limb(
                [(brow - 0.1, -0.52), (brow - 0.02, -0.86), (brow - 0.22, -1.2)],
                [0.26, 0.18, 0.03],
                horn,
                shade=0.2,
            )
            pen.limb(
                [(brow - 0.5, -0.52), (brow - 0.05, -0.5), (brow + 0.4, -0.26)],
                [0.1, 0.2, 0.1],
                dark(coat.coat, 0.8),
            )
        pen.blob(
            [(-0.85, -0.1), (-1.45, -0.3), (-1.15, 0.05), (-1.5, 0.3), (-1.05, 0.35), (-0.8, 0.4)], coat.dark
        )
    elif kind == "triceratops":
        if far:
            pen.ball(-0.35, -0.3, 1.35, 1.3, coat.dark)
        pen.limb(
            [(x0 + 0.1, y0 + 0.2), (x0 + 0.35, y0 - 0.4), (x0 + 0.8, y0 - 0.75)],
            [0.26, 0.2, 0.03],
            horn,
            shade=0.25,
        )
    elif kind == "giraffe":
        pen.limb([(x0, y0 + 0.1), (x0 + 0.04 * out, y0 - 0.42)], [0.18, 0.14], coat.coat, shade=0.2)
        pen.ball(x0 + 0.04 * out, y0 - 0.46, 0.13, 0.12, coat.dark)


def _antlers(pen: Pen, at: Point, out: float, color: Color, size: float) -> None:
    x, y = at

    def beam(points: list[Point], widths: list[float]) -> None:
        pen.limb([(x + px * out * size, y + py * size) for px, py in points], widths, color, shade=0.2)

    beam([(0, 0.1), (0.35, -0.5), (0.62, -1.15), (0.5, -1.75)], [0.17, 0.15, 0.12, 0.05])
    beam([(0.16, -0.22), (0.45, -0.42), (0.66, -0.36)], [0.12, 0.1, 0.04])
    beam([(0.5, -0.78), (0.22, -1.1), (0.14, -1.42)], [0.12, 0.1, 0.04])
    beam([(0.62, -1.12), (0.92, -1.36), (1.0, -1.66)], [0.12, 0.09, 0.04])


def _palmate(pen: Pen, at: Point, out: float, color: Color) -> None:
    x, y = at
    shape = [
        (0, 0.1),
        (0.4, -0.3),
        (0.62, -0.25),
        (0.9, -0.62),
        (1.3, -0.45),
        (1.2, -0.8),
        (1.6, -0.85),
        (1.35, -1.1),
        (1.55, -1.4),
        (1.15, -1.3),
        (1.0, -1.6),
        (0.82, -1.2),
        (0.55, -0.75),
        (0.25, -0.42),
        (-0.1, -0.02),
    ]
    pen.facet([(x + px * out, y + py) for px, py in shape], color)


def _single_horn(pen: Pen, kind: str, yaw: float, head: Head) -> None:
    s = math.sin(yaw)
    if kind == "rhino":
        tip = s * (0.5 + head.muzzle_length)
        drop = 0.0 + head.muzzle_drop
        pen.limb(
            [(tip - 0.05, drop - 0.1), (tip + 0.2 * s, drop - 0.75), (tip + 0.1 * s, drop - 1.25)],
            [0.52, 0.28, 0.04],
            HORN,
            shade=0.25,
        )
        pen.limb(
            [(tip - 0.55 * s, drop - 0.42), (tip - 0.5 * s, drop - 0.95)], [0.36, 0.04], HORN, shade=0.25
        )
        return
    base = (s * 0.52, -head.height * 0.82)
    tip_at = (s * 0.52 + 0.55 * s, -head.height * 0.82 - 1.25)
    pen.limb([base, tip_at], [0.28, 0.03], (0.98, 0.84, 0.45), shade=0.3)
    for k in (0.2, 0.42, 0.62):
        x, y = base[0] + (tip_at[0] - base[0]) * k, base[1] + (tip_at[1] - base[1]) * k
        pen.line([(x - 0.11 * (1 - k), y + 0.02), (x + 0.12 * (1 - k), y - 0.07)], 0.035, (0.85, 0.62, 0.25))


@lru_cache(maxsize=8)
def _lion_mane(yaw: float) -> tuple[Shape, Shape]:
    def ring(radius: float, count: int, depth: float) -> Shape:
        points: list[Point] = []
        for k in range(count * 2):
            a = k * math.tau / (count * 2)
            r = radius * (1.0 + (depth if k % 2 else 0.0)) * (1.0 + 0.08 * math.sin(a))
            points.append((math.cos(a) * r - 0.14 * math.sin(yaw), math.sin(a) * r * 1.02 + 0.06))
        return Shape(points, depth=0.16)

    return ring(1.46, 13, 0.16), ring(1.2, 12, 0.14)


def draw_mane_back(pen: Pen, head: Head, color: Color, yaw: float, sway: float) -> None:
    """The part of a mane behind the head."""
    if head.mane == "lion":
        outer, inner = _lion_mane(round(yaw, 1))
        pen.form(outer, color)
        pen.form(inner, mix(color, (0.95, 0.7, 0.35), 0.25), outer=False)
    elif head.mane == "wool":
        for k in range(9):
            a = math.pi * (0.92 + k / 8 * 1.16)
            pen.ball(math.cos(a) * 0.82 - 0.1, math.sin(a) * 0.72 - 0.1, 0.42, 0.4, color)


def draw_mane_front(pen: Pen, head: Head, color: Color, yaw: float) -> None:
    """Forelocks and tufts before the forehead."""
    s = math.sin(yaw)
    if head.mane in ("horse", "donkey"):
        size = 1.0 if head.mane == "horse" else 0.6
        pen.blob(
            [
                (s * 0.1 - 0.3, -0.86),
                (s * 0.2, -1.12 * (0.5 + 0.5 * size)),
                (s * 0.5 + 0.16, -0.82),
                (s * 0.62 + 0.12 * size, -0.3),
                (s * 0.5 - 0.02, -0.42),
                (s * 0.34, -0.24),
                (s * 0.2, -0.56),
            ],
            color,
        )
    elif head.mane == "tuft":
        pen.blob(
            [
                (s * 0.3 - 0.3, -0.8),
                (s * 0.3 - 0.22, -1.2),
                (s * 0.3, -1.04),
                (s * 0.3 + 0.18, -1.24),
                (s * 0.3 + 0.3, -0.8),
                (s * 0.4, -0.62),
            ],
            color,
        )
    elif head.mane == "wool":
        for k in (-0.45, 0.0, 0.45):
            pen.ball(s * 0.25 + k, -0.84 + 0.12 * abs(k), 0.34, 0.28, color)
    elif head.mane == "beard":
        pen.blob(
            [
                (s * 0.75 - 0.2, 0.82),
                (s * 0.8 + 0.14, 0.86),
                (s * 0.78 + 0.05, 1.3),
                (s * 0.72 - 0.1, 1.55),
                (s * 0.68 - 0.15, 1.2),
            ],
            color,
        )
