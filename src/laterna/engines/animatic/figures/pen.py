"""The pen that figures are drawn with: flat areas with a shade side, and one rim along the lit edge of the whole.

Calls are gathered first and drawn at the end: every outer shape once in the rim's colour, shifted a little toward the
light, then everything in order. So the rim runs around the silhouette and not around each part. Shades are shapes of
their own (no gradients, no alpha), which is what Skia's CPU backend fills fastest by an order of magnitude.
"""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import TypeAlias

from msgspec import Struct

from laterna.engines.animatic.canvas import Canvas, Matrix, Paint, Path, Rect, curve, paint, polygon
from laterna.engines.animatic.figures.geometry import Point, midpoints, normals, ribbon, spline
from laterna.engines.animatic.figures.hues import Color, mix
from laterna.engines.animatic.figures.hues import lit as lit_tone
from laterna.engines.animatic.figures.hues import shade as shade_tone
from laterna.engines.animatic.light import Contour, Light

RIM_WIDTH = 0.011
"""How far the rim shows beyond the silhouette, in heights of the figure, at full strength."""


Op: TypeAlias = tuple[Matrix, Path | Rect, Paint, Paint | None]
"""One gathered area: where, what, its paint, and the rim's where it takes part in the silhouette."""


class Ramp(Struct, frozen=True):
    """The paints of one surface colour under one light."""

    base: Paint
    shade: Paint
    light: Paint
    rim: Paint


@lru_cache(maxsize=8192)
def ramp(color: Color, light: Light) -> Ramp:
    """The paints of `color`: lit, in the shade, in full light, and at the rim."""
    base = light.lit(color)
    return Ramp(
        base=paint(base),
        shade=paint(light.shaded(shade_tone(color))),
        light=paint(light.lit(lit_tone(color))),
        rim=paint(mix(base, light.edge(color), min(1.0, light.rim_strength * 1.6))),
    )


@lru_cache(maxsize=4096)
def _contour(fill: int, width: float, light: Light) -> Paint:
    """The stroke around an area of a packed colour; `width` in its own units."""
    contour = light.contour or Contour()
    own = ((fill >> 16 & 255) / 255, (fill >> 8 & 255) / 255, (fill & 255) / 255)
    tone = mix(own, (0.06, 0.03, 0.11), contour.depth) if contour.color is None else contour.color
    return paint(tone, width=width)


@lru_cache(maxsize=4096)
def _line(color: Color, width: float, light: Light) -> Paint:
    return paint(light.lit(color), width=width)


@lru_cache(maxsize=2048)
def _glow(color: Color, alpha: float) -> Paint:
    return paint(color, alpha)


class Shape:
    """A closed smooth outline that is drawn often, with its shade sides kept by direction of light."""

    def __init__(self, points: Sequence[Point], *, sharp: bool = False, depth: float = 0.34) -> None:
        self.path = polygon(points) if sharp else curve(points)
        self._points = list(points) if sharp else spline([*points, points[0]], 4)[:-1]
        self._depth = depth
        self._crescents: dict[int, Path] = {}

    def crescent(self, direction: Point) -> Path:
        """The part of the area that faces away from the light."""
        key = round(math.atan2(direction[1], direction[0]) * 16 / math.tau) % 16
        if key not in self._crescents:
            angle = key * math.tau / 16
            self._crescents[key] = crescent(self._points, (math.cos(angle), math.sin(angle)), self._depth)
        return self._crescents[key]


