"""Figures: every character, creature, vehicle and thing, drawn from tables of numbers.

`known_species` and `kind_of` need no drawing library; `figure_for` loads it when first called.
"""

from typing import TYPE_CHECKING

from laterna.engines.animatic.figures.pose import Pose
from laterna.engines.animatic.figures.tables import kind_of, known_species
from laterna.engines.animatic.storyboard import Subject

if TYPE_CHECKING:
    from laterna.engines.animatic.figures.figure import Figure

__all__ = ["Pose", "figure_for", "kind_of", "known_species"]


def figure_for(subject: Subject, seed: int) -> "Figure":
    """The figure that draws a subject. Raises `EngineError` where Skia cannot load."""
    from laterna.engines.animatic.figures.factory import figure_for as make

    return make(subject, seed)
