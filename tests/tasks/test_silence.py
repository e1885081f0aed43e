"""A PostgreSQL that takes connections and then says nothing: refused after a while, as one that cannot be reached."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Connection
from sqlalchemy.engine import make_url

from laterna.errors import StorageError
from laterna.tasks.patience import passes

pytest.importorskip("asyncpg", reason="PostgreSQL needs one more package: pip install 'laterna[postgres]'")

from laterna.tasks.postgres import PostgresDatabase

AT_ONCE = 14
"""Connections that the pool has at most."""


@pytest.fixture
async def silent() -> AsyncIterator[str]:
    opened: list[asyncio.StreamWriter] = []

    def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        opened.append(writer)

    server = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    yield f"postgresql://somebody:secret@127.0.0.1:{port}/laterna"
    server.close()
    for writer in opened:
        writer.close()


def _nothing(connection: Connection) -> None:
    raise AssertionError("nobody has let us in")


@pytest.mark.parametrize("kind", ["read", "write"])
async def test_a_silent_server_is_one_that_cannot_be_reached_for_now(silent: str, kind: str) -> None:
    database = PostgresDatabase(make_url(silent), patience=0.3)
    transact = database.read if kind == "read" else database.write
    # More than the pool has room for: some wait for the server, the others for their place.
    async with asyncio.timeout(10):
        told = await asyncio.gather(*(transact(_nothing) for _ in range(AT_ONCE + 6)), return_exceptions=True)
    for error in told:
        assert isinstance(error, StorageError)
        assert error.message.startswith("The database server cannot be reached: ")
        assert "secret" not in error.message
        assert passes(error)
    waited = [error for error in told if "QueuePool limit" in str(error)]
    assert len(waited) >= 1
    assert len(told) - len(waited) >= AT_ONCE
    await database.close()
