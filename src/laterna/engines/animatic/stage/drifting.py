"""Where smoke, dust, splashes and petals are: over the chimney, behind the wheels, all over the frame."""

from collections.abc import Mapping
from typing import Final

from laterna.engines.animatic.figures.tables import drift, plan_of
from laterna.engines.animatic.stage.actor import Actor, Path
from laterna.engines.animatic.stage.scenery import Scenery
from laterna.engines.animatic.storyboard import Shot, Subject

_CUPS: Final = frozenset(
    ("cup", "mug", "teapot", "kettle", "bowl", "pot", "pan", "stove", "campfire", "candle", "fire")
)
_MOUTHS: Final = {"tower": 0.0, "house": 0.22, "cabin": 0.22, "cottage": 0.22, "factory": 0.2, "chimney": 0.0}
"""How far from its middle a building smokes, in widths."""


def drifts(subject: Subject) -> bool:
    """Whether it is made of many pieces that move by themselves."""
    return plan_of(subject.species) == "drift"


def let_drift(by_id: Mapping[str, list[Actor]], shot: Shot, scene: Scenery) -> None:
    """Gives what drifts its place, after everybody else has theirs."""
    solid = [g[0] for g in by_id.values() if g and plan_of(g[0].subject.species) != "drift"]
    for group in by_id.values():
        for actor in group:
            if drifts(actor.subject):
                _put(actor, _source(actor, solid, shot), scene)


def _source(actor: Actor, solid: list[Actor], shot: Shot) -> Actor | None:
    """Where it comes from: what a relation or a deed names, else what smokes or burns, else the main figure."""
    own = actor.subject.id
    tied = {r.object for r in shot.relations if r.subject == own} | {
        r.subject for r in shot.relations if r.object == own
    }
    tied |= {s.id for s in shot.subjects if any(a.target == own for a in s.actions)}
    named = [one for one in solid if one.subject.id in tied]
    likely = [one for one in solid if one.subject.species in _CUPS or one.subject.species in _MOUTHS]
    lively = sorted(solid, key=lambda one: (-one.subject.importance, -one.size))
    return next(iter([*named, *likely, *lively]), None)


def _put(actor: Actor, source: Actor | None, scene: Scenery) -> None:
    view, way = scene.view, drift(actor.subject.species).way
    actor.motion, actor.resting, actor.carrier, actor.speed = "hang", True, None, 0.0
    if way == "falls":
        actor.size, actor.depth = 1.06 * view.height, 0.9
        actor.figure.aspect = 1.1 * view.width / view.height
        actor.path, actor.tracked = _staying(0.5 * view.width, 1.03 * view.height), True
    elif source is None:
        actor.size = 0.7 * view.height
        actor.path = _staying(0.5 * view.width, min(0.92 * view.height, scene.ground))
    elif way == "rises":
        if source.subject.kind in ("building", "furniture", "object"):
            source.size = min(source.size, 0.56 * view.height)
        small = source.subject.species in _CUPS or source.figure.metres < 0.6
        actor.size = min(0.6 * view.height, (0.8 if small else 0.5) * source.size)
        actor.size = max(actor.size, 0.16 * view.height)
        aside = _MOUTHS.get(source.subject.species, 0.0) * source.width
        actor.depth = source.depth - 0.006 if small else source.depth + 0.01
        actor.path = _beside(source, aside, -(0.8 if small else 0.94) * source.size)
    elif way == "trails":
        actor.size, actor.depth = 0.6 * min(source.size, 0.5 * view.height), source.depth - 0.004
        actor.facing = source.facing
        actor.path = _beside(source, -source.facing * 0.4 * source.width, 0.0)
    else:
        actor.size = 0.5 * min(source.size, 0.6 * view.height)
        actor.depth = source.depth - 0.006
        actor.path = _beside(source, 0.0, 0.0)


def _staying(x: float, y: float) -> Path:
    return lambda time: (x, y, 0.0)


def _beside(source: Actor, aside: float, up: float) -> Path:
    def path(time: float) -> tuple[float, float, float]:
        x, y, _ = source.place(time)
        return (x + aside, y + up, 0.0)

    return path
