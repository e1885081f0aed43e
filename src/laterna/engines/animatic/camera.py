"""The camera: a shot's move as a function of progress, in stage units."""

from collections.abc import Callable

from msgspec import Struct

from laterna.engines.animatic.chance import ease, wobble
from laterna.engines.animatic.stage.layers import Moment
from laterna.engines.animatic.stage.view import View
from laterna.engines.animatic.storyboard import Camera

PAN = 75.0
"""Units at depth 1 that a usual pan moves to each side of the middle, besides turning."""

SWING = 85.0
"""Units that a turning camera shifts everything to each side, however far away it is."""

NEARNESS = {"medium": 0.55, "close": 0.4, "extreme_close": 0.3}
"""How much of a usual move is left when the figure fills the frame."""

_AMPLITUDES = {"auto": 1.0, "small": 0.5, "medium": 1.0, "large": 1.5}


class Path(Struct, frozen=True):
    """What a camera does, each at start and end: shift, swing (how far it turns), push, zoom factor; `window` is where
    in the whole picture, 0 top to 1 bottom, a zoomed lens looks (None: at the main figure).
    """

    x: tuple[float, float] = (0.0, 0.0)
    y: tuple[float, float] = (0.0, 0.0)
    push: tuple[float, float] = (0.0, 0.0)
    zoom: tuple[float, float] = (1.0, 1.0)
    swing: tuple[float, float] = (0.0, 0.0)
    window: tuple[float, float] | None = None
    shake: float = 0.0
    pivot: float = 0.0
    smooth: bool = True


_MOVES: dict[str, Path] = {
    "static": Path(),
    "pan_left": Path(x=(PAN, -PAN), swing=(SWING, -SWING)),
    "pan_right": Path(x=(-PAN, PAN), swing=(-SWING, SWING)),
    "tilt_up": Path(y=(40.0, -30.0), zoom=(1.34, 1.34), window=(1.0, 0.0)),
    "tilt_down": Path(y=(-40.0, 20.0), zoom=(1.34, 1.34), window=(0.0, 1.0)),
    "dolly_in": Path(push=(0.0, 0.24)),
    "dolly_out": Path(push=(0.28, 0.0)),
    "zoom_in": Path(zoom=(1.0, 1.26)),
    "zoom_out": Path(zoom=(1.28, 1.0)),
    "orbit": Path(x=(-240.0, 240.0), pivot=1.0),
    "crane_up": Path(y=(56.0, -84.0), push=(0.16, 0.0)),
    "crane_down": Path(y=(-84.0, 40.0), push=(0.0, 0.16)),
    "aerial": Path(y=(-40.0, 26.0), push=(0.0, 0.3), smooth=False),
    "tracking": Path(),
    "handheld": Path(shake=1.0),
}


class Aim(Struct, frozen=True):
    """The camera at one instant: where layers are seen from, and the zoom of the lens (1 or more)."""

    moment: Moment
    zoom: float = 1.0
    window: float | None = None
    """Height in the whole picture, 0 top to 1 bottom, that a zoomed lens shows; None is the main figure's."""


def camera_of(
    camera: Camera, view: View, horizon: float, seconds: float, scroll_speed: float, amplitude: str
) -> Callable[[float], Aim]:
    """The camera of a shot of `seconds`: a function of the time since the shot began.

    `scroll_speed` is how fast, in units a second, the world runs past a tracking camera (negative: leftward subject).
    """
    path = _MOVES.get(camera.move, Path())
    scale = _AMPLITUDES.get(amplitude, 1.0) * min(2.0, max(0.3, camera.speed))

    def aim(time: float) -> Aim:
        progress = time / seconds if seconds > 0 else 0.0
        eased = ease(progress) if path.smooth else progress
        x, y, push, zoom = (_between(pair, eased) for pair in (path.x, path.y, path.push, path.zoom))
        if path.shake:
            x += 7 * path.shake * scale * wobble(time * 1.3, 1.0)
            y += 5 * path.shake * scale * wobble(time * 1.5, 2.0)
        near = NEARNESS.get(camera.framing, 1.0)
        push = min(0.42, push * scale) * near
        # A push makes things grow away from the horizon; near figures would lose their heads without this rise.
        rise = (1 - near) * (horizon - 0.2 * view.height) * push / max(0.3, 1 - push)
        moment = Moment(
            time=time,
            x=x * scale * (0.5 + 0.5 * near),
            y=y * min(1.3, scale) * near - rise,
            scroll=scroll_speed * time,
            push=push,
            pivot=path.pivot,
            swing=_between(path.swing, eased) * min(1.2, scale) * (0.5 + 0.5 * near),
            focus_x=view.width / 2,
            focus_y=horizon,
        )
        window = None if path.window is None else _between(path.window, eased)
        return Aim(moment, 1 + (zoom - 1) * min(1.6, scale), window)

    return aim


def _between(pair: tuple[float, float], progress: float) -> float:
    return pair[0] + (pair[1] - pair[0]) * progress
