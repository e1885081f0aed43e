"""Heads of mammals, turned to any side: features sit on a sphere and a muzzle, and are projected by the yaw.

Everything is in radii of the skull, origin at its centre, y down. Yaw 0 looks at the viewer, π/2 to the right.
"""

import math
from functools import lru_cache

from laterna.engines.animatic.figures.face import brow, eye, mouth
from laterna.engines.animatic.figures.facemarks import FACE_MARKS
from laterna.engines.animatic.figures.geometry import Point, between, clamp
from laterna.engines.animatic.figures.headbase import Coat, Face, side
from laterna.engines.animatic.figures.headgear import draw_ear, draw_horns, draw_mane_back, draw_mane_front
from laterna.engines.animatic.figures.hues import Color, dark, mix
from laterna.engines.animatic.figures.pen import Pen, Shape
from laterna.engines.animatic.figures.rows import Head


@lru_cache(maxsize=512)
def skull(width: float, height: float, cheek: float, young: bool = False) -> Shape:
    """The outline of the skull; `cheek` > 0 adds tufts of fur."""
    points: list[Point] = [
        (0.0, -height), (0.5 * width, -0.9 * height), (0.88 * width, -0.52 * height), (width, 0.02),
        (0.94 * width + 0.1 * cheek, 0.42 * height), (0.62 * width, 0.84 * height), (0.0, 0.98 * height),
    ]  # fmt: skip
    if cheek > 0.05:
        if cheek < 0.5:
            points[4:6] = [
                (width + 0.22 * cheek, 0.36 * height),
                (0.8 * width, 0.78 * height),
                (0.42 * width, 0.97 * height),
            ]
        else:
            out = width + 0.42 * cheek
            points[4:6] = [(out, 0.52 * height), (0.78 * width, 0.70 * height), (0.5 * width, 0.94 * height)]
    left = [(-x, y) for x, y in reversed(points[1:-1])]
    return Shape(points + left, depth=0.2)


def draw_head(pen: Pen, head: Head, coat: Coat, face: Face) -> None:
    """Draws the whole head in the pen's frame."""
    yaw = face.yaw
    back = abs(yaw) > 1.9
    draw_mane_back(pen, head, coat.mane, yaw, face.sway)
    draw_horns(pen, head, coat, yaw, far=True)
    if not face.hidden_ears:
        draw_ear(pen, head, coat, yaw, 1, face)
    if head.ear == "huge":
        draw_ear(pen, head, coat, yaw, -1, face)
    pen.form(skull(head.width, head.height, head.cheek), coat.coat)
    if not back:
        _marks(pen, head, coat, yaw)
    if not face.hidden_ears and head.ear not in ("huge",):
        draw_ear(pen, head, coat, yaw, -1, face)
    if back:
        draw_mane_front(pen, head, coat.mane, yaw)
        draw_horns(pen, head, coat, yaw, far=False)
        return
    _muzzle(pen, head, coat, face)
    _eyes(pen, head, coat, face)
    draw_mane_front(pen, head, coat.mane, yaw)
    draw_horns(pen, head, coat, yaw, far=False)


def _eyes(pen: Pen, head: Head, coat: Coat, face: Face) -> None:
    lid_color = coat.dark if "panda" in head.marks or "mask" in head.marks else coat.coat
    for which in (1, -1):
        x, near = side(face.yaw, which * head.eye_at)
        if near < 0.12:
            continue
        squeeze = clamp(0.35 + 0.75 * near, 0.5, 1.0)
        x *= head.width * 0.9
        y = -head.eye_up
        eye(
            pen,
            (x, y),
            head.eye * 0.86 * squeeze,
            head.eye * 1.08,
            face.lids,
            face.mood,
            face.gaze,
            coat.iris,
            lid_color,
        )
        brow(pen, (x, y - head.eye * 1.75), head.eye * 1.5 * squeeze, which, face.mood, dark(coat.coat, 0.5))


def _muzzle(pen: Pen, head: Head, coat: Coat, face: Face) -> None:
    kinds = {
        "pad": _pad,
        "snout": _snout,
        "long": _long,
        "block": _long,
        "disc": _disc,
        "trunk": _trunk,
        "koala": _pad,
        "frog": _frog,
    }
    kinds[head.muzzle](pen, head, coat, face)


def _tip(head: Head, yaw: float, forward: float) -> Point:
    return (math.sin(yaw) * forward, head.muzzle_drop)


