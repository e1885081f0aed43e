"""Layout: where each actor stands across the frame, how deep, and on which seat."""

import math
from collections.abc import Sequence
from typing import Final

from laterna.engines.animatic.stage.actor import Actor
from laterna.engines.animatic.stage.papers import FILE_SCALE, LOOSE, CaseFile
from laterna.engines.animatic.stage.scenery import Scenery, Spot
from laterna.engines.animatic.stage.sizing import NEAR, head_top
from laterna.engines.animatic.stage.verbs import SWIMMERS, VESSELS
from laterna.engines.animatic.storyboard import Relation, Shot, Subject

FLOOR: Final = frozenset(
    [
        "coral",
        "seaweed",
        "shell",
        "starfish",
        "sea_urchin",
        "crab",
        "lobster",
        "clam",
        "anchor",
        "treasure_chest",
        "rock",
        "shipwreck",
    ]
)
"""What lies or grows on the floor of the sea."""

_DRAFT: Final = 0.05
"""How deep hulls lie in the water, in their own lengths."""

AT_TABLE: Final = frozenset(("sit", "read", "write", "think", "eat", "drink", "play_instrument"))


def arrange(groups: list[list[Actor]], shot: Shot, scene: Scenery, seed: int) -> None:
    """Puts the groups side by side in the order that relations ask for."""
    view = scene.view
    random = scene.chance("staging", seed)
    order = _ordered([group[0].subject.id for group in groups], shot.relations)
    groups.sort(key=lambda group: order.index(group[0].subject.id))
    line = [actor for group in groups for actor in group if not _aloft(actor) and not actor.extra]
    closer = shot.camera.move in ("dolly_in", "zoom_in", "dolly_out", "zoom_out", "aerial")
    room = view.width * (0.84 if closer else 0.94)
    crowd = len(line) > 5
    total = sum(_slot(actor, crowd) for actor in line)
    if total > room and len(line) > 1:
        shrink = max(0.45, room / total)
        for actor in line:
            actor.size *= shrink
    total = sum(_slot(actor, crowd) for actor in line)
    gap = max(0.0, min(view.width * 0.12, (room - total) / (len(line) + 1)))
    used = total + gap * (len(line) - 1)
    cursor = (view.width - used) / 2 + _lone_shift(line, shot, scene)
    for actor in line:
        wide = _slot(actor, crowd)
        actor.x = cursor + wide / 2
        cursor += wide + gap
    if total > room:
        _squeeze(line, view.width)
    for index, actor in enumerate(actor for group in groups for actor in group):
        if actor.extra:
            _scatter(actor, scene)
        else:
            set_down(actor, scene, shot, index, len(line), float(random.random()))


def _scatter(actor: Actor, scene: Scenery) -> None:
    """A school swims around the others, a thicket stands left and right of them."""
    view, key = scene.view, actor.key
    along = (0.13 + key * 0.618) % 1.0
    actor.x = view.width * (0.06 + 0.88 * along)
    actor.depth = 1.12 + 0.06 * (key % 3)
    if actor.subject.species in FLOOR or actor.subject.kind == "plant":
        actor.motion, actor.y = "stand", scene.ground + 4.0 + 8.0 * (key % 2)
        actor.x = view.width * (0.12, 0.86, 0.26, 0.74)[key % 4]
        actor.size *= 1.5
        return
    actor.motion = "swim" if scene.medium == "water" else "fly"
    actor.y = view.height * (0.24 + 0.5 * ((0.4 + key * 0.382) % 1.0)) + actor.size * 0.5


def _lone_shift(line: list[Actor], shot: Shot, scene: Scenery) -> float:
    """A single figure stands a little off the middle, away from sun and moon, with room to look into."""
    if len(line) != 1 or scene.view.portrait or shot.camera.framing not in ("full", "wide", "extreme_wide"):
        return 0.0
    return (-0.07 if scene.side > 0 else 0.05) * scene.view.width


def _slot(actor: Actor, crowd: bool = False) -> float:
    return (0.66 if crowd else 1.0) * actor.width * (1.0 if len(actor.subject.actions) else 0.95) + 8


