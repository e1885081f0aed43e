"""Commands run in a folder of their own, without the settings of whoever runs the tests."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from laterna.cli.app import app

Laterna = Callable[..., Result]


@pytest.fixture
def laterna(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Laterna:
    """Runs `laterna` with arguments; the data directory is `laterna-data` in the test's folder."""
    for name in list(os.environ):
        if name.startswith("LATERNA_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()

    def run(*arguments: str) -> Result:
        return runner.invoke(app, arguments)

    return run