def _pad(pen: Pen, head: Head, coat: Coat, face: Face) -> None:
    reach = 0.86 + head.muzzle_length
    x, y = _tip(head, face.yaw, reach * 0.92)
    w = head.muzzle_width
    turn = math.cos(face.yaw)
    open_ = max(face.mouth, face.mood.open * 0.6)
    if head.muzzle_length > 0.25:
        root = math.sin(face.yaw) * 0.45
        pen.limb([(root, y - 0.06), (x, y)], [w * 1.25, w * 1.02], coat.belly, shade=0.2, outer=True)
    if open_ >= 0.12:
        mouth(pen, (x, y + w * 0.30), w * 0.36 * (0.55 + 0.45 * turn), face.mood, open_)
    for which in (1, -1):
        pen.oval(x + which * w * 0.27 * (0.35 + 0.65 * turn), y + 0.03, w * 0.36, w * 0.30, coat.belly)
    pen.oval(x, y + 0.06, w * 0.2, w * 0.26, coat.belly)
    if open_ < 0.12:
        mouth(pen, (x, y + w * 0.17), w * 0.4 * (0.6 + 0.4 * turn), face.mood, 0.0, double=True)
    _nose(pen, x + 0.03 * math.sin(face.yaw), y - w * 0.2, head.nose, coat.nose, tall=head.muzzle == "koala")
    if head.whiskers:
        _whiskers(pen, (x, y + 0.04), w, face, coat)


def _snout(pen: Pen, head: Head, coat: Coat, face: Face) -> None:
    s = math.sin(face.yaw)
    if abs(s) < 0.3:
        _snout_ahead(pen, head, coat, face)
        return
    length = 0.9 + head.muzzle_length
    w = head.muzzle_width
    tip = (s * length, head.muzzle_drop + 0.05)
    root = (s * 0.34, head.muzzle_drop - 0.1)
    open_ = max(face.mouth, face.mood.open * 0.7)
    drop = 0.30 * open_
    jaw = (tip[0] - s * 0.16 * length, tip[1] + 0.1 + drop)
    pen.limb(
        [(root[0], root[1] + 0.24), jaw], [w * 0.9, w * 0.42], coat.belly, shade=0.3 if open_ > 0.1 else 0.0
    )
    if open_ > 0.1:
        inside = [
            (root[0] + s * 0.2, tip[1] + 0.04),
            (tip[0] - s * 0.08, tip[1] + 0.02),
            (jaw[0], jaw[1] - 0.03),
            (root[0] + s * 0.2, jaw[1] - 0.02),
        ]
        pen.blob(inside, (0.42, 0.12, 0.16), outer=False)
        pen.blob(
            [
                (root[0] + s * 0.28, jaw[1] - 0.1),
                (jaw[0] - s * 0.08, jaw[1] - 0.09),
                (jaw[0] - s * 0.04, jaw[1] - 0.02),
                (root[0] + s * 0.3, jaw[1] + 0.0),
            ],
            (0.9, 0.45, 0.47),
            outer=False,
        )
    pen.limb([root, tip], [w * 1.15, w * 0.5], coat.coat, shade=0.0)
    cheek = [
        (root[0] - s * 0.1, root[1] + 0.18 * w),
        (tip[0] - 0.02, tip[1] - 0.03),
        (tip[0] + 0.03 * s, tip[1] + 0.13),
        (root[0] + 0.1 * s, root[1] + 0.62 * w),
        (root[0] - 0.35, root[1] + 0.52 * w),
    ]
    pen.blob(cheek, coat.belly, outer=False)
    if open_ < 0.12:
        lift = 0.1 * face.mood.smile
        pen.line(
            [
                (tip[0] - 0.02, tip[1] + 0.1),
                (tip[0] - 0.22 * max(s, 0.3), tip[1] + 0.2),
                (root[0] + 0.12, tip[1] + 0.16 - lift),
            ],
            0.045,
            dark(coat.belly, 0.42),
        )
    _nose(pen, tip[0] + 0.02 * s, tip[1] - w * 0.14, head.nose, coat.nose)
    if head.whiskers:
        _whiskers(pen, (tip[0] - 0.2 * s, tip[1]), w * 0.7, face, coat)


def _snout_ahead(pen: Pen, head: Head, coat: Coat, face: Face) -> None:
    """A snout that points at the viewer: cheeks, nose and mouth one over another."""
    w, x, y = head.muzzle_width, math.sin(face.yaw) * (0.9 + head.muzzle_length) * 0.6, head.muzzle_drop + 0.1
    open_ = max(face.mouth, face.mood.open * 0.6)
    if open_ > 0.1:
        mouth(pen, (x, y + w * 0.34), w * 0.4, face.mood, open_)
    pen.blob(
        [
            (x, y - w * 0.42), (x + w * 0.4, y - w * 0.12), (x + w * 0.66, y + w * 0.26), (x + w * 0.34, y + w * 0.5),
            (x, y + w * 0.42), (x - w * 0.34, y + w * 0.5), (x - w * 0.66, y + w * 0.26), (x - w * 0.4, y - w * 0.12),
        ],
        coat.belly,
        outer=False,
    )  # fmt: skip
    if open_ <= 0.1:
        mouth(pen, (x, y + w * 0.2), w * 0.44, face.mood, 0.0, double=True, lip=dark(coat.belly, 0.42))
    pen.line([(x, y), (x, y + w * 0.26)], 0.045, dark(coat.belly, 0.5))
    _nose(pen, x, y - w * 0.12, head.nose, coat.nose)
    if head.whiskers:
        _whiskers(pen, (x, y + 0.1), w * 0.8, face, coat)


