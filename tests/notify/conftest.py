"""Fixtures of the tests about telling."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.notify.office import Office, open_office
from tests.notify.receiver import Receiver, open_receiver


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with open_office(tmp_path) as opened:
        yield opened


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with open_receiver() as opened:
        yield opened
