"""Tasks at upstreams, over real HTTP: they succeed, fail, get lost and are paid for as the upstream's invoice says."""

import asyncio
import errno
import io
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, ClassVar

import msgspec
import pytest

from laterna.engines.remote import results
from laterna.notify.telling import webhook_kind
from laterna.routing import Route
from laterna.routing import Upstream as UpstreamSettings
from laterna.tasks.submission import SubmissionState
from laterna.tasks.task import TaskState
from laterna.upstream import CreateFaults, DownloadFaults, Scenario, TaskFaults, Upstream, running_upstream

from .front import MODEL, TENANT, Front, running_front

pytestmark = pytest.mark.slow

WIRES = ("dashscope", "vidu", "generations", "openai")
NAMES = {
    "dashscope": "vidu/viduq3-turbo_text2video",
    "vidu": "viduq3-turbo",
    "generations": "viduq3t-720p",
    "openai": "viduq3-turbo",
}
QUICK = Scenario(queue=0.0, work=0.1)


def at(upstream: Upstream, wire: str = "vidu", name: str = "cloud", **more: object) -> UpstreamSettings:
    """The settings of an upstream that speaks `wire`."""
    facts = {"name": name, "wire": wire, "url": upstream.url, "keys": ["sk-owner"], "certain_after": 1.0}
    return msgspec.convert({**facts, "queries_per_second": 50, "timeout": 5, **more}, UpstreamSettings)


def to(wire: str = "vidu", name: str = "cloud") -> Route:
    return Route(models=MODEL, upstream=name, model=NAMES[wire])


class Clouds(AsyncExitStack):
    """Emulators and a Laterna before them, all gone when the test ends."""

    folder: Path

    async def cloud(self, scenario: Scenario = QUICK, seed: int = 1) -> Upstream:
        return await self.enter_async_context(running_upstream(scenario, seed=seed))

    async def front(
        self, upstreams: tuple[UpstreamSettings, ...], routes: tuple[Route, ...], **more: object
    ) -> Front:
        return await self.enter_async_context(running_front(self.folder / "front", upstreams, routes, **more))


@pytest.fixture
async def clouds(tmp_path: Path) -> AsyncIterator[Clouds]:
    async with Clouds() as stack:
        stack.folder = tmp_path
        yield stack


@pytest.mark.parametrize("wire", WIRES)
async def test_a_clip_comes_home_from_every_wire(clouds: Clouds, wire: str) -> None:
    cloud = await clouds.cloud()
    front = await clouds.front((at(cloud, wire),), (to(wire),))
    task = await front.ended(await front.order("a red kite", resolution="720p", duration=4))
    assert task.state is TaskState.SUCCEEDED, task.failure
    assert task.result is not None
    assert (task.result.width, task.result.height) == (task.request.width, task.request.height)
    assert abs(task.result.duration - 4) < 0.1
    asset = await front.services.assets.open(task.result.clip)
    assert asset is not None
    assert asset.stored.size == task.result.size_bytes > 1_000
    asset.close()
    assert await front.bookings(task) == ["hold", "settle"]
    (line,) = await cloud.invoice()
    assert (line.prompt, line.charged > 0) == ("a red kite", True)


async def test_a_task_that_fails_there_fails_here_and_costs_nothing(clouds: Clouds) -> None:
    cloud = await clouds.cloud(Scenario(queue=0.0, work=0.1, task=TaskFaults(failed=1.0)))
    front = await clouds.front((at(cloud),), (to(),))
    task = await front.ended(await front.order("a red kite"))
    assert task.failure is not None
    assert task.failure.code == "upstream_failed"
    assert await front.bookings(task) == ["hold", "void"]


async def test_a_job_that_the_upstream_forgets_is_reported_as_lost(clouds: Clouds) -> None:
    cloud = await clouds.cloud(Scenario(queue=0.0, work=60.0, task=TaskFaults(lost=1.0, lost_after=0.2)))
    front = await clouds.front((at(cloud),), (to(),))
    task = await front.ended(await front.order("a red kite"))
    assert task.failure is not None
    assert task.failure.code == "upstream_lost"
    assert await front.bookings(task) == ["hold", "void"]


