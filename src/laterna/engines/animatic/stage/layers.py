"""Depth layers: what lies at one distance from the camera, and how it moves when the camera does.

Costs on one core at 1280×720: an image laid at whole pixels without scaling 0.2 to 0.5 ms a full frame, the same
scaled with linear sampling 5 to 6 ms, a gradient 8 to 16 ms. So layers are images baked once at the picture's own
scale and laid at whole pixels, without what is empty of them; only a push of the camera scales the near ones.
"""

import math
from collections.abc import Callable
from typing import Protocol

from msgspec import Struct

from laterna.engines.animatic.canvas import NEAREST, Canvas, Image, Paint, Rect
from laterna.engines.animatic.stage.pieces import Pieces, banded, islands, through, whole
from laterna.engines.animatic.stage.view import View

STILL = 7.5
"""Depth beyond which a push changes too little to be worth a scaled draw."""

FIXED = 1e5
"""Motion depth from which nothing moves by a pixel."""

SEAM = 0.5
"""Pixels by which the copies of a strip overlap when enlarged."""

FLAT = 0.0025
"""Scalings smaller than this are left out."""

SLACK = 16
"""Pixels beyond the frame's sides that are drawn too, for pictures of layers that are moved a little afterwards."""

Box = tuple[float, float, float, float]
"""Left, top, right and bottom, in pixels of the frame."""


class Moment(Struct, frozen=True):
    """One instant of a shot: `time` in seconds since the shot began, the camera's shift in units at depth 1
    (`scroll` runs on while the camera tracks), its `push` into the scene 0..0.5 and the `pivot` depth it turns around
    (0: none); `swing` is how many units everything but backdrops is shifted because the camera turns;
    (`focus_x`, `focus_y`) is the vanishing point.
    """

    time: float
    x: float = 0.0
    y: float = 0.0
    scroll: float = 0.0
    push: float = 0.0
    pivot: float = 0.0
    swing: float = 0.0
    focus_x: float = 640.0
    focus_y: float = 400.0

    def growth(self, depth: float) -> float:
        """How much larger something at `depth` appears than before the push."""
        if self.push == 0.0 or depth > STILL:
            return 1.0
        return depth / max(0.35, depth - self.push)

    def shift(self, depth: float) -> tuple[float, float]:
        """Units that something at `depth` moves against the frame."""
        # Backdrops never move, not even around a pivot: they end at the frame's sides.
        near = depth < FIXED
        part = 1 / depth - (1 / self.pivot if self.pivot and near else 0.0)
        turned = self.swing if near else 0.0
        return (-(self.x * part) - self.scroll / depth - turned, -self.y / depth)


class Layer(Protocol):
    """Something drawn at one depth."""

    depth: float

    def draw(self, canvas: Canvas, view: View, moment: Moment) -> None:
        """Draws this moment onto the canvas, whose units are pixels."""
        ...


Bake = Callable[[], Image]
"""Makes the image of a layer. It may be called in another process, before or after other layers' are made, or never:
what it draws depends on nothing that another bake does, and nothing depends on its having run."""


class Baked:
    """A layer with an image that is made when it is first needed and cut into pieces once the camera's way is known."""

    def __init__(self, depth: float, image: Bake, pen: Paint | None = None) -> None:
        self.depth = self.motion = depth
        self._bake: Bake | None = image
        self._pen = pen
        self._cut: Pieces | None = None

    @property
    def pieces(self) -> Pieces:
        """The image in pieces, or whole as long as it is not cut."""
        if self._cut is None:
            self._cut = whole(self._image())
        return self._cut

    def baked_by(self, change: Callable[[Bake], Bake]) -> None:
        """Has the image made by what `change` makes of the bake."""
        if self._bake is not None:
            self._bake = change(self._bake)

    def cut(self, pushed: bool) -> Pieces:
        """The image in the pieces that suit a camera that pushes in, or one that never does."""
        image = self._image()
        return islands(image) if pushed and self.motion <= STILL else banded(image)

    def keep(self, pieces: Pieces) -> None:
        """Takes what `cut` gave, here or in another process, in the place of the image."""
        self._cut, self._bake = pieces, None

    def _image(self) -> Image:
        if self._cut is not None:
            return self._cut.parts[0].image
        if self._bake is None:
            raise ValueError("The image of this layer has been cut.")
        return through(self._bake(), self._pen)


class Still(Baked):
    """An image whose top left corner lies at (x, y) units; `motion` is the depth it moves with, where not its own."""

    def __init__(
        self,
        depth: float,
        x: float,
        y: float,
        image: Bake,
        pen: Paint | None = None,
        motion: float | None = None,
    ) -> None:
        super().__init__(depth, image, pen)
        self.motion = motion or depth
        self.drift = 0.0
        self._at = (x, y)

    def extent(self, view: View, moment: Moment) -> Box:
        """Where it lies at a moment."""
        dx, dy = moment.shift(self.motion)
        growth = moment.growth(self.motion)
        left = (moment.focus_x + (self._at[0] + dx - moment.focus_x) * growth) * view.scale
        top = (moment.focus_y + (self._at[1] + dy - moment.focus_y) * growth) * view.scale
        return (left, top, left + self.pieces.wide * growth, top + self.pieces.high * growth)

    def floor(self, view: View, moment: Moment) -> float:
        """The row of the frame from which on it hides everything behind it."""
        return floor_of(view, self.pieces, self.extent(view, moment))

    @property
    def solid(self) -> bool:
        """Hides everything behind its extent."""
        part = self.pieces.parts[0] if len(self.pieces.parts) == 1 else None
        return (
            part is not None
            and part.image.isOpaque()
            and (part.wide, part.high) == (self.pieces.wide, self.pieces.high)
        )

    def covers(self, view: View) -> bool:
        """True when it never moves and hides whatever was on the canvas before."""
        pieces = self.pieces
        x, y = self._at
        return (
            self.solid
            and self.motion >= FIXED
            and max(x, y) <= 0
            and x * view.scale + pieces.wide >= view.pixels_wide + 1
            and y * view.scale + pieces.high >= view.pixels_high
        )

    def draw(self, canvas: Canvas, view: View, moment: Moment) -> None:
        """Lays the image at whole pixels."""
        pieces = self.pieces
        dx, dy = moment.shift(self.motion)
        x, y = self._at[0] + dx, self._at[1] + dy
        growth = moment.growth(self.motion)
        if growth - 1 < FLAT:
            lay(canvas, view, pieces, round(x * view.scale), round(y * view.scale))
            return
        left = (moment.focus_x + (x - moment.focus_x) * growth) * view.scale
        top = (moment.focus_y + (y - moment.focus_y) * growth) * view.scale
        enlarge(canvas, view, pieces, left, top, growth)


