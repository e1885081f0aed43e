"""Segments and sound become one MP4 that plays from its first bytes and lasts exactly as long as it should."""

import errno
from pathlib import Path

import av
import numpy as np
import pytest

from laterna.errors import EngineError, StorageError
from laterna.media import segments as joining
from laterna.media.encode import Coding, Segment, SegmentEncoder
from laterna.media.probe import probe
from laterna.media.segments import fitted, join_segments
from tests.media.pictures_for_tests import moving, tone

CODING = Coding(width=160, height=96, fps=24)


def segment(first: int, count: int, coding: Coding = CODING) -> Segment:
    encoder = SegmentEncoder(coding)
    for index in range(first, first + count):
        encoder.add(moving(index, coding.width, coding.height))
    return encoder.finish()


@pytest.fixture(scope="module")
def three() -> list[Segment]:
    """Two seconds and a quarter, cut unevenly."""
    return [segment(0, 24), segment(24, 24), segment(48, 6)]


def test_every_frame_comes_back_in_order(three: list[Segment], tmp_path: Path) -> None:
    join_segments(three, None, tmp_path / "clip.mp4")
    with av.open(str(tmp_path / "clip.mp4")) as container:
        frames = list(container.decode(video=0))
    assert [frame.time for frame in frames] == pytest.approx([index / 24 for index in range(54)])
    for index, frame in enumerate(frames):
        drawn = moving(index)[..., 2::-1].astype(int)
        assert np.abs(frame.to_ndarray(format="rgb24").astype(int) - drawn).mean() < 12


def test_time_stamps_rise_and_keyframes_can_be_sought(three: list[Segment], tmp_path: Path) -> None:
    join_segments(three, tone(2.25), tmp_path / "clip.mp4")
    with av.open(str(tmp_path / "clip.mp4")) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
    stamps = [packet.pts for packet in packets]
    assert stamps == sorted(set(stamps))
    assert [packet.dts for packet in packets] == stamps
    assert [index for index, packet in enumerate(packets) if packet.is_keyframe] == [0, 24, 48]


@pytest.mark.parametrize("seconds", [0.0, 1.0, 2.25, 9.0])
def test_sound_lasts_exactly_as_long_as_the_picture(
    seconds: float, three: list[Segment], tmp_path: Path
) -> None:
    join_segments(three, tone(seconds), tmp_path / "clip.mp4")
    facts = probe(tmp_path / "clip.mp4")
    assert (facts.duration, facts.audio_duration) == (2.25, 2.25)
    assert (facts.audio_codec, facts.sample_rate, facts.channels) == ("aac", 48_000, 2)


def test_sound_is_heard_as_it_was_given(three: list[Segment], tmp_path: Path) -> None:
    join_segments(three, tone(2.25, 1_000.0), tmp_path / "clip.mp4")
    with av.open(str(tmp_path / "clip.mp4")) as container:
        heard = np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1)[0]
    spectrum = np.abs(np.fft.rfft(heard[4_800:52_800]))
    assert spectrum.argmax() == 1_000  # one hertz a bin
    assert np.abs(heard[4_800:52_800]).max() == pytest.approx(0.5, abs=0.05)


def test_a_player_can_begin_before_it_has_the_file(three: list[Segment], tmp_path: Path) -> None:
    join_segments(three, tone(2.25), tmp_path / "clip.mp4")
    assert probe(tmp_path / "clip.mp4").faststart


def test_tags_are_kept_in_any_script(three: list[Segment], tmp_path: Path) -> None:
    join_segments(three, None, tmp_path / "clip.mp4", metadata={"title": "一只小猫", "comment": "seed 7"})
    with av.open(str(tmp_path / "clip.mp4")) as container:
        assert container.metadata["title"] == "一只小猫"
        assert container.metadata["comment"] == "seed 7"


def test_the_same_segments_make_the_same_file(three: list[Segment], tmp_path: Path) -> None:
    for name in ("a.mp4", "b.mp4"):
        join_segments(three, tone(2.25), tmp_path / name, metadata={"title": "x"})
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


def test_segments_of_different_coding_do_not_fit_together(tmp_path: Path) -> None:
    other = segment(24, 2, Coding(width=160, height=96, fps=24, crf=30))
    with pytest.raises(EngineError, match="Segment 1 was encoded with other parameters"):
        join_segments([segment(0, 2), other], None, tmp_path / "clip.mp4")
    with pytest.raises(EngineError, match="at least one segment"):
        join_segments([], None, tmp_path / "clip.mp4")
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_says_so_and_leaves_nothing(
    three: list[Segment], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, target: Path) -> Path:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(joining.Path, "replace", full)
    with pytest.raises(StorageError, match="disk is full") as caught:
        join_segments(three, None, tmp_path / "clip.mp4")
    assert caught.value.code == "storage_full"
    assert list(tmp_path.iterdir()) == []


def test_a_device_without_space_is_a_full_disk(three: list[Segment], tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full, which Linux has")
    (tmp_path / ".clip.mp4.part").symlink_to("/dev/full")
    with pytest.raises(StorageError, match="disk is full"):
        join_segments(three, None, tmp_path / "clip.mp4")
    assert not (tmp_path / "clip.mp4").exists()


def test_sound_is_kept_within_its_bounds() -> None:
    wild = np.array([[9.0, -9.0], [np.nan, 0.25]], np.float32)
    out = fitted(wild, 1, 24_000)  # two samples long
    assert out.tolist() == [[1.0, -1.0], [0.0, 0.25]]
    with pytest.raises(EngineError, match=r"\(3,\)"):
        fitted(np.zeros(3, np.float32), 1, 24)
