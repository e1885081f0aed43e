"""From a subject of the storyboard to the figure that draws it."""

from collections.abc import Callable
from zlib import crc32

from laterna.engines.animatic.figures import tables
from laterna.engines.animatic.figures.biped import Animal, BipedFigure
from laterna.engines.animatic.figures.bird import BirdFigure
from laterna.engines.animatic.figures.card import CardFigure
from laterna.engines.animatic.figures.drift import DriftFigure
from laterna.engines.animatic.figures.figure import Figure
from laterna.engines.animatic.figures.headbase import Coat
from laterna.engines.animatic.figures.hues import MATERIALS, Color, blended, color, dark, luma, mix
from laterna.engines.animatic.figures.human import Person
from laterna.engines.animatic.figures.outfit import outfit_of
from laterna.engines.animatic.figures.pen import Pen
from laterna.engines.animatic.figures.people import aged_biped, person_of
from laterna.engines.animatic.figures.plumage import Plumage
from laterna.engines.animatic.figures.pose import Pose
from laterna.engines.animatic.figures.prop import PropFigure
from laterna.engines.animatic.figures.quadruped import QuadrupedFigure
from laterna.engines.animatic.figures.rows import Biped, Quadruped
from laterna.engines.animatic.figures.serpent import SerpentFigure, Skin
from laterna.engines.animatic.figures.swimmer import Scales, SwimmerFigure
from laterna.engines.animatic.figures.youth import young_bird, young_quadruped
from laterna.engines.animatic.storyboard import Subject

__all__ = ["Figure", "Pen", "Pose", "figure_for"]

Maker = Callable[[Subject, int], Figure]


def figure_for(subject: Subject, seed: int) -> Figure:
    """The figure of a subject; the same subject and seed always give the same drawing.

    A species without a figure, and kind `card`, gives a card with the subject's name on it.
    """
    plan = "card" if subject.kind == "card" else tables.plan_of(subject.species)
    if plan == "quadruped" and (subject.anthropomorphic or subject.clothing):
        return _animal_person(subject, seed)
    return MAKERS[plan](subject, seed)


def animal_coat(row: Quadruped, colors: tuple[str, ...]) -> Coat:
    """An animal's own colours, or the wanted ones: the first for the fur, the second for its markings."""
    coat, belly, deep, mane = color(row.coat), color(row.belly), color(row.dark), color(row.mane or row.dark)
    if colors:
        wanted = color(colors[0])
        if not (colors[0] == row.coat_is or (colors[0] in ("red", "brown") and _reddish(coat))):
            old = coat
            coat = blended(old, wanted)
            belly = mix(belly, coat, 0.25) if luma(coat) > 0.3 else mix(coat, (0.55, 0.55, 0.6), 0.35)
            deep = dark(coat, 0.6) if luma(coat) > 0.25 else dark(coat, 0.7)
            mane = dark(coat, 0.7) if row.mane != row.coat else coat
        if len(colors) > 1:
            deep = color(colors[1])
            belly = deep if luma(deep) > 0.8 else belly
    return Coat(coat, belly, deep, color(row.nose), mane, color(row.head.iris) if row.head.iris else None)


def _reddish(fur: Color) -> bool:
    """A red fox and a brown bear are so by nature."""
    return fur[0] > fur[2] + 0.2 and fur[0] > fur[1]


def _stuff(subject: Subject) -> tuple[str, ...]:
    """The colours asked for, or that of the material."""
    return subject.colors or ((MATERIALS[subject.material],) if subject.material in MATERIALS else ())


def _made_of(subject: Subject, seed: int) -> PropFigure | None:
    """The thing that an animal is made of, when its material is one (`teapot`, `flowers`)."""
    for name in (subject.material, subject.material.rstrip("s")):
        if name not in MATERIALS and tables.plan_of(name) == "prop":
            return PropFigure(tables.prop(name), (), None, seed, False, 0.2)
    return None


def _quadruped(subject: Subject, seed: int) -> Figure:
    row = young_quadruped(tables.quadruped(subject.species), subject.age)
    rhythm = _manner(subject, seed)
    return QuadrupedFigure(
        row, animal_coat(row, _stuff(subject)), rhythm, row.metres, _made_of(subject, seed)
    )


