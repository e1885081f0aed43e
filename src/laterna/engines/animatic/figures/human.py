"""Human faces, and faces near to human: turned by the yaw, in radii of the skull."""

import math
from functools import lru_cache

from msgspec import Struct

from laterna.engines.animatic.figures.face import LIP, brow, eye, mouth
from laterna.engines.animatic.figures.fringe import draw_fringe
from laterna.engines.animatic.figures.geometry import Point, clamp
from laterna.engines.animatic.figures.hair import beard, draw_pate, hair_front
from laterna.engines.animatic.figures.headbase import Face, side
from laterna.engines.animatic.figures.hues import Color, dark, mix, shade
from laterna.engines.animatic.figures.pen import Pen, Shape

AHEAD = 0.25
"""Sine of the turn below which a face counts as looking at the viewer."""
ROSE: Color = (0.93, 0.42, 0.40)


class Person(Struct, frozen=True):
    """What a face looks like when it is at rest."""

    skin: Color
    hair: str
    hair_color: Color
    beard: str = ""
    eye: float = 1.0
    iris: Color | None = None
    age: str = ""
    female: bool = False
    ears: str = "human"
    nose: float = 1.0
    jaw: float = 0.3
    brow: float = 1.0
    freckles: bool = False


@lru_cache(maxsize=16)
def face_shape(jaw: float) -> Shape:
    """The outline of a face; `jaw` 0 round..1 square."""
    points: list[Point] = [
        (0.0, -1.0),
        (0.58, -0.86),
        (0.93, -0.32),
        (0.93, 0.22),
        (0.62 + 0.14 * jaw, 0.74),
        (0.24, 0.97),
    ]
    return Shape([*points, *[(-x, y) for x, y in reversed(points[1:])]], depth=0.12)


def draw_person(pen: Pen, person: Person, face: Face) -> None:
    """The head without what hangs behind it (see `hair.hair_back`) and without hats."""
    yaw = face.yaw
    c = math.cos(yaw)
    skin = person.skin
    for which in (1, -1):
        x = math.sin(yaw + which * 1.45)
        if abs(x) > 0.55:
            _ear(pen, person, x * 0.96, which)
    pen.form(face_shape(person.jaw), skin)
    if c < -0.2:
        hair_front(pen, person.hair, person.hair_color, yaw)
        return
    if face.pitch > 0.0:
        # A bowed face is seen from above: its features come near the chin, more of the crown shows.
        _hair(pen, person, face)
        low = math.sin(face.pitch)
        with pen.within(0.0, 0.46 * low, 0.0, 1.0, 1.0 - 0.3 * low):
            _features(pen, person, face)
        return
    _features(pen, person, face)


def _hair(pen: Pen, person: Person, face: Face) -> None:
    if person.hair == "chonmage":
        draw_pate(pen, person.skin, face.yaw)
    if abs(math.sin(face.yaw)) < AHEAD and person.hair not in ("", "bald"):
        draw_fringe(pen, person.hair, person.hair_color, face.sway)
    else:
        hair_front(pen, person.hair, person.hair_color, face.yaw)


def _features(pen: Pen, person: Person, face: Face) -> None:
    """What is on the face: cheeks, eyes, nose, beard, mouth, and the hair over the forehead."""
    yaw, skin = face.yaw, person.skin
    s, c = math.sin(yaw), math.cos(yaw)
    blush = mix(skin, ROSE, 0.30 if person.female or person.age in ("baby", "child") else 0.16)
    for which in (1, -1):
        x, near = side(yaw, which * 0.62)
        if near > 0.15:
            pen.oval(x * 0.86, 0.36, 0.19 * (0.4 + 0.6 * near), 0.12, blush)
    if person.freckles:
        for k in range(6):
            x = side(yaw, (0.5 if k % 2 else -0.5) + 0.14 * (k // 2 - 1))[0]
            pen.oval(x * 0.86, 0.27 + 0.05 * (k // 2 % 2), 0.024, 0.022, shade(skin, 0.8))
    _eyes(pen, person, face)
    _nose(pen, skin, s, person.nose)
    open_ = max(face.mouth, face.mood.open * 0.6)
    beard(pen, person.beard, person.hair_color, yaw, open_)
    lip = mix(dark(skin, 0.5), (0.72, 0.2, 0.25), 0.6) if person.female else mix(dark(skin, 0.45), LIP, 0.5)
    mouth(
        pen,
        (s * 0.74, 0.58 + (0.06 if person.beard in ("full", "long") else 0.0)),
        0.25 * (0.6 + 0.4 * c),
        face.mood,
        open_,
        lip=lip,
    )
    if person.age == "old":
        for which in (1, -1):
            x, near = side(yaw, which * 0.4)
            if near > 0.3:
                pen.line(
                    [(x * 0.9 - 0.12, 0.27), (x * 0.9, 0.31), (x * 0.9 + 0.12, 0.27)], 0.028, shade(skin, 0.8)
                )
    _hair(pen, person, face)


def _nose(pen: Pen, skin: Color, s: float, size: float) -> None:
    """From the side a wedge of shade; from ahead the wings and a light on the bridge."""
    tone = shade(skin, 0.75)
    if abs(s) < AHEAD:
        w, x = 0.085 * size, s * 0.9
        pen.blob(
            [(x - w, 0.3), (x, 0.24), (x + w, 0.3), (x + w * 0.6, 0.36), (x - w * 0.6, 0.36)],
            tone,
            outer=False,
        )
        return
    pen.blob(
        [
            (s * 0.86 - 0.03, 0.08), (s * (0.98 + 0.08 * size), 0.26), (s * 0.98 - 0.02, 0.34), (s * 0.86 - 0.08, 0.32),
        ],
        tone,
        outer=False,
    )  # fmt: skip


def _ear(pen: Pen, person: Person, x: float, which: int) -> None:
    if person.ears == "elf":
        out = math.copysign(1.0, x)
        pen.facet([(x - out * 0.1, -0.1), (x + out * 0.5, -0.42), (x + out * 0.06, 0.28)], person.skin)
        return
    pen.ball(x, 0.12, 0.17, 0.22, person.skin)
    pen.oval(x + 0.02, 0.13, 0.08, 0.12, shade(person.skin, 0.8))


def _eyes(pen: Pen, person: Person, face: Face) -> None:
    young = person.age in ("baby", "child")
    rx, ry = (0.135, 0.19) if young else (0.11, 0.155)
    for which in (1, -1):
        x, near = side(face.yaw, which * 0.40)
        if near < 0.1:
            continue
        squeeze = clamp(0.4 + 0.7 * near, 0.55, 1.0)
        at = (x * 0.90, 0.06)
        eye(
            pen,
            at,
            rx * squeeze * person.eye,
            ry * person.eye,
            face.lids,
            face.mood,
            face.gaze,
            person.iris,
            person.skin,
        )
        if person.female and face.lids < 0.8:
            out = which
            pen.line(
                [
                    (at[0] - out * rx * 0.6 * squeeze, at[1] - ry * 0.95),
                    (at[0] + out * rx * 0.6 * squeeze, at[1] - ry * 0.92),
                    (at[0] + out * rx * 1.55 * squeeze, at[1] - ry * 1.1),
                ],
                0.05,
                (0.16, 0.12, 0.15),
            )
        tone = (
            dark(person.hair_color, 0.8)
            if person.hair not in ("bald", "") or person.beard
            else dark(person.skin, 0.45)
        )
        brow(
            pen, (at[0], at[1] - ry * 1.75), 0.32 * squeeze * person.brow, which, face.mood, tone, always=True
        )
