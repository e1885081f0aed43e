"""Fitting: the set that the deeds of a shot need, where the named setting alone could not show them."""

from typing import Final

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
_TIED: Final = frozenset(("around", "above", "under", "on", "behind", "in_front_of"))


def fitting(shot: Shot) -> str:
    """The setting to build: water for boats, a viaduct for trains on bridges, open country around a staged castle."""
    setting = shot.setting
    species = {subject.species: subject for subject in shot.subjects}
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
