"""The skeleton of a two-legged body: joints in space from a pose, then on the page for any view."""

import math
from collections.abc import Callable

from msgspec import Struct

from laterna.engines.animatic.figures.bodies import Arm, Body, Leg, Reach
from laterna.engines.animatic.figures.geometry import Point, lerp, two_bone
from laterna.engines.animatic.figures.rows import Biped

TURN = {"side": 0.92, "three_quarter": 0.55, "front": 0.0, "back": 2.9}
"""How far the body is turned from the viewer, radians."""
HEAD_TURN = {"side": 0.68, "three_quarter": 0.42, "front": 0.0, "back": 2.8}
Page = Callable[[float, float, float], Point]
"""Forward, sideways, down to a point on the page."""
DIP = {"three_quarter": 0.14, "front": 0.24}
"""How much lower on the page what is nearer to the viewer lies: these views look down a little."""
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
    dip = DIP.get(view, 0.0) * (1.0 if not spin else 0.0)

    def page(forward: float, side: float, y: float) -> Point:
        f, h = forward, y - pelvis_y
        f, h = f * cr - h * sr, f * sr + h * cr
        return (f * s + side * c, h + pelvis_y + f * dip)

    torso = 1.0 - row.head_size * 2.0 - row.leg + row.head_size * 0.14
    lean = body.lean
    chest = (math.sin(lean) * torso, pelvis_y - math.cos(lean) * torso)
    hip, shoulder = row.hips * 0.42, row.shoulders * 0.5
    twist = 0.0 if spin else body.twist
    near_s, far_s = (
        (-math.sin(twist) * shoulder, -math.cos(twist) * shoulder),
        (math.sin(twist) * shoulder, math.cos(twist) * shoulder),
    )
    drop, bend = 0.018, body.shift * 0.35

    def leg(side: float, foot: Leg) -> Limb:
        return _leg(row, page, side, foot, (0.0, pelvis_y), roll, body.shift)

    def arm(offset: tuple[float, float], held: Arm | Reach, side: float) -> Limb:
        root = (chest[0] + offset[0], offset[1] + bend, chest[1] + drop)
        if isinstance(held, Reach):
            # Raised hands pass large heads at a distance.
            aside = max(0.0, row.head_size - 0.11) * min(1.0, max(0.0, -8.0 * held.down)) * (held.out > 0.02)
            return _reaching(
                row,
                page,
                root,
                (chest[0] + held.forward, side * (held.out + aside) + bend, chest[1] + held.down),
                held.flare * side,
            )
        return _arm(row, page, root, held, side, lean * 0.5)

    neck_f, neck_y = (
        chest[0] + math.sin(lean) * row.head_size * 0.2,
        chest[1] - math.cos(lean) * row.head_size * 0.2,
    )
    nod = body.nod + lean * 0.45
    head_f = neck_f + math.sin(nod * 0.6 + lean * 0.4) * row.head_size * 0.9
    head_y = neck_y - math.cos(nod * 0.6 + lean * 0.4) * row.head_size * 0.82
    head = page(head_f + 0.012, bend * 0.6, head_y)
    depth = 0.66
    wide = [math.hypot(w * c, w * depth * s) for w in (row.shoulders, row.shoulders * _waist(row), row.hips)]
    pelvis, top = page(0.0, body.shift, pelvis_y), page(chest[0], bend, chest[1])
    return Joints(
        pelvis, top, page(neck_f, bend * 0.8, neck_y), head,
        leg(-hip, body.near_leg), leg(hip, body.far_leg), arm(near_s, body.near_arm, -1.0), arm(far_s,
            body.far_arm, 1.0),
        turn, HEAD_TURN[view] + spin, math.atan2(top[0] - pelvis[0], pelvis[1] - top[1]),
            (nod + roll) * (s if abs(s) > 0.3 else 0.3) + body.tilt,
        (wide[0], wide[1], wide[2]),
    )  # fmt: skip


def _waist(row: Biped) -> float:
    return (0.72 if row.gender == "female" else 0.84) + row.belly


def _leg(row: Biped, page: Page, side: float, foot: Leg, pelvis: Point, roll: float, shift: float) -> Limb:
    heel = math.sin(max(0.0, foot.pitch)) * FOOT * 0.62
    target = (foot.forward - math.sin(foot.pitch) * ANKLE * 0.6, -foot.height - ANKLE - heel)
    thigh = row.leg * 0.5
    knee, ankle = two_bone((0.0, pelvis[1]), target, thigh, row.leg * 0.5 - ANKLE * 0.55, -1)
    root, out = side + shift, side + math.copysign(foot.spread, side * (1.0 if foot.spread >= 0 else -1.0))
    middle = (knee[0], (root + out) * 0.5, knee[1])
    if foot.splay:
        fold = min(1.0, foot.splay / (row.leg * 0.4))
        middle = (
            knee[0] * (1 - 0.5 * fold),
            root + math.copysign(foot.splay, side),
            lerp(knee[1], pelvis[1] + 0.01, fold),
        )
    return Limb(page(0.0, root, pelvis[1]), page(*middle), page(ankle[0], out, ankle[1]), foot.pitch + roll)


Spot = tuple[float, float, float]
"""Forward, sideways, down."""


def _reaching(row: Biped, page: Page, root: Spot, target: Spot, flare: float) -> Limb:
    """The arm whose hand is at a place, its elbow low, a little behind and as far out as `flare` says."""
    bone = row.arm * 0.5
    way = tuple(t - r for t, r in zip(target, root, strict=True))
    far = math.sqrt(sum(w * w for w in way)) or 1e-6
    span = min(far, bone * 1.96)
    unit = tuple(w / far for w in way)
    pole = (-0.35, flare, 1.0)
    along = sum(p * u for p, u in zip(pole, unit, strict=True))
    across = tuple(p - u * along for p, u in zip(pole, unit, strict=True))
    size = math.sqrt(sum(a * a for a in across)) or 1e-6
    rise = math.sqrt(max(0.0, bone * bone - span * span * 0.25)) / size
    elbow = [r + u * span * 0.5 + a * rise for r, u, a in zip(root, unit, across, strict=True)]
    hand = [r + u * span for r, u in zip(root, unit, strict=True)]
    return Limb(page(*root), page(*elbow), page(*hand), math.atan2(unit[0], unit[2]))


def _arm(row: Biped, page: Page, root: Spot, angles: Arm, side: float, lean: float) -> Limb:
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
