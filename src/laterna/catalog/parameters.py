"""Raw parameters under their canonical names, and reading single values of them."""

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias, TypeVar

from laterna.catalog.card import ModelCard
from laterna.errors import ParameterError
from laterna.jsontypes import JSON

Parameters: TypeAlias = Mapping[str, JSON]
"""What a caller asks for, as JSON values by canonical name (see `CANONICAL`); None is the same as absent."""

CANONICAL = (
    "prompt", "negative_prompt", "size", "resolution", "aspect_ratio", "duration", "fps", "seed", "audio", "audio_url",
    "bgm", "watermark", "watermark_position", "style", "movement_amplitude", "shot_type", "prompt_extend", "off_peak",
    "image", "last_image", "reference_images",
)  # fmt: skip

T = TypeVar("T")

_INTEGER = re.compile(r"\s*[+-]?\d{1,18}\s*", re.ASCII)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_SHOWN = 60


class Reader:
    """Reads one request's parameters for one card. Problems are noted, and the default is handed out instead,
    so that one walk serves both the strict and the lenient way."""

    def __init__(self, card: ModelCard, parameters: Parameters) -> None:
        self.card = card
        self.problems: list[ParameterError] = []
        self._parameters = parameters

    def raw(self, field: str) -> JSON:
        """The value as it came; None when it is absent, empty text, or nothing that this model takes."""
        value = self._parameters.get(field) if field in self.card.takes else None
        return None if value == "" else value

    def refuse(self, field: str, value: JSON, allowed: str, where: str = "") -> None:
        """Notes that a value is not allowed."""
        self._add(f"{field} is {show(value)}; {self.card.name} takes {allowed}{where}", field, value, allowed)

    def refuse_mode(self, field: str, value: JSON, modes: str, problem: str) -> None:
        """Notes that a value asks for a mode that the model does not have."""
        self._add(f"{problem}, only {modes}", field, value, modes)

    def _add(self, message: str, field: str, value: JSON, allowed: str) -> None:
        self.problems.append(ParameterError(message, field=field, value=value, allowed=allowed))

    def miss(self, field: str, reason: str = "") -> None:
        """Notes that a required value is missing."""
        message = f"{field} is missing; {self.card.name} needs it{reason}"
        self.problems.append(ParameterError(message, code="missing_parameter", field=field))

    def flag(self, field: str, default: bool) -> bool:
        """A JSON boolean; 0, 1 and texts are no booleans."""
        value = self.raw(field)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        self.refuse(field, value, "true or false")
        return default

    def integer(self, field: str, allowed: Callable[[int], bool], allowed_text: str, default: T) -> int | T:
        """A whole number that `allowed` agrees to. 5.0 counts as 5; "5" does where the card says so."""
        value = self.raw(field)
        if value is None:
            return default
        number = whole_number(value, as_text=self.card.numbers_as_text)
        if number is None or not allowed(number):
            self.refuse(field, value, allowed_text)
            return default
        return number

    def text(self, field: str, what: str = "text") -> str:
        """Text that can be stored, or an empty text."""
        value = self.raw(field)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.refuse(field, value, what)
            return ""
        if _UNSTORABLE.search(value):
            self.refuse(field, value, f"{what} without NUL characters and lone surrogates")
            return ""
        return value

    def word(self, field: str, words: tuple[str, ...], default: str, where: str = "") -> str:
        """One of `words`, in whatever case, in the card's own spelling."""
        value = self.raw(field)
        if value is None:
            return default
        folded = value.strip().casefold() if isinstance(value, str) else None
        for word in words:
            if word.casefold() == folded:
                return word
        self.refuse(field, value, ", ".join(words), where)
        return default

    def texts(self, field: str, most: int) -> tuple[str, ...]:
        """A list of 1 to `most` texts."""
        value = self.raw(field)
        if value is None or value == []:
            return ()
        good = isinstance(value, list) and len(value) <= most
        found = (
            tuple(item for item in value if isinstance(item, str) and item) if isinstance(value, list) else ()
        )
        if not good or not isinstance(value, list) or len(found) != len(value):
            self.refuse(field, value, f"a list of 1 to {most} texts")
            return ()
        if any(_UNSTORABLE.search(item) for item in found):
            self.refuse(field, value, "texts without NUL characters and lone surrogates")
            return ()
        return found


def whole_number(value: JSON, *, as_text: bool) -> int | None:
    """The whole number that a JSON value stands for, or None; booleans, fractions and infinities are none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    if as_text and isinstance(value, str) and _INTEGER.fullmatch(value):
        return int(value)
    return None


def show(value: JSON) -> str:
    """A JSON value for a message: short, on one line, whatever it is."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and value.bit_length() > 64:
        return "a number beyond 64 bits"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, str):
        cut = value if len(value) <= _SHOWN else value[:_SHOWN] + "…"
        return f'"{cut.encode("unicode_escape").decode("ascii") if not cut.isprintable() else cut}"'
    return "null" if value is None else str(value)
