"""Things at somebody's body: `a pipe in his mouth`, `a guitar slung over her shoulder` are held by who has the body."""

from typing import TYPE_CHECKING

from laterna.engines.animatic.reader.draft import Figure
from laterna.engines.animatic.reader.lexicon import lexicon, listed
from laterna.engines.animatic.reader.phrases import Phrase, read_phrase
from laterna.engines.animatic.reader.wordclasses import VERBS

if TYPE_CHECKING:
    from laterna.engines.animatic.reader.state import ClauseState

# What somebody's body can hold or carry; only what grasps holds even somebody alive.
LOADS = frozenset({"tool", "food", "instrument", "object", "card", "plant", "vehicle", "building"})

# What brings somebody or something onto a body that does not hold it for that.
ARRIVING = frozenset({"land", "sit", "stand", "lie", "sleep", "fall", "climb", "walk", "jump", "run"})
# Parts that things lie upon.
UPON = frozenset({"back", "head", "nose", "shell", "hump", "antlers", "horns"})


# What somebody wears that others sit on.
PERCHES = frozenset({"glove", "sleeve", "hat"})
# On a house these are where it happens.
ROOFS = frozenset({"roof", "rooftop", "balcony", "steps"})
# What does things by itself when nobody is named whose it is.
HANDS = frozenset({"hand", "hands", "arm", "arms", "finger", "fingers", "foot", "feet"})


def acts_alone(clause: "ClauseState", phrase: Phrase) -> bool:
    """`a hand picks up the mug`: the hand is somebody's who is not named; makes the phrase that person."""
    at = clause.at
    follows = clause.tokens[at : at + 1]
    goes_on = bool(follows) and (follows[0].category in VERBS | {"relation", "dressed"})
    known = any(figure.animate for figure in clause.draft.figures) and not phrase.counted
    shown = clause.pending == "of" and not clause.subjects  # `close-up of hands shaping a bowl`
    placed = clause.pending and not shown
    if phrase.text.lower() not in HANDS or placed or phrase.owner or phrase.modifiers or known:
        return False
    if clause.role == "object" and not clause.after_mark:
        return False
    if not goes_on:
        return False
    clause.pending = ""
    phrase.head, phrase.plural, phrase.count = lexicon().concepts["person"], False, 1
    return True


def on_part(clause: "ClauseState", phrase: Phrase) -> bool:
    """`on its roof`, `on the roof of the van`: a place on a thing; lets what follows or its owner be the place."""
    part = phrase.text.lower().split(" ")[-1]
    if (
        clause.pending not in ("on", "in", "under", "beside", "above")
        or part not in listed("thing_parts") | PERCHES
    ):
        return False
    following = clause.tokens[clause.at : clause.at + 1]
    if not following or following[0].text.lower() != "of":
        return False
    owner, _ = read_phrase(clause.tokens, clause.at + 1)
    housed = owner is not None and owner.head is not None and owner.head.kind in ("", "building")
    return not (housed and part in ROOFS)


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
    clings = deed is not None and deed.text.lower().startswith(("cling", "clung"))
    arrived = deed is not None and (deed.verb in ARRIVING or clings) and set(deed.doers) <= set(things)
    for owner in owners:
        for thing in things:
            if arrived:
                clause.draft.relate(thing, "on", owner)
                continue
            if where in UPON and (owner.kind != "biped" or where == "head"):
                clause.draft.relate(thing, "on", owner)
            clause.draft.relate(owner, "holding", thing)
            thing.importance = max(thing.importance, 2)
    clause.draft.relations = [
        (one, kind, other)
        for one, kind, other in clause.draft.relations
        if not (kind == "with" and one in owners and other in things)
    ]
    if deed is not None and set(deed.doers) <= set(things) and not arrived:
        clause.deed = None
    for thing in things:
        thing.lead = False
    clause.pending, clause.joining = "", False
    if clause.subjects == things and not arrived:
        clause.subjects = owners
    clause.last = things
    return True
