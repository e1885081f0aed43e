"""A task that ends while its hand-over is being noted: nothing is sent, and the note says so."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from laterna.tasks.submission import Submission, SubmissionState
from laterna.tasks.submissions import SubmissionBook
from laterna.tasks.task import TaskState
from laterna.upstream import Scenario, running_upstream

from .front import TENANT, Front, running_front
from .test_engine import at, to
from .test_takeover import Hurry

QUICK = Scenario(queue=0.0, work=0.1)


async def test_canceled_while_the_intent_is_committed_gives_the_hold_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurry, intend = Hurry(), SubmissionBook.intend
    async with (
        running_upstream(QUICK, seed=1) as cloud,
        # A wire without lists: nobody could find out later that nothing was sent.
        running_front(
            tmp_path,
            (at(cloud, "generations"),),
            (to("generations"),),
            pause=hurry.pause,
            ticks=hurry.ticks,
        ) as front,
    ):
        told: list[asyncio.Task[object]] = []

        async def together(
            book: SubmissionBook, task_id: int, *given: Any, **named: Any
        ) -> Submission | None:
            cancel = front.services.store.cancel(task_id, TENANT, running_too=True)
            told.append(asyncio.create_task(cancel))
            return await intend(book, task_id, *given, **named)

        monkeypatch.setattr(SubmissionBook, "intend", together)
        task = await front.ended(await front.order("a red kite"))
        assert task.state is TaskState.CANCELED
        assert await front.settled(task, 10) == ["hold", "void"]
        (handed,) = await front.submissions(task)
        assert (handed.state, handed.code) == (SubmissionState.REFUSED, "not_sent")
        assert not await cloud.invoice()


async def test_stopped_while_the_intent_is_committed_is_handed_over_after_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    intend, begun, stopping = SubmissionBook.intend, asyncio.Event(), asyncio.Event()

    async def noticed(*given: Any, **named: Any) -> Submission | None:
        asyncio.get_running_loop().call_soon(begun.set)
        return await intend(*given, **named)

    async with running_upstream(QUICK, seed=1) as cloud:
        where = (tmp_path, (at(cloud, "generations"),), (to("generations"),))
        async with running_front(*where) as front:
            monkeypatch.setattr(SubmissionBook, "intend", noticed)
            task = await front.order("a red kite")
            _hold_back(front, begun, stopping, monkeypatch)
            await begun.wait()
            asyncio.get_running_loop().call_later(0.1, stopping.set)
        monkeypatch.undo()
        hurry = Hurry()
        async with running_front(*where, pause=hurry.pause, ticks=hurry.ticks) as front:
            task = await front.ended(task)
            assert task.state is TaskState.SUCCEEDED, task.failure
            states = [each.state for each in await front.submissions(task)]
            assert states == [SubmissionState.REFUSED, SubmissionState.SUCCEEDED]
            assert len(await cloud.invoice()) == 1
            assert await front.bookings(task) == ["hold", "settle"]


def _hold_back(
    front: Front, begun: asyncio.Event, until: asyncio.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database takes nothing from the moment of the intent until the stop is under way."""
    database = front.services.store.database
    write = database.write

    async def later(transaction: Any) -> Any:
        if begun.is_set():
            await until.wait()
        return await write(transaction)

    monkeypatch.setattr(database, "write", later)
