"""Deeds: a verb with its doers and targets, and what is drawn when somebody does it."""

from dataclasses import dataclass, field
from functools import cache

from laterna.engines.animatic.reader.draft import Figure
from laterna.engines.animatic.reader.lexicon import rows
from laterna.engines.animatic.reader.words import Sense

# How a vehicle goes, by what it moves in.
MOVES_IN = {"land": "drive", "water": "sail", "underwater": "swim", "air": "fly", "space": "fly"}
MOVING = frozenset({"walk", "run", "drive"})
# Verbs that say nothing which can be acted.
SILENT = frozenset({"aux", "show", "circle_round", "have", "cover", "wear"})
# Verbs that are nothing to look at without a thing they are done to.
EMPTY = frozenset({"work", "hold", "photograph", "open", "give", "throw", "transform", "pull"})
# What water birds do on the water and skaters on the ice.
GLIDING = ("glid", "drift", "paddl")
WADERS = frozenset(
    {"heron", "crane", "flamingo", "stork", "egret", "seagull", "pelican", "kingfisher", "ibis"}
)
WATERS = frozenset({"lake", "river", "ocean", "underwater"})
# Standing around somebody is no walk around them.
GATHERED = ("围", "簇拥", "surround")
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
    "catch",
    "shar",
)
BEATEN = ("敲打", "敲击", "捶打", "锤打")
# What is knocked over and broken is not thrown.
UPSET = ("打翻", "撞翻", "碰翻", "踢翻", "推翻", "打碎", "摔碎", "打破", "碰倒", "撞倒", "踢倒")
# What hangs is still.
HUNG = ("挂", "悬挂", "悬着", "高挂", "高悬", "倒挂", "hang", "hung", "dangl")
# Who may shine without a lamp.
LUMINOUS = frozenset({"robot", "ghost", "fairy", "angel", "god", "alien", "mech", "demon", "cyborg", "genie"})
# Whose every manner of going is a glide.
DOWNHILL = frozenset({"skier", "skateboarder", "ice_skater"})
ON_LEGS = frozenset({"crab", "lobster", "turtle", "penguin"})


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
            if "stuff" in target.sense.facts:
                continue  # who falls to the ground throws nothing
            for name in (target.species, target.kind):
                if (plain, name) in _becoming():
                    return _becoming()[(plain, name)]
        return plain

    @property
    def figures_done(self) -> bool:
        return bool(self.targets) or self.closed


def _is_plain_deed(deed: Deed) -> bool:
    """Whether an English verb says something by itself, as `take` and `give` do not (`takes a break`)."""
    return deed.text.isascii() and not deed.text.lower().startswith(LIGHT_VERBS)


def _is_done_to(deed: Deed, doer: Figure) -> bool:
    """`coins scattered around it`: a thing that is scattered or stacked does nothing."""
    done = deed.text.isascii() and deed.text.lower().endswith(("ed", "en", "own")) and not deed.targets
    return done and not doer.animate and deed.verb in HANDLING


def drawn_verb(deed: Deed, doer: Figure) -> str:
    """The verb that is drawn when this doer does it, or an empty text if nothing is to be seen."""
    verb = _first_verb(deed, doer)
    for change in (_as_one_goes, _as_one_rests, _as_one_plays, _as_others_do, _as_things_do):
        verb = change(deed, doer, verb) if verb else ""
    return verb


def _others(deed: Deed, doer: Figure) -> bool:
    return any(target is not doer for target in deed.targets)


def _home(doer: Figure) -> str:
    return doer.sense.facts.get("home", "")


def _first_verb(deed: Deed, doer: Figure) -> str:
    """The deed's own verb, unless it says nothing that can be acted."""
    if _is_done_to(deed, doer) or deed.verb in SILENT:
        return ""
    if deed.idle and not deed.targets and deed.verb in EMPTY and not _is_plain_deed(deed):
        return ""
    verb = deed.verb
    if deed.sense.category == "verb_other":
        if not deed.text.isascii() and not (_others(deed, doer) and doer.kind == "biped"):
            return ""
        verb = "work"
    going = deed.text.isascii() and deed.text.lower().endswith(("s", "ing")) and not deed.passive
    if verb == "work" and not (doer.animate or doer.kind == "vehicle" or going):
        return ""
    return "" if deed.given and deed.targets and not _others(deed, doer) else verb


