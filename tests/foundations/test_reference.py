"""The reference names every setting and every error; nothing in it is out of date."""

import re
from pathlib import Path
from typing import get_type_hints

import msgspec
import pytest

from laterna.errors import ERROR_KINDS
from laterna.routing import Key, Route, Upstream
from laterna.settings import Settings

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


def _first_cells(page: str) -> set[str]:
    rows = re.findall(r"^\| `([^`]+)` \|", (REFERENCE / page).read_text(encoding="utf-8"), re.MULTILINE)
    return set(rows)


def test_every_setting_is_documented_and_no_other() -> None:
    names = {f"LATERNA_{field.name.upper()}" for field in msgspec.structs.fields(Settings)}
    assert _first_cells("settings.md") == names


def test_the_documented_defaults_are_the_real_ones() -> None:
    text = (REFERENCE / "settings.md").read_text(encoding="utf-8")
    for field in msgspec.structs.fields(Settings):
        row = re.search(rf"^\| `LATERNA_{field.name.upper()}` \| `([^`]*)` \|", text, re.MULTILINE)
        assert row, field.name
        default = field.default
        shown = ",".join(default) if isinstance(default, tuple) else str(default)
        assert row.group(1) == (shown.lower() if isinstance(default, bool) else shown or " "), field.name


@pytest.mark.parametrize("table", [Upstream, Key, Route])
def test_every_key_of_upstreams_and_routes_is_documented_with_its_default(
    table: type[msgspec.Struct],
) -> None:
    text = (REFERENCE / "settings.md").read_text(encoding="utf-8")
    meanings = get_type_hints(table, include_extras=True)
    for field in msgspec.structs.fields(table):
        required = field.default is msgspec.NODEFAULT
        default = "required" if required else f"`{field.default if field.default != () else ''}`"
        means = meanings[field.name].__metadata__[0].description
        row = f"| {field.name} | {default.replace('``', '` `')} | {means} |"
        assert row in text, row


def test_every_error_code_is_documented_and_no_other() -> None:
    assert _first_cells("errors.md") == set(ERROR_KINDS)
