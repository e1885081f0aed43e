"""Four-footed animals that sit and look at the viewer: haunches left and right, paws before the chest."""

import math

from msgspec import Struct

from laterna.engines.animatic.canvas import curve
from laterna.engines.animatic.figures.coats import draw_pattern
from laterna.engines.animatic.figures.geometry import Point, between, lerp, wave
from laterna.engines.animatic.figures.head import draw_head
from laterna.engines.animatic.figures.headbase import Coat, Face
from laterna.engines.animatic.figures.hues import Color, dark, mix
from laterna.engines.animatic.figures.pen import Pen
from laterna.engines.animatic.figures.pose import Pose, eyelids, mood_of
from laterna.engines.animatic.figures.rows import Quadruped
from laterna.engines.animatic.figures.tails import draw_tail
from laterna.engines.animatic.figures.wings import draw_wing

PAWS_UP = frozenset(
    ("read", "write", "cook", "paint", "play_instrument", "hold", "hug", "eat", "drink", "stir", "pour")
)
ONE_PAW = frozenset(("wave", "point"))


class Seat(Struct, frozen=True):
    """Where the parts of a sitting animal are at one moment, in heights of its hip, x 0 in the middle."""

    shoulder: float
    skull: Point
    turn: float
    paws: tuple[Point, Point] | None
    """Left and right, where they are raised."""
    breath: float


def sits_ahead(row: Quadruped, pose: Pose) -> bool:
    """Whether this animal can be drawn so."""
    return pose.view == "front" and row.foot == "paw" and not row.arms and not row.shell and row.neck < 0.6


def raises_paws(pose: Pose) -> bool:
    """Whether both forelegs are off the ground."""
    return pose.verb in PAWS_UP or (pose.held is not None and pose.verb not in ONE_PAW)


def seat_of(row: Quadruped, pose: Pose, seed: int) -> Seat:
    """The parts for one pose."""
    t = pose.time
    breath = 0.012 * wave(t, 0.35, seed % 11 / 11)
    shoulder = -0.98 - row.slope * 0.6 + breath
    sway = 0.025 * wave(t, 0.27, seed % 5 / 5)
    lift = row.head_size * 0.55 + row.neck * 0.62
    nod = 0.03 * wave(t, 1.6) if pose.verb in ("eat", "talk", "sing", "laugh") else 0.0
    skull = (sway, shoulder - lift + nod)
    turn = 0.07 * wave(t, 0.19, seed % 7 / 7) + 0.05 * wave(t, 0.8) * (pose.verb in ("talk", "sing", "laugh"))
    paws: tuple[Point, Point] | None = None
    reach = row.girth * 0.3
    if raises_paws(pose):
        stir = 0.03 * wave(t, 0.9)
        paws = ((-reach, shoulder + 0.3 + stir), (reach, shoulder + 0.24 - stir))
    elif pose.verb in ONE_PAW:
        swing = wave(t, 1.8)
        paws = ((-row.head_size * 1.35 - 0.08 * swing, shoulder - 0.12), (reach * 0.8, 0.0))
    return Seat(shoulder, skull, turn, paws, breath)


def held_at(seat: Seat) -> Point:
    """Where a thing between the paws is."""
    if seat.paws is None:
        return (0.0, seat.shoulder + 0.3)
    return between(seat.paws[0], seat.paws[1], 0.5)


def draw_seated(pen: Pen, row: Quadruped, coat: Coat, pose: Pose, seed: int) -> None:
    """The whole animal in hip heights, its ground contact at (0, 0)."""
    seat = seat_of(row, pose, seed)
    g = row.girth
    wag = wave(pose.time, 0.6, seed % 5 / 5)
    if row.wings:
        for way in (1.0, -1.0):
            with pen.within(way * -g * 0.3, seat.shoulder + 0.12, 0.0, way, 1.0):
                draw_wing(pen, (0.0, 0.0), pose, coat, near=False, size=0.8, kind=row.wings)
    draw_tail(
        pen,
        row,
        coat,
        (-g * 0.4, -0.17),
        ((0.5 if row.tail == "tuft" else 0.1) + 0.16 * wag, 0.75, 0.2 * wag),
    )
    _haunches(pen, row, coat)
    _trunk(pen, row, coat, seat)
    if seat.paws is None or pose.verb in ONE_PAW:
        _forelegs(pen, row, coat, seat, raised=seat.paws is not None)
    _hind_feet(pen, row, coat, soles=raises_paws(pose))
    _head(pen, row, coat, seat, pose, seed)


