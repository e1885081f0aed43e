"""Small meetings: a hummingbird at a flower, a snowman between two trees, children in a puddle, a cat on a broom."""

from collections.abc import Mapping
from typing import Final

from laterna.engines.animatic.stage.actor import Actor
from laterna.engines.animatic.stage.scenery import Scenery
from laterna.engines.animatic.stage.sports import equip_for
from laterna.engines.animatic.storyboard import Shot

_SIPPERS: Final = frozenset(("hummingbird", "butterfly", "bee", "bumblebee", "moth", "dragonfly", "ladybug"))
_BLOOMS: Final = frozenset(("flower", "rose", "tulip", "sunflower", "daisy", "lily", "lotus", "peony", "hibiscus",
                            "orchid", "dandelion", "poppy", "iris", "lavender", "bouquet"))  # fmt: skip
_SIPS: Final = frozenset(
    ("drink", "eat", "land", "hover", "fly", "smell", "work", "rest", "sit", "stand", "idle")
)
_STANDS: Final = ("stand", "hang")


def arrange_meetings(by_id: Mapping[str, list[Actor]], shot: Shot, scene: Scenery, seed: int) -> None:
    """Places those pairs that the general rules put merely side by side."""
    _at_blooms(by_id, scene)
    _rivals(by_id, scene, seed)
    for actor in (a for group in by_id.values() for a in group):
        if actor.carrier is not None and actor.carrier.subject.species == "coffin":
            actor.size = min(actor.size, 0.75 * actor.carrier.width)
            actor.x, actor.y = -actor.facing * 0.2 * actor.size, -0.3 * actor.size
    for relation in shot.relations:
        pair = by_id.get(relation.subject), by_id.get(relation.object)
        if not pair[0] or not pair[1] or pair[0] is pair[1]:
            continue
        if relation.kind == "beside" and len(pair[1]) == 2 and len(pair[0]) == 1:
            _between(pair[0][0], pair[1], scene)
        if relation.kind == "beside" and len(pair[0]) > 1 and len(pair[1]) == 1:
            _all_beside(pair[0], pair[1][0], scene)
        if relation.kind == "behind" and pair[1][0].verb == "broom":
            _on_the_broom(pair[0][0], pair[1][0])
    _in_puddles(by_id, shot, scene)


def _at_blooms(by_id: Mapping[str, list[Actor]], scene: Scenery) -> None:
    """Whoever sips is in the air right at the bloom, and not much smaller than it."""
    blooms = [g[0] for g in by_id.values() if g[0].subject.species in _BLOOMS and g[0].carrier is None]
    sippers = [a for g in by_id.values() for a in g if a.subject.species in _SIPPERS]
    if not blooms or len(sippers) > 3 or any(a.carrier not in (None, *blooms) for a in sippers):
        return
    for index, actor in enumerate(sippers):
        deeds = {action.verb for action in actor.subject.actions} or {actor.verb}
        if not deeds & _SIPS:
            continue
        bloom, side = blooms[index % len(blooms)], (-1 if index % 2 == 0 else 1)
        bloom.size = max(bloom.size, 0.56 * scene.view.height)
        bloom.x = min(max(bloom.x, 0.4 * scene.view.width), 0.6 * scene.view.width)
        actor.size = min(max(actor.size, 0.2 * bloom.size), 0.42 * bloom.size)
        actor.verb, actor.motion, actor.speed, actor.facing = "hover", "fly", 0.0, -side
        actor.carrier = None
        actor.x = bloom.x + side * (0.2 * bloom.size + 0.42 * actor.width)
        actor.y = bloom.y - 0.84 * bloom.size + 0.56 * actor.size
        actor.paired, actor.depth = True, bloom.depth - 0.006


