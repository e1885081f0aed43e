"""The spritesheet shows one picture a second, in order."""

from pathlib import Path

import av
import numpy as np

from laterna.media.coding import Coding
from laterna.media.cover import make_spritesheet
from laterna.media.encode import ClipWriter


def test_a_sheet_has_one_cell_a_second_in_reading_order(tmp_path: Path) -> None:
    clip, sheet = tmp_path / "clip.mp4", tmp_path / "sheet.png"
    with ClipWriter(clip, Coding(width=64, height=36, fps=8)) as writer:
        for index in range(5 * 8):
            frame = np.full((36, 64, 4), 255, np.uint8)
            frame[..., :3] = 40 * (index // 8) + 20
            writer.add(frame)
    make_spritesheet(clip, sheet, cell_width=64, columns=3)
    with av.open(str(sheet)) as container:
        pixels = next(container.decode(video=0)).to_ndarray(format="gray")
    assert pixels.shape == (2 * 36, 3 * 64)
    middles = [int(pixels[number // 3 * 36 + 18, number % 3 * 64 + 32]) for number in range(5)]
    assert middles == sorted(middles)
    assert middles[4] - middles[0] > 100
