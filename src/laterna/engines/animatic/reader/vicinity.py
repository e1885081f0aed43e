"""Places without a noun that mean who was named before: 旁边的老鼠, 海鸥在头顶盘旋, 工人在一旁指挥."""

from typing import TYPE_CHECKING, cast

from laterna.engines.animatic.reader.wordclasses import VERBS
from laterna.engines.animatic.reader.words import Token
from laterna.engines.animatic.storyboard import RelationKind

if TYPE_CHECKING:
    from laterna.engines.animatic.reader.state import ClauseState

# What such a place word can be about.
NEAR = frozenset({"beside", "behind", "in_front_of", "above", "around"})
# Words of those relations that speak of the picture or of the distance, and of nobody.
FAR = frozenset(
    {
        "远处",
        "远方",
        "背景里",
        "背景中",
        "地平线上",
        "前景中",
        "近处",
        "前方",
        "外",
        "外面",
        "后",
        "前",
        "边",
        "旁",
    }
)
# Points of view that are plain prepositions before a noun: `peeks out from behind a tree`.
VIEWED = {"from behind": "behind", "from above": "above", "from below": "under"}
PLAIN_PLACES = frozenset({"in", "on", "under", "above", "behind", "beside", "in_front_of"})
PLACES_ALONE = frozenset(
    {
        "in the background",
        "in the foreground",
        "in background",
        "in foreground",
        "in the distance",
        "in the back",
    }
    | {"in the far distance", "far away", "on the horizon", "up front", "in front", "in the front"}
)


def is_near(token: Token) -> bool:
    """Whether a place word means a place near whom was named before."""
    return token.key in NEAR and token.text not in FAR


def stand_by_the_last(clause: "ClauseState", kind: str) -> None:
    """旁边的老鼠: who is named next is beside whom the clause was about."""
    word = clause.tokens[clause.at].text
    met = [figure for figure in clause.subjects or clause.inherited if figure.kind != "celestial"]
    if kind not in NEAR or word in FAR or not clause.after_mark or not met or clause.pending:
        return
    clause.leave()
    clause.dangling = [(kind, figure) for figure in met]


def stand_near(clause: "ClauseState", kind: str) -> bool:
    """海鸥在头顶盘旋: who is above is above whom was named before; returns whether it was that."""
    word = clause.tokens[clause.at].text
    before = clause.tokens[clause.at - 1].text if clause.at else ""
    after = clause.tokens[clause.at + 1] if clause.at + 1 < len(clause.tokens) else None
    ends = after is None or bool(after.mark) or after.category in (*VERBS, "manner", "adverb")
    if not before.endswith("在") or kind not in NEAR or word in FAR or not ends or not clause.subjects:
        return False
    other = next((f for f in reversed(clause.draft.figures) if f.lead and f not in clause.subjects), None)
    if other is None:
        return False
    for figure in clause.subjects:
        clause.draft.relate(figure, cast(RelationKind, kind), other)
    clause.pending = ""
    return True