def _biped(subject: Subject, seed: int) -> Figure:
    row = aged_biped(tables.biped(subject.species), subject)
    return BipedFigure(row, person_of(row, subject, seed), outfit_of(row, subject), _manner(subject, seed))


def _manner(subject: Subject, seed: int) -> int:
    """The seed of somebody's ways of standing and gesturing, so that not everybody has the same."""
    return seed + crc32(f"{subject.id}/{subject.name}/{subject.species}".encode()) % 997


def _animal_person(subject: Subject, seed: int) -> Figure:
    """An animal that stands upright and dresses."""
    animal = young_quadruped(tables.quadruped(subject.species), subject.age)
    young = subject.age in ("baby", "child", "young")
    row = Biped(
        metres=1.3 if young else 1.7, head_size=0.178 if young else 0.165, leg=0.34 if young else 0.375, arm=0.33,
        shoulders=0.205, hips=0.18, limb=1.2, gender=subject.gender, wear=(),
    )  # fmt: skip
    worn = outfit_of(row, subject)
    coat = animal_coat(animal, subject.colors)
    person = Person(coat.coat, "bald", coat.dark)
    return BipedFigure(row, person, worn, _manner(subject, seed), Animal(animal.head, coat, animal))


def _tinted(base: str, colors: tuple[str, ...], index: int = 0) -> Color:
    return blended(color(base), color(colors[index])) if len(colors) > index else color(base)


def _bird(subject: Subject, seed: int) -> Figure:
    row = tables.bird(subject.species)
    c = _stuff(subject)
    coat = _tinted(row.coat, c)
    plumage = Plumage(
        coat,
        mix(color(row.belly), coat, 0.3) if c else color(row.belly),
        (color(c[1]) if len(c) > 1 else dark(coat, 0.82)) if c else color(row.wing or row.coat),
        color(row.beak_color),
        color(row.leg_color),
        color(row.dark),
    )
    worn = outfit_of(Biped(), subject) if subject.clothing else None
    return BirdFigure(young_bird(row, subject.age), plumage, seed, _years(row.metres, subject.age), worn)


def _swimmer(subject: Subject, seed: int) -> Figure:
    row = tables.swimmer(subject.species)
    coat = _tinted(row.coat, _stuff(subject))
    deep = color(subject.colors[1]) if len(subject.colors) > 1 else dark(coat, 0.82)
    recolored = bool(_stuff(subject))
    scales = Scales(
        coat,
        mix(color(row.belly), coat, 0.15) if recolored else color(row.belly),
        deep if recolored else color(row.dark),
        dark(coat, 0.9) if recolored or not row.fin else color(row.fin),
    )
    return SwimmerFigure(row, scales, seed, _years(row.metres, subject.age))


def _serpent(subject: Subject, seed: int) -> Figure:
    row = tables.serpent(subject.species)
    coat = _tinted(row.coat, _stuff(subject))
    skin = Skin(
        coat,
        color(row.belly),
        color(row.dark) if row.head == "dragon" or not subject.colors else dark(coat, 0.7),
    )
    return SerpentFigure(row, skin, seed, _years(row.metres, subject.age), _made_of(subject, seed))


def _years(metres: float, age: str) -> float:
    return metres * {"baby": 0.5, "child": 0.65, "young": 0.75}.get(age, 1.0)


def _prop(subject: Subject, seed: int) -> Figure:
    row = tables.prop(subject.species)
    material = MATERIALS.get(subject.material)
    alive = subject.anthropomorphic or bool(subject.emotion)
    return PropFigure(row, subject.colors, color(material) if material else None, seed, alive, row.metres)


STEAMS = ("steam", "vapo", "汽", "热气", "白气")
"""What is in the names of white smoke."""


def _drift(subject: Subject, seed: int) -> Figure:
    steams = any(word in subject.name.lower() for word in STEAMS)
    return DriftFigure(tables.drift("steam" if steams else subject.species), subject.colors, seed)


def _card(subject: Subject, seed: int) -> Figure:
    return CardFigure(subject.name or subject.species.replace("_", " "), 1.2)


MAKERS: dict[str, Maker] = {
    "quadruped": _quadruped, "biped": _biped, "bird": _bird, "swimmer": _swimmer, "serpent": _serpent, "prop": _prop,
    "drift": _drift, "card": _card,
}  # fmt: skip
