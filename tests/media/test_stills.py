"""Covers, last frames and contact sheets are pictures that a browser shows with the right colours."""

from pathlib import Path

import av
import numpy as np
import pytest

from laterna.errors import EngineError
from laterna.media.cover import make_contact_sheet, write_cover, write_last_frame
from laterna.media.encode import ClipWriter, Coding
from laterna.media.probe import probe
from laterna.media.stills import encode_still
from tests.media.pictures_for_tests import COLOURS, flat

MAGIC = {".jpg": b"\xff\xd8\xff", ".png": b"\x89PNG\r\n\x1a\n", ".webp": b"RIFF"}


def read(path: Path) -> np.ndarray:
    with av.open(str(path)) as container:
        return next(container.decode(video=0)).to_ndarray(format="rgb24")


@pytest.mark.parametrize("suffix", MAGIC)
@pytest.mark.parametrize("name", COLOURS)
def test_a_still_shows_the_colour_that_was_drawn(name: str, suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"cover{suffix}"
    write_cover(flat(COLOURS[name], 90, 50), path)
    assert path.read_bytes().startswith(MAGIC[suffix])
    seen = read(path)
    assert seen.shape == (50, 90, 3)
    assert np.abs(seen.reshape(-1, 3).mean(axis=0) - COLOURS[name]).max() <= 4


def test_a_last_frame_as_png_loses_nothing(tmp_path: Path) -> None:
    picture = np.random.default_rng(1).integers(0, 256, (40, 60, 4), np.uint8)
    picture[..., 3] = 255
    write_last_frame(picture, tmp_path / "last.png")
    assert (read(tmp_path / "last.png") == picture[..., 2::-1]).all()


def test_other_kinds_and_shapes_are_refused() -> None:
    with pytest.raises(EngineError, match=r"\.jpg, \.webp, \.png"):
        encode_still(flat((0, 0, 0)), ".gif")
    with pytest.raises(EngineError, match="shape"):
        encode_still(np.zeros((4, 4), np.uint8), ".png")


def test_a_contact_sheet_runs_from_the_first_frame_to_the_last(tmp_path: Path) -> None:
    with ClipWriter(tmp_path / "clip.mp4", Coding(width=64, height=48, fps=8, crf=5)) as clip:
        for index in range(16):
            clip.add(flat((index * 16, index * 16, index * 16)))
    make_contact_sheet(tmp_path / "clip.mp4", 3, 2, tmp_path / "sheet.png", cell_width=64)
    sheet = read(tmp_path / "sheet.png")
    assert sheet.shape == (2 * 52 + 4, 3 * 68 + 4, 3)
    middles = [int(sheet[28 + 52 * row, 36 + 68 * column].mean()) for row in range(2) for column in range(3)]
    assert middles == pytest.approx([0, 48, 96, 144, 192, 240], abs=6)


def test_what_is_no_video_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / "notes.mp4").write_text("not a video")
    with pytest.raises(EngineError, match=r"notes\.mp4 cannot be read as a video"):
        probe(tmp_path / "notes.mp4")
    with pytest.raises(EngineError, match=r"notes\.mp4 cannot be read"):
        make_contact_sheet(tmp_path / "notes.mp4", 2, 2, tmp_path / "sheet.png")
    with pytest.raises(EngineError, match=r"gone\.mp4 cannot be read"):
        probe(tmp_path / "gone.mp4")
