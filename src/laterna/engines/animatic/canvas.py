"""The canvas: the one module that imports Skia, and the small drawing language that everything else is written in.

Coordinates are x right, y down. Images are premultiplied BGRA, which is what Skia's fast 8-bit paths are written for.
Types of Skia are re-exported so that no other module imports it.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from laterna.engines.animatic.color import ColorLike, rgb
from laterna.errors import EngineError

try:
    import skia
except ImportError as problem:
    raise EngineError(
        "The animatic engine cannot draw: Skia did not load"
        f" ({problem}). On Debian or Ubuntu install its two system libraries: apt-get install libegl1 libgl1",
        code="engine_unavailable",
    ) from problem

from laterna.media import fonts

Canvas: TypeAlias = skia.Canvas
Image: TypeAlias = skia.Image
Paint: TypeAlias = skia.Paint
Path: TypeAlias = skia.Path
Rect: TypeAlias = skia.Rect
Surface: TypeAlias = skia.Surface
Shader: TypeAlias = skia.Shader
Matrix: TypeAlias = skia.Matrix
Sampling: TypeAlias = skia.SamplingOptions
Font: TypeAlias = skia.Font
Picture: TypeAlias = skia.Picture
"""Drawing calls that are kept: Skia repeats them without a call from Python each."""

_BGRA = skia.kBGRA_8888_ColorType

Point = tuple[float, float]
Draw = Callable[[Canvas], None]

OVER = skia.BlendMode.kSrcOver
ADD = skia.BlendMode.kPlus
SCREEN = skia.BlendMode.kScreen
MULTIPLY = skia.BlendMode.kMultiply
SOFT_LIGHT = skia.BlendMode.kSoftLight
OVERLAY = skia.BlendMode.kOverlay
KEEP_INSIDE = skia.BlendMode.kDstIn
CUT_OUT = skia.BlendMode.kDstOut
ON_TOP = skia.BlendMode.kSrcATop
"""Draws only where something is already."""
REPLACE = skia.BlendMode.kSrc

LINEAR = skia.SamplingOptions(skia.FilterMode.kLinear)
NEAREST = skia.SamplingOptions(skia.FilterMode.kNearest)
MIPPED = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
WHOLE = skia.Canvas.kFast_SrcRectConstraint
"""Samples at the edge of a part of an image may look beyond that part."""


# -- paints ------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=16384)
def ink(color: ColorLike, alpha: float = 1.0) -> int:
    """A packed ARGB colour as Skia's integer calls take it."""
    red, green, blue = rgb(color)
    return (_byte(alpha) << 24) | (_byte(red) << 16) | (_byte(green) << 8) | _byte(blue)


def _byte(part: float) -> int:
    return 255 if part >= 1 else int(part * 255 + 0.5) if part > 0 else 0


@lru_cache(maxsize=8192)
def _plain(color: int, width: float = 0.0) -> Paint:
    """A paint that nobody changes, for one packed colour: sets are made of thousands of fills in a few colours."""
    result = skia.Paint(AntiAlias=True, Color=color)
    if width > 0:
        _outline(result, width)
    return result


def _outline(pen: Paint, width: float) -> None:
    pen.setStyle(skia.Paint.kStroke_Style)
    pen.setStrokeWidth(width)
    pen.setStrokeCap(skia.Paint.kRound_Cap)
    pen.setStrokeJoin(skia.Paint.kRound_Join)


def paint(
    color: ColorLike = (0.0, 0.0, 0.0),
    alpha: float = 1.0,
    *,
    width: float = 0.0,
    blur: float = 0.0,
    shader: Shader | None = None,
    blend: object = None,
    filter: object = None,
    smooth: bool = True,
) -> Paint:
    """A fill, or with `width` > 0 a round-capped stroke. `blur` is a Gaussian sigma in local units."""
    result = skia.Paint(AntiAlias=smooth, Color=ink(color, alpha))
    if width > 0:
        _outline(result, width)
    if blur > 0:
        result.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, blur))
    if shader is not None:
        result.setShader(shader)
        result.setDither(True)
    if blend is not None:
        result.setBlendMode(blend)
    if filter is not None:
        result.setColorFilter(filter)
    return result


def hairline(color: ColorLike, alpha: float = 1.0) -> Paint:
    """A stroke one pixel wide at any scale: twenty times cheaper than a thick one, for rain, glints and wires."""
    result = skia.Paint(AntiAlias=True, Color=ink(color, alpha), StrokeWidth=0)
    result.setStyle(skia.Paint.kStroke_Style)
    return result


