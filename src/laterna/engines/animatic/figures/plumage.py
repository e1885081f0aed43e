"""The colours of a bird."""

from msgspec import Struct

from laterna.engines.animatic.figures.hues import Color


class Plumage(Struct, frozen=True):
    """What each part of a bird is coloured."""

    coat: Color
    belly: Color
    wing: Color
    beak: Color
    leg: Color
    dark: Color
