"""Fixtures of the tests about telling."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from laterna.tasks.database import open_database
from laterna.tasks.tables import metadata
from tests.notify.office import DATABASE_NAMED, Office, open_office
from tests.notify.receiver import Receiver, open_receiver

_POSTGRES = os.environ.get("LATERNA_TEST_POSTGRES", "")


@pytest.fixture(autouse=True, params=["sqlite", "postgresql"] if _POSTGRES else ["sqlite"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Which database the offices of a test are on; PostgreSQL too where one is named, as in the store's tests."""
    if request.param == "postgresql":
        opened = open_database(_POSTGRES)
        await opened.write(_empty)
        await opened.close()
        (tmp_path / DATABASE_NAMED).write_text(_POSTGRES)
    return str(request.param)


def _empty(connection: Connection) -> None:
    metadata.drop_all(connection)
    connection.execute(text("DROP TABLE IF EXISTS alembic_version"))


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with open_office(tmp_path) as opened:
        yield opened


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with open_receiver() as opened:
        yield opened
