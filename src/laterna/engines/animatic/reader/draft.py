"""A shot being written: figures, relations and scene facts, before they become a frozen storyboard."""

from dataclasses import dataclass, field, replace
from typing import TypedDict

from laterna.engines.animatic.reader.words import Sense
from laterna.engines.animatic.storyboard import (
    Action,
    Age,
    Certainty,
    Garment,
    Kind,
    Line,
    Place,
    Reading,
    RelationKind,
    Size,
)

ANIMATE = frozenset({"quadruped", "biped", "bird", "fish", "insect", "reptile"})
LARGEST_COUNT = 12


@dataclass(slots=True, eq=False)
class Figure:
    """A subject in the making; two figures are the same only if they are one object."""

    id: str
    name: str
    sense: Sense
    kind: Kind
    species: str
    count: int = 1
    colors: list[str] = field(default_factory=list)
    size: Size = "normal"
    age: Age = ""
    gender: str = ""
    anthropomorphic: bool = False
    clothing: list[Garment] = field(default_factory=list)
    material: str = ""
    emotion: str = ""
    actions: list[Action] = field(default_factory=list)
    place: Place = ""
    importance: int = 1
    agent: bool = False
    lead: bool = False
    titled: bool = False
    """What the whole clip is said to be of (`a time-lapse of a sunflower`)."""
    each: list[str] = field(default_factory=list)
    """`one brown and one white`: the colours of several, one each."""
    twin: "Figure | None" = None
    """The other of two, once `one` and `the other` are told apart."""
    hinted: bool = False
    """Named only beside light or camera (`the light of the lamp`): a later `a lamp` is this one."""

    @property
    def animate(self) -> bool:
        return self.kind in ANIMATE

    @property
    def plural(self) -> bool:
        return self.count > 1

    def act(self, action: Action) -> None:
        """Adds an action, or completes one of the same verb that had no target or manner."""
        for at, known in enumerate(self.actions):
            if known.verb == action.verb and (not known.target or not action.target):
                target, manner = known.target or action.target, known.manner or action.manner
                self.actions[at] = Action(known.verb, target, manner)
                return
        self.actions.append(action)

    def wear(self, kind: str, color: str) -> None:
        """Adds a garment; a colour told later completes it."""
        for at, known in enumerate(self.clothing):
            if known.kind == kind:
                self.clothing[at] = Garment(kind, known.color or color)
                return
        self.clothing.append(Garment(kind, color))


class _Lists(TypedDict):
    colors: list[str]
    clothing: list[Garment]
    actions: list[Action]
    each: list[str]


def lists(figure: Figure) -> _Lists:
    """Copies of what a figure has several of, so that its double can have its own."""
    return {
        "colors": list(figure.colors),
        "clothing": list(figure.clothing),
        "actions": list(figure.actions),
        "each": list(figure.each),
    }


@dataclass(slots=True)
class Cast:
    """All figures of the clip by id, so that a character keeps its id from shot to shot."""

    figures: list[Figure] = field(default_factory=list)
    aliases: dict[str, Figure] = field(default_factory=dict)
    """Lower-case proper names, and whom they name."""

    def new_id(self, species: str) -> str:
        """A fresh id: the species, numbered from the second on."""
        taken = {figure.id for figure in self.figures}
        number, fresh = 2, species
        while fresh in taken:
            fresh, number = f"{species}_{number}", number + 1
        return fresh


@dataclass(slots=True)
class Draft:
    """One shot in the making. Lists keep the order of the prompt."""

    cast: Cast
    figures: list[Figure] = field(default_factory=list)
    relations: list[tuple[Figure, RelationKind, Figure]] = field(default_factory=list)
    settings: list[tuple[int, str]] = field(default_factory=list)
    scene: dict[str, list[str]] = field(default_factory=dict)
    camera: dict[str, str] = field(default_factory=dict)
    camera_speed: float = 1.0
    loose: bool = False
    """Whether the framing is a medium close-up, which opens up to show what hands do."""
    dialogue: list[Line] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    palette: list[str] = field(default_factory=list)
    wares: bool = False
    """Whether it is an advertisement or a product film."""
    place_told: bool = False
    """Whether a shot before said where the story is."""

    def note(self, text: str, certainty: Certainty, means: str) -> None:
        """Remembers what became of a word."""
        reading = Reading(text, certainty, means)
        if text and reading not in self.readings:
            self.readings.append(reading)

    def tell(self, category: str, key: str) -> None:
        """A fact of the scene such as `time` = `night`."""
        found = self.scene.setdefault(category, [])
        if key not in found:
            found.append(key)

    def stage(self, rank: int, key: str) -> None:
        """A candidate for the setting; the highest rank wins, then the first."""
        self.settings.append((rank, key))

    def relate(self, subject: Figure, kind: RelationKind, other: Figure) -> None:
        if subject is not other and (subject, kind, other) not in self.relations:
            self.relations.append((subject, kind, other))

    def exclude(self, key: str) -> None:
        if key and key not in self.excluded:
            self.excluded.append(key)

    def tint(self, color: str) -> None:
        """Adds a colour to the palette of the clip."""
        if color not in self.palette:
            self.palette.append(color)

    def settle(self) -> None:
        """Ends the shot: it keeps copies, so that what the characters do in the next shot is new."""
        copies = {id(figure): replace(figure, **lists(figure)) for figure in self.figures}
        for figure in self.figures:
            figure.actions, figure.place = [], ""
            figure.agent = figure.lead = False
            figure.importance = 1
        self.relations = [(copies[id(a)], kind, copies[id(b)]) for a, kind, b in self.relations]
        self.figures = list(copies.values())

    def enter(self, figure: Figure) -> None:
        """Puts a figure into this shot."""
        if figure not in self.figures:
            self.figures.append(figure)
        if figure not in self.cast.figures:
            self.cast.figures.append(figure)
