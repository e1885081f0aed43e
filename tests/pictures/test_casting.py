"""Pictures get the parts that the prompt gives them."""

import pytest

from laterna.engines.animatic.casting import cast_pictures, picture_number, script_of
from laterna.engines.animatic.reader import read
from laterna.engines.animatic.storyboard import Storyboard


def board(prompt: str, *cut_out: bool) -> Storyboard:
    script = script_of(prompt, len(cut_out))
    options = {"negative_prompt": "", "style": "", "shot_type": "single", "movement_amplitude": "auto"}
    return cast_pictures(read(script.prompt, duration=5, seed=1, **options), prompt, cut_out, script.styles)


def parts(told: Storyboard) -> dict[int, str]:
    """What each picture does, by its number."""
    return {
        number: subject.actions[0].verb if subject.actions else ""
        for shot in told.shots
        for subject in shot.subjects
        if (number := picture_number(subject.species))
    }


@pytest.mark.parametrize(
    ("prompt", "done"),
    [
        ("@Image1 runs across a meadow", "run"),
        ("[@Image1] dances in a ballroom", "dance"),
        ("The cat in @Image1 walks through a park", "walk"),
        ("the dragon @image1 flies over the sea", "fly"),
        ("@Image 1 walks", "walk"),
        ("@图1在海边散步", "walk"),
        ("@图片1中的小猫在草地上奔跑", "run"),
    ],
)
def test_a_mentioned_picture_does_what_is_said_of_it(prompt: str, done: str) -> None:
    assert parts(board(prompt, True)) == {1: done}


@pytest.mark.parametrize(
    "prompt", ["@Image1 walks with @Image2", "the cat in @Image1 chases the ball in @Image2"]
)
def test_each_has_its_own_part(prompt: str) -> None:
    told = board(prompt, True, False)
    assert set(parts(told)) == {1, 2}
    assert sum(len(shot.subjects) for shot in told.shots) == 2


def test_nobody_is_left_out() -> None:
    assert set(parts(board("a quiet street at night", *[True, False] * 3, True))) == set(range(1, 8))
    assert set(parts(board("@Image2 waves", True, True, True))) == {1, 2, 3}


def test_cut_out_pictures_play_the_prompts_own_figures() -> None:
    told = board("A dog and a cat play in the park", True, True)
    assert [subject.species for subject in told.shots[0].subjects] == ["picture_1", "picture_2"]
    framed = board("A dog and a cat play in the park", False, False)
    assert {subject.species for subject in framed.shots[0].subjects} >= {
        "dog",
        "cat",
        "picture_1",
        "picture_2",
    }


@pytest.mark.parametrize(
    "prompt",
    [
        "@Image1 runs, in the visual style of @Image2",
        "@Image1 runs in a meadow with the colors of @Image2",
        "@Image1 runs in the style of [@Image2].",
        "@图1在草地上奔跑，以@图2的画风",
        "@图1在草地上奔跑，参考@图片2的视觉风格",
    ],
)
def test_a_style_is_taken_and_not_placed(prompt: str) -> None:
    told = board(prompt, True, False)
    assert parts(told) == {1: "run"}
    assert told.palette[0] == "picture_2"


def test_the_prompt_stays_as_it_was_written() -> None:
    prompt = "@Image1 walks on the beach, in the style of @Image2"
    told = board(prompt, True, True)
    assert told.prompt == prompt
    assert not any("quimbo" in reading.text + reading.means for reading in told.readings)


@pytest.mark.parametrize("prompt", ["@Image9 runs", "@Image0 runs", "someone@image1.example writes", ""])
def test_numbers_without_a_picture_do_no_harm(prompt: str) -> None:
    assert set(parts(board(prompt, True))) == {1}
