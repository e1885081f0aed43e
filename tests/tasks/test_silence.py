"""A PostgreSQL that says nothing, or no longer: refused after a while, as one that cannot be reached.

The tests with `relay` need a real one: `LATERNA_TEST_POSTGRES=postgresql://…`.
"""

import asyncio
import os
import struct
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url

from laterna.errors import StorageError
from laterna.tasks.patience import passes

pytest.importorskip("asyncpg", reason="PostgreSQL needs one more package: pip install 'laterna[postgres]'")

from laterna.tasks.postgres import PostgresDatabase

POSTGRES = os.environ.get("LATERNA_TEST_POSTGRES", "")
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


def _message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!i", len(body) + 4) + body


WELCOME = (
    _message(b"R", struct.pack("!i", 0))
    + _message(b"S", b"server_version\x0015.0\x00")
    + _message(b"K", struct.pack("!ii", 1, 1))
    + _message(b"Z", b"I")
)
"""Let in without a password; ready for statements (PostgreSQL's documentation, 55.2 and 55.7)."""


@pytest.mark.parametrize("kind", ["read", "write"])
async def test_a_server_that_lets_us_in_and_answers_no_statement_cannot_be_reached(kind: str) -> None:
    async def let_in(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        (size,) = struct.unpack("!i", await reader.readexactly(4))
        body = await reader.readexactly(size - 4)
        if size == 8:  # a question about TLS, or to end a statement
            writer.write(b"N")
            (size,) = struct.unpack("!i", await reader.readexactly(4))
            body = await reader.readexactly(size - 4)
        assert body
        writer.write(WELCOME)

    server = await asyncio.start_server(let_in, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    database = PostgresDatabase(make_url(f"postgresql://somebody@127.0.0.1:{port}/laterna"), patience=0.2)
    transact = database.read if kind == "read" else database.write
    async with asyncio.timeout(10):
        with pytest.raises(StorageError, match="cannot be reached: it does not answer") as caught:
            await transact(_nothing)
    assert passes(caught.value)
    await database.close()
    server.close()


class Relay:
    """A network before the real server; from `muted` on it swallows everything, and tells nobody."""

    def __init__(self) -> None:
        self.muted = asyncio.Event()
        self.real = make_url(POSTGRES)
        self.url = self.real
        self._ways: list[asyncio.Task[None]] = []

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        there, back = await asyncio.open_connection(self.real.host, self.real.port or 5432)
        self._ways += [
            asyncio.create_task(self._carry(reader, back)),
            asyncio.create_task(self._carry(there, writer)),
        ]

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (data := await reader.read(65_536)) and not self.muted.is_set():
            writer.write(data)
        if self.muted.is_set():
            await asyncio.Event().wait()
        writer.close()

    async def close(self) -> None:
        """Ends what is still open."""
        for way in self._ways:
            way.cancel()
        await asyncio.gather(*self._ways, return_exceptions=True)


@pytest.fixture
async def relay() -> AsyncIterator[Relay]:
    if not POSTGRES:
        pytest.skip("set LATERNA_TEST_POSTGRES=postgresql://user@host/empty to run this on a real PostgreSQL")
    between = Relay()
    server = await asyncio.start_server(between.take, "127.0.0.1", 0)
    between.url = between.real.set(host="127.0.0.1", port=server.sockets[0].getsockname()[1])
    yield between
    await between.close()
    server.close()


def _one(connection: Connection) -> int:
    return int(connection.execute(text("SELECT 1")).scalar_one())


async def test_a_connection_that_the_network_swallows_is_given_up(relay: Relay) -> None:
    database = PostgresDatabase(relay.url, patience=0.3)
    assert await database.write(_one) == 1
    relay.muted.set()
    async with asyncio.timeout(10):
        with pytest.raises(StorageError, match="cannot be reached: it does not answer"):
            await database.write(_one)
    relay.muted.clear()
    async with asyncio.timeout(10):
        assert await database.write(_one) == 1
    await database.close()


async def test_a_machine_that_is_lost_between_two_statements_does_not_keep_the_others_from_writing(
    relay: Relay,
) -> None:
    def dies(connection: Connection) -> int:
        _one(connection)
        relay.muted.set()
        return _one(connection)

    lost = PostgresDatabase(relay.url, patience=0.5)
    other = PostgresDatabase(relay.real, patience=3)
    going = asyncio.create_task(lost.write(dies))
    await relay.muted.wait()
    async with asyncio.timeout(10):
        assert await other.write(_one) == 1
    await asyncio.gather(going, return_exceptions=True)
    await lost.close()
    await other.close()
