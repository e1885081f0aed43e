"""How a two-legged body moves. Pure numbers in heights of the figure: arms by angles, feet by place."""

import math

from msgspec.structs import replace

from laterna.engines.animatic.chance import ease
from laterna.engines.animatic.figures.biped_chores import CHORES
from laterna.engines.animatic.figures.biped_cleaning import CLEANING
from laterna.engines.animatic.figures.biped_deeds import DEEDS, carries
from laterna.engines.animatic.figures.biped_exchange import EXCHANGES
from laterna.engines.animatic.figures.biped_moments import MOMENTS
from laterna.engines.animatic.figures.biped_sports import SPORTS
from laterna.engines.animatic.figures.biped_steps import STEPS
from laterna.engines.animatic.figures.bodies import Arm, Body, Leg, Reach
from laterna.engines.animatic.figures.gait import step
from laterna.engines.animatic.figures.geometry import TAU, clamp, lerp, wave
from laterna.engines.animatic.figures.pose import Pose

REST: Arm = (0.06, 0.12, 0.18)

# verb: near arm, its swing, far arm, its swing, beats a second, lean, nod
ARMS: dict[str, tuple[Arm, Arm, Arm, Arm, float, float, float]] = {
    "stand": ((-0.12, 0.2, 0.22), (0.02, 0.01, 0.03), (0.06, 0.2, 0.2), (0.02, 0.01, 0.03), 0.3, 0.0, 0.0),
    "point": ((1.5, 0.05, 0.06), (0.03, 0.0, 0.02), (0.06, 0.18, 0.22), (0.0, 0.0, 0.0), 0.4, 0.04, 0.0),
    "push": ((1.42, 0.0, 0.25), (0.04, 0.0, 0.06), (1.42, 0.0, 0.25), (0.04, 0.0, 0.06), 0.8, 0.32, 0.0),
    "pull": ((1.25, 0.0, 0.35), (0.06, 0.0, 0.1), (1.25, 0.0, 0.35), (0.06, 0.0, 0.1), 0.8, -0.26, 0.0),
    "look_up": ((0.0, 0.14, 0.14), (0.02, 0.0, 0.02), (0.0, 0.14, 0.14), (0.02, 0.0, 0.02), 0.3, -0.06, -0.35),
    "look": ((1.9, 0.2, 1.85), (0.0, 0.0, 0.0), (0.0, 0.14, 0.18), (0.0, 0.0, 0.0), 0.3, 0.05, 0.0),
    "drive": ((1.05, 0.0, 0.55), (0.06, 0.0, 0.05), (1.05, 0.0, 0.55), (-0.06, 0.0, -0.05), 0.4, 0.02, 0.0),
    "ride": ((0.75, 0.0, 0.75), (0.05, 0.0, 0.05), (0.75, 0.0, 0.75), (0.05, 0.0, 0.05), 0.8, 0.12, 0.0),
    "climb": ((2.4, 0.1, 0.5), (0.45, 0.0, 0.4), (2.4, 0.1, 0.5), (-0.45, 0.0, -0.4), 0.7, 0.06, -0.2),
    "fall": ((2.2, 0.6, 0.4), (0.4, 0.2, 0.2), (2.0, 0.6, 0.4), (-0.4, 0.2, 0.2), 1.6, -0.1, -0.1),
    "float": ((0.9, 0.6, 0.5), (0.15, 0.12, 0.1), (0.7, 0.6, 0.5), (-0.15, 0.12, 0.1), 0.3, 0.02, 0.0),
    "kneel": ((0.5, 0.1, 1.2), (0.02, 0.0, 0.02), (0.5, 0.1, 1.2), (0.02, 0.0, 0.02), 0.3, 0.06, 0.15),
    "sit": ((0.55, 0.06, 0.75), (0.02, 0.0, 0.03), (0.6, 0.06, 0.65), (0.02, 0.0, 0.03), 0.25, 0.04, 0.02),
    "lie": ((0.15, 0.25, 0.3), (0.02, 0.0, 0.03), (0.1, 0.2, 0.3), (0.02, 0.0, 0.03), 0.25, 0.0, 0.05),
    "spin": ((1.45, 1.35, 0.15), (0.1, 0.1, 0.0), (1.45, 1.35, 0.15), (0.1, 0.1, 0.0), 0.8, 0.0, 0.0),
    "carry": ((0.8, 0.05, 1.0), (0.03, 0.0, 0.03), (0.8, 0.05, 1.0), (0.03, 0.0, 0.03), 0.8, -0.04, 0.0),
}  # fmt: skip

