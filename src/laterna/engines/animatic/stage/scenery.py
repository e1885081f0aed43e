"""Scenery: what a set builds, layer by layer, and what the stage must know of it to place figures."""

import math
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from msgspec import Struct

from laterna.engines.animatic.canvas import (
    LINEAR,
    Canvas,
    Draw,
    Image,
    Paint,
    Rect,
    bake,
    moved,
    opaque,
    paint,
    radial,
    surface,
)
from laterna.engines.animatic.chance import generator
from laterna.engines.animatic.color import Color, ColorLike
from laterna.engines.animatic.figures import figure_for
from laterna.engines.animatic.figures.figure import Figure
from laterna.engines.animatic.light import Light
from laterna.engines.animatic.stage.grade import Grade, style_key
from laterna.engines.animatic.stage.layers import Bake, Baked, Layer, Live, Moment, Still, Strip
from laterna.engines.animatic.stage.palette import Palette
from laterna.engines.animatic.stage.technique import technique_of
from laterna.engines.animatic.stage.view import View
from laterna.engines.animatic.storyboard import Shot, Subject

MARGIN = 170.0
"""Units beyond the frame's sides, at depth 1, that the camera may show."""


_BLUR = {"medium": 1.4, "close": 3.0, "extreme_close": 4.5}
"""How far what is far away lies out of focus, in pixels of a picture 720 high."""

_LENS = {"realistic": 1.5, "three_d": 0.5}
"""The same, in styles that are seen through a lens whatever the framing."""

_BEYOND = 300.0
"""Units around the frame that a camera in a room may come to show."""

_FLAT = frozenset(("paper_cut", "line_art", "sketch", "ink", "pixel", "watercolor"))
"""Styles without a lens."""


class Spot(Struct, frozen=True):
    """A place that the set offers, for instance a chair: where figures sit, in units, and which way they face.

    `seat` is the height of the seat above `y` in units (0: none); `behind` is the depth of what hides legs (0: none).
    """

    kind: str
    x: float
    y: float
    facing: int = 1
    seat: float = 0.0
    depth: float = 1.0


