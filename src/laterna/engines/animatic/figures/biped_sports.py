"""Sports and crafts that swing: surfing, skiing, tennis, golf, archery, lifting, forging, casting spells."""

import math

from laterna.engines.animatic.figures.biped_deeds import Deed, stood
from laterna.engines.animatic.figures.bodies import Body, Leg, Reach, mixed_reach
from laterna.engines.animatic.figures.geometry import clamp, ease, wave
from laterna.engines.animatic.figures.pose import Pose

SWING_PERIOD, SWING_AT = 2.0, 0.86
"""Seconds from one stroke of a racket or club to the next, and until it meets the ball."""
SHOT_PERIOD, SHOT_AT = 2.8, 1.7
"""Seconds from one arrow to the next, and until it is loosed."""
DRIBBLE = 0.62
"""Seconds of one bounce."""


def _rise(beat: float, start: float, end: float) -> float:
    return ease(clamp((beat - start) / (end - start), 0.0, 1.0))


def surfs(pose: Pose, leg: float, seed: int) -> Body:
    """Sideways on a board, knees soft, arms out for balance."""
    rock, dip = wave(pose.time, 0.45), wave(pose.time, 0.7)
    return Body(
        leg * (0.84 + 0.03 * dip),
        0.16 + 0.05 * rock,
        Leg(-0.15, 0.0, 0.0, 0.01),
        Leg(0.15, 0.0, 0.0, 0.01),
        Reach(-0.16, 0.2, 0.02 + 0.06 * rock, 0.9),
        Reach(0.24, 0.18, 0.0 - 0.06 * rock, 0.9),
        -0.04,
        0.05 * rock,
        0.0,
        -0.5,
        False,
        0.0,
        0.02 * rock,
    )


def skis(pose: Pose, leg: float, seed: int) -> Body:
    """Low over the skis, poles back, swinging from side to side."""
    swing = wave(pose.time, 0.5)
    low = 0.78 - 0.04 * abs(swing)
    return Body(
        leg * low,
        0.52,
        Leg(0.04, 0.0, 0.0, 0.02),
        Leg(-0.02, 0.0, 0.0, 0.02),
        Reach(0.2, 0.12, 0.2 - 0.03 * swing, 0.9),
        Reach(0.2, 0.12, 0.2 + 0.03 * swing, 0.9),
        -0.34,
        0.06 * swing,
        0.0,
        -0.9,
        False,
        0.12 * swing,
        0.02 * swing,
    )


def skates(pose: Pose, leg: float, seed: int) -> Body:
    """Long glides, one leg pushing back in turn."""
    push = wave(pose.time, 0.55)
    near, far = max(0.0, push), max(0.0, -push)
    return Body(
        leg * 0.92,
        0.26,
        Leg(0.03 - 0.3 * near, 0.12 * near, 0.6 * near, 0.02),
        Leg(0.03 - 0.3 * far, 0.12 * far, 0.6 * far, 0.02),
        Reach(-0.12 + 0.22 * far, 0.22, 0.12, 0.9),
        Reach(-0.12 + 0.22 * near, 0.22, 0.12, 0.9),
        -0.12,
        0.05 * push,
        0.0,
        -0.7,
        False,
        0.15 * push,
    )


def hits(pose: Pose, leg: float, seed: int) -> Body:
    """A racket drawn back, swung through the ball, brought up again."""
    beat = pose.time % SWING_PERIOD
    back = _rise(beat, 0.15, 0.6) * (1.0 - _rise(beat, 0.7, 0.9))
    through = _rise(beat, 0.74, 0.95) * (1.0 - _rise(beat, 1.25, 1.8))
    ready = Reach(0.24, 0.05, 0.14)
    near = mixed_reach(
        mixed_reach(ready, Reach(-0.14, 0.26, 0.06, 0.9), back), Reach(0.3, -0.06, -0.08), through
    )
    hop = 0.015 * abs(wave(pose.time, 1.5)) * (1.0 - back)
    return Body(
        leg * 0.93 + hop,
        0.1 + 0.1 * through,
        Leg(-0.12, 0.0, 0.2 + 0.3 * through, 0.02),
        Leg(0.12 + 0.04 * through, 0.0),
        near,
        Reach(0.14 + 0.1 * back, 0.16, 0.1 - 0.06 * back),
        -0.04,
        0.0,
        0.0,
        0.5 * (back - through),
        False,
        0.4 * back - 0.4 * through,
    )


