"""Sizing: how tall each actor is drawn, from the framing, the company and what must stay inside the frame."""

import math
from collections.abc import Sequence
from typing import Final

from laterna.engines.animatic.figures.pose import Pose
from laterna.engines.animatic.stage.actor import Actor
from laterna.engines.animatic.stage.framing import FRAMING
from laterna.engines.animatic.stage.scenery import Scenery
from laterna.engines.animatic.storyboard import Relation, Shot

NEAR: Final = 0.9
"""Shares of the frame's height from which a figure is cut by its lower edge."""

_ANGLES: Final = {"low": 1.08, "high": 0.88, "overhead": 0.82}
_SIZES: Final = {"tiny": 0.6, "small": 0.72, "normal": 1.0, "large": 1.2, "giant": 1.45}
_EARS: Final = {"rabbit": 1.3, "hare": 1.3, "bunny": 1.3, "donkey": 1.12}
"""How much higher than their heads the ears of some reach."""
_TINY: Final = 0.24
"""Square root of the true ratio of heights below which a small animal may be drawn as a third of its partner."""
_THINGS: Final = ("food", "tool", "object", "instrument")
_ALIVE: Final = ("biped", "quadruped", "bird", "reptile")


_FLAT = 5.0
"""From this breadth by height a thing only lies on the ground, as puddles do, and may be as broad as it is."""


def main_actor(actors: Sequence[Actor]) -> Actor | None:
    """The one the shot is about."""
    return max(actors, key=lambda actor: (actor.subject.importance, -actor.key), default=None)


def set_sizes(actors: list[Actor], shot: Shot, scene: Scenery, relations: Sequence[Relation]) -> None:
    """Gives every actor its size in units."""
    main = main_actor(actors)
    if main is None:
        return
    share = _share(actors, main, shot, scene, relations)
    count = len([actor for actor in actors if not actor.extra and not _heavenly(actor)])
    tall = _tall(main, share, scene, count)
    for actor in actors:
        ratio = _ratio(actor, main)
        weight = 1.0 if actor.subject.importance >= 2 else 0.9
        if actor.extra:
            ratio = min(ratio, 0.3 / max(1.0, 0.7 * actor.figure.aspect))
        vary = 1.0 if actor.key == 0 else 0.93 + 0.13 * ((actor.key * 0.618) % 1.0)
        own = _told(actor) / _told(main) ** 0.5
        if any(r.kind == "around" and r.object == actor.subject.id for r in relations):
            ratio = min(ratio, 0.64 * scene.view.height / tall)
        actor.size = tall * ratio * weight * vary * own
    fit = 1.0
    for actor in actors:
        widest = 0.8 * scene.view.width / max(0.3, actor.figure.aspect) / max(1, min(4, count)) ** 0.6
        flat = actor.figure.aspect > _FLAT
        if not flat and (share < NEAR or actor is not main):
            fit = min(fit, widest / max(1.0, actor.size))
    if scene.metre and main.subject.kind == "biped":
        fit = 1.0  # the room is built to the scale of its people
    for actor in actors:
        # Proportions are kept until the main figure would become too small to read.
        leads = actor.subject.id == main.subject.id
        actor.size *= max(fit, 0.6) if leads or fit > 0.6 else fit
        if share < NEAR:
            actor.size = min(actor.size, 1.1 * scene.view.height)


def _told(actor: Actor) -> float:
    """The size that words give; a baby is small already by its own measures."""
    subject = actor.subject
    return 1.0 if subject.age == "baby" and subject.size == "small" else _SIZES[subject.size]


def _heavenly(actor: Actor) -> bool:
    return actor.subject.kind == "celestial"


