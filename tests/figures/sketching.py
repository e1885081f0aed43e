"""Helpers of the figure tests: draw one pose into pixels."""

import numpy as np
from numpy.typing import NDArray

from laterna.engines.animatic import canvas as cv
from laterna.engines.animatic.figures import figure_for, kind_of
from laterna.engines.animatic.figures.figure import Figure
from laterna.engines.animatic.figures.pose import Pose
from laterna.engines.animatic.light import Light, flat
from laterna.engines.animatic.storyboard import Subject

SCALE = 48


def figure(species: str, seed: int = 3, **fields: object) -> Figure:
    """The figure of a subject of this species."""
    subject = Subject(id="s", name=species, kind=kind_of(species), species=species, **fields)  # type: ignore[arg-type]
    return figure_for(subject, seed)


def drawn(
    shown: Figure, pose: Pose, scale: float = SCALE, light: Light | None = None, margin: float = 0.5
) -> NDArray[np.uint8]:
    """(H, W, 4) BGRA pixels of the pose inside its bounds, grown by `margin` heights all round."""
    left, top, right, bottom = shown.bounds(pose)
    width, height = right - left + 2 * margin, bottom - top + 2 * margin
    made = cv.surface(int(width * scale), int(height * scale))
    canvas = made.getCanvas()
    canvas.scale(scale, scale)
    canvas.translate(margin - left, margin - top)
    shown.draw(canvas, pose, light or flat())
    return cv.pixels_of(made.makeImageSnapshot())
