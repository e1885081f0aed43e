"""The database is away for longer than a claim lasts: what was made meanwhile counts, and is not made again."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import pytest

from laterna.clock import SECOND
from laterna.engines.engine import Clip, Job, Progress
from laterna.errors import StorageError
from laterna.tasks import database
from laterna.tasks.task import Task, TaskState
from tests.dispatch.conftest import Plant


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    others = tuple(each for each in database._PRAGMAS if "busy_timeout" not in each)
    monkeypatch.setattr(database, "_PRAGMAS", ("PRAGMA busy_timeout = 20", *others))


class Refused:
    """Counts the claims that the database refuses, and those that it answers."""

    def __init__(self, plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
        self.refused = self.answered = 0
        self._arrivals = plant.store.arrivals
        claim = plant.store.claim

        async def counted(*given: object, **named: object) -> list[Task]:
            try:
                tasks = await claim(*given, **named)  # type: ignore[arg-type]
            except StorageError:
                self.refused += 1
                raise
            self.answered += 1
            return tasks

        monkeypatch.setattr(plant.store, "claim", counted)

    async def again(self, kind: str) -> None:
        """Waits until one more claim was refused or answered."""
        before = getattr(self, kind)
        async with asyncio.timeout(20):
            while getattr(self, kind) == before:
                self._arrivals.set()
                await asyncio.sleep(0.01)


@contextmanager
def _away(plant: Plant) -> Iterator[None]:
    """Somebody keeps the database locked meanwhile."""
    other = sqlite3.connect(plant.settings.data_dir / database.FILE_NAME, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


async def _now(plant: Plant, task: Task) -> Task:
    now = await plant.store.get(task.id, "t")
    assert now is not None
    return now


async def test_a_clip_that_was_made_during_an_outage_counts(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    claims, finished, go_on = Refused(plant, monkeypatch), asyncio.Event(), asyncio.Event()

    async def pause(seconds: float) -> None:
        finished.set()
        await go_on.wait()

    task = await plant.order("slow", duration=2)
    plant.dispatch(pause=pause)
    await plant.until(task, "progress")
    with _away(plant):
        await finished.wait()
        plant.clock.advance(10 * plant.settings.lease * SECOND)
        await claims.again("refused")
    # The worker looks for tasks before the clip that waits is written down.
    await claims.again("answered")
    await claims.again("answered")
    go_on.set()
    done = await plant.until(task, "succeeded")
    assert (done.attempt, done.takeovers) == (1, 0)
    assert "taken_over" not in [event.kind for event in await plant.store.events(task.id, "t")]


async def test_after_an_outage_others_have_time_to_renew_their_claims(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    claims, ticks = Refused(plant, monkeypatch), [0.0]
    lease = plant.settings.lease
    kept, left = await plant.order("a square"), await plant.order("a square")
    assert len(await plant.store.claim("ada", 2, lease * SECOND)) == 2
    plant.clock.advance(10 * lease * SECOND)
    with _away(plant):
        plant.dispatch(ticks=lambda: ticks[0])
        await claims.again("refused")
    await claims.again("answered")
    await claims.again("answered")
    assert (await _now(plant, kept)).worker == (await _now(plant, left)).worker == "ada"
    new = await plant.order("a square")
    await plant.until(new, "succeeded")
    assert await plant.store.renew("ada", [kept.id]) == {kept.id}
    async with asyncio.timeout(20):
        while not (await _now(plant, left)).state.final:
            ticks[0] += lease  # in the midst of a claim, this looks like another outage
            plant.store.arrivals.set()
            await asyncio.sleep(0.05)
    done = await _now(plant, left)
    assert done.state is TaskState.SUCCEEDED
    assert (done.attempt, done.takeovers) == (2, 1)
    now = await _now(plant, kept)
    assert (now.state, now.worker, now.attempt) == (TaskState.RUNNING, "ada", 1)


async def test_a_claim_that_was_ended_expressly_is_taken_over_even_after_an_outage(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    claims = Refused(plant, monkeypatch)
    task = await plant.order("a square")
    await plant.store.claim("ada", 1, plant.settings.lease * SECOND)
    with _away(plant):
        plant.dispatch(ticks=lambda: 0.0)
        await claims.again("refused")
    await plant.store.recover("ada")
    assert (await plant.until(task, "succeeded")).takeovers == 1


class Endless:
    """An engine that works on many clips and finishes none."""

    name = "animatic"
    capacity = 40
    takes_files = False
    resumes = False

    async def start(self) -> None:
        """Nothing is needed."""

    async def make(self, job: Job, progress: Progress) -> Clip:
        await asyncio.Event().wait()
        raise AssertionError

    async def stop(self) -> None:
        """Nothing is held."""


@pytest.mark.parametrize("locked", [False, True])
async def test_claims_are_given_back_together_when_the_server_stops(
    plant: Plant, monkeypatch: pytest.MonkeyPatch, locked: bool
) -> None:
    monkeypatch.setattr(plant, "engine", Endless())
    tasks = [await plant.order("a square") for _ in range(Endless.capacity)]
    dispatcher = plant.dispatch()
    for task in tasks:
        await plant.until(task, "running")
    write, commits = plant.store.database.write, []

    async def counted(transaction: Any) -> Any:
        commits.append(transaction)
        return await write(transaction)

    monkeypatch.setattr(plant.store.database, "write", counted)
    with _away(plant) if locked else nullcontext():
        async with asyncio.timeout(20):
            await dispatcher.stop()
        # A database that is locked is waited for once, not once a task; renewals may come in between.
        assert 1 <= len(commits) <= 3
    state = TaskState.RUNNING if locked else TaskState.QUEUED
    assert {(await _now(plant, task)).state for task in tasks} == {state}