def _ratio(actor: Actor, main: Actor) -> float:
    if actor.subject is main.subject:
        return 1.0
    natural = math.sqrt(actor.figure.metres / max(0.05, main.figure.metres))
    least = 0.44 if actor.subject.kind in _ALIVE else 0.26
    if actor.subject.kind in _ALIVE and natural < _TINY:
        least = 0.32
    if actor.subject.kind in ("food", "tool") and main.subject.kind in _ALIVE:
        least = 0.22
    if actor.subject.kind in _THINGS and main.subject.kind in _ALIVE:
        natural = min(natural, 0.42)
    return min(1.7, max(least, natural))


def _share(
    actors: list[Actor], main: Actor, shot: Shot, scene: Scenery, relations: Sequence[Relation]
) -> float:
    """Height of the main figure in heights of the frame."""
    framing = shot.camera.framing
    share = FRAMING.get(framing, 0.6) * _ANGLES.get(shot.camera.angle, 1.0)
    upright = main.subject.kind == "biped" or main.subject.anthropomorphic
    if upright and main.verb == "look_up" and framing == "medium":
        share *= 1.35  # a medium close-up: the face tells it, and idle hands stay below the frame
    if not upright:
        share = min(
            share, 1.0 if main.subject.kind in _ALIVE else 0.5 if main.subject.kind in _THINGS else 0.8
        )
    company = [a for a in actors if a is not main and a.subject.importance >= 2 and not a.extra]
    company = [a for a in company if not _heavenly(a)]
    if any(relation.kind in ("riding", "on", "in", "above", "under", "around") for relation in relations):
        share = min(share, 0.72)
    if company and share > 0.7:
        # All heads must be in the picture: the shortest decides how near the camera may come.
        least = min(1.0, *(_ratio(a, main) for a in company))
        share = min(share, max(0.7, 0.42 / max(0.05, 1 - least)), 1.25)
    count = len([actor for actor in actors if not actor.extra and not _heavenly(actor)])
    if count > 2:
        share *= max(0.72, 1 - 0.06 * (count - 2))
    if scene.view.portrait:
        share *= 0.86 if share < NEAR else 0.7
    return share


def _tall(main: Actor, share: float, scene: Scenery, count: int) -> float:
    view = scene.view
    if scene.metre and (main.subject.kind == "biped" or main.subject.anthropomorphic):
        return scene.metre * 1.7
    tall = share * view.height * _posture(main)
    if main.subject.kind == "quadruped" and not main.subject.anthropomorphic and share < NEAR:
        tall /= _EARS.get(main.subject.species, 1.0)
    limit = (0.62 if share < NEAR else 0.86 if main.subject.kind != "biped" else 1.3) * view.width
    tall = min(tall, limit / max(0.3, main.figure.aspect))
    if main.subject.kind == "fish" and share < NEAR:
        tall = min(tall, 0.44 * view.width / main.figure.aspect / count**0.42)
    if main.verb in ("fly", "hover", "broom"):
        over_city = main.subject.kind == "vehicle" and scene.own_camera
        tall = min(tall, (0.26 if over_city else 0.62) * view.height)
    if main.subject.kind == "vehicle" and main.verb == "fight":
        tall *= 0.8
    if scene.medium == "water":
        tall = min(tall, 0.42 * view.width / max(0.3, main.figure.aspect), 0.5 * view.height)
    return tall


def _posture(actor: Actor) -> float:
    """Low long figures are drawn larger so that their bodies read."""
    wide = actor.figure.aspect
    return 0.88 if wide > 1.25 else 1.0 if wide > 0.75 else 1.06


def head_top(actor: Actor) -> float:
    """Units from the contact point up to the top of the head, hat included, in the pose that it takes."""
    seated = actor.seat > 0
    pose = Pose(verb=actor.verb, seat=seated, sits=actor.sits)
    up = -actor.figure.head(pose)[1]
    if not 0.2 < up < 1.6:
        up = 1.0
    up *= _EARS.get(actor.subject.species, 1.0)
    hat = any(garment.kind.endswith(("hat", "cap", "crown", "fedora")) for garment in actor.subject.clothing)
    return actor.size * (up + (0.09 if hat else 0.02))
