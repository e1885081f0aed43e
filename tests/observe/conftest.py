"""Fixtures of the doors' tests."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.api.house import House, open_house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A server without keys and with the default settings."""
    async with open_house(tmp_path / "data") as opened:
        yield opened


@pytest.fixture
async def lenient_house(tmp_path: Path) -> AsyncIterator[House]:
    """A server that accepts bad values and fails the task later."""
    async with open_house(tmp_path / "data", strict=False) as opened:
        yield opened
