"""Breath that is seen: a dragon's fire and a smoker's cigarette with its smoke."""

import math
from collections.abc import Sequence
from typing import Final

from laterna.engines.animatic.canvas import Canvas, fill_oval
from laterna.engines.animatic.color import ColorLike
from laterna.engines.animatic.figures.figure import Box, Figure
from laterna.engines.animatic.figures.geometry import Point
from laterna.engines.animatic.figures.pose import Pose
from laterna.engines.animatic.light import Light
from laterna.engines.animatic.stage.actor import Actor
from laterna.engines.animatic.storyboard import Shot, Subject

_FLAMES: Final[tuple[tuple[float, ColorLike, float], ...]] = (
    (1.0, "#d8341c", 0.5),
    (0.74, "#ff7a1e", 0.72),
    (0.46, "#ffd24a", 0.9),
    (0.22, "#fff6d0", 0.95),
)
"""From the outside in: share of the breadth, colour and opacity."""

_TONGUES: Final = 16
_SMOKE: Final = ("#d9dde2", "#b9bfc8")
_BREATHERS: Final = frozenset(("dragon", "chinese_dragon", "hydra", "wyvern", "phoenix", "godzilla", "kaiju"))
_SMOKERS: Final = frozenset(("", "pipe", "cigarette", "cigar", "smoke", "tobacco"))
_FIRE: Final = frozenset(("fire", "flame", "fireball", "campfire"))


class FireBreath(Figure):
    """Fire that comes out of a mouth at (0, 0) and widens ahead, three long."""

    metres, aspect = 1.0, 3.0

    def bounds(self, pose: Pose) -> Box:
        """See `Figure.bounds`."""
        return (-0.2, -1.0, 3.4, 1.0)

    def hand(self, pose: Pose) -> Point:
        """See `Figure.hand`."""
        return (0.0, 0.0)

    def draw(self, canvas: Canvas, pose: Pose, light: Light) -> None:
        """See `Figure.draw`."""
        for share, color, alpha in _FLAMES:
            for k in range(_TONGUES):
                along = (pose.time * 1.5 + k / _TONGUES) % 1.0
                reach = along * (2.9 * (0.55 + 0.45 * share))
                size = share * (0.07 + 0.42 * math.sin(math.pi * (0.12 + 0.8 * along)))
                sway = 0.16 * along * math.sin(5.0 * pose.time + 2.4 * k)
                fill_oval(
                    canvas,
                    reach,
                    sway - 0.22 * along * along,
                    1.25 * size,
                    0.85 * size,
                    color,
                    alpha * (1.0 - 0.75 * along),
                )


class Cigarette(Figure):
    """A cigarette whose end glows, with a thread of smoke that rises and spreads."""

    metres, aspect = 0.1, 1.0

    def bounds(self, pose: Pose) -> Box:
        """See `Figure.bounds`."""
        return (-1.6, -6.5, 2.4, 0.6)

    def hand(self, pose: Pose) -> Point:
        """See `Figure.hand`."""
        return (0.0, 0.0)

    def draw(self, canvas: Canvas, pose: Pose, light: Light) -> None:
        """See `Figure.draw`."""
        for k in range(12):
            along = (pose.time * 0.22 + k / 12) % 1.0
            x = 0.9 + 0.7 * along * math.sin(1.4 * pose.time + 4.0 * along)
            fill_oval(
                canvas,
                x,
                -0.2 - 5.6 * along,
                0.12 + 0.55 * along,
                0.16 + 0.5 * along,
                _SMOKE[k % 2],
                0.5 * (1.0 - along),
            )
        for k in range(9):
            fill_oval(canvas, -0.5 + 0.16 * k, -0.01 * k, 0.13, 0.11, "#f3efe6" if k > 2 else "#c98a4a")
        fill_oval(canvas, 0.92, -0.08, 0.12, 0.11, "#ff6a2a", 0.7 + 0.3 * math.sin(2.0 * pose.time))


def breathe(shot: Shot, groups: Sequence[Sequence[Actor]]) -> None:
    """Shows the breath of those who breathe fire or smoke; others pant or blow with open mouths."""
    by_id = {subject.id: subject for subject in shot.subjects}
    for group in groups:
        subject = group[0].subject
        action = next((action for action in subject.actions if action.verb == "breathe"), None)
        if action is None:
            continue
        target = by_id.get(action.target)
        for actor in group:
            _show(actor, subject, target.species if target is not None else "")


def _show(actor: Actor, subject: Subject, target: str) -> None:
    person = subject.kind == "biped" or subject.anthropomorphic
    if subject.species in _BREATHERS or target in _FIRE:
        actor.held, actor.held_scale, actor.murmurs = FireBreath(), 0.42, True
    elif person and target in _SMOKERS and actor.verb in ("idle", "stand", "sit", "breathe"):
        actor.sits = actor.sits or actor.verb == "sit"
        actor.verb, actor.held, actor.held_scale = "drink", Cigarette(), 0.05
    else:
        actor.murmurs = True
        actor.verb = "stand" if actor.verb == "idle" else actor.verb


def consumed_by_breath(shot: Shot) -> list[str]:
    """Ids of what is drawn as breath already: the fire, the smoke, the cigarette."""
    by_id = {subject.id: subject for subject in shot.subjects}
    targets = {action.target for one in shot.subjects for action in one.actions if action.verb == "breathe"}
    return [key for key in targets if key in by_id and by_id[key].species in _FIRE | _SMOKERS]
