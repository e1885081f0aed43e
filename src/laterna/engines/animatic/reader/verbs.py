"""Deeds: a verb with its doers and targets, and what it leaves in the draft."""

from dataclasses import dataclass, field, replace
from functools import cache
from typing import Literal, cast

from laterna.engines.animatic.reader.compounds import verb_by_characters
from laterna.engines.animatic.reader.draft import Draft, Figure
from laterna.engines.animatic.reader.lexicon import lexicon, listed, rows
from laterna.engines.animatic.reader.naming import figure_for
from laterna.engines.animatic.reader.phrases import Phrase
from laterna.engines.animatic.reader.words import Sense
from laterna.engines.animatic.storyboard import Action, RelationKind

# How a vehicle goes, by what it moves in.
MOVES_IN = {"land": "drive", "water": "sail", "underwater": "swim", "air": "fly", "space": "fly"}
MOVING = frozenset({"walk", "run", "drive"})
# Verbs that say nothing which can be acted.
SILENT = frozenset({"aux", "show", "circle_round", "have", "cover", "wear"})
# Verbs that are nothing to look at without a thing they are done to.
EMPTY = frozenset({"work", "hold", "photograph", "open", "give", "throw", "transform", "pull"})
READABLE = frozenset({"book", "letter", "newspaper", "map"})
# Seats and places to lie: who sits at a window sits beside it and does nothing to it.
POSTURES = frozenset({"sit", "stand", "lie", "sleep", "lean"})
# What water birds do on the water and skaters on the ice.
GLIDING = ("glid", "drift", "paddl")
WADERS = frozenset(
    {"heron", "crane", "flamingo", "stork", "egret", "seagull", "pelican", "kingfisher", "ibis"}
)
WATERS = frozenset({"lake", "river", "ocean", "underwater"})
# Standing around somebody is no walk around them.
GATHERED = ("围", "簇拥", "surround")
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
# What is only done to things.
HANDLING = frozenset(
    {"throw", "hold", "work", "cook", "paint", "push", "pull", "give", "shop", "write", "read"}
)
# Verbs that only lead to what is done: to give a speech, to hold a meeting.
LIGHT_VERBS = (
    "tak",
    "took",
    "giv",
    "gave",
    "hold",
    "held",
    "keep",
    "kept",
    "throw",
    "threw",
    "open",
    "catch",
    "shar",
)
BEATEN = ("敲打", "敲击", "捶打", "锤打")
# What is knocked over and broken is not thrown.
UPSET = ("打翻", "撞翻", "碰翻", "踢翻", "推翻", "打碎", "摔碎", "打破", "碰倒", "撞倒", "踢倒")
# What hangs is still.
HUNG = ("挂", "悬挂", "悬着", "高挂", "高悬", "倒挂", "hang", "hung", "dangl")
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
PASSAGES = frozenset({"window", "door", "gate", "stairs", "ladder", "rope"})
STEPPING = ("踩着", "踩在", "踏着", "脚踩", "脚踏", "踩上", "踏上", "御")
GOES_UNDER_FOOT = frozenset(
    {"sword", "cloud", "skateboard", "surfboard", "skis", "scooter", "bicycle", "broom"}
)
# Who may shine without a lamp.
LUMINOUS = frozenset({"robot", "ghost", "fairy", "angel", "god", "alien", "mech", "demon", "cyborg", "genie"})
# Whose every manner of going is a glide.
DOWNHILL = frozenset({"skier", "skateboarder", "ice_skater"})
ON_LEGS = frozenset({"crab", "lobster", "turtle", "penguin"})
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


@cache
def _becoming() -> dict[tuple[str, str], str]:
    """(verb, kind or species of its object) to the verb that is drawn."""
    return {(row.key, name): row.chinese[0] for row in rows("deeds") for name in row.english}


