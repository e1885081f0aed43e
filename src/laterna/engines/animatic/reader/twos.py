"""`one reads, the other sleeps`, 一个扔雪球,另一个躲起来: two of a kind that do different things."""

from dataclasses import replace
from typing import TYPE_CHECKING

from laterna.engines.animatic.reader.draft import Figure, lists
from laterna.engines.animatic.reader.wordclasses import BE, VERBS

if TYPE_CHECKING:
    from laterna.engines.animatic.reader.state import ClauseState

OTHERS = frozenset(
    {"other", "another", "另", "另一", "另外", "另一个", "另一只", "另外一个", "其中", "第二个"}
)


def one_of_two(clause: "ClauseState") -> bool:
    """Takes a bare `one` or `the other` that a verb follows as the doer; returns whether there was one."""
    token = clause.tokens[clause.at]
    other = token.text.lower() in OTHERS and token.text != "其中"
    if not other and not (token.category == "number" and token.key == "1"):
        return False
    if token.text.lower() in ("a", "an", "lone", "solitary"):
        return False  # `a sleeping shepherd` is none of the sheep
    after = _verb_at(clause, clause.at + 1)
    kin = _kin(clause, several=not other) if after is not None else None
    if after is None or kin is None:
        return False
    figure = _other(clause, kin) if other else _one(clause, kin)
    clause.draft.note(token.text, "understood", figure.id)
    clause.begin_with(figure)
    clause.at = after
    return True


def _verb_at(clause: "ClauseState", at: int) -> int | None:
    """Where the verb stands that follows directly, past measure words and manners; None if a noun comes first."""
    start = at
    while at < len(clause.tokens) and at < start + 4:
        token = clause.tokens[at]
        if token.mark:
            return None
        if token.category in VERBS or token.text.lower() in BE:
            return at
        if (
            token.category not in ("measure", "number", "manner", "adverb", "relation")
            or token.text.lower() == "of"
        ):
            return at if token.category == "negation" else None
        if token.category == "relation" and not token.chinese:
            return None
        if token.category == "relation":
            return at
        at += 1
    return None


def _kin(clause: "ClauseState", *, several: bool) -> Figure | None:
    """Whom `one` or `the other` is one of: of several, or another like the one before."""
    near = [*clause.subjects, *clause.inherited, *reversed(clause.draft.figures)]
    for figure in near:
        if figure.animate and (figure.count > 1 or figure.twin is not None if several else True):
            return figure
    return None


def _one(clause: "ClauseState", kin: Figure) -> Figure:
    _other(clause, kin)
    return kin


def _other(clause: "ClauseState", kin: Figure) -> Figure:
    """The second of two: split off from a pair, or a double of who was named alone."""
    if kin.twin is not None:
        return kin.twin
    double = replace(kin, id=clause.draft.cast.new_id(kin.id), **lists(kin))
    if kin.count > 1:
        kin.count, double.count = 1, kin.count - 1
    else:
        double.actions, double.colors, double.clothing = [], [], list(kin.clothing)
    kin.twin = double
    clause.draft.enter(double)
    return double
