"""The flat scene in MoviePy: every layer is a picture that is made once and laid at its place in each frame.

Run in the rival's own environment: `python moviepy_scene.py OUT.mp4`. The last line printed is the seconds that
drawing and encoding took, without the imports.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
from moviepy import CompositeVideoClip, ImageClip
from PIL import Image, ImageDraw

SCENE = json.loads(Path(__file__).with_name("flat_scene.json").read_text(encoding="utf-8"))


def _gradient(layer: dict) -> np.ndarray:
    width, height = layer["size"]
    rows = np.linspace(layer["color"][:3], layer["to"][:3], height)
    return np.repeat(rows[:, None, :], width, axis=1).astype(np.uint8)


def _shape(layer: dict) -> np.ndarray:
    width, height = layer["size"]
    picture = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    draw = pen.ellipse if layer["shape"] == "ellipse" else pen.rectangle
    draw((0, 0, width - 1, height - 1), fill=tuple(layer["color"]))
    return np.array(picture)


def _trees(layer: dict) -> np.ndarray:
    (width, height), tree = layer["size"], SCENE["tree"]
    picture = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    size, thick = height // 2, tree["trunk_width"]
    for number in range(layer["count"]):
        x = number * width // layer["count"]
        left = x + (size - thick) // 2
        pen.rectangle((left, size, left + thick, height), fill=tuple(tree["trunk"]))
        pen.ellipse((x, 0, x + size, size * 5 // 4), fill=tuple(tree["crown"]))
    return np.array(picture)


_PICTURES = {"gradient": _gradient, "ellipse": _shape, "rectangle": _shape, "trees": _trees}


def _clip(layer: dict) -> ImageClip:
    x, y = layer["at"]
    speed, bob, rate = layer.get("speed", 0), layer.get("bob", 0), SCENE["bobs_per_second"]
    clip = ImageClip(_PICTURES[layer["shape"]](layer), duration=SCENE["seconds"])
    if not speed and not bob:
        return clip.with_position((x, y))
    return clip.with_position(lambda t: (x + speed * t, y + bob * np.sin(t * rate)))


def main() -> None:
    """Writes the clip to the path that is given."""
    begin = time.perf_counter()
    clips = [_clip(layer) for layer in SCENE["layers"]]
    CompositeVideoClip(clips, size=(SCENE["width"], SCENE["height"])).write_videofile(
        sys.argv[1],
        fps=SCENE["fps"],
        codec="libx264",
        preset="ultrafast",
        ffmpeg_params=["-crf", str(SCENE["crf"])],
        audio=False,
        logger=None,
    )
    print(time.perf_counter() - begin)


if __name__ == "__main__":
    main()
