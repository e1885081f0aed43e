"""The storyboard: what the animatic engine understood of a prompt, as plain data.

It is the hinge of the engine: the reader writes it, people may edit it as JSON, the stage draws it.
Keys of things (species, settings, verbs, garments) are lower-case English nouns or verbs, words joined by `_`.
"""

from typing import Literal

import msgspec
from msgspec import Struct

Kind = Literal[
    "quadruped", "biped", "bird", "fish", "insect", "reptile", "plant", "vehicle", "furniture", "food",
    "instrument", "tool", "building", "celestial", "object", "card",
]  # fmt: skip
TimeOfDay = Literal["dawn", "morning", "day", "afternoon", "sunset", "dusk", "night"]
Weather = Literal[
    "clear", "cloudy", "overcast", "rain", "drizzle", "storm", "snow", "blizzard", "fog", "wind", "sandstorm"
]
Season = Literal["", "spring", "summer", "autumn", "winter"]
Move = Literal[
    "static", "pan_left", "pan_right", "tilt_up", "tilt_down", "dolly_in", "dolly_out", "zoom_in", "zoom_out",
    "orbit", "crane_up", "crane_down", "aerial", "tracking", "handheld",
]  # fmt: skip
Angle = Literal["eye", "low", "high", "overhead"]
Framing = Literal["extreme_wide", "wide", "full", "medium", "close", "extreme_close"]
Size = Literal["tiny", "small", "normal", "large", "giant"]
Age = Literal["", "baby", "child", "young", "adult", "old"]
Place = Literal["", "left", "center", "right", "foreground", "background", "sky"]
RelationKind = Literal[
    "left_of", "right_of", "in_front_of", "behind", "on", "under", "above", "in", "around", "beside", "with",
    "holding", "wearing", "riding", "following", "toward", "away_from", "looking_at",
]  # fmt: skip
Transition = Literal["cut", "fade", "dissolve", "wipe"]
Certainty = Literal["understood", "guessed", "not_drawn"]


class Garment(Struct, frozen=True, forbid_unknown_fields=True):
    """One piece of clothing, for instance `trench_coat` in `brown`; an empty colour is the drawer's choice."""

    kind: str
    color: str = ""


class Action(Struct, frozen=True, forbid_unknown_fields=True):
    """What a subject does: a verb key (`run`, `sit`, `talk`), the id of the subject it is done to, and how."""

    verb: str
    target: str = ""
    manner: Literal["", "slow", "fast", "gentle", "wild"] = ""


class Subject(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Someone or something in the picture.

    `name` is the word of the prompt, `species` the key of what is drawn (`cat`, `astronaut`, `sailing_boat`);
    kind `card` draws a labelled object card. `anthropomorphic` animals stand and dress as people.
    """

    id: str
    name: str
    kind: Kind
    species: str
    count: int = 1
    colors: tuple[str, ...] = ()
    size: Size = "normal"
    age: Age = ""
    gender: Literal["", "female", "male"] = ""
    anthropomorphic: bool = False
    clothing: tuple[Garment, ...] = ()
    material: str = ""
    emotion: str = ""
    actions: tuple[Action, ...] = ()
    place: Place = ""
    importance: int = 1
    """3 main figure, 2 takes part, 1 dressing of the set."""


class Relation(Struct, frozen=True, forbid_unknown_fields=True):
    """`subject` stands in this relation to `object`; both are ids of subjects of the same shot."""

    subject: str
    kind: RelationKind
    object: str


class Camera(Struct, frozen=True, forbid_unknown_fields=True):
    """How the shot is taken; `speed` 1.0 is usual."""

    move: Move = "static"
    angle: Angle = "eye"
    framing: Framing = "full"
    speed: float = 1.0


class Line(Struct, frozen=True, forbid_unknown_fields=True):
    """A spoken line; `speaker` is a subject's id, or empty for a voice off screen."""

    text: str
    speaker: str = ""


class Shot(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One take. `share` is its part of the clip's length relative to the other shots."""

    setting: str = "meadow"
    era: Literal["", "ancient", "medieval", "victorian", "retro", "modern", "future"] = ""
    time: TimeOfDay = "day"
    season: Season = ""
    weather: Weather = "clear"
    lights: tuple[str, ...] = ()
    """Keys of named light: `moonlight`, `golden_hour`, `neon`, `lamp`, `candle`, `spotlight`, `backlight`, `soft`."""
    camera: Camera = Camera()
    subjects: tuple[Subject, ...] = ()
    relations: tuple[Relation, ...] = ()
    dialogue: tuple[Line, ...] = ()
    sounds: tuple[str, ...] = ()
    share: float = 1.0
    transition: Transition = "cut"
    """How this shot begins, after the first."""


class Reading(Struct, frozen=True, forbid_unknown_fields=True):
    """What became of one word or phrase of the prompt."""

    text: str
    certainty: Certainty
    means: str


class Storyboard(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole clip. `style` is a key such as `watercolor`, `noir`, `cinematic`, or empty for the house style."""

    prompt: str
    language: Literal["en", "zh", "mixed"] = "en"
    style: str = ""
    mood: str = ""
    palette: tuple[str, ...] = ()
    shots: tuple[Shot, ...] = (Shot(),)
    excluded: tuple[str, ...] = ()
    """Keys that negation or the negative prompt removed."""
    readings: tuple[Reading, ...] = ()


def encode(storyboard: Storyboard) -> bytes:
    """The storyboard as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(storyboard), indent=2)


def decode(data: bytes | str) -> Storyboard:
    """Reads a storyboard from JSON. Raises `msgspec.ValidationError` whose text names the field."""
    return msgspec.json.decode(data, type=Storyboard)
