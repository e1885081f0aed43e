"""The caller's audio moves the lips of who speaks, and cuts fall on its loud beginnings."""

import wave
from pathlib import Path

import numpy as np
import pytest

from laterna.catalog.request import VideoRequest
from laterna.engines.animatic.dialogue import utterances_of
from laterna.engines.animatic.drawing.voice import decode_voice, levels_of
from laterna.engines.animatic.film import Film
from laterna.engines.animatic.given import Given
from laterna.engines.animatic.hearing import Heard
from laterna.engines.animatic.mouths import MouthTrack
from laterna.engines.animatic.storyboard import Action, Camera, Line, Shot, Storyboard, Subject
from laterna.engines.animatic.timeline import Span, spans_of

RATE = 48_000
FPS = 24


def bursts(seconds: float, *times: float) -> np.ndarray:
    """Silence with tones of 0.3 s at some times, as stereo samples."""
    track = np.zeros((int(seconds * RATE), 2), np.float32)
    for time in times:
        begin, length = round(time * RATE), int(0.3 * RATE)
        track[begin : begin + length] = 0.4 * np.sin(np.arange(length) * 0.06)[:, None]
    return track


def person(name: str, verb: str = "talk") -> Subject:
    return Subject(id=name, name=name, kind="biped", species="person", actions=(Action(verb),), importance=3)


def test_each_frame_knows_how_loud_it_is() -> None:
    levels = levels_of(bursts(2, 0.5, 1.5), 2 * FPS, FPS)
    assert len(levels) == 48
    loud = {frame for frame, level in enumerate(levels) if level > 128}
    assert loud == {*range(12, 19), *range(36, 43)}
    assert set(levels) - {levels[frame] for frame in range(11, 44)} <= {0}


def test_audio_shorter_than_the_clip_ends_in_silence_and_silence_is_silent() -> None:
    assert levels_of(bursts(1, 0.2), 72, FPS)[24:] == bytes(48)
    assert levels_of(np.full((RATE, 2), 1e-4, np.float32), 24, FPS) < bytes([16] * 24)


@pytest.mark.parametrize("fps", [7, 16, 24, 30])
def test_every_frame_rate_has_a_level_for_each_frame(fps: int) -> None:
    assert len(levels_of(bursts(3, 1), 3 * fps, fps)) == 3 * fps


def test_loud_beginnings_are_found() -> None:
    heard = Heard(levels_of(bursts(3, 0.5, 1.4, 2.2), 3 * FPS, FPS), FPS)
    assert heard.onsets == (12, 33, 52) or heard.onsets == (12, 34, 53)


def test_cuts_move_to_a_near_onset_and_not_to_a_far_one() -> None:
    shots = (Shot(), Shot())
    assert spans_of(shots, 96, (44, 60)) == [Span(0, 44), Span(44, 96)]
    assert spans_of(shots, 96, (10, 80)) == [Span(0, 48), Span(48, 96)]
    many = spans_of(tuple(Shot() for _ in range(8)), 64, range(64))
    assert [span.start for span in many[1:]] == [span.end for span in many[:-1]]
    assert all(span.end > span.start for span in many)


def test_the_speakers_lips_follow_the_audio_and_nobody_elses() -> None:
    shot = Shot(subjects=(person("a"), person("b", "run")))
    heard = Heard(bytes([0, 255, 0, 128]), 1)
    mouth = MouthTrack(utterances_of(shot, 4), heard)
    assert [round(mouth.open_at("a", time), 1) for time in (0.5, 1.5, 2.5, 3.5)] == [0.0, 1.0, 0.0, 0.5]
    assert mouth.open_at("b", 1.5) == 0


def test_in_a_dialogue_the_audio_belongs_to_whose_line_it_is() -> None:
    shot = Shot(subjects=(person("a"), person("b")), dialogue=(Line("Good day!", "a"), Line("Hello!", "b")))
    mouth = MouthTrack(utterances_of(shot, 4), Heard(bytes([255] * 4), 1))
    assert (mouth.open_at("a", 1.0), mouth.open_at("b", 1.0)) == (1.0, 0.0)
    assert (mouth.open_at("a", 3.9), mouth.open_at("b", 3.9)) == (0.0, 1.0)


def test_a_film_opens_the_mouth_when_the_audio_is_loud() -> None:
    request = VideoRequest(
        model="animatic", family="laterna", prompt="x", width=640, height=360, duration=1, fps=FPS, seed=7
    )
    shot = Shot(setting="void", subjects=(person("a"),), camera=Camera(framing="medium"))
    board = Storyboard(prompt="x", shots=(shot,))
    silent, loud, also = (
        Film(board, request, Given(levels=bytes(10) + level + bytes(13))).frame(10)
        for level in (b"\0", b"\xff", b"\xff")
    )
    changed = np.abs(silent.astype(int) - loud.astype(int)).max(axis=2) > 24
    assert 5 < changed.sum() < 640 * 360 * 0.02
    assert np.array_equal(loud, also)


def test_a_file_is_heard_as_it_sounds(tmp_path: Path) -> None:
    path = tmp_path / "voice.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((bursts(3, 1.0) * 32_767).astype("<i2").tobytes())
    levels = levels_of(decode_voice(path), 3 * FPS, FPS)
    assert levels[:24] == bytes(24)
    assert min(levels[25:30]) > 200
