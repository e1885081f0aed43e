"""Sequences of poses: dances, ballet, martial arts, and the playing of instruments."""

import math
from collections.abc import Sequence

from msgspec import Struct

from laterna.engines.animatic.figures.biped_deeds import Deed, presents
from laterna.engines.animatic.figures.bodies import Body, Leg, Reach, mixed_leg, mixed_reach
from laterna.engines.animatic.figures.geometry import clamp, ease, lerp, wave
from laterna.engines.animatic.figures.pose import Pose


class Key(Struct, frozen=True):
    """A pose that a sequence goes through. `low` is how far the pelvis sinks, in lengths of the leg."""

    near: Reach
    far: Reach
    near_leg: Leg = Leg(0.02, 0.0, 0.0, 0.02)
    far_leg: Leg = Leg(-0.02, 0.0, 0.0, 0.02)
    low: float = 0.0
    lean: float = 0.0
    nod: float = 0.0
    tilt: float = 0.0
    twist: float = 0.0
    shift: float = 0.0


def _through(keys: Sequence[Key], time: float, beats: float, leg: float, *, hold: float = 0.35) -> Body:
    """The body at a time, `beats` keys a second; each key is held for a share of its beat."""
    at = time * beats
    index = math.floor(at)
    a, b = keys[index % len(keys)], keys[(index + 1) % len(keys)]
    t = ease(clamp((at - index - hold) / (1.0 - hold), 0.0, 1.0))
    bounce = 0.012 * math.sin(math.pi * t)
    return Body(
        leg * (1.0 - lerp(a.low, b.low, t)) + bounce, lerp(a.lean, b.lean, t), mixed_leg(a.near_leg, b.near_leg, t),
        mixed_leg(a.far_leg, b.far_leg, t), mixed_reach(a.near, b.near, t), mixed_reach(a.far, b.far, t),
        lerp(a.nod, b.nod, t), lerp(a.tilt, b.tilt, t), 0.0, (b.shift - a.shift) * 18 * math.sin(math.pi * t), False,
        lerp(a.twist, b.twist, t), lerp(a.shift, b.shift, t),
    )  # fmt: skip


_UP, _OUT, _LOW = Reach(0.06, 0.13, -0.3, 1.2), Reach(0.06, 0.34, -0.02, 0.8), Reach(0.1, 0.14, 0.2, 1.4)
_HIP, _CROSS, _POINT = (
    Reach(-0.01, 0.13, 0.27, 1.6),
    Reach(0.16, 0.0, 0.08, 1.0),
    Reach(0.1, 0.27, -0.24, 0.7),
)
_KNEE = Leg(0.12, 0.15, 0.5, 0.03)
_SIDE, _HEEL = Leg(0.05, 0.0, -0.2, 0.13), Leg(-0.03, 0.03, 0.5, 0.05)

DANCE: tuple[Key, ...] = (
    Key(_POINT, _HIP, _SIDE, tilt=0.1, shift=0.035, twist=-0.1),
    Key(_LOW, _LOW, _KNEE, low=0.04, tilt=-0.06, shift=0.02),
    Key(_HIP, _POINT, Leg(0.02, 0.0), _SIDE, tilt=-0.1, shift=-0.035, twist=0.1),
    Key(_CROSS, _CROSS, Leg(0.02, 0.0), _KNEE, low=0.04, tilt=0.06, shift=-0.02),
    Key(_UP, _UP, _HEEL, tilt=0.06, nod=-0.1, shift=0.03),
    Key(_OUT, _OUT, Leg(0.03, 0.0, 0.0, 0.06), Leg(-0.02, 0.0, 0.0, 0.06), low=0.1, lean=0.08, shift=-0.02),
    Key(_UP, _OUT, Leg(0.02, 0.0), _HEEL, tilt=-0.08, shift=-0.03, twist=-0.2),
    Key(_OUT, _LOW, _KNEE, tilt=0.08, shift=0.025, twist=0.2),
)

