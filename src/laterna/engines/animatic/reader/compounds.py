"""Chinese verbs that no list has, by their characters: 猛击 is a blow, 冲散 a rush; 摘 with 下 is one verb."""

from functools import cache

from laterna.engines.animatic.reader.lexicon import lexicon, rows
from laterna.engines.animatic.reader.words import Sense, Token

VERBS = frozenset({"verb", "verb_other"})
# Complements that are also place words: they belong to the verb unless it already leads to a place.
LEADING = ("在", "着", "了", "过", "到", "于", "上", "下", "进", "出", "起", "来", "去")
# Single verbs that other words need as they are.
PLAIN = frozenset("有是在来去到让使叫请等像被把给对向往从朝")
ASPECTS = "着了过"


@cache
def _roots() -> dict[str, str]:
    return {mark: row.key for row in rows("roots") if row.section == "root" for mark in row.chinese}


@cache
def _parts(name: str) -> frozenset[str]:
    return next(frozenset(row.chinese) for row in rows("roots") if (row.section, row.key) == ("part", name))


@cache
def verb_by_characters(word: str) -> Sense | None:
    """The drawn verb that the characters of an unlisted Chinese verb say, or None if they say nothing certain."""
    bare = word.rstrip(ASPECTS) or word
    if len(bare) == 1:
        return _drawn(bare)
    first, rest = bare[0], bare[1:]
    if rest in _parts("completing") or rest in _parts("complement"):
        return _drawn(first)
    if len(bare) == 2 and first in _parts("manner"):
        return _drawn(bare[1])
    same = len(bare) == 2 and first in _roots() and bare[1] in _roots()
    return _drawn(bare[1]) if same else None


def is_completed(word: str) -> bool:
    """Whether a word is a verb of one character with what completes it: 切开."""
    return word[0] in _roots() and word[1:] in _parts("completing") | _parts("complement")


def _drawn(mark: str) -> Sense | None:
    known = lexicon().concepts.get(_roots().get(mark, ""))
    return Sense("verb", known.key, facts=known.facts, certain=False) if known is not None else None


def completed(tokens: list[Token]) -> list[Token]:
    """The tokens with every verb and what completes it in one: 摘+下, 拦+住, 捡+起."""
    joined: list[Token] = []
    for at, token in enumerate(tokens):
        after = tokens[at + 1].text if at + 1 < len(tokens) else ""
        ends = token.text in _parts("complement") or (
            token.text in _parts("result") and after in ("的", "了")
        )
        if joined and ends and _takes(joined[-1]):
            verb = joined[-1]
            senses = lexicon().chinese.get(verb.text + token.text, ()) or verb.senses
            joined[-1] = Token(verb.text + token.text, senses, chinese=True)
        else:
            joined.append(token)
    return joined


def _takes(token: Token) -> bool:
    """Whether a token is a bare verb, and nothing else, that may be completed."""
    text = token.text
    if not token.senses or len(text) > 2 or text in PLAIN or text.endswith(LEADING):
        return False
    return all(sense.category in VERBS for sense in token.senses)
