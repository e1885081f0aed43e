"""A small dictionary of Chinese nouns: what no table lists is read as its English name would be."""

from functools import cache

from laterna.engines.animatic.reader.english import word_token
from laterna.engines.animatic.reader.lexicon import table_text
from laterna.engines.animatic.reader.words import Sense

NAMING = ("thing", "garment", "setting")


@cache
def _names() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in table_text("glossary").splitlines():
        english, colon, chinese = line.partition(": ")
        for word in chinese.split(" ") if colon and line[0] != "#" else ():
            found[word] = tuple(dict.fromkeys((*found.get(word, ()), *english.split("/"))))
    return found


def english_names(chinese: str) -> tuple[str, ...]:
    """English names of a Chinese noun (simplified characters), words joined by `_`; none if it is not listed."""
    return _names().get(chinese, ())


@cache
def senses_by_english(chinese: str) -> tuple[Sense, ...]:
    """What a Chinese noun is by the first of its English names that has a meaning; a card of that name else."""
    names = english_names(chinese)
    for name in names:
        known = word_token(name, name.replace("_", " ")).senses
        found = next((sense for sense in known if sense.category in NAMING), None)
        if found is not None:
            return (Sense(found.category, found.key, found.kind, found.facts, certain=False),)
    return (Sense("unknown", names[0], certain=False),) if names else ()
