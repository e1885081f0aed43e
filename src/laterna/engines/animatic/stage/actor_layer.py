"""Layers of actors: each draws one actor and its shadow at its depth, anew in every frame or from a kept picture."""

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from laterna.engines.animatic.canvas import (
    Canvas,
    Draw,
    Image,
    Rect,
    box,
    fill_oval,
    hairline,
    moved,
    paint,
    radial,
    segments,
)
from laterna.engines.animatic.figures.pose import Pose
from laterna.engines.animatic.figures.prop import PropFigure
from laterna.engines.animatic.mouths import MouthTrack
from laterna.engines.animatic.stage.actor import Actor
from laterna.engines.animatic.stage.grade import style_key
from laterna.engines.animatic.stage.layers import Moment
from laterna.engines.animatic.stage.scenery import Scenery
from laterna.engines.animatic.stage.sprite import (
    CALM,
    CROWD,
    SMALL,
    STEADY,
    Bounds,
    Finish,
    Place,
    Sprite,
    around,
    never_changes,
    sprite_of,
)
from laterna.engines.animatic.stage.view import View
from laterna.engines.animatic.stage.volume import BODIES, model

See = Callable[[float], Moment]
"""Where the camera is at a time."""

_ON_THE_SPOT = frozenset(("stand", "hover", "swim", "ride"))
"""Motions that leave an actor where it is, or nearly."""


_ON_PAPER = frozenset(("ink", "line_art", "sketch"))
"""Styles in which ripples are dark lines on white."""


def shadow_image(actor: Actor, scene: Scenery) -> Image:
    """A soft contact shadow, once as wide as the figure; in the open also one cast away from sun or moon.

    The middle of the picture is the contact point. The lower the sun, the longer the shadow; it falls towards the
    camera, since sun and moon stand behind whom they light.
    """
    wide = max(20.0, actor.width * 0.62)
    high = max(5.0, wide * 0.15)
    strength = 0.25 + 0.6 * scene.palette.shadow
    palette = scene.palette
    long = 0.0
    if palette.orb_shown and not scene.indoors:
        long = actor.size * (0.3 + 0.75 * (1 - palette.altitude))
    half_wide, half_high = max(wide, 1.1 * long), max(high, 0.16 * long + high)

    def blob(canvas: Canvas, rx: float, ry: float, alpha: float) -> None:
        shader = radial((0, 0), 1, ["#04060e"] * 3, [0.0, 0.5, 1.0], [alpha, alpha * 0.6, 0.0])
        canvas.scale(rx, ry)
        canvas.drawCircle(0, 0, 1, paint(shader=shader))

    def draw(canvas: Canvas) -> None:
        canvas.translate(half_wide, half_high)
        canvas.save()
        blob(canvas, wide, high, strength)
        canvas.restore()
        if long > 0:
            canvas.rotate(-scene.side * 7.0)
            canvas.translate(-scene.side * long * 0.52, 0.0)
            blob(canvas, long * 0.56, max(5.0, 0.3 * high + 0.035 * long), strength * 0.9)

    return scene.image(half_wide * 2, half_high * 2, draw)


