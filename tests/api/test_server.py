"""The server as a process: how it starts, what it refuses, how it stops, and what survives when it is killed."""

import asyncio
import contextlib
import json
import random
import re
import socket
import stat
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from laterna.access.keys import KeyRing
from laterna.clock import SystemClock
from laterna.errors import LaternaError, SettingError, StorageError
from laterna.server import open_services, serve, signing_key
from laterna.settings import Settings
from tests.api.house import CREATE, TASKS, wan

PROGRAM = """
import json, sys
from laterna.server import run
from laterna.settings import load_settings
run(load_settings(environ={}, flags=json.loads(sys.argv[1])))
"""


@contextlib.asynccontextmanager
async def started(data: Path, **flags: Any) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """A server process and its URL; killed at the end when it still runs."""
    settings = json.dumps({"data": str(data), "port": 0, "dispatch": False, **flags})
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PROGRAM, settings), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(30):
            line = (await process.stdout.readline()).decode()
        match = re.search(r"http://\S+", line)
        assert match, line
        yield process, match[0]
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def created(http: aiohttp.ClientSession, url: str) -> str:
    headers = {"Authorization": "Bearer k", "X-DashScope-Async": "enable"}
    async with http.post(url + CREATE, json=wan(), headers=headers) as answer:
        body = await answer.json()
        task_id: str = body["output"]["task_id"]
        return task_id


async def status_of(http: aiohttp.ClientSession, url: str, task_id: str) -> str:
    async with http.get(f"{url}{TASKS}/{task_id}", headers={"Authorization": "Bearer k"}) as answer:
        status: str = (await answer.json())["output"]["task_status"]
        return status


async def refused(**settings: Any) -> LaternaError:
    with pytest.raises(LaternaError) as caught:
        await serve(Settings(**{"port": 0, "dispatch": False, **settings}))
    return caught.value


async def test_it_stops_on_sigterm_with_exit_code_0(tmp_path: Path) -> None:
    async with started(tmp_path) as (process, url), aiohttp.ClientSession() as http:
        assert await created(http, url)
        process.terminate()
        assert await process.wait() == 0


async def test_killed_at_any_moment_it_loses_no_accepted_task(tmp_path: Path) -> None:
    accepted: list[str] = []
    dice = random.Random(5)
    for _ in range(4):
        async with started(tmp_path) as (process, url), aiohttp.ClientSession() as http:
            for task_id in accepted:
                assert await status_of(http, url, task_id) == "PENDING"

            before = len(accepted)
            wanted, enough = before + dice.randrange(1, 60), asyncio.Event()

            async def create_for_ever(http: Any, url: str, wanted: int, enough: asyncio.Event) -> None:
                while True:
                    accepted.append(await created(http, url))
                    if len(accepted) >= wanted:
                        enough.set()

            crowd = [asyncio.create_task(create_for_ever(http, url, wanted, enough)) for _ in range(8)]
            await enough.wait()
            process.kill()
            await process.wait()
            await asyncio.wait(crowd)
            for one in crowd:
                assert isinstance(one.exception(), aiohttp.ClientError | OSError)
            assert len(accepted) > before


async def test_two_servers_never_share_a_data_directory(tmp_path: Path) -> None:
    async with started(tmp_path):
        error = await refused(data=str(tmp_path))
    assert isinstance(error, SettingError)
    assert error.field == "data"
    assert "Another server" in error.message


async def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        error = await refused(data=str(tmp_path), port=port)
    assert (error.field, error.value) == ("port", port)
    assert str(port) in error.message
    assert "--port" in error.message


async def test_an_address_of_another_machine_is_named(tmp_path: Path) -> None:
    error = await refused(data=str(tmp_path), host="192.0.2.1")
    assert error.field == "host"


async def test_a_data_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    error = await refused(data=str(tmp_path / "file"))
    assert error.field == "data"
    assert "--data" in error.message


async def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "laterna.db"
    path.write_bytes(b"precious" * 1_000)
    error = await refused(data=str(tmp_path))
    assert isinstance(error, StorageError)
    assert path.read_bytes() == b"precious" * 1_000


async def test_without_a_key_only_this_machine_may_connect(tmp_path: Path) -> None:
    error = await refused(data=str(tmp_path), host="0.0.0.0")
    assert error.field == "host"
    assert "laterna keys create" in error.message


async def test_with_a_key_it_listens_wherever_it_is_told(tmp_path: Path) -> None:
    async with open_services(Settings(data=str(tmp_path)), SystemClock()) as services:
        await services.ring.create("first")
    async with started(tmp_path, host="0.0.0.0") as (_, url), aiohttp.ClientSession() as http:
        local = url.replace("0.0.0.0", "127.0.0.1")
        async with http.get(local + TASKS, headers={"Authorization": "Bearer k"}) as answer:
            assert answer.status == 401


async def test_a_key_made_while_it_runs_counts_without_a_restart(tmp_path: Path) -> None:
    async with started(tmp_path) as (_, url), aiohttp.ClientSession() as http:
        async with open_services(Settings(data=str(tmp_path)), SystemClock()) as services:
            _, secret = await KeyRing(services.store, SystemClock()).create("first")

        async def status(key: str) -> int:
            async with http.get(url + TASKS, headers={"Authorization": f"Bearer {key}"}) as answer:
                return answer.status

        for _ in range(200):
            if await status("anything") == 401:
                break
            await asyncio.sleep(0.05)
        assert await status(secret) == 200


def test_the_signing_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    key = signing_key(tmp_path)
    assert len(key) == 32
    assert signing_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "signing.key").stat().st_mode) == 0o600


def test_a_damaged_signing_key_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "signing.key").write_bytes(b"")
    with pytest.raises(StorageError):
        signing_key(tmp_path)
