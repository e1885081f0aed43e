"""File names made from prompts are readable, short enough for every file system, and never taken already."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laterna.cli.names import free_path, name_for


@pytest.mark.parametrize(
    ("prompt", "name"),
    [
        ("A red fox, in a coat!", "a-red-fox-in-a-coat"),
        ("一只小猫在月光下奔跑", "一只小猫在月光下奔跑"),
        ("../../etc/passwd", "etc-passwd"),
        ("?!", "clip"),
    ],
)
def test_names_are_readable(prompt: str, name: str) -> None:
    assert name_for(prompt) == name


@given(st.text())
def test_any_prompt_gives_a_name_that_file_systems_take(prompt: str) -> None:
    name = name_for(prompt)
    assert name
    assert len(name.encode("utf-8", "surrogatepass")) <= 244
    assert not set(name) & set('/\\:*?"<>|. \0\n')


def test_a_second_clip_of_the_same_prompt_gets_a_number(tmp_path: Path) -> None:
    for expected in ("cat.mp4", "cat-2.mp4", "cat-3.mp4"):
        path = free_path(tmp_path, "cat", ".mp4")
        assert path.name == expected
        path.touch()