def draw_raised(pen: Pen, row: Quadruped, coat: Coat, pose: Pose, seed: int) -> None:
    """The raised forelegs, which lie over what they hold."""
    seat = seat_of(row, pose, seed)
    if seat.paws is None:
        return
    for side, paw in zip((-1, 1), seat.paws, strict=True):
        if side > 0 and pose.verb in ONE_PAW:
            continue
        top = (side * row.girth * row.chest * 0.36, seat.shoulder + 0.14)
        elbow = (side * row.girth * 0.62, lerp(top[1], paw[1], 0.5) + 0.2)
        w = row.leg_width
        tone = coat.dark if row.sock < 0 or "panda" in row.pattern else coat.coat
        pen.limb([top, elbow, paw], [w * 1.7, w * 1.35, w * 0.95], tone)
        _pad(pen, paw, w * 0.66, _paw_color(row, coat))


def _paw_color(row: Quadruped, coat: Coat) -> Color:
    return coat.belly if row.sock > 0 else coat.dark if row.sock < 0 else coat.coat


def _haunches(pen: Pen, row: Quadruped, coat: Coat) -> None:
    g = row.girth * row.rump
    for side in (-1, 1):
        pen.ball(side * g * 0.54, -0.27, g * 0.36 * max(0.8, row.thigh), 0.29, coat.coat)


def _trunk(pen: Pen, row: Quadruped, coat: Coat, seat: Seat) -> None:
    g = row.girth
    top = g * row.chest * 0.46
    y = seat.shoulder
    outline: list[Point] = [
        (0.0, y - 0.1), (top * 0.8, y - 0.02), (top * 1.05, y + 0.24), (g * 0.6, -0.42), (g * 0.62, -0.16),
        (g * 0.34, -0.03), (-g * 0.34, -0.03), (-g * 0.62, -0.16), (-g * 0.6, -0.42), (-top * 1.05, y + 0.24),
        (-top * 0.8, y - 0.02),
    ]  # fmt: skip
    pen.limb(
        [(0.0, y + 0.1), seat.skull], [row.neck_width * 1.5, row.neck_width * 1.15], coat.coat, shade=0.15
    )
    pen.blob(outline, coat.coat)
    shadow = -1.0 if pen.toward[0] > 0 else 1.0
    pen.shaded(
        curve([
            (shadow * top * 0.8, y), (shadow * top * 1.05, y + 0.24), (shadow * g * 0.6, -0.42),
            (shadow * g * 0.62, -0.16), (shadow * g * 0.4, -0.04), (shadow * g * 0.42, -0.4),
            (shadow * top * 0.66, y + 0.3),
        ]),
        coat.coat,
    )  # fmt: skip
    chain = [(0.0, lerp(-0.1, y, k / 5)) for k in range(6)]
    draw_pattern(pen, row, coat, chain, [g * 1.1, g * 1.16, g * 1.1, g * 0.98, top * 1.95, top * 1.5])
    pen.blob(
        [
            (0.0, y - 0.02), (top * 0.5, y + 0.16), (g * 0.36, -0.4), (g * 0.24, -0.1), (0.0, -0.05), (-g * 0.24, -0.1),
            (-g * 0.36, -0.4), (-top * 0.5, y + 0.16),
        ],
        coat.belly,
        outer=False,
    )  # fmt: skip
    if "panda" in row.pattern:
        band: list[Point] = [
            (-top, y),
            (0.0, y - 0.06),
            (top, y),
            (top * 1.1, y + 0.24),
            (0.0, y + 0.2),
            (-top * 1.1, y + 0.24),
        ]
        pen.blob(band, coat.dark, outer=False)