def segments(canvas: Canvas, points: Sequence[Point], pen: Paint) -> None:
    """Draws a line from each even point to the odd one after it, in one call."""
    if pen.getStrokeWidth() > 0:
        canvas.drawPoints(skia.Canvas.kLines_PointMode, [skia.Point(x, y) for x, y in points], pen)
        return
    # A path takes half the time of points: each of those is an object that Python makes.
    path = skia.Path()
    each = iter(points)
    for (x0, y0), (x1, y1) in zip(each, each, strict=False):
        path.moveTo(x0, y0)
        path.lineTo(x1, y1)
    canvas.drawPath(path, pen)


def matrix_filter(rows: Sequence[Sequence[float]]) -> object:
    """A colour filter from three rows of (red, green, blue, offset)."""
    flat: list[float] = []
    for red, green, blue, offset in rows:
        flat += [red, green, blue, 0.0, offset]
    return skia.ColorFilters.Matrix([*flat, 0.0, 0.0, 0.0, 1.0, 0.0])


def _inks(colors: Sequence[ColorLike], alphas: Sequence[float] | None) -> list[int]:
    return [ink(color, alphas[i] if alphas else 1.0) for i, color in enumerate(colors)]


def linear(
    start: Point,
    end: Point,
    colors: Sequence[ColorLike],
    stops: Sequence[float] | None = None,
    alphas: Sequence[float] | None = None,
) -> Shader:
    """A gradient along a line; `stops` in 0..1, even when left out."""
    return skia.GradientShader.MakeLinear(
        points=[skia.Point(*start), skia.Point(*end)],
        colors=_inks(colors, alphas),
        positions=list(stops) if stops else [i / max(1, len(colors) - 1) for i in range(len(colors))],
    )


def radial(
    center: Point,
    radius: float,
    colors: Sequence[ColorLike],
    stops: Sequence[float] | None = None,
    alphas: Sequence[float] | None = None,
) -> Shader:
    """A gradient from `center` outward."""
    return skia.GradientShader.MakeRadial(
        center=skia.Point(*center),
        radius=max(radius, 0.01),
        colors=_inks(colors, alphas),
        positions=list(stops) if stops else [i / max(1, len(colors) - 1) for i in range(len(colors))],
    )


# -- shapes ------------------------------------------------------------------------------------------------------


def polygon(points: Sequence[Point], closed: bool = True) -> Path:
    """Straight lines through the points."""
    path = skia.Path()
    corners = iter(points)
    for x, y in corners:
        path.moveTo(x, y)
        break
    for x, y in corners:
        path.lineTo(x, y)
    if closed:
        path.close()
    return path


def curve(points: Sequence[Point], closed: bool = True, tension: float = 1.0) -> Path:
    """A smooth curve through the points (Catmull-Rom); `tension` 0 is straight, 1 usual."""
    if len(points) < 3:
        return polygon(points, closed)
    path = skia.Path()
    path.moveTo(*points[0])
    if closed:
        _through(path, (points[-1], *points, points[0], points[1]), tension / 6)
        path.close()
    else:
        _through(path, (points[0], *points, points[-1]), tension / 6)
    return path


def _through(path: Path, points: Sequence[Point], pull: float) -> None:
    """Goes from the second point to the last but one; those around them give the direction at both ends."""
    cubic = path.cubicTo
    each = iter(points)
    (ax, ay), (bx, by), (cx, cy) = next(each), next(each), next(each)
    for dx, dy in each:
        cubic(
            bx + (cx - ax) * pull, by + (cy - ay) * pull,
            cx - (dx - bx) * pull, cy - (dy - by) * pull,
            cx, cy,
        )  # fmt: skip
        ax, ay, bx, by, cx, cy = bx, by, cx, cy, dx, dy


def limb(points: Sequence[Point], widths: Sequence[float]) -> Path:
    """A tapered tube along a smooth spine: `widths` are full widths at the points; both ends are round."""
    last = len(points) - 1
    left: list[Point] = []
    right: list[Point] = []
    for i, (x, y) in enumerate(points):
        (x0, y0), (x1, y1) = points[max(0, i - 1)], points[min(last, i + 1)]
        half = widths[i] / (2 * (math.hypot(x1 - x0, y1 - y0) or 1.0))
        nx, ny = (y1 - y0) * half, (x0 - x1) * half
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
    path = skia.Path()
    path.moveTo(*left[0])
    _through(path, (left[0], *left, left[-1]), 1 / 6)
    _cap(path, points[last], left[last])
    right.reverse()
    _through(path, (right[0], *right, right[-1]), 1 / 6)
    _cap(path, points[0], right[last])
    path.close()
    return path


