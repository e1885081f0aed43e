"""Handing over: giver and taker stand so that their hands meet, and the thing passes from one to the other."""

from typing import Final

from laterna.engines.animatic.figures.biped_exchange import PASSES_AT
from laterna.engines.animatic.figures.figure import Figure, held_size
from laterna.engines.animatic.figures.geometry import clamp
from laterna.engines.animatic.figures.pose import Pose
from laterna.engines.animatic.stage.actor import Actor
from laterna.engines.animatic.stage.scenery import Scenery
from laterna.engines.animatic.stage.utensils import Shown

GIVING: Final = frozenset(("give", "serve", "hand"))
_FREE: Final = frozenset(("stand", "idle", "point", "hold", "look", "wave", "talk", "laugh"))
_FARTHEST: Final = 0.24
"""How much higher or lower than usual a hand goes, in heights of its owner."""


def hand_over(giver: Actor, taker: Actor, scene: Scenery) -> bool:
    """Lets one give what it holds to the other; False where either has no hands free for it."""
    thing = giver.held
    if thing is None or not (_has_hands(giver) and _has_hands(taker)):
        return False
    if giver.verb not in _FREE or taker.verb not in _FREE or taker.held is not None:
        return False
    giver.verb, taker.verb = "hand_over", "receive"
    giver.lag = taker.lag = 0.0
    _meet_half_way(giver, taker, thing)
    side = 1 if taker.x >= giver.x else -1
    gap = _reach(giver, thing) + _reach(taker, thing)
    middle = clamp(0.5 * (giver.x + taker.x), 0.5 * gap + 0.3 * giver.size, scene.view.width - 0.5 * gap)
    giver.x, taker.x = middle - side * gap / 2, middle + side * gap / 2
    taker.held_scale = (
        held_size(giver.figure, Pose(held_scale=giver.held_scale), thing) * giver.size / taker.size
    )
    taker.held = Shown(thing, lambda time: time >= PASSES_AT)
    giver.held = Shown(thing, lambda time: time < PASSES_AT)
    if not taker.emotion:
        taker.emotion = "happy"
    return True


def _has_hands(actor: Actor) -> bool:
    return actor.subject.kind == "biped" or actor.subject.anthropomorphic


def _hand(actor: Actor, thing: Figure) -> tuple[float, float]:
    """How far ahead and how high the hand is when the thing passes, in units."""
    pose = Pose(verb=actor.verb, time=PASSES_AT, held=thing, aim=actor.aim)
    x, y = actor.figure.hand(pose)
    return x * actor.size, -y * actor.size


def _reach(actor: Actor, thing: Figure) -> float:
    return _hand(actor, thing)[0]


def _meet_half_way(giver: Actor, taker: Actor, thing: Figure) -> None:
    """The taller reaches down, the smaller up, until both hands are equally high."""
    level = 0.5 * (_hand(giver, thing)[1] + giver.y * -1.0 + _hand(taker, thing)[1] - taker.y)
    for actor in (giver, taker):
        lower = (_hand(actor, thing)[1] - actor.y - level) / actor.size
        actor.aim = clamp(lower, -_FARTHEST, _FARTHEST)