@dataclass(slots=True)
class Deed:
    """One verb of a clause; `closed` when nothing after it can be its object."""

    sense: Sense
    doers: list[Figure]
    manner: str = ""
    passive: bool = False
    text: str = ""
    targets: list[Figure] = field(default_factory=list)
    closed: bool = False
    inverted: bool = False
    given: bool = False
    idle: bool = False
    """Its object is an idea (`creating an atmosphere`): what only an object would make visible is not acted."""

    @property
    def verb(self) -> str:
        plain = self.sense.species.replace(" ", "_")
        if plain == "walk" and "rel" in self.sense.facts:
            return plain  # who follows a boat does not sail it
        if (
            plain == "drink"
            and self.text.lower().startswith("toast")
            and any(t.kind == "food" for t in self.targets)
        ):
            return "cook"
        if plain == "float" and self.targets and self.text.lower().startswith(("hang", "hung")):
            return "hold"  # who hangs sheets on a line has them in hand
        if plain == "walk" and self.targets and self.text.lower().startswith("mov"):
            return "push"  # `moves the queen`
        for target in self.targets:
            for name in (target.species, target.kind):
                if (plain, name) in _becoming():
                    return _becoming()[(plain, name)]
        return plain

    @property
    def figures_done(self) -> bool:
        return bool(self.targets) or self.closed


def finish(deed: Deed | None, draft: Draft) -> None:
    """Writes a deed into the draft: actions of its doers, and the relation that its verb makes."""
    if deed is None:
        return
    _step_on(deed)
    facts = deed.sense.facts
    _arrive(deed, draft)
    _pass_by(deed, draft)
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
    if _each_other(deed, draft) or _bears(deed, draft):
        return
    kneeling = deed.verb == "meditate" and deed.text.endswith("在")
    seated = (deed.verb in POSTURES or kneeling) and not deed.text.startswith(WAITING) and not deed.given
    if seated and deed.targets and not deed.targets[0].animate:
        for doer in deed.doers:
            for target in deed.targets:
                seat = target.kind in ("furniture", "vehicle") and target.species not in (
                    "window",
                    "door",
                    "desk",
                )
                seat = (seat and doer.animate and deed.verb != "lean") or "stuff" in target.sense.facts
                entered = deed.text.endswith(("进", "入")) and target.kind == "vehicle"
                draft.relate(doer, "in" if entered else "on" if seat else "beside", target)
        deed.targets = []
    if "weather" in facts:
        draft.tell("weather", facts["weather"])
    if "setting" in facts:
        draft.stage(2, facts["setting"])
    for doer in deed.doers:
        _act(deed, doer)
        doer.emotion = doer.emotion or facts.get("emotion", "")
    relation = "with" if deed.verb == "have" else facts.get("rel", "")
    if deed.verb in ("play_music", "hold") and not relation:
        relation = "holding"
    if deed.verb == "give":
        _hand_over(deed, draft)
    _settle_in(deed, draft)
    if deed.sense.key == "lead":
        for doer in deed.doers:
            for target in deed.targets:
                draft.relate(target, "following", doer)
    for doer in deed.doers:
        for target in deed.targets:
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


def _is_plain_deed(deed: Deed) -> bool:
    """Whether an English verb says something by itself, as `take` and `give` do not (`takes a break`)."""
    return deed.text.isascii() and not deed.text.lower().startswith(LIGHT_VERBS)


def _is_done_to(deed: Deed, doer: Figure) -> bool:
    """`coins scattered around it`: a thing that is scattered or stacked does nothing."""
    done = deed.text.isascii() and deed.text.lower().endswith(("ed", "en", "own")) and not deed.targets
    return done and not doer.animate and deed.verb in HANDLING


