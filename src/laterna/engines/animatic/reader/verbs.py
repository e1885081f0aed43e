"""What a deed leaves in the draft: actions, relations, and the things that its verb brings."""

from dataclasses import replace
from functools import cache
from typing import Literal, cast

from laterna.engines.animatic.reader.compounds import verb_by_characters
from laterna.engines.animatic.reader.deeds import Deed, drawn_verb
from laterna.engines.animatic.reader.draft import Draft, Figure
from laterna.engines.animatic.reader.lexicon import lexicon, listed
from laterna.engines.animatic.reader.naming import figure_for
from laterna.engines.animatic.reader.phrases import Phrase
from laterna.engines.animatic.reader.words import Sense
from laterna.engines.animatic.storyboard import Action, RelationKind

READABLE = frozenset({"book", "letter", "newspaper", "map"})
# Seats and places to lie: who sits at a window sits beside it and does nothing to it.
POSTURES = frozenset({"sit", "stand", "lie", "sleep", "lean"})
# What things are in, and not on.
HOLLOW = frozenset(
    {
        "bowl",
        "cup",
        "basket",
        "box",
        "bag",
        "bottle",
        "vase",
        "pot",
        "bucket",
        "cage",
        "fish_tank",
        "nest",
        "barrel",
    }
    | {"bathtub", "sink", "refrigerator", "well", "suitcase", "wardrobe", "backpack", "jar", "treasure_chest"}
)
# How Chinese verbs begin that two do to each other.
RECIPROCAL = ("对", "相", "互")
# Who waits for a taxi is not in it.
WAITING = ("等", "候", "拦", "wait", "await", "守", "guard", "stop", "park", "halt", "brak")
# How Chinese verbs of motion end, and where their doer is in the end.
ARRIVALS: dict[tuple[str, ...], RelationKind] = {("进", "入"): "in", ("上",): "on"}
ARRIVING = frozenset(
    {
        "fall",
        "jump",
        "walk",
        "fly",
        "run",
        "swim",
        "turn",
        "slide",
        "land",
        "hide",
        "flow",
        "sway",
        "drive",
        "sail",
        "float",
    }
)
PASSING = frozenset({"walk", "run", "swim", "drive", "sail", "climb", "ride", "slide"})
NO_SEATS = frozenset({"window", "door", "desk"})
PASSAGES = frozenset({"window", "door", "gate", "stairs", "ladder", "rope"})
STEPPING = ("踩着", "踩在", "踏着", "脚踩", "脚踏", "踩上", "踏上", "御")
GOES_UNDER_FOOT = frozenset(
    {"sword", "cloud", "skateboard", "surfboard", "skis", "scooter", "bicycle", "broom"}
)
# What lamps and fires do to things without drawing attention to them.
SHINING = frozenset({"glow", "burn"})
# What can be inside a verb, and what says nothing there.
HELD_OBJECTS = frozenset({"tool", "instrument", "object", "food", "vehicle", "furniture", "plant", "card"})
LED_OBJECTS = frozenset({"quadruped", "bird"})
LEADING = ("骑", "遛", "喂", "逗", "撸", "牵", "抱", "策", "养", "追", "画", "看", "吓", "赶")
IDLE_OBJECTS = frozenset("车口头包票炮架碟石冰字画饭草菜面")
# What has a thing's name within it and nothing in hand.
IDLE_VERBS = frozenset({"说书", "背书", "教书", "听书", "投壶", "落笔", "翻船", "走钢丝"})
SHARED = ("share", "sharing", "共撑", "同撑", "合撑")
AIMED = frozenset(
    {
        "look",
        "talk",
        "shout",
        "wave",
        "point",
        "laugh",
        "throw",
        "play",
        "dance",
        "fight",
        "shoot",
        "sing",
        "listen",
        "kiss",
        "give",
        "feed",
        "nod",
        "pull",
    }
)
MUTUAL = frozenset(
    {
        "talk",
        "dance",
        "fight",
        "play",
        "hug",
        "kiss",
        "walk",
        "run",
        "swim",
        "fly",
        "sit",
        "eat",
        "drink",
        "stand",
        "sleep",
        "lie",
        "sing",
        "play_music",
        "jump",
        "ride",
    }
)


