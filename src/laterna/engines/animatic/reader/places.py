"""Prepositions and places: where figures are, what they hold, and where the shot is set."""

from typing import TYPE_CHECKING, cast

from laterna.engines.animatic.reader.draft import Draft, Figure
from laterna.engines.animatic.reader.lexicon import facts_of, lexicon, listed
from laterna.engines.animatic.reader.naming import figure_for
from laterna.engines.animatic.reader.phrases import Phrase
from laterna.engines.animatic.reader.tagging import NOUNS
from laterna.engines.animatic.reader.verbs import AIMED, MUTUAL, POSTURES
from laterna.engines.animatic.storyboard import Action, RelationKind

if TYPE_CHECKING:
    from laterna.engines.animatic.reader.state import ClauseState

HELD_KINDS = frozenset({"tool", "food", "instrument", "object"})
RIDDEN = frozenset(
    {"bicycle", "motorcycle", "scooter", "skateboard", "surfboard", "sled", "flying_carpet", "broom"}
    | {"dragon", "chinese_dragon", "ostrich", "whale", "dolphin", "rocking_horse"}
)
CONTAINERS = frozenset(
    {
        "bowl",
        "cup",
        "plate",
        "basket",
        "box",
        "bag",
        "bottle",
        "vase",
        "pot",
        "bucket",
        "treasure_chest",
        "suitcase",
        "cage",
        "fish_tank",
        "wardrobe",
        "nest",
        "teapot",
        "trash_can",
        "barrel",
        "bathtub",
        "sink",
        "refrigerator",
        "well",
        "machine",
        "lantern",
        "mailbox",
    }
)
TABLES = frozenset({"table", "desk", "bench", "bookshelf"})
CROSSING = frozenset({"walk", "run", "drive", "ride", "go", "push", "cross"})
# How many there are at least of what something is between, if nobody counted.
BETWEEN = {"fish": 5, "insect": 5, "bird": 4, "plant": 4, "building": 3}
AIMING = ("in", "beside")
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
    "train": "train_vehicle",
}
# Scene words within a setting's name that tell nothing more: a snowy field is white, a hot spring is no spring.
PUTTING = ("放", "摆", "挂", "插", "贴", "装", "塞", "搁", "扔", "藏", "埋", "种", "倒")
# What one goes up and down on.
STEPPED = frozenset({"stairs", "bridge", "rope", "ladder", "escalator"})
# What somebody pours or puts things into, too small to be in.
VESSELS = frozenset({"cup", "bowl", "plate", "bottle", "pot", "vase", "teapot", "basket", "bucket", "bag"})
MOVING_VERBS = frozenset(
    {"walk", "run", "jump", "climb", "fly", "chase", "ride", "sit", "stand", "lie", "push"}
)
# Who hides a thing under a tree is there as well.
HIDING = ("hid", "bur", "throw", "toss")
INWARD = ("inside", "inside of", "into", "within", "in the depths of", "hidden in", "trapped in")
# Names of settings that end in a place word have their preposition within: 桥上.
FUSED = ("上", "里", "中", "内", "边", "下", "间")
UNTOLD = frozenset({"snow", "spring", "day", "clear", "winter", "summer"})
GROWN = 5
STILL_VERBS = frozenset({"look", "hold", "have"})


