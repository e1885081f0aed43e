"""Which film a job gets: one that moves over the caller's own pictures, or one that draws its scene."""

from pathlib import Path
from typing import Final

import numpy as np

from laterna.catalog.request import VideoRequest
from laterna.engines.animatic.canvas import Canvas, canvas_over, ink
from laterna.engines.animatic.chance import ease
from laterna.engines.animatic.dialogue import cues_of
from laterna.engines.animatic.film import Film
from laterna.engines.animatic.finish.captions import draw_caption
from laterna.engines.animatic.given import Given
from laterna.engines.animatic.hearing import Heard
from laterna.engines.animatic.reader.explaining import explain
from laterna.engines.animatic.stage.air import Air
from laterna.engines.animatic.stage.darkroom import Darkroom
from laterna.engines.animatic.stage.flow import Flow, flow_between
from laterna.engines.animatic.stage.moves import Path as Way
from laterna.engines.animatic.stage.moves import away, breathing, closer, home
from laterna.engines.animatic.stage.plate import Pixels, Plate, load_picture
from laterna.engines.animatic.stage.relief import alike
from laterna.engines.animatic.stage.view import view_of
from laterna.engines.animatic.storyboard import Shot, Storyboard
from laterna.engines.animatic.timeline import spans_of

_SAME: Final = 0.6
"""Two plates whose brightness correlates more than this are taken for two moments of one scene."""

_MIX: Final = (0.28, 0.72)
"""From where to where in a clip its first picture turns into its last."""

_HANDOVER: Final = (0.38, 0.62)
"""The same where the parts of one picture travel to their places in the other."""

_ONSET: Final = 1.1
"""Seconds in which weather and light come on, and go again before a given last picture."""


def open_film(
    storyboard: Storyboard, request: VideoRequest, given: Given = Given(), shared: Path | None = None
) -> "Film | PictureFilm":
    """The film of a job; `shared` is the folder that the processes which draw it share."""
    if given.first:
        return PictureFilm(storyboard, request, given)
    return Film(storyboard, request, given, Darkroom(shared))


class PictureFilm:
    """A clip that opens on one given picture and, where there is a second, ends on it.

    The first frame is the first picture and the last frame the last one, covering the frame and otherwise
    untouched: no grain, no grade. The same storyboard, request, pictures and index always give the same pixels.
    """

    def __init__(self, storyboard: Storyboard, request: VideoRequest, given: Given) -> None:
        self._board = storyboard
        self._frames = request.frames
        self._fps = request.fps
        self._view = view_of(request.width, request.height)
        shots = storyboard.shots or (Shot(),)
        self._opening = Plate(load_picture(given.first), self._view)
        self._ending = Plate(load_picture(given.last), self._view) if given.last else None
        # One transition is one take: cuts within it would lose the thread between the two pictures.
        self._shots = shots[:1] if given.last else shots
        onsets = Heard(given.levels, request.fps).onsets if given.levels else ()
        self._spans = spans_of(self._shots, self._frames, onsets)
        self._lengths = [max(1, span.end - span.start) / self._fps for span in self._spans]
        self._air = [Air(shot, self._view, request.seed) for shot in self._shots]
        self._cues = [
            cues_of(shot.dialogue, length) for shot, length in zip(self._shots, self._lengths, strict=True)
        ]
        self._flow: Flow | None = None
        self._paths, self._arrival = self._moves(request.movement_amplitude)

    @property
    def actual_prompt(self) -> str:
        """What is shown, in full."""
        return explain(self._board, opens=True, ends=self._ending is not None)

    def frame(self, index: int) -> Pixels:
        """The picture with this index: (height, width, 4) uint8, BGRA, opaque. `index` in 0..request.frames - 1."""
        pixels = np.empty((self._view.pixels_high, self._view.pixels_wide, 4), np.uint8)
        made = canvas_over(pixels)
        canvas = made.getCanvas()
        canvas.clear(ink("#000000"))
        number = next((n for n, span in enumerate(self._spans) if index < span.end), len(self._spans) - 1)
        span = self._spans[number]
        progress = (index - span.start) / max(1, span.end - span.start - 1)
        time = (index - span.start) / self._fps
        self._draw(canvas, number, progress, index / self._fps)
        self._air[number].draw(canvas, index / self._fps, self._onset(index))
        draw_caption(canvas, self._view, self._cues[number], time)
        made.flushAndSubmit()
        pixels[..., 3] = 255
        return pixels

    def _moves(self, amplitude: str) -> tuple[list[Way], Way | None]:
        seconds = self._frames / self._fps
        if self._ending is None:
            first, *more = (
                away(shot.camera, amplitude, length)
                for shot, length in zip(self._shots, self._lengths, strict=True)
            )
            return [first, *(closer(path, number) for number, path in enumerate(more, 1))], None
        begin, end = self._opening.at_rest(), self._ending.at_rest()
        flow = flow_between(begin, end)
        if not flow.still:
            self._flow = flow
        if not flow.still or alike(begin, end) > _SAME:
            path = breathing(amplitude, seconds)
            return [path], path
        camera = self._shots[0].camera
        return [away(camera, amplitude, seconds)], home(camera, amplitude, seconds)

    def _draw(self, canvas: Canvas, number: int, progress: float, time: float) -> None:
        if self._flow is not None and self._ending is not None:
            self._draw_flowing(canvas, self._flow, self._ending, progress, time)
            return
        mixed = 0.0
        if self._ending is not None:
            start, end = _MIX
            mixed = ease((progress - start) / (end - start))
        if mixed < 1:
            self._opening.draw(canvas, self._paths[number](progress), time)
        if self._ending is not None and self._arrival is not None and mixed > 0:
            self._ending.draw(canvas, self._arrival(progress), time, mixed)

    def _draw_flowing(self, canvas: Canvas, flow: Flow, ending: Plate, progress: float, time: float) -> None:
        """Both pictures on their way from one to the other, part by part, the second more and more over the first."""
        window, along = self._paths[0](progress), ease(progress)
        x, y = flow.at(*self._opening.grid, along)
        mixed = ease((progress - _HANDOVER[0]) / (_HANDOVER[1] - _HANDOVER[0]))
        if mixed < 1:
            drift = (-along * x, -along * y) if along > 0 else None
            self._opening.draw(canvas, window, time, drift=drift)
        if mixed > 0:
            drift = ((1 - along) * x, (1 - along) * y) if along < 1 else None
            ending.draw(canvas, window, time, mixed, drift)

    def _onset(self, index: int) -> float:
        amount = ease(index / self._fps / _ONSET)
        if self._ending is None:
            return amount
        return min(amount, ease((self._frames - 1 - index) / self._fps / _ONSET))
