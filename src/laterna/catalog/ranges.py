"""Sets of whole numbers, written `1-16`, `5,8,10` or `1-16,20` in cards and `1 to 16` in messages."""

import re
from functools import lru_cache

_PART = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?")


def parse_range(text: str) -> tuple[int, ...]:
    """The numbers that a text such as `1-16,20` stands for, ascending. Raises ValueError for any other text."""
    numbers: set[int] = set()
    for part in text.split(","):
        match = _PART.fullmatch(part.strip())
        if match is None or (match[2] and int(match[2]) < int(match[1])):
            raise ValueError(f"{text!r} is not a range such as 1-16 or 5,8,10")
        numbers.update(range(int(match[1]), int(match[2] or match[1]) + 1))
    return tuple(sorted(numbers))


@lru_cache(maxsize=512)
def range_text(numbers: tuple[int, ...]) -> str:
    """The numbers for people: `1 to 16, 20`."""
    parts: list[str] = []
    start = 0
    for index, number in enumerate(numbers):
        if index + 1 < len(numbers) and numbers[index + 1] == number + 1:
            continue
        parts.extend(_run_text(numbers[start : index + 1]))
        start = index + 1
    return ", ".join(parts)


def _run_text(run: tuple[int, ...]) -> list[str]:
    if len(run) > 2:
        return [f"{run[0]} to {run[-1]}"]
    return [str(number) for number in run]