def crescent(outline: Sequence[Point], light: Point, depth: float) -> Path:
    """The rim-shaped region of `outline` whose outward normals turn away from `light`, `depth` of its size wide."""
    count = len(outline)
    xs, ys = [p[0] for p in outline], [p[1] for p in outline]
    size = min(max(xs) - min(xs), max(ys) - min(ys))
    area = sum(xs[i - 1] * ys[i] - xs[i] * ys[i - 1] for i in range(count))
    sign = 1.0 if area > 0 else -1.0
    inner: list[Point] = []
    for i, (x, y) in enumerate(outline):
        ax, ay = outline[i - 2]
        bx, by = outline[(i + 2) % count]
        length = math.hypot(bx - ax, by - ay) or 1e-9
        nx, ny = sign * (by - ay) / length, -sign * (bx - ax) / length
        away = max(0.0, -(nx * light[0] + ny * light[1]) - 0.05)
        pull = depth * size * away**1.15
        inner.append((x - nx * pull, y - ny * pull) if away > 0 else (x, y))
    moved = [inner[i] != outline[i] for i in range(count)]
    path = Path()
    for run in _runs(moved):
        points = [outline[i] for i in run] + [inner[i] for i in reversed(run)]
        path.addPath(polygon(points))
    return path


def _runs(flags: Sequence[bool]) -> list[list[int]]:
    count = len(flags)
    if all(flags) or not any(flags):
        return []
    start = next(i for i in range(count) if not flags[i])
    runs: list[list[int]] = []
    current: list[int] = []
    for k in range(1, count + 1):
        i = (start + k) % count
        if flags[i]:
            if not current:
                current = [(i - 1) % count]
            current.append(i)
        elif current:
            runs.append([*current, i])
            current = []
    return [run for run in runs if len(run) > 3]


