"""Parts of bodies: places on somebody, what is done to or by a part, and whose part it is."""

from typing import TYPE_CHECKING

from laterna.engines.animatic.reader.bearing import borne
from laterna.engines.animatic.reader.draft import Figure
from laterna.engines.animatic.reader.gestures import color_pelt, gesture_of, gesture_with, verb_after
from laterna.engines.animatic.reader.naming import figure_for
from laterna.engines.animatic.reader.phrases import Phrase

if TYPE_CHECKING:
    from laterna.engines.animatic.reader.roles import Nouns

# What an animal wears without standing up like a person.
BODY_PLACES = frozenset(
    {"on", "beside", "in", "under", "above", "behind", "in_front_of", "around", "between", "through"}
)
PERCHING = frozenset({"stand", "sit", "land", "lie", "sleep"})


def besides(clause: "Nouns", figures: list[Figure]) -> list[Figure]:
    """乌鸦停在它的肩上: nobody sits on a shoulder of their own, so that somebody else is meant."""
    deed = clause.deed
    if deed is None or figures != deed.doers or clause.pending != "on" or deed.verb not in PERCHING:
        return figures
    others = [f for f in clause.draft.figures if f.lead and f not in figures and f.kind == "biped"]
    return others[-1:] or figures


def at_body(clause: "Nouns", phrase: Phrase, owners: list[Figure]) -> bool:
    """`at her feet`, `on his nose`: a place on somebody; returns whether it was one."""
    assert phrase.head is not None
    clings = clause.deed is not None and clause.deed.text.lower().startswith(
        ("cling", "clung", "hang", "hung")
    )
    if clings and clause.pending == "toward" and phrase.owner:
        clause.pending = "on"  # `a monkey clings to her shoulder`
    if phrase.head.category != "part" or clause.pending not in BODY_PLACES:
        return False
    before = clause.tokens[clause.at - 4 : clause.at - 1] if clause.at > 3 else []
    if any(token.category == "garment" for token in before) and phrase.owner and clause.pending == "in":
        clause.pending = ""
        return True  # `running, shoes in her hand`
    if clause.filmed:
        clause.draft.camera.setdefault("framing", "close")
        return False
    of = clause.tokens[clause.at : clause.at + 1]
    if not phrase.owner and of and of[0].text.lower() == "of" and clause.pending in ("on", "in", "above"):
        # `on the gloved hand of a falconer`
        clause.at += 1
        return True
    possessed = any(text.startswith("owner:") for _, text in phrase.modifiers)
    if phrase.owner and not possessed and borne(clause, phrase.text, owners):
        return True
    if clause.pending == "above" and clause.deed is not None and clause.deed.targets and phrase.owner:
        # `balances a tray above his head`
        for owner in owners:
            for thing in clause.deed.targets:
                clause.draft.relate(thing, "above", owner)
        clause.pending = ""
        return True
    owners = besides(clause, owners)
    if clause.last and set(owners) <= set(clause.last) and not phrase.chinese:
        others = [f for f in clause.draft.figures if f.animate and f.lead and f not in clause.last]
        owners = others[:1] or owners  # `ladies gossip, pigeons at their feet`
    acting = clause.deed is not None and owners == clause.deed.doers
    if not phrase.owner or (acting and not _somebody_else(clause, owners)):
        return False
    low = phrase.text.lower().split(" ")[-1] in ("feet", "foot", "side", "knees")
    clause.pending = "beside" if low else clause.pending
    clause.as_role(owners, phrase)
    return True


def _somebody_else(clause: "Nouns", owners: list[Figure]) -> bool:
    """`ladies gossip, pigeons at their feet`: who was named last does not have the feet."""
    done = clause.deed.targets if clause.deed is not None else []
    return bool(clause.last) and not set(clause.last) & {*owners, *done}


def gesture(clause: "Nouns", phrase: Phrase, owners: list[Figure]) -> None:
    """A part or idea as object changes the deed; as subject its verb is its owner's, or nobody's."""
    if phrase.head is not None and phrase.head.category == "part":
        following = clause.tokens[clause.at] if clause.at < len(clause.tokens) else None
        after = (
            [following.senses[0].species] if following is not None and following.category == "color" else []
        )
        colored = color_pelt(owners, phrase.text, phrase.colors or after)
        clause.at += 1 if colored and not phrase.colors else 0
    if (
        clause.role == "object"
        and clause.deed is not None
        and not clause.deed.targets
        and not clause.after_mark
    ):
        gesture = gesture_with(clause.deed, phrase.text) if not clause.pending else None
        clause.deed.sense = gesture or clause.deed.sense
        # 张开大嘴: a mouth that opens is no deed by itself.
        clause.deed.idle = clause.deed.idle or (gesture is None and clause.deed.verb == "open")
        clause.deed.idle = clause.deed.idle or (
            phrase.head is not None and phrase.head.category == "abstract" and not clause.pending
        )
        return
    if clause.pending == "fronted" and phrase.head is not None and phrase.head.category == "abstract":
        clause.orphan = clause.verb_follows()
        return
    if clause.pending or not (clause.after_mark or not clause.subjects):
        return
    verb = verb_after(clause.tokens, clause.at)
    acted = gesture_of(phrase.text, clause.tokens[verb]) if verb is not None and owners else None
    if acted is not None:
        clause.subjects = clause.subjects or owners
        clause.gesture = acted
        clause.scenic = False
        return
    clause.orphan = clause.verb_follows()
    clause.scenic = phrase.chinese or not clause.subjects


def join_owner(clause: "Nouns", phrase: Phrase) -> None:
    """`the girl's eyes`, 女孩的头发: the owner is who the clause is about."""
    for sense, text in phrase.modifiers:
        if text.startswith("owner:") and sense.category == "thing":
            kin = clause.referents(phrase.owner) if phrase.owner else []
            named = Phrase(head=sense, text=text[6:], definite=True, chinese=phrase.chinese, owners=kin)
            named.colors = phrase.owner_colors
            owner = figure_for(named, clause.draft)
            if owner is not None:
                clause.as_role([owner], phrase)
