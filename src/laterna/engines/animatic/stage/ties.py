"""Ties: what relations and actions do to places: riding, holding, behind, under, around."""

from collections.abc import Sequence

from laterna.engines.animatic.figures.tables import metres_of
from laterna.engines.animatic.stage.actor import Actor
from laterna.engines.animatic.stage.hanging import without_mounts
from laterna.engines.animatic.stage.piles import nestle
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
            if target.species in _TOYS:
                found.append(Relation(subject.id, "holding", target.id))
            elif action.verb in _BOARDING and target.kind in ("vehicle", "quadruped"):
                found.append(Relation(subject.id, "on", target.id))
            elif _handles(subject, action.verb, target):
                found.append(Relation(subject.id, "holding", target.id))
    return found


_TOYS = frozenset(("paper_plane", "paper_airplane", "drone", "toy_car"))
_DECKS = frozenset(("skateboard", "snowboard"))
_SMALL_BOATS = frozenset(("boat", "rowing_boat", "canoe", "kayak", "raft"))
_PEDALLED = frozenset(("bicycle", "bike", "tricycle"))
GREAT_INSTRUMENTS = frozenset(("piano", "grand_piano", "organ"))
"""What stands before who plays it, in nobody's hands."""

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


_BITES = frozenset(("eat", "drink", "lick"))
_GIFTS = frozenset(("give", "serve", "offer", "feed", "hold", "pick", "carry", "water", "smell", "cook"))


def _handles(subject: Subject, verb: str, target: Subject) -> bool:
    """Whether the deed is done with the thing in hand, in a paw or at the muzzle."""
    if verb in ("hug", "hold", "cuddle") and subject.kind == "biped" and target.kind in ("quadruped", "bird"):
        return (metres_of(target.species) or 1.0) < 0.6
    if target.kind == "plant":
        return (verb in _BITES or verb in _GIFTS) and target.species not in _ROOTED
    if target.kind not in _HANDY:
        return False
    if target.species in GREAT_INSTRUMENTS or (target.species == "broom" and verb in ("fly", "ride")):
        return target.species == "broom"
    if verb == "play" and target.kind != "instrument":
        return False
    if subject.kind == "bird" and verb == "read":
        return True
    if not _has_hands(subject):
        return verb in _BITES or verb in ("hold", "carry", "throw", "pick", "give")
    return verb in _HANDLING or verb in _GIFTS or verb == "play_music"


_ROOTED = frozenset(("tree", "grass", "bush", "pine", "palm", "forest", "lawn", "field"))

_HANDY = frozenset(("tool", "food", "instrument", "object"))


def _has_hands(subject: Subject) -> bool:
    return subject.kind == "biped" or subject.anthropomorphic


def mount(relations: Sequence[Relation], by_id: dict[str, list[Actor]], scene: Scenery) -> set[str]:
    """Puts riders on what carries them; returns the ids of those that are carried."""
    mounted: set[str] = set()
    for relation in without_mounts(relations, scene.shot):
        if (
            relation.kind not in ("riding", "on", "in")
            or relation.subject not in by_id
            or relation.object not in by_id
        ):
            continue
        if relation.object in mounted or relation.subject == relation.object:
            continue
        riders, carriers = by_id[relation.subject], by_id[relation.object]
        if carriers[0].still or relation.object in {r.subject.id for r in riders}:
            continue
        for index, rider in enumerate(riders):
            carrier = carriers[index % len(carriers)]
            if carrier.carrier is not None:
                continue
            rider.carrier = carrier
            rider.motion = "ride"
            _bear(carrier, rider)
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
            rider.x += carrier.figure.seat_x * carrier.size
            if carrier.subject.species in _DECKS and rider.subject.kind == "biped":
                rider.verb = "surf"
                carrier.size = 0.62 * rider.size / carrier.figure.aspect
            if (
                rider.verb in ("ride", "sit")
                and carrier.subject.species in _PEDALLED
                and rider.subject.kind == "biped"
            ):
                rider.verb = "pedal"
        mounted.add(relation.subject)
    everyone = [actor for group in by_id.values() for actor in group]
    _share_seats(everyone, scene)
    boxed = {relation.object for relation in relations if relation.kind == "in"}
    for carrier in dict.fromkeys(actor.carrier for actor in everyone if actor.carrier is not None):
        nestle(carrier, [a for a in everyone if a.carrier is carrier], carrier.subject.id in boxed, scene)
    return mounted


def _bear(carrier: Actor, rider: Actor) -> None:
    """A thing is no smaller under an animal than it is by nature, though a little nearer to it in size."""
    if rider.subject.kind == "quadruped" and carrier.subject.kind in ("instrument", "object", "tool"):
        carrier.size = max(carrier.size, rider.size * (carrier.figure.metres / rider.figure.metres) ** 0.75)


def _share_seats(actors: Sequence[Actor], scene: Scenery) -> None:
    """Puts riders of several groups side by side on what carries them, made broad enough for all."""
    for carrier in dict.fromkeys(actor.carrier for actor in actors if actor.carrier is not None):
        riders = [actor for actor in actors if actor.carrier is carrier]
        _fit_hull(carrier, riders)
        _side_by_side(carrier, riders)
        top = carrier.figure.seat_height * carrier.size + 0.94 * max(rider.size for rider in riders)
        fit = min(1.0, (0.64 if carrier.subject.kind == "furniture" else 0.78) * scene.view.height / top)
        for actor in (carrier, *riders):
            actor.size *= fit
            actor.x *= fit


