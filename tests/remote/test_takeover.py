"""A create that is still under way when its task is taken over: nothing is decided about it before its time."""

import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from laterna.engines.remote import submit
from laterna.engines.remote.upstream import SEND_WITHIN
from laterna.routing import Upstream as UpstreamSettings
from laterna.tasks.submission import Submission, SubmissionState
from laterna.tasks.submissions import SubmissionBook
from laterna.tasks.task import Task, TaskState
from laterna.upstream import Scenario, Upstream, running_upstream

from .front import Front, running_front
from .test_engine import at, to

QUICK = Scenario(queue=0.0, work=0.1)


class Road:
    """What lies between a Laterna and its upstream: creates wait on it until `open` is set.

    `entered` is set once there is one.
    """

    def __init__(self, cloud: Upstream, session: aiohttp.ClientSession) -> None:
        self.open = asyncio.Event()
        self.entered = asyncio.Event()
        self.gone = False
        self._cloud = cloud
        self._session = session

    async def answer(self, request: web.Request) -> web.Response:
        """Any request, handed on, though its sender may have gone meanwhile."""
        body = await request.read()
        if request.method == "POST":
            self.entered.set()
            await self.open.wait()
        if self.gone:
            return web.Response(status=503)
        wanted = ("Authorization", "Content-Type")
        headers = {name: request.headers[name] for name in wanted if name in request.headers}
        url = self._cloud.url + request.path_qs
        async with self._session.request(request.method, url, data=body, headers=headers) as answer:
            return web.Response(
                status=answer.status, body=await answer.read(), content_type=answer.content_type
            )

    async def close(self) -> None:
        """What is still on it never arrives."""
        self.gone = True
        self.open.set()


class Hurry:
    """A clock on which waiting takes no time; it stops at `until`."""

    def __init__(self, until: float = math.inf) -> None:
        self.now = 0.0
        self.until = until

    def ticks(self) -> float:
        """Seconds."""
        return self.now

    async def pause(self, seconds: float) -> None:
        """Lets so many seconds pass."""
        self.now = min(self.now + seconds, self.until)
        await asyncio.sleep(0.01)


class Roads(AsyncExitStack):
    """An upstream behind a road, and Laternas on one data directory."""

    folder: Path
    cloud: Upstream
    road: Road
    settings: UpstreamSettings

    async def set_up(self, folder: Path) -> None:
        """Opens everything but the Laternas."""
        self.folder = folder
        self.cloud = await self.enter_async_context(running_upstream(QUICK, seed=1))
        session = await self.enter_async_context(aiohttp.ClientSession())
        self.road = Road(self.cloud, session)
        app = web.Application()
        app.router.add_route("*", "/{anything:.*}", self.road.answer)
        server = await self.enter_async_context(TestServer(app))
        self.push_async_callback(self.road.close)
        url = str(server.make_url("")).rstrip("/")
        self.settings = msgspec.structs.replace(at(self.cloud), url=url, certain_after=0.1, timeout=30.0)

    async def front(self, hurry: Hurry) -> Front:
        """One more Laterna."""
        running = running_front(self.folder, (self.settings,), (to(),), pause=hurry.pause, ticks=hurry.ticks)
        return await self.enter_async_context(running)


@pytest.fixture
async def roads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Roads]:
    monkeypatch.setattr(submit, "_GRACE", 0.01)
    async with Roads() as stack:
        await stack.set_up(tmp_path)
        yield stack


def _deaf(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    """Has the front renew nothing any more, as if it could not reach the database."""

    async def nothing(*_: object, **__: object) -> list[Task]:
        return []

    monkeypatch.setattr(front.services.store, "claim", nothing)


async def test_an_answer_that_is_on_its_way_to_somebody_else_is_waited_for(
    roads: Roads, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Hurry(until=roads.settings.timeout)
    first = await roads.front(slow)
    task = await first.order("a red kite")
    await first.handed_over(task)
    _deaf(first, monkeypatch)
    second = await roads.front(slow)
    claimed = await first.services.store.get(task.id, None)
    assert claimed is not None
    await second.services.store.recover(claimed.worker)
    await second.until(task, "taken_over")
    async with asyncio.timeout(20):
        while slow.now < slow.until:  # noqa: ASYNC110 - no event tells of a look
            await asyncio.sleep(0.01)
    (handed,) = await second.submissions(task)
    assert handed.state is SubmissionState.INTENDED
    roads.road.open.set()
    ended = await second.ended(task)
    assert ended.state is TaskState.SUCCEEDED, ended.failure
    assert len(await roads.cloud.invoice()) == 1
    assert await second.bookings(task) == ["hold", "settle"]


async def test_what_can_no_longer_arrive_is_looked_for_and_never_sent_again(roads: Roads) -> None:
    async with running_front(roads.folder, (roads.settings,), (to(),)) as first:
        task = await first.order("a red kite")
        await roads.road.entered.wait()
    hurry = Hurry()
    second = await roads.front(hurry)
    await second.until(task, "unclear")
    assert hurry.now >= SEND_WITHIN + roads.settings.timeout
    ended = await second.ended(task)
    assert ended.failure is not None
    assert ended.failure.code == "upstream_lost"
    assert not await roads.cloud.invoice()
    assert await second.bookings(task) == ["hold", "void"]


async def test_what_was_noted_too_slowly_is_not_sent_then(
    roads: Roads, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurry, intend = Hurry(), SubmissionBook.intend

    async def slowly(*given: Any, **named: Any) -> Submission | None:
        noted = await intend(*given, **named)
        hurry.now += SEND_WITHIN + 1 if noted is not None and noted.number == 1 else 0
        return noted

    monkeypatch.setattr(SubmissionBook, "intend", slowly)
    roads.road.open.set()
    front = await roads.front(hurry)
    task = await front.ended(await front.order("a red kite"))
    assert task.state is TaskState.SUCCEEDED, task.failure
    refused, made = await front.submissions(task)
    assert (refused.state, made.state) == (SubmissionState.REFUSED, SubmissionState.SUCCEEDED)
    assert "too long" in refused.message
    assert len(await roads.cloud.invoice()) == 1
