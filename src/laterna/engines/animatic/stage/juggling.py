"""Juggling: what is juggled goes up and down before the juggler, one after the other."""

import math
from collections.abc import Mapping, Sequence
from typing import Final

from laterna.engines.animatic.stage.actor import Actor, Path

_ROUND: Final = 1.5
"""Seconds in which each thing flies from hand to hand and back."""

_MOST: Final = 0.14
"""The largest height of a juggled thing, in heights of the juggler."""


def juggle(by_id: Mapping[str, Sequence[Actor]], wide: float) -> None:
    """Lets the targets of those who juggle fly before them; `wide` is the width of the frame in units."""
    for group in list(by_id.values()):
        for action in group[0].subject.actions:
            things = by_id.get(action.target)
            if action.verb != "juggle" or not things or things is group:
                continue
            doer = group[0]
            doer.paired = True
            if doer.carrier is None:
                doer.view = "front"
            if len(by_id) == 2 and doer.motion == "stand":
                doer.x = 0.5 * wide
            for index, thing in enumerate(things):
                thing.size = min(thing.size, _MOST * doer.size / max(0.6, thing.figure.aspect))
                thing.depth, thing.carrier, thing.motion = doer.depth - 0.02, None, "roll"
                thing.path = _cascade(doer, thing.size, index / len(things))


def _cascade(doer: Actor, size: float, start: float) -> Path:
    reach, hands, high = 0.3 * doer.size, 0.5 * doer.size, 0.78 * doer.size

    def path(time: float) -> tuple[float, float, float]:
        turn = (time / _ROUND + start) % 1.0
        half, back = (2.0 * turn) % 1.0, turn >= 0.5
        x = reach * (1.0 - 2.0 * half) * (-1.0 if back else 1.0)
        middle, foot, _ = doer.place(time)
        return (
            middle + x,
            foot - hands - high * 4.0 * half * (1.0 - half) + 0.5 * size,
            math.degrees(3.0 * time),
        )

    return path
