"""Scenarios from files: those that come with Laterna, by name, and anybody's own, by path."""

import tomllib
from importlib.resources import files
from pathlib import Path

import msgspec

from laterna.errors import ERROR_KINDS, SettingError
from laterna.jsontypes import JSON
from laterna.upstream.scenario import Scenario

_SUFFIX = ".toml"
_FOLDER = "shipped"


def scenario_names() -> tuple[str, ...]:
    """The names of the scenarios that come with Laterna."""
    folder = files(__package__) / _FOLDER
    return tuple(
        sorted(file.name.removesuffix(_SUFFIX) for file in folder.iterdir() if file.name.endswith(_SUFFIX))
    )


def load_scenario(name: str) -> Scenario:
    """The scenario with this name, or in the TOML file at this path. Raises SettingError."""
    if name in scenario_names():
        return parse_scenario(
            (files(__package__) / _FOLDER / (name + _SUFFIX)).read_text(encoding="utf-8"), name
        )
    path = Path(name)
    if not path.is_file():
        names = ", ".join(scenario_names())
        raise SettingError(
            f"There is no scenario {name!r}; give the path of a TOML file, or one of {names}.",
            field="scenario",
            value=name,
            allowed=f"the path of a TOML file, or one of {names}",
        )
    try:
        return parse_scenario(path.read_text(encoding="utf-8"), name)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{name} cannot be read: {error}.", field="scenario", value=name) from error


def parse_scenario(text: str, name: str = "the scenario") -> Scenario:
    """A scenario written as TOML. Raises SettingError, which names the field and what is allowed."""
    try:
        table: dict[str, JSON] = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingError(f"{name} is not TOML: {error}.", field="scenario", value=name) from error
    return scenario_from(table, name)


def scenario_from(table: JSON, name: str = "the scenario") -> Scenario:
    """A scenario from decoded TOML or JSON. Raises SettingError."""
    try:
        scenario = msgspec.convert(table, Scenario)
    except msgspec.ValidationError as error:
        raise SettingError(f"{name}: {error}.", field="scenario", value=name) from error
    for code in scenario.task.failed_codes:
        if code not in ERROR_KINDS:
            raise SettingError(
                f"{name}: task.failed_codes has {code!r}; allowed: the codes of the errors reference.",
                field="task.failed_codes",
                value=code,
                allowed=", ".join(ERROR_KINDS),
            )
    return scenario
