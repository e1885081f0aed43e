"""Gaits: where each foot is in its cycle. A foot in contact moves back at exactly the speed of the ground."""

import math

from msgspec import Struct

from laterna.engines.animatic.figures.geometry import TAU, ease


class Step(Struct, frozen=True):
    """One foot at one moment: `reach` -0.5..0.5 of its travel behind/ahead of the joint, `lift` 0..1, `curl` 0..1,
    `swing` 0..1 of the way through the air."""

    reach: float
    lift: float
    curl: float
    contact: bool
    swing: float = 0.0


class Gait(Struct, frozen=True):
    """`offsets` of hind near, hind far, fore near, fore far feet in cycles; `duty` the share of contact;
    `bob` cycles of up-and-down per stride; `flex` how much the spine works, 0..1;
    `float_at` phase of the highest flight."""

    offsets: tuple[float, float, float, float]
    duty: float
    lift: float
    bob: int
    flex: float = 0.0
    flight: float = 0.0
    float_at: float = 0.0


GAITS: dict[str, Gait] = {
    "walk": Gait((0.0, 0.5, 0.25, 0.75), duty=0.64, lift=0.16, bob=2),
    "amble": Gait((0.0, 0.5, 0.2, 0.7), duty=0.58, lift=0.16, bob=2),
    "trot": Gait((0.0, 0.5, 0.5, 0.0), duty=0.42, lift=0.26, bob=2, flight=0.04, float_at=0.2),
    "gallop": Gait((0.0, 0.1, 0.44, 0.56), duty=0.27, lift=0.34, bob=1, flex=1.0, flight=0.10, float_at=0.9),
    "hoofed": Gait((0.0, 0.2, 0.4, 0.6), duty=0.26, lift=0.32, bob=1, flex=1.0, flight=0.09, float_at=0.9),
    "bound": Gait((0.0, 0.05, 0.5, 0.56), duty=0.26, lift=0.4, bob=1, flex=1.3, flight=0.22, float_at=0.36),
    "crawl": Gait((0.0, 0.5, 0.5, 0.0), duty=0.7, lift=0.1, bob=2),
}


def step(phase: float, duty: float) -> Step:
    """The state of a foot whose contact begins at phase 0 and lasts `duty` of the cycle."""
    phase -= math.floor(phase)
    if phase < duty:
        return Step(0.5 - phase / duty, 0.0, 0.0, True)
    t = (phase - duty) / (1.0 - duty)
    # A swing that leaves and lands at ground speed would overshoot; easing keeps the foot quick in the middle.
    return Step(ease(t) - 0.5, math.sin(math.pi * t) ** 0.8, math.sin(math.pi * min(1.0, t * 1.25)), False, t)


def steps(gait: Gait, phase: float) -> tuple[Step, Step, Step, Step]:
    """Hind near, hind far, fore near, fore far."""
    a, b, c, d = gait.offsets
    return (
        step(phase - a, gait.duty),
        step(phase - b, gait.duty),
        step(phase - c, gait.duty),
        step(phase - d, gait.duty),
    )


def bob(gait: Gait, phase: float) -> float:
    """Vertical swing of the trunk, -1 low .. 1 high; highest at `float_at`."""
    return math.cos(TAU * gait.bob * (phase - gait.float_at))


def stride_length(gait: Gait, reach: float) -> float:
    """Ground distance of one cycle for feet that travel `reach` while in contact."""
    return reach / gait.duty
