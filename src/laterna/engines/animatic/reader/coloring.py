"""Colours that stand without a noun."""

from typing import TYPE_CHECKING

from laterna.engines.animatic.reader.phrases import ATTRIBUTES
from laterna.engines.animatic.reader.wordclasses import NOUNS
from laterna.engines.animatic.reader.words import Token

if TYPE_CHECKING:
    from laterna.engines.animatic.reader.state import ClauseState

# What may stand between a noun and its colour, and after the colour.
COPULAS = frozenset({"是", "都是", "全是", "变", "变成", "变得", "为", "呈", "也是", "很", "都", "显得"})
PREDICATIVE = frozenset({"的", "了", "起来"})
# The second of two, in `one red, the other blue`.
OTHERS = frozenset({"other", "another", "另", "另一"})


def color_somebody(clause: "ClauseState", token: Token) -> bool:
    """`a burglar in black`, `an SUV, matte olive,`: a colour without a noun is of who was named."""
    if token.chinese:
        return _is_colored(clause, token)
    after = clause.tokens[clause.at + 1] if clause.at + 1 < len(clause.tokens) else None
    color = token.senses[0].species
    figures = clause.last or clause.subjects
    joined = after is not None and after.text.lower() == "and"
    second = clause.at and clause.tokens[clause.at - 1].text.lower() == "and"
    if not figures or (after is not None and after.category in NOUNS | ATTRIBUTES):
        return False
    if clause.pending == "in" and figures[-1].kind == "biped":
        figures[-1].wear("costume", color)
        clause.pending = ""
        return True
    start = clause.at - 1
    while start > 0 and clause.tokens[start].category in ATTRIBUTES | {"conjunction"}:
        start -= 1
    apart = start > 0 and clause.tokens[start].mark == "," and (after is None or bool(after.mark) or joined)
    told = bool(figures[-1].colors) and not second
    if not apart or figures[-1].kind in ("biped", "celestial", "building") or told:
        return False
    figures[-1].colors.append(color)
    return True


def _is_colored(clause: "ClauseState", token: Token) -> bool:
    """气球是红色的, 银杏树金灿灿的: a colour at the end of a clause is of what the clause is about."""
    at = clause.at + 1
    while at < len(clause.tokens) and clause.tokens[at].text in PREDICATIVE:
        at += 1
    ends = at >= len(clause.tokens) or bool(clause.tokens[at].mark)
    figures = clause.last or clause.subjects
    before = clause.tokens[clause.at - 1] if clause.at else None
    follows = before is not None and (before.category in NOUNS or before.text in COPULAS)
    if not (ends and follows and figures and not clause.scenic) or figures[-1].kind in ("biped", "building"):
        return False
    for figure in figures:
        figure.colors += [c for c in [token.senses[0].species] if c not in figure.colors]
    return True


def feels(clause: "ClauseState", token: Token) -> bool:
    """她很开心: a feeling at the end of a clause is of whom the clause is about; returns whether it was that."""
    figures = [figure for figure in clause.subjects or clause.last if figure.animate]
    for figure in figures if token.chinese and not clause.negated else ():
        figure.emotion = figure.emotion or token.key
    return bool(figures) and token.chinese


def one_each(clause: "ClauseState") -> bool:
    """`one brown and one white`, 一只棕色: a colour for one of several that were named before."""
    token = clause.tokens[clause.at]
    many = int(token.key) if token.chinese and token.category == "number" else 1
    if (
        not (token.category == "number" and (token.key == "1" or 1 < many < 5))
        and token.text.lower() not in OTHERS
    ):
        return False
    at = clause.at + 1
    while at < len(clause.tokens) and clause.tokens[at].category in ("measure", "function", "age", "size"):
        at += 1
    if at >= len(clause.tokens) or clause.tokens[at].category != "color":
        return False
    past = (
        at
        + 1
        + (many > 1 or clause.tokens[at].chinese)
        * sum(t.text == "的" for t in clause.tokens[at + 1 : at + 2])
    )
    after = clause.tokens[past] if past < len(clause.tokens) else None
    if after is not None and not after.mark and after.category not in ("conjunction", "number", "relation"):
        return False
    several = [f for f in [*clause.subjects, *clause.last, *clause.inherited] if f.count > 1]
    if not several:
        return False
    several[0].each += [clause.tokens[at].senses[0].species] * many
    clause.draft.note(clause.tokens[at].text, "understood", f"one of {several[0].id}")
    clause.at = past
    return True
