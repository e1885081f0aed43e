"""The database is locked while a task is at an upstream: what the upstream says is written down all the same."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

import pytest

from laterna.tasks import database
from laterna.tasks.task import TaskState
from laterna.upstream import CreateFaults, Scenario, Upstream, running_upstream

from .front import Front, running_front
from .test_engine import at, to


class Locked(AsyncExitStack):
    """A front whose database somebody else can lock, and which does not wait for real."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.paused: list[float] = []

    async def pause(self, seconds: float) -> None:
        self.paused.append(seconds)
        await asyncio.sleep(min(seconds, 0.05))

    async def before(self, scenario: Scenario, wire: str) -> tuple[Upstream, Front]:
        cloud = await self.enter_async_context(running_upstream(scenario, seed=1))
        front = running_front(self.folder, (at(cloud, wire),), (to(wire),), pause=self.pause, max_attempts=1)
        return cloud, await self.enter_async_context(front)

    @contextmanager
    def locked(self) -> Iterator[None]:
        other = sqlite3.connect(self.folder / database.FILE_NAME, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
        other.close()

    async def until_refused(self, times: int = 4) -> None:
        """Waits until storage has been tried again more often than `max_attempts` allows for other tasks."""
        begin = len(self.paused)
        async with asyncio.timeout(20):
            while len(self.paused) < begin + times:  # noqa: ASYNC110 - no event tells of a refusal
                await asyncio.sleep(0.01)


@pytest.fixture
async def locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Locked]:
    impatient = tuple(each for each in database._PRAGMAS if "busy_timeout" not in each)
    monkeypatch.setattr(database, "_PRAGMAS", ("PRAGMA busy_timeout = 20", *impatient))
    async with Locked(tmp_path) as stack:
        yield stack


async def test_an_answer_that_cannot_be_written_down_is_kept_until_it_can(locks: Locked) -> None:
    # This wire has no list: what is not written down could never be found again.
    slow = Scenario(queue=0.0, work=0.1, create=CreateFaults(delayed=1.0, delay=0.5))
    cloud, front = await locks.before(slow, "generations")
    task = await front.order("a red kite")
    await front.handed_over(task)
    with locks.locked():
        await locks.until_refused()
    ended = await front.ended(task)
    assert ended.state is TaskState.SUCCEEDED, ended.failure
    assert "unclear" not in await front.events(task)
    assert await front.bookings(task) == ["hold", "settle"]
    assert len(await cloud.invoice()) == 1


async def test_a_last_word_that_cannot_be_written_down_is_kept_until_it_can(locks: Locked) -> None:
    cloud, front = await locks.before(Scenario(queue=0.0, work=0.5), "vidu")
    task = await front.order("a red kite")
    await front.until(task, "submitted")
    with locks.locked():
        await locks.until_refused()
    ended = await front.ended(task)
    assert ended.state is TaskState.SUCCEEDED, ended.failure
    assert await front.bookings(task) == ["hold", "settle"]
    assert [line.charged > 0 for line in await cloud.invoice()] == [True]


async def test_an_answer_is_written_down_though_its_task_was_canceled_meanwhile(locks: Locked) -> None:
    slow = Scenario(queue=0.0, work=0.1, create=CreateFaults(delayed=1.0, delay=0.5))
    _, front = await locks.before(slow, "generations")
    task = await front.order("a red kite")
    await front.handed_over(task)
    await front.services.store.cancel(task.id, task.tenant, running_too=True)
    with locks.locked():
        await locks.until_refused()
    assert await front.settled(task) == ["hold", "settle"]
    assert "unclear" not in await front.events(task)
