"""Form fields to JSON: names with brackets become objects and lists, texts become what they look like.

SDKs write `metadata[a]`, `tags[]` and `nested[x][y]`; another client puts JSON text into one field (contract
openai-videos 3.2). Whether `5` is a number or a string is the catalogue's to judge, so texts stay texts, except
for `true`, `false` and JSON objects or lists.
"""

import re
from collections.abc import Iterable

import msgspec

from laterna.errors import ParameterError
from laterna.jsontypes import JSON

_PART = re.compile(r"\[([^\[\]]*)\]")
_DEEPEST = 6
_TEXTS = frozenset({"prompt", "negative_prompt"})  # a prompt may be a storyboard: JSON, but text all the same
_WORDS: dict[str, JSON] = {"true": True, "false": False}


def fields_to_json(fields: Iterable[tuple[str, str]]) -> dict[str, JSON]:
    """The object that the fields spell. Raises ParameterError for a name that nests too deeply or clashes."""
    result: dict[str, JSON] = {}
    for name, text in fields:
        head, parts = _split(name)
        _put(result, [head, *parts], text if head in _TEXTS else _value(text), name)
    return result


def _split(name: str) -> tuple[str, list[str]]:
    at = name.find("[")
    if at <= 0:
        return name, []
    parts = _PART.findall(name[at:])
    if len(parts) > _DEEPEST:
        raise ParameterError(
            f"The field name {name[:80]!r} nests too deeply.",
            field=name[:80],
            allowed=f"at most {_DEEPEST} levels",
        )
    return name[:at], parts


def _put(target: dict[str, JSON], path: list[str], value: JSON, name: str) -> None:
    here = target
    for index, key in enumerate(path[:-1]):
        following: JSON = [] if path[index + 1] == "" else {}
        inner = here.setdefault(key, following)
        if isinstance(inner, list) and path[index + 1] == "" and index + 2 == len(path):
            inner.append(value)
            return
        if not isinstance(inner, dict):
            raise ParameterError(f"The form field {name!r} clashes with another.", field=name)
        here = inner
    here[path[-1]] = value


def _value(text: str) -> JSON:
    if text in _WORDS:
        return _WORDS[text]
    if text[:1] in ("{", "["):
        try:
            decoded: JSON = msgspec.json.decode(text)
        except (msgspec.DecodeError, RecursionError):
            return text
        return decoded
    return text