_ROUND = Reach(0.12, 0.03, -0.31, 1.6)
_WIDE, _LOW_ROUND = Reach(0.07, 0.33, 0.0, 1.0), Reach(0.15, 0.04, 0.2, 1.6)
_POINTE = Leg(0.0, 0.035, 1.2)
BALLET: tuple[Key, ...] = (
    Key(_ROUND, _ROUND, Leg(0.01, 0.03, 1.1, -0.01), Leg(-0.01, 0.03, 1.1, -0.01), low=-0.08, nod=-0.08),
    Key(_LOW_ROUND, _WIDE, Leg(0.02, 0.0), Leg(-0.02, 0.0, 0.0, 0.1), low=0.1, tilt=0.05),
    Key(Reach(0.34, 0.04, -0.1, 0.8), Reach(-0.12, 0.3, 0.0, 0.8), _POINTE, Leg(-0.38, 0.32, 1.45, 0.02), low=-0.06,
        lean=0.16, nod=-0.25),
    Key(_WIDE, _WIDE, Leg(0.02, 0.0), Leg(0.0, 0.0, 0.0, 0.08), low=0.08, tilt=-0.05),
    Key(_WIDE, _ROUND, _POINTE, Leg(0.05, 0.22, 1.1, 0.03, 0.13), low=-0.07, tilt=-0.06),
    Key(_ROUND, _WIDE, _POINTE, Leg(0.05, 0.22, 1.1, 0.03, 0.13), low=-0.07, tilt=0.06, nod=-0.08),
)  # fmt: skip

_GUARD, _GUARD_FAR = Reach(0.14, 0.06, 0.08), Reach(0.26, 0.02, 0.0)
_STANCE = (Leg(-0.16, 0.0, 0.2, 0.03), Leg(0.16, 0.0, 0.0, 0.03))
KUNG_FU: tuple[Key, ...] = (
    Key(_GUARD, _GUARD_FAR, *_STANCE, low=0.16, nod=0.05),
    Key(Reach(0.36, 0.0, 0.03), Reach(0.04, 0.1, 0.16, 1.2), *_STANCE, low=0.18, lean=0.16, twist=0.3),
    Key(_GUARD, _GUARD_FAR, Leg(0.1, 0.24, 0.4), Leg(0.02, 0.0), low=0.05, lean=-0.06),
    Key(Reach(0.02, 0.14, 0.12, 1.2), Reach(0.12, 0.1, 0.05), Leg(0.44, 0.46, -0.5), Leg(-0.02, 0.0, 0.1), low=0.04,
        lean=-0.34, nod=0.2),
    Key(_GUARD, _GUARD_FAR, Leg(0.08, 0.2, 0.4), Leg(0.0, 0.0), low=0.06),
    Key(Reach(-0.08, 0.3, -0.12, 1.0), Reach(0.3, 0.06, -0.1), Leg(-0.26, 0.0, 0.1, 0.06), Leg(0.22, 0.0, 0.0, 0.03),
        low=0.32, lean=0.04, twist=-0.2),
    Key(Reach(0.05, 0.1, 0.16, 1.2), Reach(0.36, 0.0, 0.02), *_STANCE, low=0.2, lean=0.12, twist=-0.3),
)  # fmt: skip


def dances(pose: Pose, leg: float, seed: int) -> Body:
    """Eight figures of a dance, two a second."""
    return _through(DANCE, pose.time * max(0.5, pose.speed) + seed % 8, 2.0, leg)


def does_ballet(pose: Pose, leg: float, seed: int) -> Body:
    """Positions of the ballet."""
    return _through(BALLET, pose.time + seed % 6, 1.1, leg, hold=0.3)


def does_kung_fu(pose: Pose, leg: float, seed: int) -> Body:
    """Guard, punch, kick and low stance."""
    return _through(KUNG_FU, pose.time + seed % 3, 2.0, leg, hold=0.4)


