"""Grades: a colour transform that is laid into baked images and figures instead of over whole frames."""

from msgspec import Struct, structs

from laterna.engines.animatic.canvas import Paint, matrix_filter, paint
from laterna.engines.animatic.color import Color, ColorLike, mix, rgb
from laterna.engines.animatic.light import Contour, Light

_INK = 0.3
"""Tones darker than this are drawn as they are where others are washed out."""


class Grade(Struct, frozen=True):
    """Saturation (1 keeps), contrast (1 keeps), a multiplier and a lift a channel, in 0..1 sRGB."""

    saturation: float = 1.0
    contrast: float = 1.0
    gain: Color = (1.0, 1.0, 1.0)
    lift: Color = (0.0, 0.0, 0.0)
    wash: float = 1.0
    """How much of a tone is left on white paper, for figures; what is almost black stays."""

    @property
    def neutral(self) -> bool:
        """Changes nothing."""
        return self == Grade()

    def rows(self) -> list[list[float]]:
        """Three rows of (red, green, blue, offset)."""
        weights = (0.2126, 0.7152, 0.0722)
        rows: list[list[float]] = []
        for channel in range(3):
            row = [
                weights[i] * (1 - self.saturation) + (self.saturation if i == channel else 0.0)
                for i in range(3)
            ]
            gain = self.gain[channel] * self.contrast
            offset = (0.5 - 0.5 * self.contrast) * self.gain[channel] + self.lift[channel]
            rows.append([part * gain for part in row] + [offset])
        return rows

    def of(self, color: ColorLike) -> Color:
        """One colour, graded."""
        red, green, blue = rgb(color)
        parts = [row[0] * red + row[1] * green + row[2] * blue + row[3] for row in self.rows()]
        low = [min(1.0, max(0.0, part)) for part in parts]
        if self.wash < 1.0 and max(low) > _INK:
            low = [1 - (1 - part) * self.wash for part in low]
        return (low[0], low[1], low[2])

    def paint(self) -> Paint | None:
        """A paint that grades whatever image or layer is drawn with it; None when nothing changes."""
        return None if self.neutral else paint(filter=matrix_filter(self.rows()))


class GradedLight(Light, frozen=True):
    """A light whose every colour comes out graded."""

    grade: Grade = Grade()

    def lit(self, color: ColorLike) -> Color:
        """A surface in the main light."""
        return self.grade.of(super().lit(color))

    def shaded(self, color: ColorLike) -> Color:
        """A surface in the fill light."""
        return self.grade.of(super().shaded(color))

    def halfway(self, color: ColorLike) -> Color:
        """Between the two."""
        return self.grade.of(super().halfway(color))

    def edge(self, color: ColorLike) -> Color:
        """The rim on a surface."""
        return self.grade.of(super().edge(color))


def graded(light: Light, grade: Grade) -> Light:
    """The light as it looks through the grade."""
    return light if grade.neutral else GradedLight(**structs.asdict(light), grade=grade)


GRADES: dict[str, Grade] = {
    "noir": Grade(saturation=0.1, contrast=1.34, gain=(0.97, 0.98, 1.03), lift=(0.0, 0.0, 0.008)),
    "black_and_white": Grade(saturation=0.0, contrast=1.1),
    "vintage": Grade(saturation=0.62, contrast=0.94, gain=(1.04, 0.98, 0.84), lift=(0.03, 0.02, 0.01)),
    "sepia": Grade(saturation=0.1, contrast=1.0, gain=(1.08, 0.94, 0.74), lift=(0.03, 0.02, 0.0)),
    "cinematic": Grade(saturation=0.94, contrast=1.06, gain=(1.02, 1.0, 0.98), lift=(-0.005, 0.0, 0.012)),
    "ink": Grade(saturation=0.14, contrast=1.22, gain=(1.0, 0.98, 0.93), lift=(0.12, 0.12, 0.1)),
    "anime": Grade(saturation=1.2, contrast=1.03),
    "claymation": Grade(saturation=1.14, contrast=1.02, gain=(1.05, 1.0, 0.91), lift=(0.02, 0.01, 0.0)),
    "watercolor": Grade(saturation=0.92, contrast=0.86, lift=(0.07, 0.065, 0.055)),
    "oil": Grade(saturation=1.12, contrast=1.06, gain=(1.03, 1.0, 0.95)),
    "pastel": Grade(saturation=0.75, contrast=0.82, lift=(0.12, 0.11, 0.11)),
    "cyberpunk": Grade(saturation=1.25, contrast=1.08),
    "paper_cut": Grade(saturation=1.05, contrast=1.0),
    "documentary": Grade(saturation=0.86),
    "sketch": Grade(saturation=0.0, contrast=0.9, lift=(0.12, 0.12, 0.11)),
    "line_art": Grade(saturation=0.0, contrast=1.0, lift=(0.14, 0.14, 0.14)),
    "ukiyo_e": Grade(saturation=0.78, contrast=0.9, gain=(1.0, 0.965, 0.86), lift=(0.045, 0.03, 0.0)),
    "realistic": Grade(saturation=0.72, contrast=1.12, gain=(1.0, 0.985, 0.95), lift=(-0.02, -0.02, -0.012)),
    "three_d": Grade(saturation=1.14, contrast=1.02, gain=(1.03, 1.0, 0.98)),
}  # fmt: skip

