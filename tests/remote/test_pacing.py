"""One upstream is asked inside its budget, and whoever waits for a task is told. Time is simulated."""

import asyncio
import heapq
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from laterna.clock import SECOND, ManualClock
from laterna.engines.remote.pacing import Budget, Pacer, Throttled
from laterna.engines.remote.schedule import Page, Watched
from laterna.wire.client import Listing, Sight


class Time:
    """A clock whose sleepers wake in order, without waiting."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self._begin = self.clock.now()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = 0

    def ticks(self) -> float:
        """Seconds since the beginning."""
        return (self.clock.now() - self._begin) / SECOND

    async def pause(self, seconds: float) -> None:
        """Sleeps in simulated time."""
        self._count += 1
        future = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.ticks() + seconds, self._count, future))
        await future

    async def until(self, done: Callable[[], bool], limit: float = 600.0) -> None:
        """Lets time pass until something is so. Raises AssertionError when `limit` seconds were not enough."""
        end = self.ticks() + limit
        while True:
            for _ in range(6):
                await asyncio.sleep(0)
            if done():
                return
            while self._sleepers and self._sleepers[0][2].done():
                heapq.heappop(self._sleepers)
            assert self._sleepers, "nothing would ever happen"
            at, _, future = heapq.heappop(self._sleepers)
            assert at <= end, "it took too long"
            self.clock.advance(max(0, round((at - self.ticks()) * SECOND)))
            future.set_result(None)

    async def after(self, seconds: float) -> None:
        """Lets so much time pass."""
        ended = asyncio.create_task(self.pause(seconds))
        await self.until(ended.done, seconds + 1)


class Cloud:
    """An upstream: when tasks end, and what was asked when."""

    def __init__(self, time: Time) -> None:
        self.time = time
        self.ends: dict[str, Sight | float] = {}
        self.asked: list[tuple[float, str, str]] = []
        self.pages: list[Page] = []
        self.answer: Callable[[Watched], Awaitable[Sight | None]] | None = None

    def sight(self, name: str) -> Sight:
        """What it says of a task."""
        end = self.ends[name]
        done = isinstance(end, float) and end <= self.time.ticks()
        if done:
            return Sight(upstream_id=name, stage="succeeded", url=f"http://cloud/{name}.mp4")
        return Sight(upstream_id=name, stage="running", progress=40)

    async def ask(self, task: Watched) -> Sight | None:
        """A query."""
        self.asked.append((self.time.ticks(), task.upstream_id, task.key))
        if self.answer is not None:
            return await self.answer(task)
        return self.sight(task.upstream_id)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def cloud(time: Time) -> Cloud:
    return Cloud(time)


@asynccontextmanager
async def running(pacer: Pacer) -> AsyncIterator[Pacer]:
    """The pacer at work."""
    run = asyncio.create_task(pacer.run())
    try:
        yield pacer
    finally:
        run.cancel()
        await asyncio.gather(run, return_exceptions=True)


def pacer_of(cloud: Cloud, rate: float = 20.0, **more: object) -> Pacer:
    """A pacer in simulated time."""
    time = cloud.time
    return Pacer(
        ask=cloud.ask,
        queries_per_second=rate,
        clock=time.clock,
        ticks=time.ticks,
        pause=time.pause,
        **more,  # type: ignore[arg-type]
    )


def watched(time: Time, name: str, *, key: str = "main", age: float = 0.0) -> Watched:
    """A task that was created `age` seconds ago."""
    return Watched(
        upstream_id=name,
        key=key,
        model="viduq3",
        created_at=time.clock.now() - int(age * SECOND),
        submission=f"marker-{name}",
    )


async def test_one_task_is_told_soon_after_it_ended_and_progress_before(time: Time, cloud: Cloud) -> None:
    cloud.ends["a"] = 95.0
    seen: list[Sight] = []
    async with running(pacer_of(cloud)) as pacer:
        waiting = asyncio.create_task(pacer.final(watched(time, "a"), seen.append))
        await time.until(waiting.done)
        assert waiting.result().url == "http://cloud/a.mp4"
        assert time.ticks() - 95.0 < 1.2
        assert {sight.progress for sight in seen} == {40}
        assert pacer.watched == 0
    assert len(cloud.asked) < 200


async def test_the_budget_holds_in_every_second_whatever_is_on_watch(time: Time, cloud: Cloud) -> None:
    async with running(pacer_of(cloud, rate=10)) as pacer:
        for number in range(300):
            cloud.ends[str(number)] = 1e9
        tasks = [
            asyncio.create_task(pacer.final(watched(time, str(number), age=90))) for number in range(300)
        ]
        await time.after(30)
        for task in tasks:
            task.cancel()
    times = [at for at, _, _ in cloud.asked]
    assert 100 <= len(times) <= 301
    assert all(sum(start <= at < start + 1 for at in times) <= 11 for start in times[::7])


async def test_polls_stay_with_the_key_that_made_the_task(time: Time, cloud: Cloud) -> None:
    cloud.ends |= {"a": 100.0, "b": 120.0}
    async with running(pacer_of(cloud)) as pacer:
        first = asyncio.create_task(pacer.final(watched(time, "a", key="red")))
        second = asyncio.create_task(pacer.final(watched(time, "b", key="blue")))
        await time.until(lambda: first.done() and second.done())
    assert {(name, key) for _, name, key in cloud.asked} == {("a", "red"), ("b", "blue")}


@pytest.mark.parametrize("name", ["late", "marker-late"])
async def test_a_poke_asks_at_once(time: Time, cloud: Cloud, name: str) -> None:
    cloud.ends["late"] = 1.0
    async with running(pacer_of(cloud)) as pacer:
        waiting = asyncio.create_task(pacer.final(watched(time, "late")))
        await time.after(1.5)
        assert not waiting.done()
        pacer.poke(name)
        await time.until(waiting.done, 0.3)
        pacer.poke("nobody")


async def test_a_poll_that_fails_is_a_missed_poll(time: Time, cloud: Cloud) -> None:
    cloud.ends["a"] = 50.0
    count = iter(range(1_000))

    async def flaky(task: Watched) -> Sight | None:
        match next(count) % 3:
            case 0:
                return None
            case 1:
                raise OSError("the line broke")
            case _:
                return cloud.sight(task.upstream_id)

    cloud.answer = flaky
    async with running(pacer_of(cloud)) as pacer:
        waiting = asyncio.create_task(pacer.final(watched(time, "a", age=40)))
        await time.until(waiting.done)
    assert time.ticks() < 54


async def test_a_throttled_upstream_is_left_alone_for_as_long_as_it_says_and_then_asked_less(
    time: Time, cloud: Cloud
) -> None:
    refusals = [5.0]

    async def strict(task: Watched) -> Sight | None:
        if refusals:
            raise Throttled(refusals.pop())
        return cloud.sight(task.upstream_id)

    cloud.answer = strict
    cloud.ends |= {str(number): 1e9 for number in range(200)}
    async with running(pacer_of(cloud)) as pacer:
        tasks = [
            asyncio.create_task(pacer.final(watched(time, str(number), age=90))) for number in range(200)
        ]
        await time.after(100)
        for task in tasks:
            task.cancel()
    first, second = cloud.asked[1][0], cloud.asked[2][0]
    assert second - first >= 5.0

    assert sum(5 <= at < 10 for at, _, _ in cloud.asked) <= 75
    assert cloud.asked[-1][0] > 60


async def test_two_may_wait_for_one_task_and_one_may_go(time: Time, cloud: Cloud) -> None:
    cloud.ends["a"] = 80.0
    async with running(pacer_of(cloud)) as pacer:
        first = asyncio.create_task(pacer.final(watched(time, "a")))
        second = asyncio.create_task(pacer.final(watched(time, "a")))
        await time.after(10)
        first.cancel()
        await time.until(second.done)
        assert first.cancelled()
        assert second.result().stage == "succeeded"


async def test_nobody_is_asked_about_when_nobody_waits(time: Time, cloud: Cloud) -> None:
    cloud.ends["a"] = 1e9
    async with running(pacer_of(cloud)) as pacer:
        waiting = asyncio.create_task(pacer.final(watched(time, "a", age=60)))
        await time.after(5)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        asked = len(cloud.asked)
        await time.after(30)
        assert (len(cloud.asked), pacer.watched) == (asked, 0)


async def test_a_jump_of_the_machines_clock_changes_nothing(time: Time, cloud: Cloud) -> None:
    cloud.ends["a"] = 95.0
    wall = ManualClock(time.clock.now())
    pacer = Pacer(ask=cloud.ask, clock=wall, ticks=time.ticks, pause=time.pause)
    async with running(pacer):
        waiting = asyncio.create_task(pacer.final(watched(time, "a")))
        await time.after(30)
        wall.advance(-86_400 * SECOND)
        await time.after(30)
        wall.advance(2 * 86_400 * SECOND)
        await time.until(waiting.done)
    assert time.ticks() < 96.2


async def test_an_upstream_that_hangs_holds_few_calls_and_no_more(time: Time, cloud: Cloud) -> None:
    async def hang(task: Watched) -> Sight | None:
        await time.pause(1e6)
        return None

    cloud.answer = hang
    async with running(pacer_of(cloud, at_once=16)) as pacer:
        tasks = [asyncio.create_task(pacer.final(watched(time, str(each), age=90))) for each in range(100)]
        await time.after(20)
        for task in tasks:
            task.cancel()
    assert len(cloud.asked) == 16


async def test_sights_can_be_iterated(time: Time, cloud: Cloud) -> None:
    cloud.ends["a"] = 60.0
    stages = []
    async with running(pacer_of(cloud)) as pacer:

        async def watch() -> None:
            async with pacer.watching(watched(time, "a")) as sights:
                async for sight in sights:
                    stages.append(sight.stage)

        waiting = asyncio.create_task(watch())
        await time.until(waiting.done)
    assert stages[-1] == "succeeded"
    assert set(stages[:-1]) == {"running"}


@pytest.mark.parametrize(("lists_per_second", "most_together"), [(0.0, 6), (3.0, 9)])
async def test_lists_have_a_budget_of_their_own_where_the_upstream_counts_them_apart(
    time: Time, cloud: Cloud, lists_per_second: float, most_together: int
) -> None:
    begin = time.clock.now()
    names = [f"t{number}" for number in range(300)]
    cloud.ends |= dict.fromkeys(names, 1000000000.0)
    pages: list[float] = []

    async def list_page(page: Page) -> Listing | None:
        pages.append(time.ticks())
        # A list that shows nobody: single queries stay worth their while.
        return Listing((), "")

    more = {"lists": True, "list_page": list_page, "lists_per_second": lists_per_second}
    async with running(pacer_of(cloud, rate=5, **more)) as pacer:
        waiting = [
            asyncio.create_task(
                pacer.final(Watched(upstream_id=name, key="k", model="m", created_at=begin - 90 * SECOND))
            )
            for name in names
        ]
        await time.after(20)
        for each in waiting:
            each.cancel()
    asked = [at for at, _, _ in cloud.asked]
    assert pages and asked
    for calls, most in ((asked, 6), (pages, 4 if lists_per_second else 6), (asked + pages, most_together)):
        assert all(sum(start <= at < start + 1 for at in calls) <= most for start in calls)
    assert len(asked) >= (80 if lists_per_second else 1)


async def test_a_list_that_is_throttled_leaves_queries_alone(time: Time, cloud: Cloud) -> None:
    async def list_page(page: Page) -> Listing | None:
        raise Throttled(60)

    cloud.ends["a"] = 20.0
    more = {"lists": True, "list_page": list_page, "lists_per_second": 5.0}
    async with running(pacer_of(cloud, rate=5, **more)) as pacer:
        waiting = asyncio.create_task(pacer.final(watched(time, "a", age=90)))
        await time.until(waiting.done, 40)
        assert pacer.budget.rate == 5
        assert pacer.list_budget.rate < 5


async def test_lists_without_urls_are_followed_by_one_query(time: Time, cloud: Cloud) -> None:
    begin = time.clock.now()
    names = [f"t{number}" for number in range(400)]
    born = {name: begin + number * SECOND // 20 for number, name in enumerate(names)}
    cloud.ends |= {name: 100.0 + number % 50 for number, name in enumerate(names)}
    pages: list[Page] = []

    async def list_page(page: Page) -> Listing | None:
        pages.append(page)
        inside = [name for name in names if page.since <= born[name] <= page.until]
        start = int(page.after or 0)
        sights = [
            Sight(upstream_id=name, stage=cloud.sight(name).stage, created_at=born[name])
            for name in inside[start : start + 100]
        ]
        return Listing(tuple(sights), str(start + 100) if len(inside) > start + 100 else "")

    told: dict[str, float] = {}
    async with running(pacer_of(cloud, lists=True, list_page=list_page)) as pacer:

        async def watch(name: str, created: int) -> None:
            task = Watched(upstream_id=name, key="main", model="wan", created_at=created)
            sight = await pacer.final(task)
            told[name] = time.ticks()
            assert sight.url

        waiting = [asyncio.create_task(watch(name, created)) for name, created in born.items()]
        await time.until(lambda: len(told) == len(names))
        await asyncio.gather(*waiting)
    assert pages
    late = sorted(told[name] - float(end) for name, end in cloud.ends.items())  # type: ignore[arg-type]
    assert late[len(late) // 2] < 2
    assert len(cloud.asked) < 900


def test_a_budget_halves_once_a_second_and_recovers_within_a_minute() -> None:
    budget = Budget(20, 0.0)
    assert [budget.take(0.0) for _ in range(3)] == [0.0, 0.0, pytest.approx(0.05)]
    for _ in range(5):
        budget.throttle(10.0, None)
    assert budget.rate == 10
    for second in range(11, 20):
        budget.throttle(float(second), None)
    assert budget.rate >= 20 / 16
    assert budget.take(19.0) > 0
    budget.take(80.0)
    assert budget.rate == 20


def test_retry_after_is_heeded_within_reason() -> None:
    budget = Budget(20, 0.0)
    budget.throttle(0.0, 7.0)
    assert budget.take(1.0) == pytest.approx(6.0)
    budget.throttle(0.0, 1e9)
    assert budget.take(1.0) < 301
