"""Byte ranges of RFC 9110, section 14: which part of a file a request wants."""

from typing import Final, Literal

from msgspec import Struct


class Span(Struct, frozen=True):
    """Bytes `start` to `end`, both included, counted from 0."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """How many bytes."""
        return self.end - self.start + 1


Whole = Literal["whole"]
Unsatisfiable = Literal["unsatisfiable"]

_MOST_RANGES: Final = 64
_MOST_DIGITS: Final = 18


def parse_range(header: str, size: int) -> Span | Whole | Unsatisfiable:
    """What a `Range` header asks of a file of `size` bytes.

    A span for one satisfiable range; "whole" where the header is malformed, uses another unit than bytes, asks for
    several ranges (RFC 9110 lets a server ignore the header then) or the file is empty and nothing can be named;
    "unsatisfiable" where no range that is asked for touches the file.
    """
    unit, equals, rest = header.partition("=")
    if not equals or unit.strip().lower() != "bytes":
        return "whole"
    specs = [spec.strip(" \t") for spec in rest.split(",") if spec.strip(" \t")]
    if not 1 <= len(specs) <= _MOST_RANGES:
        return "whole"
    spans = [_span(spec, size) for spec in specs]
    if "whole" in spans:
        return "whole"
    if all(span == "unsatisfiable" for span in spans):
        return "unsatisfiable"
    return spans[0] if len(spans) == 1 else "whole"


def _span(spec: str, size: int) -> Span | Whole | Unsatisfiable:
    first, dash, last = spec.partition("-")
    if not dash or not _digits_or_empty(first) or not _digits_or_empty(last) or not (first or last):
        return "whole"
    if not first:
        wanted = _number(last)
        if wanted == 0:
            return "unsatisfiable"
        # The last n bytes of an empty file are satisfiable by the standard, but Content-Range cannot say so.
        return Span(max(0, size - wanted), size - 1) if size else "whole"
    start = _number(first)
    if last and _number(last) < start:
        return "whole"
    if start >= size:
        return "unsatisfiable"
    return Span(start, min(_number(last), size - 1) if last else size - 1)


def _digits_or_empty(text: str) -> bool:
    return text == "" or (text.isascii() and text.isdigit())


def _number(digits: str) -> int:
    """The number, or one beyond every file's size: Python refuses to convert very long digit strings."""
    significant = digits.lstrip("0") or "0"
    return int(significant) if len(significant) <= _MOST_DIGITS else 10**_MOST_DIGITS
