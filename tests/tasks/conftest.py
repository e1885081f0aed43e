"""Stores on real SQLite files, with a clock that moves only when told to.

With `LATERNA_TEST_POSTGRES=postgresql://…`, naming an empty database, every test that takes `store` runs there too.
"""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from laterna.clock import ManualClock
from laterna.tasks.database import open_database
from laterna.tasks.store import TaskStore
from laterna.tasks.tables import metadata

from .helpers import url_in

_POSTGRES = os.environ.get("LATERNA_TEST_POSTGRES", "")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture(params=["sqlite", "postgresql"] if _POSTGRES else ["sqlite"])
async def store(
    request: pytest.FixtureRequest, tmp_path: Path, clock: ManualClock
) -> AsyncIterator[TaskStore]:
    url = url_in(tmp_path)
    if request.param == "postgresql":
        url = _POSTGRES
        database = open_database(url)
        await database.write(_empty)
        await database.close()
    opened = await TaskStore.open(url, clock, follow_every=0)
    yield opened
    await opened.close()


@pytest.fixture
async def file(tmp_path: Path, clock: ManualClock) -> AsyncIterator[TaskStore]:
    """A store on SQLite, whatever else the tests run on."""
    store = await TaskStore.open(url_in(tmp_path), clock, follow_every=0)
    yield store
    await store.close()


def _empty(connection: Connection) -> None:
    metadata.drop_all(connection)
    connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
