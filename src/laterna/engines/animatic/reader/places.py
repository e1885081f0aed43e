"""Prepositions and places: where figures are, what they hold, and where the shot is set."""

from typing import TYPE_CHECKING, cast

from laterna.engines.animatic.reader.deeds import Deed
from laterna.engines.animatic.reader.draft import Draft, Figure
from laterna.engines.animatic.reader.lexicon import listed
from laterna.engines.animatic.reader.phrases import Phrase
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
# How many there are at least of what something is between, if nobody counted.
BETWEEN = {"fish": 5, "insect": 5, "bird": 4, "plant": 4, "building": 3}
AIMING = ("in", "beside")
# How Chinese verbs of putting begin.
PUTTING = ("放", "摆", "挂", "插", "贴", "装", "塞", "搁", "扔", "藏", "埋", "种", "倒")
# How Chinese verbs end after which a place is where the thing done to comes to be: 把伞靠在墙边.
GOALS = ("在", "到", "进", "入", "上", "回", "向", "于")
# What one goes up and down on.
STEPPED = frozenset({"stairs", "bridge", "rope", "ladder", "escalator"})
# What somebody pours or puts things into, too small to be in.
VESSELS = frozenset({"cup", "bowl", "plate", "bottle", "pot", "vase", "teapot", "basket", "bucket", "bag"})
# Who carries a lamp up the stairs is on them.
ALONG = frozenset({"up", "down", "across", "along"})
PATHS = STEPPED | {
    "staff",
    "rock",
    "branch",
    "tree_stump",
    "table",
    "floor",
    "sand",
    "ground",
    "road",
    "wall",
    "log",
}
MOVING_VERBS = frozenset(
    {"walk", "run", "jump", "climb", "fly", "chase", "ride", "sit", "stand", "lie", "push"}
)
# Who hides a thing under a tree is there as well.
HIDING = ("hid", "bur", "throw", "toss")
NEARBY = frozenset({"beside", "next to", "by", "near", "along", "alongside", "close to", "against"})
INWARD = ("inside", "inside of", "into", "within", "in the depths of", "hidden in", "trapped in")
STILL_VERBS = frozenset({"look", "hold", "have"})


def locate(clause: "ClauseState", figures: list[Figure], phrase: Phrase) -> None:
    """Relates what the clause speaks of to figures that a preposition brought."""
    kind, clause.pending = clause.pending, ""
    if kind in ("left_of", "right_of"):
        clause.landmark = figures[0]
    if kind == "through" and figures[0].species in STEPPED:
        kind = "on"
    if kind == "through" and clause.preposition == "across" and not figures[0].animate:
        kind = "on"
    if _belongs(clause, kind, figures):
        return
    if clause.deed is not None and figures == clause.deed.doers and clause.deed.verb in AIMED:
        # `look at each other`
        clause.deed.targets = clause.deed.targets or figures
        return
    if kind in ("between", "amid"):
        _count_between(clause, figures, phrase, 2 if kind == "between" else 1)
    kind = "beside" if kind == "amid" else kind
    anchors = clause.last if clause.role == "scenery" else _anchors(clause, kind, figures)
    elsewhere = bool(phrase.owners) and not set(phrase.owners) & set(clause.last)
    shared = set(clause.last) & {*figures, *anchors}
    named_since = clause.deed is None or clause.last is not clause.before_deed
    if (phrase.pronoun or phrase.owner) and clause.last and not shared and not elsewhere and named_since:
        # `a plate with a cake on it`, `a turtle with a snail on its back`
        anchors = clause.last
    if kind == "surrounded":
        clause.located = (kind, anchors)
        _relate_all(clause.draft, figures, "around", anchors)
    elif clause.role == "scenery" and not anchors:
        return
    elif kind == "with" and not phrase.pronoun and _bears(clause):
        for holder in [one for one in clause.last if _holds_things(one)]:
            _relate_all(clause.draft, figures, "in" if _is_hollow(holder) else "on", [holder])
    else:
        _stand_at(clause, kind, figures, anchors, phrase)


def _belongs(clause: "ClauseState", kind: str, figures: list[Figure]) -> bool:
    """Takes what is part of, used, filled or contained rather than a place; returns whether it was that."""
    if kind == "of":
        _of(clause, figures)
    elif kind == "using":
        for user in clause.subjects or clause.last:
            for figure in figures:
                clause.draft.relate(user, "holding" if figure.kind in HELD_KINDS else "with", figure)
    elif kind == "filled":
        if not clause.staged:
            fill(clause, figures)
    elif (
        kind == "on"
        and clause.preposition not in ALONG
        and clause.last
        and clause.last[0].species in CONTAINERS
        and clause.last[0] not in clause.subjects
    ):
        for holder in clause.last:
            for figure in figures:
                _relate(clause, holder, kind, figure)
    else:
        return False
    return True


