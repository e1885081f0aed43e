"""The lexicon: readable tables of concepts with their English and Chinese names, loaded once into two dictionaries."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import get_args

from laterna.engines.animatic.reader.words import NO_FACTS, Sense
from laterna.engines.animatic.storyboard import Kind

TABLES = (
    "grammar",
    "everyday",
    "verbs",
    "scene",
    "styles",
    "settings",
    "looks",
    "people",
    "animals",
    "vehicles",
    "things",
    "plants_food",
    "stuffs",
)
KINDS: frozenset[str] = frozenset(get_args(Kind))


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its section, the concept's key, English and Chinese names, and facts."""

    section: str
    key: str
    english: tuple[str, ...]
    chinese: tuple[str, ...]
    facts: dict[str, str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """English names are lower case with single spaces and no hyphens; `longest` bounds phrases by their first word."""

    english: dict[str, tuple[Sense, ...]]
    chinese: dict[str, tuple[Sense, ...]]
    longest: dict[str, int]
    concepts: dict[str, Sense]
    names: dict[str, str]
    """Key of a concept to its first Chinese name."""


def table_text(name: str) -> str:
    return (files("laterna.engines.animatic.reader") / "data" / f"{name}.table").read_text(encoding="utf-8")


def rows(name: str) -> Iterator[Row]:
    """The rows of one table; lines that begin with `#` are remarks, `[section]` opens a section."""
    section = ""
    for line in table_text(name).splitlines():
        if not line or line[0] == "#":
            continue
        if line[0] == "[":
            section = line.strip("[] ")
            continue
        cells = [cell.strip() for cell in line.split("|")]
        cells += [""] * (4 - len(cells))
        yield Row(section, cells[0], _names(cells[1]), _names(cells[2]), _facts(cells[3]))


@cache
def listed(name: str) -> frozenset[str]:
    """The words of a list in `lists.table`."""
    return next(frozenset(row.english) for row in rows("lists") if (row.section, row.key) == ("list", name))


@cache
def facts_of(section: str) -> dict[str, dict[str, str]]:
    """Each word of a section of `lists.table` with its facts."""
    found = [row for row in rows("lists") if row.section == section]
    return {word: row.facts for row in found for word in (row.key, *row.english)}


def _names(cell: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in cell.split(",") if name.strip())


def _facts(cell: str) -> dict[str, str]:
    pairs = (fact.split("=", 1) for fact in cell.split(";") if "=" in fact)
    return {name.strip(): value.strip() for name, value in pairs}


def english_name(name: str) -> str:
    """The form in which English names are looked up."""
    return name.lower().replace("-", " ").replace("_", " ")


@cache
def lexicon() -> Lexicon:
    """All tables together; a word's senses stand in the order of `TABLES`."""
    english: dict[str, list[Sense]] = {}
    chinese: dict[str, list[Sense]] = {}
    concepts: dict[str, Sense] = {}
    names: dict[str, str] = {}
    for table in TABLES:
        for row in rows(table):
            is_thing = row.section in KINDS
            category = "thing" if is_thing else row.section
            sense = Sense(category, row.key, row.section if is_thing else "", row.facts or NO_FACTS)
            # A thing goes before a look of the same key: `giant` is first of all somebody.
            if row.key not in concepts or (is_thing and not concepts[row.key].kind):
                concepts[row.key] = sense
            if row.chinese:
                names.setdefault(row.key, row.chinese[0])
            for name in (row.key, *row.english):
                _add(english, english_name(name), sense)
            for name in row.chinese:
                _add(chinese, name.lower(), sense)
    frozen = {name: tuple(senses) for name, senses in english.items()}
    return Lexicon(frozen, {n: tuple(s) for n, s in chinese.items()}, _longest(frozen), concepts, names)


def _add(index: dict[str, list[Sense]], name: str, sense: Sense) -> None:
    senses = index.setdefault(name, [])
    if sense not in senses:
        senses.append(sense)


def _longest(names: dict[str, tuple[Sense, ...]]) -> dict[str, int]:
    longest: dict[str, int] = {}
    for name in names:
        words = name.split(" ")
        if len(words) > longest.get(words[0], 0):
            longest[words[0]] = len(words)
    return longest
