"""One moment of a two-legged body, as numbers in heights of the figure; and how two moments blend."""

from msgspec import Struct

from laterna.engines.animatic.figures.geometry import lerp

Arm = tuple[float, float, float]
"""Swing forward, spread outward, bend of the elbow; radians from hanging down."""


class Reach(Struct, frozen=True):
    """Where a hand is, from the middle of the shoulders: forward, outward on its own side, down; in heights.

    `flare` points the elbow outward (1) rather than down (0).
    """

    forward: float
    out: float
    down: float
    flare: float = 0.35


class Leg(Struct, frozen=True):
    """A foot: forward of the pelvis, height above the ground, pitch of the sole (> 0 toes down), sideways step.

    `splay` moves the knee outward, as of those who sit with crossed legs.
    """

    forward: float
    height: float
    pitch: float = 0.0
    spread: float = 0.0
    splay: float = 0.0


class Body(Struct, frozen=True):
    """One moment of a two-legged body. `roll` turns the whole about the pelvis (radians, > 0 forward)."""

    pelvis: float
    lean: float
    near_leg: Leg
    far_leg: Leg
    near_arm: Arm | Reach
    far_arm: Arm | Reach
    nod: float = 0.0
    tilt: float = 0.0
    roll: float = 0.0
    sway: float = 0.0
    seated: bool = False
    twist: float = 0.0
    shift: float = 0.0
    """How far the pelvis leans over one foot, sideways to the far side."""


def mixed_reach(a: Reach, b: Reach, t: float) -> Reach:
    """The hand at `t` (0..1) of its way."""
    return Reach(
        lerp(a.forward, b.forward, t),
        lerp(a.out, b.out, t),
        lerp(a.down, b.down, t),
        lerp(a.flare, b.flare, t),
    )


def mixed_leg(a: Leg, b: Leg, t: float) -> Leg:
    """The foot at `t` (0..1) of its way."""
    return Leg(
        lerp(a.forward, b.forward, t),
        lerp(a.height, b.height, t),
        lerp(a.pitch, b.pitch, t),
        lerp(a.spread, b.spread, t),
        lerp(a.splay, b.splay, t),
    )
