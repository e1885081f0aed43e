"""What stands about for a deed, and where it goes: a stove, an easel, a board, a ball, a table to eat at."""

from collections.abc import Callable
from typing import Final

from laterna.engines.animatic.figures.biped_deeds import KICK_PERIOD, THROW_AT, THROW_PERIOD, kicked
from laterna.engines.animatic.figures.biped_sports import SWING_PERIOD
from laterna.engines.animatic.figures.pose import Pose
from laterna.engines.animatic.stage.actor import Actor
from laterna.engines.animatic.stage.acts import FEET, SCOPES
from laterna.engines.animatic.stage.deeds import ALIVE
from laterna.engines.animatic.stage.scenery import Scenery
from laterna.engines.animatic.stage.sports import FLIES, flight_of
from laterna.engines.animatic.stage.standing import stand_by
from laterna.engines.animatic.stage.ties import GREAT_INSTRUMENTS
from laterna.engines.animatic.stage.utensils import Grasp, Lead, OpeningDoor, Shown
from laterna.engines.animatic.storyboard import Shot, Subject


def set_the_stage(
    actors: list[Actor], by_id: dict[str, list[Actor]], shot: Shot, scene: Scenery, seed: int
) -> list[Actor]:
    """Places what deeds need beside those who do them; returns the actors with what had to be added."""
    added = gather(shot, by_id, scene, seed)
    hand_in_hand(by_id)
    open_doors(by_id, scene)
    added += stand_by(by_id, shot, scene, seed)
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
    found = next((g[0] for g in by_id.values() if g[0].subject.species == "easel"), None)
    if painter.paired and found is None:
        return []
    _inside(painter, 0.8, scene)
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


def _scope(group: list[Actor], by_id: dict[str, list[Actor]], scene: Scenery, seed: int) -> list[Actor]:
    """A telescope on its legs, or a microscope on a table, at the eye of who looks through it."""
    viewer = group[0]
    scope = next((g[0] for g in by_id.values() if g[0].subject.species in SCOPES), None)
    if scope is None:
        return []
    viewer.paired, viewer.seat = True, 0.0
    _inside(viewer, 0.8, scene)
    if scope.subject.species == "telescope":
        scope.size = 0.98 * viewer.size
        _beside(scope, viewer, 0.52, 0.004)
        return []
    table = _beside(_thing("table", 0.42 * viewer.size, scene, seed), viewer, 0.62, 0.004)
    scope.size = 0.26 * viewer.size
    _beside(scope, viewer, 0.4, 0.006)
    scope.y -= table.size
    scope.facing, scope.resting = -viewer.facing, True
    return [table]


def _in_flight(group: list[Actor], by_id: dict[str, list[Actor]], scene: Scenery, seed: int) -> list[Actor]:
    """The ball or arrow of a sport, on its way."""
    player = group[0]
    player.lag = 0.0
    players = [a for g in by_id.values() for a in g if a.verb == "tennis"][:2]
    if len(players) == 2 and player in players:
        return _rally(players, scene, seed) if player is players[0] else []
    if player.verb in ("tennis", "shoot", "golf"):
        player.facing = 1 if player.x <= 0.5 * scene.view.width else -1
        player.x = scene.view.width * (0.28 if player.facing > 0 else 0.72)
        player.paired = True
    path = flight_of(player, scene)
    if path is None:
        return []
    name, size = FLIES[player.verb]
    thing = _thing(name, size * player.size, scene, seed)
    thing.path, thing.motion, thing.depth = path, "thrown", player.depth - 0.01
    return [thing]


def _rally(players: list[Actor], scene: Scenery, seed: int) -> list[Actor]:
    """Two players face each other across the court, and the ball goes to and fro between them."""
    one, other = players
    for player, side in ((one, 1), (other, -1)):
        player.x, player.facing, player.y = scene.view.width * (0.5 - 0.32 * side), side, one.y
        player.paired, player.speed, player.motion, player.size = (
            True,
            0.0,
            "stand",
            min(one.size, other.size),
        )
    one.lag, other.lag = 0.0, 0.5 * SWING_PERIOD
    path = flight_of(one, scene, other.x - one.x)
    name, size = FLIES["tennis"]
    ball = _thing(name, size * one.size, scene, seed)
    if path is not None:
        ball.path, ball.motion, ball.depth = path, "thrown", one.depth - 0.01
    return [ball]


