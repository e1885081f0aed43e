"""What people do with their hands: reading, cooking, boxing, kicking. Bodies over time, one function a verb."""

import math
from collections.abc import Callable

from laterna.engines.animatic.figures.bodies import Arm, Body, Leg, Reach
from laterna.engines.animatic.figures.geometry import clamp, ease, lerp, wave
from laterna.engines.animatic.figures.pose import Pose

Deed = Callable[[Pose, float, int], Body]
"""A pose, the length of a leg in heights, and the figure's seed."""

KICK_PERIOD, KICK_AT = 2.6, 0.30
"""Seconds from one kick to the next, and from the beginning to the touch."""
THROW_PERIOD, THROW_AT = 1.9, 0.94
"""Seconds from one throw to the next, and until the thing leaves the hand."""
TOSS_PERIOD = 1.25
"""Seconds from one toss of a pan to the next."""
UNDER = Reach(0.17, 0.13, 0.03, 0.5)
"""The hand that holds an umbrella over the head."""
ON_ARM = Reach(0.16, 0.1, 0.13, 1.0)
"""The hand of an arm from which a basket hangs."""
HANGS: Arm = (0.04, 0.16, 0.16)
ASIDE: Arm = (0.05, 0.34, 0.3)
PLANTED = (Leg(0.03, 0.0, 0.0, 0.022), Leg(-0.02, 0.0, 0.0, 0.028))


def stood(
    pose: Pose,
    leg: float,
    near: Arm | Reach,
    far: Arm | Reach,
    lean: float = 0.0,
    nod: float = 0.0,
    tilt: float = 0.0,
) -> Body:
    """Upright on both feet, breathing, the weight going slowly from one to the other."""
    t = pose.time
    shift = 0.009 * wave(t, 0.21)
    return Body(
        leg + 0.004 + 0.004 * wave(t, 0.3), lean, *PLANTED, near, far, nod, tilt + 0.02 * wave(t, 0.17), 0.0,
        0.16 * wave(t, 0.3), False, 0.0, shift,
    )  # fmt: skip


def rests(pose: Pose, leg: float, seed: int) -> Body:
    """Standing at ease, in one of a few ways."""
    t = pose.time
    breath = 0.004 * wave(t, 0.3, seed % 7 / 7)
    near: Arm | Reach = (0.02, 0.2 + 0.01 * wave(t, 0.3), 0.24)
    far: Arm | Reach = (0.05, 0.2, 0.22)
    manner = seed % 4
    if pose.held is not None:
        near = UNDER if pose.held.hold == "over" else Reach(0.2, 0.1, 0.15 + breath)
    elif manner == 1:
        far = Reach(-0.01, 0.125, 0.27 + breath, 1.6)
    elif manner == 2:
        near, far = Reach(0.15, 0.01, 0.27 + breath, 0.8), Reach(0.14, -0.005, 0.26 + breath, 0.8)
    weight = 0.016 * (1 if seed % 2 else -1)
    a, b = (
        Leg(0.035, 0.0, 0.0, 0.03 if weight > 0 else 0.01),
        Leg(-0.02, 0.0, 0.0, 0.01 if weight > 0 else 0.03),
    )
    return Body(
        leg + 0.003 + breath, 0.0, a, b, near, far, 0.02 * wave(t, 0.23, seed % 5 / 5), 0.03 * wave(t, 0.17) - weight,
        0.0, 0.08 * wave(t, 0.3), False, 0.0, weight + 0.006 * wave(t, 0.19),
    )  # fmt: skip


def talks(pose: Pose, leg: float, seed: int) -> Body:
    """Hands that underline what is said."""
    t, e = pose.time, 0.6 + 0.4 * pose.energy
    one, two = wave(t, 0.62, seed % 13 / 13), wave(t, 0.81, seed % 7 / 7 + 0.3)
    near = Reach(0.19 + 0.03 * two, 0.13 + 0.03 * one * e, 0.13 - 0.06 * one * e)
    far: Arm | Reach = Reach(0.17 - 0.03 * one, 0.14 + 0.025 * two * e, 0.16 - 0.05 * two * e)
    if pose.held is not None:
        near = Reach(0.19, 0.06, 0.12 + 0.02 * one)
    if seed % 3 == 0:
        far = (0.06, 0.18, 0.2)
    return stood(pose, leg, near, far, 0.02, 0.05 * wave(t, 1.1, seed % 5 / 5), 0.05 * wave(t, 0.6))