def _squeeze(line: list[Actor], width: float) -> None:
    """Evenly over the frame where even shrunk figures do not fit side by side."""
    for index, actor in enumerate(line):
        actor.x = width * (0.08 + 0.84 * (index + 0.5) / len(line))


def _ordered(ids: list[str], relations: Sequence[Relation]) -> list[str]:
    order = list(ids)
    for relation in relations:
        if relation.subject not in order or relation.object not in order:
            continue
        a, b = order.index(relation.subject), order.index(relation.object)
        behind = relation.kind in ("left_of", "following")
        if (behind and a > b) or (relation.kind == "right_of" and a < b):
            order[a], order[b] = order[b], order[a]
    return order


def _aloft(actor: Actor) -> bool:
    return actor.subject.kind == "celestial"


_LIGHTER: Final = frozenset(("hot_air_balloon", "airship", "blimp", "zeppelin", "ufo", "drone"))
"""What is in the air unless the prompt says that it stands, lands or lies."""


def _grounded(subject: Subject) -> bool:
    return any(
        action.verb in ("land", "stand", "lie", "fall", "stop", "inflate") for action in subject.actions
    )


def set_down(actor: Actor, scene: Scenery, shot: Shot, index: int, count: int, luck: float) -> None:
    """Depth, height and way of being there."""
    view, subject = scene.view, actor.subject
    if _aloft(actor):
        _hang(actor, scene, index, luck)
        return
    deep = scene.ground - scene.horizon
    stagger = 0.14 * ((index * 2) % 3) if count > 2 else 0.0
    if count > 5:
        stagger *= 1.6
    actor.depth = 1.0 + stagger + (0.0 if subject.importance >= 2 else 0.06)
    actor.y = scene.horizon + deep / actor.depth if deep > 0 else scene.ground
    rooted = subject.kind in ("plant", "building")
    if actor.size / view.height > 0.72 and not rooted:
        actor.y = max(actor.y, view.height * 0.12 + head_top(actor))
    if actor.size / view.height > NEAR and not rooted:
        actor.y = view.height * 0.12 + head_top(actor)
    closer = shot.camera.move in ("dolly_in", "zoom_in", "aerial", "dolly_out")
    allowed = actor.y - view.height * (0.15 if closer else 0.07)
    if actor.size / view.height <= NEAR and head_top(actor) > allowed > 0:
        actor.size *= allowed / head_top(actor)
    if scene.medium == "water" or scene.floats:
        _afloat(actor, scene, index, luck)
    elif actor.verb in ("fly", "hover", "broom") or (subject.place == "sky" and actor.verb != "stand"):
        actor.motion = "fly"
        actor.y = view.height * (0.4 + 0.1 * math.sin(index * 2.4 + luck * 3)) + actor.size * 0.4
    elif subject.species in _LIGHTER and not scene.indoors and not _grounded(subject):
        actor.motion = "hover"
        actor.y = view.height * (0.4 + 0.12 * math.sin(index * 2.4 + luck * 3)) + actor.size * 0.5
        actor.size = min(actor.size, 0.56 * view.height)
    elif actor.verb == "surf" and scene.water_line is not None and actor.carrier is None:
        actor.motion, actor.y = "hover", scene.water_line + 0.1 * view.height
    elif subject.place == "sky":
        actor.motion = "hover"
        actor.y = view.height * 0.22 + actor.size * 0.5
    elif scene.water_line is not None and _swims(actor):
        actor.motion = "leap" if actor.verb == "jump" else "swim"
        actor.draft = _DRAFT if subject.species in VESSELS - {"surfboard", "submarine"} else 0.0
        actor.y = scene.water_line + 8 + 26 * (index % 3)
        if scene.ground - actor.y > view.height * 0.08 and actor.motion == "swim":
            actor.depth, actor.size = 1.3, actor.size * 0.8
    alone = not any(s.kind in ("biped", "quadruped", "bird", "reptile", "card") for s in shot.subjects)
    if subject.species in ("table", "desk", "counter") and scene.indoors and alone:
        actor.size = 0.86 * view.width / max(0.5, actor.figure.aspect)
        actor.y = view.height * 0.8 + actor.figure.seat_height * actor.size
    if subject.kind in ("building", "plant") and actor.size / view.height < 1.1:
        actor.size = min(actor.size, actor.y - view.height * 0.05)
        actor.depth += 0.04
    _placed(actor, scene, deep)


