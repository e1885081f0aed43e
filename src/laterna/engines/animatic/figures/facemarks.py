"""Markings of faces: masks, stripes, cheeks, patches round the eyes. In radii of the skull."""

import math
from collections.abc import Callable

from laterna.engines.animatic.figures.headbase import Coat, side
from laterna.engines.animatic.figures.hues import Color, mix
from laterna.engines.animatic.figures.pen import Pen
from laterna.engines.animatic.figures.rows import Head

ROSY: Color = (0.96, 0.55, 0.52)


def _patches_round_eyes(pen: Pen, head: Head, coat: Coat, yaw: float) -> None:
    for which in (1, -1):
        x, near = side(yaw, which * head.eye_at)
        if near > 0.1:
            with pen.within(x * head.width * 0.9 - 0.02 * which, -head.eye_up + 0.08, 0.5 * which):
                pen.oval(0, 0, 0.3 * (0.45 + 0.55 * near), 0.4, coat.dark)


def _mask(pen: Pen, head: Head, coat: Coat, yaw: float) -> None:
    s = math.sin(yaw)
    pen.blob(
        [
            (-0.92, 0.1),
            (s * 0.2 - 0.3, -0.26),
            (s * 0.75, -0.12),
            (0.98, -0.2),
            (1.0, 0.2),
            (s * 0.8, 0.24),
            (s * 0.2 - 0.2, 0.34),
        ],
        coat.dark,
        outer=False,
    )
    pen.blob(
        [
            (s * 0.75 - 0.62, -0.36),
            (s * 0.75, -0.2),
            (0.9, -0.36),
            (0.78, -0.5),
            (s * 0.75, -0.36),
            (s * 0.75 - 0.5, -0.52),
        ],
        coat.belly,
        outer=False,
    )


def _pale_face(pen: Pen, head: Head, coat: Coat, yaw: float) -> None:
    """The white cheeks of foxes and wolves."""
    s = math.sin(yaw)
    w, h, out = head.width, head.height, head.width + 0.40 * head.cheek
    pen.blob([
        (-0.98 * out, 0.5 * h), (-0.55 * w, 0.16), (s * 0.55 - 0.25, 0.3), (s * 0.62, 0.0), (s * 0.62 + 0.22, 0.28),
        (0.86 * w, 0.18), (0.96 * out, 0.5 * h), (0.76 * w, 0.66 * h), (0.5 * w, 0.94 * h), (0.0, 0.96 * h),
        (-0.55 * w, 0.94 * h), (-0.78 * w, 0.66 * h),
    ], coat.belly, outer=False)  # fmt: skip


def _blaze(pen: Pen, head: Head, coat: Coat, yaw: float) -> None:
    """A white stripe from the crown between the eyes down to the nose."""
    x = math.sin(yaw)
    h = head.height
    pen.limb(
        [(x * 0.46, -0.92 * h), (x * 0.6, -0.45), (x * 0.72, 0.0), (x * 0.74, 0.4)],
        [0.12, 0.2, 0.34, 0.56],
        coat.belly,
        shade=0.0,
        outer=False,
    )


def _forehead_stripes(pen: Pen, head: Head, coat: Coat, yaw: float) -> None:
    x0 = math.sin(yaw) * 0.75
    for k in (-1, 0, 1):
        pen.limb(
            [
                (x0 * 0.8 + k * 0.26, -0.88 * head.height + 0.05 * abs(k)),
                (x0 + k * 0.17, -0.5 + 0.02 * abs(k)),
            ],
            [0.13, 0.05],
            coat.dark,
            shade=0.0,
            outer=False,
        )
    for k in (0, 1):
        pen.limb(
            [(-head.width * 0.97, 0.02 + 0.26 * k), (-head.width * 0.6, 0.1 + 0.22 * k)],
            [0.11, 0.03],
            coat.dark,
            shade=0.0,
            outer=False,
        )
        if yaw < 0.45:
            pen.limb(
                [(head.width * 0.97, 0.02 + 0.26 * k), (head.width * 0.6, 0.1 + 0.22 * k)],
                [0.11, 0.03],
                coat.dark,
                shade=0.0,
                outer=False,
            )


def _center_stripe(pen: Pen, head: Head, coat: Coat, yaw: float) -> None:
    """A badger's face: white with two dark bands through the eyes."""
    for which in (1, -1):
        x, near = side(yaw, which * head.eye_at)
        if near > 0.05:
            pen.limb(
                [(x * 0.75, -0.86), (x * head.width * 0.9, -0.05), (math.sin(yaw) * 1.0 + which * 0.1, 0.34)],
                [0.26, 0.4 * (0.4 + 0.6 * near), 0.12],
                coat.dark,
                shade=0.0,
                outer=False,
            )


def _blush(pen: Pen, head: Head, coat: Coat, yaw: float) -> None:
    for which in (1, -1):
        x, near = side(yaw, which * (head.eye_at + 0.28))
        if near > 0.1:
            pen.oval(x * head.width * 0.88, 0.3, 0.2 * (0.4 + 0.6 * near), 0.13, mix(coat.coat, ROSY, 0.42))


def _eye_patch(pen: Pen, head: Head, coat: Coat, yaw: float) -> None:
    """A dark patch over the near eye, as of many dogs and calves."""
    x, _ = side(yaw, -head.eye_at)
    pen.oval(x * head.width * 0.9 - 0.08, -head.eye_up - 0.06, 0.36, 0.42, coat.dark)


def _pale_muzzle(pen: Pen, head: Head, coat: Coat, yaw: float) -> None:
    """A pale heart of a face, as of monkeys and seals."""
    x = math.sin(yaw)
    pen.blob(
        [
            (x * 0.7, -0.18),
            (x * 0.62 + 0.42, -0.5),
            (x * 0.55 + 0.62, -0.05),
            (x * 0.6 + 0.5, 0.5),
            (x * 0.7, 0.86),
            (x * 0.6 - 0.58, 0.6),
            (x * 0.6 - 0.7, 0.02),
            (x * 0.65 - 0.42, -0.5),
        ],
        coat.belly,
        outer=False,
    )


def _frog_eyes(pen: Pen, head: Head, coat: Coat, yaw: float) -> None:
    """Domes under eyes that stand above the head."""
    for which in (1, -1):
        x, near = side(yaw, which * head.eye_at)
        if near > 0.1:
            pen.ball(x * head.width * 0.9, -head.eye_up + 0.02, 0.4, 0.4, coat.coat)
            pen.oval(x * head.width * 0.9 + 0.02, -head.eye_up, 0.3, 0.32, (0.98, 0.97, 0.9))


FACE_MARKS: dict[str, Callable[[Pen, Head, Coat, float], None]] = {
    "panda": _patches_round_eyes, "mask": _mask, "pale_face": _pale_face, "stripes": _forehead_stripes,
    "badger": _center_stripe, "blush": _blush, "eye_patch": _eye_patch, "pale_muzzle": _pale_muzzle,
    "frog_eyes": _frog_eyes, "white_blaze": _blaze,
}  # fmt: skip
