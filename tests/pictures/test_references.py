"""Reference images appear in the clip: cut out or framed, named in the prompt or not, or as the source of a style."""

import numpy as np
import pytest

from tests.pictures import made
from tests.pictures.conftest import Studio

MAGENTA, GREEN, RED = (255, 0, 200), (0, 255, 60), (255, 0, 0)


@pytest.mark.parametrize(
    "prompt",
    [
        "@Image1 walks in a meadow with @Image2",
        "@图1和@图2在草地上跳舞",
        "a quiet meadow",
        "a cat and a dog play",
    ],
)
def test_every_reference_appears(studio: Studio, prompt: str) -> None:
    urls = [f"{studio.pictures}/{name}" for name in ("disc.png", "green.png")]
    task = studio.made(prompt=prompt, reference_image_urls=urls, size="320x180")
    frames = made.frames_of(studio.clip(task))
    for color in (MAGENTA, GREEN):
        assert max(made.share_of(frame, color, 110) for frame in frames[::6]) > 0.004, color


def test_an_opaque_one_hangs_framed(studio: Studio) -> None:
    urls = [f"{studio.pictures}/print.jpg"]
    task = studio.made(prompt="@Image1 in a park", reference_image_urls=urls, size="320x180")
    frames = made.frames_of(studio.clip(task))
    assert max(made.share_of(frame, RED, 90) for frame in frames[::6]) > 0.01


def test_it_moves(studio: Studio) -> None:
    urls = [f"{studio.pictures}/disc.png"]
    task = studio.made(prompt="@Image1 jumps in a meadow", reference_image_urls=urls, size="320x180")
    frames = made.frames_of(studio.clip(task))
    heights = []
    for frame in frames[::3]:
        rows = np.flatnonzero((np.abs(frame.astype(int) - np.array(MAGENTA)).sum(axis=2) < 160).any(axis=1))
        heights.append(int(rows[0]) if len(rows) else -1)
    assert len(set(heights)) > 2


def test_a_style_gives_its_colours_and_stays_away(studio: Studio) -> None:
    urls = [f"{studio.pictures}/print.jpg"]
    fields = {"size": "320x180", "seed": 3}
    styled = studio.made(
        prompt="a horse in a meadow, in the visual style of @Image1", reference_image_urls=urls, **fields
    )
    plain = studio.made(prompt="a horse in a meadow", **fields)
    warm, usual = (
        made.frames_of(studio.clip(task))[12].reshape(-1, 3).mean(axis=0) for task in (styled, plain)
    )
    assert warm[0] - warm[2] > usual[0] - usual[2] + 25
