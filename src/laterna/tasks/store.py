"""The store: every accepted task, durable in the database and at hand in memory."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Self, TypeVar

from sqlalchemy.exc import IntegrityError

from laterna.clock import MINUTE, SECOND, Clock
from laterna.errors import ParameterError, StorageError
from laterna.ids import edge_of_millisecond, new_task_id
from laterna.meters import Meters
from laterna.tasks import moves, queries
from laterna.tasks.cache import TaskCache
from laterna.tasks.counting import count_move
from laterna.tasks.database import Database, open_database
from laterna.tasks.records import ALL_MODELS, Balance, Event, LedgerEntry, Models, TaskFilter, UsageRow
from laterna.tasks.schema import bring_up_to_date
from laterna.tasks.task import NewTask, Task, TaskFailure, TaskResult, TaskState
from laterna.tasks.unit import Unit
from laterna.tasks.watch import Hub, Subscription
from laterna.tasks.writer import Committed, Writer
from laterna.tracing import UNTRACED, Tracer

T = TypeVar("T")

_log = logging.getLogger(__name__)
_LEASE = 30 * SECOND
_SWEEP_EVERY = 10 * MINUTE
_NOTHING: Mapping[int, int] = MappingProxyType({})


class TaskStore:
    """Tasks, their events and their money. One per process; several processes may share the database.

    Every change is one transaction of row, ledger and event, and is on disk when the method returns. Changes
    that arrive together share a commit. Methods raise StorageError when the database refuses; then nothing of
    that change has happened. Times and leases are in microseconds.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        """Use `TaskStore.open`."""
        self.database = database
        self.clock = clock
        self.arrivals = asyncio.Event()
        """Set when a task may have become claimable; whoever claims clears it first."""
        self.meters = Meters()
        """What this process has counted; whoever works with the store counts here."""
        self.tracer: Tracer = UNTRACED
        """Traces what is done with its tasks."""
        self._cache = TaskCache()
        self._hub = Hub()
        self._writer = Writer(database, clock, self._committed)
        self._seen = 0
        self._newest_id = 0
        self._leases: dict[str, int] = {}
        self._progress: dict[int, tuple[str, int]] = {}
        self._listeners: list[Callable[[str], None]] = []
        self._hooks: list[Callable[[], Awaitable[object]]] = []
        self._swept_at = clock.now()
        self._follower: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, database_url: str, clock: Clock, *, follow_every: float = 1.0) -> Self:
        """Opens the database, brings its schema up to date and loads what is not final.

        Every `follow_every` seconds the store writes progress down and looks for what other processes have
        changed; 0 leaves that to calls of `refresh`. Raises StorageError.
        """
        database = open_database(database_url)
        try:
            await database.write(bring_up_to_date)
            state = await database.read(queries.load)
        except StorageError:
            await database.close()
            raise
        store = cls(database, clock)
        store._newest_id, store._seen = state.newest_id, state.newest_event
        store._take_in(state.live)
        if follow_every > 0:
            store._follower = asyncio.create_task(store._follow(follow_every), name="laterna-follower")
        return store

    async def close(self) -> None:
        """Writes what still waits and closes the database. The store cannot be used afterwards."""
        if self._follower is not None:
            self._follower.cancel()
            await asyncio.wait((self._follower,))
        try:
            await self._flush_progress()
        except StorageError as error:
            _log.warning("progress was not written down at the end: %s", error.message)
        await self._writer.close()
        self._hub.close()
        await self.database.close()

    # --- create and read

    async def create(self, spec: NewTask) -> Task:
        """Accepts a task: when this returns, its row, hold and first event are on disk.

        The same tenant, wire, idempotency key and body within 24 hours gives the task that is there already.
        Raises TaskError `idempotency_conflict` when the body differs, StorageError, and ParameterError when a
        text holds half a surrogate pair.
        """
        try:
            return await self._writer.run(self._creation(spec))
        except IntegrityError:
            # Another process drew the same id in the same millisecond.
            return await self._writer.run(self._creation(spec))

    def peek(self, task_id: int, tenant: str | None) -> Task | None:
        """The task if it is in memory; None in place of a tenant looks at all tenants."""
        task = self._cache.find(task_id)
        return task if task is not None and (tenant is None or task.tenant == tenant) else None

    async def get(self, task_id: int, tenant: str | None) -> Task | None:
        """The task, from memory or from the database; None in place of a tenant looks at all tenants."""
        if self._cache.find(task_id) is None:
            task = await self.database.read(partial(queries.task, task_id=task_id))
            if task is None:
                return None
            self._cache.apply(task)
        return self.peek(task_id, tenant)

    async def list_tasks(
        self, tenant: str | None, wanted: TaskFilter | None = None, *, offset: int = 0, limit: int = 20
    ) -> tuple[list[Task], int]:
        """One page of a tenant's tasks (None: of all tenants), and how many the whole list has.

        A task named by `wanted.after` need not be there any more: who lists and deletes in turn goes on where it was.
        """
        wanted = wanted or TaskFilter()
        after, gone = await self._place_of(wanted, tenant)
        read = partial(queries.page, tenant=tenant, wanted=wanted, after=after, gone=gone)
        page, total = await self.database.read(partial(read, offset=offset, limit=limit))
        return [self._fresher(task) for task in page], total

    async def counts(self) -> dict[TaskState, int]:
        """How many tasks there are in each state, over all tenants."""
        return await self.database.read(queries.counts)

    def learn(self, task: Task) -> None:
        """Takes in a task as somebody has just read it from the database, where that is news."""
        self._take_in((task,))

    def live_count(self, tenant: str, key_id: str) -> int:
        """How many tasks of a key are queued or running."""
        return self._cache.live_count(tenant, key_id)

    async def events(self, task_id: int, tenant: str) -> list[Event]:
        """What happened to a task, in order; empty for a task of somebody else."""
        return await self.database.read(partial(queries.events, task_id=task_id, tenant=tenant))

    async def events_since(self, event_id: int, limit: int = 1_000) -> list[Event]:
        """What happened after an event, over all tasks, in the order in which it was committed."""
        return await self.database.read(partial(queries.events_since, event_id=event_id, limit=limit))

    async def ledger(self, task_id: int) -> list[LedgerEntry]:
        """The bookings of a task: none, a hold, or a hold and its settlement or void."""
        return await self.database.read(partial(queries.entries, task_id=task_id))

    async def usage(
        self, tenant: str | None, *, first_day: str | None = None, last_day: str | None = None
    ) -> list[UsageRow]:
        """Sums by day (UTC, of creation), tenant, key and model. Days are `YYYY-MM-DD`, both ends included."""
        return await self.database.read(
            partial(queries.usage, tenant=tenant, first_day=first_day, last_day=last_day)
        )

    async def balance(self, tenant: str | None = None, *, key_id: str | None = None) -> list[Balance]:
        """What is reserved and what is spent, per tenant and currency; of one key where one is named."""
        return await self.database.read(partial(queries.balances, tenant=tenant, key_id=key_id))

    # --- work

    async def move(self, move: Callable[[Unit], T]) -> T:
        """Runs a move in the next transaction and answers after the commit; raises what the move raises."""
        return await self._writer.run(move)

    async def claim(
        self,
        worker: str,
        limit: int,
        lease: int,
        models: Models = ALL_MODELS,
        *,
        held: Mapping[int, int] = _NOTHING,
        lapsed: bool = True,
    ) -> list[Task]:
        """Gives a worker up to `limit` tasks for `lease` microseconds: lapsed claims first, then oldest first.

        `held` are the attempts, by task id, that the worker is still working on: where such a claim has lapsed it is
        renewed. Without `lapsed` claims that have run out are left alone, unless `recover` has ended them.
        """
        self._leases[worker] = lease
        claim = partial(moves.claim, worker=worker, limit=limit, lease=lease, models=models)
        return await self._writer.run(partial(claim, held=dict(held), lapsed=lapsed))

    async def claim_off_peak(
        self, worker: str, limit: int, lease: int, models: Models = ALL_MODELS
    ) -> list[Task]:
        """As `claim`, for tasks that wait for an off-peak time; the caller says that it has come."""
        self._leases[worker] = lease
        claim = partial(moves.claim_off_peak, worker=worker, limit=limit, lease=lease, models=models)
        return await self._writer.run(claim)

    async def renew(self, worker: str, task_ids: Iterable[int]) -> set[int]:
        """Prolongs claims by the lease of the worker's last `claim`; answers those that it still holds."""
        ids = tuple(task_ids)
        if not ids:
            return set()
        lease = self._leases.get(worker, _LEASE)
        return await self._writer.run(partial(moves.renew, worker=worker, task_ids=ids, lease=lease))

    async def recover(self, worker: str) -> int:
        """Ends every claim of a worker that is known to be gone, so that they can be taken over at once."""
        ended = await self._writer.run(partial(moves.end_leases, worker=worker))
        if ended:
            self.arrivals.set()
        return ended

    def report_progress(self, task_id: int, worker: str, percent: int) -> None:
        """Notes how far a claimed task is, 0 to 100: at once in memory, soon in the database. It never falls."""
        task = self._cache.advance(task_id, worker, min(percent, 100))
        if task is not None:
            self._progress[task_id] = (worker, task.progress)
            self._hub.publish(task)

    async def succeed(
        self, task_id: int, worker: str, attempt: int, result: TaskResult, *, charge: int | None = None
    ) -> Task | None:
        """Ends a claimed task well and settles its hold. None: the claim was lost, somebody else owns the task.

        What an upstream made is paid for as its hand-over says; else `charge` is paid, at most what is held, which
        None stands for. The rest is given back.
        """
        move = partial(
            moves.succeed, task_id=task_id, worker=worker, attempt=attempt, result=result, charge=charge
        )
        return await self._writer.run(move)

    async def fail(self, task_id: int, worker: str, attempt: int, failure: TaskFailure) -> Task | None:
        """Ends a claimed task badly and voids its hold. None: the claim was lost.

        A task that still waits is failed with an empty `worker` and its own `attempt`.
        """
        return await self._writer.run(
            partial(moves.fail, task_id=task_id, worker=worker, attempt=attempt, failure=failure)
        )

    async def release(self, task_id: int, worker: str, attempt: int, *, not_before: int = 0) -> None:
        """Gives a claim back; the task waits again, until `not_before` at least. Nothing happens to a lost claim."""
        await self._writer.run(
            partial(moves.release, task_id=task_id, worker=worker, attempt=attempt, not_before=not_before)
        )

    async def cancel(self, task_id: int, tenant: str, *, running_too: bool) -> Task:
        """Cancels a waiting task, with `running_too` also a running one, and voids its hold.

        Raises TaskError `task_not_found` or `not_cancelable`.
        """
        return await self._writer.run(
            partial(moves.cancel, task_id=task_id, tenant=tenant, running_too=running_too)
        )

    async def remove(self, task_id: int, tenant: str) -> None:
        """Forgets a final task's request and result for good; its events and its money stay in the books.

        Raises TaskError `task_not_found`, or `unsupported_operation` while the task is not final.
        """
        await self._writer.run(partial(moves.remove, task_id=task_id, tenant=tenant))

    async def next_due(self) -> int | None:
        """When the next task becomes claimable by time alone (a lease or a wait ends), or None."""
        return await self.database.read(partial(queries.next_due, now=self.clock.now()))

    # --- being told

    def watch(self, tenant: str | None = None, task_id: int | None = None) -> Subscription:
        """Subscribes to changed tasks, of one tenant or one task where named. Use it in a `with` block."""
        return self._hub.subscribe(tenant, task_id)

    def on_heard(self, listener: Callable[[str], None]) -> None:
        """Has `listener` called with the marker of a submission whose upstream has called back."""
        self._listeners.append(listener)

    def heard(self, marker: str) -> None:
        """An upstream has called back about the submission with this marker."""
        for listener in self._listeners:
            listener(marker)

    def every_round(self, hook: Callable[[], Awaitable[object]]) -> None:
        """Has `hook` awaited whenever the store looks for what other processes have changed."""
        self._hooks.append(hook)

    async def refresh(self) -> None:
        """Writes progress down, takes in what other processes have changed, and awaits the hooks."""
        await self._flush_progress()
        news = await self.database.read(partial(queries.news, since=self._seen))
        if news.newest_event > self._seen:
            self._seen = news.newest_event
            self._take_in(news.tasks)
            self._forget(news.removed)
        if abs(self.clock.now() - self._swept_at) >= _SWEEP_EVERY:
            self._swept_at = self.clock.now()
            await self._writer.run(moves.forget_twins)
        for hook in self._hooks:
            await hook()

    async def _follow(self, seconds: float) -> None:
        while True:
            await asyncio.sleep(seconds)
            try:
                await self.refresh()
            except StorageError as error:
                _log.warning("the store could not look at the database: %s", error.message)

    def _committed(self, commit: Committed) -> None:
        # Otherwise another process has written in between, and the next refresh fetches that.
        if commit.head_before == self._seen:
            self._seen = commit.head
        self._take_in(commit.changed)
        self._forget(commit.removed)
        for kind, task, upstream in commit.moves:
            count_move(self.meters, kind, task, upstream)

    def _forget(self, removed: Iterable[int]) -> None:
        for task_id in removed:
            self._cache.forget(task_id)

    def _take_in(self, tasks: Iterable[Task]) -> None:
        for task in tasks:
            if not self._cache.apply(task):
                continue
            self._hub.publish(task)
            if task.state is TaskState.QUEUED:
                self.arrivals.set()
            elif task.state.final:
                self._progress.pop(task.id, None)

    async def _flush_progress(self) -> None:
        if not self._progress:
            return
        reports = [(task_id, worker, percent) for task_id, (worker, percent) in self._progress.items()]
        self._progress = {}
        await self._writer.run(partial(moves.keep_progress, reports=reports))

    def _creation(self, spec: NewTask) -> Callable[[Unit], Task]:
        now = self.clock.now()
        # Within one millisecond, and after the clock was put back, ids still rise.
        self._newest_id = max(new_task_id(now), self._newest_id + 1)
        task = moves.new_task(self._newest_id, spec, now)
        # Encoding here gives bad text back to its sender and not to the group that shares the commit.
        try:
            row = moves.first_row(task)
            "".join(
                (spec.tenant, spec.key_id, spec.request_id, spec.idempotency_key, spec.body_hash)
            ).encode()
        except UnicodeEncodeError as error:
            raise ParameterError(
                f"The request holds text that is not Unicode: {error.reason}; send whole characters as UTF-8."
            ) from error
        return partial(moves.create, task=task, row=row, spec=spec)

    async def _place_of(self, wanted: TaskFilter, tenant: str | None) -> tuple[tuple[int, int] | None, bool]:
        """The (created_at, id) of the task before a page, and whether the time is only its millisecond's edge."""
        if wanted.after is None:
            return None, False
        task = await self.get(wanted.after, tenant)
        if task is not None:
            return (task.created_at, task.id), False
        return (edge_of_millisecond(wanted.after, late=not wanted.oldest_first), wanted.after), True

    def _fresher(self, task: Task) -> Task:
        known = self._cache.find(task.id)
        return known if known is not None and known.version >= task.version else task
