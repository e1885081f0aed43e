"""A comparable scene in MoviePy: eleven layers, six of which move, five seconds at 1280x720 and 24 frames a second.

Run in the rival's own environment: `python moviepy_scene.py OUT.mp4`.
"""

import sys

import numpy as np
from moviepy import CompositeVideoClip, ImageClip
from PIL import Image, ImageDraw

WIDTH, HEIGHT, SECONDS, FPS = 1280, 720, 5, 24


def _shape(size: tuple[int, int], draw_on: str, colour: tuple[int, int, int, int]) -> np.ndarray:
    picture = Image.new("RGBA", size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    box = (0, 0, size[0] - 1, size[1] - 1)
    (pen.ellipse if draw_on == "ellipse" else pen.rectangle)(box, fill=colour)
    return np.array(picture)


def _sky() -> np.ndarray:
    rows = np.linspace((10, 16, 60), (60, 90, 160), HEIGHT)
    return np.repeat(rows[:, None, :], WIDTH, axis=1).astype(np.uint8)


def _trees(count: int, size: int) -> np.ndarray:
    picture = Image.new("RGBA", (WIDTH * 2, size * 2), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    for number in range(count):
        x = number * WIDTH * 2 // count
        pen.rectangle((x + size // 2 - 6, size, x + size // 2 + 6, size * 2), fill=(60, 44, 30, 255))
        pen.ellipse((x, 0, x + size, size * 5 // 4), fill=(34, 80, 52, 255))
    return np.array(picture)


def scene() -> CompositeVideoClip:
    """Sky, moon, glow, two clouds, hills, far and near trees, ground, and a runner of two parts."""

    def still(picture: np.ndarray) -> ImageClip:
        return ImageClip(picture, duration=SECONDS)

    def moving(picture: np.ndarray, x: float, y: float, speed: float, bob: float = 0.0) -> ImageClip:
        return still(picture).with_position(lambda t: (x + speed * t, y + bob * np.sin(t * 20)))

    layers = [
        still(_sky()),
        still(_shape((260, 260), "ellipse", (255, 250, 210, 60))).with_position((900, 20)),
        still(_shape((120, 120), "ellipse", (255, 250, 220, 255))).with_position((970, 90)),
        moving(_shape((360, 90), "ellipse", (110, 130, 180, 160)), 100, 120, 8),
        moving(_shape((260, 70), "ellipse", (110, 130, 180, 160)), 700, 190, 12),
        still(_shape((1600, 500), "ellipse", (30, 50, 70, 255))).with_position((-160, 380)),
        moving(_trees(16, 60), 0, 400, -40),
        moving(_trees(9, 120), 0, 360, -110),
        still(_shape((WIDTH, 220), "rectangle", (30, 70, 44, 255))).with_position((0, 500)),
        moving(_shape((260, 120), "ellipse", (230, 140, 50, 255)), 460, 470, 10, 12),
        moving(_shape((130, 130), "ellipse", (235, 150, 60, 255)), 660, 400, 10, 12),
    ]
    return CompositeVideoClip(layers, size=(WIDTH, HEIGHT))


if __name__ == "__main__":
    scene().write_videofile(
        sys.argv[1], fps=FPS, codec="libx264", preset="ultrafast", audio=False, logger=None
    )
