"""The film: every frame of a clip as a pure function of storyboard, request and index."""

import numpy as np
from numpy.typing import NDArray

from laterna.catalog.request import VideoRequest
from laterna.engines.animatic.canvas import Canvas, Rect, box, canvas_over, ink, paint
from laterna.engines.animatic.finish.looks import Look, look_of
from laterna.engines.animatic.finish.overlay import Overlay
from laterna.engines.animatic.given import Given
from laterna.engines.animatic.hearing import Heard
from laterna.engines.animatic.reader.explaining import explain
from laterna.engines.animatic.stage.darkroom import ALONE, Darkroom
from laterna.engines.animatic.stage.grade import style_key
from laterna.engines.animatic.stage.references import References
from laterna.engines.animatic.stage.take import Take
from laterna.engines.animatic.stage.view import view_of
from laterna.engines.animatic.storyboard import Shot, Storyboard, Subject
from laterna.engines.animatic.timeline import spans_of

MIX_SECONDS = 0.5
"""How long a dissolve, fade or wipe takes."""


class Film:
    """Draws the frames of one clip. Layers are baked when a shot is first drawn and kept.

    The same storyboard, request and index always give the same pixels, in any order and in any process.
    """

    def __init__(
        self,
        storyboard: Storyboard,
        request: VideoRequest,
        given: Given = Given(),
        darkroom: Darkroom = ALONE,
    ) -> None:
        self._darkroom = darkroom
        self._board = storyboard
        self._references = References(given.references)
        self._request = request
        self._view = view_of(request.width, request.height)
        self._shots = storyboard.shots or (Shot(),)
        self._heard = Heard(given.levels, request.fps) if given.levels else None
        self.spans = spans_of(self._shots, request.frames, self._heard.onsets if self._heard else ())
        self._style = style_key(storyboard.style or request.style)
        self.takes: dict[int, Take] = {}
        """The shots that have been baked so far, by number."""
        self.overlay = Overlay(self._view, self._style)
        self.look: Look = look_of(self._style, self._view)
        self._kept: tuple[int, NDArray[np.uint8]] | None = None

    @property
    def actual_prompt(self) -> str:
        """What is shown, in full sentences in the prompt's language."""
        return explain(self._board)

    def frame(self, index: int) -> NDArray[np.uint8]:
        """The picture with this index: (height, width, 4) uint8, BGRA, opaque. `index` in 0..request.frames - 1."""
        index = self.look.held(index, self._request.fps)
        if self._kept is not None and self._kept[0] == index:
            return self._kept[1].copy()
        view = self._view
        pixels = np.empty((view.pixels_high, view.pixels_wide, 4), np.uint8)
        made = canvas_over(pixels)
        canvas = made.getCanvas()
        number = self._shot_at(index)
        if not self._take(number).covers:
            canvas.clear(ink("#000000"))
        canvas.save()
        bars = self.look.bars
        canvas.clipRect(box(0, bars, view.pixels_wide, view.pixels_high - 2 * bars))
        self._draw_shot(canvas, number, index)
        made.flushAndSubmit()
        self.look.apply(pixels, index)
        self.overlay.draw(canvas, index)
        canvas.restore()
        self.look.frame_over(canvas)
        self._take(number).caption(canvas, self._time(number, index))
        packed = pixels.view(np.uint32)
        packed |= np.uint32(0xFF000000)
        if self.look.poses:
            self._kept = (index, pixels.copy())
        return pixels

    def _shot_at(self, index: int) -> int:
        for number, span in enumerate(self.spans):
            if index < span.end:
                return number
        return len(self.spans) - 1

    def _time(self, number: int, index: int) -> float:
        return (index - self.spans[number].start) / self._request.fps

    def _take(self, number: int) -> Take:
        if number not in self.takes:
            span = self.spans[number]
            self.takes[number] = Take(
                self._shots[number],
                self._view,
                style=self._style,
                mood=self._board.mood,
                seed=self._request.seed,
                seconds=max(1, span.end - span.start) / self._request.fps,
                amplitude=self._request.movement_amplitude,
                references=self._references,
                tones=self._board.palette,
                heard=self._heard.since(span.start) if self._heard else None,
                fps=self._request.fps,
                darkroom=self._darkroom.of_shot(number),
            )
        return self.takes[number]

    def _draw_shot(self, canvas: Canvas, number: int, index: int) -> None:
        since = self._time(number, index)
        kind = self._shots[number].transition if number else "cut"
        span = self.spans[number]
        lasts = min(MIX_SECONDS, 0.5 * (span.end - span.start) / self._request.fps)
        self._take(number).draw(canvas, since)
        if kind == "cut" or since >= lasts or lasts <= 0:
            return
        along = since / lasts
        if kind == "fade":
            canvas.drawPaint(paint("#000000", 1 - along))
            return
        view = self._view
        if kind == "wipe":
            canvas.save()
            canvas.clipRect(_right_of(along * view.pixels_wide, view.pixels_wide, view.pixels_high))
            self._take(number - 1).draw(canvas, self._time(number - 1, index))
            canvas.restore()
            return
        canvas.saveLayer(None, paint(alpha=1 - along))
        self._take(number - 1).draw(canvas, self._time(number - 1, index))
        canvas.restore()


def _right_of(x: float, width: float, height: float) -> Rect:
    return box(x, 0, width, height)


def warm() -> None:
    """Loads tables and code that the first clip would otherwise wait for; a drawing process calls it when it starts."""
    figure = Subject(id="cat", name="cat", kind="quadruped", species="cat")
    request = VideoRequest(model="", family="", prompt="", width=64, height=64, duration=1, fps=1, seed=0)
    Film(Storyboard(prompt="", shots=(Shot(subjects=(figure,)),)), request).frame(0)
