"""Fixtures for tests with the real SDKs: a server whose tasks finish as soon as they are created."""

import asyncio
import contextlib
import importlib.metadata
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import dashscope
import pytest

from laterna.tasks.task import TaskFailure
from tests.api.house import House, open_house

ROOT = Path(__file__).parents[2]
OLD = "1.25.8"
FAILING = "fail, please"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A server without workers: tasks stay PENDING."""
    async with open_house(tmp_path / "data") as opened:
        yield opened


@pytest.fixture
async def busy_house(house: House, tmp_path: Path) -> AsyncIterator[House]:
    """A server with a worker that finishes every task at once, and fails those whose prompt asks for it."""
    working = asyncio.create_task(_work(house, tmp_path))
    yield house
    working.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await working


async def _work(house: House, folder: Path) -> None:
    store = house.services.store
    while True:
        store.arrivals.clear()
        for task in await store.claim("worker", 10, 30_000_000):
            if FAILING in task.request.prompt:
                failure = TaskFailure("engine_failed", "As asked for.")
                await store.fail(task.id, "worker", task.attempt, failure)
            else:
                await house.succeed(task, folder, worker="worker")
        await store.arrivals.wait()


@pytest.fixture
def sdk(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The newest SDK, pointed at the server by its base URL alone; gives that URL."""
    base = f"{house.url}/api/v1"
    monkeypatch.setattr(dashscope, "base_http_api_url", base)
    monkeypatch.setattr(dashscope, "api_key", "sk-test")
    yield base


@pytest.fixture(scope="session")
def old_sdk() -> Path:
    """A folder that holds version 1.25.8 of the SDK, for PYTHONPATH."""
    if importlib.metadata.version("dashscope") == OLD:
        return Path(dashscope.__file__).parents[1]
    folder = ROOT / ".cache" / f"dashscope-{OLD}"
    if not (folder / "dashscope").is_dir():
        command = ["pip", "install", "--quiet", "--no-deps", "--target", str(folder), f"dashscope=={OLD}"]
        subprocess.run([sys.executable, "-m", *command], check=True)
    return folder