def _cap(path: Path, center: Point, start: Point) -> None:
    """Half a circle from `start` around `center`, by two cubics (the constant is 4/3·(√2 − 1))."""
    x, y = center
    dx, dy = start[0] - x, start[1] - y
    tx, ty = -dy, dx
    k = 0.5523
    path.cubicTo(x + dx + tx * k, y + dy + ty * k, x + tx + dx * k, y + ty + dy * k, x + tx, y + ty)
    path.cubicTo(x + tx - dx * k, y + ty - dy * k, x - dx + tx * k, y - dy + ty * k, x - dx, y - dy)


def oval(x: float, y: float, rx: float, ry: float) -> Path:
    """An ellipse around (x, y)."""
    path = skia.Path()
    path.addOval(skia.Rect(x - rx, y - ry, x + rx, y + ry))
    return path


def rounded(x: float, y: float, width: float, height: float, radius: float) -> Path:
    """A rectangle with round corners; (x, y) is its top left."""
    path = skia.Path()
    path.addRoundRect(skia.Rect(x, y, x + width, y + height), radius, radius)
    return path


def box(x: float, y: float, width: float, height: float) -> Rect:
    """A rectangle from its top left corner and size."""
    return skia.Rect(x, y, x + width, y + height)


def fill(canvas: Canvas, path: Path, color: ColorLike, alpha: float = 1.0) -> None:
    """Fills a path evenly."""
    canvas.drawPath(path, _plain(ink(color, alpha)))


def stroke(canvas: Canvas, path: Path, color: ColorLike, width: float, alpha: float = 1.0) -> None:
    """Draws a path's line, round-capped."""
    canvas.drawPath(path, _plain(ink(color, alpha), width))


def fill_oval(
    canvas: Canvas, x: float, y: float, rx: float, ry: float, color: ColorLike, alpha: float = 1.0
) -> None:
    """Fills an ellipse around (x, y)."""
    canvas.drawOval(skia.Rect(x - rx, y - ry, x + rx, y + ry), _plain(ink(color, alpha)))


def fill_box(
    canvas: Canvas, x: float, y: float, width: float, height: float, color: ColorLike, alpha: float = 1.0
) -> None:
    """Fills a rectangle given by its top left corner."""
    canvas.drawRect(skia.Rect(x, y, x + width, y + height), _plain(ink(color, alpha)))


# -- transforms --------------------------------------------------------------------------------------------------


@contextmanager
def moved(
    canvas: Canvas,
    x: float = 0.0,
    y: float = 0.0,
    *,
    degrees: float = 0.0,
    scale: float = 1.0,
    flip: bool = False,
) -> Iterator[Canvas]:
    """Draws inside a frame whose origin lies at (x, y), turned clockwise, scaled, and mirrored left to right."""
    canvas.save()
    canvas.translate(x, y)
    if degrees:
        canvas.rotate(degrees)
    if flip or scale != 1.0:
        canvas.scale(-scale if flip else scale, scale)
    try:
        yield canvas
    finally:
        canvas.restore()


@contextmanager
def clipped(canvas: Canvas, path: Path) -> Iterator[Canvas]:
    """Draws only inside the path."""
    canvas.save()
    canvas.clipPath(path, doAntiAlias=True)
    try:
        yield canvas
    finally:
        canvas.restore()


@contextmanager
def layered(
    canvas: Canvas, bounds: Rect | None = None, alpha: float = 1.0, blend: object = None
) -> Iterator[Canvas]:
    """Draws into a layer that is then laid over as one, for instance half transparent. Costly: give `bounds`."""
    canvas.saveLayer(bounds, paint(alpha=alpha, blend=blend))
    try:
        yield canvas
    finally:
        canvas.restore()


# -- images ------------------------------------------------------------------------------------------------------


def surface(width: int, height: int) -> Surface:
    """A transparent premultiplied BGRA surface in memory."""
    made = skia.Surface.MakeRaster(
        skia.ImageInfo.Make(max(1, width), max(1, height), _BGRA, skia.kPremul_AlphaType)
    )
    made.getCanvas().clear(0)
    return made


def bake(width: float, height: float, draw: Draw, scale: float = 1.0, origin: Point = (0.0, 0.0)) -> Image:
    """Draws once into an image of `width`×`height` local units at `scale` pixels a unit; `origin` is its top left."""
    made = surface(math.ceil(width * scale), math.ceil(height * scale))
    canvas = made.getCanvas()
    canvas.scale(scale, scale)
    canvas.translate(-origin[0], -origin[1])
    draw(canvas)
    return made.makeImageSnapshot()


def shrunk(image: Image, factor: float) -> Image:
    """The picture at one part in `factor` of its size, averaged."""
    made = surface(math.ceil(image.width() / factor), math.ceil(image.height() / factor))
    target = Rect(0, 0, image.width() / factor, image.height() / factor)
    made.getCanvas().drawImageRect(image, target, MIPPED)
    return made.makeImageSnapshot()


