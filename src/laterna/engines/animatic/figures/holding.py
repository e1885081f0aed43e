"""Where a held thing sits in a body: in one hand, in both, at the chin, at the lips, on the floor before it."""

import math

from msgspec import Struct

from laterna.engines.animatic.figures.figure import Figure
from laterna.engines.animatic.figures.geometry import Point, between
from laterna.engines.animatic.figures.pose import Pose
from laterna.engines.animatic.figures.skeleton import Joints, Limb


class Place(Struct, frozen=True):
    """A point on the page, the turn there in degrees, and the point of the thing that lies there (none: its grip)."""

    at: Point
    angle: float = 0.0
    grip: Point | None = None


CARRYING = frozenset(("hold", "carry", "stand", "idle", "walk", "talk", "look"))
"""What people do with a basket on the arm."""
BOTH_HANDS = frozenset(("read", "carry", "photograph"))


def grip_of(arm: Limb) -> Point:
    """The middle of the hand."""
    dx, dy = arm.end[0] - arm.middle[0], arm.end[1] - arm.middle[1]
    n = math.hypot(dx, dy) or 1.0
    return (arm.end[0] + dx / n * 0.025, arm.end[1] + dy / n * 0.025)


def place_of(pose: Pose, thing: Figure, body: Joints) -> Place:
    """Where the thing in the near hand is drawn."""
    near, far = grip_of(body.near_arm), grip_of(body.far_arm)
    verb = pose.verb
    if verb == "play_instrument":
        return _instrument(thing, body, near, far)
    if thing.hold == "arm" and verb in CARRYING:
        arm = body.near_arm
        return Place(between(arm.middle, arm.end, 0.55), 0.0, (0.0, -0.9))
    s = math.sin(body.turn)
    if verb == "broom":
        return Place((body.pelvis[0] + 0.06 * s, body.pelvis[1] + 0.035), 80.0, (0.0, -0.56))
    if thing.hold == "feet" or verb == "surf":
        x = (body.near_leg.end[0] + body.far_leg.end[0]) * 0.5
        y = max(body.near_leg.end[1], body.far_leg.end[1]) + 0.05
        return Place((x, y), 84.0 if verb == "surf" else 0.0, (0.0, -0.5 if verb == "surf" else 0.0))
    if verb in ("tennis", "golf", "dig", "forge"):
        arm = body.near_arm
        dx, dy = near[0] - arm.middle[0], near[1] - arm.middle[1]
        angle = math.degrees(math.atan2(dx, -dy))
        return Place(near, {"dig": -16.0, "forge": angle - 30.0}.get(verb, angle))
    if verb == "lift":
        return Place(between(near, far, 0.5), 0.0, (0.0, -0.5))
    if verb == "cradle":
        return Place((body.chest[0] + 0.14 * s, body.chest[1] + 0.24), 7.0, (0.0, 0.0))
    if verb == "water":
        return Place(near, 24.0)
    if verb in ("hold", "hand_over", "receive") and thing.broad:
        return Place(between(near, far, 0.5), 0.0, (0.0, -0.2))
    if verb in BOTH_HANDS:
        low = {"read": -0.3, "carry": -0.12, "photograph": -0.5}[verb]
        middle = between(near, far, 0.5) if verb != "read" else (near[0] + _spread(body), near[1])
        return Place(middle, 0.0, (0.0, low))
    if verb == "fish":
        return Place(near, 0.35 * (math.degrees(math.atan2(far[0] - near[0], near[1] - far[1])) - 80.0))
    if verb == "sing":
        return Place(near, 17.0)
    if verb == "fight":
        dx, dy = near[0] - body.near_arm.middle[0], near[1] - body.near_arm.middle[1]
        return Place(near, math.degrees(math.atan2(dx, -dy)) - 20.0)
    if verb == "eat" and thing.aspect < 0.8 and pose.held_scale > 0.22:
        return Place(near, -8.0)
    if verb == "paint":
        return Place(near, 118.0)
    if verb == "write":
        return Place(near, 24.0)
    return Place(near)


def _spread(body: Joints) -> float:
    """Half the way from one side of an open book to the other, as the view shows it."""
    return 0.07 * math.cos(body.turn) + 0.012


def _instrument(thing: Figure, body: Joints, near: Point, far: Point) -> Place:
    s = math.sin(body.turn)
    how = thing.hold
    if how == "chin":
        x, y = body.neck[0] + 0.01, body.neck[1] + 0.012
        angle = math.degrees(math.atan2(far[0] - x, y - far[1]))
        return Place((x, y), angle, (0.0, -0.06))
    if how in ("lips", "reed"):
        return Place(near)
    if how == "side":
        return Place(between(near, far, 0.5), 86.0, (0.0, -0.62))
    if how == "front":
        return Place((body.pelvis[0] + 0.16 * s, body.pelvis[1] + 0.02), 0.0, (0.0, -0.84))
    if how == "floor":
        return Place((body.pelvis[0] + 0.13 * s + 0.015, 0.03), -9.0, (0.0, 0.0))
    # Strings lie across the body, the neck up towards the far hand.
    middle = between(body.chest, body.pelvis, 0.62)
    angle = math.degrees(math.atan2(far[0] - middle[0], middle[1] - far[1]))
    return Place((middle[0] + 0.03 * s, middle[1]), angle, (0.0, -0.3))
