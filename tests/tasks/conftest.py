"""Stores on real SQLite files, with a clock that moves only when told to."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from laterna.clock import ManualClock
from laterna.tasks.store import TaskStore

from .helpers import url_in


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def store(tmp_path: Path, clock: ManualClock) -> AsyncIterator[TaskStore]:
    opened = await TaskStore.open(url_in(tmp_path), clock, follow_every=0)
    yield opened
    await opened.close()
