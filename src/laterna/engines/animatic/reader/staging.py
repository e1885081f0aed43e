"""Where the shot is set: settings, the buildings that one only stands before, and what a place's name tells besides."""

from typing import TYPE_CHECKING

from laterna.engines.animatic.reader.draft import Draft
from laterna.engines.animatic.reader.lexicon import facts_of, lexicon
from laterna.engines.animatic.reader.naming import figure_for
from laterna.engines.animatic.reader.phrases import Phrase
from laterna.engines.animatic.reader.wordclasses import NOUNS
from laterna.engines.animatic.reader.words import Sense

if TYPE_CHECKING:
    from laterna.engines.animatic.reader.state import ClauseState

CROSSING = frozenset({"walk", "run", "drive", "ride", "go", "push", "cross"})
# Who comes from there is there no more.
LEFT = frozenset({"from", "off", "out from"})
AIRY = ("fly", "float", "jump")
NIGHTLY = ("night", "starry", "夜", "星")
BARE_AIR = frozenset({"air", "the air", "in the air", "in air", "midair", "mid air", "空中", "半空"})
WILD = frozenset({"forest", "jungle", "mountain", "village", "garden", "park", "snowfield"})
FAR = frozenset({"behind", "in_front_of", "above", "away_from", "for", "left_of", "right_of"})
# How a house is spoken of that one does not enter: `outside a bakery`.
FACADES = frozenset({"in_front_of", "behind"})
BUILDINGS = {
    "castle": "castle_building",
    "temple": "temple_building",
    "bridge": "bridge_building",
    "church_inside": "church",
    "train": "train_vehicle",
}
# Names of settings that end in a place word have their preposition within: 桥上.
FUSED = ("上", "里", "中", "内", "边", "下", "间")
# What belongs to a building and is a place to be in.
WITHOUT_WALLS = (
    "ballroom",
    "throne room",
    "corridor",
    "chamber",
    "interior",
    "cloister",
    "nave",
    "aisle",
    "loft",
    "courtyard",
    "grounds",
    "garden",
    "hall",
    "steps",
    "yard",
    "院",
    "院子",
    "广场",
    "大殿",
)
# 医院走廊: a part of the place that is named before it.
INNER = (
    "走廊",
    "大厅",
    "过道",
    "角落",
    "一角",
    "内部",
    "楼梯间",
    "走廊里",
    "大厅里",
    "门厅",
    "corridor",
    "hallway",
    "lobby",
)
UNTOLD = frozenset({"snow", "spring", "day", "clear", "winter", "summer"})
GROWN = 5

# Water that has a surface; 海底 has none.
WATERS = ("水里", "水中", "海里", "海中")


def _tell_of(draft: Draft, phrase: Phrase) -> None:
    """What a setting's name says besides: a night market is at night, a stormy sea has a storm, a grove its trees."""
    head = phrase.head
    assert head is not None
    for fact in ("time", "weather", "season", "era", "light"):
        if fact in head.facts:
            draft.tell("implied_time" if fact == "time" else fact, head.facts[fact])
    for word in phrase.text.lower().split(" ") if " " in phrase.text else ():
        for sense in lexicon().english.get(word, ()):
            if sense.category in ("weather", "season", "era", "time") and sense.species not in UNTOLD:
                draft.tell("implied_time" if sense.category == "time" else sense.category, sense.species)
                break
    if "grows" in head.facts:
        plant = lexicon().concepts[head.facts["grows"]]
        figure = figure_for(
            Phrase(head=plant, text=plant.key.replace("_", " "), count=GROWN, plural=True), draft
        )
        if figure is not None:
            figure.importance = 1


def set_stage(clause: "ClauseState", phrase: Phrase) -> bool:
    """Takes a setting; returns False if the phrase should go on as a building that stands in the picture."""
    head = phrase.head
    assert head is not None
    draft, kind = clause.draft, clause.pending
    if phrase.chinese and not kind and phrase.text.endswith(FUSED) and len(phrase.text) > 1:
        kind = "in"
    if clause.negated:
        draft.exclude(head.key)
        return True
    _note(draft, phrase, head, kind)
    over = kind not in FAR or clause.preposition == "over"
    if head.key == "bridge" and clause.deed is not None and clause.deed.verb in CROSSING and over:
        draft.stage(4, "bridge")
        clause.staged, clause.pending = True, ""
        return True
    if _is_building(clause, phrase, head, kind):
        return False
    falling = clause.deed is not None and clause.deed.verb in ("fall", "jump") and phrase.text in WATERS
    if head.key == "underwater" and phrase.chinese and (kind == "through" or falling):
        # 从水里探出头, 掉进水里: who comes out of the water or falls into it is seen from above.
        draft.stage(1, "ocean" if "海" in phrase.text else "river")
        clause.pending = ""
        return True
    if head.key == "sky" and any(word in phrase.text.lower() for word in NIGHTLY):
        draft.tell("implied_time", "night")
    doers = clause.deed.doers if clause.deed is not None and clause.deed.verb in AIRY else []
    airborne = any(doer.animate or doer.kind == "vehicle" for doer in doers)
    if head.key == "sky" and _is_backdrop(clause, phrase, kind, airborne=airborne):
        clause.pending = ""
        return True
    draft.stage(_rank(clause, phrase, head, kind, airborne=airborne), head.species)
    clause.staged = True
    _leave_to_scenery(clause, phrase, kind)
    clause.pending, clause.joining, clause.after_mark = "", False, False
    return True


