"""What a city of a flight is made of: numbers, wall colours, buildings."""

from msgspec import Struct

from laterna.engines.animatic.canvas import (
    Image,
    Paint,
)

BLOCK = 84.0
"""Side of a city block in metres, street included."""


FAR_END = 1750.0


NEAR_END = 26.0


LEVELS = 12
"""Steps of air between the eye and the horizon for which fronts are baked."""


WALLS = ("#e6d3c0", "#cdbfd2", "#b9c6d8", "#e9dfd0", "#c9b2a6", "#a9b8c9", "#dcc7b4")


FUTURE_WALLS = ("#e8ecf4", "#cfdcea", "#bcd0e2", "#e4dbe8", "#a9c2d6", "#f0e8e0", "#c8d4e4")


class Building(Struct, frozen=True):
    """One building: its front's middle and depth on the plan, width, depth and height in metres, kind and wall."""

    x: float
    z: float
    wide: float
    deep: float
    tall: float
    kind: str
    wall: int
    key: int


class Walls(Struct, frozen=True):
    """What a wall colour needs at one level of air: front image, side, roof and edge."""

    front: Image
    side: Paint
    roof: Paint
    line: Paint
    solid: Paint
