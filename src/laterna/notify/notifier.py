"""The notifier: turns events into deliveries, sends what is due, and writes down what came of it.

One loop does all database work in rounds, so whatever happens between two rounds shares a transaction; sending
goes on meanwhile, each lane at its own pace.
"""

import asyncio
import logging
from collections.abc import Sequence
from urllib.parse import urlsplit

from structlog.contextvars import bind_contextvars

from laterna.clock import HOUR, SECOND, Clock
from laterna.errors import StorageError
from laterna.notify.delivery import Attempt, Delivery, DeliveryState, delivery_id, kind_of
from laterna.notify.endpoints import EndpointBook
from laterna.notify.feed import task_now
from laterna.notify.lanes import Lane, Lanes, Standing
from laterna.notify.outbox import BATCH, Head, Outbox, Outcome
from laterna.notify.sender import Sender
from laterna.notify.telling import callback_kind, text_of, webhook_kind
from laterna.tasks.store import TaskStore

_log = logging.getLogger(__name__)

_LOOK_EVERY = 1.0
# A round takes in what the last pause has brought; with nobody to tell, longer pauses cost less and delay nobody.
_PAUSE = 0.005
_PAUSE_IDLE = 0.03
_FORGET_EVERY = HOUR
_GRACE = 2.0
_MANY_LANES = 256


