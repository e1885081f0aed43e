"""Staging: from a shot's subjects and relations to actors with places, sizes and motions, composed to be read."""

from collections.abc import Sequence
from typing import Final, Literal

from msgspec.structs import replace

from laterna.engines.animatic.figures.pose import TRAVELLING, VERBS
from laterna.engines.animatic.stage.actor import CADENCE, PACE, Actor
from laterna.engines.animatic.stage.acts import (
    crowd_of,
    deed_of,
    faces_of,
    haul,
    mill_about,
    upright,
    used_up,
)
from laterna.engines.animatic.stage.breath import breathe, consumed_by_breath
from laterna.engines.animatic.stage.deeds import flights, within_reach
from laterna.engines.animatic.stage.dressing import (
    contents_of,
    dishes_of,
    equip,
    figure_with_contents,
    glows,
    held_scale,
    laid_out,
    shown,
    ties_that_hold,
)
from laterna.engines.animatic.stage.drifting import drifts
from laterna.engines.animatic.stage.furnishing import set_the_stage
from laterna.engines.animatic.stage.juggling import juggle
from laterna.engines.animatic.stage.layout import FLOOR, arrange, lay_on_tops, seat
from laterna.engines.animatic.stage.looks import meet_the_eye, set_views
from laterna.engines.animatic.stage.mirror import reflect
from laterna.engines.animatic.stage.mounts import with_mounts
from laterna.engines.animatic.stage.scenery import Scenery
from laterna.engines.animatic.stage.sizing import main_actor, set_sizes
from laterna.engines.animatic.stage.ties import board, implied, mount, relate
from laterna.engines.animatic.stage.utensils import Kite, Steaming
from laterna.engines.animatic.stage.verbs import AS_DRAWN, HANDIWORK, MOST, MOVERS, POSTURES
from laterna.engines.animatic.storyboard import Garment, Shot, Subject

_EVERYBODY = frozenset(
    [
        "person",
        "people",
        "man",
        "woman",
        "child",
        "boy",
        "girl",
        "couple",
        "friend",
        "teenager",
        "kid",
        "student",
        "tourist",
    ]
)
_STEAM = frozenset(("steam_train", "train", "locomotive"))
_CARTS = frozenset(
    ("cart", "handcart", "pushcart", "trolley", "wheelbarrow", "手推车", "小推车", "推车", "小车")
)
_CLOTHES = tuple(
    (Garment(top, color), Garment(bottom, tone))
    for top, color, bottom, tone in (
        ("t_shirt", "red", "jeans", "blue"), ("shirt", "white", "pants", "brown"),
        ("sweater", "green", "pants", "black"), ("hoodie", "orange", "jeans", "navy"),
        ("t_shirt", "purple", "shorts", "beige"), ("shirt", "light_blue", "pants", "gray"),
        ("sweater", "yellow", "jeans", "blue"), ("jacket", "brown", "pants", "navy"),
        ("t_shirt", "teal", "shorts", "navy"),
    )
)  # fmt: skip
"""What the members of a group wear when the prompt does not say."""

_GENDERS: Final[dict[str, Literal["female", "male"]]] = {
    "man": "male", "boy": "male", "woman": "female", "girl": "female",
}  # fmt: skip

__all__ = ["main_actor", "stage"]


