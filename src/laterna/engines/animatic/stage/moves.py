"""How the camera moves over a given picture: from the picture as it is to where the storyboard's move leads."""

from collections.abc import Callable
from typing import Final

from msgspec import Struct

from laterna.engines.animatic.chance import ease, wobble
from laterna.engines.animatic.stage.plate import Window
from laterna.engines.animatic.storyboard import Camera

Path = Callable[[float], Window]
"""From progress 0 to 1 through the shot to the window."""

AMPLITUDES: Final = {"auto": 1.0, "small": 0.5, "medium": 1.0, "large": 1.6}


class _End(Struct, frozen=True):
    """The window at the end of a move: zoom, and shift of the picture in shares of the frame."""

    zoom: float = 1.0
    x: float = 0.0
    y: float = 0.0
    depth: float = 0.45
    shake: float = 0.0


_MOVES: Final[dict[str, _End]] = {
    "static": _End(zoom=1.05),
    "pan_left": _End(zoom=1.13, x=0.09),
    "pan_right": _End(zoom=1.13, x=-0.09),
    "tilt_up": _End(zoom=1.13, y=0.09),
    "tilt_down": _End(zoom=1.13, y=-0.09),
    "dolly_in": _End(zoom=1.24),
    "dolly_out": _End(zoom=0.91),
    "zoom_in": _End(zoom=1.32, depth=0.0),
    "zoom_out": _End(zoom=0.91, depth=0.0),
    "orbit": _End(zoom=1.1, x=-0.05, depth=1.6),
    "crane_up": _End(zoom=1.1, y=0.08, depth=1.2),
    "crane_down": _End(zoom=1.1, y=-0.08, depth=1.6),
    "aerial": _End(zoom=1.26, y=0.03, depth=0.8),
    "tracking": _End(zoom=1.12, x=-0.07, depth=0.9),
    "handheld": _End(zoom=1.06, shake=1.0),
}


def away(camera: Camera, amplitude: str, seconds: float) -> Path:
    """The move that begins at rest: progress 0 shows the picture as it is."""
    end = _MOVES.get(camera.move, _MOVES["static"])
    scale = AMPLITUDES.get(amplitude, 1.0) * min(2.0, max(0.4, camera.speed))

    def window(progress: float) -> Window:
        along = 0.35 * progress + 0.65 * ease(progress)
        time, onset = progress * seconds, ease(progress * seconds / 0.8)
        shake = 0.006 * end.shake * onset * scale
        # Room for the shift comes from the zoom, which therefore runs a little ahead.
        return Window(
            zoom=max(0.8, 1 + (end.zoom - 1) * scale * min(1.0, along * 1.25)),
            x=end.x * scale * along + shake * wobble(time * 1.7, 1.0),
            y=end.y * scale * along + shake * wobble(time * 1.9, 2.0),
            depth=end.depth,
            life=onset * min(1.5, scale),
        )

    return window


def home(camera: Camera, amplitude: str, seconds: float) -> Path:
    """The move that ends at rest and looks like the second half of `away`: progress 1 shows the picture as it is."""
    leaving = away(camera, amplitude, seconds)

    def window(progress: float) -> Window:
        left = leaving(1 - progress)
        return Window(max(0.94, 1 / left.zoom), -left.x, -left.y, left.depth, left.life)

    return window


def breathing(amplitude: str, seconds: float) -> Path:
    """Hardly a move: at rest at both ends, a touch closer between; for two pictures of the same thing."""
    scale = AMPLITUDES.get(amplitude, 1.0)

    def window(progress: float) -> Window:
        swell = 4 * progress * (1 - progress)
        return Window(zoom=1 + 0.05 * scale * swell, depth=0.6, life=swell * min(1.5, scale))

    return window


def closer(path: Path, number: int) -> Path:
    """The same move as a later shot of the same picture: framed closer, a little to alternating sides."""
    nearer = 1.32 if number % 2 else 1.16
    side = 0.05 if number % 2 else -0.05

    def window(progress: float) -> Window:
        seen = path(progress)
        return Window(max(1.0, seen.zoom) * nearer, seen.x + side, seen.y, seen.depth, max(0.4, seen.life))

    return window