def _count_between(clause: "ClauseState", figures: list[Figure], phrase: Phrase, usual: int) -> None:
    """Nothing is between one thing: who is between uncounted things is between several."""
    told = (phrase.counted and phrase.count == 1) or (bool(phrase.pronoun) and len(figures) > 1)
    for figure in figures if not told else ():
        figure.count = BETWEEN.get(figure.kind, usual) if figure.count == 1 else figure.count
    for figure in clause.last if clause.joining else []:
        figure.count = BETWEEN.get(figure.kind, 1) if figure.count == 1 else figure.count


def _relate_all(draft: Draft, figures: list[Figure], kind: RelationKind, anchors: list[Figure]) -> None:
    for anchor in anchors:
        for figure in figures:
            draft.relate(figure, kind, anchor)


def _stand_at(
    clause: "ClauseState", kind: str, figures: list[Figure], anchors: list[Figure], phrase: Phrase
) -> None:
    nobody = not clause.subjects and clause.deed is None
    listed = nobody and (clause.joining or (phrase.chinese and bool(clause.dangling)))
    if not anchors or (listed and {id(f) for _, f in clause.dangling} >= {id(f) for f in anchors}):
        clause.dangling += [(kind, figure) for figure in figures if kind not in ("for", "through")]
        return
    if kind == "on" and clause.last and clause.last[-1].animate and not any(f.animate for f in anchors):
        # `a castle and knights on white horses`
        anchors = clause.last[-1:]
    if kind == "through":
        _pass_through(clause, figures)
    if kind in ("for", "through"):
        return
    if kind == "toward" and clause.deed is None and phrase.chinese:
        clause.aim = figures
    clause.located = (kind, anchors)
    for anchor in anchors:
        for figure in figures:
            _relate(clause, anchor, kind, figure)


def _pass_through(clause: "ClauseState", figures: list[Figure]) -> None:
    """What somebody climbs or drinks from is what the deed is done to; clouds are passed in the sky."""
    deed = clause.deed
    if deed is not None and deed.verb == "climb":
        deed.targets = figures
    if figures[0].species == "cloud":
        clause.draft.stage(2, "sky")
    if deed is not None and clause.preposition == "from" and deed.verb in ("fish", "look", "wave", "shout"):
        seated = "in" if figures[0].kind == "vehicle" else "on"
        if figures[0].kind in ("vehicle", "furniture") and figures[0].species not in ("window", "door"):
            _relate_all(clause.draft, deed.doers, cast(RelationKind, seated), figures)
    emptied = deed is not None and deed.verb in ("drink", "eat") and not deed.targets
    if deed is not None and emptied and figures[0].species in VESSELS:
        deed.targets = figures


def _bears(clause: "ClauseState") -> bool:
    """Whether what was named last is a table, a basket or a cart, upon or in which things are."""
    deed = clause.deed
    reached = deed is None or (
        deed.verb in {*STILL_VERBS, "push", "pull", "give"} and clause.last == deed.targets
    )
    return reached and bool(clause.last) and _holds_things(clause.last[-1])


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
    if any(figure.animate for figure in figures) and kind != "between":
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


def _has_it(clause: "ClauseState") -> bool:
    """`runs from a farmer with a pitchfork`: somebody whom a preposition brought has what is said next."""
    deed, last = clause.deed, clause.last
    if deed is None or not last or last[-1].kind != "biped" or set(last) & set(deed.doers):
        return False
    return clause.chained is not None or not deed.targets


def _anchors(clause: "ClauseState", kind: str, figures: list[Figure]) -> list[Figure]:
    """Whom or what a place is the place of: the doers, what something is done to, or who was named last."""
    deed = clause.deed
    if deed is not None and deed.doers:
        told = _told_anchors(clause, deed, kind, figures)
        if told is None and _stays_with_target(clause, deed, kind, figures[0]):
            told = clause.last
        return told if told is not None else [figure for figure in deed.doers if figure not in figures]
    pool = clause.subjects or clause.last
    if clause.relative and clause.last:
        pool = clause.last
    return [figure for figure in pool if figure not in figures]


def _told_anchors(
    clause: "ClauseState", deed: "Deed", kind: str, figures: list[Figure]
) -> list[Figure] | None:
    """Whose place it is by the preposition or the kind of verb; None where the nearest noun decides."""
    last, chinese = clause.last, phrase_is_chinese(clause)
    if all("stuff" in doer.sense.facts for doer in deed.doers) and last not in ([], deed.doers):
        return last  # `steam rises from a cup on a table`
    left = clause.preposition == "from" and kind != "through"
    if left or (clause.preposition in ALONG and figures[0].species in PATHS):
        return [figure for figure in deed.doers if figure not in figures]
    if deed.given and (deed.text.startswith(PUTTING) or deed.text.endswith(GOALS)):
        return deed.targets
    given = deed.verb == "give" and kind in ("on", "in", "under") and bool(last)
    if given and last[0].animate and last[0] not in deed.doers:
        return last
    if kind == "with" and not chinese and _has_it(clause):
        return last
    chain = clause.chained[1] if clause.chained is not None and not chinese else []
    linked = bool(chain) and set(chain) <= {one for one in deed.targets if one not in figures}
    if linked and kind not in ("toward", "with", "away_from"):
        return chain
    near = bool(last) and last != deed.doers and last[0] in deed.targets
    moved = _leaves_things(deed) and kind in ("on", "in", "under") and not near
    if moved and not deed.targets and (deed.idle or figures[0].species in VESSELS):
        return []  # `puts a nose on it`
    if moved and deed.targets and not chinese:
        return [figure for figure in deed.targets if figure not in figures]
    return None