def stage(shot: Shot, scene: Scenery, seed: int, amplitude: str, seconds: float) -> list[Actor]:
    """The actors of a shot, placed. Held and worn subjects are in their holder's hands and have no place."""
    shot, ahead = meet_the_eye(shot)
    shot = with_mounts(laid_out(shot, scene))
    subjects = {subject.id: subject for subject in shot.subjects}
    relations = ties_that_hold([*shot.relations, *implied(shot)], subjects)
    held = {r.object: r.subject for r in relations if r.kind in ("holding", "wearing")}
    contents = contents_of(shot)
    kept = [
        *held,
        *used_up(shot),
        *consumed_by_breath(shot),
        *dishes_of(shot),
        *(thing.id for things in contents.values() for thing in things),
    ]
    groups = [
        _cast(subject, contents.get(subject.id, ()), shot, scene, seed)
        for subject in shown(shot, scene, kept)
    ]
    actors = [actor for group in groups for actor in group]
    if not actors:
        return []
    by_id = {group[0].subject.id: group for group in groups if group}
    _hand_out(held, subjects, by_id, contents, scene, seed)
    equip(shot, by_id, scene, seed)
    breathe(shot, groups)
    flights(shot, by_id)
    mill_about(groups, shot, scene, seed)
    set_sizes(actors, shot, scene, relations)
    mounts = mount(relations, by_id, scene)
    free = [group for group in groups if group and group[0].subject.id not in mounts]
    arrange(free, shot, scene, seed)
    seat(free, scene)
    lay_on_tops(free, shot, scene)
    within_reach(shot, by_id, scene)
    relate(relations, by_id, scene)
    juggle(by_id, scene.view.width)
    board(actors, relations)
    actors = set_the_stage(actors, by_id, shot, scene, seed)
    _face(shot, by_id)
    faces_of(actors)
    _move(actors, scene, amplitude, seconds)
    _grow(actors, seconds)
    haul(shot, by_id, scene.view.width)
    set_views(actors, shot, ahead)
    glows(actors, scene)
    reflect(actors, scene)
    return actors


def _hand_out(
    held: dict[str, str],
    subjects: dict[str, Subject],
    by_id: dict[str, list[Actor]],
    contents: dict[str, list[Subject]],
    scene: Scenery,
    seed: int,
) -> None:
    for thing, holder in held.items():
        subject = subjects.get(thing)
        if subject is None or holder not in by_id:
            continue
        for actor in by_id[holder]:
            figure = figure_with_contents(subject, contents.get(thing, ()), scene, seed)
            scale = held_scale(actor.figure, subject, figure)
            if subject.species == "kite":
                figure, scale = Kite(figure), 1.0
            alive = subject.kind in ("biped", "quadruped", "bird")
            if alive and actor.figure.metres > 0.5 and actor.verb not in TRAVELLING:
                actor.verb, scale = "cradle", min(0.4, max(0.26, scale))
            if actor.held is None:
                actor.held, actor.held_scale = figure, scale
            else:
                actor.held_second = figure


def _cast(subject: Subject, inside: Sequence[Subject], shot: Shot, scene: Scenery, seed: int) -> list[Actor]:
    count = max(1, min(MOST, crowd_of(subject)))
    if scene.medium == "water" and subject.count == 1 and subject.importance < 3:
        count = {"fish": 6, "small_fish": 6, "tropical_fish": 5, "coral": 3}.get(subject.species, 1)
    subject = upright(subject, shot)
    verb = deed_of(subject, shot) or _verb(subject, scene)
    actors: list[Actor] = []
    for index in range(count):
        figure = figure_with_contents(
            _one_of(subject, index, count, verb), inside, scene, seed + index * 7919
        )
        if subject.species in _STEAM:
            figure = Steaming(figure)
        actor = Actor(subject, figure, verb, 1.0, index)
        deed = _main_deed(subject)
        actor.sits = verb != "sit" and deed in HANDIWORK and subject.actions[0].verb in POSTURES
        school = subject.species in ("fish", "small_fish", "tropical_fish", "coral")
        actor.emotion = subject.emotion or _felt(subject, verb)
        actor.murmurs = any(action.verb in SOUNDING for action in subject.actions[1:])
        actor.extra = scene.medium == "water" and subject.importance < 3 and school
        actor.extra = actor.extra or (drifts(subject) and not all(drifts(one) for one in shot.subjects))
        actor.pitch = 58.0 if subject.species == "rocket" and verb == "fly" and scene.floats else 0.0
        actors.append(actor)
    return actors