def plays_about(pose: Pose, leg: float, seed: int) -> Body:
    """Glad hopping with arms in the air."""
    hop = abs(wave(pose.time, 1.1))
    swing = wave(pose.time, 0.55)
    lift = 0.05 * hop
    return Body(
        leg * 0.95 + lift + 0.02, 0.03, Leg(0.05, lift * (1.2 if swing > 0 else 0.6), 0.4 * hop, 0.03),
        Leg(-0.04, lift * (0.6 if swing > 0 else 1.2), 0.4 * hop, 0.03), Reach(0.08, 0.22, -0.2 - 0.06 * swing, 0.9),
        Reach(0.08, 0.22, -0.2 + 0.06 * swing, 0.9), -0.06, 0.07 * swing, 0.0, 0.5 * swing, False, 0.15 * swing,
        0.01 * swing,
    )  # fmt: skip


def plays_instrument(pose: Pose, leg: float, seed: int) -> Body:
    """Hands where the instrument is played; see `Figure.hold`."""
    t = pose.time
    how = pose.held.hold if pose.held is not None else "strap"
    nod, tilt = 0.1 + 0.05 * wave(t, 1.2), 0.05 * wave(t, 0.6)
    stroke = wave(t, 2.2)
    near, far = (
        Reach(0.16, 0.06 + 0.02 * stroke, 0.215 + 0.05 * stroke, 1.1),
        Reach(0.2, 0.24 + 0.01 * wave(t, 0.7), 0.06, 0.8),
    )
    if how == "chin":
        near, far = (
            Reach(0.2, 0.1 + 0.07 * wave(t, 0.9), 0.06 + 0.03 * wave(t, 0.9), 1.0),
            Reach(0.24, 0.15, 0.03, 0.5),
        )
        nod, tilt = 0.05, 0.14 + 0.03 * wave(t, 0.45)
    elif how == "lips":
        near, far = Reach(0.2, 0.03 + 0.004 * stroke, 0.0, 0.9), Reach(0.27, 0.0, 0.01 + 0.004 * stroke, 0.8)
        nod = -0.05 + 0.05 * wave(t, 0.5)
    elif how == "reed":
        near, far = Reach(0.2, 0.05, 0.2 + 0.004 * stroke, 0.9), Reach(0.18, 0.03, 0.1 - 0.004 * stroke, 0.8)
        nod = 0.02 + 0.06 * wave(t, 0.5)
    elif how == "side":
        near, far = Reach(0.15, 0.13, -0.03 + 0.004 * stroke, 0.9), Reach(0.16, 0.0, -0.02, 0.8)
        nod, tilt = 0.05, 0.08
    elif how == "front":
        left, right = max(0.0, wave(t, 1.6)), max(0.0, wave(t, 1.6, 0.5))
        near, far = Reach(0.22, 0.08, 0.26 - 0.1 * left, 0.8), Reach(0.22, 0.08, 0.26 - 0.1 * right, 0.8)
    elif how == "floor":
        near, far = (
            Reach(0.18, 0.1 + 0.07 * wave(t, 0.7), 0.24, 0.9),
            Reach(0.2, 0.03, 0.02 + 0.03 * wave(t, 0.5), 0.9),
        )
    body = presents(pose, leg, seed)
    return Body(
        leg + 0.004 - 0.008 * abs(wave(t, 1.1)), 0.02, body.near_leg, body.far_leg, near, far, nod, tilt, 0.0,
        0.1 * wave(t, 0.55), False, 0.0, 0.014 * wave(t, 0.55),
    )  # fmt: skip


STEPS: dict[str, Deed] = {
    "dance": dances, "ballet": does_ballet, "kung_fu": does_kung_fu, "play": plays_about,
    "play_instrument": plays_instrument,
}  # fmt: skip