def locate(clause: "ClauseState", figures: list[Figure], phrase: Phrase) -> None:
    """Relates what the clause speaks of to figures that a preposition brought."""
    kind, clause.pending = clause.pending, ""
    if kind in ("left_of", "right_of"):
        clause.landmark = figures[0]
    if kind == "through" and figures[0].species in STEPPED:
        kind = "on"
    if kind == "of":
        _of(clause, figures)
        return
    if kind == "using":
        for user in clause.subjects or clause.last:
            for figure in figures:
                clause.draft.relate(user, "holding" if figure.kind in HELD_KINDS else "with", figure)
        return
    if kind == "filled":
        fill(clause, figures)
        return
    if (
        kind == "on"
        and clause.last
        and clause.last[0].species in CONTAINERS
        and clause.last[0] not in clause.subjects
    ):
        for holder in clause.last:
            for figure in figures:
                _relate(clause, holder, kind, figure)
        return
    if clause.deed is not None and figures == clause.deed.doers and clause.deed.verb in AIMED:
        # `look at each other`
        clause.deed.targets = clause.deed.targets or figures
        return
    if kind == "between":
        for figure in figures if not (phrase.counted and phrase.count == 1) else ():
            figure.count = BETWEEN.get(figure.kind, 2) if figure.count == 1 else figure.count
        for figure in clause.last if clause.joining else []:
            figure.count = BETWEEN.get(figure.kind, 1) if figure.count == 1 else figure.count
    anchors = clause.last if clause.role == "scenery" else _anchors(clause, kind, figures)
    if (phrase.pronoun or phrase.owner) and clause.last and not set(clause.last) & {*figures, *anchors}:
        # `a plate with a cake on it`, `a turtle with a snail on its back`
        anchors = clause.last
    if kind == "surrounded":
        clause.located = (kind, anchors)
        for anchor in anchors:
            for figure in figures:
                clause.draft.relate(figure, "around", anchor)
        return
    if clause.role == "scenery" and not anchors:
        return
    if kind == "with" and not phrase.pronoun and _bears(clause):
        for holder in clause.last:
            for figure in figures:
                clause.draft.relate(figure, "in" if _is_hollow(holder) else "on", holder)
        return
    listed = clause.joining and not clause.subjects and clause.deed is None
    if not anchors or (listed and {id(f) for _, f in clause.dangling} >= {id(f) for f in anchors}):
        clause.dangling += [(kind, figure) for figure in figures if kind not in ("for", "through")]
        return
    if kind == "on" and clause.last and clause.last[-1].animate and not any(f.animate for f in anchors):
        # `a castle and knights on white horses`
        anchors = clause.last[-1:]
    if kind == "through" and clause.deed is not None and clause.deed.verb == "climb":
        clause.deed.targets = figures
    if kind == "through" and figures[0].species == "cloud":
        clause.draft.stage(2, "sky")
    emptied = clause.deed is not None and clause.deed.verb in ("drink", "eat") and not clause.deed.targets
    if kind == "through" and emptied and figures[0].species in VESSELS and clause.deed is not None:
        clause.deed.targets = figures
    if kind in ("for", "through"):
        return
    if kind == "toward" and clause.deed is None and phrase.chinese:
        clause.aim = figures
    clause.located = (kind, anchors)
    for anchor in anchors:
        for figure in figures:
            _relate(clause, anchor, kind, figure)


def _bears(clause: "ClauseState") -> bool:
    """Whether what was named last is a table, a basket or a cart, upon or in which things are."""
    deed = clause.deed
    reached = deed is None or (
        deed.verb in {*STILL_VERBS, "push", "pull", "give"} and clause.last == deed.targets
    )
    return reached and bool(clause.last) and all(_holds_things(figure) for figure in clause.last)


def _holds_things(figure: Figure) -> bool:
    return figure.kind in ("furniture", "vehicle") or figure.species in CONTAINERS


def _is_hollow(figure: Figure) -> bool:
    on_top = figure.kind == "furniture" or figure.species in RIDDEN or figure.species == "plate"
    return not on_top


def go_on(clause: "ClauseState", figures: list[Figure]) -> bool:
    """Relates what an `and` adds to a preposition's object: `between a lamp and a sofa`; returns whether it did."""
    if clause.located is None:
        return False
    kind, anchors = clause.located
    if kind == "surrounded":
        for figure in figures:
            for anchor in anchors:
                clause.draft.relate(figure, "around", anchor)
        return True
    if any(figure.animate for figure in figures):
        return False
    if clause.last and clause.last[0] in anchors:
        return False
    for anchor in anchors:
        for figure in figures:
            _relate(clause, anchor, kind, figure)
    return True


def _of(clause: "ClauseState", figures: list[Figure]) -> None:
    for owner in clause.last:
        for figure in figures:
            if owner.species in CONTAINERS or owner.kind == "vehicle":
                clause.draft.relate(figure, "in" if _is_hollow(owner) else "on", owner)
            elif owner.animate and figure.kind == "vehicle":
                # `at the helm of a boat`
                clause.draft.relate(owner, "on", figure)
    if not clause.last and not clause.subjects and clause.deed is None:
        clause.subjects = figures
        for figure in figures:
            figure.lead = figure.titled = True


def fill(clause: "ClauseState", figures: list[Figure]) -> None:
    """What a shelf, a bowl or a room is full of: things on or in it; whoever is filled with something has nothing."""
    clause.filling = clause.filling or clause.last or clause.subjects
    for holder in clause.filling:
        for figure in figures:
            inside = holder.species in CONTAINERS or holder.kind in ("vehicle", "building")
            if not holder.animate:
                clause.draft.relate(figure, "in" if inside else "on", holder)


