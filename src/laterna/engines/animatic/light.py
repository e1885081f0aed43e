"""Light: what a scene's light does to a surface, as data that sets and figures share."""

from msgspec import Struct

from laterna.engines.animatic.color import Color, ColorLike, mix, multiply, rgb


class Contour(Struct, frozen=True, kw_only=True):
    """The line that a style draws around figures.

    `width` in pixels; `color` None takes each surface's own, darkened by `depth` 0..1; `inner` is the width of lines
    between the parts of a figure as a share of the outline's (0: none); `shadow` 0..1 is how dark the shadow is that
    the flat figure throws on what lies right behind it, `drop` how far, in pixels.
    """

    width: float = 0.0
    color: Color | None = None
    depth: float = 0.62
    inner: float = 0.0
    shadow: float = 0.0
    drop: float = 0.0


class Light(Struct, frozen=True, kw_only=True):
    """The light that falls on a figure.

    `key` is the colour of the main light and `ambient` that of the fill, both multipliers of surface colour in
    0..1 sRGB; `rim` the colour of the bright edge and `rim_strength` 0..1 how much of it shows; `direction` points
    from the figure toward the main light, x right and y down, length about 1; `darkness` 0 (noon) to 1
    (pitch-black) says how much detail is lost and whether lamps, eyes and windows should glow; `haze` and
    `haze_amount` 0..1 are the air between the figure and the eye. `contour` is the line that the style draws around it.
    """

    key: Color = (1.0, 1.0, 1.0)
    ambient: Color = (1.0, 1.0, 1.0)
    rim: Color = (1.0, 1.0, 1.0)
    rim_strength: float = 0.25
    direction: tuple[float, float] = (0.5, -0.8)
    darkness: float = 0.0
    haze: Color = (1.0, 1.0, 1.0)
    haze_amount: float = 0.0
    contour: Contour | None = None

    def lit(self, color: ColorLike) -> Color:
        """A surface colour where the main light falls on it."""
        return self._air(multiply(color, self.key))

    def shaded(self, color: ColorLike) -> Color:
        """The same surface where only the fill light falls."""
        return self._air(multiply(color, self.ambient))

    def halfway(self, color: ColorLike) -> Color:
        """Between `lit` and `shaded`: the colour for flat areas that have no shading of their own."""
        return self._air(multiply(color, mix(self.key, self.ambient, 0.5)))

    def edge(self, color: ColorLike) -> Color:
        """The colour of the rim on a surface."""
        return self._air(mix(multiply(color, self.key), self.rim, 0.7))

    def _air(self, color: Color) -> Color:
        return mix(color, self.haze, self.haze_amount) if self.haze_amount else color


def flat(color: ColorLike = (1.0, 1.0, 1.0)) -> Light:
    """Even light from everywhere, for tests and icons."""
    tone = rgb(color)
    return Light(key=tone, ambient=tone, rim_strength=0.0)
