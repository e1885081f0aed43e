"""Eyes, brows and mouths: the parts that act. Shared by animals, people and things with faces."""

import math

from laterna.engines.animatic.figures.geometry import Point, clamp
from laterna.engines.animatic.figures.hues import Color, mix
from laterna.engines.animatic.figures.pen import Pen
from laterna.engines.animatic.figures.pose import Mood

Gaze = tuple[float, float]

PUPIL: Color = (0.13, 0.12, 0.17)
WHITE: Color = (1.0, 1.0, 1.0)
INSIDE: Color = (0.44, 0.12, 0.17)
TONGUE: Color = (0.92, 0.46, 0.48)
TEAR: Color = (0.62, 0.85, 0.98)
LIP: Color = (0.40, 0.20, 0.22)


def eye(
    pen: Pen,
    at: Point,
    rx: float,
    ry: float,
    lids: float,
    mood: Mood,
    gaze: Gaze,
    iris: Color | None,
    skin: Color,
) -> None:
    """A dark picture-book eye with two lights in it; with `iris` a coloured one. Shut eyes are a curved line."""
    x, y = at
    if lids > 0.82:
        bend = -0.45 if mood.smile > 0.75 else 0.5
        line = [(x - rx * 1.15, y + ry * 0.15), (x, y + ry * (0.15 + bend)), (x + rx * 1.15, y + ry * 0.15)]
        pen.line(line, max(rx * 0.34, 0.01), PUPIL)
        return
    grow = 1.0 + 0.25 * mood.wide
    rx, ry = rx * grow, ry * grow
    cut = lids * 1.5 - 1.0
    if mood.wide > 0.2 or iris is not None:
        pen.blob(_lidded(x, y, rx * 1.18, ry * 1.12, cut), WHITE, outer=False)
    gx, gy = x + gaze[0] * rx * 0.3, y + gaze[1] * ry * 0.22
    if iris is not None:
        pen.blob(_lidded(gx, gy, rx * 0.98, ry * 0.98, cut), iris, outer=False)
        pen.blob(_lidded(gx, gy, rx * 0.6, ry * 0.78, cut), PUPIL, outer=False)
    else:
        small = 0.8 if mood.wide > 0.2 else 1.0
        pen.blob(_lidded(gx, gy, rx * small, ry * small, cut), PUPIL, outer=False)
    if cut < 0.1:
        hx, hy = gx + rx * 0.26 + gaze[0] * rx * 0.12, gy - ry * 0.34
        if cut < -0.5:
            pen.shine(hx, hy, rx * 0.34, ry * 0.3, WHITE)
        pen.shine(gx - rx * 0.3, gy + ry * 0.42, rx * 0.19, ry * 0.16, WHITE, 0.8)
    if lids > 0.1:
        top = y + cut * ry
        pen.line(
            [(x - rx * 1.05, top + ry * 0.12), (x, top - ry * 0.04), (x + rx * 1.05, top + ry * 0.12)],
            rx * 0.22,
            mix(skin, PUPIL, 0.6),
        )
    if mood.tears:
        pen.glow_drop((x - rx * 0.1, y + ry * 1.5), ry * 0.55, TEAR)


def _lidded(x: float, y: float, rx: float, ry: float, cut: float) -> list[Point]:
    top = y + max(cut, -1.0) * ry
    out: list[Point] = []
    for k in range(12):
        a = k * math.tau / 12
        out.append((x + rx * math.cos(a), max(top, y + ry * math.sin(a))))
    return out


def brow(
    pen: Pen, at: Point, width: float, which: int, mood: Mood, color: Color, always: bool = False
) -> None:
    """An eyebrow; `which` +1 for the far (right) eye, -1 for the near one. Calm animals show none."""
    if not always and abs(mood.brow_tilt) < 0.2 and mood.brow_raise < 0.5:
        return
    x, y = at
    tilt = clamp(mood.brow_tilt, -1.2, 1.2) * 0.35 * width
    lift = mood.brow_raise * 0.28 * width
    inner, outer = (
        (x - which * width * 0.5, y - lift - tilt * 0.6),
        (x + which * width * 0.5, y - lift + tilt * 0.7),
    )
    inner, outer = (inner[0], inner[1] - width * 0.05), (outer[0], outer[1] + width * 0.1)
    arch = (x, y - lift - width * 0.16)
    pen.limb([inner, arch, outer], [width * 0.26, width * 0.24, width * 0.12], color, shade=0.0, outer=False)


def mouth(
    pen: Pen, at: Point, width: float, mood: Mood, open_: float, *, double: bool = False, lip: Color = LIP
) -> None:
    """A mouth around `at`, `width` its half width: a smile or frown, open with tongue when `open_` > 0.1."""
    x, y = at
    curve = mood.smile * 0.5 * width
    if open_ > 0.1:
        depth = width * (0.35 + 1.15 * open_)
        corner = y - curve * 0.5
        slim = 1.0 - 0.25 * open_
        upper = y + curve * 0.15
        hole = [
            (x - width * slim, corner),
            (x, upper),
            (x + width * slim, corner),
            (x + width * 0.62 * slim, y + depth * 0.75),
            (x, y + depth),
            (x - width * 0.62 * slim, y + depth * 0.75),
        ]
        pen.blob(hole, INSIDE, outer=False)
        pen.oval(x, y + depth * 0.72, width * 0.48 * slim, depth * 0.24, TONGUE)
        return
    if double:
        # Two shallow bows that meet without a point: a small omega, where straight lines would read as teeth.
        sag, corner = width * 0.26, -0.35 * curve
        pen.line(
            [
                (x - width * 0.86, y + corner), (x - width * 0.7, y + sag * 0.66), (x - width * 0.42, y + sag),
                (x - width * 0.14, y + sag * 0.72), (x, y + sag * 0.3), (x + width * 0.14, y + sag * 0.72),
                (x + width * 0.42, y + sag), (x + width * 0.7, y + sag * 0.66), (x + width * 0.86, y + corner),
            ],
            0.045,
            lip,
        )  # fmt: skip
        return
    pen.line(
        [(x - width, y - curve), (x, y + curve * 0.7), (x + width, y - curve)], max(width * 0.16, 0.02), lip
    )
