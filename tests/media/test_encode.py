"""Frames become H.264 whose colours, order and bytes can be relied upon."""

import hashlib
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.reformatter import ColorRange, Colorspace

from laterna.errors import EngineError
from laterna.media.encode import ClipWriter, Coding, Segment, SegmentEncoder
from laterna.media.probe import probe
from tests.media.pictures_for_tests import COLOURS, flat, moving

SMALL = Coding(width=160, height=96, fps=24)


def encoded(first: int, count: int, coding: Coding = SMALL) -> bytes:
    encoder = SegmentEncoder(coding)
    for index in range(first, first + count):
        encoder.add(moving(index, coding.width, coding.height))
    return encoder.finish().to_bytes()


def rgb_of(frame: av.VideoFrame) -> np.ndarray:
    """Decodes by the file's own tags, as a player does."""
    assert frame.colorspace == Colorspace.ITU709
    assert frame.color_range == ColorRange.MPEG
    return frame.to_ndarray(format="rgb24")


@pytest.mark.parametrize("name", COLOURS)
def test_a_player_sees_the_colour_that_was_drawn(name: str, tmp_path: Path) -> None:
    coding = Coding(width=64, height=48, fps=24, crf=1)
    with ClipWriter(tmp_path / "clip.mp4", coding) as clip:
        clip.add(flat(COLOURS[name]))
    with av.open(str(tmp_path / "clip.mp4")) as container:
        seen = rgb_of(next(container.decode(video=0))).reshape(-1, 3).mean(axis=0)
    assert np.abs(seen - COLOURS[name]).max() <= 3


def test_the_file_names_its_colour_space(tmp_path: Path) -> None:
    with ClipWriter(tmp_path / "clip.mp4", SMALL) as clip:
        clip.add(moving(0))
    with av.open(str(tmp_path / "clip.mp4")) as container:
        context = container.streams.video[0].codec_context
        tags = (context.color_primaries, context.color_trc, context.colorspace, context.color_range)
    assert tags == (1, 1, 1, 1)  # BT.709 three times, limited range


def test_twenty_runs_give_the_same_bytes() -> None:
    assert len({hashlib.sha256(encoded(0, 24)).digest() for _ in range(20)}) == 1


def test_other_processes_give_the_same_bytes() -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        elsewhere = [work.result() for work in [pool.submit(encoded, 24, 12) for _ in range(2)]]
    assert elsewhere == [encoded(24, 12)] * 2


def test_planes_and_pixels_give_the_same_picture() -> None:
    encoder, from_planes = SegmentEncoder(SMALL), SegmentEncoder(SMALL)
    picture = moving(5)
    encoder.add(picture)
    source = av.VideoFrame.from_ndarray(picture, format="bgra")
    planes = source.reformat(
        format="yuv420p",
        dst_colorspace=Colorspace.ITU709,
        src_color_range=ColorRange.JPEG,
        dst_color_range=ColorRange.MPEG,
        interpolation="BILINEAR",
    )
    from_planes.add(planes.to_ndarray())
    sizes = [len(made.finish().packets[0]) for made in (encoder, from_planes)]
    assert sizes[0] == pytest.approx(sizes[1], rel=0.05)


def test_a_frame_may_be_drawn_over_once_it_was_added() -> None:
    reused, fresh = SegmentEncoder(SMALL), SegmentEncoder(SMALL)
    canvas = moving(0)
    for index in range(30):
        canvas[...] = moving(index)
        reused.add(canvas)
        fresh.add(moving(index))
    canvas[...] = 0
    assert reused.finish() == fresh.finish()


def test_keyframes_come_once_a_second_and_first() -> None:
    segment = Segment.from_bytes(encoded(0, 60))
    assert segment.keyframes == (0, 24, 48)
    assert len(segment.packets) == 60


@pytest.mark.parametrize(
    ("coding", "named"),
    [
        (Coding(width=161, height=96, fps=24), "width is 161"),
        (Coding(width=160, height=8, fps=24), "height is 8"),
        (Coding(width=160, height=96, fps=0), "frame rate is 0"),
        (Coding(width=160, height=96, fps=24, crf=99), "CRF is 99"),
    ],
)
def test_a_coding_out_of_range_is_named(coding: Coding, named: str) -> None:
    with pytest.raises(EngineError, match=named):
        SegmentEncoder(coding)


def test_a_frame_of_another_size_is_refused() -> None:
    with pytest.raises(EngineError, match=r"\(50, 50, 4\)"):
        SegmentEncoder(SMALL).add(np.zeros((50, 50, 4), np.uint8))


def test_an_empty_segment_and_damaged_bytes_are_refused() -> None:
    with pytest.raises(EngineError, match="at least one frame"):
        SegmentEncoder(SMALL).finish()
    with pytest.raises(EngineError, match="damaged"):
        Segment.from_bytes(encoded(0, 2)[:-5])


def test_a_clip_left_by_an_error_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), ClipWriter(tmp_path / "clip.mp4", SMALL) as clip:
        clip.add(moving(0))
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("fps", [1, 8, 16, 24, 25, 30, 60])
def test_every_frame_rate_has_its_exact_length(fps: int, tmp_path: Path) -> None:
    with ClipWriter(tmp_path / "clip.mp4", Coding(width=32, height=32, fps=fps)) as clip:
        for index in range(2 * fps):
            clip.add(moving(index, 32, 32))
    facts = probe(tmp_path / "clip.mp4")
    assert (facts.frames, facts.fps, facts.duration) == (2 * fps, fps, 2.0)
