"""Staging: from a shot's subjects and relations to actors with places, sizes and motions, composed to be read."""

import math
from collections.abc import Sequence

from laterna.engines.animatic.figures.pose import VERBS
from laterna.engines.animatic.stage.actor import CADENCE, PACE, Actor
from laterna.engines.animatic.stage.framing import FRAMING
from laterna.engines.animatic.stage.scenery import Scenery
from laterna.engines.animatic.stage.ties import board, implied, mount, relate
from laterna.engines.animatic.stage.verbs import AS_DRAWN, MOST, MOVERS, SWIMMERS, VESSELS
from laterna.engines.animatic.storyboard import Relation, Shot, Subject


def stage(shot: Shot, scene: Scenery, seed: int, amplitude: str, seconds: float) -> list[Actor]:
    """The actors of a shot, placed. Held and worn subjects are in their holder's hands and have no place."""
    relations = [*shot.relations, *implied(shot)]
    held = {r.object: r.subject for r in relations if r.kind in ("holding", "wearing")}
    shown = [subject for subject in shot.subjects if subject.id not in held and not _in_set(subject, scene)]
    groups = [_cast(subject, scene, seed) for subject in shown]
    actors = [actor for group in groups for actor in group]
    if not actors:
        return []
    by_id = {group[0].subject.id: group for group in groups if group}
    for thing, holder in held.items():
        subject = next((s for s in shot.subjects if s.id == thing), None)
        if subject is not None and holder in by_id:
            for actor in by_id[holder]:
                actor.held = scene.figures(subject, seed)
    _size(actors, shot, scene)
    mounts = mount(relations, by_id)
    free = [group for group in groups if group and group[0].subject.id not in mounts]
    _arrange(free, shot, scene, seed)
    _seat(free, scene)
    relate(relations, by_id, scene)
    board(actors, relations)
    _face(shot, by_id)
    _move(actors, shot, scene, amplitude, seconds)
    return actors


def _in_set(subject: Subject, scene: Scenery) -> bool:
    return (
        subject.species in scene.provides
        and subject.importance < 3
        and not subject.colors
        and not subject.actions
    )


def main_actor(actors: Sequence[Actor]) -> Actor | None:
    """The one the shot is about."""
    return max(actors, key=lambda actor: (actor.subject.importance, -actor.key), default=None)


def _cast(subject: Subject, scene: Scenery, seed: int) -> list[Actor]:
    count = max(1, min(MOST, subject.count))
    verb = _verb(subject, scene)
    actors = []
    for index in range(count):
        figure = scene.figures(subject, seed + index * 7919)
        actors.append(Actor(subject, figure, verb, 1.0, index))
    return actors


def _verb(subject: Subject, scene: Scenery) -> str:
    asked = subject.actions[0].verb if subject.actions else ""
    verb = AS_DRAWN.get(asked, asked)
    if (
        scene.medium == "water"
        and subject.kind in ("fish", "biped", "quadruped", "reptile")
        and verb in ("", "walk", "run", "stand", "float")
    ):
        return "swim"
    if verb in VERBS:
        return verb
    if subject.kind == "bird" and subject.place == "sky":
        return "fly"
    if subject.kind == "fish":
        return "swim"
    if subject.kind == "vehicle" and verb in ("", "move", "race", "travel", "cross"):
        return "drive" if asked else "idle"
    return "stand" if not asked else "idle"


def _size(actors: list[Actor], shot: Shot, scene: Scenery) -> None:
    main = main_actor(actors)
    if main is None:
        return
    view = scene.view
    share = FRAMING.get(shot.camera.framing, 0.5) * {"low": 1.1, "high": 0.86, "overhead": 0.8}.get(
        shot.camera.angle, 1.0
    )
    if view.portrait:
        share *= 0.8
    count = len(actors)
    if count > 2:
        share *= max(0.5, 1 - 0.07 * (count - 2))
    tall = share * view.height * _posture(main)
    limit = 0.66 * view.width if share < 0.8 else 1.1 * view.width
    tall = min(tall, limit / max(0.3, main.figure.aspect))
    if main.subject.kind == "fish" and share < 0.8:
        tall = min(tall, 0.44 * view.width / main.figure.aspect / count**0.42)
    scale = {"tiny": 0.6, "small": 0.8, "normal": 1.0, "large": 1.2, "giant": 1.45}
    for actor in actors:
        ratio = (actor.figure.metres / max(0.05, main.figure.metres)) ** 0.5
        least = 0.46 if actor.subject.kind in ("biped", "quadruped", "bird") else 0.3
        ratio = min(1.7, max(least, ratio)) if actor.subject is not main.subject else 1.0
        weight = 1.0 if actor.subject.importance >= 2 else 0.86
        vary = 1.0 if actor.key == 0 else 0.9 + 0.17 * ((actor.key * 0.618) % 1.0)
        actor.size = (
            tall * ratio * weight * vary * scale[actor.subject.size] / scale[main.subject.size] ** 0.5
        )
        widest = 0.8 * view.width / max(0.3, actor.figure.aspect) / max(1, min(4, count)) ** 0.6
        actor.size = min(actor.size, widest, 1.1 * view.height if share < 0.8 else 3 * view.height)


