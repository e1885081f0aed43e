"""A server that was away for longer than a task may take: what an upstream has made meanwhile is brought home."""

import asyncio
from pathlib import Path

import pytest

from laterna.clock import HOUR, SECOND
from laterna.dispatch import run
from laterna.tasks.submission import SubmissionState
from laterna.tasks.task import TaskState
from laterna.upstream import Scenario, running_upstream

from .front import running_front
from .test_clocks import WrongClock
from .test_engine import at, to


async def test_a_clip_that_was_ready_while_no_server_ran_is_brought_home(tmp_path: Path) -> None:
    clock = WrongClock()
    async with running_upstream(Scenario(queue=0.0, work=0.5), seed=1) as cloud:
        where = (tmp_path, (at(cloud),), (to(),), clock)
        async with running_front(*where) as front:
            task = await front.order("a red kite")
            await front.until(task, "submitted")
        clock.off = 2 * HOUR
        async with running_front(*where) as front:
            task = await front.ended(task)
            assert task.state is TaskState.SUCCEEDED, task.failure
            assert await front.settled(task) == ["hold", "settle"]
            assert len(await cloud.invoice()) == 1


async def test_the_deadline_still_ends_what_never_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "_LEAST_TIME", SECOND // 2)
    clock = WrongClock()
    async with running_upstream(Scenario(queue=0.0, work=3_600), seed=1) as cloud:
        where = (tmp_path, (at(cloud),), (to(),), clock)
        async with running_front(*where) as front:
            task = await front.order("a red kite")
            await front.until(task, "submitted")
        clock.off = 2 * HOUR
        async with running_front(*where) as front:
            task = await front.ended(task)
            assert task.failure is not None
            assert task.failure.code == "timed_out"


async def test_what_no_upstream_has_is_not_handed_over_after_its_deadline(tmp_path: Path) -> None:
    clock = WrongClock()
    async with running_upstream(Scenario(queue=0.0, work=0.1), seed=1) as cloud:
        where = (tmp_path, (at(cloud, url="http://127.0.0.1:9"),), (to(),), clock)
        async with running_front(*where) as front:
            task = await front.order("a red kite")
            await front.handed_over(task)
            refused = SubmissionState.REFUSED
            while (await front.submissions(task))[-1].state is not refused:  # noqa: ASYNC110 - no event tells of it
                await asyncio.sleep(0.01)
        clock.off = 2 * HOUR
        async with running_front(tmp_path, (at(cloud),), (to(),), clock) as front:
            task = await front.ended(task)
            assert task.failure is not None
            assert task.failure.code == "timed_out"
            assert await cloud.invoice() == ()


async def test_an_upstream_that_wants_days_of_rest_is_tried_again_after_minutes(tmp_path: Path) -> None:
    seconds = [0.0]
    async with (
        running_upstream(Scenario(queue=0.0, work=0.1), seed=1) as cloud,
        running_front(tmp_path, (at(cloud),), (to(),), ticks=lambda: seconds[0]) as front,
    ):
        upstream = front.engine.upstreams["cloud"]
        upstream.rest(10.0**6)
        assert upstream.resting
        seconds[0] = 601.0
        assert not upstream.resting
