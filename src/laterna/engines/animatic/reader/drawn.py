"""Which figures and garments are drawn as themselves, and what stands in for the others."""

from functools import cache

from laterna.engines.animatic.reader.english import bases
from laterna.engines.animatic.reader.glossary import english_names
from laterna.engines.animatic.reader.lexicon import english_name, lexicon, table_text
from laterna.engines.animatic.reader.words import Sense


@cache
def _drawn() -> dict[str, frozenset[str]]:
    lines = [line.partition("|") for line in table_text("drawn").splitlines() if not line.startswith("#")]
    return {section.strip(): frozenset(keys.split()) for section, _, keys in lines}


@cache
def _instead() -> dict[str, str]:
    lines = [
        line.partition("|")
        for line in table_text("instead").splitlines()
        if line and not line.startswith("#")
    ]
    return {key.strip(): drawn.strip() for key, _, drawn in lines}


def species_drawn(name: str, sense: Sense, species: str) -> str:
    """The species to draw: the prompt's own word if a figure of it exists (`corgi`), else the concept's."""
    return _drawn_key("figures", name, sense, species)


def is_drawn(species: str) -> bool:
    """Whether there is a figure of this species, so that no card need say its name."""
    return species in _drawn().get("figures", frozenset())


def garment_drawn(name: str, sense: Sense) -> str:
    """The garment to draw, by the same rule."""
    usual = _drawn_key("garments", name, sense, sense.key)
    own = (_drawn_key("garments", one.replace("_", " "), sense, sense.key) for one in english_names(name))
    return next((key for key in own if key != usual), usual)


def _drawn_key(section: str, name: str, sense: Sense, usual: str) -> str:
    drawn = _drawn().get(section, frozenset())
    words = name.lower().replace("-", " ").split()
    for start in range(len(words)):
        for base, _ in bases(words[-1]):
            key = "_".join([*words[start:-1], base])
            if key in drawn and _means(key, sense, usual):
                return key
    if sense.key in drawn and sense.species == usual:
        return sense.key
    return usual if usual in drawn else _instead().get(usual, usual)


def _means(key: str, sense: Sense, usual: str) -> bool:
    known = lexicon().english.get(english_name(key), ())
    return any(one.category == sense.category and usual in (one.species, one.key) for one in known)