def _leaves_things(deed: "Deed") -> bool:
    return deed.text.lower().startswith(tuple(listed("leaving")))


def _stays_with_target(clause: "ClauseState", deed: "Deed", kind: str, place: Figure) -> bool:
    """Whether what the deed is done to, and was named last, is at the place, and not who does it."""
    last = clause.last
    if not last or last == deed.doers or last[0] not in deed.targets:
        return False
    # Who pushes somebody in a wheelchair is not in it; what is built in a tree stays there.
    if clause.preposition == "out of" and deed.verb in ("pull", "hold"):
        return True
    tops = not last[0].animate and kind == "on" and place.species in listed("tops")
    if tops and deed.verb not in MOVING_VERBS:
        return True
    if kind == "around" and _leaves_things(deed):
        return True
    carried = last[0].animate and deed.verb in listed("moving_others")
    if carried and kind in ("in", "on", "under") and place.kind in ("vehicle", "furniture"):
        return True
    return (
        (deed.verb in STILL_VERBS or _leaves_things(deed))
        and (kind == "in" or not deed.text.lower().startswith(HIDING))
        and kind not in ("with", "toward", "beside", "left_of", "right_of")
        and not phrase_is_chinese(clause)
    )


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
    kind = _usual(kind, anchor, figure, clause)
    if clause.preposition == "out of" and deed is not None and deed.targets and anchor in deed.doers:
        anchor = deed.targets[0]
    entered = figure.species in listed("entered") or "stuff" in figure.sense.facts
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
    draft.relate(anchor, cast(RelationKind, kind), figure)


def _usual(kind: str, anchor: Figure, figure: Figure, clause: "ClauseState") -> str:
    """The relation that the words mean for these two: on a horse is riding it, on the phone is holding it."""
    deed = clause.deed
    verb = deed.verb if deed is not None else ""
    gathered = deed is not None and deed.text.startswith(("围坐", "围在", "围聚", "围站"))
    if kind == "on":
        mount = figure.species in RIDDEN or (figure.kind == "quadruped" and anchor.kind == "biped")
        if anchor.animate and mount:
            return "riding"
        return _upon(anchor, figure, verb)
    if kind == "toward" and figure.species == "mirror":
        return "in_front_of"
    if kind == "in" and figure.species in TABLES:
        return "on"
    if kind == "beside" and clause.preposition == "along" and verb == "climb":
        return "on"
    if kind == "beside" and gathered and figure.species in ("campfire", "fire"):
        return "around"
    at_window = kind == "in_front_of" and anchor.animate and figure.species == "window"
    at_table = kind == "above" and anchor.animate and figure.species in TABLES
    if (at_window and phrase_is_chinese(clause)) or (at_table and verb not in ("jump", "fly")):
        return "beside"
    if kind == "between":
        return "in" if figure.kind == "plant" and figure.count > 2 else "beside"
    return kind


def _upon(anchor: Figure, figure: Figure, verb: str) -> str:
    """What being on something means: who leans on it or writes on it is beside it."""
    if figure.species in ("phone", "telephone") and anchor.kind == "biped":
        return "holding"
    if verb == "lean" or (
        anchor.kind == "biped" and figure.species in listed("boards") and verb not in POSTURES
    ):
        return "beside"
    return "on"


def _is_aim(clause: "ClauseState", kind: str, figure: Figure) -> bool:
    """Whether what a preposition brings is what the deed is done to: `looks at a map`, no `watches from the stairs`."""
    deed = clause.deed
    assert deed is not None
    if clause.preposition == "from":
        return False
    if kind == "toward" and deed.verb == "ride" and phrase_is_chinese(clause):
        return False  # 骑在马上朝她挥手
    if kind == "on":
        played = deed.verb in ("write", "play_music", "play") and figure.kind in (
            "tool",
            "card",
            "instrument",
        )
        knocked = deed.text.lower().startswith(
            ("knock", "tap", "bang", "pound", "press", "chew", "nibble", "tug", "pull")
        )
        return played or knocked or deed.verb == "look" or deed.text.lower().startswith(("operat", "work"))
    aimed = kind in AIMING and deed.verb in AIMED and figure.species not in CONTAINERS
    if kind == "beside" and clause.preposition in NEARBY and not figure.animate:
        return False  # `merchants quarrel beside a stall`
    peering = deed.verb == "look" and clause.preposition == "into"
    aimed = (aimed and clause.preposition not in INWARD) or peering
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
