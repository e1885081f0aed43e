"""Colours: plain triples of sRGB floats in 0..1, mixed in Oklab so that blends stay clean. No drawing library here."""

import math
from functools import lru_cache

Color = tuple[float, float, float]
ColorLike = str | Color

NAMED: dict[str, str] = {
    "red": "#d8392f", "crimson": "#b3202e", "orange": "#f08a2c", "yellow": "#f6cf3f", "gold": "#e2b13c",
    "golden": "#e2b13c", "green": "#4f9d4b", "dark_green": "#2d6540", "light_green": "#8fcf6f", "lime": "#a4d93a",
    "olive": "#7c7f3a", "teal": "#2d8f8b", "turquoise": "#3fc1b8", "cyan": "#45c8dc", "blue": "#3a72cf",
    "light_blue": "#86bdf0", "dark_blue": "#24407f", "navy": "#1f2f5c", "indigo": "#434aa8", "purple": "#8450b4",
    "violet": "#8e5fd0", "magenta": "#d2479c", "pink": "#f39bb9", "rose": "#e46a86", "brown": "#8a5a36",
    "tan": "#cda67a", "beige": "#e6d5b4", "cream": "#f7ecd2", "ivory": "#f8f2e2", "white": "#f6f5f1",
    "silver": "#c3c8cf", "gray": "#8b9098", "grey": "#8b9098", "dark_gray": "#4e535c", "black": "#26272d",
    "bronze": "#a9743a", "copper": "#b8693c", "maroon": "#7a2432", "lavender": "#b8a6e0", "amber": "#f2a93a",
}  # fmt: skip
"""Colour words of storyboards (`Subject.colors`, `Garment.color`) as pigments that sit well together."""


@lru_cache(maxsize=4096)
def _parse(value: str) -> Color:
    text = NAMED.get(value, value).lstrip("#")
    if len(text) != 6:
        raise ValueError(f"{value!r} is neither a colour word nor #rrggbb")
    red, green, blue = (int(text[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return (red, green, blue)


def rgb(value: ColorLike) -> Color:
    """A colour word, `#rrggbb` or a triple, as a triple. Raises ValueError for anything else."""
    return _parse(value) if isinstance(value, str) else value


def hex_of(color: ColorLike) -> str:
    """`#rrggbb`."""
    return "#" + "".join(f"{round(255 * min(1.0, max(0.0, part))):02x}" for part in rgb(color))


def _linear(part: float) -> float:
    return float(((part + 0.055) / 1.055) ** 2.4) if part > 0.04045 else part / 12.92


def _gamma(part: float) -> float:
    part = min(1.0, max(0.0, part))
    return float(1.055 * part ** (1 / 2.4) - 0.055) if part > 0.0031308 else part * 12.92


@lru_cache(maxsize=8192)
def oklab(color: Color) -> Color:
    """Lightness 0..1, green-red, blue-yellow (Björn Ottosson, Oklab, 2020)."""
    red, green, blue = (_linear(part) for part in color)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    mid = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * mid - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * mid + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * mid - 0.8086757660 * short,
    )


def from_oklab(lab: Color) -> Color:
    """The sRGB triple, clipped to the gamut part by part."""
    lightness, a, b = lab
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    mid = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _gamma(4.0767416621 * long - 3.3077115913 * mid + 0.2309699292 * short),
        _gamma(-1.2684380046 * long + 2.6097574011 * mid - 0.3413193965 * short),
        _gamma(-0.0041960863 * long - 0.7034186147 * mid + 1.7076147010 * short),
    )


@lru_cache(maxsize=8192)
def _mix(first: Color, second: Color, amount: float) -> Color:
    one, two = oklab(first), oklab(second)
    keep = 1 - amount
    return from_oklab(
        (one[0] * keep + two[0] * amount, one[1] * keep + two[1] * amount, one[2] * keep + two[2] * amount)
    )


@lru_cache(maxsize=16384)
def mix(first: ColorLike, second: ColorLike, amount: float) -> Color:
    """`amount` 0 gives the first colour, 1 the second; between them the straight line through Oklab."""
    amount = min(1.0, max(0.0, amount))
    return _mix(rgb(first), rgb(second), round(amount, 4))


def tint(color: ColorLike, amount: float) -> Color:
    """Lighter toward white by `amount` 0..1."""
    return mix(color, (1.0, 1.0, 1.0), amount)


def shade(color: ColorLike, amount: float) -> Color:
    """Darker by `amount` 0..1, and a little cooler, as shadow is in daylight."""
    return mix(color, (0.05, 0.05, 0.12), amount)


def multiply(first: ColorLike, second: ColorLike) -> Color:
    """The first colour seen under light of the second, part by part."""
    one, two = rgb(first), rgb(second)
    return (one[0] * two[0], one[1] * two[1], one[2] * two[2])


def saturate(color: ColorLike, factor: float) -> Color:
    """Chroma times `factor`: 0 is grey, 1 unchanged."""
    lightness, a, b = oklab(rgb(color))
    return from_oklab((lightness, a * factor, b * factor))


def lighten(color: ColorLike, by: float) -> Color:
    """Oklab lightness moved by `by` (-1..1), hue kept."""
    lightness, a, b = oklab(rgb(color))
    return from_oklab((min(1.0, max(0.0, lightness + by)), a, b))


def luminance(color: ColorLike) -> float:
    """Relative luminance 0..1 (BT.709, linear light)."""
    red, green, blue = (_linear(part) for part in rgb(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
