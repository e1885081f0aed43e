"""Palettes: the colours of sky, air and light for each time of day, bent by weather and style."""

import math

from msgspec import Struct
from msgspec.structs import replace

from laterna.engines.animatic.color import Color, ColorLike, mix, multiply, rgb, saturate
from laterna.engines.animatic.light import Light


class Palette(Struct, frozen=True, kw_only=True):
    """The light of one shot.

    `sky` runs from the zenith to the horizon; `haze` is what far things fade to and `air` 0..3 how fast;
    `key` and `ambient` multiply surfaces in the light and in the shade; `orb` is the disc of sun or moon and
    `altitude` 0..1 its place between horizon and zenith; `darkness` 0 noon..1 pitch-black; `lamps` 0..1 how many
    windows and lamps are lit.
    """

    sky: tuple[Color, ...]
    haze: Color
    key: Color
    ambient: Color
    rim: Color
    orb: Color
    glow: Color
    cloud: Color
    cloud_shade: Color
    altitude: float
    darkness: float
    lamps: float
    air: float = 1.0
    orb_shown: bool = True
    stars: float = 0.0
    rim_strength: float = 0.4
    shadow: float = 0.35

    def surface(self, color: ColorLike, depth: float = 1.0) -> Color:
        """A surface seen at `depth` (1 is where the main figure stands): lit, then faded into the air."""
        seen = multiply(color, mix(self.key, self.ambient, 0.3))
        return mix(seen, self.haze, self.fade(depth))

    def shaded(self, color: ColorLike, depth: float = 1.0) -> Color:
        """The same surface turned away from the light."""
        return mix(multiply(color, mix(self.ambient, self.key, 0.15)), self.haze, self.fade(depth))

    def bright(self, color: ColorLike, depth: float = 1.0) -> Color:
        """The same surface turned to the light."""
        seen = mix(multiply(color, self.key), self.rim, 0.16)
        return mix(seen, self.haze, self.fade(depth))

    def fade(self, depth: float) -> float:
        """How much of the air's colour lies over something at `depth`, 0..0.92."""
        return min(0.92, 1 - math.exp(-max(0.0, depth - 1) * 0.14 * self.air))

    def light(self, depth: float = 1.0, side: float = 1.0) -> Light:
        """The light on a figure at `depth`; `side` +1 when the sun stands to the right."""
        height = 0.35 + 0.65 * self.altitude
        return Light(
            # By night figures keep more light than their surroundings, or faces and legs would be lost.
            key=mix(self.key, "#ffffff", 0.3 * self.darkness),
            ambient=mix(self.ambient, self.key, 0.3 * self.darkness),
            rim=self.rim,
            rim_strength=self.rim_strength,
            direction=(side * math.sqrt(1 - min(0.95, height) ** 2), -height),
            darkness=self.darkness,
            haze=self.haze,
            haze_amount=self.fade(depth),
        )


def _palette(
    sky: str, air: str, light: str, orb: str, clouds: str, numbers: tuple[float, float, float, float, float]
) -> Palette:
    haze, rim = air.split()
    key, ambient = light.split()
    disc, glow = orb.split()
    cloud, shade = clouds.split()
    altitude, darkness, lamps, stars, rim_strength = numbers
    return Palette(
        sky=tuple(rgb(stop) for stop in sky.split()),
        haze=rgb(haze), rim=rgb(rim), key=rgb(key), ambient=rgb(ambient), orb=rgb(disc), glow=rgb(glow),
        cloud=rgb(cloud), cloud_shade=rgb(shade), altitude=altitude, darkness=darkness, lamps=lamps, stars=stars,
        rim_strength=rim_strength,
    )  # fmt: skip


