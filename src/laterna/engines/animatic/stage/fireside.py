"""At the fire: people to both sides of it, facing it, sitting unless they dance."""

from collections.abc import Mapping, Sequence
from typing import Final

from laterna.engines.animatic.stage.actor import Actor
from laterna.engines.animatic.stage.scenery import Scenery
from laterna.engines.animatic.stage.utensils import Skewer
from laterna.engines.animatic.stage.verbs import MOVERS
from laterna.engines.animatic.storyboard import Shot

_FIRES: Final = frozenset(("campfire", "bonfire", "fire"))
_NEAR: Final = frozenset(
    ("beside", "around", "with", "in_front_of", "looking_at", "toward", "left_of", "right_of")
)
_SITS: Final = frozenset(("sit", "stand", "idle", "play_instrument", "talk", "sing", "read", "eat", "drink", "hold",
                          "think", "laugh", "look", "look_up", "write", "kneel"))  # fmt: skip
"""What people at a fire do sitting."""
_LISTEN: Final = ("laugh", "sit", "sing")
"""What the others do while one of a group plays."""
_MOST: Final = 6


def gather_round(by_id: Mapping[str, list[Actor]], shot: Shot, scene: Scenery) -> None:
    """Places whoever is at a fire; no more than six, since the rest stay where they are."""
    fire = next((g[0] for g in by_id.values() if g[0].subject.species in _FIRES), None)
    if fire is None or fire.carrier is not None or fire.motion not in ("stand", "travel"):
        return
    own = fire.subject.id
    near = {r.subject for r in shot.relations if r.object == own and r.kind in _NEAR}
    near |= {r.object for r in shot.relations if r.subject == own and r.kind in _NEAR}
    people = [a for key, group in by_id.items() if key in near for a in group if _comes(a)]
    if not people or len(people) > _MOST:
        return
    for actor in people:
        _settle(actor)
    _sizes(people, fire, scene)
    _place(people, fire, scene)


def _comes(actor: Actor) -> bool:
    if actor.subject.kind not in ("biped", "quadruped") or actor.carrier is not None or actor.seat:
        return False
    return actor.verb not in MOVERS


def _settle(actor: Actor) -> None:
    """Sits down, and listens where another of the group plays."""
    if actor.subject.count > 2 and actor.verb == "play_instrument" and actor.key > 0:
        actor.verb, actor.held = _LISTEN[actor.key % len(_LISTEN)], None
    if actor.verb == "cook":
        actor.verb, actor.held, actor.held_scale = "hold", Skewer(None), 0.5
    upright = actor.subject.kind != "biped" and not actor.subject.anthropomorphic
    if actor.verb in _SITS and not (upright and actor.verb not in ("stand", "idle", "sit")):
        if actor.verb in ("stand", "idle", "look"):
            actor.verb = "sit"
        actor.sits = actor.verb != "sit"


def _sizes(people: Sequence[Actor], fire: Actor, scene: Scenery) -> None:
    high, count = scene.view.height, len(people)
    least = (0.86, 0.78, 0.68, 0.62, 0.54, 0.5)[count - 1] * high
    room = scene.view.width / (0.6 + 0.62 * count) if count > 1 else scene.view.width
    for actor in people:
        seated = actor.sits or actor.verb == "sit"
        if (
            seated
            and actor.subject.kind == "biped"
            and scene.shot.camera.framing in ("full", "medium", "wide")
        ):
            young = {"baby": 0.6, "child": 0.8}.get(actor.subject.age, 1.0)
            actor.size = min(max(actor.size, least * young), room)
    tallest = max(actor.size for actor in people)
    fire.size = min(fire.size, 0.42 * tallest, 0.34 * high)


def _place(people: Sequence[Actor], fire: Actor, scene: Scenery) -> None:
    """Alternately left and right, so that everybody faces the flames and nobody hides them."""
    view = scene.view
    sides: tuple[list[Actor], list[Actor]] = ([], [])
    for index, actor in enumerate(sorted(people, key=lambda a: a.x)):
        sides[0 if 2 * index < len(people) else 1].append(actor)
    reach = []
    for actors in sides:
        out = 0.5 * fire.width
        for actor in actors[::-1] if actors is sides[0] else actors:
            room = (0.56 if actor.sits or actor.verb == "sit" else 0.34) * actor.size
            if actor.subject.kind != "biped":
                room = 0.58 * actor.width
            actor.center = (out + room, 0.0)
            out += room + 0.24 * actor.size
        reach.append(out)
    fire.x = 0.5 * view.width + 0.5 * (reach[0] - reach[1])
    fire.y = max(fire.y, max(actor.y for actor in people))
    fire.motion, fire.path = "stand", None
    for actors, side in zip(sides, (-1, 1), strict=True):
        for actor in actors:
            actor.x = fire.x + side * actor.center[0]
            actor.x = min(max(actor.x, 0.3 * actor.size), view.width - 0.3 * actor.size)
            actor.facing, actor.y, actor.motion = -side, fire.y, "stand"
            actor.speed, actor.paired, actor.depth = 0.0, True, fire.depth + 0.004
