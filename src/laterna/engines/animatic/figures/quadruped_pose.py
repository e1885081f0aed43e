"""How a four-footed body stands, sits, lies, steps and leaps. Pure numbers in heights of the hip; y points down."""

import math

import msgspec
from msgspec import Struct

from laterna.engines.animatic.figures.gait import GAITS, Gait, Step, bob, step, steps
from laterna.engines.animatic.figures.geometry import TAU, Point, lerp, wave
from laterna.engines.animatic.figures.pose import Pose
from laterna.engines.animatic.figures.rows import Quadruped


class Foot(Struct, frozen=True):
    """Where a foot is, how its last bone leans (radians, > 0: top backward) and how the paw is turned."""

    at: Point
    tilt: float = 0.0
    flat: float = 0.0
    free: bool = False


class Stance(Struct, frozen=True):
    """One moment of a four-footed body."""

    hip: Point
    shoulder: Point
    arch: float
    neck_angle: float
    head_turn: float
    feet: tuple[Foot, Foot, Foot, Foot]
    """Hind near, hind far, fore near, fore far."""
    tail: tuple[float, float, float]
    """Angle at the root (0 straight back, > 0 up), curl, and wag."""
    sway: float = 0.0
    paw_up: bool = False
    yaw_shift: float = 0.0


STIFF = 0.4
"""The share of a gallop's bending that the back of a hoofed animal keeps."""

STRETCH, HOOFED = 0.3, 0.2
"""How far beyond its step a foot reaches at full stretch, in heights of the hip: paws, and hooves."""

FAR_STEP = 0.07
"""How much further forward the far feet stand, so that both pairs show."""

STEPPING = frozenset(("walk", "run", "gallop", "carry", "push", "pull", "crawl"))

BELLIED = 0.45
"""How much lower than on legs a body with flippers is carried."""

SITS = frozenset(
    [
        "sit",
        "read",
        "write",
        "cook",
        "paint",
        "play_instrument",
        "drive",
        "think",
        "kneel",
        "ride",
        "hold",
        "hug",
        "eat_held",
    ]
)
CROUCHES = frozenset(("stand", "idle", "look", "look_up", "talk", "eat", "drink", "think"))
"""What small hoppers do sitting on their haunches."""

BEGS = frozenset(["read", "write", "cook", "paint", "play_instrument", "drive", "hold", "hug", "wave"])


def gait_of(row: Quadruped, verb: str) -> Gait:
    """The gait in which this animal does the verb."""
    if verb in ("run", "gallop", "jump"):
        return GAITS["gallop" if verb == "gallop" and row.gait == "trot" else row.gait]
    if verb == "crawl":
        return GAITS["crawl"]
    return GAITS["walk"]


def travel_of(row: Quadruped, gait: Gait) -> float:
    """How far a foot travels over the ground while in contact, in heights of the hip."""
    return 0.62 if gait.duty > 0.5 else 0.74 if gait.duty > 0.35 else 0.86


def stance(row: Quadruped, pose: Pose, seed: int) -> Stance:
    """The body for one pose."""
    if pose.verb in STEPPING:
        # Two of a kind that run side by side would else move as one.
        pose = msgspec.structs.replace(pose, phase=pose.phase + seed % 16 / 16)
    body = _stance(row, pose, seed)
    if row.foot != "flipper":
        return body
    # What has flippers lies on its belly, level.
    middle = (body.hip[1] + body.shoulder[1]) / 2 + BELLIED
    return msgspec.structs.replace(
        body, hip=(body.hip[0], middle + 0.03), shoulder=(body.shoulder[0], middle - 0.03)
    )


def _stance(row: Quadruped, pose: Pose, seed: int) -> Stance:
    verb = pose.verb
    if pose.held is not None and verb in ("eat", "drink") and row.foot == "paw":
        pose = msgspec.structs.replace(pose, verb="hold")
        verb = "hold"
    if verb in STEPPING:
        return _stepping(row, pose, gait_of(row, verb))
    if verb == "jump":
        return _leap(row, pose)
    if verb in ("fly", "swim", "float", "hover", "dive", "fall", "spin", "climb"):
        return _afloat(row, pose)
    if verb in SITS or verb == "wave":
        return _sitting(row, pose, seed)
    if verb in ("lie", "sleep"):
        return _lying(row, pose, seed)
    if row.gait == "bound" and not row.arms and verb in CROUCHES:
        return _crouching(row, pose, seed)
    return _standing(row, pose, seed)


