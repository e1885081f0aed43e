"""Voices: how a speaker sounds, from age, gender, size and kind; the same figure keeps its voice in every shot."""

import math
from typing import Final

import msgspec
from msgspec import Struct

from laterna.engines.animatic.chance import generator
from laterna.engines.animatic.figures.tables import metres_of
from laterna.engines.animatic.storyboard import Subject


class Voice(Struct, frozen=True):
    """A voice. `pitch` in Hz; `tract` is how much shorter than a man's the throat is: all formants are multiplied
    by it; `pace` 1 is usual; `liveliness` 0 monotone to 1 usual and above; `female` chooses the base voice."""

    pitch: float = 165.0
    tract: float = 1.05
    pace: float = 1.0
    liveliness: float = 1.0
    female: bool = False


NARRATOR: Final = Voice(pitch=125.0, tract=1.0, pace=0.95)

_ADULTS: Final = {
    "male": Voice(pitch=112.0, tract=1.0),
    "female": Voice(pitch=205.0, tract=1.12, female=True),
    "": Voice(pitch=160.0, tract=1.06, female=True),
}
_AGES: Final = {
    # pitch, tract, pace
    "baby": (2.1, 1.35, 0.85),
    "child": (1.55, 1.22, 1.05),
    "young": (1.12, 1.05, 1.05),
    "old": (0.92, 0.98, 0.82),
}
_SIZES: Final = {"tiny": (1.6, 1.3), "small": (1.2, 1.1), "large": (0.8, 0.92), "giant": (0.6, 0.8)}
_MACHINES: Final = frozenset({"robot", "android", "cyborg", "drone", "computer"})
_HUMAN_METRES: Final = 1.7
_OWN: Final = 0.1
"""How far two speakers of one kind may differ, up or down."""


def voice_of(subject: Subject | None, seed: int) -> Voice:
    """The voice of a subject, or of somebody off screen."""
    if subject is None:
        return NARRATOR
    voice = _ADULTS[subject.gender]
    pitch, tract, pace = _AGES.get(subject.age, (1.0, 1.0, 1.0))
    bigger, wider = _SIZES.get(subject.size, (1.0, 1.0))
    pitch, tract = pitch * bigger, tract * wider
    if subject.kind != "biped":
        ratio = _HUMAN_METRES / max(0.03, metres_of(subject.species) or _HUMAN_METRES)
        pitch, tract = pitch * ratio**0.3, tract * ratio**0.12
    own = math.exp(_OWN * float(generator(seed, "voice", subject.id, subject.name).uniform(-1, 1)))
    return msgspec.structs.replace(
        voice,
        pitch=min(520.0, max(62.0, voice.pitch * pitch * own)),
        tract=min(1.55, max(0.75, voice.tract * tract * math.sqrt(own))),
        pace=pace,
        liveliness=0.0 if subject.species in _MACHINES else 1.0,
    )
