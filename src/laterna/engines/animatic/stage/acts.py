"""Acts: what a verb becomes with a certain object, and what stands about for it: a stove, an easel, a board."""

import math
from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from laterna.engines.animatic.figures.tables import metres_of
from laterna.engines.animatic.stage.actor import Actor
from laterna.engines.animatic.stage.chores import chore_of
from laterna.engines.animatic.stage.deeds import ALIVE
from laterna.engines.animatic.stage.scenery import Scenery
from laterna.engines.animatic.stage.sports import FLIES, sport_of
from laterna.engines.animatic.stage.ties import GREAT_INSTRUMENTS
from laterna.engines.animatic.storyboard import Shot, Subject

SCOPES: Final = frozenset(("microscope", "telescope"))
STUDIOUS: Final = frozenset(("student", "pupil", "schoolboy", "schoolgirl", "professor"))
UNIFORMED: Final = frozenset(("soldier", "guard", "general", "officer", "sailor", "captain", "admiral"))
BOARDS: Final = frozenset(("blackboard", "whiteboard", "board", "chalkboard", "wall"))
DRINKS: Final = frozenset(
    ("tea", "coffee", "milk", "wine", "water", "juice", "teapot", "kettle", "cup", "soup")
)
FEET: Final = frozenset(("ball", "football", "soccer_ball"))
_FIGHTERS: Final = (
    "kung",
    "martial",
    "karate",
    "taekwondo",
    "tai chi",
    "shaolin",
    "功夫",
    "武",
    "太极",
    "少林",
    "跆拳",
    "空手道",
)

ByObject = dict[str, tuple[frozenset[str], str]]
_WITH: Final[dict[str, tuple[tuple[frozenset[str], str], ...]]] = {
    "work": ((DRINKS, "pour"),),
    "serve": ((frozenset(("tea", "coffee")), "pour"),),
    "play": ((frozenset(("chess",)), "chess"), (FEET, "kick")),
    "throw": ((frozenset(("chess",)), "chess"),),
    "chase": ((FEET, "run"),),
    "fly": ((frozenset(("paper_plane", "paper_airplane", "toy_plane")), "throw"),),
}
"""Verbs that look different with certain objects."""


def deed_of(subject: Subject, shot: Shot) -> str:
    """The verb of the first action as it is drawn with its object, or empty where nothing special is known."""
    if not subject.actions or (subject.kind != "biped" and not subject.anthropomorphic):
        return ""
    found = sport_of(subject, shot) or chore_of(subject, shot)
    if found:
        return found
    action = subject.actions[0]
    target = next((s.species for s in shot.subjects if s.id == action.target), "")
    for species, verb in _WITH.get(action.verb, ()):
        if target in species:
            return verb
    doing = {a.verb for a in subject.actions}
    kind = next((s.kind for s in shot.subjects if s.id == action.target), "")
    if action.verb == "wave" and subject.species in UNIFORMED:
        return "salute"
    if action.verb in ("look", "study", "use") and any(s.species in SCOPES for s in shot.subjects):
        return "peer"
    if action.verb == "work" and subject.species in STUDIOUS:
        return "write"
    if action.verb == "work" and kind == "plant":
        return "water"
    mounts = {r.object for r in shot.relations if r.subject == subject.id} | {action.target}
    if action.verb in ("fly", "ride") and any(s.id in mounts and s.species == "broom" for s in shot.subjects):
        return "broom"
    if action.verb == "feed" and (metres_of(target) or 9.0) < 0.8:
        return "feed"
    if action.verb == "play_music" and target in GREAT_INSTRUMENTS:
        return "play_piano"
    if action.verb == "write" and any(s.species in BOARDS for s in shot.subjects):
        return "write_up"
    if action.verb == "photograph" and subject.count > 1:
        return "selfie"
    if "fight" in doing and any(word in subject.name.lower() for word in _FIGHTERS):
        return "kung_fu"
    return ""


_MANY: Final = frozenset(("people", "crowd", "crowds", "shoppers", "visitors", "tourists", "passersby", "pedestrians",
                         "人们", "人群", "行人", "游客", "顾客"))  # fmt: skip
"""Words for more people than a count says."""


_HUMAN: Final = frozenset(("dance", "cook", "paint", "play_music", "write", "photograph"))