def _base(row: Quadruped, lower: float = 0.0) -> tuple[Point, Point]:
    half = row.length * 0.5
    return (-half, -1.0 + lower), (half, -1.0 - row.slope + lower)


def _planted(row: Quadruped) -> list[Foot]:
    half = row.length * 0.5
    return [
        Foot((-half - 0.02, 0.0), 0.3),
        Foot((-half - 0.02 + FAR_STEP * 1.5, -0.03), 0.3),
        Foot((half - 0.02, 0.0), 0.05),
        Foot((half + FAR_STEP, -0.03), 0.05),
    ]


def _tail(
    row: Quadruped, pose: Pose, seed: int, lift: float = 0.0, speed: float = 0.7
) -> tuple[float, float, float]:
    wag = wave(pose.time, speed, seed % 7 / 7) * 0.22 * pose.energy
    sad = -0.6 if pose.emotion in ("sad", "scared", "crying", "worried") else 0.0
    return (0.35 + lift + sad + wag * 0.5, 0.5 + 0.3 * wave(pose.time, speed * 0.7, 0.3), wag)


def _stepping(row: Quadruped, pose: Pose, gait: Gait) -> Stance:
    phase = pose.phase
    travel = travel_of(row, gait)
    fast = gait.duty < 0.35
    crouch = 0.3 if pose.verb == "crawl" else 0.05 if fast else 0.015
    up = bob(gait, phase) * (0.07 if fast else 0.018 if gait.duty > 0.5 else 0.035)
    flex = gait.flex * (STIFF if row.foot == "hoof" else 1.0)
    up += gait.flight * (0.5 + 0.5 * math.cos(TAU * (phase - gait.float_at))) if fast else gait.flight * 0.3
    pitch = flex * 0.10 * math.sin(TAU * (phase - gait.float_at + 0.12))
    hip, shoulder = _base(row, crouch - up)
    gather = flex * math.cos(TAU * (phase - 0.62))
    half = row.length * 0.5
    squash = 0.085 * row.length * gather if flex else 0.0
    hip = (-half + squash, hip[1] + pitch)
    shoulder = (half - squash, shoulder[1] - pitch)
    rests = _planted(row)
    feet: list[Foot] = []
    for index, s in enumerate(steps(gait, phase)):
        fore = index >= 2
        shift = 0.0 if fore else -0.02
        x = rests[index].at[0] + shift + s.reach * travel + (0.06 if fast and fore else 0.0)
        y = rests[index].at[1] - s.lift * gait.lift * (1.0 if fore else 0.86)
        if fast:
            x += _stretch(s, fore) * (STRETCH if row.foot != "hoof" else HOOFED)
        feet.append(Foot((x, y), _tilt(s, fore, fast), _paw_turn(s, fore), not s.contact))
    nod = 0.06 * math.sin(TAU * (gait.bob * phase + 0.1))
    reach = 0.22 if fast else 0.06
    tail_lift = 0.25 if fast else 0.1
    lag = math.sin(TAU * (phase * gait.bob - 0.2))
    tail = (
        0.3 + tail_lift + 0.16 * lag,
        0.4 + 0.25 * math.sin(TAU * phase - 1.0),
        0.14 * math.sin(TAU * phase),
    )
    stiff = 0.0 if fast else 0.5
    lean = 0.25 if pose.verb in ("push", "pull") else 0.0
    return Stance(
        hip, shoulder, row.back + 0.10 * gather, row.neck_angle + reach * (1 - stiff) + nod + lean, 0.0 - nod * 0.6,
        (feet[0], feet[1], feet[2], feet[3]), tail, sway=0.5 * lag * (1.0 if fast else 0.35) * pose.energy,
    )  # fmt: skip