def _posture(actor: Actor) -> float:
    """Low long figures are drawn larger so that their bodies read."""
    wide = actor.figure.aspect
    return 0.84 if wide > 1.25 else 1.0 if wide > 0.75 else 1.08


def _arrange(groups: list[list[Actor]], shot: Shot, scene: Scenery, seed: int) -> None:
    view = scene.view
    random = scene.chance("staging", seed)
    order = _ordered([group[0].subject.id for group in groups], shot.relations)
    groups.sort(key=lambda group: order.index(group[0].subject.id))
    line = [actor for group in groups for actor in group]
    total = sum(_slot(actor) for actor in line)
    room = view.width * 0.94
    if total > room and len(line) > 1:
        shrink = max(0.45, room / total)
        for actor in line:
            actor.size *= shrink
    total = sum(_slot(actor) for actor in line)
    gap = max(0.0, min(view.width * 0.12, (room - total) / (len(line) + 1)))
    used = total + gap * (len(line) - 1)
    lone = len(line) == 1
    shift = (
        (-0.07 if scene.side > 0 else 0.05) * view.width
        if lone and shot.camera.framing in ("full", "wide", "extreme_wide")
        else 0.0
    )
    cursor = (view.width - used) / 2 + shift
    for index, actor in enumerate(line):
        wide = _slot(actor)
        actor.x = cursor + wide / 2
        cursor += wide + gap
        _set_down(actor, scene, shot, index, len(line), float(random.random()))
    if total > room:
        _squeeze(line, view.width)


def _slot(actor: Actor) -> float:
    return actor.width * (1.0 if len(actor.subject.actions) else 0.95) + 8


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


def _set_down(actor: Actor, scene: Scenery, shot: Shot, index: int, count: int, luck: float) -> None:
    view, subject = scene.view, actor.subject
    deep = scene.ground - scene.horizon
    actor.depth = (
        1.0 + (0.14 * ((index * 2) % 3) if count > 2 else 0.0) + (0.0 if subject.importance >= 2 else 0.06)
    )
    actor.y = scene.horizon + deep / actor.depth if deep > 0 else scene.ground
    share = actor.size / view.height
    if share > 0.72:
        actor.y = (
            view.height * 0.12 + actor.size if share > 0.95 else max(actor.y, view.height * 0.15 + actor.size)
        )
    flying = actor.verb in ("fly", "hover") or subject.place == "sky" or subject.kind == "celestial"
    if scene.medium == "water" or scene.floats:
        actor.motion = "swim" if scene.medium == "water" else "hover"
        actor.y = view.height * (0.5 + 0.16 * math.sin(index * 2.2 + luck)) + actor.size * 0.5
        if subject.kind in ("plant", "building", "furniture") and scene.medium == "water":
            actor.motion, actor.y = "stand", scene.ground
    elif flying:
        actor.motion = "fly" if subject.kind != "celestial" else "hover"
        actor.y = view.height * (0.4 + 0.1 * math.sin(index * 2.4 + luck * 3)) + actor.size * 0.4
    elif scene.water_line is not None and _swims(actor):
        actor.motion = "leap" if actor.verb == "jump" else "swim"
        actor.y = scene.water_line + 8 + 26 * (index % 3)
        if scene.ground - actor.y > view.height * 0.08 and actor.motion == "swim":
            actor.depth, actor.size = 1.3, actor.size * 0.8
    if subject.kind in ("building", "plant") and share < 1.1:
        actor.size = min(actor.size, actor.y - view.height * 0.05)
        actor.depth += 0.04
    if subject.place == "left":
        actor.x = view.width * 0.25
    elif subject.place == "right":
        actor.x = view.width * 0.75
    elif subject.place == "background" and actor.motion == "stand":
        actor.depth = 2.0
        actor.size *= 0.6
        actor.y = scene.horizon + deep / actor.depth
    elif subject.place == "foreground" and actor.motion == "stand":
        actor.size *= 1.15
        actor.depth = 0.95


