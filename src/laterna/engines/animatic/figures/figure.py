"""What every figure can do, whatever its body plan."""

from abc import ABC, abstractmethod

from laterna.engines.animatic.canvas import Canvas
from laterna.engines.animatic.figures.geometry import Point, clamp
from laterna.engines.animatic.figures.pen import Pen
from laterna.engines.animatic.figures.pose import Pose
from laterna.engines.animatic.light import Light

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


class Figure(ABC):
    """Something that can be drawn in any pose. Its standing height is 1.0, its contact with the ground (0, 0), y down.

    `metres` is the natural standing height, `aspect` width by height of the standing figure.
    """

    metres: float = 1.0
    aspect: float = 1.0
    seat_height: float = 0.5
    """Where a rider or a thing put on it sits, in heights above the ground."""

    seat_x: float = 0.0
    """How far ahead of its middle a rider sits, in heights."""
    hold: str = ""
    """How it is held: an instrument by `strap`, `chin`, `lips`, `reed`, `side`, `front` or on the `floor`; what goes
    `over` the head or under the `feet`; a hand that is `ahead` or `behind`; empty for anything else."""

    @property
    def broad(self) -> bool:
        """Whether it takes two hands to carry: baskets, boxes, trays."""
        return not self.hold and self.aspect > 0.85 and 0.22 <= self.metres <= 0.7

    @abstractmethod
    def draw(self, canvas: Canvas, pose: Pose, light: Light) -> None:
        """Draws one moment. A pure function of its arguments."""

    @abstractmethod
    def bounds(self, pose: Pose) -> Box:
        """A box that holds everything `draw` touches."""

    def stride(self, verb: str) -> float:
        """Ground covered by one cycle of `phase`, in heights; 0 where nothing steps or rolls."""
        return 0.0

    def head(self, pose: Pose) -> Point:
        """The top of the head, where a hat or a bird would be."""
        return (0.0, -1.0)

    def mouth_point(self, pose: Pose) -> Point:
        """Where speech comes from and food goes to."""
        return (0.0, -0.8)

    def hand(self, pose: Pose) -> Point:
        """Where a held thing is held."""
        return (self.aspect * 0.3, -0.45)


def held_size(holder: Figure, pose: Pose, thing: Figure) -> float:
    """The height to draw a held thing at, in heights of the holder: natural, but kept large enough to read."""
    if pose.held_scale > 0:
        return pose.held_scale
    return clamp(thing.metres / max(0.05, holder.metres), 0.12, 0.9)


def draw_held(
    pen: Pen,
    canvas: Canvas,
    thing: Figure,
    at: Point,
    size: float,
    pose: Pose,
    light: Light,
    angle: float = 0.0,
    grip: Point | None = None,
) -> None:
    """Draws a held thing with its grip (or the given point of it) at `at`, in its own pass over what is drawn."""
    canvas.save()
    canvas.scale(float(pose.facing), 1.0)
    canvas.translate(at[0], at[1] - pose.lift)
    if angle:
        canvas.rotate(angle)
    canvas.scale(size, size)
    x, y = thing.hand(Pose(time=pose.time)) if grip is None else grip
    canvas.translate(-x, -y)
    cradled = pose.verb == "cradle"
    held = Pose(
        verb="sit" if cradled else "idle",
        time=pose.time,
        phase=pose.phase,
        view="front" if cradled else "side",
    )
    thing.draw(canvas, held, light)
    canvas.restore()
