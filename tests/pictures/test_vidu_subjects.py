"""Vidu's named subjects are found in the prompt by their names."""

from typing import Any

import msgspec
import pytest

from laterna.wire.vidu.decode import decode_create

SUBJECTS: list[dict[str, Any]] = [
    {"name": "cat", "images": ["https://a.example/1.png", "https://a.example/2.png"]},
    {"name": "catwoman", "images": ["https://a.example/3.png"]},
    {"id": "1", "images": ["https://a.example/4.png"]},
]


def prompt_of(prompt: str, **fields: Any) -> object:
    body = {"model": "viduq2", "prompt": prompt, "subjects": SUBJECTS, **fields}
    return decode_create(msgspec.json.encode(body), "reference2video").parameters["prompt"]


@pytest.mark.parametrize(
    ("prompt", "read"),
    [
        ("@cat runs", "@Image1  runs"),
        ("@catwoman meets @cat.", "@Image3  meets @Image1 ."),
        ("@1在海边", "@Image4 在海边"),
        ("@category is not a name", "@category is not a name"),
        ("nobody", "nobody"),
    ],
)
def test_a_name_becomes_its_first_picture(prompt: str, read: str) -> None:
    assert prompt_of(prompt) == read


def test_with_plain_images_the_prompt_stays() -> None:
    images = ["https://a.example/1.png"]
    assert prompt_of("@cat runs", images=images) == "@cat runs"


def test_the_prompt_is_answered_as_it_came() -> None:
    body = {"model": "viduq2", "prompt": "@cat runs", "subjects": SUBJECTS}
    assert decode_create(msgspec.json.encode(body), "reference2video").echo["prompt"] == "@cat runs"
