"""One task id has a shape for every door, and every door reads every shape."""

import re
import uuid

from hypothesis import given
from hypothesis import strategies as st

from laterna import ids

NOW = 1_795_316_000_000_000
numbers = st.integers(min_value=0, max_value=(1 << 60) - 1)


def test_an_id_is_eighteen_digits_and_sorts_by_age() -> None:
    earlier, later = ids.new_task_id(NOW), ids.new_task_id(NOW + 1_000)
    assert re.fullmatch(r"[1-9]\d{17}", str(earlier))
    assert earlier < later


def test_ids_made_in_the_same_millisecond_differ() -> None:
    assert len({ids.new_task_id(NOW) for _ in range(200)}) > 195


@given(numbers)
def test_every_shape_leads_back_to_the_same_task(number: int) -> None:
    for text in (
        str(number),
        ids.uuid_form(number),
        ids.hex_form(number, "task_"),
        ids.hex_form(number, "video_"),
    ):
        assert ids.parse_task_id(text) == number
        assert ids.parse_task_id(text.upper()) == number


@given(numbers)
def test_the_dashscope_shape_is_a_lower_case_uuid_of_version_four(number: int) -> None:
    text = ids.uuid_form(number)
    assert text == text.lower()
    assert uuid.UUID(text).version == 4
    assert uuid.UUID(text).variant == uuid.RFC_4122


@given(st.uuids(version=4))
def test_a_foreign_uuid_is_not_taken_for_one_of_ours(foreign: uuid.UUID) -> None:
    number = ids.parse_task_id(str(foreign))
    assert number is None or ids.uuid_form(number) == str(foreign)


@given(st.text(max_size=60))
def test_any_text_is_either_an_id_or_none(text: str) -> None:
    number = ids.parse_task_id(text)
    assert number is None or 0 <= number < 1 << 60
