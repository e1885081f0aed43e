"""Server-sent events: what happens to a tenant's tasks, or to one task, as it happens.

| path under `/v1/laterna` | streams |
|---|---|
| `GET events` | everything of the tenant, from now on |
| `GET tasks/{id}/events` | one task, from its beginning; ends with the task |

Each event has the id, name and data of a webhook's message. `Last-Event-ID` (or `last_event_id` in the query)
resumes behind that event; nothing in between is missing. Progress comes as `task.progress`, without an id.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from laterna.access.keys import Caller
from laterna.api.context import Services
from laterna.api.exchange import Exchange, allow_methods
from laterna.errors import ParameterError, StorageError, TaskError
from laterna.ids import parse_task_id
from laterna.notify.feed import Feed, newest_event
from laterna.notify.telling import LINK_LIFE, Link, message
from laterna.tasks.task import Task, TaskState
from laterna.tasks.watch import Subscription

_HEADERS = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
)
_HEARTBEAT = 15.0
# Changes that come close together are read together.
_GATHER = 0.02
_RETRY = b"retry: 2000\n\n"

_log = structlog.get_logger(__name__)


class EventsDoor:
    """Answers streams. They end when the client leaves, the followed task ends, or the server stops."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def of_tenant(self, exchange: Exchange, caller: Caller) -> None:
        """Streams what happens to the caller's tasks. Raises LaternaError before the first byte only."""
        allow_methods(exchange, "GET")
        since = _last_event(exchange)
        if since is None:
            since = await newest_event(self._services.store)
        await self._stream(exchange, Feed(self._services.store, caller.tenant, None, since), caller, None)

    async def of_task(self, text: str, exchange: Exchange, caller: Caller) -> None:
        """Streams what happens to one task. Raises LaternaError before the first byte only."""
        allow_methods(exchange, "GET")
        task_id = parse_task_id(text)
        task = None if task_id is None else await self._services.store.get(task_id, caller.tenant)
        if task is None:
            raise TaskError(f"There is no task {text!r} for this key.", field="task_id", value=text)
        since = _last_event(exchange)
        feed = Feed(self._services.store, caller.tenant, task.id, since or 0)
        if (
            since
            and task.state.final
            and not await Feed(self._services.store, caller.tenant, task.id, since).read()
        ):
            # This status makes browsers stop asking again.
            await exchange.answer((204, b""))
            return
        await self._stream(exchange, feed, caller, task.id)

    async def _stream(self, exchange: Exchange, feed: Feed, caller: Caller, task_id: int | None) -> None:
        origin = self._services.settings.public_url or exchange.origin()

        def link(key: str) -> str:
            return self._services.assets.url(key, base_url=origin, life=LINK_LIFE)

        with self._services.store.watch(caller.tenant, task_id) as changes:
            async with _Alarm.set(exchange, changes, self._services.closing) as alarm:
                await exchange.begin(200, _HEADERS)
                await exchange.part(_RETRY, more=True)
                try:
                    await self._follow(exchange, feed, alarm, link)
                except StorageError as error:
                    # The client comes back with the last id that it has seen.
                    _log.warning("a stream had to end", reason=error.message)
        await exchange.part(b"", more=False)

    async def _follow(self, exchange: Exchange, feed: Feed, alarm: "_Alarm", link: Link) -> None:
        while True:
            for told in await feed.read():
                data = message(told.kind, told.head.at, told.task, link)
                await exchange.part(_event(told.kind, data, told.head.id), more=True)
            for task in alarm.take():
                now = self._services.store.peek(task.id, task.tenant)
                if now is not None and now.state is TaskState.RUNNING and now.progress:
                    await exchange.part(self._progress(now, link), more=True)
            if feed.ended or alarm.ended:
                return
            if not feed.more and not await alarm.wait():
                await exchange.part(b": still here\n\n", more=True)

    def _progress(self, task: Task, link: Link) -> bytes:
        data = message("task.progress", self._services.clock.now(), task, link)
        return _event("task.progress", data)


class _Alarm:
    """Waits for a change of what is followed, for the client to leave, and for the server to stop."""

    def __init__(
        self, changes: Subscription, left: "asyncio.Task[None]", closing: "asyncio.Task[bool]"
    ) -> None:
        self._changes = changes
        self._ends: tuple[asyncio.Task[None] | asyncio.Task[bool], ...] = (left, closing)
        self._next = asyncio.create_task(_next(changes))
        self._heard: list[Task] = []
        self._over = False

    @classmethod
    @asynccontextmanager
    async def set(
        cls, exchange: Exchange, changes: Subscription, closing: asyncio.Event
    ) -> AsyncIterator["_Alarm"]:
        left, closed = asyncio.create_task(exchange.left()), asyncio.create_task(closing.wait())
        alarm = cls(changes, left, closed)
        try:
            yield alarm
        finally:
            for each in (left, closed, alarm._next):
                each.cancel()

    @property
    def ended(self) -> bool:
        """True when nobody listens any more, or nobody will tell."""
        return self._over or any(each.done() for each in self._ends)

    async def wait(self) -> bool:
        """False when nothing has changed for a while."""
        done, _ = await asyncio.wait(
            (*self._ends, self._next), timeout=_HEARTBEAT, return_when=asyncio.FIRST_COMPLETED
        )
        if self._next in done:
            heard = self._next.result()
            if heard is None:
                self._over = True
                return True
            await asyncio.sleep(_GATHER)
            self._heard = [heard, *self._changes.take()]
            self._next = asyncio.create_task(_next(self._changes))
        return bool(done)

    def take(self) -> list[Task]:
        """The changed tasks."""
        heard, self._heard = self._heard, []
        return heard


def _event(name: str, data: bytes, number: int | None = None) -> bytes:
    head = b"" if number is None else b"id: %d\n" % number
    return b"%sevent: %s\ndata: %s\n\n" % (head, name.encode(), data)


async def _next(changes: Subscription) -> Task | None:
    return await anext(changes, None)


def _last_event(exchange: Exchange) -> int | None:
    text = exchange.header(b"last-event-id") or exchange.query().get("last_event_id", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise ParameterError(
            f"Last-Event-ID is {text!r}; allowed: the id of an event of this stream.",
            field="Last-Event-ID",
            value=text,
        )
    return int(text)