def _stretch(s: Step, fore: bool) -> float:
    """How far a foot in the air reaches beyond its step: forefeet ahead as they land, hind feet back as they leave."""
    if s.contact:
        return 0.0
    if fore:
        return math.sin(math.pi * max(0.0, s.swing - 0.45) / 0.55)
    return -math.sin(math.pi * min(1.0, s.swing / 0.5))


def _tilt(s: Step, fore: bool, fast: bool) -> float:
    if s.contact:
        return (0.05 + 0.5 * s.reach) if fore else (0.28 + 0.75 * s.reach)
    if fore:
        return 0.05 + 0.4 * s.reach - (1.5 if fast else 0.95) * s.curl
    return 0.28 + 0.5 * s.reach - (0.9 if fast else 0.55) * s.curl


def _paw_turn(s: Step, fore: bool) -> float:
    return 0.0 if s.contact else (1.15 if fore else 0.9) * s.curl


def _standing(row: Quadruped, pose: Pose, seed: int) -> Stance:
    breath = wave(pose.time, 0.35, seed % 11 / 11)
    hip, shoulder = _base(row, 0.012 * breath)
    feet = _planted(row)
    neck, turn, sway = row.neck_angle, 0.04 * wave(pose.time, 0.19), 0.0
    tail = _tail(row, pose, seed)
    verb = pose.verb
    paw_up = False
    if verb in ("eat", "drink"):
        dip = 0.06 * wave(pose.time, 0.9)
        reach_down = 2.2 if row.neck > 0.45 else 1.9
        neck, turn = reach_down + dip, 0.35
        shoulder = (shoulder[0], shoulder[1] + (0.10 if row.neck > 0.45 else 0.26))
    elif verb == "look_up":
        neck, turn = row.neck_angle - 0.25, -0.32
    elif verb in ("talk", "sing"):
        turn = 0.07 * wave(pose.time, 1.3) - (0.2 if verb == "sing" else 0.0)
    elif verb in ("laugh", "dance"):
        beat = wave(pose.time, 1.6)
        hip, shoulder = (hip[0], hip[1] + 0.05 * beat), (shoulder[0], shoulder[1] - 0.05 * beat)
        sway, turn, paw_up = 0.4 * beat, 0.12 * wave(pose.time, 0.8), verb == "dance"
        if verb == "dance":
            feet[2] = Foot((feet[2].at[0] + 0.16, -0.30 - 0.08 * beat), -0.7, 0.6, True)
            feet[0] = Foot((feet[0].at[0], -0.05 * max(0.0, -beat)), 0.3)
    elif verb == "play":
        bounce = abs(wave(pose.time, 1.1))
        shoulder = (shoulder[0] - 0.02, shoulder[1] + 0.42 - 0.12 * bounce)
        hip = (hip[0], hip[1] + 0.02)
        feet[2] = Foot((feet[2].at[0] + 0.22, 0.0), 0.7)
        feet[3] = Foot((feet[3].at[0] + 0.24, -0.03), 0.7)
        neck, tail = row.neck_angle - 0.1, _tail(row, pose, seed, 0.7, 2.4)
    elif verb == "fight":
        lunge = max(0.0, wave(pose.time, 0.9))
        shoulder = (shoulder[0] + 0.04 * lunge, shoulder[1] - 0.16 * lunge)
        feet[2] = Foot((feet[2].at[0] + 0.3 * lunge, -0.5 * lunge), -0.5 * lunge, 0.3 * lunge, lunge > 0.05)
        tail = _tail(row, pose, seed, 0.3, 1.6)
    elif verb in ("point", "throw"):
        feet[2] = Foot((feet[2].at[0] + 0.18, -0.34), -0.9, 0.9, True)
        paw_up = True
    elif verb == "cry":
        neck, turn, tail = row.neck_angle + 0.35, 0.3, _tail(row, pose, seed, -0.7, 0.3)
    return Stance(
        hip, shoulder, row.back, neck, turn, (feet[0], feet[1], feet[2], feet[3]), tail, sway, paw_up
    )