def _forelegs(pen: Pen, row: Quadruped, coat: Coat, seat: Seat, *, raised: bool) -> None:
    w = row.leg_width
    dim = mix(coat.coat, dark(coat.coat, 0.9), 0.5)
    for side in (-1, 1):
        if raised and side < 0:
            continue
        top: Point = (side * row.girth * row.chest * 0.26, seat.shoulder + 0.28)
        foot: Point = (side * max(row.girth * 0.2, w * 0.62), -0.06)
        tone = coat.dark if "panda" in row.pattern else coat.coat
        pen.limb([top, between(top, foot, 0.55), foot], [w * 1.5, w * 1.12, w * 1.02], tone, shade=0.25)
        pen.line(
            [(side * w * 0.12, top[1] + 0.25), (foot[0] - side * w * 0.52, -0.08)], 0.014, dark(dim, 0.8)
        )
        if row.sock:
            start = between(foot, top, min(0.8, abs(row.sock)))
            pen.limb([start, foot], [w * 1.04, w * 1.02], _paw_color(row, coat), shade=0.0, outer=False)
        _toes(pen, (foot[0], -0.055), w * 0.68, _paw_color(row, coat) if row.sock else tone)


def _hind_feet(pen: Pen, row: Quadruped, coat: Coat, *, soles: bool) -> None:
    w = row.leg_width * row.foot_size
    tone = coat.dark if "panda" in row.pattern else _paw_color(row, coat)
    for side in (-1, 1):
        x = side * row.girth * (0.72 if not soles else 0.6)
        if not soles:
            _toes(pen, (x, -0.05), w * 0.78, tone)
            continue
        pen.limb([(side * row.girth * 0.4, -0.24), (x, -0.17)], [w * 1.6, w * 1.6], tone)
        _pad(pen, (x, -0.16), w * 0.95, tone)


def _toes(pen: Pen, at: Point, size: float, tone: Color) -> None:
    """A paw on the ground, from ahead."""
    x, y = at
    pen.ball(x, y, size, size * 0.68, tone)
    for k in (-0.32, 0.32):
        pen.line(
            [(x + k * size, y + size * 0.6), (x + k * size * 0.9, y + size * 0.12)], 0.012, dark(tone, 0.7)
        )


def _pad(pen: Pen, at: Point, size: float, tone: Color) -> None:
    """A paw or sole turned to the viewer."""
    x, y = at
    pen.ball(x, y, size, size * 1.02, tone)
    pink = mix((0.95, 0.62, 0.6), tone, 0.3) if sum(tone) > 0.9 else mix((0.62, 0.45, 0.46), tone, 0.3)
    pen.oval(x, y + size * 0.28, size * 0.46, size * 0.36, pink)
    for k in (-0.5, 0.0, 0.5):
        pen.oval(x + k * size, y - size * (0.32 + 0.16 * (k == 0)), size * 0.17, size * 0.2, pink)


def _head(pen: Pen, row: Quadruped, coat: Coat, seat: Seat, pose: Pose, seed: int) -> None:
    yaw = 0.1 * math.sin(math.tau * (pose.time * 0.11 + seed % 9 / 9))
    face = Face(
        yaw if abs(yaw) > 0.02 else 0.02, mood_of(pose), eyelids(pose, seed), pose.mouth, pose.gaze,
        0.12 * wave(pose.time, 0.31) + 0.1 * pose.wind,
    )  # fmt: skip
    mouthing = 0.25 * max(0.0, wave(pose.time, 1.6)) if pose.verb == "eat" else 0.0
    if mouthing > 0.05:
        face = Face(face.yaw, face.mood, face.lids, max(face.mouth, mouthing), face.gaze, face.sway)
    with pen.within(seat.skull[0], seat.skull[1], seat.turn, row.head_size, row.head_size):
        draw_head(pen, row.head, coat, face)