class Scenery:
    """A set while it is being built.

    `horizon` and `ground` are heights in units: where sky meets land, and where the main figure's feet stand.
    """

    def __init__(self, view: View, palette: Palette, grade: Grade, shot: Shot, style: str, seed: int) -> None:
        self.view = view
        self.palette = palette
        self.grade = grade
        self._technique = technique_of(style)
        self.shot = shot
        self.style = style
        self.seed = seed
        self.figures: Callable[[Subject, int], Figure] = figure_for
        """Makes the figure of a subject, from the subject and a seed."""
        self.horizon = view.height * 0.62
        self.ground = view.height * 0.85
        self.orb = (view.width * 0.72, view.height * 0.2)
        self.layers: list[Layer] = []
        self.spots: list[Spot] = []
        self.water_line: float | None = None
        """Where swimmers lie in the water, in units; None on dry land."""
        self.mirror = 0.0
        """How clearly water or wet ground mirrors who is on it, 0..1."""
        self.mirror_low = view.height + 40.0
        """Where the mirroring ground or water ends towards the camera, in units."""
        self.medium = "air"
        """`air`, `water` (everything under water) or `void` (no ground at all)."""
        self.indoors = False
        self.light: Light | None = None
        """The light on figures where the set has its own, for instance a lamp; None takes the palette's."""
        self.metre = 0.0
        """Units to the metre at depth 1 where the set is built to the scale of people; 0 elsewhere."""
        self.provides: set[str] = set()
        """Species that the set itself shows, so that a subject of that name need not be staged again."""
        self.bounded = False
        """The set ends at its walls: whoever moves crosses the frame instead of being followed."""
        self.own_camera = False
        """The set flies its camera itself; the stage's stays still."""
        self.floats = False
        """Figures hover instead of standing (space, under water)."""
        self.detail = (
            1.0
            if shot.camera.move not in ("dolly_in", "dolly_out", "aerial", "zoom_in", "zoom_out")
            else 1.15
        )

    # -- chance and colour

    def chance(self, *purpose: object) -> np.random.Generator:
        """A generator for one purpose of this set."""
        return generator(self.seed, "set", self.shot.setting, *purpose)

    def tone(self, color: ColorLike) -> Color:
        """A colour as live layers must paint it, that is graded."""
        return self.grade.of(color)

    @property
    def side(self) -> float:
        """+1 when sun or moon stands to the right of the middle."""
        return 1.0 if self.orb[0] >= self.view.width / 2 else -1.0

    # -- layers

    def image(
        self,
        width: float,
        height: float,
        draw: Draw,
        origin: tuple[float, float] = (0.0, 0.0),
        quality: float = 1.0,
    ) -> Image:
        """Draws once in units, graded. `quality` below 1 draws smaller and enlarges: for soft things that cost much."""
        if quality >= 1.0:
            return self._graded(bake(width, height, draw, self.view.scale, origin))
        small = bake(width, height, draw, self.view.scale * quality, origin)
        made = surface(math.ceil(width * self.view.scale), math.ceil(height * self.view.scale))
        target = Rect(0, 0, small.width() / quality, small.height() / quality)
        made.getCanvas().drawImageRect(small, target, LINEAR)
        return self._graded(made.makeImageSnapshot())

    def swatch(self, width: int, height: int, draw: Draw) -> Image:
        """Draws once in pixels of its own, graded: a texture that will be scaled."""
        return self._graded(bake(width, height, draw))

    def _graded(self, picture: Image) -> Image:
        pen = self.grade.paint()
        if pen is None:
            return picture
        made = surface(picture.width(), picture.height())
        made.getCanvas().drawImage(picture, 0, 0, paint=pen)
        return made.makeImageSnapshot()

    def painted(
        self,
        depth: float,
        width: float,
        height: float,
        draw: Draw,
        origin: tuple[float, float] = (0.0, 0.0),
        quality: float = 1.0,
    ) -> Image:
        """Draws a layer once in units, graded, and in the technique of the style; softer where out of focus."""
        picture = self.image(width, height, draw, origin, min(quality, self._focus(depth)))
        if self._technique is None:
            return picture
        return self._technique(picture, depth, self.view.scale)

    def _focus(self, depth: float) -> float:
        """What share of a layer's sharpness the lens leaves at a depth; portraits have little depth of field."""
        blur = _BLUR.get(self.shot.camera.framing, 0.0) + _LENS.get(style_key(self.style), 0.0)
        if not blur or style_key(self.style) in _FLAT:
            return 1.0
        away = abs(1 - 1 / min(depth, 12.0))
        return 1.0 if away < 0.3 else 1 / (1 + blur * away * self.view.scale)

    def add(self, layer: Layer) -> None:
        """Adds a layer; they are drawn from far to near, equals in the order they came."""
        if isinstance(layer, Baked):
            layer.baked_by(self._as_now)
        self.layers.append(layer)

    def _as_now(self, bake: Bake) -> Bake:
        """The same, which sees the set as it is now: horizon, ground or palette may be others when it is called."""
        now = dict(vars(self))

        def made() -> Image:
            then = dict(vars(self))
            vars(self).update(now)
            try:
                return bake()
            finally:
                vars(self).update(then)

        return made

    def still(
        self,
        depth: float,
        x: float,
        y: float,
        width: float,
        height: float,
        draw: Draw,
        pen: Paint | None = None,
    ) -> None:
        """A baked picture at (x, y); `draw` works in the frame's units."""
        if self.indoors:
            # Rooms are not walked through: what lies far beyond the frame is never seen.
            right, bottom = (
                min(x + width, self.view.width + _BEYOND),
                min(y + height, self.view.height + _BEYOND),
            )
            x, y = max(x, -_BEYOND), max(y, -_BEYOND)
            width, height = right - x, bottom - y
            if width <= 0 or height <= 0:
                return
        self.add(Still(depth, x, y, partial(self.painted, depth, width, height, draw, (x, y)), pen))

    def backdrop(self, depth: float, y: float, height: float, draw: Draw) -> None:
        """A baked picture over the frame's whole width that never moves, drawn in order of `depth`."""
        margin = 8.0
        covers = y <= 0 and height >= self.view.height and depth > 100

        def bake() -> Image:
            picture = self.painted(depth, self.view.width + 2 * margin, height, draw, (-margin, y))
            return opaque(picture) if covers else picture

        self.add(Still(depth, -margin, y, bake, motion=1e6))

    def wall(self, depth: float, y: float, height: float, draw: Draw) -> None:
        """A baked picture as wide as the camera can ever see at this depth, moving with it."""
        margin = 2 * MARGIN / depth + 8
        self.still(depth, -margin, y, self.view.width + 2 * margin, height, draw)

    def strip(
        self,
        depth: float,
        y: float,
        height: float,
        period: float,
        draw: Draw,
        drift: float = 0.0,
        quality: float = 1.0,
    ) -> None:
        """A baked picture that repeats every `period` units; `draw` sees 0..period and y in the frame's units."""
        self.add(
            Strip(
                depth, y, partial(self.painted, depth, period, height, draw, (0.0, y), quality), drift=drift
            )
        )

    def live(self, depth: float, draw: Callable[[Canvas, Moment], None]) -> None:
        """Something drawn each frame."""
        self.add(Live(depth, draw))

    def glow(self, depth: float, x: float, y: float, radius: float, color: ColorLike, alpha: float) -> None:
        """Light over what lies behind, fading to nothing at `radius`.

        Laid with plain source-over: added light would cost five times as much and looks the same on a bright colour.
        """
        left, top, right, bottom = x - radius, y - radius, x + radius, y + radius
        if self.bounded:
            # A lamp's light reaches far beyond what the camera ever sees of a room.
            margin = 2 * MARGIN / depth + 8
            left, right = max(left, -margin), min(right, self.view.width + margin)
            top, bottom = max(top, -margin), min(bottom, self.view.height + margin)
        if right <= left or bottom <= top:
            return
        area = (left, top, right - left, bottom - top)
        self.add(Still(depth, left, top, partial(self._glow, (x, y), radius, color, alpha, area)))

    def glow_image(self, radius: float, color: ColorLike, alpha: float) -> Image:
        """A soft round light as an image."""
        return self._glow((radius, radius), radius, color, alpha, (0.0, 0.0, radius * 2, radius * 2))

    def _glow(
        self,
        center: tuple[float, float],
        radius: float,
        color: ColorLike,
        alpha: float,
        area: tuple[float, float, float, float],
    ) -> Image:
        # The grade changes nothing but the one colour, so that the picture needs no grading.
        shader = radial(
            center, radius, [self.tone(color)] * 5, [0.0, 0.12, 0.3, 0.6, 1.0],
            [alpha, alpha * 0.62, alpha * 0.28, alpha * 0.07, 0.0],
        )  # fmt: skip
        left, top, width, height = area

        def draw(canvas: Canvas) -> None:
            canvas.drawPaint(paint(shader=shader))

        return bake(width, height, draw, self.view.scale, (left, top))


