"""The flat scene on Laterna's own canvas and encoder: what the rivals draw, without reader, figures, light and sound.

As in the engine, what never moves is baked once, and segments are drawn and encoded on all processes, then joined.
"""

import json
import math
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import skia

from bench import crew
from laterna.engines.animatic.drawing.segments import cut
from laterna.media.coding import Coding, Segment
from laterna.media.encode import SegmentEncoder
from laterna.media.segments import join_segments

SCENE = json.loads(Path(__file__).with_name("flat_scene.json").read_text(encoding="utf-8"))
FRAMES = SCENE["fps"] * SCENE["seconds"]

Draw = Callable[[skia.Canvas, float], None]


def seconds(clip: Path, processes: int) -> float:
    """Seconds that drawing, encoding and writing `clip` takes."""
    drawn, segments = crew.timed(prepare, cut(FRAMES, SCENE["fps"]), processes)
    begin = time.perf_counter()
    join_segments([Segment.from_bytes(data) for data in segments], None, clip)
    return drawn + time.perf_counter() - begin


def prepare() -> crew.Work:
    """The work of one process: the encoded segment of a share."""
    layers = SCENE["layers"]
    still = next(number for number, layer in enumerate(layers) if _moves(layer))
    pixels = np.empty((SCENE["height"], SCENE["width"], 4), np.uint8)
    canvas = _canvas(pixels)
    for layer in layers[:still]:
        _drawing(layer)(canvas, 0)
    backdrop = pixels.copy()
    drawings = [_drawing(layer) for layer in layers[still:]]
    coding = Coding(width=SCENE["width"], height=SCENE["height"], fps=SCENE["fps"], crf=SCENE["crf"])

    def work(share: crew.Share) -> bytes:
        encoder = SegmentEncoder(coding)
        first, count = share
        for index in range(first, first + count):
            pixels[...] = backdrop
            for draw in drawings:
                draw(canvas, index / SCENE["fps"])
            encoder.add(pixels)
        return encoder.finish().to_bytes()

    return work


def _canvas(pixels: np.ndarray) -> skia.Canvas:
    surface = skia.Surface(pixels, colorType=skia.kBGRA_8888_ColorType)
    return surface.getCanvas()


def _moves(layer: dict) -> bool:
    return bool(layer.get("speed") or layer.get("bob"))


def _paint(rgba: list[int]) -> skia.Paint:
    red, green, blue, alpha = rgba
    return skia.Paint(Color=skia.Color(red, green, blue, alpha), AntiAlias=True)


def _drawing(layer: dict) -> Draw:
    """Draws the layer as it is at so many seconds."""
    (x, y), speed, bob = layer["at"], layer.get("speed", 0), layer.get("bob", 0)
    shapes = _SHAPES[layer["shape"]](layer)

    def draw(canvas: skia.Canvas, now: float) -> None:
        canvas.save()
        canvas.translate(x + speed * now, y + bob * math.sin(now * SCENE["bobs_per_second"]))
        for path, paint in shapes:
            canvas.drawPath(path, paint)
        canvas.restore()

    return draw


Shapes = list[tuple[skia.Path, skia.Paint]]


def _rectangle(layer: dict) -> Shapes:
    path = skia.Path()
    path.addRect(skia.Rect.MakeWH(*layer["size"]))
    return [(path, _paint(layer["color"]))]


def _ellipse(layer: dict) -> Shapes:
    path = skia.Path()
    path.addOval(skia.Rect.MakeWH(*layer["size"]))
    return [(path, _paint(layer["color"]))]


def _gradient(layer: dict) -> Shapes:
    [(path, paint)] = _rectangle(layer)
    ends = [skia.Point(0, 0), skia.Point(0, layer["size"][1])]
    colors = [skia.Color(*layer[end]) for end in ("color", "to")]
    paint.setShader(skia.GradientShader.MakeLinear(ends, colors))
    return [(path, paint)]


def _trees(layer: dict) -> Shapes:
    (width, height), tree = layer["size"], SCENE["tree"]
    size, thick = height // 2, tree["trunk_width"]
    trunks, crowns = skia.Path(), skia.Path()
    for number in range(layer["count"]):
        x = number * width // layer["count"]
        trunks.addRect(skia.Rect.MakeXYWH(x + (size - thick) / 2, size, thick, size))
        crowns.addOval(skia.Rect.MakeXYWH(x, 0, size, size * 1.25))
    return [(trunks, _paint(tree["trunk"])), (crowns, _paint(tree["crown"]))]


_SHAPES = {"gradient": _gradient, "ellipse": _ellipse, "rectangle": _rectangle, "trees": _trees}
