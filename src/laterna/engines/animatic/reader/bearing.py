"""Things at somebody's body: `a pipe in his mouth`, `a guitar slung over her shoulder` are held by who has the body."""

from typing import TYPE_CHECKING

from laterna.engines.animatic.reader.draft import Figure
from laterna.engines.animatic.reader.lexicon import listed

if TYPE_CHECKING:
    from laterna.engines.animatic.reader.state import ClauseState

# What somebody's body can hold or carry; only what grasps holds even somebody alive.
LOADS = frozenset({"tool", "food", "instrument", "object", "card", "plant", "vehicle", "building"})

# Parts that things lie upon.
UPON = frozenset({"back", "head", "nose", "shell", "hump", "antlers", "horns"})


def borne(clause: "ClauseState", part: str, owners: list[Figure]) -> bool:
    """Lets the owners of a body hold what was said to be there; returns whether anything was."""
    where = part.lower().split(" ")[-1]
    things = [figure for figure in clause.last or clause.subjects if figure not in owners]
    grasped = things and all(figure.animate for figure in things) and where in listed("grasping")
    loaded = things and all(figure.kind in LOADS for figure in things) and where in listed("holding")
    if clause.pending == "beside" or not (grasped or loaded):
        return False
    deed = clause.deed
    if deed is not None and set(things) & set(deed.targets) and deed.verb not in ("have", "hold"):
        return False
    for owner in owners:
        for thing in things:
            if where in UPON and (owner.kind != "biped" or where == "head"):
                clause.draft.relate(thing, "on", owner)
            clause.draft.relate(owner, "holding", thing)
            thing.importance = max(thing.importance, 2)
    clause.draft.relations = [
        (one, kind, other)
        for one, kind, other in clause.draft.relations
        if not (kind == "with" and one in owners and other in things)
    ]
    if deed is not None and set(deed.doers) <= set(things):
        clause.deed = None
    for thing in things:
        thing.lead = False
    clause.pending, clause.joining = "", False
    if clause.subjects == things:
        clause.subjects = owners
    clause.last = things
    return True