_TABLES = (DEEDS, CHORES, SPORTS, STEPS, MOMENTS, EXCHANGES, CLEANING)

BOWED = 0.56
"""Radians by which a head that is about to be raised hangs down."""


def raised(time: float) -> float:
    """How far a bowed head is up again after so many seconds, 0..1: a moment's rest, then slowly."""
    return ease(clamp((time - 0.5) / 2.0, 0.0, 1.0))


SYNONYM = {"idle": "stand", "sleep": "lie", "hover": "float", "gallop": "run"}
ON_SEAT = frozenset(("sit", "drive", "ride"))
AIRBORNE = frozenset(("fly", "swim", "dive"))

WALK_DUTY, RUN_DUTY = 0.6, 0.36
WALK_REACH, RUN_REACH = 0.40, 0.46
"""Travel of a planted foot, in leg lengths × 1.0 and heights: see `travel`."""


def travel(leg: float, verb: str) -> float:
    """Ground distance of a planted foot, in heights."""
    if verb in ("run", "gallop"):
        return leg * 1.05
    if verb == "crawl":
        return leg * 0.6
    return leg * 0.8


def stride(leg: float, verb: str) -> float:
    """Ground distance of one gait cycle, in heights."""
    return travel(leg, verb) / (RUN_DUTY if verb in ("run", "gallop") else WALK_DUTY)


def body(pose: Pose, leg: float, seed: int) -> Body:
    """The body for one pose; `leg` is its length in heights."""
    verb = SYNONYM.get(pose.verb, pose.verb)
    if verb in ("walk", "carry", "push", "pull"):
        return _walking(pose, leg, verb)
    if verb == "run":
        return _running(pose, leg)
    if verb == "crawl":
        return _crawling(pose, leg)
    if verb == "jump":
        return _jumping(pose, leg)
    if verb in AIRBORNE:
        return _flying(pose, leg, verb)
    deed = next((table[verb] for table in _TABLES if verb in table), None)
    base = deed(pose, leg, seed) if deed else _gesture(pose, leg, verb, seed)
    if (pose.seat or pose.sits or verb in ON_SEAT) and verb not in ("pedal", "broom", "wake", "hide"):
        return _seated(base, pose, leg)
    return base


def _arm(mean: Arm, swing: Arm, beat: float) -> Arm:
    return (mean[0] + swing[0] * beat, mean[1] + swing[1] * beat, mean[2] + swing[2] * beat)


def _gesture(pose: Pose, leg: float, verb: str, seed: int) -> Body:
    near, near_swing, far, far_swing, beats, lean, nod = ARMS.get(verb, ARMS["stand"])
    t = pose.time
    beat = wave(t, beats, seed % 13 / 13) * (0.6 + 0.4 * pose.energy)
    other = wave(t, beats, seed % 13 / 13 + 0.18) * (0.6 + 0.4 * pose.energy)
    near_arm, far_arm = _arm(near, near_swing, beat), _arm(far, far_swing, other)
    breath = 0.004 * wave(t, 0.3, seed % 7 / 7)
    stand = leg + 0.008 + breath
    a, b = Leg(0.02, 0.0, 0.0, 0.0), Leg(-0.025, 0.0, 0.0, 0.0)
    tilt, sway, roll, twist = 0.02 * wave(t, 0.17), 0.06 * wave(t, 0.3), 0.0, 0.0
    if verb == "look_up":
        nod = lerp(BOWED, 0.0 if pose.view == "front" else nod, raised(t))
    if verb == "kneel":
        a, b = Leg(leg * 0.5, 0.0), Leg(-leg * 0.46, 0.02, 1.3)
        stand = leg * 0.56
    elif verb in ("lie",):
        roll, stand = -1.5, 0.075 + breath
        a, b = Leg(0.03, 0.09 - leg, 0.2), Leg(0.09, 0.13 - leg, 0.2)
    elif verb == "climb":
        a, b = Leg(0.10, 0.10 + 0.09 * beat, 0.2), Leg(0.08, 0.10 - 0.09 * beat, 0.2)
    elif verb in ("float", "fall"):
        kick = 0.06 * wave(t, 0.5)
        a, b = Leg(0.07 + kick, 0.06, 0.5), Leg(-0.10 - kick, 0.09, 0.7)
        roll = 0.12 * wave(t, 0.23) if verb == "float" else 0.5 + 0.7 * wave(t, 0.3)
        stand = leg * 0.97 + 0.02 * wave(t, 0.4)
    elif verb == "spin":
        twist, a, b = t * 3.0 * pose.speed, Leg(0.0, 0.0), Leg(-0.02, 0.12, 0.4)
    return Body(stand, lean, a, b, near_arm, far_arm, nod, tilt, roll, sway, False, twist)


