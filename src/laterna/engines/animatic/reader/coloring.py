"""Colours that stand without a noun."""

from typing import TYPE_CHECKING

from laterna.engines.animatic.reader.phrases import ATTRIBUTES
from laterna.engines.animatic.reader.tagging import NOUNS
from laterna.engines.animatic.reader.words import Token

if TYPE_CHECKING:
    from laterna.engines.animatic.reader.state import ClauseState

# The second of two, in `one red, the other blue`.
OTHERS = frozenset({"other", "another", "另", "另一"})


def color_somebody(clause: "ClauseState", token: Token) -> bool:
    """`a burglar in black`, `an SUV, matte olive,`: a colour without a noun is of who was named."""
    after = clause.tokens[clause.at + 1] if clause.at + 1 < len(clause.tokens) else None
    color = token.senses[0].species
    figures = clause.last or clause.subjects
    if not figures or token.chinese or (after is not None and after.category in NOUNS | ATTRIBUTES):
        return False
    if clause.pending == "in" and figures[-1].kind == "biped":
        figures[-1].wear("costume", color)
        clause.pending = ""
        return True
    start = clause.at - 1
    while start > 0 and clause.tokens[start].category in ATTRIBUTES:
        start -= 1
    apart = start > 0 and clause.tokens[start].mark == "," and (after is None or bool(after.mark))
    if not apart or figures[-1].kind in ("biped", "celestial", "building") or figures[-1].colors:
        return False
    figures[-1].colors.append(color)
    return True


def one_each(clause: "ClauseState") -> bool:
    """`one brown and one white`, 一只棕色: a colour for one of several that were named before."""
    token = clause.tokens[clause.at]
    if not (token.category == "number" and token.key == "1") and token.text.lower() not in OTHERS:
        return False
    at = clause.at + 1
    while at < len(clause.tokens) and clause.tokens[at].category in ("measure", "function", "age", "size"):
        at += 1
    if at >= len(clause.tokens) or clause.tokens[at].category != "color":
        return False
    after = clause.tokens[at + 1] if at + 1 < len(clause.tokens) else None
    if after is not None and not after.mark and after.category not in ("conjunction", "number", "relation"):
        return False
    several = [f for f in [*clause.subjects, *clause.last, *clause.inherited] if f.count > 1]
    if not several:
        return False
    several[0].each.append(clause.tokens[at].senses[0].species)
    clause.draft.note(clause.tokens[at].text, "understood", f"one of {several[0].id}")
    clause.at = at + 1
    return True
