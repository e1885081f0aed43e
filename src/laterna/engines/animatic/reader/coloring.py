"""Colours that stand without a noun."""

from typing import TYPE_CHECKING

from laterna.engines.animatic.reader.phrases import ATTRIBUTES
from laterna.engines.animatic.reader.tagging import NOUNS
from laterna.engines.animatic.reader.words import Token

if TYPE_CHECKING:
    from laterna.engines.animatic.reader.state import ClauseState


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
