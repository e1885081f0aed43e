"""More that people do: at boards and instruments, on bicycles and brooms, with children and animals."""

import math

from laterna.engines.animatic.figures.biped_deeds import Deed, stood, swaying
from laterna.engines.animatic.figures.bodies import Body, Leg, Reach
from laterna.engines.animatic.figures.geometry import clamp, ease, lerp, wave
from laterna.engines.animatic.figures.pose import Pose


def writes_up(pose: Pose, leg: float, seed: int) -> Body:
    """Chalk on a board at the height of the eyes, line after line."""
    along = (pose.time * 0.35) % 1.0
    line = along / 0.85 if along < 0.85 else 1.0 - (along - 0.85) / 0.15
    near = Reach(
        0.24 + 0.012 * wave(pose.time, 2.6), 0.2 - 0.1 * line, -0.13 + 0.012 * wave(pose.time, 3.1), 0.8
    )
    return stood(pose, leg, near, (0.05, 0.18, 0.2), 0.02, -0.06)


def takes_selfie(pose: Pose, leg: float, seed: int) -> Body:
    """A phone at the end of a stretched arm, the head tilted towards it."""
    near = Reach(0.2, 0.3, -0.1 + 0.005 * wave(pose.time, 0.6), 0.7)
    return stood(pose, leg, near, Reach(0.06, 0.25, -0.12, 1.2), 0.0, 0.0, -0.1)


def pedals(pose: Pose, leg: float, seed: int) -> Body:
    """Feet that go round a crank ahead and below, hands on the bar."""
    legs = []
    for half in (0.0, math.pi):
        a = math.tau * pose.time * 1.15 + half
        legs.append(
            Leg(
                0.115 + 0.085 * math.cos(a),
                -leg * 0.93 + 0.015 + 0.085 * math.sin(a),
                0.15 * math.cos(a),
                0.01,
            )
        )
    rock = 0.02 * wave(pose.time, 1.15)
    return Body(
        0.0,
        0.3,
        legs[0],
        legs[1],
        Reach(0.25, 0.07, 0.19),
        Reach(0.25, 0.07, 0.19),
        -0.16,
        rock,
        0.0,
        -0.5,
        True,
    )


def rides_broom(pose: Pose, leg: float, seed: int) -> Body:
    """Astride in the air, leaning into the flight, legs trailing."""
    bob = 0.02 * wave(pose.time, 0.7)
    return Body(
        leg * 0.8 + bob, 0.42, Leg(-0.1 + 0.02 * wave(pose.time, 0.9), 0.12, 0.9), Leg(-0.15, 0.16, 0.9),
        Reach(0.27, 0.02, 0.27), Reach(0.3, 0.02, 0.27), -0.36, 0.0, 0.0, -0.9, True,
    )  # fmt: skip


def cradles(pose: Pose, leg: float, seed: int) -> Body:
    """Somebody small in both arms, rocked."""
    rock = wave(pose.time, 0.4)
    near, far = Reach(0.16, -0.035, 0.1 + 0.008 * rock, 0.8), Reach(0.16, -0.01, 0.225 + 0.008 * rock, 0.9)
    return swaying(stood(pose, leg, near, far, -0.03, 0.1, 0.1), 0.012 * rock, 0.1 * rock)


def feeds(pose: Pose, leg: float, seed: int) -> Body:
    """On one knee, a hand held out low to an animal."""
    near = Reach(0.3, 0.04, 0.2 + 0.01 * wave(pose.time, 0.7))
    return Body(
        leg * 0.56,
        0.26,
        Leg(leg * 0.5, 0.0),
        Leg(-leg * 0.46, 0.02, 1.3),
        near,
        Reach(0.2, 0.05, 0.26),
        0.12,
        0.06,
    )


def waters(pose: Pose, leg: float, seed: int) -> Body:
    """A can tipped forward, going to and fro."""
    sweep = 0.03 * wave(pose.time, 0.35)
    near = Reach(0.25 + sweep, 0.06, 0.16)
    return stood(pose, leg, near, Reach(0.16, 0.06, 0.2), 0.08, 0.2)


def plays_piano(pose: Pose, leg: float, seed: int) -> Body:
    """Hands that run over the keys."""
    t = pose.time
    near = Reach(0.27, 0.08 + 0.03 * wave(t, 0.55), 0.2 - 0.022 * max(0.0, wave(t, 2.1)))
    far = Reach(0.27, 0.07 + 0.03 * wave(t, 0.43), 0.2 - 0.022 * max(0.0, wave(t, 2.1, 0.5)))
    return stood(pose, leg, near, far, 0.08 + 0.05 * wave(t, 0.5), 0.08 + 0.06 * wave(t, 0.5))


