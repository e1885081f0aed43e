"""The last look at a shot before it is frozen: who is whose double, what the sky shows anyway, what light stands on."""

from dataclasses import replace
from itertools import pairwise

from laterna.engines.animatic.reader.draft import Draft, Figure
from laterna.engines.animatic.reader.lexicon import lexicon
from laterna.engines.animatic.reader.naming import figure_for
from laterna.engines.animatic.reader.phrases import Phrase
from laterna.engines.animatic.storyboard import Action

# What the sky shows by itself, and the light or time that its name tells.
SKY_BODIES = {"sun": "day", "moon": "night", "star": "night", "crescent_moon": "night"}
# Bodies of the sky whose very name says that they are looked at.
SEEN_BODIES = frozenset(
    {
        "full moon",
        "crescent moon",
        "blood moon",
        "half moon",
        "harvest moon",
        "圆月",
        "满月",
        "弯月",
        "新月",
        "月牙",
    }
    | {"红月", "huge moon", "giant moon", "明月", "皓月", "残月"}
)
SKY_LIGHT = {"moon": "moonlight", "crescent_moon": "moonlight", "star": "starlight"}
SHINES = frozenset({"glow", "burn", "stand", "float", "flow"})
PLAIN_RELATIONS = frozenset({"under", "in", "with", "on", "behind"})
CROSSING = frozenset({"walk", "run", "drive", "ride", "push"})
INTERIORS = {
    "castle": "castle",
    "palace": "castle",
    "temple": "temple",
    "space_station": "spaceship",
    "spaceship": "spaceship",
    "barn": "farm",
    "factory": "workshop",
}
# What is worn with or over whatever else is worn.
OVER_OTHERS = frozenset(
    {"cape", "cloak", "scarf", "glasses", "sunglasses", "goggles", "boots", "shoes", "gloves", "belt"}
    | {"tie", "crown", "helmet", "hat", "fedora", "top_hat", "straw_hat", "cap", "beanie", "beret"}
    | {"mask", "necklace", "collar", "socks", "wings", "chef_hat", "sailor_hat", "pirate_hat"}
    | {"wizard_hat", "cowboy_hat", "headband", "headphones", "backpack", "apron"}
)
IN_SPACE = frozenset({"space", "moon", "mars", "sky", "void", "fog_void"})
RUNS_AWAY = {"chase": "run", "follow": "walk"}
LARGEST_SPLIT = 4


def tidy(draft: Draft) -> None:
    """Changes the draft in place; `rank` comes before."""
    for figure in list(draft.figures):
        if 1 < len(figure.each) == figure.count <= LARGEST_SPLIT:
            _split(draft, figure)
    _side_by_side(draft)
    _leave_to_the_sky(draft)
    _enter_buildings(draft)
    for figure in draft.figures:
        _undress(figure)
    _light_a_candle(draft)
    for one, kind, other in draft.relations:
        if kind in ("on", "in", "riding") and other.kind == "vehicle" and one.animate:
            other.importance = max(other.importance, 2)


def _split(draft: Draft, figure: Figure) -> None:
    """`two dogs, one brown and one white` are two figures; what they do to each other has each other as target."""
    doubles = [
        replace(
            figure,
            id=figure.id if not at else f"{figure.id}_{color}",
            count=1,
            colors=[color],
            each=[],
            clothing=list(figure.clothing),
            actions=[],
        )
        for at, color in enumerate(figure.each)
    ]
    for at, double in enumerate(doubles):
        partner = doubles[at - 1]
        for action in figure.actions:
            fleeing = at and not action.target and action.verb in RUNS_AWAY
            verb = RUNS_AWAY[action.verb] if fleeing else action.verb
            mutual = not action.target and action.verb in MUTUALLY and not fleeing
            double.actions.append(Action(verb, partner.id if mutual else action.target, action.manner))
    where = draft.figures.index(figure)
    draft.figures[where : where + 1] = doubles
    draft.relations = [
        (double if one is figure else one, kind, double if other is figure else other)
        for one, kind, other in draft.relations
        for double in (doubles if figure in (one, other) else doubles[:1])
    ]
    if any(action.verb == "chase" for action in figure.actions):
        for first, second in pairwise(doubles):
            draft.relate(first, "following", second)


def _side_by_side(draft: Draft) -> None:
    """Who is told on the left of the picture is left of who is told on its right."""
    left = [figure for figure in draft.figures if figure.place == "left"]
    right = [figure for figure in draft.figures if figure.place == "right"]
    if len(left) == len(right) == 1:
        draft.relate(left[0], "left_of", right[0])


MUTUALLY = frozenset({"chase", "follow", "play", "talk", "fight", "dance", "look", "hug", "kiss", "laugh"})


def _leave_to_the_sky(draft: Draft) -> None:
    """Takes sun, moon and stars out of the figures where they only shine: the sky of that hour has them."""
    if {key for _, key in draft.settings} & IN_SPACE - {"sky"}:
        return
    meant = {action.target for figure in draft.figures for action in figure.actions}
    for figure in list(draft.figures):
        plain = not (figure.colors or figure.count > 4 or figure.size in ("large", "giant"))
        acts = any(action.verb not in SHINES for action in figure.actions)
        related = {kind for _, kind, other in draft.relations if other is figure}
        if (
            figure.species in SKY_BODIES
            and figure.name.lower() not in SEEN_BODIES
            and plain
            and not acts
            and figure.id not in meant
            and related
            and related <= PLAIN_RELATIONS
        ):
            draft.figures.remove(figure)
            draft.tell("implied_time", figure.sense.facts.get("time", SKY_BODIES[figure.species]))
            if figure.species in SKY_LIGHT:
                draft.tell("light", SKY_LIGHT[figure.species])


def _enter_buildings(draft: Draft) -> None:
    """A bridge that is crossed and a palace that somebody is in are where it happens, not things in the picture."""
    for figure in list(draft.figures):
        inside = any(
            other is figure and kind == "in" and one.animate and figure.species in INTERIORS
            for one, kind, other in draft.relations
        )
        crossed = figure.species == "bridge" and (
            any(a.verb in CROSSING and a.target == figure.id for one in draft.figures for a in one.actions)
            or any(other is figure and kind == "on" for _, kind, other in draft.relations)
        )
        crossed = crossed and not any(
            other is figure and kind in ("under", "above") for _, kind, other in draft.relations
        )
        if (inside or crossed) and figure.importance < 3:
            draft.stage(4, "bridge" if crossed else INTERIORS[figure.species])
            draft.figures.remove(figure)


def _undress(figure: Figure) -> None:
    """What a trade wears by default gives way to the clothes that are told."""
    usual = figure.sense.facts.get("wears", "")
    told = [
        garment for garment in figure.clothing if garment.kind not in (usual, figure.sense.facts.get("hat"))
    ]
    if usual and any(garment.kind not in OVER_OTHERS for garment in told):
        figure.clothing = [g for g in figure.clothing if g.kind != usual or g.color]


def _light_a_candle(draft: Draft) -> None:
    """Somebody who does something by candlelight has a candle beside them."""
    lit = "candle" in draft.scene.get("light", [])
    doer = next(
        (figure for figure in draft.figures if figure.kind == "biped" and figure.importance == 3), None
    )
    if not lit or doer is None or any(figure.species == "candle" for figure in draft.figures):
        return
    candle = figure_for(Phrase(head=lexicon().concepts["candle"], text="candle"), draft)
    if candle is not None:
        draft.relate(candle, "beside", doer)
