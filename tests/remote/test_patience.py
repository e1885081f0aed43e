"""How long a task waits for upstreams that cannot be reached: patience is with being unreachable, not with waiting."""

import asyncio
import math
from pathlib import Path
from typing import Any

import pytest

from laterna.engines.remote.upstream import SEND_WITHIN, NotSent, RemoteUpstream
from laterna.tasks.submission import Submission, SubmissionState
from laterna.tasks.submissions import SubmissionBook
from laterna.tasks.task import TaskState
from laterna.upstream import CreateFaults, Scenario, running_upstream
from laterna.wire.client import Answer

from .front import running_front
from .test_engine import at, to
from .test_takeover import Hurry

QUICK = Scenario(queue=0.0, work=0.1)
BUSY = Scenario(queue=0.0, work=0.1, create=CreateFaults(busy=1.0, retry_after=1.0))
LONG = 130.0  # seconds, longer than the patience with an upstream that cannot be reached


def _deaf(monkeypatch: pytest.MonkeyPatch, hurry: Hurry, since: float, times: float) -> list[float]:
    """Creates do not reach the upstream from `since` on, so many times; the list tells when."""
    create, missed = RemoteUpstream.create, []

    async def hiccup(self: RemoteUpstream, *call: Any) -> Answer:
        if hurry.now < since or len(missed) >= times:
            return await create(self, *call)
        missed.append(hurry.now)
        raise NotSent("its name cannot be found")

    monkeypatch.setattr(RemoteUpstream, "create", hiccup)
    return missed


async def test_one_moment_out_of_reach_after_a_long_wait_ends_no_task(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurry = Hurry()
    missed = _deaf(monkeypatch, hurry, since=LONG, times=1)
    async with (
        running_upstream(BUSY, seed=1) as cloud,
        running_front(tmp_path, (at(cloud),), (to(),), pause=hurry.pause, ticks=hurry.ticks) as front,
    ):
        task = await front.order("a red kite")
        async with asyncio.timeout(20):
            while not missed:  # noqa: ASYNC110 - no event tells of it
                await asyncio.sleep(0.001)
        await cloud.set(QUICK)
        task = await front.ended(task)
        assert task.state is TaskState.SUCCEEDED, task.failure


async def test_a_slow_write_of_our_own_after_a_long_wait_ends_no_task(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurry, intend = Hurry(), SubmissionBook.intend
    refused: list[Submission] = []

    async def slowly(*given: Any, **named: Any) -> Submission | None:
        noted = await intend(*given, **named)
        if noted is not None and hurry.now < 2 * LONG:
            hurry.now += SEND_WITHIN + 1
            refused.append(noted)
        return noted

    monkeypatch.setattr(SubmissionBook, "intend", slowly)
    async with (
        running_upstream(QUICK, seed=1) as cloud,
        running_front(tmp_path, (at(cloud),), (to(),), pause=hurry.pause, ticks=hurry.ticks) as front,
    ):
        task = await front.ended(await front.order("a red kite"))
        assert task.state is TaskState.SUCCEEDED, task.failure
        *early, made = await front.submissions(task)
        assert len(early) == len(refused) > 1
        assert made.state is SubmissionState.SUCCEEDED
        assert len(await cloud.invoice()) == 1


async def test_an_upstream_that_many_wait_for_and_that_stays_out_of_reach_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurry = Hurry()
    missed = _deaf(monkeypatch, hurry, since=0.0, times=math.inf)
    async with (
        running_upstream(QUICK, seed=1) as cloud,
        running_front(tmp_path, (at(cloud),), (to(),), pause=hurry.pause, ticks=hurry.ticks) as front,
    ):
        # Each of them has the upstream rest for a moment, which the others must not take for being busy.
        tasks = [await front.order(f"a red kite, {number}") for number in range(6)]
        for task in tasks:
            ended = await front.ended(task)
            assert ended.failure is not None
            assert ended.failure.code == "upstream_refused"
            assert "cannot be found" in ended.failure.message
        assert missed[-1] - missed[0] >= 100
        assert not await cloud.invoice()