def upright(subject: Subject, shot: Shot) -> Subject:
    """An animal on four feet that does what takes two legs and hands stands up for it."""
    if subject.kind != "quadruped":
        return subject
    handy = any(a.verb in _HUMAN or (a.verb == "open" and a.target) for a in subject.actions[:1])
    if handy or chore_of(subject, shot):
        return replace(subject, anthropomorphic=True)
    return subject


def crowd_of(subject: Subject) -> int:
    """How many figures a subject is: words for a crowd mean several, though no number is given."""
    if subject.kind == "biped" and subject.count <= 3 and subject.name.lower() in _MANY:
        return 5
    return subject.count


def used_up(shot: Shot) -> list[str]:
    """Ids of what is drawn in the doer's hands by the deed itself: the tea that is poured, the food in the pan."""
    kinds = {subject.id: subject for subject in shot.subjects}
    found: list[str] = []
    for subject in shot.subjects:
        deed = deed_of(upright(subject, shot), shot)
        cooks = any(action.verb == "cook" for action in subject.actions[:1])
        for action in subject.actions:
            thing = kinds.get(action.target)
            if (thing is not None and deed in FLIES and thing.kind in ("object", "tool")) or (
                thing is not None
                and (
                    deed == "wash"
                    or (deed == "pour" and thing.species in DRINKS)
                    or (cooks and thing.kind == "food")
                )
            ):
                found.append(thing.id)
    return found


BUSY: Final = frozenset(
    (
        "market", "night_market", "city_street", "town_square", "station", "train_station", "mall", "airport", "shop",
        "festival", "chinatown", "street", "square", "park", "supermarket",
    )
)  # fmt: skip
_PASTIMES: Final = ("talk", "talk", "walk", "hold", "walk", "look", "phone", "talk", "walk", "hold")


def mill_about(groups: list[list[Actor]], shot: Shot, scene: Scenery, seed: int) -> None:
    """Gives a crowd that has nothing to do something: two chat, one strolls past, one carries the shopping."""
    for group in groups:
        subject = group[0].subject
        idle = all(action.verb in ("shop", "gather", "stand") for action in subject.actions)
        if subject.kind != "biped" or len(group) < 3 or not idle or shot.setting not in BUSY:
            continue
        for actor in group:
            pastime = _PASTIMES[actor.key % len(_PASTIMES)]
            actor.verb = "hold" if pastime == "phone" else pastime
            if pastime == "talk":
                actor.facing, actor.paired = (1, -1)[actor.key % 2], True
            elif pastime == "walk":
                actor.facing = 1 if actor.key % 4 == 2 else -1
            elif pastime in ("hold", "phone") and actor.held is None:
                name = "phone" if pastime == "phone" else "basket"
                actor.held = scene.figures(Subject(id=name, name=name, kind="tool", species=name), seed)
                actor.held_scale = 0.1 if name == "phone" else 0.24


def haul(shot: Shot, by_id: dict[str, list[Actor]], wide: float) -> None:
    """What is pushed or pulled goes along, right before or behind who does it.

    Both are moved so that they stay in a frame `wide` units across.
    """
    for group in by_id.values():
        doer = group[0]
        for action in doer.subject.actions:
            load = by_id.get(action.target)
            if action.verb not in ("push", "pull") or not load or load[0].root is doer or doer.carrier:
                continue
            thing, way = load[0].root, doer.facing if action.verb == "push" else -doer.facing
            if thing.subject.kind in ALIVE:
                continue
            thing.size = min(thing.size, 0.9 * doer.size * max(1.0, 1.0 / max(0.6, thing.figure.aspect)))
            doer.paired = True
            thing.x, thing.y = doer.x + way * (0.5 * thing.width + 0.22 * doer.size), doer.y
            out = abs(thing.x - 0.5 * wide) + 0.5 * thing.width - 0.5 * wide
            if out > 0.0:
                back = -out if thing.x > 0.5 * wide else out
                thing.x, doer.x = thing.x + back, doer.x + back
            thing.facing, thing.speed, thing.stop, thing.tracked = (
                doer.facing,
                doer.speed,
                doer.stop,
                doer.tracked,
            )
            thing.verb, thing.motion, thing.depth = "drive", "travel", doer.depth - 0.01


def faces_of(doers: Sequence[Actor]) -> None:
    """Whoever hugs somebody much smaller kneels down for it."""
    for doer in doers:
        if doer.verb == "hug" and any(o.verb == "hug" and o is not doer and o.size < 0.8 * doer.size
                                      and math.isclose(o.x, doer.x, abs_tol=doer.size) for o in doers):  # fmt: skip
            doer.verb = "hug_low"
