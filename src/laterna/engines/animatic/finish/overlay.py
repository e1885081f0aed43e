"""The overlay: vignette, grain and paper as one premultiplied image, laid over a frame in half a millisecond."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from laterna.engines.animatic.canvas import NEAREST, Canvas, Image, image_from
from laterna.engines.animatic.chance import generator
from laterna.engines.animatic.finish.strokes import fine_strokes
from laterna.engines.animatic.stage.grade import style_key
from laterna.engines.animatic.stage.view import View

VARIANTS = 3
"""Grain images that take turns."""

SEED = 0
"""The seed of grain, paper and brush, which are the style's and not the clip's."""

_VIGNETTE = {"": 0.26, "noir": 0.62, "cinematic": 0.42, "vintage": 0.5, "sepia": 0.5, "cyberpunk": 0.4, "oil": 0.3,
             "anime": 0.12, "paper_cut": 0.16, "watercolor": 0.0, "ink": 0.0, "pastel": 0.05, "line_art": 0.0,
             "sketch": 0.0, "pixel": 0.1}  # fmt: skip
_GRAIN = {"": 5.0, "noir": 15.0, "cinematic": 8.0, "vintage": 17.0, "sepia": 15.0, "anime": 2.0, "pixel": 0.0,
          "paper_cut": 4.0, "documentary": 9.0, "claymation": 3.0, "black_and_white": 12.0}  # fmt: skip
_PAPER = {
    "watercolor": 0.8,
    "ink": 0.55,
    "oil": 0.7,
    "sketch": 0.8,
    "pastel": 0.8,
    "line_art": 0.5,
    "paper_cut": 0.6,
}


class Overlay:
    """The overlay of one film; `draw` picks the variant of a frame.

    Grain and paper are the same for every seed: they belong to the style, and are kept from clip to clip.
    """

    def __init__(self, view: View, style: str) -> None:
        self._view = view
        self._style = style_key(style)

    def draw(self, canvas: Canvas, index: int) -> None:
        """Lays the overlay of frame `index`; grain changes every second frame."""
        canvas.drawImage(_sheet(self._view, self._style, (index // 2) % VARIANTS), 0, 0, NEAREST)


@lru_cache(maxsize=VARIANTS)
def _sheet(view: View, style: str, variant: int) -> Image:
    grain = _grain(view, style, variant)
    white = np.maximum(grain, 0)
    alpha = _dark(view, style) + np.maximum(-grain, 0)
    np.maximum(alpha, white, out=alpha)
    out = np.empty((view.pixels_high, view.pixels_wide, 4), np.uint8)
    packed = out.view(np.uint32)[..., 0]
    light = white.astype(np.uint32)
    np.multiply(light, 0x010101, out=packed)
    packed |= np.minimum(alpha, 255).astype(np.uint32) << 24
    return image_from(out)


@lru_cache(maxsize=1)
def _dark(view: View, style: str) -> NDArray[np.int16]:
    """How dark the vignette is, 0..255."""
    wide, high = view.pixels_wide, view.pixels_high
    strength = _VIGNETTE.get(style, _VIGNETTE[""]) * 255
    x = np.linspace(-0.92, 0.92, wide, dtype=np.float32) ** 2
    y = np.linspace(-0.82, 0.82, high, dtype=np.float32) ** 2
    reach = np.clip((np.sqrt(x[None] + y[:, None]) - 0.52) / 0.78, 0, 1)
    dark: NDArray[np.int16] = (reach * np.sqrt(reach) * strength).astype(np.int16)
    return dark


def _grain(view: View, style: str, variant: int) -> NDArray[np.int16]:
    strength = _GRAIN.get(style, _GRAIN[""])
    tile = generator(SEED, "grain", variant).normal(0, strength * 0.5, (256, 256))
    if style == "claymation":
        tile = np.tile(tile, (2, 2))
    paper = _PAPER.get(style, 0.0)
    side = 256
    if paper:
        side = 512
        tile = np.tile(tile, (2, 2)) + noise(512, 512, SEED, "paper", 1.1) * (13.0 * paper)
    if style == "claymation":
        tile = tile + _thumbs(variant)
        side = 512
    small = np.clip(tile, -60, 60).astype(np.int16)
    if style == "oil":
        return fine_strokes(view)[1]
    return np.tile(small, (view.pixels_high // side + 1, view.pixels_wide // side + 1))[
        : view.pixels_high, : view.pixels_wide
    ]


def _thumbs(variant: int) -> NDArray[np.float32]:
    """The marks that fingers leave in clay: dents, and ridges around them; a little different at each pose."""
    dents = noise(512, 512, SEED, f"thumb{variant}", 1.9)
    ridges = np.sin(dents * 46) * (np.abs(dents) > 0.55)
    slope = np.roll(dents, 3, axis=0) - dents
    marks: NDArray[np.float32] = (slope * 46 + ridges * 2.4).astype(np.float32)
    return marks


@lru_cache(maxsize=16)
def noise(wide: int, high: int, seed: int, purpose: str, falloff: float) -> NDArray[np.float32]:
    """Seamless random field with a spectrum of 1/f^falloff, mean 0 and deviation 1."""
    random = generator(seed, "noise", purpose)
    spectrum = np.fft.rfft2(random.normal(size=(high, wide)))
    fy, fx = np.fft.fftfreq(high)[:, None] * high, np.fft.rfftfreq(wide)[None] * wide
    reach = np.hypot(fy, fx)
    reach[0, 0] = 1e9
    field = np.fft.irfft2(spectrum / reach**falloff, s=(high, wide))
    even: NDArray[np.float32] = ((field - field.mean()) / field.std()).astype(np.float32)
    return even
