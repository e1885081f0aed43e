"""The reference images of a clip, as the stage needs them: as figures, and as the colours of a style."""

from collections.abc import Sequence

import numpy as np
from msgspec.structs import replace

from laterna.engines.animatic.casting import picture_number
from laterna.engines.animatic.color import Color, mix, multiply
from laterna.engines.animatic.figures import figure_for
from laterna.engines.animatic.figures.figure import Figure
from laterna.engines.animatic.figures.picture import picture_figure
from laterna.engines.animatic.stage.palette import Palette
from laterna.engines.animatic.stage.plate import load_picture
from laterna.engines.animatic.stage.relief import shrunk
from laterna.engines.animatic.storyboard import Subject


class References:
    """Loads each picture when it is first needed."""

    def __init__(self, paths: Sequence[str] = ()) -> None:
        self._paths = tuple(paths)
        self._figures: dict[int, Figure] = {}

    def figure(self, subject: Subject, seed: int) -> Figure:
        """The figure of a subject: a picture where its species says so, else a drawn one."""
        number = picture_number(subject.species)
        if not 1 <= number <= len(self._paths):
            return figure_for(subject, seed)
        if number not in self._figures:
            self._figures[number] = picture_figure(load_picture(self._paths[number - 1]))
        return self._figures[number]

    def tinted(self, palette: Palette, keys: Sequence[str]) -> Palette:
        """The palette with the colours of the pictures that `keys` (`picture_1`) name."""
        for key in keys:
            number = picture_number(key)
            if 1 <= number <= len(self._paths):
                palette = tinted(palette, tones_of(self._paths[number - 1]))
        return palette


NO_REFERENCES = References()
"""For clips without reference images."""


def tones_of(path: str) -> tuple[Color, Color, Color]:
    """A picture's dark, middle and light tone: each the mean of a third of its cells, ordered by brightness."""
    picture = load_picture(path)
    cells = shrunk(picture, 48).reshape(-1, 3)
    order = np.argsort(cells @ np.array([0.2126, 0.7152, 0.0722], np.float32), kind="stable")
    dark, middle, light = (cells[part].mean(axis=0) for part in np.array_split(order, 3))
    return _color(dark), _color(middle), _color(light)


def tinted(palette: Palette, tones: tuple[Color, Color, Color]) -> Palette:
    """The palette drawn towards three tones, dark to light: sky and air most, the light on things less."""
    dark, middle, light = tones
    last = max(1, len(palette.sky) - 1)
    # The sky runs from zenith to horizon, which in most pictures is from darker to lighter.
    sky = tuple(mix(stop, mix(middle, light, index / last), 0.68) for index, stop in enumerate(palette.sky))
    return replace(
        palette,
        sky=sky,
        haze=mix(palette.haze, light, 0.65),
        key=mix(palette.key, multiply(_bright(light), (1.0, 1.0, 1.0)), 0.5),
        ambient=mix(palette.ambient, mix(middle, dark, 0.35), 0.5),
        rim=mix(palette.rim, _bright(light), 0.5),
        cloud=mix(palette.cloud, light, 0.6),
        cloud_shade=mix(palette.cloud_shade, middle, 0.6),
        glow=mix(palette.glow, light, 0.5),
    )


def _bright(tone: Color) -> Color:
    """The same hue as light: its strongest part at full."""
    most = max(0.05, *tone)
    return (tone[0] / most, tone[1] / most, tone[2] / most)


def _color(mean: "np.ndarray[tuple[int, ...], np.dtype[np.float32]]") -> Color:
    red, green, blue = (float(part) for part in mean)
    return (red, green, blue)
