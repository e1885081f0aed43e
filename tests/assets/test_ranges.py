"""`Range` is read as RFC 9110, section 14, says: held against a slow reading of its grammar."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laterna.assets.ranges import Span, parse_range


def slowly(header: str, size: int) -> tuple[int, int] | str:
    """The reference: marks every byte that a single range asks for, one by one."""
    match = re.fullmatch(r"(?i:bytes)=[ \t]*(?:([0-9]+)-([0-9]*)|-([0-9]+))[ \t]*", header)
    if match is None:
        return "whole"
    first, last, suffix = match.groups()
    if first is not None and last and int(last) < int(first):
        return "whole"
    if suffix is not None:
        wanted = [byte for byte in range(size) if byte >= size - int(suffix)]
        if size == 0 and int(suffix) > 0:
            return "whole"
    else:
        wanted = [byte for byte in range(size) if byte >= int(first) and (not last or byte <= int(last))]
    return (wanted[0], wanted[-1]) if wanted else "unsatisfiable"


numbers = st.integers(0, 60).map(str) | st.just("") | st.just("007") | st.just("99999999999999999999999")
spec = st.builds(lambda first, last: f"{first}-{last}", numbers, numbers)
header = st.builds(
    lambda unit, equals, gap, spec: unit + equals + gap + spec,
    st.sampled_from(["bytes", "Bytes", "items", "byte", ""]),
    st.sampled_from(["=", "=", "=", ":", ""]),
    st.sampled_from(["", " ", "\t"]),
    spec | st.text("0123456789-, ab", max_size=8).filter(lambda text: "," not in text),
)


@given(header, st.integers(0, 50))
def test_one_range_is_what_the_grammar_says(text: str, size: int) -> None:
    found = parse_range(text, size)
    assert ((found.start, found.end) if isinstance(found, Span) else found) == slowly(text, size)


@given(st.lists(spec, min_size=2, max_size=5), st.integers(0, 50))
def test_several_ranges_get_the_whole_or_nothing(specs: list[str], size: int) -> None:
    parts = [slowly(f"bytes={spec}", size) for spec in specs]
    found = parse_range("bytes=" + ", ".join(specs), size)
    hopeless = all(part == "unsatisfiable" for part in parts)
    assert found == ("unsatisfiable" if hopeless else "whole")


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("bytes=0-0", (0, 0)),
        ("bytes=0-", (0, 99)),
        ("bytes=90-200", (90, 99)),
        ("bytes=-1", (99, 99)),
        ("bytes=-500", (0, 99)),
        ("bytes=5-5,", (5, 5)),
    ],
)
def test_the_common_forms(text: str, span: tuple[int, int]) -> None:
    found = parse_range(text, 100)
    assert isinstance(found, Span)
    assert (found.start, found.end) == span
    assert found.length == span[1] - span[0] + 1


@pytest.mark.parametrize("text", ["bytes=100-", "bytes=-0", "bytes=100-200,300-"])
def test_what_lies_beyond_the_file_cannot_be_had(text: str) -> None:
    assert parse_range(text, 100) == "unsatisfiable"


@pytest.mark.parametrize(
    "text", ["bytes=" + "0-1," * 10_000, "bytes=" + "9" * 100_000 + "-x", "", "bytes", "="]
)
def test_nonsense_is_ignored_quickly(text: str) -> None:
    assert parse_range(text, 100) == "whole"