def _anchors(clause: "ClauseState", kind: str, figures: list[Figure]) -> list[Figure]:
    deed = clause.deed
    if deed is not None and deed.doers:
        near = (
            clause.last
            if clause.last and clause.last != deed.doers and clause.last[0] in deed.targets
            else []
        )
        if deed.given and deed.text.startswith(PUTTING):
            return deed.targets
        if (
            deed.verb == "give"
            and kind in ("on", "in", "under")
            and clause.last
            and clause.last[0].animate
            and clause.last[0] not in deed.doers
        ):
            return clause.last
        # Who pushes somebody in a wheelchair is not in it; what is built in a tree stays there.
        carried = bool(near) and near[0].animate and deed.verb in listed("moving_others")
        if near and clause.preposition == "out of" and deed.verb in ("pull", "hold"):
            return near
        tops = near and not near[0].animate and kind == "on" and figures[0].species in listed("tops")
        if tops and deed.verb not in MOVING_VERBS:
            return near
        if kind == "around" and near and deed.text.lower().startswith(tuple(listed("leaving"))):
            return near
        if carried and kind in ("in", "on", "under") and figures[0].kind in ("vehicle", "furniture"):
            return near
        if (
            near
            and (deed.verb in STILL_VERBS or deed.text.lower().startswith(tuple(listed("leaving"))))
            and (kind == "in" or not deed.text.lower().startswith(HIDING))
            and kind not in ("with", "toward", "beside", "left_of", "right_of")
            and not phrase_is_chinese(clause)
        ):
            return near
        return [figure for figure in deed.doers if figure not in figures]
    pool = clause.subjects or clause.last
    if clause.relative and clause.last:
        pool = clause.last
    return [figure for figure in pool if figure not in figures]


def phrase_is_chinese(clause: "ClauseState") -> bool:
    token = clause.tokens[min(clause.at, len(clause.tokens)) - 1]
    return token.chinese


def _relate(clause: "ClauseState", anchor: Figure, kind: str, figure: Figure) -> None:
    draft, deed = clause.draft, clause.deed
    near = figure.animate or (kind == "with" and figure.kind != "celestial")
    figure.importance = max(figure.importance, 2 if near else 1)
    if kind == "with":
        _accompany(clause, anchor, figure)
        return
    if deed is not None and not deed.targets and _is_aim(clause, kind, figure):
        deed.targets = [figure]
        if kind == "toward":
            draft.relate(anchor, "toward", figure)
        return
    if figure.species == "cloud" and kind in ("in", "above", "on"):
        draft.stage(2, "sky")
    if (
        kind == "on"
        and anchor.animate
        and (figure.species in RIDDEN or (figure.kind == "quadruped" and anchor.kind == "biped"))
    ):
        kind = "riding"
    if kind == "on" and deed is not None and deed.verb == "lean":
        kind = "beside"
    if kind == "on" and anchor.kind == "biped" and figure.species in listed("boards"):
        # 在黑板上写字: who writes on a wall stands at it.
        kind = "on" if deed is not None and deed.verb in POSTURES else "beside"
    if kind == "in" and figure.species in TABLES:
        kind = "on"
    if kind == "beside" and clause.preposition == "along" and deed is not None and deed.verb == "climb":
        kind = "on"
    if kind == "in_front_of" and anchor.animate and figure.species == "window" and phrase_is_chinese(clause):
        kind = "beside"
    if kind == "above" and anchor.animate and figure.species in TABLES:
        kind = "beside"
    entered = figure.species in listed("entered")
    if kind == "in" and anchor.animate and figure.kind in HELD_KINDS and not entered:
        if figure.species not in CONTAINERS:
            leaning = deed is not None and deed.verb == "lean"
            kind = "in" if clause.preposition in INWARD and not leaning else "beside"
        elif deed is not None and not deed.targets and anchor.kind == "biped" and figure.species in VESSELS:
            deed.targets = [figure]
            return
        elif deed is not None and deed.targets and anchor not in deed.targets:
            for target in deed.targets:
                draft.relate(target, "in", figure)
            return
    if kind == "between":
        many = figure.kind == "plant" and figure.count > 2
        kind = "in" if many else "beside"
    draft.relate(anchor, cast(RelationKind, kind), figure)


def _is_aim(clause: "ClauseState", kind: str, figure: Figure) -> bool:
    """Whether what a preposition brings is what the deed is done to: `looks at a map`, no `watches from the stairs`."""
    deed = clause.deed
    assert deed is not None
    if clause.preposition == "from":
        return False
    if kind == "on":
        played = deed.verb in ("write", "play_music", "play") and figure.kind in (
            "tool",
            "card",
            "instrument",
        )
        return played or deed.verb == "look" or deed.text.lower().startswith(("operat", "work"))
    aimed = kind in AIMING and deed.verb in AIMED and figure.species not in CONTAINERS
    aimed = aimed and clause.preposition not in INWARD
    return kind == "toward" or aimed


