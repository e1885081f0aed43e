"""Moments: what people do once in a shot: hiding and peeking out, waking up, opening something."""

import math

from laterna.engines.animatic.figures.biped_deeds import Deed, stood
from laterna.engines.animatic.figures.bodies import Body, Leg, Reach
from laterna.engines.animatic.figures.geometry import clamp, ease, lerp, wave
from laterna.engines.animatic.figures.pose import Pose

WAKES_AT = 1.1
"""Seconds that a sleeper lies before sitting up."""


def hides(pose: Pose, leg: float, seed: int) -> Body:
    """Crouched small, hands at the mouth, now and then up for a look."""
    peek = ease(clamp(1.5 * wave(pose.time, 0.28, seed % 5 / 5), 0.0, 1.0))
    low = leg * lerp(0.46, 0.7, peek)
    near = Reach(0.13, 0.02, 0.03, 0.9)
    far = Reach(0.14, -0.01, 0.05, 0.9)
    return Body(
        low, lerp(0.5, 0.28, peek), Leg(0.07, 0.0, 0.0, 0.03), Leg(-0.09, 0.02, 0.7, 0.02), near, far,
        lerp(0.1, -0.22, peek), 0.03 * wave(pose.time, 0.9), 0.0, 0.1 * peek,
    )  # fmt: skip


def wakes(pose: Pose, leg: float, seed: int) -> Body:
    """Asleep at first, then up with the legs still stretched out, and a long stretch of both arms."""
    up = ease(clamp((pose.time - WAKES_AT) / 1.0, 0.0, 1.0))
    stretch = math.sin(math.pi * clamp((pose.time - WAKES_AT - 0.7) / 2.2, 0.0, 1.0))
    near = Reach(lerp(0.12, 0.05, stretch), lerp(0.1, 0.2, stretch), lerp(0.2, -0.36, stretch), 0.7)
    far = Reach(lerp(0.12, -0.02, stretch), lerp(0.12, 0.24, stretch), lerp(0.2, -0.34, stretch), 0.7)
    a, b = Leg(0.03, 0.09 - leg, 0.2), Leg(0.09, 0.13 - leg, 0.2)
    if up > 0.5:
        a, b = Leg(leg * 0.94, 0.02, -0.9), Leg(leg * 0.86, 0.03, -0.7)
    return Body(
        0.075, 0.0 if up < 0.5 else -0.1 * stretch, a, b, near, far, 0.05 - 0.25 * stretch, 0.0,
        -1.5 * (1.0 - up), 0.02 * wave(pose.time, 0.25), up > 0.5,
    )  # fmt: skip


def opens(pose: Pose, leg: float, seed: int) -> Body:
    """A hand that reaches out, takes hold and pulls."""
    beat = (pose.time + 0.3 * (seed % 3)) % 3.4
    reach = ease(clamp(beat / 0.7, 0.0, 1.0))
    pull = ease(clamp((beat - 0.9) / 0.9, 0.0, 1.0)) * (1.0 - ease(clamp((beat - 2.7) / 0.6, 0.0, 1.0)))
    near = Reach(lerp(0.16, 0.31, reach) - 0.13 * pull, 0.06 + 0.06 * pull, lerp(0.2, 0.17, reach), 0.8)
    return stood(pose, leg, near, (0.05, 0.2, 0.2), lerp(0.02, 0.12, reach) - 0.16 * pull, 0.04)


MOMENTS: dict[str, Deed] = {"hide": hides, "wake": wakes, "open": opens}