def sings(pose: Pose, leg: float, seed: int) -> Body:
    """One hand at the mouth with the microphone, the other telling the song."""
    t, e = pose.time, 0.6 + 0.4 * pose.energy
    rise = wave(t, 0.24, 0.1)
    near: Arm | Reach = Reach(0.15, 0.005, 0.035, 0.9)
    if pose.held is None:
        near = Reach(0.14, 0.2 + 0.05 * rise * e, 0.02 - 0.08 * rise * e, 0.7)
    far = Reach(0.13, 0.25 + 0.07 * rise * e, 0.02 - 0.13 * rise * e, 0.5)
    body = stood(pose, leg, near, far, -0.03 - 0.03 * rise, -0.08 - 0.05 * rise, 0.09 * wave(t, 0.5))
    return swaying(body, 0.022 * wave(t, 0.5), 0.35 * wave(t, 0.5))


def swaying(body: Body, shift: float, sway: float) -> Body:
    """The same with the hips to one side."""
    return Body(
        body.pelvis, body.lean, body.near_leg, body.far_leg, body.near_arm, body.far_arm, body.nod, body.tilt,
        body.roll, sway, body.seated, body.twist, shift,
    )  # fmt: skip


def waves(pose: Pose, leg: float, seed: int) -> Body:
    """A raised hand that goes to and fro."""
    swing = wave(pose.time, 1.7)
    near = Reach(0.08, 0.25 + 0.07 * swing, -0.24 + 0.02 * abs(swing), 1.2)
    far: Arm | Reach = (0.05, 0.2, 0.2) if seed % 2 else Reach(-0.01, 0.125, 0.27, 1.6)
    return stood(pose, leg, near, far, 0.0, 0.0, 0.05 * wave(pose.time, 0.85))


def laughs(pose: Pose, leg: float, seed: int) -> Body:
    """A hand on the belly, shaking."""
    t = pose.time
    shake = abs(wave(t, 2.2))
    near = Reach(0.13, 0.01, 0.2 - 0.012 * shake, 0.9)
    far = Reach(0.1, 0.14, 0.14 + 0.02 * wave(t, 1.1), 0.9)
    return stood(pose, leg + 0.006 * shake, near, far, -0.07 + 0.03 * wave(t, 0.4), -0.12 + 0.05 * shake)


def reads(pose: Pose, leg: float, seed: int) -> Body:
    """Both hands at the book; now and then one turns a page."""
    turn = ease(clamp(1.0 - abs((pose.time + seed % 5) % 3.4 - 0.7) / 0.5, 0.0, 1.0))
    drop = 0.125 + 0.006 * wave(pose.time, 0.3)
    near = Reach(0.225, 0.07, drop)
    far = Reach(0.225, 0.07 - 0.11 * turn, drop - 0.03 * turn)
    return stood(
        pose, leg, near, far, 0.04, 0.26 + 0.02 * wave(pose.time, 0.4), 0.015 * wave(pose.time, 0.35)
    )


def writes(pose: Pose, leg: float, seed: int) -> Body:
    """A pen that goes along the line and back."""
    along = (pose.time * 0.4) % 1.0
    line = along / 0.85 if along < 0.85 else 1.0 - (along - 0.85) / 0.15
    near = Reach(0.25 + 0.006 * wave(pose.time, 3.1), 0.07 - 0.08 * line, 0.24 + 0.006 * wave(pose.time, 2.3))
    return stood(pose, leg, near, Reach(0.23, 0.06, 0.25), 0.12, 0.26)


def cooks(pose: Pose, leg: float, seed: int) -> Body:
    """A pan that is shaken and flicked up, so that what is in it flies."""
    beat = (pose.time / TOSS_PERIOD) % 1.0
    flick = max(0.0, 1.0 - abs(beat - 0.1) / 0.1)
    dip = max(0.0, 1.0 - abs(beat - 0.94) / 0.1)
    near = Reach(0.2 - 0.02 * flick, 0.1, 0.19 - 0.055 * flick + 0.02 * dip)
    far: Arm | Reach = Reach(0.14, 0.1, 0.2 + 0.01 * wave(pose.time, 0.8))
    if seed % 2:
        far = Reach(-0.01, 0.135, 0.27, 1.6)
    follow = 0.5 - 0.5 * math.cos(math.tau * beat)
    return stood(pose, leg, near, far, 0.03, 0.16 - 0.3 * follow * 0.6)