_SAME = {
    "film_noir": "noir", "monochrome": "black_and_white", "black_white": "black_and_white", "retro": "vintage",
    "film": "cinematic", "movie": "cinematic", "ink_wash": "ink", "chinese_ink": "ink", "watercolour": "watercolor",
    "oil_painting": "oil", "impressionist": "oil", "cartoon": "anime", "ghibli": "anime", "neon": "cyberpunk",
    "papercut": "paper_cut", "pencil": "sketch", "pixel_art": "pixel", "line": "line_art", "vaporwave": "cyberpunk",
    "clay": "claymation", "stop_motion": "claymation",
}  # fmt: skip


_FIGURES = {
    "ink": Grade(saturation=0.3, contrast=1.25, gain=(0.8, 0.785, 0.75), lift=(0.03, 0.03, 0.03)),
    "sketch": Grade(saturation=0.0, contrast=1.0, lift=(0.05, 0.05, 0.05), wash=0.5),
    "line_art": Grade(saturation=0.0, wash=0.16),
}
"""Grades of figures where the style's own would lay white faces on white paper."""


CONTOURS: dict[str, Contour] = {
    "anime": Contour(width=1.5, inner=0.5),
    "paper_cut": Contour(width=2.6, color=(0.98, 0.97, 0.94), shadow=0.34, drop=7.0),
    "line_art": Contour(width=1.9, color=(0.08, 0.08, 0.1), inner=0.7),
    "sketch": Contour(width=1.4, color=(0.2, 0.2, 0.22), inner=0.8),
    "pixel": Contour(width=4.0, color=(0.09, 0.07, 0.14)),
    "watercolor": Contour(width=1.2, depth=0.34),
    "ink": Contour(width=1.3, color=(0.1, 0.1, 0.11)),
    "ukiyo_e": Contour(width=1.9, color=(0.1, 0.12, 0.2), inner=0.62),
}
"""The line around figures in each style that has one, in pixels of a picture 720 high."""


_EVEN = {"ukiyo_e": 1.0, "three_d": 0.62, "realistic": 0.55}
"""How far the painted shade sides of figures give way, where a style has another way to show their form."""


def evened(light: Light, style: str) -> Light:
    """The light as figures of a style are painted in it."""
    share = _EVEN.get(style_key(style), 0.0)
    if not share:
        return light
    return structs.replace(
        light,
        ambient=mix(light.ambient, light.key, share),
        rim_strength=light.rim_strength * (1 - 0.7 * share),
    )


def contour_of(style: str, scale: float) -> Contour | None:
    """The line around figures in a style, at `scale` pixels to the unit."""
    found = CONTOURS.get(style_key(style))
    if found is None:
        return None
    return structs.replace(found, width=found.width * scale, drop=found.drop * scale)


def figure_grade(style: str, grade: Grade) -> Grade:
    """The grade of figures in a style whose sets have this grade."""
    return _FIGURES.get(style_key(style), grade)


def style_key(style: str) -> str:
    """The one name of a style that goes under several."""
    return _SAME.get(style, style)


def grade_of(style: str) -> Grade:
    """The grade of a style; neutral for a style without one."""
    return GRADES.get(style_key(style), Grade())