def _one_of(subject: Subject, index: int, count: int, deed: str = "") -> Subject:
    """The subject as its one figure looks: as many colours as figures are one each; reefs are of many colours;
    people of a group dress each in their own way.
    """
    if count > 1 and len(subject.colors) == count:
        return replace(subject, colors=(subject.colors[index],))
    if count > 1 and len(subject.colors) < 2 and subject.species in ("coral", "fish"):
        hues = ("orange", "pink", "yellow", "purple", "red", "blue")
        return replace(subject, colors=(hues[index % len(hues)],))
    if subject.species == "carriage" and subject.name.lower() in _CARTS:
        subject = replace(subject, species="cart")
    if subject.species == "boxer" and deed == "kung_fu":
        return replace(subject, species="martial_artist")
    plain = not subject.colors and not subject.clothing and subject.species in _EVERYBODY
    if count > 1 and plain:
        top, bottom = _CLOTHES[index % len(_CLOTHES)]
        gender = subject.gender or _GENDERS.get(subject.species) or (("female", "male")[index % 2])
        return replace(subject, clothing=(top, bottom), gender=gender)
    return subject


def _verb(subject: Subject, scene: Scenery) -> str:
    asked = _main_deed(subject)
    verb = AS_DRAWN.get(asked, asked)
    if subject.kind != "biped" and not subject.anthropomorphic:
        verb = {"hide": "lie", "wake": "sit", "open": "stand"}.get(verb, verb)
    alive = subject.kind in ("fish", "biped", "quadruped", "reptile")
    if scene.medium == "water" and alive and verb in ("", "walk", "run", "stand", "float"):
        return "stand" if subject.species in FLOOR else "swim"
    if verb in VERBS:
        return verb
    if subject.kind == "bird" and subject.place == "sky":
        return "fly"
    if subject.kind == "fish" and subject.species not in FLOOR:
        return "swim"
    if subject.kind == "vehicle" and verb in ("", "move", "race", "travel", "cross", "launch"):
        return "fly" if asked == "launch" else "drive" if asked else "idle"
    return "stand" if not asked else "idle"


SOUNDING: Final = frozenset(
    ("talk", "speak", "say", "shout", "sing", "laugh", "roar", "bark", "chat", "argue")
)
"""Deeds of the mouth, which go on beside any other."""

FELT: Final = {
    "laugh": "laughing",
    "cry": "crying",
    "wake": "sleepy",
    "shiver": "scared",
    "think": "thoughtful",
}
"""What a face shows of a deed that goes on beside another."""

GROWS: Final = {
    "bloom": (0.4, 1.0), "grow": (0.35, 1.0), "sprout": (0.25, 1.0), "swell": (0.6, 1.1), "inflate": (0.4, 1.0),
    "melt": (1.0, 0.55), "shrink": (1.0, 0.45), "wilt": (1.0, 0.7), "deflate": (1.0, 0.5),
}  # fmt: skip
"""Verbs that change a size, from what share of it to what."""


def _felt(subject: Subject, verb: str) -> str:
    """The feeling that a deed beside the drawn one tells of."""
    return next((FELT[a.verb] for a in subject.actions if a.verb in FELT and a.verb != verb), "")


def _grow(actors: Sequence[Actor], seconds: float) -> None:
    """Lets what blooms, grows or shrinks do so over most of the shot."""
    for actor in actors:
        change = next((GROWS[a.verb] for a in actor.subject.actions if a.verb in GROWS), None)
        if change is not None and actor.subject.kind in (
            "plant",
            "food",
            "object",
            "tool",
            "celestial",
            "card",
        ):
            actor.grows = (*change, 0.85 * seconds)


_ASLEEP: Final = frozenset(("lie", "rest", "relax", "nap", "hug", "cuddle", "hold", "curl"))
"""Verbs beside which sleeping is the deed."""

_IN_HAND: Final = frozenset(("hold", "carry", "wear_verb", "hug"))
"""Verbs that leave something in hand for the deed that follows."""

_WITH_IT: Final = frozenset(
    ("eat", "drink", "write", "draw", "paint", "read", "fight", "sing", "play_music", "play_instrument", "climb",
     "throw", "dance", "jump", "photograph", "wave", "cook", "dig", "swim", "fly")
)  # fmt: skip
"""Deeds that are drawn with what is in hand."""