def shadowed(image: Image, drop: Point, softness: float, color: ColorLike, alpha: float) -> Image:
    """The picture over the shadow that it throws, `drop` pixels away and about `softness` pixels soft."""
    factor = max(1.0, softness)
    small = shrunk(image, factor)
    made = surface(image.width(), image.height())
    canvas = made.getCanvas()
    target = box(drop[0], drop[1], small.width() * factor, small.height() * factor)
    dark = surface(small.width(), small.height())
    tone = skia.ColorFilters.Blend(ink(color, alpha), skia.BlendMode.kSrcIn)
    dark.getCanvas().drawImage(small, 0, 0, NEAREST, paint(filter=tone))
    canvas.drawImageRect(dark.makeImageSnapshot(), target, LINEAR)
    canvas.drawImage(image, 0, 0)
    return made.makeImageSnapshot()


def snapshot(made: Surface, x: int, y: int, width: int, height: int) -> Image:
    """A copy of a part of a surface."""
    return made.makeImageSnapshot(skia.IRect.MakeXYWH(x, y, width, height))


def recorded(bounds: Rect, draw: Draw) -> Picture:
    """Keeps what `draw` does within `bounds`, to be repeated by `drawPicture`."""
    recorder = skia.PictureRecorder()
    draw(recorder.beginRecording(bounds))
    return recorder.finishRecordingAsPicture()


def opaque(image: Image) -> Image:
    """The same picture without an alpha channel, which is laid twice as fast; only for one that covers everything."""
    return opaque_from(pixels_of(image))


def opaque_from(pixels: NDArray[np.uint8], copy: bool = True) -> Image:
    """An (H, W, 4) array of BGRA pixels as an image without an alpha channel.

    Uncopied pixels must stay as they are for as long as the image is used; each row of them is contiguous.
    """
    return _image(pixels, skia.kOpaque_AlphaType, copy)


def image_from(pixels: NDArray[np.uint8], copy: bool = True) -> Image:
    """The same for premultiplied pixels, with their alpha channel."""
    return _image(pixels, skia.kPremul_AlphaType, copy)


def _image(pixels: NDArray[np.uint8], alpha: skia.AlphaType, copy: bool) -> Image:
    if copy:
        return skia.Image.fromarray(np.ascontiguousarray(pixels), _BGRA, alpha, copy=True)
    high, wide = pixels.shape[:2]
    flat = np.lib.stride_tricks.as_strided(pixels, ((high - 1) * pixels.strides[0] + wide * 4,), (1,))
    data = skia.Data.MakeWithoutCopy(flat.data)
    return skia.Image.MakeRasterData(skia.ImageInfo.Make(wide, high, _BGRA, alpha), data, pixels.strides[0])


def pixels_of(image: Image) -> NDArray[np.uint8]:
    """An image's (H, W, 4) premultiplied BGRA pixels, copied."""
    out = np.empty((image.height(), image.width(), 4), np.uint8)
    info = skia.ImageInfo.Make(image.width(), image.height(), _BGRA, skia.kPremul_AlphaType)
    image.readPixels(info, out, image.width() * 4, 0, 0)
    return out


def canvas_over(pixels: NDArray[np.uint8]) -> Surface:
    """A surface that draws straight into an (H, W, 4) C-contiguous array; keep the array alive while it is used."""
    height, width = pixels.shape[:2]
    info = skia.ImageInfo.Make(width, height, _BGRA, skia.kPremul_AlphaType)
    return skia.Surface.MakeRasterDirect(info, pixels, width * 4)


# -- words -------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def typeface() -> skia.Typeface:
    """The font that comes with the package (Latin and Chinese). Raises EngineError when it is not installed."""
    return fonts.typeface()


def font(size: float) -> Font:
    """The packaged font at `size` units."""
    made = skia.Font(typeface(), size)
    made.setSubpixel(True)
    made.setLinearMetrics(True)
    made.setHinting(skia.FontHinting.kNone)
    return made


def text_width(words: str, size: float) -> float:
    """How wide a line of text will be."""
    return float(font(size).measureText(words))


def write(
    canvas: Canvas,
    words: str,
    x: float,
    y: float,
    size: float,
    color: ColorLike = (0.0, 0.0, 0.0),
    *,
    alpha: float = 1.0,
    align: float = 0.0,
) -> None:
    """One line of text on the baseline y; `align` 0 starts at x, 0.5 centres on it, 1 ends there."""
    face = font(size)
    left = x - float(face.measureText(words)) * align if align else x
    canvas.drawString(words, left, y, face, paint(color, alpha))