class Strip(Baked):
    """An image that repeats sideways without end; `drift` units a second of its own motion."""

    def __init__(
        self,
        depth: float,
        y: float,
        image: Bake,
        *,
        drift: float = 0.0,
        offset: float = 0.0,
        pen: Paint | None = None,
    ) -> None:
        super().__init__(depth, image, pen)
        self.drift = drift
        self._y = y
        self._offset = offset

    def extent(self, view: View, moment: Moment) -> Box:
        """Where it lies at a moment."""
        growth = moment.growth(self.depth)
        above = (self._y + moment.shift(self.depth)[1] - moment.focus_y) * growth
        top = (moment.focus_y + above) * view.scale
        return (-SLACK, top, view.pixels_wide + SLACK, top + self.pieces.high * growth)

    def floor(self, view: View, moment: Moment) -> float:
        """The row of the frame from which on it hides everything behind it."""
        return floor_of(view, self.pieces, self.extent(view, moment))

    def draw(self, canvas: Canvas, view: View, moment: Moment) -> None:
        """Lays as many copies as the frame needs."""
        pieces = self.pieces
        dx, dy = moment.shift(self.depth)
        period = pieces.wide
        start = round((self._offset + dx + self.drift * moment.time) * view.scale) % period - period
        y = (self._y + dy) * view.scale
        growth = moment.growth(self.depth)
        if growth - 1 < FLAT:
            while start < view.pixels_wide + SLACK:
                if start + period > -SLACK:
                    lay(canvas, view, pieces, start, round(y))
                start += period
            return
        fx, fy = moment.focus_x * view.scale, moment.focus_y * view.scale
        top = fy + (y - fy) * growth
        for copy in range(-1, int(view.pixels_wide / period) + 3):
            left = fx + (start + copy * period - fx) * growth
            if left < view.pixels_wide + SLACK and left + period * growth > -SLACK:
                enlarge(canvas, view, pieces, left, top, growth)


def floor_of(view: View, pieces: Pieces, at: Box) -> float:
    """The row of the frame from which on an image that fills a box of the frame hides everything behind it."""
    left, top, right, bottom = at
    if left > -2 or right < view.pixels_wide + 2 or bottom < view.pixels_high + 2:
        return math.inf
    # Two rows to spare: images lie at whole pixels.
    return top + pieces.floor * (bottom - top) / pieces.high + 2 if pieces.floor < pieces.high else math.inf


def lay(canvas: Canvas, view: View, pieces: Pieces, x: int, y: int) -> None:
    """Lays what can be seen of an image whose top left corner is at a whole pixel."""
    if pieces.picture is not None:
        canvas.save()
        canvas.translate(x, y)
        canvas.drawPicture(pieces.picture)
        canvas.restore()
        return
    for part in pieces.parts:
        left, top = x + part.x, y + part.y
        if _seen(view, left, top, left + part.wide, top + part.high):
            canvas.drawImage(part.image, left, top, NEAREST)


def enlarge(canvas: Canvas, view: View, pieces: Pieces, x: float, y: float, growth: float) -> None:
    """The same, `growth` times as large; (x, y) is the corner of the enlarged image."""
    for part in pieces.parts:
        left, top = x + part.x * growth, y + part.y * growth
        right, bottom = left + part.wide * growth, top + part.high * growth
        if part.x + part.wide == pieces.wide:
            right += SEAM
        if _seen(view, left, top, right, bottom):
            canvas.drawImageRect(part.image, Rect(left, top, right, bottom), pieces.sampling)


def _seen(view: View, left: float, top: float, right: float, bottom: float) -> bool:
    wide, high = view.pixels_wide + SLACK, view.pixels_high + SLACK
    return left < wide and right > -SLACK and top < high and bottom > -SLACK


class Live:
    """Something drawn anew each frame in units, its frame already shifted for the depth."""

    def __init__(self, depth: float, draw: Callable[[Canvas, Moment], None]) -> None:
        self.depth = depth
        self._draw = draw

    def draw(self, canvas: Canvas, view: View, moment: Moment) -> None:
        """Sets the frame, then draws."""
        canvas.save()
        canvas.scale(view.scale, view.scale)
        growth = moment.growth(self.depth)
        if growth - 1 >= FLAT:
            canvas.translate(moment.focus_x, moment.focus_y)
            canvas.scale(growth, growth)
            canvas.translate(-moment.focus_x, -moment.focus_y)
        dx, dy = moment.shift(self.depth)
        canvas.translate(dx, dy)
        self._draw(canvas, moment)
        canvas.restore()