def swings_club(pose: Pose, leg: float, seed: int) -> Body:
    """Both hands on a club: up behind the shoulder, down through the ball, up before."""
    beat = pose.time % SWING_PERIOD
    up = _rise(beat, 0.1, 0.6) * (1.0 - _rise(beat, 0.7, 0.86))
    done = _rise(beat, 0.8, 1.0) * (1.0 - _rise(beat, 1.5, 1.9))
    low, high, over = Reach(0.22, 0.0, 0.28), Reach(0.02, 0.22, -0.12, 0.9), Reach(0.12, -0.14, -0.14, 0.9)
    near = mixed_reach(mixed_reach(low, high, up), over, done)
    far = mixed_reach(
        mixed_reach(Reach(0.23, 0.0, 0.25), Reach(0.05, -0.2, -0.1), up), Reach(0.12, 0.16, -0.12), done
    )
    return Body(
        leg * 0.95,
        0.26 - 0.16 * done,
        Leg(0.0, 0.0, 0.5 * done, 0.06),
        Leg(0.0, 0.0, 0.0, 0.06),
        near,
        far,
        0.14 - 0.2 * done,
        0.0,
        0.0,
        0.4 * (up - done),
        False,
        0.4 * up - 0.5 * done,
    )


def shoots_bow(pose: Pose, leg: float, seed: int) -> Body:
    """The bow arm straight, the string drawn to the chin and let go."""
    beat = pose.time % SHOT_PERIOD
    draw = _rise(beat, 0.4, 1.2) * (1.0 - _rise(beat, SHOT_AT, SHOT_AT + 0.08))
    near = Reach(0.3 - 0.22 * draw, 0.06 + 0.03 * draw, -0.01, 1.6)
    return Body(
        leg * 0.98,
        -0.03 * draw,
        Leg(-0.11, 0.0, 0.1, 0.02),
        Leg(0.11, 0.0, 0.0, 0.02),
        near,
        Reach(0.37, 0.0, -0.03),
        -0.02,
        0.02,
        0.0,
        0.0,
        False,
        0.25 * draw,
    )


def lifts(pose: Pose, leg: float, seed: int) -> Body:
    """A bar from the shoulders to over the head, with effort."""
    beat = (pose.time / 2.4) % 1.0
    up = _rise(beat, 0.1, 0.35) * (1.0 - _rise(beat, 0.65, 0.9))
    shake = 0.004 * wave(pose.time, 7.0) * up
    hands = Reach(0.11, 0.17, 0.0 - 0.3 * up + shake, 0.9)
    return Body(
        leg * (0.95 + 0.04 * up),
        -0.03,
        Leg(0.03, 0.0, 0.0, 0.05),
        Leg(-0.02, 0.0, 0.0, 0.05),
        hands,
        hands,
        -0.06 * up,
    )


def dribbles(pose: Pose, leg: float, seed: int) -> Body:
    """A hand that sends the ball down and meets it again."""
    push = 0.5 + 0.5 * math.cos(math.tau * pose.time / DRIBBLE)
    near = Reach(0.24, 0.08, 0.27 - 0.07 * push, 0.7)
    return Body(
        leg * 0.88 + 0.01 * push,
        0.24,
        Leg(-0.1, 0.0, 0.2, 0.02),
        Leg(0.12, 0.0, 0.0, 0.02),
        near,
        Reach(0.16, 0.18, 0.12),
        -0.12,
        0.02 * push,
        0.0,
        0.2 * push,
    )


def forges(pose: Pose, leg: float, seed: int) -> Body:
    """A hammer raised and brought down on the anvil."""
    beat = (pose.time / 1.1) % 1.0
    up = _rise(beat, 0.1, 0.5) * (1.0 - _rise(beat, 0.55, 0.7))
    near = mixed_reach(Reach(0.29, 0.03, 0.2), Reach(0.12, 0.13, -0.2, 0.9), up)
    return stood(pose, leg, near, Reach(0.26, 0.02, 0.25), 0.22 - 0.16 * up, 0.16 - 0.1 * up)


def casts(pose: Pose, leg: float, seed: int) -> Body:
    """A wand that draws circles, the other hand raised against what comes."""
    a = math.tau * pose.time * 0.5
    near = Reach(0.34 + 0.03 * math.cos(a), 0.03, -0.06 + 0.09 * math.sin(a), 0.7)
    far = Reach(-0.05, 0.26, 0.0 - 0.05 * math.sin(a), 0.8)
    return stood(pose, leg, near, far, -0.04, -0.08, 0.04 * math.sin(a))


def digs(pose: Pose, leg: float, seed: int) -> Body:
    """A spade driven in and lifted."""
    beat = (pose.time / 1.8) % 1.0
    down = _rise(beat, 0.1, 0.3) * (1.0 - _rise(beat, 0.5, 0.75))
    near = Reach(0.22 + 0.04 * down, 0.04, 0.12 + 0.1 * down)
    return stood(
        pose, leg * (1.0 - 0.03 * down), near, Reach(0.26, 0.02, 0.24 + 0.08 * down), 0.16 + 0.16 * down, 0.2
    )


SPORTS: dict[str, Deed] = {
    "surf": surfs, "ski": skis, "skate": skates, "tennis": hits, "golf": swings_club, "shoot": shoots_bow,
    "lift": lifts, "dribble": dribbles, "forge": forges, "cast": casts, "dig": digs,
}  # fmt: skip
