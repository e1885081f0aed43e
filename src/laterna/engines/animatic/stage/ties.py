"""Ties: what relations and actions do to places: riding, holding, behind, under, around."""

from collections.abc import Sequence

from laterna.engines.animatic.stage.actor import Actor
from laterna.engines.animatic.stage.scenery import Scenery
from laterna.engines.animatic.stage.verbs import MOVERS, VESSELS
from laterna.engines.animatic.storyboard import Relation, Shot, Subject


def implied(shot: Shot) -> list[Relation]:
    """Relations that actions bring with them: who reads holds the book, who rows sits in the boat."""
    by_id = {subject.id: subject for subject in shot.subjects}
    stated = {
        (relation.subject, relation.object) for relation in shot.relations if relation.kind in _TOUCHING
    }
    found: list[Relation] = []
    for subject in shot.subjects:
        for action in subject.actions:
            target = by_id.get(action.target)
            if target is None or (subject.id, target.id) in stated or target is subject:
                continue
            if action.verb in _BOARDING and target.kind in ("vehicle", "quadruped"):
                found.append(Relation(subject.id, "on", target.id))
            elif action.verb in _HANDLING and target.kind in _HANDY and _has_hands(subject):
                found.append(Relation(subject.id, "holding", target.id))
    return found


_TOUCHING = frozenset(("holding", "wearing", "riding", "on", "in"))


_BOARDING = frozenset(["drive", "ride", "sail", "row", "fly", "steer", "pilot", "paddle", "board"])


_HANDLING = frozenset(
    [
        "read",
        "eat",
        "drink",
        "hold",
        "carry",
        "play",
        "play_instrument",
        "write",
        "paint",
        "use",
        "lick",
        "pick",
        "lift",
        "throw",
        "wave",
    ]
)


_HANDY = frozenset(("tool", "food", "instrument", "object"))


def _has_hands(subject: Subject) -> bool:
    return subject.kind == "biped" or subject.anthropomorphic


def mount(relations: Sequence[Relation], by_id: dict[str, list[Actor]]) -> set[str]:
    mounted: set[str] = set()
    for relation in relations:
        if (
            relation.kind not in ("riding", "on", "in")
            or relation.subject not in by_id
            or relation.object not in by_id
        ):
            continue
        if relation.object in mounted or relation.subject == relation.object:
            continue
        riders, carriers = by_id[relation.subject], by_id[relation.object]
        for index, rider in enumerate(riders):
            carrier = carriers[index % len(carriers)]
            if carrier.carrier is not None:
                continue
            rider.carrier = carrier
            rider.motion = "ride"
            if rider.verb in MOVERS or rider.verb in ("stand", "idle"):
                moves = rider.verb if rider.verb in MOVERS else ""
                rider.verb = (
                    "ride"
                    if relation.kind == "riding"
                    else "sit"
                    if rider.subject.kind == "biped"
                    else rider.verb
                )
                if moves and carrier.verb in ("stand", "idle"):
                    carrier.verb = _carried(moves, carrier)
            lane = index // len(carriers)
            rider.x = (lane - (len(riders) / len(carriers) - 1) / 2) * carrier.width * 0.3
        mounted.add(relation.subject)
    return mounted


def board(actors: list[Actor], relations: Sequence[Relation]) -> None:
    """Draws riders before their mounts, but crews and what lies in something behind its side."""
    inside = {relation.subject for relation in relations if relation.kind == "in"}
    for actor in actors:
        if actor.carrier is not None:
            hull = actor.carrier.subject.species in VESSELS or actor.subject.id in inside
            actor.depth = actor.root.depth + (0.004 if hull else -0.004)


def _carried(verb: str, carrier: Actor) -> str:
    """What a mount does when its rider does `verb`."""
    if verb in ("fly", "hover"):
        return "fly"
    if carrier.subject.species in VESSELS:
        return "float"
    return "drive" if carrier.subject.kind == "vehicle" else "walk"


def relate(relations: Sequence[Relation], by_id: dict[str, list[Actor]], scene: Scenery) -> None:
    for relation in relations:
        if relation.subject not in by_id or relation.object not in by_id:
            continue
        target = by_id[relation.object][0]
        for index, actor in enumerate(by_id[relation.subject]):
            if actor.carrier is None and actor is not target:
                _put(actor, target, relation.kind, index, len(by_id[relation.subject]), scene)


def _put(actor: Actor, target: Actor, kind: str, index: int, count: int, scene: Scenery) -> None:
    deep = scene.ground - scene.horizon
    if kind == "behind":
        actor.depth = target.depth + 0.3
        actor.x = target.x + (0.5 * target.width + 0.12 * actor.width) * (1 if index % 2 == 0 else -1)
        actor.y = scene.horizon + deep / actor.depth if actor.motion == "stand" else actor.y
    elif kind == "in_front_of":
        actor.depth = max(0.9, target.depth - 0.12)
        actor.x = target.x - (0.42 * target.width + 0.3 * actor.width)
        actor.y = target.y + 10
    elif kind == "under" and actor.motion == "swim":
        actor.x = target.x
        actor.y = min(scene.view.height * 0.94, target.y + actor.size * 1.15)
    elif kind == "under":
        actor.x = target.x + (index - (count - 1) / 2) * actor.width
        actor.depth = target.depth - 0.01
        actor.size = min(actor.size, target.size * 0.55)
    elif kind == "above":
        actor.motion = "fly" if actor.verb in ("fly", "hover") else "hover"
        actor.x = target.x + (index - (count - 1) / 2) * actor.width * 1.1
        actor.y = max(actor.size * 1.05, target.y - target.size * 1.12)
    elif kind == "around" and count > 1:
        actor.motion = "circle"
        actor.center = (target.x, target.y)
        actor.x, actor.y = target.width * 0.5 + actor.width * 0.9, 26.0
        actor.key = index