@pytest.mark.parametrize("wire", ["dashscope", "vidu", "openai"])
async def test_a_create_whose_answer_is_lost_is_found_again_and_never_sent_twice(
    clouds: Clouds, wire: str
) -> None:
    cloud = await clouds.cloud(Scenario(queue=0.0, work=0.1, create=CreateFaults(dropped_after=1.0)))
    front = await clouds.front((at(cloud, wire),), (to(wire),))
    task = await front.ended(await front.order("a red kite"))
    assert task.state is TaskState.SUCCEEDED, task.failure
    assert "unclear" in await front.events(task)
    assert webhook_kind("unclear", 3) == "task.unclear"
    assert len(await cloud.invoice()) == 1
    assert await front.bookings(task) == ["hold", "settle"]


async def test_a_create_that_never_arrived_fails_without_a_charge_and_is_not_sent_again(
    clouds: Clouds,
) -> None:
    cloud = await clouds.cloud(Scenario(create=CreateFaults(dropped_before=1.0)))
    front = await clouds.front((at(cloud),), (to(),))
    task = await front.ended(await front.order("a red kite"))
    assert task.failure is not None
    assert task.failure.code == "upstream_lost"
    assert len(await cloud.invoice()) == 1
    assert await front.bookings(task) == ["hold", "void"]


async def test_two_lost_answers_with_the_same_prompt_find_a_task_each(clouds: Clouds) -> None:
    cloud = await clouds.cloud(Scenario(queue=0.0, work=0.1, create=CreateFaults(dropped_after=1.0)))
    front = await clouds.front((at(cloud, "dashscope"),), (to("dashscope"),))
    tasks = [await front.order("a red kite") for _ in range(3)]
    for task in tasks:
        ended = await front.ended(task)
        assert ended.state is TaskState.SUCCEEDED, ended.failure
    ids = {(await front.submissions(task))[-1].upstream_id for task in tasks}
    assert len(ids) == 3


async def test_a_wire_that_cannot_list_leaves_it_to_the_owner(clouds: Clouds) -> None:
    cloud = await clouds.cloud(Scenario(queue=0.0, work=0.1, create=CreateFaults(dropped_after=1.0)))
    front = await clouds.front((at(cloud, "generations"),), (to("generations"),), task_deadline=10, lease=2)
    task = await front.order("a red kite")
    await front.until(task, "unclear")
    assert await front.bookings(task) == ["hold"]
    await front.services.store.cancel(task.id, TENANT, running_too=True)
    assert await front.bookings(task) == ["hold"]
    assert await front.book.decide(task.id, charged=True) == 1
    assert await front.bookings(task) == ["hold", "settle"]


async def test_a_refusal_that_was_given_up_for_lost_lets_the_task_go_on(clouds: Clouds) -> None:
    cloud = await clouds.cloud(Scenario(queue=0.0, work=0.1, create=CreateFaults(dropped_before=1.0)))
    front = await clouds.front((at(cloud, "generations"),), (to("generations"),))
    task = await front.order("a red kite")
    await front.until(task, "unclear")
    await cloud.set(QUICK)
    (handed,) = await front.submissions(task)
    intended = msgspec.structs.replace(handed, state=SubmissionState.INTENDED)
    await front.book.note(intended, SubmissionState.REFUSED, "busy", "Come back later.")
    assert (await front.ended(task)).state is TaskState.SUCCEEDED
    assert [each.state for each in await front.submissions(task)] == ["refused", "succeeded"]
    assert [line.accepted for line in await cloud.invoice()] == [False, True]


async def test_the_next_upstream_takes_what_the_first_clearly_refuses(clouds: Clouds) -> None:
    first = await clouds.cloud(Scenario(create=CreateFaults(busy=1.0)))
    second = await clouds.cloud()
    front = await clouds.front(
        (at(first, name="first"), at(second, name="second")), (to(name="first"), to(name="second"))
    )
    task = await front.ended(await front.order("a red kite"))
    assert task.state is TaskState.SUCCEEDED, task.failure
    assert [each.state for each in await front.submissions(task)] == [
        SubmissionState.REFUSED,
        SubmissionState.SUCCEEDED,
    ]
    assert [line.accepted for line in await first.invoice()] == [False]


