"""What stands by: a table under a candle, a microphone before a singer, a well beside people; and landings."""

import math
from typing import Final

from laterna.engines.animatic.chance import ease
from laterna.engines.animatic.figures.pose import Pose
from laterna.engines.animatic.stage.actor import Actor
from laterna.engines.animatic.stage.celebration import light_cakes
from laterna.engines.animatic.stage.chores import do_chores
from laterna.engines.animatic.stage.drifting import let_drift
from laterna.engines.animatic.stage.fireside import gather_round
from laterna.engines.animatic.stage.hanging import hang_up
from laterna.engines.animatic.stage.meetings import arrange_meetings
from laterna.engines.animatic.stage.piles import pile_up
from laterna.engines.animatic.stage.scenery import Scenery
from laterna.engines.animatic.stage.utensils import Angle
from laterna.engines.animatic.storyboard import Shot, Subject

LIGHTS: Final = frozenset(
    ("candle", "candlestick", "candelabra", "oil_lamp", "lantern", "table_lamp", "desk_lamp")
)
"""Lights that stand on something indoors."""

_TABLE_HIGH: Final = 0.36
"""Height of a small table in heights of whoever is beside it."""

_ALIVE: Final = ("biped", "quadruped", "bird", "reptile")
_LANDERS: Final = ("vehicle", "bird", "insect")
_IGNITION: Final = 0.7
"""Seconds from the flame to the lift-off."""

_LANDING: Final = 3.0
"""Seconds that a landing takes."""


def stand_by(by_id: dict[str, list[Actor]], shot: Shot, scene: Scenery, seed: int) -> list[Actor]:
    """Places what people and lights need beside them; returns the actors that had to be added."""
    everyone = [actor for group in by_id.values() for actor in group]
    living = [actor for actor in everyone if actor.subject.kind in _ALIVE]
    added = light_cakes(by_id, shot, scene, seed)
    for actor in everyone:
        if actor.subject.species in LIGHTS and scene.indoors and living:
            added += _on_a_table(actor, living[0], scene, seed)
        if actor.subject.kind in _LANDERS and any(a.verb == "land" for a in actor.subject.actions):
            _land(actor, scene)
        if actor.subject.kind == "vehicle" and any(a.verb == "launch" for a in actor.subject.actions):
            _lift_off(actor, scene)
        if actor.verb == "fish" and actor.held is not None:
            _let_down_the_line(actor, scene, seed)
    pile_up(by_id, scene)
    arrange_meetings(by_id, shot, scene, seed)
    added += do_chores(by_id, shot, scene, seed)
    hang_up(by_id, shot, scene, seed)
    gather_round(by_id, shot, scene)
    let_drift(by_id, shot, scene)
    if shot.setting == "stage" or "spotlight" in shot.lights:
        added += _microphones(living, scene, seed)
    for relation in shot.relations:
        pair = by_id.get(relation.subject), by_id.get(relation.object)
        if relation.kind == "behind" and pair[0] and pair[1]:
            _at_desk(pair[0][0], pair[1][0])
        if relation.kind != "beside" or not pair[0] or not pair[1] or pair[0] is pair[1]:
            continue
        if len(pair[0]) == len(pair[1]) == 1:
            _side_by_side(pair[0][0], pair[1][0], scene)
    return added


_DESKS: Final = frozenset(("desk", "table", "counter", "school_desk"))


def _at_desk(sitter: Actor, desk: Actor) -> None:
    """Puts a desk before whoever sits behind it, as high as desks are."""
    if not sitter.seat or sitter.carrier is not None or desk.subject.species not in _DESKS:
        return
    desk.size, desk.facing = 0.43 * sitter.size, sitter.facing
    desk.x, desk.y = sitter.x + sitter.facing * 0.3 * sitter.size, sitter.y + 4.0
    desk.depth, desk.motion = sitter.depth - 0.02, "stand"


def _on_a_table(light: Actor, beside: Actor, scene: Scenery, seed: int) -> list[Actor]:
    if light.carrier is not None or light.resting or light.motion != "stand" or light.path is not None:
        return []
    table = _thing("side_table", _TABLE_HIGH * beside.size, scene, seed)
    light.size = min(light.size, 0.3 * beside.size)
    gap = 0.5 * beside.width + 0.62 * table.width
    side = 1 if light.x >= beside.x else -1
    light.x = min(max(beside.x + side * gap, 0.6 * table.width), scene.view.width - 0.6 * table.width)
    table.x, table.y, table.depth, table.motion = light.x, light.y, light.depth + 0.004, "stand"
    light.y, light.resting = light.y - 0.985 * table.size, True
    return [table]