def _as_one_goes(deed: Deed, doer: Figure, verb: str) -> str:
    """Birds fly, fish swim, and what glides goes by what it is in."""
    if verb == "walk" and doer.kind == "bird" and any(known.verb == "fly" for known in doer.actions):
        verb = "fly"
    if doer.kind == "fish" and verb in MOVING and doer.species not in ON_LEGS:
        verb = "swim"
    if verb == "fly" and deed.text.lower().startswith(GLIDING) and doer.animate:
        afloat = _home(doer) in WATERS and doer.species not in WADERS
        verb = "slide" if doer.kind == "biped" else "swim" if afloat else verb
    if verb == "fly" and deed.text.lower().startswith(GLIDING) and doer.sense.facts.get("medium") == "water":
        verb = "sail"
    if verb == "work" and not _others(deed, doer) and doer.sense.key in DOWNHILL:
        verb = "slide"
    if verb == "swim" and doer.kind == "bird" and deed.text.lower().startswith("div"):
        verb = "swim" if _home(doer) in WATERS else "fly"
    return verb


def _as_one_rests(deed: Deed, doer: Figure, verb: str) -> str:
    """What lives not neither sleeps nor thinks; what hangs is still."""
    if verb in ("sleep", "look", "think") and not doer.animate:
        return ""
    if verb == "float" and doer.kind == "vehicle" and doer.sense.facts.get("medium") == "land":
        verb = "drive"
    if verb == "float" and not doer.animate and deed.text.startswith(HUNG):
        verb = "stand"
    if verb == "circle" and (not doer.animate or doer.kind == "biped") and deed.text.startswith(GATHERED):
        verb = "stand"
    if verb in ("sit", "lean") and not doer.animate and doer.kind != "object":
        verb = "stand"
    return verb


def _as_one_plays(deed: Deed, doer: Figure, verb: str) -> str:
    """Whether a blow, a bounce or a sign is music."""
    staged = _home(doer) == "stage"
    if verb == "play" and not _others(deed, doer) and staged:
        return "play_music"
    if verb != "play_music":
        return verb
    if deed.text.startswith("弹起") and not deed.targets:
        return "jump"  # 篮球弹起
    beaten = deed.text.startswith(BEATEN) and not any(t.kind == "instrument" for t in deed.targets)
    if beaten and not staged:
        return "work"
    return "point" if deed.text.startswith("指挥") and not staged else verb


def _as_others_do(deed: Deed, doer: Figure, verb: str) -> str:
    """A chase is no run besides, and who rides does not walk."""
    done = {known.verb for known in doer.actions}
    if verb == "run" and deed.text.startswith("跑") and "chase" in done:
        return ""
    if verb == "walk" and done & {"ride", "drive"}:
        return ""
    if verb == "drive" and doer.kind == "plant":
        verb = "bloom"
    steered = any(target.kind == "vehicle" for target in deed.targets)
    return "" if verb == "drive" and deed.text in ("开", "开着") and not steered else verb


def _as_things_do(deed: Deed, doer: Figure, verb: str) -> str:
    """Wind holds nothing, nobody glows, and a vehicle goes by what it moves in."""
    if verb == "hold" and deed.text.startswith("卷") and not doer.animate:
        return ""
    if verb == "glow" and doer.kind == "biped" and doer.sense.key not in LUMINOUS:
        return ""
    if verb == "breathe" and not doer.animate:
        verb = "sway"
    if verb == "throw" and deed.text.startswith(UPSET):
        verb = "push"
    across = verb == "sail" and deed.text.startswith("划")
    if across and doer.kind in ("bird", "celestial", "insect"):
        verb = "fly"
    if doer.kind == "vehicle" and (verb in MOVING or across):
        verb = MOVES_IN.get(doer.sense.facts.get("medium", ""), "drive")
    return verb