def _main_deed(subject: Subject) -> str:
    """The verb that is drawn: the first, but going somewhere and handiwork before what goes along with them."""
    verbs = [action.verb for action in subject.actions]
    if not verbs:
        return ""
    first, later = verbs[0], verbs[1:]
    person = subject.kind == "biped" or subject.anthropomorphic
    if "sleep" in later and first in _ASLEEP:
        return "sleep"
    if first == "walk" and "run" in later:
        return "run"
    if first in POSTURES and person:
        return next((verb for verb in later if verb in HANDIWORK), first)
    if first in _IN_HAND or first in ("look", "listen"):
        goes = next((verb for verb in later if AS_DRAWN.get(verb, verb) in TRAVELLING), first)
        if goes != first or first in ("look", "listen"):
            return goes
        return next((verb for verb in later if verb in _WITH_IT), first)
    return first


def _face(shot: Shot, by_id: dict[str, list[Actor]]) -> None:
    everyone = [actor for group in by_id.values() for actor in group]
    living = [a for a in everyone if a.subject.kind in ("biped", "quadruped", "bird", "reptile")]
    for group in by_id.values():
        subject = group[0].subject
        target = subject.actions[0].target if subject.actions else ""
        asked = {action.verb for action in subject.actions}
        talks = group[0].verb in ("talk", "fight", "hug", "look", "wave", "throw", "play") or "look" in asked
        for actor in group:
            if actor.paired:
                continue
            if target and target in by_id and target != subject.id:
                _turn(actor, by_id[target][0], away=False)
            elif talks and len(living) > 1 and actor in living:
                other = min((a for a in living if a is not actor), key=lambda a: abs(_x(a) - _x(actor)))
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
        if actor.carrier is not None and actor.carrier.subject.kind != "furniture":
            actor.facing = actor.carrier.facing


def _x(actor: Actor) -> float:
    return actor.place(0.0)[0]


def _turn(actor: Actor, other: Actor, *, away: bool) -> None:
    if actor.seat or abs(_x(actor) - _x(other)) < 1:
        return
    toward = 1 if _x(other) > _x(actor) else -1
    actor.facing = -toward if away else toward
    if not away and actor.verb == "look":
        actor.verb = "stand"


def _move(actors: list[Actor], scene: Scenery, amplitude: str, seconds: float) -> None:
    free = [
        actor for actor in actors if actor.carrier is None and actor.motion != "circle" and not actor.still
    ]
    movers = [actor for actor in free if actor.verb in MOVERS and not actor.seat]
    for actor in movers:
        actor.speed = _pace(actor, amplitude)
        if actor.motion == "stand":
            actor.motion = "travel"
    others = [
        actor
        for actor in free
        if actor not in movers
        and actor.subject.kind in ("biped", "quadruped", "furniture", "object", "building", "card")
    ]
    if not movers:
        return
    if scene.bounded or (others and not scene.floats and scene.medium == "air"):
        for actor in movers:
            _cross(actor, scene, seconds, others)
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


def _cross(actor: Actor, scene: Scenery, seconds: float, others: Sequence[Actor]) -> None:
    """Lets a mover pass through a frame that stays, no faster than its gait and no further than the frame's sides."""
    margin = min(0.4 * scene.view.width, max(0.1 * scene.view.width, 0.56 * actor.width))
    goal = scene.view.width - margin if actor.facing > 0 else margin
    for other in others:
        ahead = (other.x - actor.x) * actor.facing
        if other.subject.kind in ("biped", "quadruped") and ahead > 0 and other.subject is not actor.subject:
            before = other.x - actor.facing * 0.56 * (actor.width + other.width)
            goal = min(goal, before) if actor.facing > 0 else max(goal, before)
    if (goal - actor.x) * actor.facing <= 0:
        goal = actor.x + actor.facing
    room = abs(goal - actor.x)
    if actor.speed * seconds > room:
        start = actor.x - actor.facing * min(actor.speed * seconds - room, actor.width * 0.4)
        actor.x = min(scene.view.width, max(0.0, start))
        room = abs(goal - actor.x)
        actor.speed = max(actor.speed * 0.45, room / max(0.5, seconds))
        actor.stop = room / max(1.0, actor.speed)
