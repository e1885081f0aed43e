"""Compares an answer with what a scenario expects of it.

Placeholders stand in the strings of the expected JSON. A string that is nothing but one placeholder matches a value
of that type (`"<int>"` the number 5, not the text "5"); inside a longer string a placeholder matches part of it.
"""

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

OTHERS = "…"
_PLACEHOLDER = re.compile(r"<(?:([a-z_]\w*)=)?([a-z][^<>]*)>")
_TEXTS = {
    "any": r"[\s\S]*?",
    "text": r"[\s\S]+?",
    "uuid": r"[0-9a-f]{8}-[0-9a-f]{4}-[1-9a-f][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}",
    "time utc+8": r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}",
    "time utc": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6,9}Z",
    "url": r"https?://\S+?",
    "digits": r"\d+",
    "hex": r"[0-9a-f]+",
}
_VARIABLE = re.compile(r"\{(?:(\d+) x (.)|([a-z][a-z_0-9-]*))\}")
_COUNTED = re.compile(r"(digits|hex) (\d+)")
_CHINA = timezone(timedelta(hours=8))


class Mismatch(Exception):
    """Says where the answer is not what was expected."""


@dataclass
class Matcher:
    """What is known while a scenario is played: captured values, and the span in which times must lie
    (Unix seconds; None where the server's clock is not known)."""

    values: dict[str, str] = field(default_factory=dict)
    span: tuple[float, float] | None = None

    def filled(self, text: str) -> str:
        """The text with `{name}` replaced by what is known under that name, and `{1500 x a}` written out."""

        def fill(found: "re.Match[str]") -> str:
            return found[2] * int(found[1]) if found[1] else self.values.get(found[3], found[0])

        return _VARIABLE.sub(fill, text)

    def json(self, expected: Any, got: Any, at: str = "body") -> None:
        """Raises Mismatch unless `got` is what `expected` describes."""
        if isinstance(expected, dict):
            self._object(expected, got, at)
        elif isinstance(expected, list):
            self._list(expected, got, at)
        elif isinstance(expected, str):
            self._string(expected, got, at)
        elif type(expected) is not type(got) or expected != got:
            raise Mismatch(f"{at}: expected {_show(expected)}, got {_show(got)}")

    def text(self, expected: str, got: str, at: str) -> None:
        """Raises Mismatch unless the text is the expected one, placeholders taken as parts of it."""
        expected = self.filled(expected)
        pattern, rest = "", 0
        names: list[tuple[str, str]] = []
        for found in _PLACEHOLDER.finditer(expected):
            kind = _pattern(found[2])
            if kind is None:
                continue
            pattern += re.escape(expected[rest : found.start()])
            pattern += f"(?P<part{len(names)}>{kind})"
            names.append((found[1], found[2]))
            rest = found.end()
        pattern += re.escape(expected[rest:])
        matched = re.fullmatch(pattern, got)
        if matched is None:
            raise Mismatch(f"{at}: expected {_show(expected)}, got {_show(got)}")
        for index, (name, kind) in enumerate(names):
            part = matched[f"part{index}"]
            self._check_time(kind, part, at)
            if name:
                self.values[name] = part

    def _object(self, expected: dict[str, Any], got: Any, at: str) -> None:
        if not isinstance(got, dict):
            raise Mismatch(f"{at}: expected an object, got {_show(got)}")
        for name, value in expected.items():
            if name == OTHERS:
                continue
            if value == "<absent>":
                if name in got:
                    raise Mismatch(f"{at}.{name}: expected to be absent, got {_show(got[name])}")
                continue
            if name not in got:
                raise Mismatch(f"{at}.{name}: missing; there are {', '.join(got) or 'no keys'}")
            self.json(value, got[name], f"{at}.{name}")
        unexpected = sorted(set(got) - set(expected))
        if unexpected and OTHERS not in expected:
            raise Mismatch(f"{at}: not expected: {', '.join(unexpected)}")

    def _list(self, expected: list[Any], got: Any, at: str) -> None:
        if not isinstance(got, list):
            raise Mismatch(f"{at}: expected a list, got {_show(got)}")
        wanted = [item for item in expected if item != OTHERS]
        if len(got) < len(wanted) or (len(got) > len(wanted) and OTHERS not in expected):
            raise Mismatch(f"{at}: expected {len(wanted)} elements, got {len(got)}: {_show(got)}")
        for index, (one, other) in enumerate(zip(wanted, got, strict=False)):
            self.json(one, other, f"{at}[{index}]")

    def _string(self, expected: str, got: Any, at: str) -> None:
        found = _PLACEHOLDER.fullmatch(expected)
        if found is None or (kind := found[2]) not in _TYPED:
            if not isinstance(got, str):
                raise Mismatch(f"{at}: expected {_show(expected)}, got {_show(got)}")
            self.text(expected, got, at)
            return
        if not _TYPED[kind](got):
            raise Mismatch(f"{at}: expected {expected}, got {_show(got)}")
        if kind in ("unix seconds", "unix milliseconds"):
            self._check_moment(got / (1_000 if kind.endswith("milliseconds") else 1), at)
        if found[1]:
            self.values[found[1]] = got if isinstance(got, str) else json.dumps(got)

    def _check_time(self, kind: str, text: str, at: str) -> None:
        if kind == "time utc+8":
            moment = datetime.strptime(text, "%Y-%m-%d %H:%M:%S.%f").replace(tzinfo=_CHINA)
            self._check_moment(moment.timestamp(), at)
        elif kind == "time utc":
            moment = datetime.strptime(text[:26], "%Y-%m-%dT%H:%M:%S.%f").replace(tzinfo=UTC)
            self._check_moment(moment.timestamp(), at)

    def _check_moment(self, seconds: float, at: str) -> None:
        if self.span is not None and not self.span[0] - 1 <= seconds <= self.span[1] + 1:
            raise Mismatch(f"{at}: a time of this scenario was expected, got {seconds} outside {self.span}")


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


_TYPED = {
    "any": lambda value: True,
    "int": _is_whole,
    "positive int": lambda value: _is_whole(value) and value > 0,
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "bool": lambda value: isinstance(value, bool),
    "list": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
    "unix seconds": _is_whole,
    "unix milliseconds": _is_whole,
}


def _pattern(kind: str) -> str | None:
    if kind in _TEXTS:
        return _TEXTS[kind]
    if counted := _COUNTED.fullmatch(kind):
        return f"{_TEXTS[counted[1]][:-1]}{{{counted[2]}}}"
    return f"(?:{kind.removeprefix('regex ')})" if kind.startswith("regex ") else None


def _show(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 300 else text[:300] + " …"