def stirs(pose: Pose, leg: float, seed: int) -> Body:
    """A hand that goes round in a pot or over a piece of work."""
    a = math.tau * pose.time * 0.9
    near = Reach(0.23 + 0.035 * math.cos(a), 0.07 + 0.03 * math.sin(a), 0.23 + 0.012 * math.sin(a))
    return stood(pose, leg, near, Reach(0.2, 0.09, 0.26), 0.08, 0.2)


def paints(pose: Pose, leg: float, seed: int) -> Body:
    """Strokes over a canvas ahead, then a step back to look."""
    t = pose.time
    look = ease(clamp(wave(t, 0.19) * 2.0 - 1.0, 0.0, 1.0))
    stroke, row = wave(t, 0.9), wave(t, 0.23)
    near = Reach(0.31 - 0.08 * look, 0.03, lerp(0.03 * stroke - 0.05 * row, 0.12, look) + 0.02)
    return stood(pose, leg, near, Reach(0.17, 0.1, 0.2), 0.05 - 0.1 * look, 0.06 - 0.1 * look, 0.08 * look)


def eats(pose: Pose, leg: float, seed: int) -> Body:
    """From the hand to the mouth, and chewing."""
    beat = (pose.time * 0.42 + seed % 3 / 3) % 1.0
    bite = ease(clamp(1.0 - abs(beat - 0.35) / 0.22, 0.0, 1.0))
    near = Reach(lerp(0.2, 0.135, bite), lerp(0.07, 0.005, bite), lerp(0.17, -0.015, bite), 0.9)
    if pose.held is not None and pose.held_scale > 0.22 and pose.held.aspect < 0.8:
        # What is tall comes to the mouth from ahead and below, and never before the face.
        near = Reach(lerp(0.25, 0.27, bite), lerp(0.06, 0.02, bite), lerp(0.16, 0.1, bite), 0.5)
    chew = 0.03 * wave(pose.time, 2.2) * (1.0 - bite)
    return stood(pose, leg, near, Reach(0.16, 0.08, 0.24), 0.03, 0.06 + chew - 0.02 * bite)


def drinks(pose: Pose, leg: float, seed: int) -> Body:
    """The cup goes to the lips, the head a little back."""
    beat = (pose.time * 0.33 + seed % 3 / 3 + 0.2) % 1.0
    sip = ease(clamp((0.3 - abs(beat - 0.45)) / 0.18, 0.0, 1.0))
    near = Reach(lerp(0.2, 0.14, sip), lerp(0.06, 0.005, sip), lerp(0.15, -0.005, sip), 0.9)
    return stood(pose, leg, near, HANGS, 0.0, 0.06 - 0.2 * sip)


def pours(pose: Pose, leg: float, seed: int) -> Body:
    """A pot held high over the cup in the other hand."""
    rise = 0.015 * wave(pose.time, 0.4)
    return stood(pose, leg, Reach(0.1, 0.11, 0.05 - rise, 0.9), Reach(0.29, 0.0, 0.28), 0.04, 0.24)


def carries(pose: Pose, leg: float, seed: int) -> Body:
    """Both arms under a load, or a basket's handle over one."""
    if pose.held is not None and pose.held.hold == "arm":
        return stood(pose, leg, ON_ARM, (0.05, 0.2, 0.2))
    return stood(pose, leg, Reach(0.2, 0.09, 0.2), Reach(0.2, 0.09, 0.2), -0.05)


def presents(pose: Pose, leg: float, seed: int) -> Body:
    """Holding something out to be seen, in both hands where it is broad."""
    if pose.held is not None and pose.held.hold == "arm":
        return stood(pose, leg, ON_ARM, (0.05, 0.2, 0.2))
    if pose.held is not None and pose.held.broad:
        lift = 0.006 * wave(pose.time, 0.35)
        return stood(pose, leg, Reach(0.2, 0.08, 0.22 + lift), Reach(0.2, 0.08, 0.22 + lift), -0.02, 0.04)
    if pose.held is not None and pose.held.hold == "over":
        return stood(pose, leg, UNDER, (0.05, 0.18, 0.2))
    near = Reach(0.21, 0.09, 0.13 + 0.008 * wave(pose.time, 0.35))
    return stood(pose, leg, near, (0.05, 0.18, 0.2), 0.0, 0.03)