def finish(deed: Deed | None, draft: Draft) -> None:
    """Writes a deed into the draft: actions of its doers, and the relation that its verb makes."""
    if deed is None:
        return
    _step_on(deed)
    _arrive(deed, draft)
    _pass_by(deed, draft)
    _add_objects(deed, draft)
    if _each_other(deed, draft) or _bears(deed, draft):
        return
    _take_seats(deed, draft)
    facts = deed.sense.facts
    if "weather" in facts:
        draft.tell("weather", facts["weather"])
    if "setting" in facts:
        draft.stage(2, facts["setting"])
    for doer in deed.doers:
        _act(deed, doer)
        doer.emotion = doer.emotion or facts.get("emotion", "")
    if deed.verb == "give":
        _hand_over(deed, draft)
    _settle_in(deed, draft)
    _relate_targets(deed, draft)


def _add_objects(deed: Deed, draft: Draft) -> None:
    """What a verb is done with or to though nobody names it: chess, a horse, the letter in 写信."""
    facts = deed.sense.facts
    rivals = deed.targets if all(target.animate for target in deed.targets) else []
    if "adds" in facts and (not deed.targets or rivals) and deed.doers:
        added = figure_for(
            Phrase(head=lexicon().concepts[facts["adds"]], text=facts["adds"].partition("_")[0]), draft
        )
        deed.targets = [*([added] if added is not None else []), *rivals]  # `plays chess against a robot`
    implied = _within(deed.text) if not deed.targets and deed.doers and not deed.idle else None
    if implied is not None:
        near = [f for f in draft.figures if f.kind == "instrument"] if implied[0].kind == "instrument" else []
        added = next(iter(near), None) or figure_for(
            Phrase(head=implied[0], text=implied[1], chinese=True, counted=True), draft
        )
        deed.targets = [added] if added is not None else []
    if deed.verb == "read" and not deed.targets:
        deed.targets = [figure for figure in draft.figures if figure.species in READABLE][-1:]


def _take_seats(deed: Deed, draft: Draft) -> None:
    """Who sits, stands or lies at a thing is on it if it is a seat or the ground, in a vehicle, else beside it."""
    kneeling = deed.verb == "meditate" and deed.text.endswith("在")
    seated = (deed.verb in POSTURES or kneeling) and not deed.text.startswith(WAITING) and not deed.given
    if not (seated and deed.targets) or deed.targets[0].animate:
        return
    for doer in deed.doers:
        for target in deed.targets:
            seat = target.kind in ("furniture", "vehicle") and target.species not in NO_SEATS
            seat = (seat and doer.animate and deed.verb != "lean") or "stuff" in target.sense.facts
            entered = deed.text.endswith(("进", "入")) and target.kind == "vehicle"
            draft.relate(doer, "in" if entered else "on" if seat else "beside", target)
    deed.targets = []


def _relate_targets(deed: Deed, draft: Draft) -> None:
    """The relation that a verb makes between who does it and what it is done to."""
    relation = "with" if deed.verb == "have" else deed.sense.facts.get("rel", "")
    if deed.verb in ("play_music", "hold") and not relation:
        relation = "holding"
    for doer in deed.doers:
        for target in deed.targets:
            if deed.sense.key == "lead":
                draft.relate(target, "following", doer)
            if relation and target is not doer:
                draft.relate(doer, cast(RelationKind, relation), target)
                target.importance = max(target.importance, 2)
            elif target is not doer and (doer.animate or deed.verb not in SHINING):
                target.importance = max(target.importance, 2)


def _each_other(deed: Deed, draft: Draft) -> bool:
    """黑天鹅与白天鹅对望, 骑士和巨龙对峙: two who do it to one another; returns whether it was that."""
    if len(deed.doers) != 2 or deed.targets or not deed.text.startswith(RECIPROCAL):
        return False
    if not all(doer.animate and doer.count == 1 for doer in deed.doers):
        return False
    for doer, other in (deed.doers, reversed(deed.doers)):
        finish(replace(deed, doers=[doer], targets=[other], text=""), draft)
    return True


def _pass_by(deed: Deed, draft: Draft) -> None:
    """游过沉船, 爬过苔藓: who goes past a thing is beside it, and on it if it is crept over."""
    things = [target for target in deed.targets if not target.animate and target.species not in PASSAGES]
    if (
        deed.text.removesuffix("了").endswith(("向", "近"))
        and deed.sense.species in ARRIVING
        and not deed.given
    ):
        for doer in deed.doers if not deed.inverted else ():
            for target in deed.targets:
                draft.relate(doer, "toward", target)  # 驶向灯塔
    going = deed.sense.species in PASSING and deed.text.removesuffix("了").endswith("过")
    if not going or deed.given or deed.inverted:
        return
    for doer in deed.doers:
        for thing in things:
            over = deed.sense.species == "climb" or thing.kind == "plant" or thing.species == "bridge"
            draft.relate(doer, "on" if over else "beside", thing)