def _long(pen: Pen, head: Head, coat: Coat, face: Face) -> None:
    s, c = math.sin(face.yaw), math.cos(face.yaw)
    length = head.muzzle_length
    w = head.muzzle_width
    hang = head.muzzle_drop
    root = (s * 0.12, 0.16)
    mid = (s * (0.3 + length * 0.5), 0.1 + hang * 0.55)
    tip = (s * (0.42 + length), 0.16 + hang + 0.25 * c)
    open_ = max(face.mouth, face.mood.open * 0.5)
    back = 1.5 if head.muzzle == "long" else 1.62
    if open_ > 0.08:
        low = (tip[0] - 0.16 * s, tip[1] + 0.14 + 0.26 * open_)
        pen.limb([(mid[0] - 0.05, mid[1] + 0.2), low], [w * 0.9, w * 0.62], dark(coat.belly, 0.9), shade=0.25)
        pen.blob(
            [
                (mid[0] + 0.1, mid[1] + 0.26),
                (tip[0], tip[1] + 0.1),
                (low[0], low[1] - 0.08),
                (mid[0], mid[1] + 0.34),
            ],
            (0.42, 0.12, 0.16),
            outer=False,
        )
    pen.limb([root, mid, tip], [back, w * 1.32, w], coat.coat, shade=0.22)
    pen.limb([(tip[0] - 0.14 * s, tip[1] - 0.05), tip], [w * 0.94, w * 0.98], coat.belly, shade=0.2)
    _blaze(pen, head, coat, root, mid, tip, w, c)
    if "teeth" in head.marks:
        for k in range(4):
            x, y = between(tip, mid, 0.12 + 0.25 * k)
            pen.facet(
                [(x - 0.07, y + w * 0.44), (x + 0.07, y + w * 0.44), (x, y + w * 0.44 + 0.2)],
                (0.99, 0.98, 0.93),
                outer=False,
            )
    for which in (1, -1):
        x = tip[0] + w * (0.16 * s + which * 0.26 * c)
        if c < 0.6 and which < 0:
            continue
        wide = 0.13 if head.horns == "dragon" else 0.08
        pen.oval(x, tip[1] - w * 0.14, w * wide, w * 0.11, dark(coat.nose, 0.8))
    if open_ <= 0.08:
        lift = 0.09 * face.mood.smile
        pen.line(
            [
                (tip[0] + 0.3 * w * s + 0.02 - 0.2 * c, tip[1] + 0.26 * w),
                (tip[0] - 0.1 * s, tip[1] + 0.33 * w),
                (tip[0] - 0.36 * max(s, 0.0) + 0.3 * c, tip[1] + 0.24 * w - lift),
            ],
            0.045,
            dark(coat.belly, 0.45),
        )


def _blaze(pen: Pen, head: Head, coat: Coat, root: Point, mid: Point, tip: Point, w: float, c: float) -> None:
    if "blaze" not in head.marks:
        return
    up = 0.5 * (1 - c)
    pen.limb(
        [(root[0] + 0.35 * up * 2, root[1] - 0.75), (mid[0] + 0.22 * (1 - c), mid[1] - w * 0.42 * up),
            (tip[0] + 0.1 * (1 - c), tip[1] - w * 0.3)],
        [0.1, 0.2, 0.2], coat.belly, shade=0.0, outer=False,
    )  # fmt: skip


def _frog(pen: Pen, head: Head, coat: Coat, face: Face) -> None:
    """A mouth as wide as the face."""
    s, c = math.sin(face.yaw), math.cos(face.yaw)
    open_ = max(face.mouth, face.mood.open * 0.6)
    pen.blob(
        [
            (-0.9, 0.2),
            (s * 0.4, 0.06),
            (head.width * 0.94, 0.14),
            (head.width * 0.8, 0.6),
            (s * 0.3, 0.75),
            (-0.7, 0.6),
        ],
        coat.belly,
        outer=False,
    )
    if open_ > 0.1:
        mouth(pen, (s * 0.45, 0.2), 0.6, face.mood, open_)
    else:
        lift = 0.14 * face.mood.smile
        pen.line(
            [(-0.62 + 0.2 * s, 0.24 - lift), (s * 0.4, 0.34), (head.width * 0.86, 0.2 - lift)],
            0.05,
            dark(coat.coat, 0.45),
        )
    for which in (-1, 1):
        pen.oval(s * 0.62 + which * 0.09 * (0.4 + c), 0.0, 0.03, 0.035, dark(coat.coat, 0.5))