def across(
    canvas: Canvas,
    period: float,
    places: Sequence[float],
    draw: Callable[[Canvas, int], None],
    reach: float = 260.0,
) -> None:
    """Draws things along a strip so that those at the seam appear on both sides; `draw` gets each one's index."""
    for index, x in enumerate(places):
        for turn in (-period, 0.0, period):
            if -reach < x + turn < period + reach:
                with moved(canvas, x + turn, 0.0):
                    draw(canvas, index)


def ridge(
    random: np.random.Generator, period: float, height: float, octaves: int = 6, roughness: float = 1.1
) -> Callable[[float], float]:
    """A hill line that repeats every `period`: a function of x giving -height..height."""
    waves = []
    for octave in range(octaves):
        turns = octave + 1 + (int(random.integers(0, 2)) if octave else 0)
        waves.append((turns, (octave + 1.0) ** -roughness, float(random.random()) * math.tau))
    total = sum(size for _, size, _ in waves) * 0.62

    def line(x: float) -> float:
        heap = sum(size * math.sin(math.tau * turns * x / period + phase) for turns, size, phase in waves)
        return float(height * heap / total)

    return line


def spread(random: np.random.Generator, period: float, count: int, jitter: float = 0.8) -> list[float]:
    """`count` places along a strip, evenly with a jitter."""
    step = period / max(1, count)
    return [((i + jitter * float(random.random())) * step) % period for i in range(count)]
