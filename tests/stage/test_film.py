"""Frames are a pure function of storyboard, request and index, in any size, order and process."""

import hashlib
import subprocess
import sys

import msgspec
import numpy as np
import pytest

from laterna.engines.animatic.film import Film, spans_of
from laterna.engines.animatic.storyboard import Shot, Storyboard, encode
from tests.stage.scenes import board, cat, request, story


def digest(frame: np.ndarray) -> str:
    return hashlib.sha256(frame.tobytes()).hexdigest()


def test_a_frame_does_not_depend_on_what_was_drawn_before() -> None:
    asked = request()
    forward = Film(story(), asked)
    first = [digest(forward.frame(i)) for i in range(0, asked.frames, 3)]
    backward = Film(story(), asked)
    second = [digest(backward.frame(i)) for i in reversed(range(0, asked.frames, 3))]
    assert first == second[::-1]


def test_another_process_draws_the_same_pixels() -> None:
    asked = request(seconds=1)
    code = (
        "import sys, hashlib, msgspec\n"
        "from laterna.catalog.request import VideoRequest\n"
        "from laterna.engines.animatic.film import Film\n"
        "from laterna.engines.animatic.storyboard import decode\n"
        "board, request = sys.stdin.buffer.read().split(b'\\0')\n"
        "film = Film(decode(board), msgspec.json.decode(request, type=VideoRequest))\n"
        "print(hashlib.sha256(film.frame(7).tobytes()).hexdigest())\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        input=encode(story()) + b"\0" + msgspec.json.encode(asked),
        capture_output=True,
        check=True,
    )
    assert told.stdout.decode().strip() == digest(Film(story(), asked).frame(7))


@pytest.mark.parametrize(
    ("width", "height"), [(64, 64), (64, 114), (256, 64), (270, 480), (480, 480), (1280, 720), (1920, 1080)]
)
def test_every_size_is_drawn(width: int, height: int) -> None:
    frame = Film(board(subjects=(cat(),)), request(width, height)).frame(3)
    assert frame.shape == (height, width, 4)
    assert frame.dtype == np.uint8
    assert (frame[..., 3] == 255).all()
    assert frame[..., :3].std() > 8, "the picture shows something"


def test_the_seed_changes_the_place_and_only_the_seed_does() -> None:
    one, same, other = (Film(board(), request(seed=seed)).frame(0) for seed in (1, 1, 2))
    assert digest(one) == digest(same)
    assert digest(one) != digest(other)


def luminance(frame: np.ndarray) -> float:
    return float((frame[..., :3] @ np.array([0.0722, 0.7152, 0.2126])).mean())


@pytest.mark.parametrize("setting", ["meadow", "beach", "city_street", "forest", "mountain"])
def test_night_is_darker_than_dusk_and_dusk_than_day(setting: str) -> None:
    night, dusk, day = (
        luminance(Film(board(setting, time), request()).frame(2)) for time in ("night", "dusk", "day")
    )
    assert night < dusk < day


@pytest.mark.parametrize(
    "setting", ["meadow", "coastal_city", "office", "fog_void", "ocean", "underwater", "space"]
)
def test_something_moves_even_where_nobody_acts(setting: str) -> None:
    film = Film(board(setting, "dawn", weather="rain" if setting == "office" else "clear"), request(320, 180))
    change = np.abs(film.frame(0).astype(int) - film.frame(18).astype(int))
    assert (change > 12).any(axis=2).mean() > 0.0008


def test_a_runner_stays_in_the_frame_while_the_ground_runs_past() -> None:
    film = Film(board(subjects=(cat(),)), request(320, 180, seconds=5))
    take_frame = film.frame(0)
    later = film.frame(50)
    ground = np.abs(take_frame[150:].astype(int) - later[150:].astype(int)).mean()
    assert ground > 2
    actor = film.takes[0].actors[0]
    x, _, _ = actor.place(4.0)
    assert 0.2 < x / film.takes[0].scene.view.width < 0.8
    assert actor.tracked


def test_shots_share_the_clip_and_the_next_one_looks_different() -> None:
    shots = (Shot(setting="meadow", share=1), Shot(setting="office", share=3))
    spans = spans_of(shots, 40)
    assert [(span.start, span.end) for span in spans] == [(0, 10), (10, 40)]
    film = Film(Storyboard(prompt="p", shots=shots), request(seconds=2, fps=20))
    assert np.abs(film.frame(9).astype(int) - film.frame(10).astype(int)).mean() > 10


def test_more_shots_than_frames_still_gives_every_frame_a_shot() -> None:
    spans = spans_of(tuple(Shot() for _ in range(9)), 4)
    assert spans[-1].end == 4
    assert all(span.start <= span.end for span in spans)


def test_a_dissolve_lies_between_the_two_shots() -> None:
    film = Film(story(), request(seconds=4, fps=12))
    start = film.spans[1].start
    before, during, after = (film.frame(i).astype(int) for i in (start - 1, start + 3, start + 12))
    assert np.abs(during - before).mean() < np.abs(after - before).mean() + 20
    assert np.abs(during - after).mean() > 1


def test_spoken_words_appear_as_a_caption() -> None:
    talking = story()
    silent = msgspec.structs.replace(
        talking, shots=(talking.shots[0], msgspec.structs.replace(talking.shots[1], dialogue=()))
    )
    index = 36
    with_words = Film(talking, request(640, 360, seconds=4)).frame(index)
    without = Film(silent, request(640, 360, seconds=4)).frame(index)
    strip = np.abs(with_words.astype(int) - without.astype(int))[310:]
    assert (strip > 60).any(axis=2).mean() > 0.005


@pytest.mark.parametrize(
    "style",
    [
        "noir",
        "watercolor",
        "ink",
        "pixel",
        "oil",
        "anime",
        "cinematic",
        "cyberpunk",
        "paper_cut",
        "sketch",
        "vintage",
    ],
)
def test_a_style_changes_the_picture(style: str) -> None:
    plain = Film(board(subjects=(cat(),)), request(320, 180)).frame(4)
    styled = Film(board(subjects=(cat(),), style=style), request(320, 180)).frame(4)
    assert np.abs(plain.astype(int) - styled.astype(int)).mean() > 2


def test_the_actual_prompt_tells_setting_time_and_camera() -> None:
    told = Film(story(), request()).actual_prompt
    assert "meadow" in told
    assert "night" in told
    assert "pans left" in told