def _microphones(living: list[Actor], scene: Scenery, seed: int) -> list[Actor]:
    """A stand before everybody on a stage who sings with both hands at an instrument."""
    added: list[Actor] = []
    for actor in living:
        sings = actor.subject.species in SINGERS or any(a.verb == "sing" for a in actor.subject.actions)
        if not sings or actor.verb not in ("play_instrument", "sing") or actor.carrier or len(added) > 2:
            continue
        if actor.verb == "sing" and actor.held is not None:
            continue
        stand = _thing("microphone_stand", 0.86 * actor.size, scene, seed)
        stand.x = actor.x + actor.facing * 0.16 * actor.size
        stand.y, stand.depth, stand.facing = actor.y + 2.0, actor.depth - 0.008, actor.facing
        stand.motion = "stand"
        added.append(stand)
    return added


SINGERS: Final = frozenset(("singer", "pop_star", "rock_star", "vocalist"))
"""Who sings while playing."""


def _side_by_side(one: Actor, other: Actor, scene: Scenery) -> None:
    """Brings a thing next to who stands beside it, as near as the two are broad, and as large as it is."""
    thing = other if other.subject.kind not in _ALIVE else one
    doer = one if thing is other else other
    fixed = (thing, doer)
    if any(a.carrier or a.seat or a.resting or a.speed or a.paired or a.motion != "stand" for a in fixed):
        return
    if thing.subject.kind in _ALIVE or thing.subject.species in LIGHTS or doer.subject.kind not in _ALIVE:
        return
    if thing.figure.metres > 0.5 and doer.figure.metres > 0.5:
        least = min(1.0, thing.figure.metres / doer.figure.metres) * doer.size
        thing.size = max(thing.size, min(least, 0.7 * scene.view.height))
    side = 1 if thing.x >= doer.x else -1
    gap = 0.5 * doer.width + 0.5 * thing.width + 0.03 * scene.view.width
    if abs(thing.x - doer.x) > gap or abs(thing.x - doer.x) < 0.7 * gap:
        thing.x = doer.x + side * gap
        over = max(0.0, thing.x + 0.5 * thing.width - 0.98 * scene.view.width)
        under = max(0.0, 0.02 * scene.view.width - (thing.x - 0.5 * thing.width))
        for actor in fixed:
            actor.x += under - over
    thing.y, thing.depth = doer.y, doer.depth + 0.02


def _let_down_the_line(fisher: Actor, scene: Scenery, seed: int) -> None:
    """The line reaches down to the water: beside the boat, or out from the shore."""
    root = fisher.root
    if scene.water_line is None:
        return
    water = root.line + 0.03 * root.width if root.draft else scene.water_line + 0.02 * scene.view.height
    pose = Pose(verb="fish", seat=fisher.seat > 0, sits=fisher.sits or fisher.aboard)
    hand = fisher.place(0.0)[1] + fisher.figure.hand(pose)[1] * fisher.size
    scale = fisher.held_scale * fisher.size
    drop = (water - hand) / scale + 0.82
    if scale > 0 and 0.2 < drop < 2.5:
        rod = Subject(id="rod", name="fishing_rod", kind="tool", species="bare_rod")
        fisher.held = Angle(scene.figures(rod, seed), drop)


def _land(actor: Actor, scene: Scenery) -> None:
    """Comes down on a slope that flattens out, and stands there."""
    if actor.carrier is not None or actor.path is not None or scene.medium == "water":
        return
    x, view = actor.x, scene.view
    ground = scene.ground if actor.motion != "stand" else actor.y
    high, ahead = min(0.62 * view.height, ground - 0.25 * actor.size), -actor.facing * 0.3 * view.width

    def path(time: float) -> tuple[float, float, float]:
        left = 1.0 - ease(min(1.0, max(0.0, time) / _LANDING))
        return (x + ahead * left, ground - high * left * (0.4 + 0.6 * left), 8.0 * left * actor.facing)

    actor.path, actor.motion, actor.speed = path, "descend", 0.0
    if actor.subject.kind != "vehicle":
        actor.verb, actor.stop = "fly", _LANDING - 0.2


def _lift_off(actor: Actor, scene: Scenery) -> None:
    """Stands on its flame for a moment, then rises faster and faster, out of the frame within some five seconds."""
    if actor.carrier is not None or actor.path is not None or scene.floats or scene.medium != "air":
        return
    x, ground, high = actor.x, scene.ground, scene.view.height
    actor.size = min(actor.size, 0.62 * high)

    def path(time: float) -> tuple[float, float, float]:
        risen = 0.062 * high * max(0.0, time - _IGNITION) ** 2
        tremble = 0.0015 * high * math.sin(61.0 * time) * min(1.0, time / _IGNITION)
        return (x + tremble, ground - risen, 0.0)

    actor.path, actor.motion, actor.speed, actor.verb, actor.pitch = path, "ascend", 0.0, "fly", 0.0


def _thing(species: str, size: float, scene: Scenery, seed: int) -> Actor:
    subject = Subject(id=f"set_{species}", name=species, kind="furniture", species=species)
    return Actor(subject, scene.figures(subject, seed), "idle", size, 0)
