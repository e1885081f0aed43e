"""Forms of `/v1/videos`: names with brackets are rebuilt, and a prompt stays the text that it is."""

import pytest

from laterna.wire.openai.form import fields_to_json


def test_brackets_and_json_texts_become_objects_and_lists() -> None:
    fields = [
        ("metadata[a]", "true"),
        ("metadata[b][]", "1"),
        ("metadata[b][]", "2"),
        ("extra", '{"x": [1]}'),
    ]
    assert fields_to_json(fields) == {"metadata": {"a": True, "b": ["1", "2"]}, "extra": {"x": [1]}}


@pytest.mark.parametrize("prompt", ["true", '{"shots": []}', "[a cat]", "5"])
def test_a_prompt_that_looks_like_json_is_text_all_the_same(prompt: str) -> None:
    assert fields_to_json([("prompt", prompt), ("negative_prompt", prompt)]) == {
        "prompt": prompt,
        "negative_prompt": prompt,
    }
