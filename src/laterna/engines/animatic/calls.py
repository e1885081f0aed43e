"""The calls of animals, as data: which species barks, meows or roars, and how that sounds."""

import tomllib
from functools import cache
from importlib.resources import files

import msgspec
from msgspec import Struct


class Call(Struct, frozen=True, forbid_unknown_fields=True):
    """One row of `calls.toml`; the file says what the numbers are."""

    species: tuple[str, ...]
    pitch: tuple[float, ...]
    breath: float
    formant: float
    times: int
    flutter: float = 0.0


def call_of(species: str) -> Call | None:
    """How a species calls; None for one that has no call of its own."""
    return _by_species().get(species)


@cache
def _by_species() -> dict[str, Call]:
    text = files(__package__).joinpath("calls.toml").read_text(encoding="utf-8")
    table = msgspec.convert(tomllib.loads(text), dict[str, Call])
    return {species: call for call in table.values() for species in call.species}
