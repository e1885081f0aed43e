"""Asking one upstream about its tasks, inside its budget of calls, and telling whoever waits.

`Pacer.final` waits for the end of one task. Everything else happens in one asyncio task that takes calls from the
planner as fast as the budget allows; answers may overlap.
"""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

import structlog
from msgspec import Struct

from laterna.clock import SECOND, Clock
from laterna.engines.remote.durations import Durations
from laterna.engines.remote.schedule import Move, Page, Planner, Query, Watched
from laterna.errors import LaternaError
from laterna.wire.client import FINAL_STAGES, Listing, Sight

__all__ = ["Budget", "Pacer", "Throttled", "Watched"]

_LEAST_SHARE: Final = 1 / 16  # of the budget, however often the upstream throttles
_RECOVERY: Final = 60.0  # seconds from nothing to the whole budget
_CALM: Final = 1.0  # seconds in which several refusals count as one
_LONGEST_WAIT: Final = 300.0  # seconds of Retry-After that are heeded
_NOTHING: Final = 0.25  # seconds until the planner is asked again when nothing was worth a call
_SHORTEST: Final = 0.001

_log = structlog.get_logger(__name__)

Ticks = Callable[[], float]
"""Seconds on a clock that only moves forward."""

Pause = Callable[[float], Awaitable[object]]
"""Waits so many seconds."""

Ask = Callable[[Watched], Awaitable[Sight | None]]
"""Queries one task with its key. None for a missed poll; raises Throttled for a 429."""

ListPage = Callable[[Page], Awaitable[Listing | None]]
"""Lists the tasks of one key; None and Throttled as for `Ask`."""

OnSight = Callable[[Sight], None]
"""Told what was seen of a task that has not ended."""


class Throttled(LaternaError):
    """The upstream says that it is asked too often; `retry_after` in seconds, where it says how long to wait."""

    def __init__(self, retry_after: float | None = None) -> None:
        super().__init__("The upstream is asked too often.", code="rate_limited")
        self.retry_after = retry_after


class Budget:
    """How many calls a second: a bucket of tokens whose rate falls when the upstream throttles and slowly recovers."""

    def __init__(self, per_second: float, now: float, burst: float = 0.0) -> None:
        """`burst` calls may be made at once after a pause; 0 stands for a tenth of a second's, at least one."""
        self._full = per_second
        self._burst = burst or max(1.0, per_second / 10)
        self._rate = per_second
        self._tokens = self._burst
        self._at = now
        self._closed_until = -math.inf
        self._throttled_at = -math.inf

    @property
    def rate(self) -> float:
        """Calls a second just now."""
        return self._rate

    def take(self, now: float) -> float:
        """Takes a call and returns 0, or the seconds after which there may be one."""
        self._fill(now)
        if now < self._closed_until:
            return self._closed_until - now
        if self._tokens >= 1 - 1e-9:
            self._tokens -= 1
            return 0.0
        return max((1 - self._tokens) / self._rate, _SHORTEST)

    def give_back(self) -> None:
        """The call that was taken was not made."""
        self._tokens = min(self._tokens + 1, self._burst)

    def throttle(self, now: float, retry_after: float | None) -> None:
        """The upstream refused a call: half the rate from now on, nothing until `retry_after` seconds have passed."""
        self._fill(now)
        if retry_after is not None:
            self._closed_until = max(self._closed_until, now + min(max(retry_after, 0.0), _LONGEST_WAIT))
        if now - self._throttled_at >= _CALM:
            self._throttled_at = now
            self._rate = max(self._rate / 2, self._full * _LEAST_SHARE)
            self._tokens = min(self._tokens, 0.0)

    def _fill(self, now: float) -> None:
        passed = max(now - self._at, 0.0)
        self._at = now
        self._tokens = min(self._tokens + passed * self._rate, self._burst)
        self._rate = min(self._rate + passed * self._full / _RECOVERY, self._full)


class _Wait(Struct, eq=False):
    """Somebody who waits for the end of a task."""

    end: asyncio.Future[Sight]
    on_sight: OnSight


