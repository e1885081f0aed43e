"""What heads of all kinds share: the colours of an animal, the state of a face, the sphere that features sit on."""

import math

from msgspec import Struct

from laterna.engines.animatic.figures.face import Gaze
from laterna.engines.animatic.figures.hues import Color
from laterna.engines.animatic.figures.pose import Mood


class Coat(Struct, frozen=True):
    """The colours of an animal."""

    coat: Color
    belly: Color
    dark: Color
    nose: Color
    mane: Color
    iris: Color | None = None


class Face(Struct, frozen=True):
    """What a head does at one moment."""

    yaw: float
    mood: Mood
    lids: float = 0.0
    mouth: float = 0.0
    gaze: Gaze = (0.0, 0.0)
    sway: float = 0.0
    """Lag of ears and mane behind the movement, radians."""
    hidden_ears: bool = False
    pitch: float = 0.0
    """Radians by which the face is bowed towards the chest, as far as the viewer sees it."""


def side(yaw: float, azimuth: float) -> tuple[float, float]:
    """Where a point of the sphere at `azimuth` lies: (x, nearness -1..1)."""
    return math.sin(yaw + azimuth), math.cos(yaw + azimuth)
