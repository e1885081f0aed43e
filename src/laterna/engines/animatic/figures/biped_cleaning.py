"""Cleaning: a plate under the sponge, clothes in the tub, washing on the line."""

from laterna.engines.animatic.figures.biped_deeds import Deed, stood
from laterna.engines.animatic.figures.bodies import Body, Leg, Reach
from laterna.engines.animatic.figures.geometry import ease, wave
from laterna.engines.animatic.figures.pose import Pose


def washes(pose: Pose, leg: float, seed: int) -> Body:
    """One hand holds a plate over the sink, the other goes around on it."""
    t = pose.time
    near = Reach(0.26 + 0.006 * wave(t, 0.4), 0.07, 0.16 + 0.008 * wave(t, 0.4), 0.5)
    far = Reach(0.27 + 0.022 * wave(t, 1.1), 0.01, 0.15 + 0.022 * wave(t, 1.1, 0.25), 0.7)
    return stood(pose, leg, near, far, 0.1, 0.16 + 0.02 * wave(t, 0.3))


def scrubs(pose: Pose, leg: float, seed: int) -> Body:
    """On the knees, both hands down in the tub, rubbing."""
    rub = wave(pose.time, 1.2)
    near, far = Reach(0.3 + 0.03 * rub, 0.05, 0.27), Reach(0.3 - 0.03 * rub, 0.04, 0.27)
    return Body(
        leg * 0.5, 0.34 + 0.02 * rub, Leg(-leg * 0.4, 0.02, 1.4), Leg(-leg * 0.46, 0.02, 1.4), near, far, 0.12,
        0.0, 0.0, 0.05 * rub,
    )  # fmt: skip


def pins(pose: Pose, leg: float, seed: int) -> Body:
    """Both hands up at the line, now and then down for the next piece."""
    beat = (pose.time / 3.4 + seed % 5 / 5) % 1.0
    low = ease(max(0.0, 1.0 - abs(beat - 0.85) / 0.15))
    near = Reach(0.2 + 0.05 * low, 0.05, -0.2 + 0.5 * low, 0.6)
    far = Reach(0.18 + 0.05 * low, 0.06, -0.17 + 0.48 * low, 0.6)
    return stood(pose, leg - 0.05 * low, near, far, 0.02 + 0.3 * low, -0.2 + 0.35 * low)


CLEANING: dict[str, Deed] = {"wash": washes, "scrub": scrubs, "pin": pins}
