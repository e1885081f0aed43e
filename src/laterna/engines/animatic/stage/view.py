"""The view: stage units that stay the same for every size of picture."""

import math

from msgspec import Struct


class View(Struct, frozen=True):
    """A picture of `pixels_wide`×`pixels_high` pixels seen as `width`×`height` units, `scale` pixels to the unit.

    A landscape picture is 720 units high; a portrait one is taller and narrower, its area kept between.
    """

    pixels_wide: int
    pixels_high: int
    width: float
    height: float
    scale: float

    @property
    def portrait(self) -> bool:
        """Taller than wide."""
        return self.height > self.width

    @property
    def aspect(self) -> float:
        """Width by height."""
        return self.width / self.height


def view_of(width: int, height: int) -> View:
    """The view of a picture of so many pixels."""
    aspect = width / height
    units = 720.0 if aspect >= 1 else 720.0 / math.sqrt(aspect)
    return View(width, height, units * aspect, units, height / units)
