"""Actors: one figure on the stage, where it is at a moment, in what pose, with its shadow."""

import math
from collections.abc import Callable

from msgspec import structs

from laterna.engines.animatic.chance import ease, wobble
from laterna.engines.animatic.figures import Pose
from laterna.engines.animatic.figures.figure import Figure
from laterna.engines.animatic.figures.pose import View as Turned
from laterna.engines.animatic.light import Light
from laterna.engines.animatic.stage.grade import contour_of, evened, figure_grade, graded
from laterna.engines.animatic.stage.scenery import Scenery
from laterna.engines.animatic.storyboard import Subject

CADENCE = {"walk": 0.95, "run": 1.75, "gallop": 1.9, "crawl": 0.7, "carry": 0.85, "push": 0.7, "pull": 0.7}
"""Gait cycles a second at usual speed."""

PACE = {
    "fly": 0.9,
    "swim": 0.55,
    "drive": 2.2,
    "ride": 2.0,
    "float": 0.15,
    "sail": 0.4,
    "dive": 0.4,
    "ski": 1.6,
    "skate": 1.1,
    "broom": 0.9,
}
"""Heights a second for what moves without stepping."""


_SINGERS = frozenset(("singer", "pop_star", "rock_star", "vocalist"))
"""Who sings while playing."""

Path = Callable[[float], tuple[float, float, float]]
"""Seconds to x, y and tilt in degrees."""


