"""Tasks with one prompt at an upstream whose list shows no marker: none takes the clip of another."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from laterna.engines.remote import submit
from laterna.engines.remote.upstream import RemoteUpstream
from laterna.tasks.submission import SubmissionState
from laterna.tasks.task import TaskState
from laterna.upstream import CreateFaults, Scenario, Upstream, running_upstream
from laterna.wire.client import Answer

from .front import Front, running_front
from .test_engine import at, to
from .test_takeover import Hurry

SLOW = Scenario(queue=0.0, work=0.1, create=CreateFaults(delayed=1.0, delay=1.5))
QUICK = Scenario(queue=0.0, work=0.1)


def _never(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Creates are noted, and never arrive; the event tells of the first."""
    begun = asyncio.Event()

    async def never(*_: Any) -> Answer:
        begun.set()
        await asyncio.sleep(1000)
        raise AssertionError

    monkeypatch.setattr(RemoteUpstream, "create", never)
    return begun


def _where(folder: Path, cloud: Upstream) -> tuple[Any, ...]:
    return folder, (at(cloud, "openai", certain_after=1.0, timeout=3),), (to("openai"),)


@pytest.fixture(autouse=True)
def _short_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submit, "_GRACE", 0.01)


@pytest.mark.parametrize("duration", [1, 4])
async def test_a_takeover_leaves_the_clip_to_the_create_whose_answer_is_on_its_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, duration: int
) -> None:
    async with running_upstream(SLOW, seed=1) as cloud:
        with monkeypatch.context() as lost:
            begun = _never(lost)
            async with running_front(*_where(tmp_path, cloud)) as front:
                one = await front.order("a red kite", duration=1)
                await begun.wait()
        hurry = Hurry(until=2.9)  # looks come often; nothing runs out before the answer has come
        async with running_front(*_where(tmp_path, cloud), pause=hurry.pause, ticks=hurry.ticks) as front:
            two = await front.order("a red kite", duration=duration)
            await front.until(two, "submitted")
            hurry.until = 1e9
            two, one = await front.ended(two), await front.ended(one)
            assert two.state is TaskState.SUCCEEDED, two.failure
            assert one.failure is not None
            assert one.failure.code == "upstream_lost"
            assert await front.bookings(one) == ["hold", "void"]
            assert await front.bookings(two) == ["hold", "settle"]
            (line,) = await cloud.invoice()
            (handed,) = await front.submissions(two)
            assert handed.upstream_id == line.task_id


@pytest.mark.parametrize("lengths", [(1, 4, 8), (1, 1)])
async def test_lost_creates_with_one_prompt_get_the_clips_of_their_own_lengths(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lengths: tuple[int, ...]
) -> None:
    async with running_upstream(QUICK, seed=1) as cloud:
        with monkeypatch.context() as lost:
            _deaf(lost)
            async with running_front(*_where(tmp_path, cloud)) as front:
                orders = [await front.order("a red kite", duration=seconds) for seconds in lengths]
                await _all_made(front, cloud, len(orders))
        hurry = Hurry()
        async with running_front(*_where(tmp_path, cloud), pause=hurry.pause, ticks=hurry.ticks) as front:
            for order in orders:
                task = await front.ended(order)
                assert task.result is not None, task.failure
                assert abs(task.result.duration - task.request.duration) < 0.5
                (handed,) = await front.submissions(task)
                assert handed.state is SubmissionState.SUCCEEDED
        assert len(await cloud.invoice()) == len(orders)


def _deaf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Creates arrive, and their answers are never heard."""
    create = RemoteUpstream.create

    async def unheard(*given: Any) -> Answer:
        await create(*given)
        await asyncio.sleep(1000)
        raise AssertionError

    monkeypatch.setattr(RemoteUpstream, "create", unheard)


async def _all_made(front: Front, cloud: Upstream, number: int) -> None:
    async with asyncio.timeout(20):
        while len(await cloud.invoice()) < number:  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.05)
