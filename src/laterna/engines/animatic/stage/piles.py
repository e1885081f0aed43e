"""Piles and nests: books in a stack under who sits on them, kittens side by side in a basket."""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from laterna.engines.animatic.stage.actor import Actor
from laterna.engines.animatic.stage.scenery import Scenery

_STACKED: Final = {"book": ("closed_book", 0.11), "pillow": ("pillow", 0.2), "cushion": ("pillow", 0.2),
                   "box": ("box", 0.3), "crate": ("crate", 0.3), "suitcase": ("suitcase", 0.26)}  # fmt: skip
"""What is piled up when somebody is on several: the figure that lies flat, its height in heights of who is on it."""
_NESTS: Final = {
    "basket": 0.6, "box": 0.98, "bucket": 0.84, "cup": 0.84, "mug": 0.84, "pot": 0.7, "crate": 0.96, "suitcase": 0.82,
    "bag": 0.72, "drawer": 0.9, "nest": 0.6, "hat": 0.7, "teapot": 0.8, "vase": 0.94, "barrel": 0.96, "bowl": 0.84,
}  # fmt: skip
"""What small animals sit in, and how high its rim is, in its heights."""
_SMALL: Final = ("quadruped", "bird")
_QUIET: Final = frozenset(("stand", "idle", "look", "sit", "hide", "walk", "peer", "float", "talk"))


def pile_up(by_id: Mapping[str, list[Actor]], scene: Scenery) -> None:
    """Piles several things of a kind up under whoever is on them."""
    for things in by_id.values():
        found = _STACKED.get(things[0].subject.species)
        riders = [a for group in by_id.values() for a in group if a.carrier in things]
        if found is None or len(things) < 2 or len(riders) != 1 or things[0].carrier is not None:
            continue
        species, share = found
        size = share * riders[0].size
        middle = sum(thing.x for thing in things) / len(things)
        foot = max(thing.y for thing in things)
        for index, thing in enumerate(things):
            thing.figure = scene.figures(replace(thing.subject, species=species), index)
            thing.size, thing.motion, thing.resting = size, "stand", index > 0
            thing.x = middle + (0.0, 0.05, -0.06, 0.03)[index % 4] * thing.width
            thing.y, thing.depth = foot - 0.98 * index * size, things[0].depth
        riders[0].carrier, riders[0].x = things[-1], 0.0
        riders[0].depth = things[0].depth - 0.004


def nestle(carrier: Actor, riders: Sequence[Actor], inside: bool, scene: Scenery) -> None:
    """Lets small animals sit in what holds them, looking out, as large as there is room for all."""
    if (
        not inside
        or carrier.subject.species not in _NESTS
        or any(r.subject.kind not in _SMALL for r in riders)
    ):
        return
    count = len(riders)
    carrier.size = max(carrier.size, min(0.36, 0.22 + 0.05 * count) * scene.view.height)
    wide = max(carrier.width, 0.3 * count * scene.view.height)
    carrier.size *= min(1.5, wide / max(1.0, carrier.width))
    for index, rider in enumerate(riders):
        if rider.verb in _QUIET:
            rider.verb, rider.view = "sit", "front"
        rider.size = min(0.5 * scene.view.height, 1.5 * carrier.width / (count + 0.3))
        rider.x = ((index + 0.5) / count - 0.5) * 0.82 * carrier.width
        rim = _NESTS[carrier.subject.species] * carrier.size
        rider.y = 0.94 * carrier.figure.seat_height * carrier.size - rim + min(0.48 * rider.size, 0.85 * rim)