def ponders(pose: Pose, leg: float, seed: int) -> Body:
    """Chin in hand."""
    tap = 0.006 * wave(pose.time, 1.2)
    return stood(
        pose, leg, Reach(0.145, 0.0, 0.035 + tap, 0.6), Reach(0.15, -0.02, 0.2, 0.9), 0.03, 0.04, -0.05
    )


def weeps(pose: Pose, leg: float, seed: int) -> Body:
    """Hands at the eyes, sobbing."""
    sob = 0.01 * wave(pose.time, 1.5)
    return stood(
        pose,
        leg,
        Reach(0.14, 0.035, -0.07 + sob, 1.0),
        Reach(0.14, 0.035, -0.07 - sob, 1.0),
        0.12,
        0.28 + 3 * sob,
    )


def hugs(pose: Pose, leg: float, seed: int) -> Body:
    """Arms around somebody ahead, rocking."""
    rock = wave(pose.time, 0.35)
    pat = 0.012 * wave(pose.time, 1.3)
    return stood(
        pose, leg, Reach(0.29, 0.035, 0.09 + pat, 0.6), Reach(0.28, 0.05, 0.17, 0.6), 0.1 + 0.02 * rock, 0.04,
        0.12 + 0.03 * rock,
    )  # fmt: skip


def kicks(pose: Pose, leg: float, seed: int) -> Body:
    """Winds up and kicks the ball, then watches it go and come."""
    beat = pose.time % KICK_PERIOD
    wind = ease(clamp(beat / 0.18, 0.0, 1.0)) * (1.0 - ease(clamp((beat - 0.18) / 0.12, 0.0, 1.0)))
    hit = ease(clamp((beat - 0.18) / 0.14, 0.0, 1.0)) * (1.0 - ease(clamp((beat - 0.55) / 0.35, 0.0, 1.0)))
    ready = ease(clamp((beat - KICK_PERIOD + 0.5) / 0.5, 0.0, 1.0))
    near = Leg(
        0.05 - 0.24 * wind + 0.33 * hit, 0.02 * ready + 0.13 * wind + 0.2 * hit, 0.9 * wind - 0.35 * hit, 0.0
    )
    back = 0.5 * wind - 0.9 * hit
    hop = 0.02 * abs(wave(pose.time, 1.2)) * (1.0 - wind - hit)
    return Body(
        leg * 0.965 + hop, 0.12 * wind - 0.2 * hit + 0.05, near, Leg(-0.02, 0.0, 0.1 * hit, 0.01),
        (back - 0.2, 0.5, 0.45), (-back + 0.2, 0.55, 0.5), -0.02, 0.05 * hit, 0.0, 0.5 * hit - 0.4 * wind, False,
        0.25 * hit,
    )  # fmt: skip


def kicked(time: float, *, back: bool) -> tuple[float, float]:
    """Where the ball is: along its way 0..1 and height 0..1. `back`: somebody kicks it back half a round later."""
    half = KICK_PERIOD / 2
    beat = (time - KICK_AT) % KICK_PERIOD
    if back:
        there = beat < half
        along = (beat if there else beat - half) / half
        return (along if there else 1.0 - along), 1.1 * max(0.0, along * (1.0 - along) * 1.6 - 0.02)
    if beat < 1.2:
        along = beat / 1.2
        hop = math.sin(math.pi * clamp(along / 0.62, 0.0, 1.0)) + 0.3 * math.sin(
            math.pi * clamp((along - 0.62) / 0.38, 0.0, 1.0)
        )
        return 1.0 - (1.0 - along) ** 1.7, 0.5 * hop
    return 1.0 - ease((beat - 1.2) / (KICK_PERIOD - 1.2)), 0.0


def _punch(beat: float, at: float) -> float:
    """How far a fist is out: quickly there, slowly back; `beat` and `at` in shares of the round."""
    since = (beat - at) % 1.0
    return ease(clamp(since / 0.05, 0.0, 1.0)) * (1.0 - ease(clamp((since - 0.08) / 0.12, 0.0, 1.0)))


