"""DashScope's SDK sends a local sound file by its own upload protocol, to this server alone."""

from pathlib import Path

import dashscope
import pytest
from dashscope import VideoSynthesis

from tests.pictures import made
from tests.pictures.conftest import Studio

ORDER = {
    "model": "wan2.5-t2v-preview",
    "prompt": "a cat on a meadow",
    "size": "832*480",
    "duration": 5,
    "api_key": "sk-test",
}


@pytest.fixture
def sound(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(dashscope, "base_http_api_url", f"{studio.url}/api/v1")
    path = studio.folder / "voice.wav"
    path.write_bytes(made.tone())
    return path


@pytest.mark.parametrize("scheme", ["file://", ""])
def test_a_local_file_becomes_the_clips_sound(studio: Studio, sound: Path, scheme: str) -> None:
    answer = VideoSynthesis.call(**ORDER, audio_url=f"{scheme}{sound}")
    assert answer.output.task_status == "SUCCEEDED", answer
    clip = studio.fetched(answer.output.video_url, "dashscope.mp4")
    assert abs(made.pitch_of(clip) - 440) < 3


SMALL = {"model": "animatic", "prompt": "a quiet day", "size": "160*90", "duration": 1, "api_key": "sk-test"}


def test_a_local_picture_opens_the_clip(studio: Studio, sound: Path) -> None:
    path = sound.with_name("first.jpg")
    path.write_bytes(made.jpeg())
    answer = VideoSynthesis.call(**SMALL, img_url=f"file://{path}")
    assert answer.output.task_status == "SUCCEEDED", answer
    frames = made.frames_of(studio.fetched(answer.output.video_url, "dashscope-picture.mp4"))
    assert made.resembles(frames[0], made.FIRST)


def test_references_and_frames_come_by_their_names(studio: Studio, sound: Path) -> None:
    urls = [f"{studio.pictures}/first.jpg", f"{studio.pictures}/last.jpg"]
    answer = VideoSynthesis.call(**SMALL, first_frame_url=urls[0], last_frame_url=urls[1])
    assert answer.output.task_status == "SUCCEEDED", answer
    frames = made.frames_of(studio.fetched(answer.output.video_url, "dashscope-frames.mp4"))
    assert made.resembles(frames[-1], made.LAST)
    answer = VideoSynthesis.call(**SMALL, reference_urls=[f"{studio.pictures}/cut.png"])
    assert (answer.output.task_status, answer.output.code) == ("FAILED", "InvalidURL")
    assert "Reference image 1" in answer.output.message


def test_a_file_that_is_no_sound_fails_the_task(studio: Studio, sound: Path) -> None:
    sound.write_bytes(made.jpeg())
    answer = VideoSynthesis.call(**ORDER, audio_url=str(sound))
    assert answer.output.task_status == "FAILED", answer
    assert "neither WAV nor MP3" in answer.output.message