TIMES: dict[str, Palette] = {
    "dawn": _palette(
        "#4a5f9e #8f86bf #e3a3b0 #ffc9a0 #ffe9c4", "#f3c8b4 #fff0cf", "#fff0dd #b3a0c4",
        "#fff7dc #ffd9a0", "#ffe6d6 #c99bb8", (0.16, 0.22, 0.35, 0.08, 0.55)),
    "morning": _palette(
        "#3d8fdc #7ec0f0 #bfe3f5 #f3f1df", "#d5e8f0 #fff6dc", "#fffaf0 #b9c8de",
        "#fffbe6 #fff0c4", "#ffffff #cddcec", (0.5, 0.02, 0.05, 0.0, 0.35)),
    "day": _palette(
        "#2a80d8 #62b3ef #a8dbf6 #e2f4f8", "#c9e5f3 #ffffff", "#ffffff #b6c8e4",
        "#fffdf0 #fff6cf", "#ffffff #c9dbee", (0.82, 0.0, 0.0, 0.0, 0.3)),
    "afternoon": _palette(
        "#3a86cf #7fbce6 #c8e0e6 #f7eccb", "#e2e3d4 #fff1c8", "#fff6e0 #b9bfd6",
        "#fff8dc #ffe9b0", "#fffaf0 #cfd3e2", (0.55, 0.04, 0.0, 0.0, 0.4)),
    "sunset": _palette(
        "#36366f #7d4a93 #d9607b #ff9a62 #ffd791", "#f29b78 #ffd694", "#ffdcb4 #9a7cae",
        "#fff3cc #ffb868", "#ffc29a #8c5590", (0.12, 0.3, 0.5, 0.05, 0.65)),
    "dusk": _palette(
        "#171b4a #343a80 #6f5a9e #c47f9c #f2b08c", "#7a6a9e #ffc9b0", "#b9a6d4 #5e5c9a",
        "#fff0dc #e0a0b0", "#b490b4 #4c4880", (0.1, 0.52, 0.85, 0.5, 0.5)),
    "night": _palette(
        "#060c26 #0d1c4a #1d3470 #38538f", "#2d487f #d4e4ff", "#8ea2dc #3a4a82",
        "#fff9e4 #b8ccff", "#5c72ac #28386c", (0.66, 0.72, 0.8, 1.0, 0.62)),
}  # fmt: skip

_GREY = "#9aa4ae"


def palette_of(time: str, weather: str, style: str, season: str = "", mood: str = "") -> Palette:
    """The palette of a shot. Unknown words change nothing."""
    palette = TIMES.get(time, TIMES["day"])
    if weather in ("rain", "drizzle", "storm", "overcast"):
        palette = _clouded(palette, {"overcast": 0.55, "drizzle": 0.6, "rain": 0.7, "storm": 0.82}[weather])
    elif weather in ("fog", "snow", "blizzard", "sandstorm"):
        palette = _veiled(palette, weather)
    elif weather == "cloudy":
        palette = _clouded(palette, 0.2)
    palette = _in_season(palette, season)
    if mood in ("warm", "cozy", "romantic", "nostalgic"):
        palette = replace(
            palette, key=multiply(palette.key, "#ffeacc"), haze=mix(palette.haze, "#f0c890", 0.18)
        )
    if mood in ("sad", "gloomy", "melancholic", "lonely", "mysterious", "scary", "dark"):
        palette = _muted(palette, 0.7, "#5a6a8c", 0.12)
    return _styled(palette, style)


_SEASONS = {
    "spring": ("#fff8f4", "#f4d0dc", 0.1), "summer": ("#fffae8", "#cfe8f0", 0.0),
    "autumn": ("#fff0d8", "#e0b890", 0.2), "winter": ("#e6eefb", "#dde8f3", 0.55),
}  # fmt: skip
"""What multiplies the light, and what the air is mixed with, how far."""


def _in_season(palette: Palette, season: str) -> Palette:
    if season not in _SEASONS:
        return palette
    light, air, amount = _SEASONS[season]
    tone = multiply(air, mix(palette.key, "#ffffff", 0.2))
    last = max(1, len(palette.sky) - 1)
    return replace(
        palette,
        key=multiply(palette.key, light),
        haze=mix(palette.haze, tone, amount),
        sky=tuple(
            mix(stop, tone, amount * (0.5 + 0.5 * index / last)) for index, stop in enumerate(palette.sky)
        ),
    )