def _hang(actor: Actor, scene: Scenery, index: int, luck: float) -> None:
    """Sun, moon, stars and planets stay in the sky, far behind everything."""
    view = scene.view
    actor.motion, actor.depth, actor.verb = "hover", 90.0 + index, "idle"
    actor.size = min(actor.size, view.height * (0.24 if scene.medium != "void" else 0.34))
    side = 0.24 if scene.orb[0] > view.width / 2 else 0.76
    side = 0.64 if scene.medium == "void" else side
    actor.x = view.width * (side + 0.05 * math.sin(index * 2.1 + luck))
    if actor.subject.count > 1:
        actor.x = view.width * (0.1 + 0.8 * (actor.key + 0.5) / actor.subject.count)
    actor.y = view.height * (0.16 + 0.05 * luck) + actor.size * 0.6
    actor.still = True


def _afloat(actor: Actor, scene: Scenery, index: int, luck: float) -> None:
    """Swimmers and floaters keep to the middle; what grows on the floor stands on it."""
    view, subject = scene.view, actor.subject
    wet = scene.medium == "water"
    if wet and (subject.species in FLOOR or subject.kind in ("plant", "building", "furniture")):
        actor.motion, actor.y, actor.depth = "stand", scene.ground + 6.0, 1.15
        return
    actor.motion = "swim" if wet else "hover"
    middle = view.height * (0.5 + 0.12 * math.sin(index * 2.2 + luck))
    reach = actor.size * 0.5
    middle = min(max(middle, reach + 0.14 * view.height), max(0.5 * view.height, 0.84 * view.height - reach))
    actor.y = middle + reach


def _placed(actor: Actor, scene: Scenery, deep: float) -> None:
    view, subject = scene.view, actor.subject
    if subject.place == "left":
        actor.x = view.width * 0.25
    elif subject.place == "right":
        actor.x = view.width * 0.75
    elif subject.place == "background" and actor.motion == "stand":
        actor.depth = 2.0
        actor.size *= 0.6
        actor.y = scene.horizon + deep / actor.depth
    elif subject.place == "foreground" and actor.motion == "stand":
        actor.size *= 1.1
        actor.depth = 0.95


def _swims(actor: Actor) -> bool:
    subject = actor.subject
    return (
        subject.kind == "fish"
        or subject.species in VESSELS
        or subject.species in SWIMMERS
        or actor.verb in ("swim", "dive", "float")
    )


def seat(groups: list[list[Actor]], scene: Scenery) -> None:
    """Puts sitters and sleepers on the set's own seats and beds."""
    seats = [spot for spot in scene.spots if spot.kind == "seat"]
    beds = [spot for spot in scene.spots if spot.kind == "bed"]
    nooks = [spot for spot in scene.spots if spot.kind == "nook"]
    for actor in (actor for group in groups for actor in group):
        upright = actor.subject.kind == "biped" or actor.subject.anthropomorphic
        doing = {action.verb for action in actor.subject.actions}
        if actor.verb in ("sleep", "lie", "wake") and beds:
            _take(actor, beds.pop(0), scene)
        elif actor.verb in ("sleep", "lie") and nooks and not upright:
            _curl_up(actor, nooks.pop(0), scene)
        elif not upright:
            continue
        elif seats and (
            actor.verb in AT_TABLE or doing & {"sit"} or (scene.indoors and doing and actor.verb == "talk")
        ):
            _take(actor, seats.pop(0), scene)
    _make_room([actor for group in groups for actor in group], scene)
    _before_the_desk([actor for group in groups for actor in group], scene)


