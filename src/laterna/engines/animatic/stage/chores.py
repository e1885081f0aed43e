"""Chores: the sink before who washes up, the tub before who washes clothes, the line behind who hangs them out."""

from collections.abc import Mapping
from typing import Final

from laterna.engines.animatic.stage.actor import Actor
from laterna.engines.animatic.stage.scenery import Scenery
from laterna.engines.animatic.storyboard import Shot, Subject

_KITCHEN: Final = frozenset(("kitchen", "restaurant", "cafe"))
_DISHES: Final = frozenset(("dishes", "plate", "bowl", "cup", "glass", "mug", "fork", "chopsticks"))


def chore_of(subject: Subject, shot: Shot) -> str:
    """The chore that somebody does, as a verb of `CLEANING`; empty for none."""
    targets = {action.target for action in subject.actions if action.verb == "work"}
    done_to = {one.species for one in shot.subjects if one.id in targets}
    if "dishes" in done_to or (shot.setting in _KITCHEN and done_to & _DISHES):
        return "wash"
    return "scrub" if "laundry" in done_to else "pin" if "clothesline" in done_to else ""


def do_chores(by_id: Mapping[str, list[Actor]], shot: Shot, scene: Scenery, seed: int) -> list[Actor]:
    """Places what the chores need; returns what had to be added."""
    added: list[Actor] = []
    for group in list(by_id.values()):
        for doer in group:
            if doer.carrier is not None or doer.seat:
                continue
            if doer.verb == "wash":
                added.append(_sink(doer, scene, seed))
            elif doer.verb in ("scrub", "pin"):
                species = "laundry" if doer.verb == "scrub" else "clothesline"
                thing = next((g[0] for g in by_id.values() if g[0].subject.species == species), None)
                if thing is not None:
                    _at(doer, thing, scene)
    return added


def _sink(doer: Actor, scene: Scenery, seed: int) -> Actor:
    def figure(species: str) -> Subject:
        return Subject(id=f"set_{species}", name=species, kind="furniture", species=species)

    sink = Actor(figure("full_sink"), scene.figures(figure("full_sink"), seed), "idle", 0.56 * doer.size, 0)
    ahead = 0.42
    if not 0.0 < doer.x + doer.facing * (ahead * doer.size + 0.5 * sink.width) < scene.view.width:
        doer.facing = -doer.facing
    doer.x -= doer.facing * 0.16 * doer.size
    sink.x, sink.y, sink.depth = doer.x + doer.facing * ahead * doer.size, doer.y + 2.0, doer.depth - 0.008
    sink.facing, sink.motion = doer.facing, "stand"
    doer.held, doer.held_scale = scene.figures(figure("washed_plate"), seed), 0.14
    doer.paired = True
    return sink


def _at(doer: Actor, thing: Actor, scene: Scenery) -> None:
    """The tub before the knees; the line beside and behind, so that the washing shows."""
    line = doer.verb == "pin"
    thing.size = (1.06 if line else 0.3) * doer.size
    ahead = 0.5 * doer.size if line else 0.3 * doer.size + 0.3 * thing.width
    room = ahead + 0.5 * thing.width
    if not 0.0 < doer.x + doer.facing * room < scene.view.width:
        doer.facing = -doer.facing
    thing.x, thing.y, thing.facing = doer.x + doer.facing * ahead, doer.y, doer.facing
    thing.depth, thing.motion = doer.depth + (0.02 if line else -0.006), "stand"
    over = max(0.0, abs(thing.x - 0.5 * scene.view.width) + 0.5 * thing.width - 0.5 * scene.view.width)
    back = over if thing.x > 0.5 * scene.view.width else -over
    thing.x, doer.x, doer.paired = thing.x - back, doer.x - back, True
