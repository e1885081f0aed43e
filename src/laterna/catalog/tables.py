"""Cards as they are written: TOML tables with `extends`, to the flat facts of one model.

A file has `[sizes.NAME.TIER]` tables (aspect ratio to `W*H`), `[bases.NAME]` tables (shared facts) and
`[models.NAME]` tables. A table names one base or model, or a list of them, in `extends`; later ones win, its own
keys win over all, and tables inside tables are merged. A table in a file of the owner's that has the name of a
built-in one changes only the keys it gives, also for the models that extend it.
"""

import tomllib
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from laterna.errors import SettingError
from laterna.jsontypes import JSON

Table: TypeAlias = "dict[str, JSON]"


class CardError(SettingError):
    """A file of model cards is wrong; the message names the file and the key."""

    def __init__(self, file: str, key: str, problem: str) -> None:
        super().__init__(f"{file}: {key}: {problem}", field=key, value=file)


class Source:
    """All card tables of one or several files, by name."""

    def __init__(self) -> None:
        self.sizes: dict[str, Table] = {}
        self.models: list[str] = []
        self._tables: dict[str, Table] = {}
        self._files: dict[str, str] = {}

    def add(self, file: str, text: str, *, change: bool = False) -> None:
        """Takes in one file; with `change`, names that exist already are changed instead of refused."""
        try:
            content: Table = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise CardError(file, "file", f"is not TOML: {error}") from error
        unknown = sorted(set(content) - {"sizes", "bases", "models"})
        if unknown:
            raise CardError(file, unknown[0], "is unknown; a file has sizes, bases and models")
        for name, table in _tables_of(file, content, "sizes"):
            self.sizes[name] = table
        for section in ("bases", "models"):
            for name, table in _tables_of(file, content, section):
                self._define(file, f"{section}.{name}", name, table, change)
                if section == "models" and name not in self.models:
                    self.models.append(name)

    def file_of(self, name: str) -> str:
        """The file that a base or model stands in."""
        return self._files[name]

    def flat(self, name: str, seen: tuple[str, ...] = ()) -> Table:
        """The table of a model with everything it extends merged in."""
        table = self._tables[name]
        merged: Table = {}
        for parent in self._parents(name, table):
            if parent in (*seen, name):
                raise CardError(self.file_of(name), f"{name}.extends", f"{parent!r} extends itself")
            merged = merge(merged, self.flat(parent, (*seen, name)))
        own = {key: value for key, value in table.items() if key != "extends"}
        return merge(merged, own)

    def _define(self, file: str, key: str, name: str, table: Table, change: bool) -> None:
        if name in self._tables and not change:
            raise CardError(file, key, f"is defined already in {self.file_of(name)}")
        self._tables[name] = merge(self._tables.get(name, {}), table)
        self._files[name] = file

    def _parents(self, name: str, table: Table) -> Iterator[str]:
        extends = table.get("extends", [])
        for parent in extends if isinstance(extends, list) else [extends]:
            if not isinstance(parent, str) or parent not in self._tables:
                raise CardError(self.file_of(name), f"{name}.extends", f"{parent!r} is no base and no model")
            yield parent


def merge(under: Mapping[str, JSON], over: Mapping[str, JSON]) -> Table:
    """`over` on top of `under`; tables are merged, every other value replaces."""
    merged = dict(under)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = merge(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


def _tables_of(file: str, content: Table, section: str) -> Iterator[tuple[str, Table]]:
    tables = content.get(section, {})
    if not isinstance(tables, dict):
        raise CardError(file, section, "is not a table")
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise CardError(file, f"{section}.{name}", "is not a table")
        yield name, table