def _accompany(clause: "ClauseState", anchor: Figure, figure: Figure) -> None:
    draft, deed = clause.draft, clause.deed
    answers = (
        figure.kind not in HELD_KINDS and deed is not None and deed.verb in ("talk", "dance", "fight", "sing")
    )
    if (figure.animate or answers) and deed is not None:
        draft.relate(anchor, "with", figure)
        if deed.verb in AIMED and not deed.targets:
            deed.targets = [figure]
        if deed.verb in MUTUAL:
            figure.act(Action(deed.verb, anchor.id if deed.verb in AIMED else ""))
            figure.agent = True
        return
    if deed is not None and deed.verb == "play" and not deed.targets:
        deed.targets = [figure]
    if figure.kind == "celestial" and not anchor.animate:
        return
    held = figure.kind in HELD_KINDS and anchor.kind == "biped"
    draft.relate(anchor, "holding" if held else "with", figure)


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
    for color in phrase.colors:
        draft.tint(color)
    for sense, text in phrase.modifiers:
        if sense.category == "setting":
            draft.stage(4 if head.key == "road" and sense.key in WILD and kind else 1, sense.key)
        elif sense.category == "thing":
            clause.draft.note(text, "understood", sense.species)
    draft.note(phrase.text, "understood" if head.certain else "guessed", f"setting {head.key}")
    if "特写" in phrase.text or "close" in phrase.text.lower().split("-"):
        draft.camera.setdefault("framing", "close")
    _tell_of(draft, phrase)
    looked_at = kind not in ("in", "on", "through", "under") or (head.key == "bridge" and kind == "under")
    over = kind not in FAR or clause.preposition == "over"
    crossed = head.key == "bridge" and clause.deed is not None and clause.deed.verb in CROSSING and over
    if crossed:
        draft.stage(4, "bridge")
        clause.staged, clause.pending = True, ""
        return True
    if "building" in head.facts and looked_at:
        draft.stage(1, head.key)
        phrase.head = lexicon().concepts[BUILDINGS[head.key]]
        return False
    if kind in FACADES and head.key in facts_of("facade") and clause.last and not phrase.text.endswith("bar"):
        draft.stage(1, "city_street")
        phrase.head = lexicon().concepts[facts_of("facade")[head.key]["means"]]
        return False
    if head.key == "sky" and any(word in phrase.text.lower() for word in NIGHTLY):
        draft.tell("implied_time", "night")
    doers = clause.deed.doers if clause.deed is not None and clause.deed.verb in AIRY else []
    airborne = any(doer.animate or doer.kind == "vehicle" for doer in doers)
    if head.key == "sky" and phrase.text.lower() in BARE_AIR and not airborne:
        clause.pending = ""
        return True
    weak = head.key == "sky" and (
        kind == "under" or (kind == "in" and bool(clause.subjects) and not airborne)
    )
    seated = clause.deed is not None and clause.deed.text.endswith("在")
    passed = kind == "beside" and clause.preposition in ("past", "by")
    following = clause.tokens[clause.at] if clause.at < len(clause.tokens) else None
    # 雪山脚下的草原: where the one place is counts less than the place itself.
    nested = phrase.chinese and bool(kind) and following is not None and following.text == "的"
    ahead = next((t for t in clause.tokens[clause.at : clause.at + 6] if t.category in NOUNS), None)
    passed = passed or (nested and ahead is not None and ahead.category == "setting")
    rank = 1 if weak or passed or kind in FAR or kind in ("with", "of") else 3 if kind or seated else 2
    draft.stage(rank, head.species)
    clause.staged = True
    if phrase.chinese and clause.after_mark and clause.subjects and clause.something_is_there():
        clause.leave()
    if not kind and not phrase.chinese and clause.after_mark and clause.subjects:
        clause.orphan = clause.scenic = clause.verb_follows()
    if not kind and clause.deed is None and not clause.subjects:
        clause.orphan = clause.verb_follows() and not (phrase.chinese and clause.something_is_there())
    elif not kind and phrase.chinese and clause.after_mark and clause.verb_follows():
        clause.orphan = not clause.something_is_there()
    clause.pending = ""
    clause.joining = False
    clause.after_mark = False
    return True