def _seated(base: Body, pose: Pose, leg: float) -> Body:
    """The same gesture on a seat, or on the ground where there is none."""
    thigh = leg * 0.5
    if pose.verb == "ride":
        legs = Leg(0.10, -leg * 0.78, 0.0, 0.03), Leg(0.08, -leg * 0.74, 0.0, 0.03)
        pelvis, lean = 0.0, base.lean + 0.05
    elif pose.seat or pose.verb == "drive":
        legs = Leg(thigh + 0.02, 0.0, 0.0, 0.02), Leg(thigh - 0.04, 0.0, 0.0, 0.02)
        pelvis, lean = leg * 0.54, base.lean
    elif pose.view == "front":
        legs = Leg(0.09, 0.012, 0.0, -0.09, leg * 0.44), Leg(0.1, 0.012, 0.0, -0.09, leg * 0.44)
        pelvis, lean = 0.085, base.lean
    else:
        legs = Leg(leg * 0.78, 0.0, -0.9), Leg(leg * 0.62, 0.0, -0.5)
        pelvis, lean = 0.07, base.lean - 0.04
    return replace(
        base,
        pelvis=pelvis,
        lean=lean,
        near_leg=legs[0],
        far_leg=legs[1],
        roll=0.0,
        seated=True,
        twist=0.0,
        shift=0.0,
    )


GRIPS = {"over": Reach(0.27, 0.05, 0.04), "ahead": Reach(0.21, 0.04, 0.26), "behind": Reach(-0.2, 0.07, 0.27)}
"""The near hand of a walker: under an umbrella, in the hand of somebody ahead, or of somebody behind."""


def _walking(pose: Pose, leg: float, verb: str) -> Body:
    phase = pose.phase
    reach = travel(leg, "walk")
    legs = []
    for offset in (0.0, 0.5):
        s = step(phase - offset, WALK_DUTY)
        roll_off = max(0.0, -s.reach - 0.22) * 2.4 if s.contact else 0.65 * s.curl - 0.3 * max(0.0, s.reach)
        strike = -0.32 * max(0.0, s.reach - 0.3) * 5 if s.contact else 0.0
        heel = max(0.0, -s.reach - 0.22) * 0.28 if s.contact else 0.0
        legs.append(Leg(s.reach * reach, 0.085 * s.lift + heel * leg, roll_off + strike))
    up = math.cos(TAU * 2 * (phase - 0.3))
    swing = math.sin(TAU * (phase + 0.25 - 0.05))
    free = verb == "walk"
    near: Arm | Reach = (-0.5 * swing + 0.03, 0.12, 0.3 + 0.16 * max(0.0, -swing))
    far: Arm | Reach = (0.5 * swing + 0.03, 0.12, 0.3 + 0.16 * max(0.0, swing))
    lean, nod = 0.05, 0.0
    if free and pose.held is not None:
        near = GRIPS[pose.held.hold] if pose.held.hold in GRIPS else Reach(0.2, 0.1, 0.13 + 0.008 * up)
    elif verb == "carry":
        near, far, lean = *_loaded(pose), -0.05
    elif not free:
        near, _, far, _, _, lean, nod = ARMS[verb]
    stand = leg * 0.955 + 0.012 * up
    return Body(
        stand,
        lean + 0.015 * up,
        legs[0],
        legs[1],
        near,
        far,
        nod + 0.02 * up,
        0.03 * swing,
        0.0,
        swing * 0.7,
        False,
        0.12 * swing,
    )


def _loaded(pose: Pose) -> tuple[Arm | Reach, Arm | Reach]:
    load = carries(pose, 0.4, 0)
    return load.near_arm, load.far_arm


