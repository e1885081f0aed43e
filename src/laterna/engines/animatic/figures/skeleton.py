"""The skeleton of a two-legged body: joints in space from a pose, then on the page for any view."""

import math
from collections.abc import Callable

from msgspec import Struct

from laterna.engines.animatic.figures.biped_pose import Arm, Body, Leg
from laterna.engines.animatic.figures.geometry import Point, between, two_bone
from laterna.engines.animatic.figures.rows import Biped

TURN = {"side": 0.92, "three_quarter": 0.55, "front": 0.0, "back": 2.9}
"""How far the body is turned from the viewer, radians."""
HEAD_TURN = {"side": 0.68, "three_quarter": 0.42, "front": 0.0, "back": 2.8}
Page = Callable[[float, float, float], Point]
"""Forward, sideways, down to a point on the page."""
ANKLE = 0.042
FOOT = 0.095


class Limb(Struct, frozen=True):
    """Root, middle and end of an arm or leg on the page, and the turn of the foot or hand in radians."""

    root: Point
    middle: Point
    end: Point
    turn: float = 0.0


class Joints(Struct, frozen=True):
    """Everything on the page, in heights of the figure."""

    pelvis: Point
    chest: Point
    neck: Point
    head: Point
    near_leg: Limb
    far_leg: Limb
    near_arm: Limb
    far_arm: Limb
    turn: float
    head_turn: float
    tip: float
    """How far the trunk leans on the page, radians clockwise."""
    nod: float
    widths: tuple[float, float, float]
    """Shoulders, waist and hips as wide as this view shows them."""

    @property
    def frontal(self) -> bool:
        """Both arms lie before or behind the trunk."""
        return math.sin(self.turn) < 0.4


def joints(row: Biped, body: Body, view: str) -> Joints:
    """Projects the body. Forward goes to the right of the page as far as the turn shows it."""
    spin = body.twist if abs(body.twist) > 0.6 else 0.0
    turn = TURN[view] + spin
    s, c = math.sin(turn), math.cos(turn)
    roll = body.roll
    pelvis_y = -body.pelvis
    cr, sr = math.cos(roll), math.sin(roll)

    def page(forward: float, side: float, y: float) -> Point:
        f, h = forward, y - pelvis_y
        f, h = f * cr - h * sr, f * sr + h * cr
        return (f * s + side * c, h + pelvis_y)

    torso = 1.0 - row.head_size * 2.0 - row.leg + row.head_size * 0.14
    lean = body.lean
    chest = (math.sin(lean) * torso, pelvis_y - math.cos(lean) * torso)
    hip, shoulder = row.hips * 0.42, row.shoulders * 0.5
    twist = 0.0 if spin else body.twist
    near_s, far_s = (
        (-math.sin(twist) * shoulder, -math.cos(twist) * shoulder),
        (math.sin(twist) * shoulder, math.cos(twist) * shoulder),
    )
    drop = 0.018

    def leg(side: float, foot: Leg) -> Limb:
        return _leg(row, page, side, foot, (0.0, pelvis_y), roll)

    def arm(offset: tuple[float, float], angles: Arm, side: float) -> Limb:
        return _arm(
            row, page, (chest[0] + offset[0], offset[1], chest[1] + drop), angles, side, lean * 0.5, s
        )

    neck_f, neck_y = (
        chest[0] + math.sin(lean) * row.head_size * 0.2,
        chest[1] - math.cos(lean) * row.head_size * 0.2,
    )
    nod = body.nod + lean * 0.45
    head_f = neck_f + math.sin(nod * 0.6 + lean * 0.4) * row.head_size * 0.9
    head_y = neck_y - math.cos(nod * 0.6 + lean * 0.4) * row.head_size * 0.82
    head = page(head_f + 0.012, 0.0, head_y)
    depth = 0.66
    wide = [math.hypot(w * c, w * depth * s) for w in (row.shoulders, row.shoulders * _waist(row), row.hips)]
    pelvis, top = page(0.0, 0.0, pelvis_y), page(chest[0], 0.0, chest[1])
    return Joints(
        pelvis, top, page(neck_f, 0.0, neck_y), head,
        leg(-hip, body.near_leg), leg(hip, body.far_leg), arm(near_s, body.near_arm, -1.0), arm(far_s,
            body.far_arm, 1.0),
        turn, HEAD_TURN[view] + spin, math.atan2(top[0] - pelvis[0], pelvis[1] - top[1]),
            (nod + roll) * (s if abs(s) > 0.3 else 0.3) + body.tilt,
        (wide[0], wide[1], wide[2]),
    )  # fmt: skip


def _waist(row: Biped) -> float:
    return (0.72 if row.gender == "female" else 0.84) + row.belly


def _leg(row: Biped, page: Page, side: float, foot: Leg, pelvis: Point, roll: float) -> Limb:
    heel = math.sin(max(0.0, foot.pitch)) * FOOT * 0.62
    target = (foot.forward - math.sin(foot.pitch) * ANKLE * 0.6, -foot.height - ANKLE - heel)
    thigh = row.leg * 0.5
    knee, ankle = two_bone((0.0, pelvis[1]), target, thigh, row.leg * 0.5 - ANKLE * 0.55, -1)
    out = side + math.copysign(foot.spread, side)
    return Limb(
        page(0.0, side, pelvis[1]),
        page(knee[0], between((side, 0), (out, 0), 0.5)[0], knee[1]),
        page(ankle[0], out, ankle[1]),
        foot.pitch + roll,
    )


def _arm(
    row: Biped, page: Page, root: tuple[float, float, float], angles: Arm, side: float, lean: float, s: float
) -> Limb:
    swing, spread, bend = angles
    upper = lower = row.arm * 0.5
    a = swing - lean * 0.4
    f, y = root[0] + math.sin(a) * math.cos(spread) * upper, root[2] + math.cos(a) * math.cos(spread) * upper
    out = root[1] + side * math.sin(spread) * upper
    b = a + bend
    turned_in = spread * 0.5 - 0.25 * min(1.0, max(0.0, bend))
    hand = (
        f + math.sin(b) * math.cos(turned_in) * lower,
        out + side * math.sin(turned_in) * lower,
        y + math.cos(b) * math.cos(turned_in) * lower,
    )
    return Limb(page(*root), page(f, out, y), page(*hand), b)