def _bears(deed: Deed, draft: Draft) -> bool:
    """插着蜡烛的蛋糕, 装着水果的篮子: what a thing has on or in it; returns whether it was that."""
    held = [target for target in deed.targets if not target.animate]
    lasting = deed.text.endswith(("着", "满", "满了", "有")) and deed.text.startswith(tuple(listed("laden")))
    if not (lasting and held and deed.doers) or deed.inverted or any(doer.animate for doer in deed.doers):
        return False
    for doer in deed.doers:
        for target in held:
            draft.relate(target, "in" if doer.species in HOLLOW or doer.kind == "vehicle" else "on", doer)
            target.importance = max(target.importance, 2)
    return True


def _arrive(deed: Deed, draft: Draft) -> None:
    """掉进杯子, 跳上围墙: what such a verb has after it is where its doer comes to be, and nothing is done to it."""
    kind = next(
        (kind for ends, kind in ARRIVALS.items() if deed.text.removesuffix("了").endswith(ends)), None
    )
    things = [target for target in deed.targets if not target.animate and target.species not in PASSAGES]
    if kind is None or deed.given or deed.sense.species not in ARRIVING or not things or deed.inverted:
        return
    for doer in deed.doers:
        for thing in things:
            rides = kind == "on" and doer.animate and thing.kind == "vehicle"
            draft.relate(doer, "in" if rides else kind, thing)
            thing.importance = max(thing.importance, 2)
    deed.targets = [target for target in deed.targets if target not in things]


def _step_on(deed: Deed) -> None:
    """踩着滑板, 踏着飞剑: who steps on what goes rides it."""
    ridden = [t for t in deed.targets if t.kind == "vehicle" or t.species in GOES_UNDER_FOOT]
    if deed.text.startswith(STEPPING) and ridden:
        flies = ridden[0].species in ("sword", "cloud")
        deed.sense = Sense("verb", "fly" if flies else "ride", facts={"rel": "on" if flies else "riding"})


def _settle_in(deed: Deed, draft: Draft) -> None:
    """Who rows a boat is in it; who shares an umbrella is under it."""
    for doer in deed.doers:
        for target in deed.targets:
            if deed.text.lower().startswith(("grind", "balanc")) and target.species == "fence":
                draft.relate(doer, "on", target)
            rowed = (
                deed.text.lower().startswith(("pol", "row", "paddl", "punt", "steer")) and deed.text.isascii()
            )
            if (
                rowed
                and doer.animate
                and target.species in ("boat", "canoe")
                and "raft" in target.name.lower()
            ):
                draft.relate(doer, "on", target)
            elif (deed.verb == "sail" or rowed) and doer.animate and target.kind == "vehicle":
                draft.relate(doer, "in", target)
            elif deed.text.startswith(SHARED) and target.species == "umbrella":
                draft.relate(doer, "under", target)


@cache
def _within(text: str) -> tuple[Sense, str] | None:
    """The thing that a Chinese verb has within it (写信: 信), with its name; None if it has none that can be drawn."""
    known = lexicon().chinese
    if text in IDLE_VERBS:
        return None
    for at in range(1, len(text)):
        verb = any(sense.category == "verb" for sense in known.get(text[:at], ()))
        verb = verb or (at == 1 and verb_by_characters(text[:1]) is not None)
        for sense in known.get(text[at:], ()) if verb and text[at:] not in IDLE_OBJECTS else ():
            if sense.kind in HELD_OBJECTS or (sense.kind in LED_OBJECTS and text.startswith(LEADING)):
                return sense, text[at:]
            if sense.category == "garment" and not sense.facts.get("vague"):
                return Sense("thing", sense.key, "card"), text[at:]
    return None


def _hand_over(deed: Deed, draft: Draft) -> None:
    """Who gives a thing holds it."""
    for doer in deed.doers:
        for target in deed.targets:
            if not target.animate and doer.kind == "biped":
                draft.relate(doer, "holding", target)


def _act(deed: Deed, doer: Figure) -> None:
    verb = drawn_verb(deed, doer)
    if not verb:
        return
    target = next((target.id for target in deed.targets if target is not doer), "")
    manner = cast('Literal["", "slow", "fast", "gentle", "wild"]', deed.manner)
    doer.act(Action(verb, target, manner))
    doer.agent = True