def _sitting(row: Quadruped, pose: Pose, seed: int) -> Stance:
    breath = 0.01 * wave(pose.time, 0.35, seed % 11 / 11)
    half = row.length * 0.5
    seat = row.girth * 0.5 + 0.02
    upright = 0.0 if pose.verb not in BEGS else 0.22
    hip = (-half * 0.72, -seat)
    shoulder = (half * lerp(0.52, 0.2, upright * 3), -1.02 - row.slope - 0.10 * upright + breath)
    hind = hip[0] + 0.42
    feet = [
        Foot((hind, 0.0), 1.25),
        Foot((hind + 0.12, -0.03), 1.25),
        Foot((shoulder[0] + 0.04, 0.0), 0.0),
        Foot((shoulder[0] + 0.13, -0.03), 0.0),
    ]
    if pose.verb in BEGS:
        stir = 0.04 * wave(pose.time, 1.1)
        lift = shoulder[1] + 0.34
        feet[2] = Foot((shoulder[0] + 0.42, lift + stir), -0.9, -0.2, True)
        feet[3] = Foot((shoulder[0] + 0.46, lift - 0.06 - stir), -0.9, -0.2, True)
        if pose.verb == "wave":
            feet[2] = Foot(
                (shoulder[0] + 0.4 + 0.1 * wave(pose.time, 2.0), shoulder[1] - 0.16), -1.6, -1.2, True
            )
            feet[3] = Foot((shoulder[0] + 0.13, -0.03), 0.0)
    turn = 0.05 * wave(pose.time, 0.21) + (0.12 if pose.verb in ("read", "write", "think") else 0.0)
    neck = min(row.neck_angle, 0.75) * 0.75
    tail = (0.12 + 0.1 * wave(pose.time, 0.6), 0.5, 0.2 * wave(pose.time, 0.5, seed % 5 / 5))
    return Stance(hip, shoulder, row.back + 0.04, neck, turn, (feet[0], feet[1], feet[2], feet[3]), tail)


def _crouching(row: Quadruped, pose: Pose, seed: int) -> Stance:
    """As rabbits, squirrels and mice rest: the long hind feet under the haunches, the back round."""
    breath = 0.012 * wave(pose.time, 0.8, seed % 11 / 11)
    half = row.length * 0.5
    hip = (-half * 0.62, -0.62 + breath)
    shoulder = (half * 0.74, -0.74 - 0.6 * row.slope + breath)
    feet = [
        Foot((hip[0] + 0.36, 0.0), 1.2), Foot((hip[0] + 0.46, -0.03), 1.2),
        Foot((shoulder[0] + 0.06, 0.0), 0.0), Foot((shoulder[0] + 0.15, -0.03), 0.0),
    ]  # fmt: skip
    neck, turn = row.neck_angle * 0.8, 0.05 * wave(pose.time, 0.23)
    if pose.verb in ("eat", "drink"):
        neck, turn = 1.35 + 0.08 * wave(pose.time, 1.6), 0.2
    elif pose.verb == "look_up":
        neck, turn = neck - 0.25, -0.3
    return Stance(
        hip,
        shoulder,
        row.back + 0.16,
        neck,
        turn,
        (feet[0], feet[1], feet[2], feet[3]),
        _tail(row, pose, seed),
    )


def _lying(row: Quadruped, pose: Pose, seed: int) -> Stance:
    asleep = pose.verb == "sleep"
    breath = wave(pose.time, 0.22, seed % 11 / 11)
    low = row.girth * 0.5
    half = row.length * 0.5
    hip = (-half * 0.92, -low - 0.015 * breath)
    shoulder = (half * 0.92, -low - row.slope * 0.5 - (0.02 if asleep else 0.10) - 0.02 * breath)
    feet = [
        Foot((-half * 0.92 + 0.44, 0.0), 1.3), Foot((-half * 0.92 + 0.58, -0.04), 1.3),
        Foot((half * 0.92 + 0.44, -0.0), 1.35), Foot((half * 0.92 + 0.5, -0.05), 1.35),
    ]  # fmt: skip
    neck = 1.52 if asleep else row.neck_angle * 0.9
    turn = 0.16 if asleep else 0.05 * wave(pose.time, 0.2)
    tail = (-0.15, 0.75, 0.05 * breath if asleep else 0.3 * wave(pose.time, 0.5))
    return Stance(hip, shoulder, row.back + 0.06, neck, turn, (feet[0], feet[1], feet[2], feet[3]), tail)


