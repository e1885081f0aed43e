"""Whether an area of a picture has a colour that a prompt names."""

import numpy as np
from numpy.typing import NDArray

from tests.scene.drawn import Picture

# Degrees of hue from and to, and the least saturation; lit and graded colours wander within these.
HUES = {
    "red": (340, 22, 0.3),
    "orange": (8, 48, 0.3),
    "yellow": (36, 74, 0.28),
    "golden": (28, 66, 0.25),
    "green": (70, 172, 0.16),
    "teal": (150, 212, 0.16),
    "blue": (186, 262, 0.2),
    "light_blue": (176, 246, 0.1),
    "purple": (240, 330, 0.14),
    "pink": (285, 18, 0.14),
    "brown": (8, 50, 0.16),
    "beige": (14, 64, 0.06),
}
# Greys, by their greatest saturation and from and to which value.
GREYS = {
    "white": (0.34, 0.55, 1.0),
    "black": (0.65, 0.0, 0.36),
    "gray": (0.34, 0.18, 0.82),
    "silver": (0.34, 0.3, 0.95),
}


def hsv(picture: Picture) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Hue in degrees, saturation and value 0..1 of every pixel."""
    rgb = picture.astype(np.float64) / 255
    most, least = rgb.max(axis=-1), rgb.min(axis=-1)
    chroma = np.maximum(most - least, 1e-9)
    r, g, b = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    hue = np.where(
        most == r, (g - b) / chroma % 6, np.where(most == g, (b - r) / chroma + 2, (r - g) / chroma + 4)
    )
    return hue * 60, (most - least) / np.maximum(most, 1e-9), most


def share_of(picture: Picture, mask: NDArray[np.bool_], color: str) -> float:
    """The share of the masked pixels that have the colour; 1.0 for colours that no hue tells (`rainbow`)."""
    if not mask.any():
        return 0.0
    hue, saturation, value = (plane[mask] for plane in hsv(picture))
    if color in GREYS:
        most, low, high = GREYS[color]
        return float(((saturation <= most) & (value >= low) & (value <= high)).mean())
    if color not in HUES:
        return 1.0
    first, last, least = HUES[color]
    within = (hue >= first) & (hue <= last) if first < last else (hue >= first) | (hue <= last)
    return float((within & (saturation >= least)).mean())