def _anvil(group: list[Actor], by_id: dict[str, list[Actor]], scene: Scenery, seed: int) -> list[Actor]:
    smith = group[0]
    _inside(smith, 0.7, scene)
    anvil = _beside(_thing("anvil", 0.4 * smith.size, scene, seed), smith, 0.4, 0.006)
    blade = next(
        (g[0] for g in by_id.values() if g[0].subject.species in ("sword", "knife", "axe", "horseshoe")), None
    )
    if blade is not None:
        x, y = anvil.x, anvil.y - 0.98 * anvil.size
        blade.size, blade.depth, blade.resting = 0.4 * smith.size, anvil.depth - 0.002, True
        half = 0.5 * blade.size * smith.facing
        blade.path = lambda time: (x - half, y, 90.0 * smith.facing)
    return [anvil]


def _sapling(group: list[Actor], by_id: dict[str, list[Actor]], scene: Scenery, seed: int) -> list[Actor]:
    digger = group[0]
    for action in digger.subject.actions:
        for tree in by_id.get(action.target, ())[:1]:
            tree.size = 0.72 * digger.size
            _inside(digger, 0.9, scene)
            _beside(tree, digger, 0.6, -0.01)
    return []


def _cliff(group: list[Actor], by_id: dict[str, list[Actor]], scene: Scenery, seed: int) -> list[Actor]:
    """A rock face for those who climb where nothing is named, slowly gained."""
    climber = group[0]
    if climber.paired or any(action.target for action in climber.subject.actions):
        return []
    _inside(climber, 0.8, scene)
    cliff = _beside(_thing("rock_face", 1.6 * climber.size, scene, seed), climber, 0.62, -0.02)
    x, y, step = climber.x, climber.y - 0.04 * climber.size, 0.03 * climber.size
    climber.path = lambda time: (x, y - step * time, 0.0)
    climber.resting = climber.paired = True
    return [cliff]


def _lead(group: list[Actor], by_id: dict[str, list[Actor]], scene: Scenery, seed: int) -> list[Actor]:
    """A pet that is walked goes ahead on its lead."""
    walker = group[0]
    if walker.subject.kind != "biped" or walker.carrier is not None:
        return []
    walked = [next(iter(by_id.get(a.target, ())), None) for a in walker.subject.actions if a.verb == "walk"]
    for pet in (*walked, _companion(walker, by_id)):
        if pet is None or pet.subject.kind != "quadruped" or pet.figure.metres > 1.2 or pet.paired:
            continue
        pet.verb, pet.facing, pet.paired = "walk", walker.facing, True
        pet.size = min(pet.size, 0.6 * walker.size)
        ahead = 0.5 * pet.width + 0.42 * walker.size
        _beside(pet, walker, ahead / walker.size, 0.01)
        if walker.held is None:
            collar = max(0.06, 0.6 - 0.64 * pet.size / walker.size)
            walker.held, walker.held_scale = Lead((ahead + 0.1 * pet.width) / walker.size - 0.16, collar), 1.0
    return []


def _companion(walker: Actor, by_id: dict[str, list[Actor]]) -> Actor | None:
    """The one dog that goes for a walk beside the one person of the shot."""
    everyone = [actor for group in by_id.values() for actor in group]
    dogs = [
        a
        for a in everyone
        if a.subject.species in _DOGS and a.verb == "walk" and not a.subject.anthropomorphic
    ]
    alone = sum(a.subject.kind == "biped" for a in everyone) == 1 == len(dogs)
    return dogs[0] if alone and walker.verb == "walk" and walker.held is None else None


_DOGS: Final = frozenset(("dog", "corgi", "shiba", "poodle", "husky", "golden_retriever", "dalmatian"))


def open_doors(by_id: dict[str, list[Actor]], scene: Scenery) -> None:
    """A door that somebody opens swings open before them; one that is called small is lower than they are."""
    for group in by_id.values():
        doer = group[0]
        for action in doer.subject.actions:
            door = next((a for a in by_id.get(action.target, ()) if a.subject.species == "door"), None)
            if action.verb != "open" or door is None:
                continue
            little = door.subject.size in ("tiny", "small")
            door.size = (0.62 if little else 1.22) * doer.size
            door.figure, door.motion, door.facing, door.lag = OpeningDoor(door.figure), "stand", 1, 0.0
            _inside(doer, 0.8, scene)
            door.x, door.y = doer.x + doer.facing * (0.32 * doer.size + 0.5 * door.width), doer.y - 2.0
            door.depth, doer.verb, doer.paired = doer.depth + 0.02, "point", True