def _is_backdrop(clause: "ClauseState", phrase: Phrase, kind: str, *, airborne: bool) -> bool:
    """Whether the sky is only behind what is told: `two hedgehogs at a fire, starry sky`."""
    if phrase.text.lower() in BARE_AIR and not airborne:
        return True
    figures = clause.draft.figures
    if (
        kind
        or not clause.after_mark
        or phrase.chinese
        or any(a.verb in AIRY for f in figures for a in f.actions)
    ):
        return False
    return any(f.lead and f.kind in ("biped", "quadruped", "reptile") for f in figures)


def _note(draft: Draft, phrase: Phrase, head: Sense, kind: str) -> None:
    for color in phrase.colors:
        draft.tint(color)
    for sense, text in phrase.modifiers:
        if sense.category == "setting":
            inner = phrase.text.endswith(INNER) and sense.key != head.key
            wild = head.key == "road" and sense.key in WILD and bool(kind)
            draft.stage(4 if wild or inner else 1, sense.species)
        elif sense.category == "thing":
            draft.note(text, "understood", sense.species)
    draft.note(phrase.text, "understood" if head.certain else "guessed", f"setting {head.key}")
    if "特写" in phrase.text or "close" in phrase.text.lower().split("-"):
        draft.camera.setdefault("framing", "close")
    _tell_of(draft, phrase)


def _is_building(clause: "ClauseState", phrase: Phrase, head: Sense, kind: str) -> bool:
    """Whether a place is looked at from outside; it becomes the phrase's head as the building that is drawn."""
    if phrase.text.lower().endswith(WITHOUT_WALLS):
        return False
    looked_at = kind not in ("in", "on", "through", "under") or (head.key == "bridge" and kind == "under")
    if "building" in head.facts and looked_at:
        clause.draft.stage(1, head.species)
        phrase.head = lexicon().concepts[BUILDINGS[head.key]]
        return True
    facade = facts_of("facade").get(head.key)
    if kind in FACADES and facade is not None and clause.last and not phrase.text.endswith("bar"):
        clause.draft.stage(1, "city_street")
        phrase.head = lexicon().concepts[facade["means"]]
        return True
    return False


def _rank(clause: "ClauseState", phrase: Phrase, head: Sense, kind: str, *, airborne: bool) -> int:
    """How strongly a place is told: 3 where somebody is in it, 2 where it is named, 1 where it is only near."""
    if clause.preposition in LEFT and kind == "through":
        return 1
    weak = head.key == "sky" and (
        kind == "under" or ((kind == "in" or phrase.chinese) and bool(clause.subjects) and not airborne)
    )
    passed = kind == "beside" and clause.preposition in ("past", "by")
    following = clause.tokens[clause.at] if clause.at < len(clause.tokens) else None
    # 雪山脚下的草原: where the one place is counts less than the place itself.
    nested = phrase.chinese and bool(kind) and following is not None and following.text == "的"
    ahead = next((t for t in clause.tokens[clause.at : clause.at + 6] if t.category in NOUNS), None)
    passed = passed or (nested and ahead is not None and ahead.category == "setting")
    if kind == "toward" and clause.draft.settings:
        return 2
    if weak or passed or kind in FAR or kind in ("with", "of"):
        return 1
    seated = clause.deed is not None and clause.deed.text.endswith("在")
    return 3 if kind or seated else 2


def _leave_to_scenery(clause: "ClauseState", phrase: Phrase, kind: str) -> None:
    """After a place the next verb may be the scenery's own, or that of somebody who is there."""
    if phrase.chinese and clause.after_mark and clause.subjects and clause.something_is_there():
        clause.leave()
    if not kind and not phrase.chinese and clause.after_mark and clause.subjects:
        clause.orphan = clause.scenic = clause.verb_follows()
    if not kind and clause.deed is None and not clause.subjects:
        clause.orphan = clause.verb_follows() and not (phrase.chinese and clause.something_is_there())
    elif not kind and phrase.chinese and clause.after_mark and clause.verb_follows():
        clause.orphan = not clause.something_is_there()
