"""The flat scene in Manim's Community edition: vector shapes on the Cairo renderer, one unit a pixel.

Run in the rival's own environment: `python manim_scene.py OUT.mp4`. The last line printed is the seconds that
drawing and encoding took, without the imports. Each row of trees is two shapes, crowns and trunks, which Manim
draws several times faster than a shape a tree.
"""

import json
import math
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from manim import DOWN, Ellipse, Mobject, Rectangle, Scene, VGroup, VMobject, rgb_to_color, tempconfig

SCENE = json.loads(Path(__file__).with_name("flat_scene.json").read_text(encoding="utf-8"))


def _color(rgba: list[int]) -> object:
    return rgb_to_color([channel / 255 for channel in rgba[:3]])


def _filled(shape: VMobject, rgba: list[int]) -> VMobject:
    return shape.set_stroke(width=0).set_fill(_color(rgba), opacity=rgba[3] / 255)


def _box(kind: Callable[..., VMobject], left: float, top: float, width: float, height: float) -> VMobject:
    """A shape in a box of the picture's pixels, y downwards."""
    shape = kind(width=width, height=height)
    return shape.move_to((left + width / 2 - SCENE["width"] / 2, SCENE["height"] / 2 - top - height / 2, 0))


def _gradient(layer: dict) -> VMobject:
    shape = _filled(_box(Rectangle, *layer["at"], *layer["size"]), layer["color"])
    shape.set_sheen_direction(DOWN)
    return shape.set_fill([_color(layer["color"]), _color(layer["to"])], opacity=1)


def _ellipse(layer: dict) -> VMobject:
    return _filled(_box(Ellipse, *layer["at"], *layer["size"]), layer["color"])


def _rectangle(layer: dict) -> VMobject:
    return _filled(_box(Rectangle, *layer["at"], *layer["size"]), layer["color"])


def _trees(layer: dict) -> VMobject:
    (left, top), (width, height), tree = layer["at"], layer["size"], SCENE["tree"]
    size, thick = height // 2, tree["trunk_width"]
    trunks, crowns = VMobject(), VMobject()
    for number in range(layer["count"]):
        x = left + number * width // layer["count"]
        trunks.append_points(_box(Rectangle, x + (size - thick) / 2, top + size, thick, size).points)
        crowns.append_points(_box(Ellipse, x, top, size, size * 5 // 4).points)
    return VGroup(_filled(trunks, tree["trunk"]), _filled(crowns, tree["crown"]))


_SHAPES = {"gradient": _gradient, "ellipse": _ellipse, "rectangle": _rectangle, "trees": _trees}


def _mover(layer: dict) -> Callable[[Mobject, float], None]:
    speed, bob, rate = layer.get("speed", 0), layer.get("bob", 0), SCENE["bobs_per_second"]
    seconds = 0.0

    def move(shape: Mobject, dt: float) -> None:
        nonlocal seconds
        before, seconds = seconds, seconds + dt
        rise = bob * (math.sin(seconds * rate) - math.sin(before * rate))
        shape.shift((speed * dt, -rise, 0))

    return move


class Flat(Scene):
    """All layers, those that move with an updater."""

    def construct(self) -> None:
        """Adds the layers from back to front and lets the time pass."""
        for layer in SCENE["layers"]:
            shape = _SHAPES[layer["shape"]](layer)
            if layer.get("speed") or layer.get("bob"):
                shape.add_updater(_mover(layer))
            self.add(shape)
        self.wait(SCENE["seconds"], frozen_frame=False)


def main() -> None:
    """Writes the clip to the path that is given."""
    begin = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        settings = {
            "media_dir": folder,
            "output_file": "flat",
            "pixel_width": SCENE["width"],
            "pixel_height": SCENE["height"],
            "frame_width": SCENE["width"],
            "frame_height": SCENE["height"],
            "frame_rate": SCENE["fps"],
            "disable_caching": True,
            "progress_bar": "none",
            "verbosity": "ERROR",
            "video_encoder_options": {"preset": "ultrafast", "crf": str(SCENE["crf"])},
        }
        with tempconfig(settings):
            scene = Flat()
            scene.render()
            shutil.move(scene.renderer.file_writer.movie_file_path, sys.argv[1])
    print(time.perf_counter() - begin)


if __name__ == "__main__":
    main()