def boxes(pose: Pose, leg: float, seed: int) -> Body:
    """A guard, and out of it jab, cross and hook; without partner as with one."""
    if pose.held is not None:
        return strikes(pose, leg, seed)
    beat = (pose.time / 2.1) % 1.0
    jab, cross = _punch(beat, 0.1) + _punch(beat, 0.62), _punch(beat, 0.28)
    duck = ease(clamp(1.0 - abs(beat - 0.5) / 0.1, 0.0, 1.0))
    bounce = 0.012 * abs(wave(pose.time, 1.9))
    near = Reach(
        0.15 + 0.2 * cross, 0.05 - 0.02 * cross, 0.01 - 0.02 * cross + 0.01 * wave(pose.time, 1.9), 0.5
    )
    far = Reach(0.18 + 0.19 * jab, 0.05 - 0.02 * jab, -0.02 - 0.02 * jab, 0.5)
    return Body(
        leg * (0.93 - 0.12 * duck) + bounce, 0.12 + 0.14 * cross + 0.05 * jab + 0.14 * duck,
        Leg(-0.13 + 0.03 * cross, 0.0, 0.3 + 0.3 * cross), Leg(0.13 + 0.05 * jab, 0.0),
        near, far, 0.08, 0.0, 0.0, 0.4 * (cross - jab), False, 0.3 * cross - 0.25 * jab,
    )  # fmt: skip


def strikes(pose: Pose, leg: float, seed: int) -> Body:
    """A weapon raised and brought down, with a lunge."""
    beat = (pose.time / 1.6) % 1.0
    up = ease(clamp(beat / 0.4, 0.0, 1.0)) * (1.0 - ease(clamp((beat - 0.5) / 0.13, 0.0, 1.0)))
    down = ease(clamp((beat - 0.5) / 0.13, 0.0, 1.0)) * (1.0 - ease(clamp((beat - 0.78) / 0.2, 0.0, 1.0)))
    near = Reach(
        0.2 - 0.1 * up + 0.13 * down, 0.1 + 0.03 * up - 0.06 * down, 0.1 - 0.32 * up + 0.06 * down, 0.6
    )
    return Body(
        leg * (0.93 - 0.06 * down), 0.06 - 0.1 * up + 0.26 * down, Leg(0.12 + 0.1 * down, 0.0),
        Leg(-0.14 - 0.04 * down, 0.0, 0.25 + 0.3 * down), near, (-0.3 + 0.5 * up, 0.5, 0.5), 0.0, 0.0, 0.0,
        0.5 * (up - down), False, 0.22 * up - 0.3 * down,
    )  # fmt: skip


def throws(pose: Pose, leg: float, seed: int) -> Body:
    """Winds up behind the head and lets go ahead."""
    beat = (pose.time / THROW_PERIOD) % 1.0
    back = ease(clamp(beat / 0.35, 0.0, 1.0)) * (1.0 - ease(clamp((beat - 0.42) / 0.1, 0.0, 1.0)))
    out = ease(clamp((beat - 0.42) / 0.1, 0.0, 1.0)) * (1.0 - ease(clamp((beat - 0.62) / 0.3, 0.0, 1.0)))
    near = Reach(
        0.1 - 0.22 * back + 0.26 * out, 0.12 + 0.06 * back - 0.1 * out, 0.16 - 0.36 * back - 0.06 * out, 0.9
    )
    far = Reach(0.1 + 0.18 * back - 0.08 * out, 0.12, 0.16 - 0.14 * back + 0.08 * out)
    return Body(
        leg * 0.95, 0.03 - 0.16 * back + 0.24 * out, Leg(-0.1 - 0.02 * back, 0.0, 0.2 + 0.5 * out),
        Leg(0.1 + 0.06 * back * 0, 0.06 * back, 0.0), near, far, -0.02, 0.0, 0.0, 0.4 * (back - out), False,
        0.35 * back - 0.35 * out,
    )  # fmt: skip


DEEDS: dict[str, Deed] = {
    "stand": rests, "talk": talks, "sing": sings, "wave": waves, "laugh": laughs, "read": reads, "write": writes,
    "cook": cooks, "stir": stirs, "paint": paints, "eat": eats, "drink": drinks, "pour": pours, "hold": presents,
    "think": ponders, "cry": weeps, "hug": hugs, "kick": kicks, "fight": boxes, "throw": throws,
}  # fmt: skip