def hand_in_hand(by_id: dict[str, list[Actor]]) -> None:
    """Brings two who walk and hold each other's hands within reach of each other."""
    pair = [
        a for group in by_id.values() for a in group
        if a.subject.kind == "biped" and a.verb == "walk" and a.held is None
        and any(action.verb == "hold" and not action.target for action in a.subject.actions)
    ]  # fmt: skip
    if len(pair) != 2:
        return
    front, rear = sorted(pair, key=lambda a: a.x * a.facing, reverse=True)
    gap = 0.21 * (front.size + rear.size)
    middle = (front.x + rear.x) / 2
    front.x, rear.x = middle + front.facing * gap / 2, middle - front.facing * gap / 2
    front.y, rear.y, rear.facing, rear.lag, rear.key = rear.y, rear.y, front.facing, front.lag, front.key
    front.held, rear.held = Grasp("behind"), Grasp("ahead")


TABLES: Final = frozenset(("table", "dining_table", "desk", "round_table", "picnic_table"))


def gather(shot: Shot, by_id: dict[str, list[Actor]], scene: Scenery, seed: int) -> list[Actor]:
    """Seats people who share a table: two face to face, more in a row behind it, looking at the viewer."""
    tables = {s.id for s in shot.subjects if s.species in TABLES}
    near = {r.subject for r in shot.relations if r.object in tables}
    near |= {s.id for s in shot.subjects for a in s.actions if a.target in tables}
    guests = [
        a for key, group in by_id.items() for a in group
        if key in near and a.subject.kind == "biped" and a.carrier is None and a.verb in _AT_TABLE
    ]  # fmt: skip
    if not tables or not 2 <= len(guests) <= 7:
        return []
    table = next((by_id[key][0] for key in tables if key in by_id), None)
    laid = _thing("laid_table" if len(guests) > 2 else "cafe_table", 1.0, scene, seed)
    added = [laid] if table is None else []
    if table is None:
        table = laid
    table.figure = laid.figure
    size, ground = max(a.size for a in guests), max(a.y for a in guests)
    middle = scene.view.width * 0.5
    table.x, table.y, table.motion, table.carrier = middle, ground, "stand", None
    table.depth = min(a.depth for a in guests) - 0.02
    eats = any(a.verb == "eat" for a in guests)
    if len(guests) == 2:
        table.size = 0.44 * size
        for guest, side in zip(guests, (-1, 1), strict=True):
            _sit(guest, middle + side * 0.5 * size, ground, table.depth + 0.02, -side)
            added.append(_beside(_thing("stool", 0.25 * guest.size, scene, seed), guest, -0.02, -0.004))
        return added
    step = min(0.5 * size, 0.8 * scene.view.width / len(guests))
    table.size = (len(guests) * step + 0.3 * size) / table.figure.aspect
    for index, guest in enumerate(guests):
        x = middle + (index - (len(guests) - 1) / 2) * step
        _sit(guest, x, ground - 0.11 * size, table.depth + 0.03, 1 if index < len(guests) / 2 else -1)
        guest.view, guest.verb = "front", "dine" if eats else guest.verb
    return added


_AT_TABLE: Final = frozenset(
    ("eat", "talk", "drink", "sit", "stand", "laugh", "play", "read", "write", "look", "hold", "idle")
)


def _sit(guest: Actor, x: float, y: float, depth: float, facing: int) -> None:
    guest.x, guest.y, guest.depth, guest.facing = x, y, depth, facing
    guest.seat, guest.paired, guest.motion = 0.25 * guest.size, True, "stand"
    guest.verb = "sit" if guest.verb in ("stand", "idle", "play") else guest.verb


_ARRANGED: Final[dict[str, Callable[[list[Actor], dict[str, list[Actor]], Scenery, int], list[Actor]]]] = {
    "cook": _stove, "paint": _easel, "chess": _board, "kick": _pitch, "play_piano": _piano,
    "throw": _throw,
    "peer": _scope, "tennis": _in_flight, "golf": _in_flight, "shoot": _in_flight, "dribble": _in_flight,
    "forge": _anvil, "dig": _sapling, "climb": _cliff,
    "walk": _lead,
}  # fmt: skip
