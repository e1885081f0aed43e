"""Handing over: one reaches out with the thing, the other takes it and draws it close. Both keep one time."""

from laterna.engines.animatic.figures.biped_deeds import Deed, stood
from laterna.engines.animatic.figures.bodies import Body, Reach, mixed_reach
from laterna.engines.animatic.figures.geometry import clamp, ease
from laterna.engines.animatic.figures.pose import Pose

PASSES_AT = 2.1
"""Seconds until the thing is in the other's hands."""

_CLOSE = Reach(0.17, 0.06, 0.15, 0.5)
_DOWN = Reach(0.04, 0.13, 0.36, 0.5)


def _between(time: float, begins: float, lasts: float) -> float:
    return ease(clamp((time - begins) / lasts, 0.0, 1.0))


def _out(pose: Pose, flare: float = 0.4) -> Reach:
    """The hand held out to a partner, `aim` of the pose lower than usual."""
    return Reach(0.31, 0.02, 0.14 + pose.aim, flare)


def hands_over(pose: Pose, leg: float, seed: int) -> Body:
    """Holds the thing, reaches it out, lets go and lowers the arm."""
    t = pose.time
    out, away = _between(t, 0.4, 0.9), _between(t, PASSES_AT + 0.3, 0.9)
    near = mixed_reach(mixed_reach(_CLOSE, _out(pose), out), _DOWN, away)
    broad = pose.held is not None and pose.held.broad
    far = mixed_reach(mixed_reach(_CLOSE if broad else _DOWN, _out(pose), out if broad else 0.0), _DOWN, away)
    bend = out * (1.0 - away)
    return stood(pose, leg, near, far, 0.05 + (0.06 + 0.9 * max(0.0, pose.aim)) * bend, 0.05 * bend)


def receives(pose: Pose, leg: float, seed: int) -> Body:
    """Both hands come up to take the thing, then hold it before the chest."""
    t = pose.time
    out, away = _between(t, 1.0, 0.9), _between(t, PASSES_AT + 0.3, 0.9)
    near = mixed_reach(mixed_reach(_DOWN, _out(pose), out), _CLOSE, away)
    far = mixed_reach(mixed_reach(_DOWN, _out(pose, 0.8), 0.92 * out), _CLOSE, away)
    bend = out * (1.0 - away)
    return stood(pose, leg, near, far, 0.05 * bend, 0.08 * away - 0.5 * min(0.0, pose.aim) * -bend)


EXCHANGES: dict[str, Deed] = {"hand_over": hands_over, "receive": receives}
