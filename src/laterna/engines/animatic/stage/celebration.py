"""Candles on a cake: as many as are told, small, in a row on its top; whoever blows them out stands close."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from laterna.engines.animatic.stage.actor import Actor
from laterna.engines.animatic.stage.scenery import Scenery
from laterna.engines.animatic.storyboard import Relation, Shot, Subject

CAKES: Final = frozenset(("cake", "birthday_cake", "cupcake"))
_TIES: Final = frozenset(("on", "in", "with", "above", "beside", "holding"))
_ALIVE: Final = frozenset(("biped", "quadruped", "bird"))
_TOP, _WIDE = 0.58, 0.46
"""How high the top of a cake is, and half the room on it, in heights of the cake."""


def candles_on_cakes(subjects: Iterable[Subject], relations: Sequence[Relation]) -> dict[str, str]:
    """Ids of candles to those of the cakes that they are on."""
    cakes = [s for s in subjects if s.species in CAKES]
    if not cakes:
        return {}
    ties = {(r.subject, r.object) for r in relations if r.kind in _TIES}
    ties |= {(b, a) for a, b in ties}
    found = {}
    for candle in (s for s in subjects if s.species == "candle"):
        cake = next((c for c in cakes if (candle.id, c.id) in ties), None)
        if cake is not None:
            found[candle.id] = cake.id
    return found


def without_candles(relations: Sequence[Relation], subjects: Iterable[Subject]) -> list[Relation]:
    """The relations without those of candles on cakes, which nobody holds and which are placed afterwards."""
    lit = candles_on_cakes(subjects, relations)
    return [r for r in relations if r.subject not in lit and r.object not in lit]


def light_cakes(by_id: Mapping[str, list[Actor]], shot: Shot, scene: Scenery, seed: int) -> list[Actor]:
    """Sets the candles on their cake, which loses the one that it is drawn with, and brings near who blows.

    Returns the tables that had to be added.
    """
    added: list[Actor] = []
    for candle, cake in candles_on_cakes(shot.subjects, shot.relations).items():
        candles, found = by_id.get(candle, []), by_id.get(cake, [])
        if not candles or not found:
            continue
        below = found[0]
        if below.subject.species != "cupcake":
            below.figure = scene.figures(replace(below.subject, species="plain_cake"), seed)
        blower = next((g[0] for g in by_id.values() if _blows(g[0], (candle, cake))), None)
        if blower is not None:
            added += _draw_near(blower, below, scene, seed)
        elif len(by_id) <= 3 and not any(g[0].subject.kind in _ALIVE for g in by_id.values()):
            below.root.x = 0.5 * scene.view.width
        _stand_on(candles, below)
    return added


def _stand_on(candles: Sequence[Actor], cake: Actor) -> None:
    count = len(candles)
    for index, actor in enumerate(candles):
        share = (index + 0.5) / count - 0.5
        actor.carrier, actor.motion, actor.resting, actor.speed = cake, "ride", True, 0.0
        actor.size = cake.size * min(0.5, 1.7 / max(3, count) + 0.08)
        actor.x = 2.0 * _WIDE * share * cake.size
        top = _TOP if cake.subject.species != "cupcake" else 0.8
        lift = 0.94 * cake.figure.seat_height
        actor.y = (lift - top) * cake.size + (0.05 * cake.size if index % 2 and count > 3 else 0.0)
        actor.depth = cake.depth - 0.004 - 0.001 * (index % 2)


def _blows(actor: Actor, ids: tuple[str, str]) -> bool:
    return any(action.target in ids for action in actor.subject.actions) and actor.subject.kind == "biped"


def _draw_near(blower: Actor, cake: Actor, scene: Scenery, seed: int) -> list[Actor]:
    """The cake, on its table, stands right before who blows."""
    if blower.carrier is not None or blower.seat:
        return []
    root = cake.root
    side = 1 if root.x >= blower.x else -1
    room = 0.5 * root.width + 0.16 * blower.size
    middle = min(max(0.5 * (blower.x + root.x), 0.6 * room), scene.view.width - 0.6 * room)
    blower.x, root.x = middle - side * room / 2, middle + side * room / 2
    blower.facing, blower.paired, blower.held = side, True, None
    if root is not cake or cake.motion != "stand":
        return []
    cake.depth = blower.depth - 0.01
    cake.size = min(max(cake.size, 0.3 * blower.size), 0.42 * blower.size)
    subject = Subject(id="cake_table", name="table", kind="furniture", species="side_table")
    table = Actor(subject, scene.figures(subject, seed), "idle", 0.36 * blower.size, 0)
    table.x, table.y, table.depth, table.motion = cake.x, blower.y, cake.depth + 0.004, "stand"
    cake.y, cake.resting, cake.motion = blower.y - 0.355 * blower.size, True, "hang"
    return [table]
