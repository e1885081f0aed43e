"""Colours as (red, green, blue) in 0..1: names, mixing, shade and light tones. No drawing."""

import colorsys
from functools import lru_cache

Color = tuple[float, float, float]

NAMED: dict[str, str] = {
    "red": "#d6403b", "crimson": "#b3263a", "scarlet": "#dd3a2c", "maroon": "#7c2733", "burgundy": "#7a2438",
    "pink": "#f29bb2", "rose": "#e8798f", "magenta": "#d13d8f", "coral": "#f47f66", "salmon": "#f29a84",
    "orange": "#f08c32", "amber": "#f2a93a", "peach": "#f9c29c", "apricot": "#f8b878", "rust": "#b5532a",
    "yellow": "#f6cc3f", "gold": "#e5b13c", "golden": "#e5b13c", "cream": "#f8ecd0", "beige": "#dfc9a2",
    "khaki": "#b9a671", "tan": "#cfa578", "sand": "#dcc294", "brown": "#85553a", "chestnut": "#7a4429",
    "chocolate": "#5a3726", "bronze": "#a8743c", "copper": "#c07a4a", "olive": "#7d8040", "lime": "#a5cf45",
    "green": "#4d9e55", "emerald": "#1f9a67", "mint": "#9fdcbc", "jade": "#3fa37f", "teal": "#2c8f93",
    "turquoise": "#3fbdb8", "cyan": "#4cc6dd", "aqua": "#58c8d2", "sky_blue": "#7fc1ea", "light_blue": "#8fc5ea",
    "blue": "#3f74cf", "azure": "#4f97e3", "navy": "#26365f", "dark_blue": "#2a3f7a", "indigo": "#4a469f",
    "violet": "#8560c4", "purple": "#7d4bb0", "lavender": "#b9a5e0", "lilac": "#c5a7dd", "plum": "#7b3f73",
    "white": "#f7f5f1", "ivory": "#f6f0e0", "silver": "#c3cad4", "grey": "#8f959e", "gray": "#8f959e",
    "light_gray": "#c6cacf", "dark_gray": "#555a63", "charcoal": "#3c4048", "black": "#2e2c34", "ebony": "#2b2524",
    "light_green": "#9ed28c", "dark_green": "#2c6440", "dark_red": "#8d2630", "light_pink": "#f8c7d2",
    "blonde": "#e9c46a", "ginger": "#c9652c", "transparent": "#d6ecf2", "rainbow": "#e8798f", "colorful": "#f08c32",
}  # fmt: skip

MATERIALS: dict[str, str] = {
    "gold": "#e8b63c", "silver": "#c5ccd6", "bronze": "#a8743c", "copper": "#c07a4a", "iron": "#7b828c",
    "steel": "#a9b3bf", "metal": "#a3acb8", "chrome": "#d3dae2", "glass": "#bfe3ea", "crystal": "#cfe6f6",
    "ice": "#bfe4f3", "snow": "#f2f6fa", "stone": "#9b978f", "marble": "#e6e3de", "rock": "#8b867e",
    "wood": "#a8743f", "wooden": "#a8743f", "paper": "#f4efe2", "cardboard": "#c79a63", "clay": "#c47f57",
    "porcelain": "#eef2f6", "ceramic": "#e8e6df", "jade": "#58b08b", "cloth": "#c9a98c", "leather": "#8a5a34",
    "plastic": "#e5604a", "rubber": "#45474d", "chocolate": "#5b3523", "candy": "#f28bb0", "fire": "#f27a28",
    "lava": "#e8502a", "water": "#5fb0dc", "cloud": "#f0f4f9", "smoke": "#9aa0a8", "shadow": "#34343f",
    "bamboo": "#a9b45a", "straw": "#dcbf6a", "wool": "#f1eadc", "diamond": "#d8f0fa", "neon": "#4fe3e0",
    "rust": "#b0714a",
}  # fmt: skip


@lru_cache(maxsize=1024)
def color(name: str, default: str = "#8f959e") -> Color:
    """The colour of a name (`dark_blue`, `teal`) or of `#rrggbb`; an unknown name gives `default`."""
    key = name.strip().lower().replace(" ", "_").replace("-", "_")
    text = key if key.startswith("#") else NAMED.get(key) or NAMED.get(key.split("_")[-1]) or default
    digits = text[1:]
    try:
        return (int(digits[0:2], 16) / 255, int(digits[2:4], 16) / 255, int(digits[4:6], 16) / 255)
    except ValueError:
        return color(default)


def known_color(name: str) -> bool:
    """Whether `color` knows this name itself."""
    key = name.strip().lower().replace(" ", "_").replace("-", "_")
    return key.startswith("#") or key in NAMED or key.split("_")[-1] in NAMED


def mix(a: Color, b: Color, t: float) -> Color:
    """`a` at t = 0, `b` at t = 1."""
    return (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t)


def scaled(a: Color, by: Color) -> Color:
    """Channel by channel product, kept in 0..1."""
    return (min(1.0, a[0] * by[0]), min(1.0, a[1] * by[1]), min(1.0, a[2] * by[2]))


def luma(a: Color) -> float:
    """Rec. 709 weight of the gamma-coded channels, 0..1."""
    return 0.2126 * a[0] + 0.7152 * a[1] + 0.0722 * a[2]


def shade(a: Color, depth: float = 1.0) -> Color:
    """The tone of `a` out of the light: darker, a little cooler and richer. depth 1 is the usual shade."""
    dark = scaled(a, (0.80, 0.75, 0.86))
    hue, light, saturation = colorsys.rgb_to_hls(*dark)
    rich = colorsys.hls_to_rgb(hue, light, min(1.0, saturation * 1.12))
    return mix(a, rich, depth)


def lit(a: Color, amount: float = 1.0) -> Color:
    """The tone of `a` in full light: lighter and warmer."""
    return mix(a, (1.0, 0.97, 0.86), 0.22 * amount)


def dark(a: Color, factor: float) -> Color:
    """`a` with every channel times `factor`."""
    return (a[0] * factor, a[1] * factor, a[2] * factor)


def distinct(a: Color, b: Color) -> bool:
    """Whether two colours are far enough apart to read beside each other."""
    return sum(abs(x - y) for x, y in zip(a, b, strict=True)) > 0.35


def blended(base: Color, wanted: Color, keep: float = 0.12) -> Color:
    """`wanted` with a little of `base`, so that recoloured fur keeps its warmth."""
    return mix(wanted, base, keep)
