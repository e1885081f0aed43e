"""The reference of commands names every command and every option, and nothing else."""

import re

import typer.main

from laterna.cli.app import app
from tests.docs.snippets import ROOT

PAGE = ROOT / "docs" / "reference" / "commands.md"


def _commands() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}

    def walk(command: object, path: list[str]) -> None:
        children = getattr(command, "commands", None)
        if children:
            for name, child in children.items():
                walk(child, [*path, name])
            return
        options = {
            option for parameter in command.params for option in parameter.opts + parameter.secondary_opts
        }  # type: ignore[attr-defined]
        found[" ".join(path)] = {
            option for option in options if option.startswith("--") and option != "--help"
        }

    walk(typer.main.get_command(app), [])
    return found


def test_every_command_and_option_is_documented_and_no_other() -> None:
    text = PAGE.read_text(encoding="utf-8")
    sections = re.split(r"^## `laterna ([^`]+)`$", text, flags=re.MULTILINE)[1:]
    documented = {
        name: set(re.findall(r"^\| `(--[a-z-]+)", body, re.MULTILINE))
        | set(re.findall(r"`(--no-[a-z-]+)`", body))
        for name, body in zip(sections[::2], sections[1::2], strict=True)
    }
    assert documented == _commands()


def test_every_exit_code_is_documented() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for code in ("0", "1", "2", "3", "130"):
        assert f"| {code} |" in text