class Notifier:
    """Tells the outside. At most one is active in each database; others wait to take over."""

    def __init__(
        self, store: TaskStore, book: EndpointBook, sender: Sender, clock: Clock, holder: str
    ) -> None:
        """`holder` names this process; it goes on at once when it is restarted under the same name."""
        self._store = store
        self._book = book
        self._sender = sender
        self._clock = clock
        self._outbox = Outbox(store.database, clock, holder)
        self._lanes = Lanes()
        self._tries: set[asyncio.Task[None]] = set()
        self._done: list[Outcome] = []
        self._wake = asyncio.Event()
        book.on_change(self._wake.set)
        self._stopping = False
        self._mark: int | None = None
        self._forgot_at: int | None = None

    async def run(self) -> None:
        """Tells until `stop`; what goes wrong in the database is logged and tried again."""
        watching = asyncio.create_task(self._watch(), name="laterna-notify-watch")
        try:
            while not self._stopping:
                self._wake.clear()
                try:
                    pause = _PAUSE if await self.round() else _PAUSE_IDLE
                except StorageError as error:
                    _log.warning("nobody can be told just now: %s", error.message)
                    pause = _LOOK_EVERY
                await asyncio.sleep(pause)
                await self._rest()
        finally:
            watching.cancel()
            await self._end()

    def stop(self) -> None:
        """Has `run` return once the tries under way have been written down."""
        self._stopping = True
        self._wake.set()

    async def settle(self) -> None:
        """Does all that is due by now, and returns when nothing is due and nothing under way."""
        while await self.round() or self._tries or self._done:
            if self._tries and not self._done:
                await asyncio.wait(self._tries, return_when=asyncio.FIRST_COMPLETED)
                await asyncio.sleep(_PAUSE)

    async def round(self) -> bool:
        """One turn: keeps the lease, writes down, takes in, sends. True when there was something to do.

        Raises StorageError; then the next turn does what this one could not.
        """
        worked = await self._note()
        if not await self._outbox.hold():
            self._mark = None
            return worked
        await self._look()
        worked = await self._take() or worked
        await self._fill()
        if len(self._lanes) > _MANY_LANES:
            self._lanes.forget_idle()
        for lane in self._lanes.all():
            worked = self._send(lane) or worked
        return worked

    async def _watch(self) -> None:
        with self._store.watch() as changes:
            async for _ in changes:
                changes.take()
                self._wake.set()

    async def _rest(self) -> None:
        due = self._lanes.next_at()
        ahead = _LOOK_EVERY if due is None else (due - self._clock.now()) / SECOND
        try:
            async with asyncio.timeout(max(0.0, min(_LOOK_EVERY, ahead))):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _end(self) -> None:
        if self._tries:
            await asyncio.wait(self._tries, timeout=_GRACE)
        for running in tuple(self._tries):
            running.cancel()
        if self._tries:
            await asyncio.wait(self._tries)
        try:
            await self._note()
            await self._outbox.release()
        except StorageError as error:
            _log.warning("what was told last could not be written down: %s", error.message)

    async def _look(self) -> None:
        """After a change of endpoints, a replay, or the first time: reads the lanes anew."""
        if self._mark == self._book.mark:
            await self._forget()
            return
        mark = self._book.mark
        for lane in self._lanes.all():
            lane.start_over()
        for name in await self._outbox.lanes():
            self._lane(name).more = True
        self._mark = mark

    async def _forget(self) -> None:
        now = self._clock.now()
        if self._forgot_at is None or abs(now - self._forgot_at) >= _FORGET_EVERY:
            self._forgot_at = now
            self._lanes.forget_idle()
            await self._outbox.forget()

    async def _take(self) -> bool:
        heads = await self._outbox.news()
        if not heads:
            return False
        now = self._clock.now()
        found = [delivery for head in heads for delivery in await self._derive(head, now)]
        taken = await self._outbox.take(heads[-1].id, found)
        self._queue(taken)
        return bool(taken) or len(heads) >= BATCH

    async def _derive(self, head: Head, now: int) -> list[Delivery]:
        found = []
        kind = callback_kind(head.kind, head.sequence)
        if kind is not None:
            url = await self._callback_url(head)
            if url:
                found.append(_delivery(head, now, kind, url))
        name = webhook_kind(head.kind, head.sequence)
        if name is not None:
            for endpoint in self._book.of_tenant(head.tenant):
                if endpoint.wants(name, head.id):
                    found.append(_delivery(head, now, name, endpoint.url, endpoint.id))
        return found

    async def _callback_url(self, head: Head) -> str:
        task = await task_now(self._store, head.task_id, head.tenant, final=False)
        return "" if task is None else text_of(task.echo, "callback_url")

    async def _note(self) -> bool:
        done, self._done = self._done, []
        if not done:
            return False
        try:
            freed = await self._outbox.note(done)
        except StorageError:
            self._done = done + self._done
            raise
        for outcome in done:
            delivery = outcome.delivery
            self._count(delivery)
            self._lane(delivery.lane).busy.discard(delivery.id)
            if delivery.state is DeliveryState.WAITING:
                self._queue((delivery,))
        self._queue(freed)
        if any(outcome.gone for outcome in done):
            await self._book.refresh()
        return True

    def _count(self, delivery: Delivery) -> None:
        """Counts a try that has been written down."""
        state = delivery.state
        outcome = "retried" if state is DeliveryState.WAITING else state.value
        self._store.meters.delivery(kind_of(delivery), outcome, delivery.log[-1].milliseconds / 1_000)

    async def _fill(self) -> None:
        for lane in self._lanes.all():
            if lane.hungry:
                asked = lane.wanted()
                lane.fill(await self._outbox.due(lane.name, asked), asked)

    def _queue(self, deliveries: Sequence[Delivery]) -> None:
        for delivery in deliveries:
            if delivery.next_at is not None:
                self._lane(delivery.lane).add(delivery)

    def _lane(self, name: str) -> Lane:
        return self._lanes.lane(name, name.partition(" ")[0])

    def _send(self, lane: Lane) -> bool:
        """Begins as many tries as the lane has room for."""
        begun = False
        while self._outbox.held and not self._stopping:
            turn = self._lanes.begin(lane, self._clock.now())
            if turn is None:
                break
            begun = True
            trying = asyncio.create_task(self._try(lane, *turn))
            self._tries.add(trying)
            trying.add_done_callback(self._ended)
        return begun

    async def _try(self, lane: Lane, delivery: Delivery, counted: Standing) -> None:
        bind_contextvars(task=delivery.task_id, delivery=delivery.id)
        tried: Attempt | None = None
        try:
            outcome = await self._sender.attempt(delivery)
            tried = outcome.delivery.log[-1]
            self._done.append(outcome)
        finally:
            self._lanes.end(lane, counted, tried)
            self._wake.set()
        if lane.standing is Standing.PROMPT:
            # The others take turns, in the next round.
            self._send(lane)

    def _ended(self, trying: "asyncio.Task[None]") -> None:
        self._tries.discard(trying)
        if not trying.cancelled() and (error := trying.exception()) is not None:
            # The delivery stays busy, so it is left alone until the next start and holds nobody else up.
            _log.error("a delivery could not even be tried", exc_info=error)


def _delivery(head: Head, now: int, kind: str, url: str, endpoint: str = "") -> Delivery:
    """The delivery of an event to an endpoint, or to the URL that its task names."""
    return Delivery(
        id=delivery_id(head.task_id, head.sequence, endpoint or "callback"),
        event_id=head.id,
        task_id=head.task_id,
        tenant=head.tenant,
        endpoint=endpoint,
        kind=kind,
        url=url,
        lane=f"{head.tenant} {endpoint or _host(url)}",
        state=DeliveryState.WAITING,
        attempts=0,
        next_at=now,
        log=(),
        created_at=head.at,
        finished_at=None,
    )


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc.lower()}"