def _fit_hull(carrier: Actor, riders: Sequence[Actor]) -> None:
    """A small boat is no longer than two or three of those who sit in it."""
    if carrier.subject.species in _SMALL_BOATS and any(rider.subject.kind == "biped" for rider in riders):
        length = (1.75 + 0.4 * (len(riders) - 1)) * max(rider.size for rider in riders)
        carrier.size = min(carrier.size, length / max(0.5, carrier.figure.aspect))


def _side_by_side(carrier: Actor, riders: Sequence[Actor]) -> None:
    if len({actor.subject.id for actor in riders}) >= 2:
        total = sum(rider.width for rider in riders)
        if carrier.width < total * 0.98:
            carrier.size *= min(1.7, total * 0.98 / carrier.width)
        cursor = -total / 2
        for rider in riders:
            rider.x = (cursor + rider.width / 2) * min(1.0, 0.96 * carrier.width / total)
            cursor += rider.width


def board(actors: list[Actor], relations: Sequence[Relation]) -> None:
    """Draws riders before their mounts, but crews and what lies in something behind its side."""
    inside = {relation.subject for relation in relations if relation.kind == "in"}
    for actor in actors:
        if actor.carrier is not None:
            vessel = actor.carrier.subject.species in VESSELS
            hull = vessel or actor.subject.id in inside
            actor.aboard = vessel and actor.subject.kind == "biped" and actor.verb not in ("stand", "ride")
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
        same = [r for r in relations if (r.kind, r.object) == (relation.kind, relation.object)]
        before = sum(len(by_id.get(r.subject, ())) for r in same[: same.index(relation)])
        total = sum(len(by_id.get(r.subject, ())) for r in same)
        for index, actor in enumerate(by_id[relation.subject]):
            if actor.carrier is None and actor is not target and not actor.seat:
                _put(actor, target, relation.kind, before + index, total, scene)


def _put(actor: Actor, target: Actor, kind: str, index: int, count: int, scene: Scenery) -> None:
    deep = scene.ground - scene.horizon
    if kind == "behind":
        actor.depth = target.depth + 0.3
        aside = 0.5 * target.width + 0.12 * actor.width
        if any(action.verb == "hide" for action in actor.subject.actions):
            # Who hides looks out from behind a trunk, or from behind the end of a wall.
            trunk = target.subject.kind == "plant"
            actor.size = min(actor.size, 0.5 * target.size) if trunk else actor.size
            aside = (0.06 if trunk else 0.44) * target.width + 0.24 * actor.width
        actor.x = target.x + aside * (1 if index % 2 == 0 else -1)
        actor.y = scene.horizon + deep / actor.depth if actor.motion == "stand" else actor.y
    elif kind == "in_front_of":
        actor.depth = max(0.9, target.depth - 0.12)
        side = -1 if index % 2 == 0 else 1
        actor.x = target.x + side * (0.42 * target.width + (0.3 + 0.6 * (index // 2)) * actor.width)
        actor.y = target.y + 10
    elif kind == "under" and actor.motion == "swim":
        actor.x = target.x
        actor.y = min(scene.view.height * 0.94, target.y + actor.size * 1.15)
    elif kind == "under":
        _shelter(actor, target, index, count, scene)
    elif kind == "above":
        actor.motion = "fly" if actor.verb in ("fly", "hover") else "hover"
        actor.x = target.x + (index - (count - 1) / 2) * actor.width * 1.1
        actor.y = max(actor.size * 1.05, target.y - target.size * 1.12)
    elif kind == "around":
        _circle(actor, target, index, count, scene)


def _circle(actor: Actor, target: Actor, index: int, count: int, scene: Scenery) -> None:
    """Goes around a target, which stands in the middle of the frame."""
    aloft = actor.motion == "fly" or actor.verb in ("fly", "hover")
    if count == 1:
        actor.size = min(actor.size, 0.3 * scene.view.width / max(0.5, actor.figure.aspect))
    if target.motion == "stand" and target.carrier is None:
        target.x = scene.view.width / 2
    reach = target.width * 0.5 + actor.width * (0.4 if aloft else 0.9)
    actor.motion = "circle"
    actor.depth = target.depth
    actor.center = (target.x, target.y - (target.size * 0.55 - 0.3 * actor.size if aloft else 0.0))
    actor.x = min(reach, 0.5 * scene.view.width - 0.2 * actor.width)
    actor.y = 0.16 * target.size if aloft else 26.0
    actor.key = index


def _shelter(actor: Actor, target: Actor, index: int, count: int, scene: Scenery) -> None:
    """Stands or lies under a target, beside the others that do."""
    half = min(0.5 * scene.view.width, 0.5 * count * actor.width + 0.04 * scene.view.width)
    if target.motion == "stand" and target.carrier is None:
        target.x = min(max(target.x, half), scene.view.width - half)
    actor.x = target.x + (index - (count - 1) / 2) * actor.width
    actor.depth = target.depth - 0.01
    if target.motion == "stand" and target.figure.metres > actor.figure.metres:
        natural = actor.size * target.figure.metres / actor.figure.metres
        target.size = max(target.size, min(natural, 0.9 * target.y, 0.8 * scene.view.height))
    if actor.motion == "stand" and target.motion == "stand":
        actor.y = target.y + 4.0
    actor.size = min(actor.size, target.size * 0.55)