class Pen:
    """Gathers the areas of one figure, then draws them. Coordinates are the figure's own: height 1, y down."""

    def __init__(self, light: Light, facing: int = 1) -> None:
        self.light = light
        self.toward = (light.direction[0] * facing, light.direction[1])
        self._matrix = Matrix()
        self._lit: tuple[Matrix, Point] | None = None
        self._ops: list[Op] = []

    # -- areas ---------------------------------------------------------------------------------------------------

    def area(self, path: Path, color: Color, *, outer: bool = True) -> None:
        """A flat area in the light; `outer` areas take part in the silhouette's rim."""
        tones = ramp(color, self.light)
        self._ops.append((self._matrix, path, tones.base, tones.rim if outer else None))

    def shaded(self, path: Path, color: Color, *, outer: bool = False) -> None:
        """A flat area out of the light."""
        tones = ramp(color, self.light)
        self._ops.append((self._matrix, path, tones.shade, tones.rim if outer else None))

    def bright(self, path: Path, color: Color) -> None:
        """A flat area in full light, inside another."""
        self._ops.append((self._matrix, path, ramp(color, self.light).light, None))

    def blob(self, points: Sequence[Point], color: Color, *, outer: bool = True) -> None:
        """A smooth closed area through the points."""
        self.area(curve(points), color, outer=outer)

    def facet(self, points: Sequence[Point], color: Color, *, outer: bool = True) -> None:
        """A straight-edged closed area."""
        self.area(polygon(points), color, outer=outer)

    def form(self, shape: Shape, color: Color, *, outer: bool = True) -> None:
        """A kept shape with its shade side."""
        tones = ramp(color, self.light)
        self._ops.append((self._matrix, shape.path, tones.base, tones.rim if outer else None))
        self._ops.append((self._matrix, shape.crescent(self._local_light()), tones.shade, None))

    def oval(self, x: float, y: float, rx: float, ry: float, color: Color, *, outer: bool = False) -> None:
        """A flat ellipse around (x, y)."""
        tones = ramp(color, self.light)
        self._ops.append(
            (self._matrix, Rect(x - rx, y - ry, x + rx, y + ry), tones.base, tones.rim if outer else None)
        )

    def ball(self, x: float, y: float, rx: float, ry: float, color: Color, *, outer: bool = True) -> None:
        """An ellipse with a shade side."""
        with self.within(x, y, 0.0, rx, ry):
            self.form(_unit_circle(), color, outer=outer)

    def line(self, points: Sequence[Point], width: float, color: Color, closed: bool = False) -> None:
        """A smooth round-capped line."""
        path = curve(points, closed) if len(points) > 2 else polygon(points, closed)
        self._ops.append((self._matrix, path, _line(color, width, self.light), None))

    def stroke(self, path: Path, width: float, color: Color) -> None:
        """The line of a path."""
        self._ops.append((self._matrix, path, _line(color, width, self.light), None))

    def limb(
        self,
        points: Sequence[Point],
        widths: Sequence[float],
        color: Color,
        *,
        shade: float = 0.3,
        outer: bool = True,
        round_start: bool = True,
        round_end: bool = True,
    ) -> None:
        """A tapered tube along joints, its shade side on the edge that faces away from the light."""
        chain, wide = midpoints(points, widths)
        tones = ramp(color, self.light)
        across = normals(chain)
        outline = curve(ribbon(chain, wide, round_start, round_end, across))
        self._ops.append(
            (self._matrix, outline, tones.shade if shade > 0 else tones.base, tones.rim if outer else None)
        )
        if shade <= 0:
            return
        lx, ly = self._local_light()
        inner: list[Point] = []
        slim: list[float] = []
        for (x, y), (nx, ny), width in zip(chain, across, wide, strict=True):
            side = nx * lx + ny * ly
            cut = width * shade * (0.35 + 0.65 * min(1.0, abs(side)))
            slim.append(width - cut)
            push = math.copysign(cut * 0.5, side)
            inner.append((x + nx * push, y + ny * push))
        self._ops.append((self._matrix, curve(ribbon(inner, slim, round_start, round_end)), tones.base, None))

    def shine(self, x: float, y: float, rx: float, ry: float, color: Color, alpha: float = 1.0) -> None:
        """An ellipse that gives its own light: eyes' highlights, lamps; not changed by the scene's light."""
        self._ops.append(
            (self._matrix, Rect(x - rx, y - ry, x + rx, y + ry), _glow(color, round(alpha, 2)), None)
        )

    def paint(self, path: Path, ink: Paint) -> None:
        """An area in a paint of its own, such as a gradient; use it for small areas only."""
        self._ops.append((self._matrix, path, ink, None))

    def glow(self, path: Path, color: Color, alpha: float = 1.0) -> None:
        """An area that gives its own light."""
        self._ops.append((self._matrix, path, _glow(color, round(alpha, 2)), None))

    def glow_drop(self, at: Point, size: float, color: Color) -> None:
        """A drop, as tears and water are drawn."""
        x, y = at
        self.blob(
            [
                (x, y - size),
                (x + size * 0.55, y + size * 0.2),
                (x, y + size * 0.8),
                (x - size * 0.55, y + size * 0.2),
            ],
            color,
            outer=False,
        )

    # -- frames --------------------------------------------------------------------------------------------------

    @contextmanager
    def within(
        self, x: float, y: float, angle: float = 0.0, sx: float = 1.0, sy: float = 1.0
    ) -> Iterator[None]:
        """Draws in a frame at (x, y), turned by `angle` radians clockwise, scaled by `sx`, `sy`."""
        before = self._matrix
        inner = Matrix()
        inner.setTranslate(x, y)
        if angle:
            inner.preRotate(math.degrees(angle))
        if sx != 1.0 or sy != 1.0:
            inner.preScale(sx, sy)
        self._matrix = Matrix.Concat(before, inner)
        try:
            yield
        finally:
            self._matrix = before

    def _local_light(self) -> Point:
        """The direction of the light in the current frame."""
        m = self._matrix
        if self._lit is not None and self._lit[0] is m:
            return self._lit[1]
        a, b, c, d = m.getScaleX(), m.getSkewX(), m.getSkewY(), m.getScaleY()
        x = a * self.toward[0] + c * self.toward[1]
        y = b * self.toward[0] + d * self.toward[1]
        length = math.hypot(x, y) or 1.0
        self._lit = (m, (x / length, y / length))
        return self._lit[1]

    # -- the end -------------------------------------------------------------------------------------------------

    def mark(self) -> int:
        """How many areas are gathered so far; with `take` a part of the figure can be drawn in another order."""
        return len(self._ops)

    def take(self, start: int) -> list[Op]:
        """Takes the areas since `start` out of the drawing."""
        taken = self._ops[start:]
        del self._ops[start:]
        return taken

    def put(self, ops: list[Op]) -> None:
        """Puts areas taken out back on top."""
        self._ops.extend(ops)

    def flush(self, canvas: Canvas, facing: int = 1, lift: float = 0.0, rim: float = RIM_WIDTH) -> None:
        """Draws everything gathered, mirrored when `facing` is -1 and raised by `lift`."""
        canvas.save()
        if facing < 0:
            canvas.scale(-1.0, 1.0)
        if lift:
            canvas.translate(0.0, -lift)
        root = canvas.getTotalMatrix()
        if self.light.contour is not None:
            self._outline(canvas, root, self.light.contour)
        strength = self.light.rim_strength
        lined = self.light.contour is not None and self.light.contour.width > 0
        if strength > 0.02 and rim > 0 and not lined:
            reach = rim * (0.5 + 0.5 * min(1.0, strength))
            shifted = Matrix.Concat(root, Matrix.Translate(self.toward[0] * reach, self.toward[1] * reach))
            self._play(canvas, shifted, rim_only=True)
        self._play(canvas, root, rim_only=False)
        canvas.restore()

    def _outline(self, canvas: Canvas, root: Matrix, contour: Contour) -> None:
        """Draws the flat shadow and the line around the whole, behind everything."""
        if contour.shadow > 0:
            self._cast(canvas, root, contour)
        if contour.width <= 0:
            return
        for op in self._ops:
            if op[3] is not None:
                self._line_around(canvas, root, op, contour.width)

    def _line_around(self, canvas: Canvas, root: Matrix, op: Op, width: float) -> None:
        matrix, item, ink, _ = op
        whole = Matrix.Concat(root, matrix)
        canvas.setMatrix(whole)
        pen = _contour(ink.getColor(), _in_own_units(2 * width, whole), self.light)
        if hasattr(item, "width"):
            canvas.drawOval(item, pen)
        else:
            canvas.drawPath(item, pen)

    def _cast(self, canvas: Canvas, root: Matrix, contour: Contour) -> None:
        # One path for all, so that the shadow is as dark where parts overlap.
        union = Path()
        for matrix, item, _, rim in self._ops:
            if rim is not None and not hasattr(item, "width"):
                union.addPath(item, matrix)
            elif rim is not None:
                union.addPath(Path().addOval(item), matrix)
        shift = Matrix.Translate(contour.drop * 0.7, contour.drop)
        canvas.setMatrix(Matrix.Concat(shift, root))
        canvas.drawPath(union, _glow((0.05, 0.04, 0.12), round(contour.shadow, 2)))

    def _play(self, canvas: Canvas, root: Matrix, *, rim_only: bool) -> None:
        last: Matrix | None = None
        contour = self.light.contour
        inner = contour.width * contour.inner if contour is not None else 0.0
        place, to_path, to_oval, concat = canvas.setMatrix, canvas.drawPath, canvas.drawOval, Matrix.Concat
        for op in self._ops:
            matrix, item, ink, rim = op
            if inner and rim is not None:
                self._line_around(canvas, root, op, inner)
                last = None
            if rim_only:
                if rim is None:
                    continue
                ink = rim
            if matrix is not last:
                place(concat(root, matrix))
                last = matrix
            if hasattr(item, "width"):
                to_oval(item, ink)
            else:
                to_path(item, ink)


def _in_own_units(pixels: float, matrix: Matrix) -> float:
    """A width in pixels as seen through the matrix, in 16ths of an octave so that pens can be kept."""
    a, b, c, d = matrix.getScaleX(), matrix.getSkewX(), matrix.getSkewY(), matrix.getScaleY()
    scale = math.sqrt(abs(a * d - b * c)) or 1.0
    return math.exp2(round(math.log2(max(1e-9, pixels / scale)) * 16) / 16)


@lru_cache(maxsize=1)
def _unit_circle() -> Shape:
    points = [(math.cos(k * math.tau / 24), math.sin(k * math.tau / 24)) for k in range(24)]
    return Shape(points, depth=0.26)