async def test_what_the_route_that_made_the_clip_costs_is_paid(clouds: Clouds) -> None:
    first = await clouds.cloud(Scenario(create=CreateFaults(busy=1.0)))
    second = await clouds.cloud()
    dear, cheap = (
        msgspec.structs.replace(to(name=name), price_per_second=price)
        for name, price in (("first", "9"), ("second", "0.01"))
    )
    front = await clouds.front((at(first, name="first"), at(second, name="second")), (dear, cheap))
    task = await front.ended(await front.order("a red kite", duration=4))
    assert task.state is TaskState.SUCCEEDED, task.failure
    ledger = await front.services.store.ledger(task.id)
    assert [(entry.kind, entry.amount) for entry in ledger[1:]] == [
        ("settle", 40_000),
        ("void", ledger[0].amount - 40_000),
    ]


async def test_the_next_upstream_takes_what_the_first_cannot_be_reached_for(clouds: Clouds) -> None:
    second = await clouds.cloud()
    nobody = msgspec.structs.replace(at(second, name="first"), url="http://127.0.0.1:9")
    front = await clouds.front((nobody, at(second, name="second")), (to(name="first"), to(name="second")))
    task = await front.ended(await front.order("a red kite"))
    assert task.state is TaskState.SUCCEEDED, task.failure


async def test_a_busy_upstream_is_waited_for_when_nobody_else_takes_the_task(clouds: Clouds) -> None:
    busy = Scenario(queue=0.0, work=0.1, create=CreateFaults(busy=1.0, retry_after=0.2))
    cloud = await clouds.cloud(busy)
    front = await clouds.front((at(cloud),), (to(),))
    task = await front.order("a red kite")
    await front.until(task, "refused")
    await cloud.set(QUICK)
    assert (await front.ended(task)).state is TaskState.SUCCEEDED


async def test_what_an_upstream_cannot_say_is_skipped_with_the_reason(clouds: Clouds) -> None:
    cloud = await clouds.cloud()
    front = await clouds.front(
        (at(cloud, "dashscope", "narrow"), at(cloud, "vidu", "wide")),
        (to("dashscope", "narrow"), to("vidu", "wide")),
    )
    task = await front.ended(await front.order("a red kite", watermark=True, watermark_position=1))
    assert task.state is TaskState.SUCCEEDED, task.failure
    told = await front.services.store.events(task.id, TENANT)
    skipped = [event.data for event in told if event.kind == "skipped"]
    assert [(each["upstream"], each["field"]) for each in skipped] == [("narrow", "watermark_position")]


async def test_a_late_success_after_the_deadline_is_paid_though_the_task_timed_out(clouds: Clouds) -> None:
    cloud = await clouds.cloud(Scenario(queue=0.0, work=14.0))
    front = await clouds.front((at(cloud),), (to(),), task_deadline=10)
    task = await front.ended(await front.order("a red kite"))
    assert task.failure is not None
    assert task.failure.code == "timed_out"
    assert await front.bookings(task) == ["hold"]
    assert await front.settled(task) == ["hold", "settle"]


async def test_a_canceled_task_is_canceled_upstream_and_costs_nothing(clouds: Clouds) -> None:
    cloud = await clouds.cloud(Scenario(queue=60.0, work=0.1))
    front = await clouds.front((at(cloud),), (to(),))
    task = await front.order("a red kite")
    await front.until(task, "submitted")
    await front.services.store.cancel(task.id, TENANT, running_too=True)
    assert await front.settled(task) == ["hold", "void"]
    (line,) = await cloud.invoice()
    assert line.state == "canceled"


async def test_an_answer_that_comes_after_a_cancel_is_booked_though_others_look_meanwhile(
    clouds: Clouds,
) -> None:
    slow = Scenario(queue=0.0, work=0.1, create=CreateFaults(delayed=1.0, delay=2.0))
    upstreams = (
        at(await clouds.cloud(slow), "generations", "slow"),
        at(await clouds.cloud(), "vidu", "quick"),
    )
    routes = (to("generations", "slow"), Route(models="viduq3-pro", upstream="quick"))
    front = await clouds.front(upstreams, routes)
    task = await front.order("a red kite")
    await front.handed_over(task)
    await front.services.store.cancel(task.id, TENANT, running_too=True)
    await front.ended(await front.order("a blue kite", "viduq3-pro"))
    assert await front.settled(task) == ["hold", "settle"]