def _before_the_desk(actors: Sequence[Actor], scene: Scenery) -> None:
    """Who is alone and stands in a room with a desk stands before it, seen from head to foot."""
    people = [a for a in actors if a.subject.kind == "biped"]
    full = scene.shot.camera.framing in ("full", "wide", "extreme_wide")
    if len(people) != 1 or people[0].seat or people[0].verb != "stand" or not full:
        return
    if (
        not any(spot.kind == "seat" and spot.depth > 1.0 for spot in scene.spots)
        or "desk" not in scene.provides
    ):
        return
    people[0].depth, people[0].x = 0.92, 0.34 * scene.view.width
    people[0].y = scene.horizon + (scene.ground - scene.horizon) / people[0].depth


def _curl_up(actor: Actor, spot: Spot, scene: Scenery) -> None:
    """Lays a pet on the seat beside whoever sits there, in its natural size."""
    length = min(0.74, 1.8 * actor.figure.metres) * (scene.metre or 400.0)
    actor.size = length / max(0.5, actor.figure.aspect)
    actor.x, actor.y, actor.depth, actor.facing = spot.x, spot.y - 0.84 * spot.seat, spot.depth, spot.facing
    actor.motion, actor.resting = "stand", True


def lay_on_tops(groups: list[list[Actor]], shot: Shot, scene: Scenery) -> None:
    """Puts small things on the set's desks and tables that relations say they lie on."""
    tops = [spot for spot in scene.spots if spot.kind == "top"]
    staged = {group[0].subject.id for group in groups}
    laid = {r.subject for r in shot.relations if r.kind in ("on", "in") and r.object not in staged}
    for actor in (actor for group in groups for actor in group):
        if not tops or actor.subject.id not in laid or actor.subject.kind not in ("tool", "object", "food"):
            continue
        spot = tops.pop(0)
        actor.x, actor.y, actor.depth, actor.motion = spot.x, spot.y, spot.depth, "stand"
        actor.size, actor.resting = min(actor.size, 0.13 * (scene.metre or 400.0)), True


def _make_room(actors: Sequence[Actor], scene: Scenery) -> None:
    """Whoever stands among sitters steps to their left, facing them."""
    seated = [actor for actor in actors if actor.seat > 0]
    standing = [
        a
        for a in actors
        if a.seat == 0 and a.subject.kind in ("biped", "quadruped") and not (a.extra or a.resting)
    ]
    if not seated or not standing:
        return
    left = min(actor.x - 0.3 * actor.size for actor in seated)
    for index, actor in enumerate(standing):
        if all(abs(actor.x - other.x) > 0.5 * actor.width + 0.3 * other.size for other in seated):
            continue
        actor.x = max(0.4 * actor.width, left - (0.55 + index) * actor.width)
        actor.facing = 1


def _take(actor: Actor, spot: Spot, scene: Scenery) -> None:
    if scene.metre and actor.subject.kind == "biped":
        young = {"baby": 0.55, "child": 0.78}.get(actor.subject.age, 1.0)
        actor.size = 1.7 * scene.metre * young
    actor.x, actor.y, actor.depth, actor.facing = spot.x, spot.y, spot.depth, spot.facing
    actor.motion = "stand"
    if actor.subject.age == "child" and spot.kind == "seat":
        actor.y -= 0.1 * scene.metre  # children sit far back: their feet do not reach the floor
    if spot.kind == "bed":
        actor.y -= spot.seat
        actor.verb, actor.resting = "wake" if actor.verb == "wake" else "sleep", True
        return
    actor.seat = spot.seat
    if actor.verb == "read" and "desk" in scene.provides and _reads_papers(actor, scene.shot):
        actor.held, actor.held_scale = CaseFile(), FILE_SCALE
    if actor.verb == "talk":
        actor.verb = "sit"


def _reads_papers(actor: Actor, shot: Shot) -> bool:
    """What is read at a desk are loose papers: they lie open in a file."""
    read = {action.target for action in actor.subject.actions if action.verb == "read"}
    return any(subject.id in read and subject.species in LOOSE for subject in shot.subjects)