class ActorLayer:
    """Draws one actor and its shadow at its depth. `see` gives the camera at a time, `fps` the frames a second."""

    def __init__(
        self,
        actor: Actor,
        scene: Scenery,
        mouth: MouthTrack,
        see: See,
        fps: int,
        *,
        behind: bool | None = None,
        crowd: bool = False,
    ) -> None:
        self.actor = actor
        self.depth = actor.depth + (0.06 if behind else -0.06 if behind is not None else 0.0)
        self._behind = behind
        self._scene = scene
        self._mouth = mouth
        self._see = see
        self._light = actor.light(scene)
        grounded = actor.carrier is None and actor.motion in ("stand", "travel") and scene.medium == "air"
        self._shadow = (
            shadow_image(actor, scene)
            if grounded and not scene.floats and not actor.seat and not actor.resting
            else None
        )
        self._splash = (
            scene.water_line is not None and actor.motion in ("swim", "leap") and scene.medium == "air"
        )
        foam = "#4a4a48" if style_key(scene.style) in _ON_PAPER else "#ffffff"
        self._foam = hairline(scene.tone(scene.palette.surface(foam)), 0.8)
        self._sprite = self._kept(fps, crowd)

    @property
    def lasts(self) -> float:
        """Seconds that a picture of the figure is kept; 0 where each frame draws it anew."""
        return self._sprite.lasts if self._sprite is not None else 0.0

    def draw(self, canvas: Canvas, view: View, moment: Moment) -> None:
        """Draws this moment onto the canvas, whose units are pixels."""
        scene, actor = self._scene, self.actor
        if self._behind is not None and (actor.heading(moment.time)[1] > 0) != self._behind:
            return
        scale = scene.view.scale
        x, y, tilt, growth = self._at(moment)
        if self._shadow is not None:
            self._lay_shadow(canvas, self._shadow, x * scale, y * scale)
        canvas.save()
        canvas.scale(scale, scale)
        surface = moment.focus_y + (actor.line + moment.shift(self.depth)[1] - moment.focus_y) * growth
        if self._splash:
            canvas.clipRect(_above(surface))
        if self._sprite is None:
            self._draw_figure(canvas, self._pose(moment.time), (x, y, tilt, growth))
        else:
            canvas.scale(1 / scale, 1 / scale)
            here = Place(x * scale, y * scale, growth)
            self._sprite.lay(canvas, view, moment.time, here, self._made)
            canvas.scale(scale, scale)
        if self._splash:
            self._ripples(canvas, x, surface, moment.time)
        canvas.restore()

    def _at(self, moment: Moment) -> tuple[float, float, float, float]:
        """x and y of the contact point as the camera sees it, in units; tilt in degrees; growth by push and age."""
        actor = self.actor
        x, y, tilt = actor.place(moment.time)
        dx, dy = moment.shift(self.depth)
        growth = moment.growth(self.depth)
        if actor.root.tracked:
            dx += moment.scroll / self.depth
        fx, fy = moment.focus_x, moment.focus_y
        grown = growth * actor.grown(moment.time)
        return fx + (x + dx - fx) * growth, fy + (y + dy - fy) * growth, tilt, grown

    def _pose(self, time: float) -> Pose:
        return self.actor.pose(time, self._mouth.open_at(self.actor.subject.id, time), self._scene)

    def _draw_figure(self, canvas: Canvas, pose: Pose, at: tuple[float, float, float, float]) -> None:
        x, y, tilt, growth = at
        with moved(canvas, x, y, degrees=tilt, scale=self.actor.size * growth):
            if self.actor.motion == "leap":
                canvas.translate(0, 0.35)
            self.actor.figure.draw(canvas, pose, self._light)

    def _made(self, time: float) -> tuple[Draw, Bounds, Place]:
        """What draws the figure as it is at a time, where, and its place."""
        at = self._at(self._see(time))
        x, y, tilt, growth = at
        pose, scale = self._pose(time), self._scene.view.scale
        place = Place(x * scale, y * scale, growth)

        def draw(canvas: Canvas) -> None:
            canvas.scale(scale, scale)
            self._draw_figure(canvas, pose, at)

        bounds = around(self.actor.figure.bounds(pose), self.actor.size * growth * scale, place, tilt)
        return draw, bounds, place

    def _kept(self, fps: int, crowd: bool) -> Sprite | None:
        actor = self.actor
        where = _ON_THE_SPOT | {"travel"} if crowd else _ON_THE_SPOT
        finish = self._finish()
        if finish is not None and (self._behind is not None or actor.motion not in where or actor.speed):
            return Sprite(1 / fps, finish)
        if self._behind is not None or actor.motion not in where or actor.root.motion not in where:
            return None
        height = actor.size * self._scene.view.scale
        if actor.speed and not actor.tracked and not crowd:
            return None
        lifeless = isinstance(actor.figure, PropFigure) and not actor.figure.alive
        constant = lifeless and actor.motion == "stand" and never_changes(self._small)
        calm = actor.verb in CALM or height < SMALL or (crowd and actor.verb in STEADY)
        changes = actor.grows is not None or any(self._see(time / 4).push for time in range(64))
        return sprite_of(calm, constant, changes, fps, finish)

    def _finish(self) -> Finish | None:
        """What the style does to the figure once it is drawn."""
        body = BODIES.get(style_key(self._scene.style))
        if body is None:
            return None
        scale, toward = self._scene.view.scale, self._light.direction

        def finish(pixels: NDArray[np.uint8]) -> None:
            model(pixels, scale, toward, body)

        return finish

    def _small(self, canvas: Canvas, time: float) -> None:
        self.actor.figure.draw(canvas, self._pose(time), self._light)

    def _lay_shadow(self, canvas: Canvas, image: Image, x: float, y: float) -> None:
        lean = -self._scene.side * self.actor.size * 0.05 * self._scene.view.scale
        canvas.drawImage(image, round(x + lean - image.width() / 2), round(y - image.height() / 2))

    def _ripples(self, canvas: Canvas, x: float, y: float, time: float) -> None:
        wide = self.actor.width * 0.5
        lines = []
        for ring in range(5):
            along = (time * 0.7 + ring / 5) % 1.0
            reach = wide * (0.55 + 0.9 * along)
            lines += [(x - reach, y + 5 * ring - 6), (x - reach * 0.55, y + 5 * ring - 7),
                      (x + reach * 0.5, y + 5 * ring - 6), (x + reach, y + 5 * ring - 7)]  # fmt: skip
        segments(canvas, lines, self._foam)
        if self.actor.draft:
            return
        fill_oval(
            canvas, x, y + 2, wide * 0.5, 2.4, self._scene.tone(self._scene.palette.surface("#eef6fb")), 0.4
        )


def layers_of(
    actors: Sequence[Actor], scene: Scenery, mouth: MouthTrack, see: See, fps: int = 24
) -> list[ActorLayer]:
    """The layers of all actors: one each, or two for one that circles something: one before it, one behind it."""
    counts = Counter(actor.subject.id for actor in actors)
    layers = []
    for actor in actors:
        if actor.motion == "circle":
            layers += [ActorLayer(actor, scene, mouth, see, fps, behind=side) for side in (True, False)]
        else:
            crowd = counts[actor.subject.id] >= CROWD
            layers.append(ActorLayer(actor, scene, mouth, see, fps, crowd=crowd))
    return layers


def _above(surface: float) -> Rect:
    return box(-4000, -4000, 12000, 4000 + surface)
