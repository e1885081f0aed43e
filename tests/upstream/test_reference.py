"""The emulator's reference names every field of a scenario with its default and meaning, and nothing else."""

import re
from collections.abc import Iterator

import msgspec
from msgspec import Struct

from laterna.upstream import ModelPace, Scenario
from tests.docs.snippets import ROOT

PAGE = ROOT / "docs" / "reference" / "upstream.md"


def _rows(struct: type[Struct], prefix: str = "") -> Iterator[tuple[str, str, str]]:
    """Name, default as TOML writes it, and description of every field that is not a table."""
    described = {field.name: field for field in msgspec.inspect.type_info(struct).fields}  # type: ignore[attr-defined]
    for field in msgspec.structs.fields(struct):
        if isinstance(field.default, Struct):
            yield from _rows(type(field.default), f"{field.name}.")
        elif field.name == "models":
            yield from _rows(ModelPace, "models.PATTERN.")
        else:
            yield prefix + field.name, _toml(field.default), _description(described[field.name].type)


def _description(kind: object) -> str:
    extra = getattr(kind, "extra_json_schema", None) or {}
    return str(extra["description"])


def _toml(value: object) -> str:
    if value is None:
        return " "
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "[" + ", ".join(f'"{item}"' if isinstance(item, str) else str(item) for item in value) + "]"
    return f"{value:g}" if isinstance(value, float) else str(value)


def expected() -> str:
    """The rows that the page has to have."""
    return "\n".join(f"| `{name}` | `{default}` | {means} |" for name, default, means in _rows(Scenario))


def test_every_field_is_documented_with_its_default_and_no_other() -> None:
    text = PAGE.read_text(encoding="utf-8")
    documented = re.findall(r"^\| `([a-z_.A-Z]+)` \| `([^`]*)` \| (.*) \|$", text, re.MULTILINE)
    assert sorted(documented) == sorted(_rows(Scenario))