def meditates(pose: Pose, leg: float, seed: int) -> Body:
    """Legs crossed, hands on the knees, a slow breath."""
    breath = 0.006 * wave(pose.time, 0.2)
    crossed = (Leg(0.09, 0.012, 0.0, -0.09, leg * 0.44), Leg(0.1, 0.012, 0.0, -0.09, leg * 0.44))
    return Body(
        0.085, 0.0, *crossed, Reach(0.1, leg * 0.44, 0.27 - breath, 0.8), Reach(0.1, leg * 0.44, 0.27 - breath, 0.8),
        0.04, 0.0, 0.0, 0.05 * wave(pose.time, 0.2), True,
    )  # fmt: skip


def fishes(pose: Pose, leg: float, seed: int) -> Body:
    """Both hands on the rod; a twitch when something bites."""
    bite = max(0.0, 1.0 - abs((pose.time + 1.0) % 3.0 - 2.2) / 0.25)
    lift = 0.05 * bite + 0.006 * wave(pose.time, 0.4)
    return stood(
        pose, leg, Reach(0.18, 0.08, 0.2 - lift), Reach(0.25, 0.02, 0.16 - lift), -0.02 - 0.06 * bite, 0.03
    )


def photographs(pose: Pose, leg: float, seed: int) -> Body:
    """Both hands hold the camera before the face."""
    still = 0.004 * wave(pose.time, 0.5)
    return stood(
        pose, leg, Reach(0.16, 0.045, -0.05 + still, 1.0), Reach(0.16, 0.045, -0.05 + still, 1.0), 0.02, 0.02
    )


def hugs_low(pose: Pose, leg: float, seed: int) -> Body:
    """On one knee, arms around somebody small."""
    rock = wave(pose.time, 0.35)
    return Body(
        leg * 0.56, 0.12 + 0.02 * rock, Leg(leg * 0.5, 0.0), Leg(-leg * 0.46, 0.02, 1.3),
        Reach(0.28, 0.035, 0.1, 0.6), Reach(0.27, 0.05, 0.17, 0.6), 0.06, 0.12 + 0.03 * rock,
    )  # fmt: skip


def plays_chess(pose: Pose, leg: float, seed: int) -> Body:
    """Thinking over the board, then moving a piece."""
    beat = ((pose.time + seed % 3) / 3.2) % 1.0
    move = ease(clamp(1.0 - abs(beat - 0.3) / 0.2, 0.0, 1.0))
    near = Reach(
        lerp(0.14, 0.33, move), lerp(0.01, 0.03, move), lerp(0.02, 0.16, move) - 0.06 * wave(beat, 1.0) * move
    )
    return stood(pose, leg, near, Reach(0.24, 0.0, 0.24), 0.14 + 0.07 * move, 0.2)


def salutes(pose: Pose, leg: float, seed: int) -> Body:
    """A hand at the brow, standing straight."""
    return stood(pose, leg, Reach(0.1, 0.11, -0.13, 1.6), (0.02, 0.1, 0.06), -0.02, -0.02)


def peers(pose: Pose, leg: float, seed: int) -> Body:
    """Bent over an eyepiece, one hand at the focus."""
    near = Reach(0.27, 0.06, 0.16 + 0.006 * wave(pose.time, 0.9))
    return stood(pose, leg * 0.98, near, Reach(0.25, 0.07, 0.22), 0.42 + 0.02 * wave(pose.time, 0.25), 0.3)


def dines(pose: Pose, leg: float, seed: int) -> Body:
    """At a table: one hand by the plate, the other going to the mouth; between bites a look around."""
    beat = (pose.time * 0.36 + seed % 5 / 5) % 1.0
    bite = ease(clamp(1.0 - abs(beat - 0.35) / 0.2, 0.0, 1.0))
    near = Reach(lerp(0.2, 0.135, bite), lerp(0.09, 0.005, bite), lerp(0.2, -0.015, bite), 0.9)
    look = 0.05 * wave(pose.time, 0.23, seed % 7 / 7)
    return stood(pose, leg, near, Reach(0.2, 0.12, 0.21), 0.03 + 0.04 * bite, 0.05 * bite, look)


CHORES: dict[str, Deed] = {
    "write_up": writes_up, "selfie": takes_selfie, "pedal": pedals, "broom": rides_broom, "cradle": cradles,
    "feed": feeds, "water": waters, "play_piano": plays_piano, "meditate": meditates, "fish": fishes,
    "photograph": photographs, "hug_low": hugs_low, "chess": plays_chess, "salute": salutes, "peer": peers,
    "dine": dines,
}  # fmt: skip
