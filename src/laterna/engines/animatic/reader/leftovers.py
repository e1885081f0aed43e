"""Words that no rule of the clause took."""

from typing import TYPE_CHECKING

from laterna.engines.animatic.reader.coloring import color_somebody, feels
from laterna.engines.animatic.reader.words import Token

if TYPE_CHECKING:
    from laterna.engines.animatic.reader.state import ClauseState


def leave_out(clause: "ClauseState", token: Token) -> None:
    """What becomes of a word that no rule took: a colour, a feeling, clothes in one word, or only a note of it."""
    if clause.wearing and token.category == "quality" and "wears" in token.senses[0].facts:
        # 穿着蓝袍: clothes and their colour in one word.
        for figure in clause.subjects or clause.last or clause.inherited:
            figure.wear(token.senses[0].facts["wears"], token.senses[0].facts.get("color", ""))
    if token.category == "color" and not clause.negated and color_somebody(clause, token):
        return
    if token.category == "emotion" and clause.last and clause.last[-1].animate:
        clause.last[-1].emotion = clause.last[-1].emotion or token.key
    if token.category == "emotion" and feels(clause, token):
        return
    if token.category == "color" and not clause.negated:
        clause.draft.tint(token.senses[0].species)
        clause.draft.note(token.text, "understood", f"palette {token.senses[0].species}")
        return
    if token.senses and token.category not in ("function", "relation", "measure", "number"):
        means = token.key if token.category in ("quality", "adjective") else ""
        clause.draft.note(token.text, "understood" if means else "not_drawn", means)