async def test_a_restart_goes_on_where_it_was(clouds: Clouds, tmp_path: Path) -> None:
    cloud = await clouds.cloud(Scenario(queue=0.0, work=1.5))
    settings = (at(cloud),), (to(),)
    async with running_front(tmp_path / "front", *settings) as front:
        task = await front.order("a red kite")
        await front.until(task, "submitted")
    async with running_front(tmp_path / "front", *settings) as front:
        done = await front.ended(task)
    assert done.state is TaskState.SUCCEEDED, done.failure
    assert len(await cloud.invoice()) == 1


class Refusing(io.FileIO):
    """A file whose disk refuses the first writes of the test."""

    refusals: ClassVar[list[int]] = []

    def write(self, chunk: Any) -> int:
        if self.refusals:
            number = self.refusals.pop()
            raise OSError(number, os.strerror(number))
        return super().write(chunk)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EROFS, errno.ESTALE])
async def test_a_disk_that_refuses_while_the_clip_comes_home_orders_no_second_clip(
    clouds: Clouds, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    paused: list[float] = []

    async def pause(seconds: float) -> None:
        paused.append(seconds)
        await asyncio.sleep(0)

    monkeypatch.setattr(Refusing, "refusals", [number] * 3)
    monkeypatch.setattr(results, "_open", lambda path, at: Refusing(path, "r+b" if at else "wb"))
    cloud = await clouds.cloud()
    front = await clouds.front((at(cloud),), (to(),), pause=pause, max_attempts=1)
    task = await front.ended(await front.order("a red kite"))
    assert task.state is TaskState.SUCCEEDED, task.failure
    assert [seconds for seconds in paused if seconds >= 2] == [2.0, 8.0, 30.0]
    assert len(await cloud.invoice()) == 1
    assert len(await front.submissions(task)) == 1
    assert await front.bookings(task) == ["hold", "settle"]


async def test_a_clip_that_the_upstream_no_longer_keeps_ends_the_wait_for_the_disk(
    clouds: Clouds, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def pause(seconds: float) -> None:
        await cloud.set(forgotten)
        await asyncio.sleep(0)

    forgotten = msgspec.structs.replace(QUICK, download=DownloadFaults(error=1.0, error_statuses=(404,)))
    monkeypatch.setattr(Refusing, "refusals", [errno.EIO])
    monkeypatch.setattr(results, "_open", lambda path, at: Refusing(path, "r+b" if at else "wb"))
    cloud = await clouds.cloud()
    front = await clouds.front((at(cloud),), (to(),), pause=pause, max_attempts=1)
    task = await front.ended(await front.order("a red kite"))
    assert task.failure is not None
    assert task.failure.code == "result_unusable"
    assert await front.bookings(task) == ["hold", "settle"]


async def test_an_upstream_that_calls_back_is_asked_at_once(clouds: Clouds) -> None:
    cloud = await clouds.cloud(Scenario(queue=0.0, work=0.3))
    front = await clouds.front((at(cloud),), (to(),))
    task = await front.order("a red kite")
    await front.until(task, "submitted")
    (handed,) = await front.submissions(task)
    front.services.store.heard("a marker that nobody has given out")
    while not (await front.ended(task)).state.final:
        front.services.store.heard(handed.marker)
        await asyncio.sleep(0.05)


async def test_limits_of_an_upstream_are_kept(clouds: Clouds) -> None:
    cloud = await clouds.cloud(Scenario(queue=0.0, work=0.5))
    front = await clouds.front((at(cloud, tasks_at_once=2),), (to(),))
    tasks = [await front.order(f"kite {number}") for number in range(5)]
    most = 0
    for task in tasks:
        while not ((now := await front.services.store.get(task.id, None)) and now.state.final):
            running = [line for line in await cloud.invoice() if line.state in ("queued", "running")]
            most = max(most, len(running))
            await asyncio.sleep(0.05)
        assert now.state is TaskState.SUCCEEDED
    assert most <= 2


async def test_a_key_that_is_refused_gives_way_to_the_next(clouds: Clouds) -> None:
    cloud = await clouds.cloud(msgspec.structs.replace(QUICK, keys=("sk-good",)))
    front = await clouds.front((at(cloud, keys=["sk-bad", "sk-good"]),), (to(),))
    for number in range(3):
        task = await front.ended(await front.order(f"kite {number}"))
        assert task.state is TaskState.SUCCEEDED, task.failure
