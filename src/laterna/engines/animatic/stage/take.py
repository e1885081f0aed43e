"""A take: one shot made ready to be drawn at any moment."""

import math

import numpy as np
from numpy.typing import NDArray

from laterna.engines.animatic.camera import camera_of
from laterna.engines.animatic.canvas import (
    LINEAR,
    Canvas,
    Image,
    Rect,
    box,
    canvas_over,
    ink,
    opaque_from,
)
from laterna.engines.animatic.dialogue import Cue, cues_of, utterances_of
from laterna.engines.animatic.finish.captions import draw_caption
from laterna.engines.animatic.hearing import Heard
from laterna.engines.animatic.memory import tidy
from laterna.engines.animatic.mouths import MouthTrack
from laterna.engines.animatic.sets.registry import build
from laterna.engines.animatic.stage.actor_layer import layers_of
from laterna.engines.animatic.stage.darkroom import ALONE, Darkroom
from laterna.engines.animatic.stage.grade import grade_of
from laterna.engines.animatic.stage.held import Held, held
from laterna.engines.animatic.stage.layers import Baked, Layer, Moment, Still, Strip
from laterna.engines.animatic.stage.palette import palette_of
from laterna.engines.animatic.stage.references import NO_REFERENCES, References
from laterna.engines.animatic.stage.scenery import Scenery
from laterna.engines.animatic.stage.staging import main_actor, stage
from laterna.engines.animatic.stage.view import View
from laterna.engines.animatic.storyboard import Camera, Shot
from laterna.engines.animatic.weather.sky_falls import weather

_HORIZON = {"eye": 0.62, "low": 0.79, "high": 0.43, "overhead": 0.3}
_GROUND = {"eye": 0.86, "low": 0.93, "high": 0.82, "overhead": 0.76}


class Take:
    """One shot with its baked layers; all drawing is a function of the time in it.

    `seconds` is its length, `fps` the film's frames a second; `darkroom` is where its layers are baked.
    """

    def __init__(
        self, shot: Shot, view: View, *, style: str, mood: str, seed: int, seconds: float, amplitude: str,
        references: References = NO_REFERENCES, tones: tuple[str, ...] = (),
        heard: Heard | None = None, fps: int = 24, darkroom: Darkroom = ALONE,
    ) -> None:  # fmt: skip
        palette = references.tinted(palette_of(shot.time, shot.weather, style, shot.season, mood), tones)
        scene = Scenery(view, palette, grade_of(style), shot, style, seed)
        scene.figures = references.figure
        scene.horizon = view.height * _HORIZON[shot.camera.angle]
        scene.ground = view.height * _GROUND[shot.camera.angle]
        build(scene)
        tidy(view.pixels_wide, view.pixels_high)
        actors = stage(shot, scene, seed, amplitude, seconds)
        self.scene = scene
        self.actors = actors
        self._cues: list[Cue] = cues_of(shot.dialogue, seconds)
        mouth = MouthTrack(utterances_of(shot, seconds), heard)
        lead = next((a for a in actors if a.tracked), None)
        speed = lead.speed * lead.facing if lead and not scene.own_camera else 0.0
        camera = Camera() if scene.own_camera else shot.camera
        self.aim = camera_of(camera, view, scene.horizon, seconds, speed, amplitude)
        layers: list[Layer] = [*scene.layers]
        layers += layers_of(actors, scene, mouth, self._see, fps)
        layers += weather(scene)
        self.layers = sorted(layers, key=lambda layer: -layer.depth)
        pushed = any(self.aim(seconds * part).moment.push for part in (0.0, 0.25, 0.5, 0.75, 1.0))
        darkroom.develop([layer for layer in self.layers if isinstance(layer, Baked)], pushed)
        self.layers = held(self.layers, view, self._see, seconds)
        tidy(view.pixels_wide, view.pixels_high)
        first = self.layers[0] if self.layers else None
        self.covers = (
            first.covers if isinstance(first, Held) else isinstance(first, Still) and first.covers(view)
        )
        """Nothing of what was on the canvas before shows through."""
        self._spare: NDArray[np.uint8] | None = None  # the whole picture, of which a zoom shows a part

    def draw(self, canvas: Canvas, time: float) -> None:
        """Draws the picture at `time` seconds, without overlay and captions."""
        aim = self.aim(time)
        view = self.scene.view
        if aim.zoom < 1.002:
            self._draw_layers(canvas, time)
            return
        whole = self._whole(time)
        wide, high = view.pixels_wide / aim.zoom, view.pixels_high / aim.zoom
        fx, fy = self._focus()
        if aim.window is not None:
            fx, fy = view.pixels_wide / 2, high / 2 + (view.pixels_high - high) * aim.window
        left = min(max(0.0, fx - wide / 2), view.pixels_wide - wide)
        top = min(max(0.0, fy - high / 2), view.pixels_high - high)
        source = Rect(left, top, left + wide, top + high)
        target = Rect(0, 0, view.pixels_wide, view.pixels_high)
        canvas.drawImageRect(whole, source, target, LINEAR, None)

    def _see(self, time: float) -> Moment:
        return self.aim(time).moment

    def caption(self, canvas: Canvas, time: float) -> None:
        """Draws the line that is spoken at `time`."""
        draw_caption(canvas, self.scene.view, self._cues, time)

    def _draw_layers(self, canvas: Canvas, time: float) -> None:
        moment, view = self.aim(time).moment, self.scene.view
        for layer, low in zip(self.layers, self._floors(moment), strict=True):
            if low < view.pixels_high:
                canvas.save()
                canvas.clipRect(box(0, 0, view.pixels_wide, math.ceil(low)))
            layer.draw(canvas, view, moment)
            if low < view.pixels_high:
                canvas.restore()

    def _floors(self, moment: Moment) -> list[float]:
        """For each layer, the row from which on nearer ones hide it."""
        low: float = self.scene.view.pixels_high
        rows = []
        for layer in reversed(self.layers):
            rows.append(low)
            if isinstance(layer, Still | Strip | Held):
                low = min(low, layer.floor(self.scene.view, moment))
        rows.reverse()
        return rows

    def _whole(self, time: float) -> Image:
        view = self.scene.view
        if self._spare is None:
            self._spare = np.empty((view.pixels_high, view.pixels_wide, 4), np.uint8)
        made = canvas_over(self._spare)
        if not self.covers:
            made.getCanvas().clear(ink(self.scene.palette.haze))
        self._draw_layers(made.getCanvas(), time)
        made.flushAndSubmit()
        return opaque_from(self._spare, copy=False)

    def _focus(self) -> tuple[float, float]:
        """Where a zoom goes to, in pixels: the upper part of the main figure, or the middle."""
        view = self.scene.view
        main = main_actor(self.actors)
        if main is None or (main.tracked is False and main.speed):
            return view.pixels_wide / 2, view.pixels_high / 2
        x, y, _ = main.place(0.0)
        return x * view.scale, (y - main.size * 0.6) * view.scale