def _swims(actor: Actor) -> bool:
    subject = actor.subject
    return (
        subject.kind == "fish"
        or subject.species in VESSELS
        or subject.species in SWIMMERS
        or actor.verb in ("swim", "dive", "float")
    )


def _seat(groups: list[list[Actor]], scene: Scenery) -> None:
    """Puts sitters on the set's own seats."""
    seats = [spot for spot in scene.spots if spot.kind == "seat"]
    sitters = [a for g in groups for a in g if a.subject.kind == "biped" or a.subject.anthropomorphic]
    at_desk = ("sit", "read", "write", "think", "eat", "drink", "play_instrument")
    for actor in sitters:
        if not seats:
            return
        if actor.verb in at_desk or (scene.indoors and actor.verb in ("talk",) and actor.subject.actions):
            spot = seats.pop(0)
            actor.x, actor.y, actor.depth, actor.facing = spot.x, spot.y, spot.depth, spot.facing
            actor.seat = spot.seat
            if actor.verb == "talk":
                actor.verb = "sit"


def _face(shot: Shot, by_id: dict[str, list[Actor]]) -> None:
    everyone = [actor for group in by_id.values() for actor in group]
    for group in by_id.values():
        subject = group[0].subject
        target = subject.actions[0].target if subject.actions else ""
        talks = group[0].verb in ("talk", "fight", "hug", "look", "wave", "throw", "point", "play")
        for actor in group:
            if target and target in by_id and target != subject.id:
                _turn(actor, by_id[target][0], away=False)
            elif talks and len(everyone) > 1 and not actor.speed:
                other = min((a for a in everyone if a is not actor), key=lambda a: abs(a.x - actor.x))
                _turn(actor, other, away=False)
    for relation in shot.relations:
        if (
            relation.subject in by_id
            and relation.object in by_id
            and relation.kind in ("looking_at", "toward", "away_from")
        ):
            for actor in by_id[relation.subject]:
                _turn(actor, by_id[relation.object][0], away=relation.kind == "away_from")
    for actor in everyone:
        if actor.carrier is not None:
            actor.facing = actor.carrier.facing


def _turn(actor: Actor, other: Actor, *, away: bool) -> None:
    if actor.seat or abs(actor.x - other.x) < 1:
        return
    toward = 1 if other.x > actor.x else -1
    actor.facing = -toward if away else toward


def _move(actors: list[Actor], shot: Shot, scene: Scenery, amplitude: str, seconds: float) -> None:
    free = [actor for actor in actors if actor.carrier is None and actor.motion != "circle"]
    movers = [actor for actor in free if actor.verb in MOVERS and not actor.seat]
    for actor in movers:
        actor.speed = _pace(actor, amplitude)
        if actor.motion == "stand":
            actor.motion = "travel"
    others = [
        actor
        for actor in free
        if actor not in movers and actor.subject.kind in ("biped", "quadruped", "furniture", "object")
    ]
    if not movers:
        return
    if scene.bounded or (others and not scene.floats and scene.medium == "air"):
        for actor in movers:
            _cross(actor, scene, seconds)
        return
    lead = max(movers, key=lambda actor: (actor.subject.importance, actor.size))
    for actor in movers:
        actor.facing = lead.facing
        actor.speed = lead.speed
        actor.tracked = True


def _pace(actor: Actor, amplitude: str) -> float:
    manner = actor.subject.actions[0].manner if actor.subject.actions else ""
    factor = {"slow": 0.65, "gentle": 0.75, "fast": 1.4, "wild": 1.3}.get(manner, 1.0)
    factor *= {"small": 0.75, "large": 1.25}.get(amplitude, 1.0)
    stride = actor.figure.stride(actor.verb)
    if stride > 0 and actor.verb in CADENCE:
        return CADENCE[actor.verb] * stride * actor.size * factor
    return min(900.0, PACE.get(actor.verb, 0.6) * max(140.0, actor.size) * factor)


def _cross(actor: Actor, scene: Scenery, seconds: float) -> None:
    """Lets a mover pass through a frame that stays, no faster than its gait and no further than the frame's sides."""
    margin = min(0.4 * scene.view.width, max(0.1 * scene.view.width, 0.56 * actor.width))
    goal = scene.view.width - margin if actor.facing > 0 else margin
    room = abs(goal - actor.x)
    if actor.speed * seconds > room:
        start = actor.x - actor.facing * min(
            actor.speed * seconds - room, actor.width * 0.4 + actor.facing * actor.x * 0.0
        )
        actor.x = min(scene.view.width, max(0.0, start))
        room = abs(goal - actor.x)
        actor.speed = max(actor.speed * 0.45, room / max(0.5, seconds))
        actor.stop = room / max(1.0, actor.speed)
