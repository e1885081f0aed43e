"""Acts: what a verb becomes with a certain object, and what stands about for it: a stove, an easel, a board."""

import math
from collections.abc import Callable, Sequence
from typing import Final

from laterna.engines.animatic.figures.biped_deeds import KICK_PERIOD, THROW_AT, THROW_PERIOD, kicked
from laterna.engines.animatic.figures.pose import Pose
from laterna.engines.animatic.figures.tables import metres_of
from laterna.engines.animatic.stage.actor import Actor
from laterna.engines.animatic.stage.deeds import ALIVE
from laterna.engines.animatic.stage.scenery import Scenery
from laterna.engines.animatic.stage.ties import GREAT_INSTRUMENTS
from laterna.engines.animatic.stage.utensils import Shown
from laterna.engines.animatic.storyboard import Shot, Subject

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
}
"""Verbs that look different with certain objects."""


def deed_of(subject: Subject, shot: Shot) -> str:
    """The verb of the first action as it is drawn with its object, or empty where nothing special is known."""
    if not subject.actions or (subject.kind != "biped" and not subject.anthropomorphic):
        return ""
    action = subject.actions[0]
    target = next((s.species for s in shot.subjects if s.id == action.target), "")
    for species, verb in _WITH.get(action.verb, ()):
        if target in species:
            return verb
    doing = {a.verb for a in subject.actions}
    kind = next((s.kind for s in shot.subjects if s.id == action.target), "")
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
        deed = deed_of(subject, shot)
        cooks = any(action.verb == "cook" for action in subject.actions[:1])
        for action in subject.actions:
            thing = kinds.get(action.target)
            if thing is not None and (
                (deed == "pour" and thing.species in DRINKS) or (cooks and thing.kind == "food")
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


def set_the_stage(
    actors: list[Actor], by_id: dict[str, list[Actor]], scene: Scenery, seed: int
) -> list[Actor]:
    """Places what deeds need beside those who do them; returns the actors with what had to be added."""
    added: list[Actor] = []
    for group in by_id.values():
        arrange = _ARRANGED.get(group[0].verb)
        if arrange is not None and group[0].carrier is None:
            added += arrange(group, by_id, scene, seed)
    return [*actors, *added]


def _thing(species: str, size: float, scene: Scenery, seed: int) -> Actor:
    subject = Subject(id=f"set_{species}", name=species, kind="furniture", species=species)
    actor = Actor(subject, scene.figures(subject, seed), "idle", size, 0)
    actor.resting = False
    return actor


def _beside(thing: Actor, doer: Actor, ahead: float, nearer: float) -> Actor:
    """Puts a thing before somebody, `ahead` in heights of theirs."""
    thing.x, thing.y, thing.depth = doer.x + doer.facing * ahead * doer.size, doer.y, doer.depth - nearer
    thing.motion, thing.facing = "stand", doer.facing
    return thing


def _inside(doer: Actor, ahead: float, scene: Scenery) -> None:
    """Turns somebody around, or moves them, so that what is before them stays in the frame."""
    edge = doer.x + doer.facing * ahead * doer.size
    if not 0.04 * scene.view.width < edge < 0.96 * scene.view.width and not doer.seat:
        doer.facing = -doer.facing


def _stove(group: list[Actor], by_id: dict[str, list[Actor]], scene: Scenery, seed: int) -> list[Actor]:
    cook = group[0]
    if cook.held is None or cook.seat:
        return []
    _inside(cook, 0.7, scene)
    return [_beside(_thing("hob", 0.4 * cook.size, scene, seed), cook, 0.4, 0.006)]


def _easel(group: list[Actor], by_id: dict[str, list[Actor]], scene: Scenery, seed: int) -> list[Actor]:
    painter = group[0]
    if painter.paired:
        return []
    _inside(painter, 0.8, scene)
    found = next((g[0] for g in by_id.values() if g[0].subject.species == "easel"), None)
    easel = found or _thing("easel", 1.0, scene, seed)
    easel.size = 0.98 * painter.size
    _beside(easel, painter, 0.52, -0.006)
    return [] if found else [easel]


def _board(group: list[Actor], by_id: dict[str, list[Actor]], scene: Scenery, seed: int) -> list[Actor]:
    """Two players on stools, the board on a table between them."""
    players = [a for g in by_id.values() for a in g if a.verb == "chess"][:2]
    if players[0] is not group[0]:
        return []
    size = min(p.size for p in players)
    middle = sum(p.x for p in players) / len(players)
    middle = min(max(middle, 0.7 * size), scene.view.width - 0.7 * size)
    table = _thing("chess_table", 0.44 * size, scene, seed)
    pieces = next((g for g in by_id.values() if g[0].subject.species == "chess"), None)
    added = [table]
    if pieces is not None:
        pieces[0].figure, pieces[0].size = table.figure, table.size
        table, added = pieces[0], []
    table.x, table.y, table.motion, table.depth = middle, players[0].y, "stand", players[0].depth - 0.008
    for player, side in zip(players, (-1, 1), strict=False):
        player.x, player.facing, player.y = middle + side * 0.47 * size, -side, players[0].y
        player.depth, player.paired, player.motion = players[0].depth, True, "stand"
        if not player.seat:
            player.seat = 0.25 * player.size
            stool = _beside(_thing("stool", 0.25 * player.size, scene, seed), player, -0.02, -0.004)
            added.append(stool)
    return added


def _pitch(group: list[Actor], by_id: dict[str, list[Actor]], scene: Scenery, seed: int) -> list[Actor]:
    """A ball that is kicked: away and back from one player, to and fro between two."""
    players = [a for g in by_id.values() for a in g if a.verb == "kick"][:2]
    if players[0] is not group[0]:
        return []
    ball = next((g[0] for g in by_id.values() if g[0].subject.species in FEET), None)
    added = []
    if ball is None:
        ball = _thing("football", 1.0, scene, seed)
        added = [ball]
    kicker = players[0]
    ball.size = 0.15 * kicker.size
    ball.y, ball.depth, ball.motion, ball.key = kicker.y, kicker.depth - 0.03, "kicked", 0
    for player in players:
        player.lag, player.paired, player.motion = 0.0, True, "stand"
    if len(players) == 1:
        kicker.facing = 1 if kicker.x < 0.5 * scene.view.width else -1
        kicker.x = scene.view.width * (0.26 if kicker.facing > 0 else 0.74)
        reach = 0.56 * scene.view.width
    else:
        left, right = sorted(players, key=lambda a: a.x)
        kicker = left
        left.facing, right.facing = 1, -1
        right.lag = 0.5 * KICK_PERIOD
        left.x, right.x = min(left.x, 0.22 * scene.view.width), max(right.x, 0.78 * scene.view.width)
        reach = right.x - left.x - 0.4 * kicker.size
    ball.facing = kicker.facing
    start, ground, back = kicker.x + kicker.facing * 0.2 * kicker.size, ball.y, len(players) > 1

    def path(time: float) -> tuple[float, float, float]:
        there, high = kicked(time, back=back)
        way = kicker.facing * there
        return start + way * reach, ground - high * 0.42 * reach, way * 540

    ball.path = path
    return added


def _piano(group: list[Actor], by_id: dict[str, list[Actor]], scene: Scenery, seed: int) -> list[Actor]:
    """The player on a stool before the keys."""
    player = group[0]
    piano = next((g[0] for g in by_id.values() if g[0].subject.species in GREAT_INSTRUMENTS), None)
    if piano is None:
        return []
    _inside(player, 0.9, scene)
    player.paired, player.seat, piano.size = True, 0.25 * player.size, 0.7 * player.size
    _beside(piano, player, 0.64, -0.006)
    piano.facing = -player.facing
    return [_beside(_thing("stool", 0.25 * player.size, scene, seed), player, -0.03, -0.004)]


_FLIGHT: Final = 0.7
"""Seconds that a thrown thing is in the air."""


def _throw(group: list[Actor], by_id: dict[str, list[Actor]], scene: Scenery, seed: int) -> list[Actor]:
    """What is in the hand flies to whoever is meant, or far ahead; then the thrower has it again."""
    thrower = group[0]
    held = thrower.held
    if held is None or thrower.seat:
        return []
    catcher = next((g[0] for g in by_id.values() if g is not group and g[0].subject.kind in ALIVE), None)
    size = thrower.held_scale * thrower.size
    thrower.lag = 0.0
    x, y = thrower.figure.hand(Pose(verb="throw", time=THROW_AT, facing=thrower.facing))
    start = (thrower.x + x * thrower.size, thrower.y + y * thrower.size)
    goal = (thrower.x + thrower.facing * 1.5 * thrower.size, thrower.y - 0.5 * size)
    if catcher is not None:
        thrower.facing = 1 if catcher.x > thrower.x else -1
        gap = abs(catcher.x - thrower.x)
        wanted = min(1.7 * thrower.size, 0.5 * scene.view.width)
        if gap < wanted:
            away = thrower.facing * (wanted - gap)
            thrower.x, catcher.x = thrower.x - 0.5 * away, catcher.x + 0.5 * away
        start = (thrower.x + abs(x) * thrower.facing * thrower.size, start[1])
        mx, my = catcher.figure.mouth_point(Pose(verb="stand", facing=-thrower.facing))
        goal = (catcher.x + mx * catcher.size, catcher.y + my * catcher.size)
    thing = Actor(
        Subject(id="thrown", name="thrown", kind="object", species="ball"),
        Shown(held, _aloft),
        "idle",
        size,
        0,
    )
    thing.depth, thing.motion = thrower.depth - 0.02, "thrown"

    def path(time: float) -> tuple[float, float, float]:
        along = min(1.0, ((time - THROW_AT) % THROW_PERIOD) / _FLIGHT)
        high = 4.0 * along * (1.0 - along) * 0.22 * abs(goal[0] - start[0])
        return (
            start[0] + (goal[0] - start[0]) * along, start[1] + (goal[1] - start[1]) * along - high + 0.5 * size,
            along * 300 * thrower.facing,
        )  # fmt: skip

    thing.path = path
    thrower.held = Shown(held, lambda time: not _aloft(time))
    return [thing]


def _aloft(time: float) -> bool:
    """Whether a thrown thing has left the hand and is not yet back in it."""
    return THROW_AT < time % THROW_PERIOD < THROW_PERIOD - 0.12


def haul(shot: Shot, by_id: dict[str, list[Actor]]) -> None:
    """What is pushed or pulled goes along, right before or behind who does it."""
    for group in by_id.values():
        doer = group[0]
        for action in doer.subject.actions:
            load = by_id.get(action.target)
            if (
                action.verb not in ("push", "pull")
                or not load
                or load[0].subject.kind in ALIVE
                or load[0].carrier
            ):
                continue
            thing, way = load[0], doer.facing if action.verb == "push" else -doer.facing
            thing.size = min(thing.size, 0.9 * doer.size * max(1.0, 1.0 / max(0.6, thing.figure.aspect)))
            thing.x, thing.y = doer.x + way * (0.5 * thing.width + 0.22 * doer.size), doer.y
            thing.facing, thing.speed, thing.stop, thing.tracked = (
                doer.facing,
                doer.speed,
                doer.stop,
                doer.tracked,
            )
            thing.verb, thing.motion, thing.depth = "drive", "travel", doer.depth - 0.01


_ARRANGED: Final[dict[str, Callable[[list[Actor], dict[str, list[Actor]], Scenery, int], list[Actor]]]] = {
    "cook": _stove, "paint": _easel, "chess": _board, "kick": _pitch, "play_piano": _piano,
    "throw": _throw,
}  # fmt: skip


def faces_of(doers: Sequence[Actor]) -> None:
    """Whoever hugs somebody much smaller kneels down for it."""
    for doer in doers:
        if doer.verb == "hug" and any(o.verb == "hug" and o is not doer and o.size < 0.8 * doer.size
                                      and math.isclose(o.x, doer.x, abs_tol=doer.size) for o in doers):  # fmt: skip
            doer.verb = "hug_low"