class Pacer:
    """Asks one upstream about its tasks while `run` runs.

    `lists` is the face's; `list_page` is called only then. `queries_per_second` is never passed, nor is
    `lists_per_second`, unless that is 0: then lists count as queries. At most `at_once`
    calls are under way, so that an upstream that hangs does not collect thousands. `clock` tells how old tasks are
    when their watch begins; from then on only `ticks` counts, so that a jump of the machine's clock changes nothing.
    """

    def __init__(
        self,
        *,
        ask: Ask,
        list_page: ListPage | None = None,
        lists: bool = False,
        queries_per_second: float = 20.0,
        lists_per_second: float = 0.0,
        clock: Clock,
        ticks: Ticks = time.monotonic,
        pause: Pause = asyncio.sleep,
        durations: Durations | None = None,
        at_once: int = 64,
    ) -> None:
        self.planner = Planner(
            lists=lists and list_page is not None, calls_per_second=queries_per_second, durations=durations
        )
        self.budget = Budget(queries_per_second, ticks())
        self.list_budget = Budget(lists_per_second, ticks()) if lists_per_second else self.budget
        self._ask = ask
        self._list_page = list_page
        self._clock = clock
        self._ticks = ticks
        self._pause = pause
        self._at_once = at_once
        self._waits: dict[str, list[_Wait]] = {}
        self._names: dict[str, str] = {}
        self._calls: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()

    @property
    def watched(self) -> int:
        """How many tasks are on watch."""
        return len(self.planner)

    async def final(self, task: Watched, seen: OnSight = lambda sight: None) -> Sight:
        """Waits until the task has ended and returns what the upstream says of that; `stage` is a final one.

        `seen` is told of every sight before. Canceling this ends the watch. Several may wait for one task.
        """
        async with self._watch(task, seen) as end:
            return await end

    @asynccontextmanager
    async def watching(self, task: Watched) -> AsyncIterator[AsyncIterator[Sight]]:
        """All that is seen of a task while in the context; the last sight is final. Sights that nobody takes are
        replaced by later ones."""
        latest: asyncio.Queue[Sight] = asyncio.Queue(1)

        def keep(sight: Sight) -> None:
            if latest.full():
                latest.get_nowait()
            latest.put_nowait(sight)

        async with self._watch(task, keep) as end:
            end.add_done_callback(lambda done: None if done.cancelled() else keep(done.result()))
            yield _sights(latest)

    def poke(self, name: str) -> None:
        """There may be news of a task, for instance because the upstream called back: it is asked next.

        `name` is its `upstream_id` or its `submission`; one that is not on watch is ignored.
        """
        self.planner.poke(self._names.get(name, name))
        self._wake.set()

    async def run(self) -> None:
        """Asks until it is canceled, which ends all calls."""
        try:
            while True:
                await self._step()
        finally:
            calls = [*self._calls]
            for call in calls:
                call.cancel()
            await asyncio.gather(*calls, return_exceptions=True)

    @asynccontextmanager
    async def _watch(self, task: Watched, on_sight: OnSight) -> AsyncIterator[asyncio.Future[Sight]]:
        name = task.upstream_id
        wait = _Wait(asyncio.get_running_loop().create_future(), on_sight)
        waits = self._waits.setdefault(name, [])
        if not waits:
            self._names[task.submission] = name
            self.planner.add(task, self._ticks(), (self._clock.now() - task.created_at) / SECOND)
            self._wake.set()
        waits.append(wait)
        try:
            yield wait.end
        finally:
            waits.remove(wait)
            if not waits and self._waits.get(name) is waits:
                del self._waits[name]
                self._names.pop(task.submission, None)
                self.planner.drop(name)

    async def _step(self) -> None:
        self._wake.clear()
        if not len(self.planner) or len(self._calls) >= self._at_once:
            await self._wake.wait()
            return
        move, wait = self._next()
        if move is None:
            await self._pause(wait)
            return
        call = asyncio.create_task(self._make(move))
        self._calls.add(call)
        call.add_done_callback(self._made)

    def _next(self) -> tuple[Move | None, float]:
        """The next call, with its budget charged; or None, and for how many seconds there is none."""
        now = self._ticks()
        apart = self.list_budget is not self.budget
        query_wait = self.budget.take(now)
        list_wait = self.list_budget.take(now) if apart else query_wait
        if query_wait and list_wait:
            return None, min(query_wait, list_wait)
        move = self.planner.choose(now, queries=not query_wait, lists=not list_wait)
        if not query_wait and (move is None or (apart and isinstance(move, Page))):
            self.budget.give_back()
        if apart and not list_wait and not isinstance(move, Page):
            self.list_budget.give_back()
        return move, min(_NOTHING, query_wait or _NOTHING, list_wait or _NOTHING)

    def _made(self, call: asyncio.Task[None]) -> None:
        self._calls.discard(call)
        self._wake.set()

    async def _make(self, move: Move) -> None:
        """Makes one call. Whatever goes wrong with it, the next ones are made."""
        begun = self._ticks()
        try:
            told = await self._told(move, begun)
        except Throttled as refusal:
            budget = self.list_budget if isinstance(move, Page) else self.budget
            budget.throttle(self._ticks(), refusal.retry_after)
            told = None
        except Exception as error:  # noqa: BLE001 - a poll that breaks is a missed poll, and must not end polling
            _log.warning("a poll broke", error=type(error).__name__, exc_info=error)
            told = None
        if told is None:
            self.planner.missed(move, self._ticks())
            return
        for sight in told:
            self._tell(sight)

    async def _told(self, move: Move, begun: float) -> tuple[Sight, ...] | None:
        if isinstance(move, Query):
            sight = await self._ask(move.task)
            if sight is None:
                return None
            news = self.planner.answered(move, sight, self._ticks(), begun)
            return () if news is None else (news,)
        listing = None if self._list_page is None else await self._list_page(move)
        return None if listing is None else self.planner.listed(move, listing, self._ticks(), begun)

    def _tell(self, sight: Sight) -> None:
        final = sight.stage in FINAL_STAGES
        waits = self._waits.pop(sight.upstream_id, []) if final else self._waits.get(sight.upstream_id, [])
        for wait in [*waits]:
            if wait.end.done():
                continue
            if final:
                wait.end.set_result(sight)
            else:
                wait.on_sight(sight)


async def _sights(latest: asyncio.Queue[Sight]) -> AsyncIterator[Sight]:
    while True:
        sight = await latest.get()
        yield sight
        if sight.stage in FINAL_STAGES:
            return
