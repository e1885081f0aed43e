"""The small types that pass between the reader's steps: senses of words, and tokens of a prompt."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Form = Literal["base", "s", "ed", "ing"]
NO_FACTS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Sense:
    """One meaning of a word: its category (a section of the tables), the key of the concept, and facts about it.

    Things that can be drawn have the category `thing` and a `kind` of the storyboard.
    """

    category: str
    key: str
    kind: str = ""
    facts: Mapping[str, str] = field(default_factory=lambda: NO_FACTS)
    certain: bool = True

    @property
    def species(self) -> str:
        return self.facts.get("is", self.key)


@dataclass(slots=True)
class Token:
    """A word or phrase of the prompt with what it may mean, best first; punctuation has its mark in `mark`."""

    text: str
    senses: tuple[Sense, ...] = ()
    forms: frozenset[str] = frozenset()
    mark: str = ""
    chinese: bool = False
    plural: bool = False
    quote: str = ""

    def sense(self, *categories: str) -> Sense | None:
        """The first sense of one of these categories."""
        for sense in self.senses:
            if sense.category in categories:
                return sense
        return None

    def only(self, category: str) -> "Token":
        """The same token, read in this category alone."""
        kept = tuple(sense for sense in self.senses if sense.category == category)
        return Token(self.text, kept, self.forms, self.mark, self.chinese, self.plural, self.quote)

    @property
    def category(self) -> str:
        return self.senses[0].category if self.senses else ""

    @property
    def key(self) -> str:
        return self.senses[0].key if self.senses else ""