def _rivals(by_id: Mapping[str, list[Actor]], scene: Scenery, seed: int) -> None:
    """Whoever stands idle beside the only tennis player is the other player."""
    people = [a for g in by_id.values() for a in g if a.subject.kind == "biped" and a.carrier is None]
    players = [a for a in people if a.verb == "tennis"]
    if len(people) == 2 and len(players) == 1:
        other = next(a for a in people if a.verb != "tennis")
        if other.verb in ("stand", "idle") and not other.subject.actions and other.held is None:
            other.verb = "tennis"
            equip_for(other, scene, seed)


def _between(one: Actor, two: list[Actor], scene: Scenery) -> None:
    """Beside two of a kind is between them."""
    if any(a.carrier or a.seat or a.speed or a.resting or a.motion not in _STANDS for a in (one, *two)):
        return
    if two[0].subject.kind in ("biped", "quadruped") or one.paired:
        return
    room = 0.5 * one.width + 0.5 * two[0].width + 0.03 * scene.view.width
    room = min(room, 0.5 * scene.view.width - 0.4 * two[0].width)
    one.x = 0.5 * scene.view.width
    two[0].x, two[1].x = one.x - room, one.x + room
    two[1].y, two[1].depth = two[0].y, two[0].depth


def _all_beside(group: list[Actor], thing: Actor, scene: Scenery) -> None:
    """A group stands to the left of a thing, none of them behind it."""
    fixed = (*group, thing)
    if any(a.carrier or a.seat or a.speed or a.resting or a.paired or a.motion != "stand" for a in fixed):
        return
    if thing.subject.kind in ("biped", "quadruped", "bird", "plant") or group[0].subject.kind in (
        "plant",
        "tool",
    ):
        return
    wide, edge = scene.view.width, 0.04 * scene.view.width
    room = sum(0.86 * actor.width for actor in group)
    thing.size *= min(1.0, max(0.4 * wide, wide - 2 * edge - room) / thing.width)
    fit = min(1.0, max(0.6, (wide - 2 * edge - thing.width) / room))
    room *= fit
    for actor in group:
        actor.size *= fit
    gap = max(0.0, min(0.1 * wide, (wide - 2 * edge - room - thing.width) / (len(group) + 1)))
    cursor = 0.5 * (wide - room - thing.width - gap * len(group))
    for actor in sorted(group, key=lambda a: a.x):
        actor.x = cursor + 0.43 * actor.width
        cursor += 0.86 * actor.width + gap
    thing.x = cursor + 0.5 * thing.width


def _on_the_broom(passenger: Actor, witch: Actor) -> None:
    """A pet behind who rides a broom sits on its end."""
    if passenger.subject.kind not in ("quadruped", "bird") or passenger.carrier is not None:
        return
    passenger.carrier, passenger.motion, passenger.verb, passenger.resting = witch, "ride", "sit", True
    passenger.size = 0.36 * witch.size
    passenger.x = -0.34 * witch.size
    passenger.y = (0.94 * witch.figure.seat_height - 0.36) * witch.size
    passenger.facing, passenger.depth, passenger.speed = witch.facing, witch.depth + 0.004, 0.0


def _in_puddles(by_id: Mapping[str, list[Actor]], shot: Shot, scene: Scenery) -> None:
    """Puddles lie under the feet of who is in them."""
    for relation in shot.relations:
        puddle, people = by_id.get(relation.object), by_id.get(relation.subject)
        if (
            not puddle
            or not people
            or puddle[0].subject.species != "puddle"
            or relation.kind not in ("in", "on")
        ):
            continue
        standing = [a for a in people if a.carrier is None]
        if not standing:
            continue
        water = puddle[0]
        left, right = min(a.x for a in standing), max(a.x for a in standing)
        wide = min(0.9 * scene.view.width, right - left + 1.1 * max(a.width for a in standing))
        water.size = wide / water.figure.aspect
        water.x, water.y = 0.5 * (left + right), max(a.y for a in standing) + 0.4 * water.size
        water.depth, water.resting, water.motion = standing[0].depth + 0.02, True, "stand"
        for actor in standing:
            actor.y = max(a.y for a in standing)
            actor.verb = "jump" if actor.verb in ("walk", "play", "stand", "run") else actor.verb
            actor.speed = 0.0
