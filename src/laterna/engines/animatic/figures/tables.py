"""The figure tables: which species there are and what kind each is. Reads TOML; needs no drawing library."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import cast

import msgspec

from laterna.engines.animatic.figures.rows import Biped, Bird, Drift, Prop, Quadruped, Serpent, Swimmer
from laterna.jsontypes import JSON

Table = dict[str, dict[str, JSON]]

PLANS: dict[str, tuple[str, ...]] = {
    "quadruped": ("quadrupeds.toml",),
    "biped": ("bipeds.toml",),
    "bird": ("birds.toml",),
    "swimmer": ("swimmers.toml",),
    "serpent": ("serpents.toml",),
    "drift": ("drifts.toml",),
    "prop": (
        "things/creatures.toml", "things/vehicles.toml", "things/plants.toml", "things/household.toml",
        "things/tools.toml", "things/buildings.toml", "things/sundries.toml", "things/clothes.toml",
        "things/playthings.toml", "things/everyday.toml", "things/kitchen.toml", "things/trades.toml",
    ),
}  # fmt: skip
"""Body plan to the files of its rows; the first plan that has a species draws it."""


USUAL_KIND = {"swimmer": "fish", "serpent": "reptile"}


@lru_cache(maxsize=32)
def table(name: str) -> Table:
    """One TOML table with every `like` resolved: a row takes what it does not say from the row it is like."""
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    raw = cast(Table, tomllib.loads(text))
    return {key: _inherited(raw, key, ()) for key in raw}


def _inherited(raw: Table, key: str, seen: tuple[str, ...]) -> dict[str, JSON]:
    row = raw[key]
    parent = row.get("like")
    if not isinstance(parent, str) or not parent:
        return dict(row)
    if parent in seen or parent not in raw:
        raise ValueError(f"figure table: {key!r} is like {parent!r}, which is missing or circular")
    return _merged(_inherited(raw, parent, (*seen, key)), row)


def _merged(below: Mapping[str, JSON], above: Mapping[str, JSON]) -> dict[str, JSON]:
    out = dict(below)
    for key, value in above.items():
        old = out.get(key)
        out[key] = _merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return out


@lru_cache(maxsize=512)
def quadruped(species: str) -> Quadruped:
    """The row of a four-footed animal. Raises KeyError for another species."""
    return msgspec.convert(_row("quadruped", species), Quadruped)


@lru_cache(maxsize=512)
def biped(species: str) -> Biped:
    """The row of a two-legged figure. Raises KeyError for another species."""
    return msgspec.convert(_row("biped", species), Biped)


@lru_cache(maxsize=512)
def bird(species: str) -> Bird:
    """The row of a bird. Raises KeyError for another species."""
    return msgspec.convert(_row("bird", species), Bird)


@lru_cache(maxsize=512)
def swimmer(species: str) -> Swimmer:
    """The row of a fish or sea mammal. Raises KeyError for another species."""
    return msgspec.convert(_row("swimmer", species), Swimmer)


@lru_cache(maxsize=64)
def serpent(species: str) -> Serpent:
    """The row of a snake or an eastern dragon. Raises KeyError for another species."""
    return msgspec.convert(_row("serpent", species), Serpent)


@lru_cache(maxsize=1024)
def prop(species: str) -> Prop:
    """The row of a thing. Raises KeyError for another species."""
    return msgspec.convert(_row("prop", species), Prop)


@lru_cache(maxsize=32)
def drift(species: str) -> Drift:
    """The row of smoke, petals and the like. Raises KeyError for another species."""
    return msgspec.convert(_row("drift", species), Drift)


def _row(plan: str, species: str) -> dict[str, JSON]:
    for name in PLANS[plan]:
        rows = table(name)
        if species in rows:
            return rows[species]
    raise KeyError(species)


@lru_cache(maxsize=1)
def _index() -> dict[str, tuple[str, str]]:
    """Species to (body plan, kind)."""
    found: dict[str, tuple[str, str]] = {}
    for plan, names in PLANS.items():
        for name in names:
            for key, row in table(name).items():
                found.setdefault(key, (plan, str(row.get("kind", USUAL_KIND.get(plan, plan)))))
    return found


def known_species() -> frozenset[str]:
    """Every species that is drawn as itself."""
    return frozenset(_index())


def kind_of(species: str) -> str:
    """The storyboard kind of a species; `card` for one that has no figure."""
    return _index().get(species, ("card", "card"))[1]


def plan_of(species: str) -> str:
    """The body plan that draws a species; `card` for one that has no figure."""
    return _index().get(species, ("card", "card"))[0]


def metres_of(species: str) -> float | None:
    """How tall a species stands in metres; None where no table says."""
    for name in PLANS.get(plan_of(species), ()):
        metres = table(name).get(species, {}).get("metres")
        if isinstance(metres, int | float):
            return float(metres)
    return None
