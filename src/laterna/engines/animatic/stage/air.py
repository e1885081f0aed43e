"""Air: the prompt's weather and hour, laid lightly over a given picture, coming on after the first frame."""

from typing import Final

from laterna.engines.animatic.canvas import ADD, Canvas, Image, bake, box, paint, radial
from laterna.engines.animatic.chance import wobble
from laterna.engines.animatic.stage.grade import grade_of
from laterna.engines.animatic.stage.layers import Baked, Layer, Moment
from laterna.engines.animatic.stage.palette import palette_of
from laterna.engines.animatic.stage.scenery import Scenery
from laterna.engines.animatic.stage.view import View
from laterna.engines.animatic.storyboard import Shot
from laterna.engines.animatic.weather.sky_falls import weather

_HOURS: Final = {"dawn": 0.1, "sunset": 0.14, "dusk": 0.12, "night": 0.16}
"""How much of the hour's colour lies over the picture; the day's hours leave it alone."""

_WARM: Final = frozenset(("golden_hour", "candle", "lamp", "sunlight", "backlight"))


class Air:
    """What lies over the picture in one shot."""

    def __init__(self, shot: Shot, view: View, seed: int) -> None:
        palette = palette_of(shot.time, shot.weather, "", shot.season, "")
        scene = Scenery(view, palette, grade_of(""), shot, "", seed)
        self._view = view
        self._layers: list[Layer] = sorted(weather(scene), key=lambda layer: -layer.depth)
        for layer in self._layers:
            if isinstance(layer, Baked):
                layer.keep(layer.cut(pushed=False))
        self._wash = _HOURS.get(shot.time, 0.0)
        self._tone = palette.ambient if shot.time == "night" else palette.haze
        glows = shot.time in ("dawn", "sunset") or any(light in _WARM for light in shot.lights)
        self._glow: Image | None = None
        if glows:
            self._glow = _glow(view, palette.glow)

    def draw(self, canvas: Canvas, time: float, amount: float) -> None:
        """Draws it at a time in seconds; `amount` 0 is nothing, 1 all of it."""
        if amount <= 0:
            return
        view = self._view
        whole = box(0, 0, view.pixels_wide, view.pixels_high)
        if self._wash:
            canvas.drawRect(whole, paint(self._tone, self._wash * amount))
        if self._glow is not None:
            pen = paint(alpha=amount * (0.8 + 0.2 * wobble(time * 0.8, 4.0)), blend=ADD)
            drift = round(0.04 * view.pixels_wide * wobble(time * 0.4, 6.0))
            canvas.drawImage(self._glow, drift - view.pixels_wide // 8, -view.pixels_high // 8, paint=pen)
        if not self._layers:
            return
        faint = amount < 0.995
        if faint:
            canvas.saveLayer(whole, paint(alpha=amount))
        for layer in self._layers:
            layer.draw(canvas, view, Moment(time=time, focus_x=view.width / 2, focus_y=view.height / 2))
        if faint:
            canvas.restore()


def _glow(view: View, tone: tuple[float, float, float]) -> Image:
    wide, high = view.pixels_wide * 1.25, view.pixels_high * 1.25
    shader = radial((wide * 0.82, high * 0.08), wide * 0.8, [tone] * 3, [0.0, 0.4, 1.0], [0.26, 0.1, 0.0])
    return bake(wide, high, lambda canvas: canvas.drawPaint(paint(shader=shader)))