def _running(pose: Pose, leg: float) -> Body:
    phase = pose.phase
    reach = travel(leg, "run")
    legs = []
    for offset in (0.0, 0.5):
        s = step(phase - offset, RUN_DUTY)
        lift = 0.0 if s.contact else 0.30 * s.lift * (0.65 + 0.35 * (s.reach < 0))
        heel = max(0.0, -s.reach - 0.2) * 0.12 if s.contact else 0.0
        pitch = max(0.0, -s.reach - 0.15) * 2.2 if s.contact else 1.25 * s.curl * (s.reach < 0.35)
        legs.append(Leg(s.reach * reach + 0.02 * s.lift, lift * leg * 1.15 + heel, pitch))
    swing = math.sin(TAU * (phase + 0.28))
    air = max(0.0, math.cos(TAU * 2 * (phase - 0.44)))
    near, far = (-0.95 * swing + 0.1, 0.14, 1.5 + 0.2 * swing), (0.95 * swing + 0.1, 0.14, 1.5 - 0.2 * swing)
    return Body(
        leg * 0.90 + 0.045 * air,
        0.20,
        legs[0],
        legs[1],
        near,
        far,
        -0.06,
        0.02 * swing,
        0.0,
        swing * 0.9,
        False,
        0.2 * swing,
    )


def _crawling(pose: Pose, leg: float) -> Body:
    swing = math.sin(TAU * pose.phase)
    near, far = (1.5 + 0.3 * swing, 0.05, 0.1), (1.5 - 0.3 * swing, 0.05, 0.1)
    a, b = Leg(-leg * 0.42 - 0.06 * swing, 0.02, 1.4), Leg(-leg * 0.42 + 0.06 * swing, 0.02, 1.4)
    return Body(leg * 0.5, 1.32, a, b, near, far, -0.75, 0.0, 0.0, swing * 0.3)


def jump_arc(phase: float) -> float:
    """Height of a jump at `phase` 0..1, 0..1: crouch until 0.2, land at 0.85."""
    t = phase - math.floor(phase)
    return math.sin(math.pi * clamp((t - 0.2) / 0.65, 0.0, 1.0))


JUMP_HEIGHT = 0.36


def _jumping(pose: Pose, leg: float) -> Body:
    t = pose.phase - math.floor(pose.phase)
    rise = jump_arc(t)
    crouch = max(0.0, 1.0 - abs(t - 0.12) / 0.12) + 0.8 * max(0.0, 1.0 - abs(t - 0.92) / 0.09)
    air = rise * JUMP_HEIGHT
    tuck = rise * 0.13
    a, b = (
        Leg(0.05 + 0.12 * rise, air + tuck, 0.3 * rise),
        Leg(-0.04 - 0.12 * rise, air + tuck * 0.7, 0.9 * rise),
    )
    up = lerp(-0.5 * crouch, 2.5, rise)
    return Body(
        leg * (0.97 - 0.30 * crouch) + air,
        0.28 * crouch + 0.05,
        a,
        b,
        (up, 0.35 * rise + 0.1, 0.25),
        (up - 0.2, 0.35 * rise + 0.1, 0.25),
        -0.1 * rise,
        0.0,
        0.0,
        -rise * 0.6,
    )


def _flying(pose: Pose, leg: float, verb: str) -> Body:
    kick = wave(pose.time, 1.3 if verb == "swim" else 0.5)
    a, b = Leg(-0.05 + 0.07 * kick, 0.03, 1.2), Leg(-0.08 - 0.07 * kick, 0.05, 1.2)
    near, far = (2.75, 0.08, 0.08), (2.6 if verb != "fly" else 0.0, 0.1, 0.12)
    if verb == "swim":
        stroke = TAU * pose.time * 0.7
        near, far = (
            (1.5 + 1.4 * math.sin(stroke), 0.15, 0.25 + 0.25 * math.cos(stroke)),
            (1.5 - 1.4 * math.sin(stroke), 0.15, 0.25),
        )
    roll = {"fly": 1.12, "swim": 1.35, "dive": 2.35}[verb] + 0.05 * wave(pose.time, 0.5)
    return Body(leg, 0.0, a, b, near, far, -0.5 if verb != "dive" else 0.1, 0.0, roll, kick * 0.6)
