"""The little language that things are written in, and its reading into shapes.

One line is one shape: `word colour numbers…`; points are `x,y`, y up, in heights of the thing. A colour is a letter of
the thing's `paint`, or `#rrggbb`; `-` after it darkens, `+` lightens (may repeat).

    form c points…    smooth area with a shade side      flat c points…   smooth area without
    poly c points…    straight area with a shade side    face c points…   straight area without
    ball c x y rx ry  ellipse with a shade side          oval c x y rx ry ellipse without
    box c x y w h r   rounded rectangle, (x, y) its lower left, with a shade side; `slab` is one without
    line c w points…  round line                         rod c w0 w1 points…  tapered tube
    glow c x y rx ry  lamp: shines by itself, brighter in the dark
    star c x y r n    star of n points
    dots c r points…  small round dots

Groups run until `end`: `spin x y turns` (a second), `roll x y` (with the ground), `sway x y degrees hertz`,
`flap x y hertz` (wings: squeezed towards the vertical through x), `bob height hertz`, `mirror` (drawn twice, mirrored
left to right), `at x y scale`. `rider x y size manner` is where whoever drives or rides is drawn:
manner 0 on a seat inside, 1 astride with the hips at (x, y), 2 standing.
"""

from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from laterna.engines.animatic.figures.geometry import Point
from laterna.engines.animatic.figures.pen import Shape

GROUPS = frozenset(("spin", "roll", "sway", "flap", "bob", "mirror", "at"))
AREAS = frozenset(("form", "flat", "poly", "face"))


class Mark(Struct, frozen=True):
    """One shape or group: its word, colour, numbers, points and what is inside it."""

    word: str
    color: str = ""
    numbers: tuple[float, ...] = ()
    points: tuple[Point, ...] = ()
    inside: tuple["Mark", ...] = ()


@lru_cache(maxsize=1024)
def read_art(text: str) -> tuple[Mark, ...]:
    """Reads the lines of a drawing. Raises ValueError that names the line which is not understood."""
    lines = iter([line.strip() for line in text.splitlines() if line.strip()])
    return tuple(_block(lines, top=True))


def _block(lines: Iterator[str], top: bool = False) -> Iterator[Mark]:
    for line in lines:
        if line == "end":
            if top:
                raise ValueError("figure art: `end` without a group")
            return
        yield _mark(line, lines)


def _mark(line: str, lines: Iterator[str]) -> Mark:
    word, *rest = line.split()
    try:
        if word in GROUPS:
            return Mark(word, numbers=tuple(float(n) for n in rest), inside=tuple(_block(lines)))
        if word == "rider":
            return Mark(word, numbers=tuple(float(n) for n in rest))
        color, *values = rest
        numbers = tuple(float(v) for v in values if "," not in v)
        points = tuple(_point(v) for v in values if "," in v)
    except ValueError as problem:
        raise ValueError(f"figure art: cannot read {line!r}") from problem
    return Mark(word, color, numbers, points)


def _point(text: str) -> Point:
    x, _, y = text.partition(",")
    return (float(x), -float(y))


@lru_cache(maxsize=8192)
def shape_of(mark: Mark) -> Shape:
    """The kept shape of an area."""
    if mark.word in ("box", "slab"):
        return Shape(_box(*mark.numbers), sharp=True, depth=0.2)
    return Shape(mark.points, sharp=mark.word in ("poly", "face"), depth=0.24)


def _box(x: float, y: float, w: float, h: float, r: float = 0.0) -> list[Point]:
    r = min(r, w / 2, h / 2)
    if r <= 0:
        ring: list[Point] = []
        for k in range(4):
            ring.append((x + w * k / 4, y + h))
        for k in range(4):
            ring.append((x + w, y + h - h * k / 4))
        for k in range(4):
            ring.append((x + w - w * k / 4, y))
        for k in range(4):
            ring.append((x, y + h * k / 4))
        return [(px, -py) for px, py in ring]
    corner = [(0.0, 1.0), (0.3827, 0.9239), (0.7071, 0.7071), (0.9239, 0.3827), (1.0, 0.0)]
    out: list[Point] = []
    out += [(x + w - r + r * cx, y + h - r + r * cy) for cx, cy in corner]
    out += [(x + w - r + r * cy, y + r - r * cx) for cx, cy in corner]
    out += [(x + r - r * cx, y + r - r * cy) for cx, cy in corner]
    out += [(x + r - r * cy, y + h - r + r * cx) for cx, cy in corner]
    return [(px, -py) for px, py in out]