def _leap(row: Quadruped, pose: Pose) -> Stance:
    t = pose.phase - math.floor(pose.phase)
    rise = math.sin(math.pi * min(1.0, max(0.0, (t - 0.15) / 0.7))) if 0.15 < t < 0.85 else 0.0
    crouch = 0.22 * max(0.0, 1.0 - abs(t - 0.08) / 0.09) + 0.18 * max(0.0, 1.0 - abs(t - 0.92) / 0.09)
    slope = math.cos(math.pi * min(1.0, max(0.0, (t - 0.15) / 0.7))) if rise > 0 else 0.0
    hip, shoulder = _base(row, crouch)
    air = -leap_height(row) * rise
    hip = (hip[0], hip[1] + air + 0.16 * slope * rise**0.4)
    shoulder = (shoulder[0] + 0.04 * rise, shoulder[1] + air - 0.20 * slope * rise**0.4)
    rests = _planted(row)
    feet: list[Foot] = []
    for index, rest in enumerate(rests):
        fore = index >= 2
        x, y = rest.at
        stretch = (0.46 if fore else -0.46) * rise
        tuck = (0.30 if fore else 0.06 + 0.2 * max(0.0, -slope)) * rise
        tilt = (-0.2 - 0.5 * rise * (slope > 0)) if fore else 0.3 - 0.9 * rise * (0.5 + 0.5 * slope)
        feet.append(
            Foot(
                (x + stretch * (1 if not fore or slope > -0.3 else 1.1), y + air - tuck),
                tilt if rise else rest.tilt,
                0.7 * rise,
                rise > 0,
            )
        )
    tail = (0.5 - 0.5 * slope * rise, 0.3, 0.0)
    return Stance(
        hip,
        shoulder,
        row.back - 0.08 * rise,
        row.neck_angle + 0.1 * slope,
        -0.1 * slope,
        (feet[0], feet[1], feet[2], feet[3]),
        tail,
        sway=0.5 * slope * rise,
    )


def leap_height(row: Quadruped) -> float:
    """How high the feet rise in a jump, in heights of the hip."""
    return 0.75 if row.gait in ("gallop", "bound", "hoofed") else 0.4


def _afloat(row: Quadruped, pose: Pose) -> Stance:
    paddle = pose.time * (1.1 if pose.verb in ("swim", "climb") else 0.5) * max(0.4, pose.speed)
    hip, shoulder = _base(row, 0.0)
    drift = 0.05 * wave(pose.time, 0.4)
    hip, shoulder = (hip[0], hip[1] + drift), (shoulder[0], shoulder[1] - 0.1 + drift)
    rests = _planted(row)
    feet: list[Foot] = []
    stretched = pose.verb in ("fly", "dive")
    for index, rest in enumerate(rests):
        fore = index >= 2
        a = TAU * (paddle + (0.0, 0.5, 0.25, 0.75)[index])
        if stretched:
            x = rest.at[0] + (0.52 if fore else -0.5)
            y = -0.62 + 0.05 * math.sin(a) if fore else -0.5 + 0.05 * math.sin(a)
            feet.append(Foot((x, y), -1.0 if fore else -1.1, 1.1 if fore else 1.3, True))
        else:
            x = rest.at[0] + 0.22 * math.cos(a)
            y = -0.26 - 0.14 * math.sin(a) + drift
            feet.append(Foot((x, y), -0.3 - 0.3 * math.sin(a), 0.6, True))
    tail = (0.3 + 0.2 * wave(pose.time, 0.8), 0.3, 0.2 * wave(pose.time, 0.8, 0.2))
    return Stance(
        hip,
        shoulder,
        row.back,
        row.neck_angle - 0.1,
        0.05 * wave(pose.time, 0.5),
        (feet[0], feet[1], feet[2], feet[3]),
        tail,
        sway=0.3 * wave(pose.time, 0.7),
    )


def planted_step(phase: float, duty: float) -> bool:
    """Whether a foot of this duty is in contact; for tests and step sounds."""
    return step(phase, duty).contact