class Actor:
    """A figure with its place. `x`, `y` are units of its contact point when the shot begins; `size` its height."""

    def __init__(self, subject: Subject, figure: Figure, verb: str, size: float, key: int) -> None:
        self.subject = subject
        self.figure = figure
        self.verb = verb
        self.size = size
        self.key = key
        self.x = 0.0
        self.y = 0.0
        self.depth = 1.0
        self.facing = 1
        self.speed = 0.0
        """Units a second along `facing`, over the ground."""
        self.tracked = False
        """The camera runs along, so that the actor stays in the frame."""
        self.motion = "stand"
        """`stand`, `travel`, `fly`, `swim`, `leap`, `hover`, `circle` or `ride`."""
        self.carrier: Actor | None = None
        self.held: Figure | None = None
        self.held_second: Figure | None = None
        self.held_scale = 0.0
        self.paired = False
        """Faces a partner already."""
        self.still = False
        """Belongs to the sky and never moves."""
        self.extra = False
        """One of a school or a thicket around the others, not one that the prompt counts."""
        self.resting = False
        """Lies on something, where no shadow falls on the ground."""
        self.aboard = False
        """Sits on the bottom of a boat, its legs before it."""
        self.draft = 0.0
        """How deep a hull lies in the water, as a share of its width."""
        self.aim = 0.0
        """How much lower than usual its hands reach out to a partner's, in its heights."""
        self.pitch = 0.0
        """Degrees that it leans forward all the time, as a rocket under way does."""
        self.seat = 0.0
        self.sits = False
        """Sits, though its verb tells of something else that it does."""
        self.emotion = subject.emotion
        self.gaze = (0.0, 0.0)
        self.murmurs = False
        """Its mouth moves, without words that the prompt tells."""
        self.grows: tuple[float, float, float] | None = None
        """From what share of its size to what, in so many seconds, where it grows or shrinks."""
        self.view: Turned = "side"
        self.path: Path | None = None
        """Where it is by the second, for what is thrown or kicked; it replaces every other motion."""
        self.lag = key * 0.77
        """Seconds by which its own time runs ahead, so that no two move as one."""
        self.stop = math.inf
        """Seconds after which a traveller stands still."""
        self.center: tuple[float, float] = (0.0, 0.0)

    @property
    def width(self) -> float:
        """Units from side to side when standing."""
        return self.size * max(0.25, self.figure.aspect)

    @property
    def line(self) -> float:
        """Height in units of the water's surface at a swimmer or hull."""
        return self.y - self.draft * self.width

    @property
    def root(self) -> "Actor":
        """Who carries it in the end: itself where nobody does."""
        return self if self.carrier is None else self.carrier.root

    def grown(self, time: float) -> float:
        """Its size at a time, as a share of `size`."""
        if self.grows is None:
            return 1.0
        first, last, seconds = self.grows
        return first + (last - first) * ease(time / seconds)

    def distance(self, time: float) -> float:
        """Units covered over the ground since the shot began."""
        return self.speed * min(time, self.stop)

    def place(self, time: float, air: float = 1.0) -> tuple[float, float, float]:
        """x and y of the contact point, and the tilt in degrees, at a time."""
        if self.carrier is not None:
            x, y, tilt = self.carrier.place(time)
            lift = (
                self.carrier.figure.seat_height * self.carrier.size * (0.94 if self.motion == "ride" else 1.0)
            )
            if (
                self.verb not in ("ride", "pedal", "surf", "stand")
                and self.subject.kind == "biped"
                and not self.aboard
            ):
                lift -= 0.26 * self.size
            if self.aboard:
                lift += 0.12 * self.size
            return (x + self.x * self.carrier.facing, y - lift + self.y, tilt)
        if self.path is not None:
            return self.path(time)
        x, y = self.x, self.y
        if self.speed and not self.tracked:
            x += self.facing * self.distance(time)
        phase = self.key * 1.37
        if self.motion == "fly":
            sway = 0.06 * self.size
            return (
                x + sway * 2 * wobble(time * 0.7, phase),
                y + sway * 2.4 * wobble(time, phase + 2),
                self.pitch * self.facing + 5 * wobble(time, phase),
            )
        if self.still:
            return (x, y, 0.0)
        if self.motion in ("swim", "hover"):
            slow = 0.045 * self.size
            return (
                x + slow * 2 * wobble(time * 0.6, phase),
                y + slow * 2 * wobble(time * 0.8, phase + 1),
                self.pitch * self.facing + 3 * wobble(time, phase),
            )
        if self.motion == "leap":
            return self._leap(time, x, y)
        if self.motion == "roll":
            swing = math.sin(time * 1.7 + 0.6)
            hop = abs(math.sin(time * 5.1)) * 0.5 * self.size
            return (self.center[0] + self.center[1] * swing, y - hop, 140 * swing)
        if self.motion == "circle":
            angle = self._angle(time)
            return (self.center[0] + self.x * math.cos(angle), self.center[1] + self.y * math.sin(angle), 0.0)
        return (x, y, 0.0)

    def _angle(self, time: float) -> float:
        return 2.2 - time * 0.9 + self.key * 2.19

    def heading(self, time: float) -> tuple[int, float]:
        """Which way it faces at a time, and how much farther it is than its own depth: circlers turn and go behind."""
        if self.motion != "circle" or self.carrier is not None:
            return self.facing, 0.0
        angle = self._angle(time)
        return (1 if math.sin(angle) > 0 else -1), (-0.2 * math.sin(angle))

    def _leap(self, time: float, x: float, y: float) -> tuple[float, float, float]:
        period = 2.3
        cycle = (
            (time / period + self.key * 0.12 + 0.2) % 1.0 if self.subject.count > 1 else (time / period) % 1.0
        )
        span, top = self.size * (self.figure.aspect * 1.05 + 0.5), self.size * 1.35
        if self.subject.count > 1:
            span *= 0.62  # each of a pod keeps to its own stretch of water
        along = cycle - 0.5
        height = top * (1 - (along * 2.4) ** 2)
        slope = math.degrees(math.atan2(2 * 2.4**2 * along * top, span)) * 0.9
        return (x + self.facing * along * span, y - height, slope * self.facing)

    def pose(self, time: float, mouth: float, scene: Scenery) -> Pose:
        """The pose at a time; `mouth` 0..1 opens it for speech."""
        verb = self.verb if time < self.stop or self.motion == "fly" else "stand"
        stride = self.figure.stride(verb) * self.size
        if stride > 0 and self.speed:
            phase = self.distance(time) / stride
        else:
            phase = time * CADENCE.get(verb, 0.8)
        if self.murmurs or (self.verb == "play_instrument" and self.subject.species in _SINGERS):
            mouth = max(mouth, 0.12 + 0.4 * abs(math.sin(time * 3.4)) * (0.6 + 0.4 * math.sin(time * 1.3)))
        wind = {"wind": 0.6, "storm": 0.9, "blizzard": 0.9, "sandstorm": 0.8}.get(scene.shot.weather, 0.1)
        return Pose(
            verb=verb,
            phase=phase + self.key * 0.31,
            time=time + self.lag,
            mouth=mouth,
            gaze=self.gaze,
            view=self.view,
            emotion=self.emotion,
            held=self.held,
            held_second=self.held_second,
            held_scale=self.held_scale,
            seat=self.seat > 0 or (self.carrier is not None and not self.aboard),
            sits=self.sits or self.aboard,
            facing=self.heading(time)[0],
            aim=self.aim,
            wind=wind * (0.7 + 0.3 * wobble(time, 5.0)),
        )

    def light(self, scene: Scenery) -> Light:
        """The light on it."""
        base = scene.light or scene.palette.light(1.0 if self.still else max(1.0, self.depth), scene.side)
        base = structs.replace(base, contour=contour_of(scene.style, scene.view.scale))
        return graded(evened(base, scene.style), figure_grade(scene.style, scene.grade))