def _clouded(palette: Palette, amount: float) -> Palette:
    grey = mix(multiply(_GREY, palette.key), "#0c1230", 0.45 * palette.darkness)
    shown = palette.orb_shown and amount < 0.5
    if amount > 0.8:
        gloom = (0.62, 0.65, 0.72)
        grey = multiply(grey, gloom)
        palette = replace(
            palette, key=multiply(palette.key, (0.78, 0.8, 0.86)), cloud=multiply(palette.cloud, gloom)
        )
    return replace(
        palette,
        sky=tuple(mix(saturate(stop, 1 - 0.5 * amount), grey, 0.75 * amount) for stop in palette.sky),
        haze=mix(palette.haze, grey, 0.7 * amount),
        key=mix(palette.key, multiply(palette.ambient, "#f0f4f8"), 0.6 * amount),
        cloud=mix(palette.cloud, grey, 0.6 * amount),
        cloud_shade=mix(palette.cloud_shade, mix(grey, "#20263a", 0.35), 0.7 * amount),
        rim_strength=palette.rim_strength * (1 - 0.5 * amount),
        stars=palette.stars * (1 - amount) ** 2,
        darkness=min(1.0, palette.darkness + 0.12 * amount),
        lamps=max(palette.lamps, 0.5 * amount if amount >= 0.6 else 0.0),
        air=palette.air * (1 + 0.8 * amount),
        shadow=palette.shadow * (1 - 0.6 * amount),
        orb_shown=shown,
    )


def _veiled(palette: Palette, weather: str) -> Palette:
    veil, air = {
        "fog": (rgb("#c3cad2"), 2.6), "snow": (rgb("#dfe8f2"), 1.5), "blizzard": (rgb("#dbe4ee"), 3.0),
        "sandstorm": (rgb("#d8a868"), 2.8),
    }[weather]  # fmt: skip
    veil = multiply(veil, mix(palette.key, palette.ambient, 0.25))
    return replace(
        palette,
        sky=tuple(mix(stop, veil, 0.72) for stop in palette.sky),
        haze=mix(palette.haze, veil, 0.8),
        cloud=mix(palette.cloud, veil, 0.7),
        cloud_shade=mix(palette.cloud_shade, veil, 0.6),
        air=palette.air * air,
        orb_shown=palette.orb_shown and weather == "snow",
        stars=palette.stars * 0.1,
        rim_strength=palette.rim_strength * 0.7,
        shadow=palette.shadow * 0.4,
        lamps=max(palette.lamps, 0.6 if weather == "fog" else palette.lamps),
    )


def _muted(palette: Palette, chroma: float, toward: ColorLike, amount: float) -> Palette:
    def bend(color: Color) -> Color:
        return mix(saturate(color, chroma), toward, amount)

    return replace(
        palette, sky=tuple(bend(stop) for stop in palette.sky), haze=bend(palette.haze), cloud=bend(palette.cloud),
        cloud_shade=bend(palette.cloud_shade),
    )  # fmt: skip


def _styled(palette: Palette, style: str) -> Palette:
    if style in ("cyberpunk", "neon", "vaporwave"):
        dark = palette if palette.darkness > 0.4 else replace(TIMES["night"], orb_shown=palette.orb_shown)
        return replace(
            dark,
            sky=tuple(rgb(c) for c in ("#0b0724", "#2a1152", "#63207f", "#c8418f")),
            haze=rgb("#4a2a80"), key=rgb("#9480d0"), ambient=rgb("#3a2f74"), rim=rgb("#7df3ff"), rim_strength=0.8,
            cloud=rgb("#7a3f9a"), cloud_shade=rgb("#35185f"), lamps=1.0,
        )  # fmt: skip
    if style == "ink":
        return replace(palette, air=palette.air * 0.45)
    if style == "noir":
        return replace(palette, key=mix(palette.key, "#ffffff", 0.55), rim=rgb("#ffffff"), rim_strength=0.95)
    if style in ("watercolor", "pastel", "storybook"):
        return _lifted(palette, 0.18)
    return palette


def _lifted(palette: Palette, amount: float) -> Palette:
    paper = rgb("#fff8ea")
    dark = palette.darkness
    lift = amount * (1 - 0.6 * dark)
    return replace(
        palette,
        sky=tuple(mix(stop, paper, lift) for stop in palette.sky),
        haze=mix(palette.haze, paper, lift * 1.4),
        ambient=mix(palette.ambient, paper, lift),
    )
