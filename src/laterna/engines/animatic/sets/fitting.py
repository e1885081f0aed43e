"""Fitting: the set that the deeds of a shot need, where the named setting alone could not show them."""

from typing import Final

from laterna.engines.animatic.sets.room_table import ROOMS
from laterna.engines.animatic.stage.verbs import VESSELS
from laterna.engines.animatic.storyboard import Shot

WATERS: Final = frozenset(
    [
        "ocean",
        "beach",
        "lake",
        "river",
        "harbor",
        "coastal_city",
        "underwater",
        "swamp",
        "bridge",
        "waterfall",
        "space",
        "sky",
    ]
)
_RAILS: Final = frozenset(("train", "steam_train", "locomotive", "tram"))
_WILD: Final = frozenset(
    [
        "mountain",
        "meadow",
        "forest",
        "snowfield",
        "road",
        "village",
        "farm",
        "lake",
        "river",
        "bridge",
        "waterfall",
    ]
)
_TREES: Final = frozenset(
    (
        "tree",
        "apple_tree",
        "orange_tree",
        "peach_tree",
        "cherry_tree",
        "oak",
        "pine",
        "palm",
        "willow",
        "maple",
    )
)
"""What grows in no room."""
_TIED: Final = frozenset(("around", "above", "under", "on", "behind", "in_front_of"))


_WATERFOWL: Final = frozenset(("swan", "duck", "goose", "black_swan", "mandarin_duck", "mallard", "duckling"))
_AIRBORNE: Final = frozenset(("fly", "hover", "float", "soar", "glide", "fall", "dive", "parachute"))
_WHEELED: Final = frozenset(
    ("motorcycle", "bicycle", "bike", "car", "sports_car", "bus", "taxi", "truck", "scooter", "tram", "police_car",
     "fire_truck", "ambulance", "trolley", "school_bus", "van", "toy_car", "rickshaw", "carriage", "skateboard")
)  # fmt: skip
_ON_FOOT: Final = frozenset(("biped", "quadruped"))


def afloat(shot: Shot) -> bool:
    """Everybody of the shot is on the water or in a boat, so that the near shore is not needed."""
    alive = [subject for subject in shot.subjects if subject.importance > 1]
    if not alive:
        return False
    vessels = {subject.id for subject in shot.subjects if subject.species in VESSELS}
    aboard = {
        tie.subject for tie in shot.relations if tie.object in vessels and tie.kind in ("on", "in", "riding")
    }
    return all(
        subject.id in vessels | aboard
        or subject.kind == "fish"
        or subject.species in _WATERFOWL
        or subject.place == "sky"
        for subject in alive
    )


def _on_foot(shot: Shot) -> bool:
    """Somebody walks, or drives on wheels, and nobody flies."""
    walkers = [
        s
        for s in shot.subjects
        if s.importance > 1 and (s.kind in _ON_FOOT or s.species in _WHEELED) and s.place != "sky"
    ]
    return bool(walkers) and not any(
        action.verb in _AIRBORNE for subject in walkers for action in subject.actions
    )


def fitting(shot: Shot) -> str:
    """The setting to build: water for boats, a viaduct for trains on bridges, open country around a staged castle,
    streets where people walk in a city, and the grove that bamboo grows in.
    """
    setting = shot.setting
    if setting == "city_aerial" and _on_foot(shot):
        return "city_street"
    if setting == "forest" and any(subject.species == "bamboo" for subject in shot.subjects):
        return "bamboo_grove"
    if setting == "market" and shot.time in ("dusk", "night"):
        return "night_market"
    species = {subject.species: subject for subject in shot.subjects}
    if setting in ROOMS and _TREES & set(species):
        return "garden"
    if setting in _WILD and _RAILS & set(species) and ("bridge" in species or setting == "bridge"):
        return "viaduct"
    vessel = next((subject for key, subject in species.items() if key in VESSELS), None)
    aloft = vessel is not None and any(action.verb in ("fly", "hover") for action in vessel.actions)
    if (
        vessel is not None
        and not aloft
        and setting in ("mountain", "meadow", "forest", "snowfield", "park", "village")
    ):
        return "lake"
    castle = next((s for s in shot.subjects if s.species in ("castle", "palace")), None)
    if setting == "castle" and castle is not None:
        tied = any(r.object == castle.id and r.kind in _TIED for r in shot.relations)
        if tied:
            return "mountain"
    return setting