def _disc(pen: Pen, head: Head, coat: Coat, face: Face) -> None:
    s, c = math.sin(face.yaw), math.cos(face.yaw)
    w = head.muzzle_width
    tip = (s * (0.92 + head.muzzle_length), head.muzzle_drop)
    open_ = max(face.mouth, face.mood.open * 0.6)
    mouth(pen, (tip[0] - 0.16 * s, tip[1] + w * 0.46), w * 0.34, face.mood, open_)
    pen.limb([(s * 0.4, head.muzzle_drop - 0.04), tip], [w * 1.3, w * 0.9], coat.coat, shade=0.25)
    pen.ball(tip[0] + 0.04 * s, tip[1], w * (0.32 + 0.22 * c), w * 0.46, mix(coat.coat, coat.nose, 0.45))
    for which in (1, -1):
        pen.oval(
            tip[0] + 0.06 * s + which * w * (0.1 + 0.12 * c),
            tip[1],
            w * 0.07,
            w * 0.13,
            dark(coat.nose, 0.75),
        )


def _trunk(pen: Pen, head: Head, coat: Coat, face: Face) -> None:
    s = math.sin(face.yaw)
    swing = face.sway * 1.2
    curl = 0.35 * face.mood.smile + 0.5 * face.mouth
    base = (s * 0.62, 0.22)
    points = [
        (base[0] - 0.1 * s, base[1] - 0.2), (s * 0.98 + 0.02, 0.62), (s * 1.05 + swing * 0.5, 1.3),
        (s * 1.12 + swing, 1.95 - 0.2 * curl), (s * 1.12 + swing + 0.42 * curl + 0.2, 2.2 - 0.75 * curl),
    ]  # fmt: skip
    open_ = max(face.mouth, face.mood.open * 0.6)
    if head.tusks:
        for which in (1, -1):
            x = base[0] + 0.42 * math.cos(face.yaw) * which - 0.12 * s
            tusk = [
                (x - 0.05, 0.55),
                (x + 0.28 * s + 0.08 * which * math.cos(face.yaw), 0.98),
                (x + 0.78 * s + 0.12 * which, 1.02),
            ]
            pen.limb(tusk, [0.24, 0.18, 0.04], (0.98, 0.95, 0.86), shade=0.2)
    mouth(pen, (base[0] - 0.16 * s, 0.92), 0.26, face.mood, open_)
    pen.limb(points, [0.98, 0.74, 0.5, 0.36, 0.3], coat.coat, shade=0.28)
    for k in range(4):
        t = 0.30 + 0.14 * k
        x, y = points[1][0] + 0.08 * k * s, 0.62 + (t - 0.3) * 2.3
        pen.line(
            [(x - 0.24 + 0.03 * k, y), (x, y + 0.06), (x + 0.2 - 0.02 * k, y)], 0.035, dark(coat.coat, 0.78)
        )


def _nose(pen: Pen, x: float, y: float, size: float, color: Color, tall: bool = False) -> None:
    if tall:
        pen.ball(x, y + size * 0.2, size * 0.85, size * 1.35, color, outer=False)
        return
    pen.blob(
        [
            (x - size, y - size * 0.42),
            (x, y - size * 0.66),
            (x + size, y - size * 0.42),
            (x + size * 0.55, y + size * 0.42),
            (x, y + size * 0.72),
            (x - size * 0.55, y + size * 0.42),
        ],
        color,
        outer=False,
    )
    pen.oval(x + size * 0.15, y - size * 0.28, size * 0.34, size * 0.16, mix(color, (1, 1, 1), 0.45))


def _whiskers(pen: Pen, at: Point, w: float, face: Face, coat: Coat) -> None:
    color = mix((1.0, 1.0, 1.0), coat.coat, 0.12)
    c = math.cos(face.yaw)
    for which in (1, -1):
        span = 0.75 * (0.55 + 0.45 * c) if which > 0 else 0.75
        for k in (-1, 0, 1):
            x0 = at[0] + which * w * 0.42 * (0.4 + 0.6 * c)
            end = (x0 + which * span, at[1] + 0.12 * k - 0.03 + 0.1 * math.sin(face.sway * 3))
            pen.line(
                [(x0, at[1] + 0.07 * k), (x0 + which * span * 0.5, at[1] + 0.08 * k - 0.05), end],
                0.022,
                color,
            )


def _marks(pen: Pen, head: Head, coat: Coat, yaw: float) -> None:
    for mark in head.marks:
        painter = FACE_MARKS.get(mark)
        if painter is not None:
            painter(pen, head, coat, yaw)