def _act(deed: Deed, doer: Figure) -> None:
    if (
        _is_done_to(deed, doer)
        or deed.verb in SILENT
        or (deed.idle and not deed.targets and deed.verb in EMPTY and not _is_plain_deed(deed))
    ):
        return
    others = [target for target in deed.targets if target is not doer]
    target = others[0].id if others else ""
    verb = deed.verb
    if deed.sense.category == "verb_other":
        if not deed.text.isascii() and not (others and doer.kind == "biped"):
            return
        verb = "work"
    going = deed.text.isascii() and deed.text.lower().endswith(("s", "ing")) and not deed.passive
    if verb == "work" and not (doer.animate or doer.kind == "vehicle" or going):
        return
    if verb == "walk" and doer.kind == "bird" and any(known.verb == "fly" for known in doer.actions):
        verb = "fly"
    if deed.given and deed.targets and not others:
        return
    if doer.kind == "fish" and verb in MOVING and doer.species not in ON_LEGS:
        verb = "swim"
    if verb == "fly" and deed.text.lower().startswith(GLIDING) and doer.animate:
        afloat = doer.sense.facts.get("home") in WATERS and doer.species not in WADERS
        verb = "slide" if doer.kind == "biped" else "swim" if afloat else verb
    if verb == "fly" and deed.text.lower().startswith(GLIDING) and doer.sense.facts.get("medium") == "water":
        verb = "sail"
    if verb == "work" and not others and doer.sense.key in DOWNHILL:
        verb = "slide"
    if verb in ("sleep", "look") and not doer.animate:
        return
    if verb == "float" and doer.kind == "vehicle" and doer.sense.facts.get("medium") == "land":
        verb = "drive"
    if verb == "float" and not doer.animate and deed.text.startswith(HUNG):
        verb = "stand"
    if verb == "play_music" and deed.text.startswith("弹起") and not deed.targets:
        verb = "jump"  # 篮球弹起
    if (
        verb == "play_music"
        and deed.text.startswith(BEATEN)
        and not any(t.kind == "instrument" for t in deed.targets)
    ):
        verb = "work" if doer.sense.facts.get("home") != "stage" else verb
    if verb == "play_music" and deed.text.startswith("指挥") and doer.sense.facts.get("home") != "stage":
        verb = "point"
    if verb == "think" and not doer.animate:
        return
    if verb == "swim" and doer.kind == "bird" and deed.text.lower().startswith("div"):
        verb = "swim" if doer.sense.facts.get("home") in WATERS else "fly"
    if verb == "circle" and (not doer.animate or doer.kind == "biped") and deed.text.startswith(GATHERED):
        verb = "stand"
    if verb == "run" and deed.text.startswith("跑") and any(known.verb == "chase" for known in doer.actions):
        return
    if verb == "walk" and any(known.verb in ("ride", "drive") for known in doer.actions):
        return
    if verb == "drive" and doer.kind == "plant":
        verb = "bloom"
    if verb == "drive" and deed.text in ("开", "开着") and not any(t.kind == "vehicle" for t in deed.targets):
        return
    if verb == "hold" and deed.text.startswith("卷") and not doer.animate:
        return
    if verb == "glow" and doer.kind == "biped" and doer.sense.key not in LUMINOUS:
        return
    if verb in ("sit", "lean") and not doer.animate and doer.kind != "object":
        verb = "stand"
    if verb == "breathe" and not doer.animate:
        verb = "sway"
    if verb == "play" and not target and doer.sense.facts.get("home") == "stage":
        verb = "play_music"
    if verb == "throw" and deed.text.startswith(UPSET):
        verb = "push"
    if verb == "sail" and deed.text.startswith("划") and doer.kind in ("bird", "celestial", "insect"):
        verb = "fly"
    if doer.kind == "vehicle" and (verb in MOVING or (verb == "sail" and deed.text.startswith("划"))):
        verb = MOVES_IN.get(doer.sense.facts.get("medium", ""), "drive")
    manner = cast('Literal["", "slow", "fast", "gentle", "wild"]', deed.manner)
    doer.act(Action(verb, target, manner))
    doer.agent = True
