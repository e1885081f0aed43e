"""A storyboard can be edited by hand; what is wrong with it is named by its place."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from laterna.engines.animatic.handmade import is_storyboard, storyboard_from
from laterna.engines.animatic.reader import read
from laterna.engines.animatic.storyboard import Storyboard, encode
from laterna.errors import ParameterError


def board() -> dict[str, object]:
    decoded: dict[str, object] = msgspec.json.decode(encode(read("A cat chases a mouse in a kitchen")))
    return decoded


def edited(path: str, value: object) -> str:
    whole = board()
    here: object = whole
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    for part in way:
        here = here[part]  # type: ignore[index]
    here[last] = value  # type: ignore[index]
    return msgspec.json.encode(whole).decode()


def test_what_the_reader_prints_can_be_given_back_as_it_is() -> None:
    printed = encode(read("Two dogs chase each other through the snow, one brown and one white")).decode()
    assert is_storyboard(printed)
    assert encode(storyboard_from(printed)).decode() == printed


def test_a_change_by_hand_is_taken() -> None:
    assert storyboard_from(edited("shots.0.setting", "beach")).shots[0].setting == "beach"


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ("shots", [], "shots"),
        ("shots.0.time", "noonish", "shots[0].time"),
        ("shots.0.share", 0, "shots[0].share"),
        ("shots.0.camera.speed", -1, "shots[0].camera.speed"),
        ("shots.0.subjects.0.count", 0, "shots[0].subjects[0].count"),
        ("shots.0.subjects.0.species", "", "shots[0].subjects[0].species"),
        ("shots.0.subjects.1.id", "cat", "shots[0].subjects[1].id"),
        (
            "shots.0.relations",
            [{"subject": "cat", "kind": "on", "object": "moon"}],
            "shots[0].relations[0].object",
        ),
        ("shots.0.dialogue", [{"text": "Hi", "speaker": "nobody"}], "shots[0].dialogue[0].speaker"),
        ("shots.0.colour", "red", "shots[0]"),
    ],
)
def test_a_mistake_is_named_by_its_place(path: str, value: object, field: str) -> None:
    with pytest.raises(ParameterError) as caught:
        storyboard_from(edited(path, value))
    assert (caught.value.field or "").replace("[...]", "[0]").startswith(f"prompt.{field}"), (
        caught.value.message
    )


@given(st.text(max_size=80))
def test_any_other_text_in_braces_is_refused_as_a_storyboard(text: str) -> None:
    with pytest.raises(ParameterError):
        storyboard_from("{" + text)


def test_a_prompt_is_no_storyboard() -> None:
    assert not is_storyboard("A {strange} cat")
    assert isinstance(storyboard_from('{"prompt": "x"}'), Storyboard)
