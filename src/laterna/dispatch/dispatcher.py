"""The dispatcher: claims tasks, has engines make their clips, keeps its claims alive, and stops what was canceled."""

import asyncio
import shutil
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from pathlib import Path

import structlog

from laterna.assets.store import AssetStore
from laterna.catalog.request import VideoRequest
from laterna.clock import SECOND, Clock
from laterna.dispatch.identity import Identity, take_identity
from laterna.dispatch.leniency import RENEWALS, Leniency, Ticks
from laterna.dispatch.off_peak import OVERDUE, OffPeak
from laterna.dispatch.pools import REMOTE, Pool, pools_of
from laterna.dispatch.run import Bench, Run
from laterna.engines.engine import Engine
from laterna.errors import EngineError, StorageError
from laterna.routing import Routes
from laterna.settings import Settings
from laterna.tasks.patience import Pause
from laterna.tasks.store import TaskStore
from laterna.tasks.task import Task, TaskState

_RESERVE = 32 * 1024 * 1024  # bytes of free disk below which no task is begun
_LOOK_AGAIN = 2.0  # seconds at most between two looks for work
_AT_MOST = 200  # tasks claimed in one turn

Cost = Callable[[VideoRequest, int | None], int | None]
"""What a clip costs in millionths, at a price of a second or its card's own; None stands for what is held."""

_log = structlog.get_logger(__name__)


class Dispatcher:
    """Runs as many tasks at once as its engines do well. Every claim is renewed at a third of its lease.

    `remote_models` go to upstreams. `cost` is `Catalog.cost`. `pause` waits so many seconds before storage is tried
    again; `ticks` are seconds that only move forward; `free_bytes` tells a folder's free disk space.
    """

    def __init__(
        self,
        store: TaskStore,
        engines: Mapping[str, Engine],
        assets: AssetStore,
        clock: Clock,
        settings: Settings,
        *,
        routes: Routes | None = None,
        remote_models: Iterable[str] = (),
        cost: Cost = lambda request, second: None,
        pause: Pause = asyncio.sleep,
        ticks: Ticks = time.monotonic,
        free_bytes: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free,
    ) -> None:
        self._store = store
        self._engines = engines
        self._assets = assets
        self._clock = clock
        self._settings = settings
        self._routes = routes or Routes()
        self._cost = cost
        self._pause = pause
        self._free_bytes = free_bytes
        self._off_peak = OffPeak(settings.off_peak_window, clock)
        self._pools = pools_of(engines, remote_models)
        self._busy: Counter[str] = Counter()
        self._lease = settings.lease * SECOND
        self._leniency = Leniency(settings.lease, ticks)
        self._runs: dict[int, tuple[Run, asyncio.Task[None], Pool]] = {}
        self._stopping = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._disk_full = False

    @property
    def running(self) -> int:
        """How many tasks are being worked on."""
        return len(self._runs)

    async def run(self) -> None:
        """Works until `stop` is called or it is cancelled. Raises StorageError when there is no place to work."""
        self._idle.clear()
        try:
            with await asyncio.to_thread(take_identity, self._settings.data_dir) as identity:
                await self._work(identity)
        finally:
            self._idle.set()

    async def stop(self) -> None:
        """Stops all work and the engines, and gives the claims back, so that others or the next start go on."""
        self._stopping.set()
        await self._idle.wait()

    async def _work(self, identity: Identity) -> None:
        folder = self._settings.data_dir / "work" / identity.name
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        bench = Bench(
            self._store, self._assets, self._clock, self._settings, identity.name, folder, self._pause
        )
        if identity.restored:
            await self._take_up(identity.name)
        with self._store.watch() as changes:
            warming = asyncio.create_task(self._warm_up())
            loops = [
                asyncio.create_task(loop)
                for loop in (
                    self._claim(bench),
                    self._renew(bench),
                    self._heed(changes),
                    self._until_stopped(),
                )
            ]
            try:
                ended, _ = await asyncio.wait(loops, return_when=asyncio.FIRST_COMPLETED)
            finally:
                await _cancel([warming, *loops])
                await self._lay_down(bench)
                await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
            for loop in ended:
                loop.result()  # what broke a loop must be heard of

    async def _until_stopped(self) -> None:
        await self._stopping.wait()

    async def _take_up(self, worker: str) -> None:
        """Makes what this worker was doing before it was killed claimable at once."""
        try:
            if left := await self._store.recover(worker):
                _log.info("going on with what was being made when the server ended", tasks=left)
        except StorageError as error:
            _log.warning("old claims could not be ended; they run out by themselves", reason=error.message)

    async def _warm_up(self) -> None:
        for name, engine in self._engines.items():
            try:
                await engine.start()
            except EngineError as error:
                _log.error("an engine cannot work; its tasks will fail", engine=name, reason=error.message)

    # --- claims

    async def _claim(self, bench: Bench) -> None:
        while True:
            self._store.arrivals.clear()
            if not await self._claim_some(bench):
                await self._wait_for_work()

    async def _claim_some(self, bench: Bench) -> bool:
        """Claims as many tasks as there is room for. True when there may be more."""
        if not self._has_room() or not await self._disk_has_room():
            return False
        return any(await asyncio.gather(*(self._claim_for(bench, pool) for pool in self._pools)))

    def _has_room(self) -> bool:
        return any(self._busy[pool.name] < pool.capacity for pool in self._pools)

    async def _claim_for(self, bench: Bench, pool: Pool) -> bool:
        room = min(pool.capacity - self._busy[pool.name], _AT_MOST)
        if room <= 0:
            return False
        try:
            with self._leniency.watching():
                tasks = await self._claimed(bench, pool, room)
        except StorageError as error:
            _log.warning("no task can be claimed", reason=error.message)
            return False
        for task in tasks:
            if self._off_peak.overdue(task) and not pool.leaves_off_peak:
                await self._give_up(bench, task)
            else:
                self._begin(bench, task, pool)
        return bool(tasks)

    async def _claimed(self, bench: Bench, pool: Pool, room: int) -> list[Task]:
        held = {task_id: run.task.attempt for task_id, (run, _, _) in self._runs.items()}
        tasks = await self._store.claim(
            bench.worker, room, self._lease, pool.models, held=held, lapsed=not self._leniency.granted
        )
        if not tasks and (pool.leaves_off_peak or self._off_peak_now()):
            tasks = await self._store.claim_off_peak(bench.worker, room, self._lease, pool.models)
        return tasks

    async def _give_up(self, bench: Bench, task: Task) -> None:
        try:
            await self._store.fail(task.id, bench.worker, task.attempt, OVERDUE)
        except StorageError as error:
            # The claim runs out by itself, and the task is taken up again.
            _log.warning("an overdue task could not be ended", task=task.id, reason=error.message)

    def _off_peak_now(self) -> bool:
        """True in the off-peak window, and while this worker makes nothing that somebody pays the full price for."""
        paid = (not run.task.request.off_peak for run, _, pool in self._runs.values() if pool.name != REMOTE)
        return not any(paid) or self._off_peak.window_open()

    async def _wait_for_work(self) -> None:
        try:
            async with asyncio.timeout(await self._seconds_to_next()):
                await self._store.arrivals.wait()
        except TimeoutError:
            return

    async def _seconds_to_next(self) -> float:
        if not self._has_room():
            return _LOOK_AGAIN
        try:
            due = await self._store.next_due()
        except StorageError:
            return _LOOK_AGAIN
        if due is None:
            return _LOOK_AGAIN
        return min(max(due - self._clock.now(), 0) / SECOND + 0.01, _LOOK_AGAIN)

    async def _disk_has_room(self) -> bool:
        """False while the disk is full: tasks then wait instead of failing one after the other."""
        free = await asyncio.to_thread(self._free_bytes, self._settings.data_dir)
        full = free < _RESERVE
        if full != self._disk_full:
            self._disk_full = full
            _log.warning(
                "the disk is full; tasks wait" if full else "the disk has room again", free_bytes=free
            )
        return not full

    # --- runs

    def _begin(self, bench: Bench, task: Task, pool: Pool) -> None:
        plan = self._routes.plan_of(task.request.model)
        names = ([REMOTE] if plan.upstreams else []) + ([plan.engine] if plan.engine else [])
        charge = self._cost(task.request, plan.engine_price)
        run = Run(bench, task, [(name, self._engines.get(name)) for name in names], charge)
        work = asyncio.create_task(run.go(), name=f"task-{task.id}")
        if earlier := self._runs.get(task.id):
            # Its claim ran out while the database could not be written; this is the one that counts now.
            _cancel_once(earlier[1])
        self._runs[task.id] = (run, work, pool)
        self._busy[pool.name] += 1
        work.add_done_callback(lambda ended: self._end(run, ended, pool))

    def _end(self, run: Run, work: asyncio.Task[None], pool: Pool) -> None:
        self._busy[pool.name] -= 1
        if self._runs.get(run.task.id, (None, None, None))[1] is work:
            del self._runs[run.task.id]
        if not work.cancelled() and (error := work.exception()) is not None:
            # The claim is no longer renewed, so the task is taken up again when it has run out.
            _log.error("a task was dropped", task=run.task.id, exc_info=error)
        self._store.arrivals.set()

    async def _renew(self, bench: Bench) -> None:
        while True:
            await asyncio.sleep(self._settings.lease / RENEWALS)
            asked = tuple(self._runs.items())
            try:
                with self._leniency.watching():
                    held = await self._store.renew(bench.worker, [task_id for task_id, _ in asked])
            except StorageError as error:
                _log.warning("claims could not be renewed", reason=error.message)
                continue
            for task_id, (_, work, _) in asked:
                if task_id not in held:
                    _cancel_once(work)

    async def _heed(self, changes: AsyncIterator[Task]) -> None:
        """Stops the work on tasks that were canceled or that somebody else has taken over."""
        async for task in changes:
            run, work, _ = self._runs.get(task.id, (None, None, None))
            if run is None or work is None:
                continue
            if task.state is TaskState.CANCELED or task.attempt > run.task.attempt:
                _log.info("work stopped", task=task.id, state=task.state.value)
                _cancel_once(work)

    async def _lay_down(self, bench: Bench) -> None:
        runs = tuple(self._runs.values())
        await _cancel([work for _, work, _ in runs])
        # All at once: one commit takes many, and a database that is locked is waited for once.
        await asyncio.gather(*(self._give_back(bench, run) for run, work, _ in runs if work.cancelled()))
        for engine in self._engines.values():
            await engine.stop()

    async def _give_back(self, bench: Bench, run: Run) -> None:
        try:
            await self._store.release(run.task.id, bench.worker, run.task.attempt)
        except StorageError as error:
            _log.warning("a claim could not be given back; it runs out by itself", reason=error.message)


async def _cancel(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        _cancel_once(task)
    await asyncio.gather(*tasks, return_exceptions=True)


def _cancel_once(task: asyncio.Task[None]) -> None:
    # A second cancel would interrupt the tidying up after the first.
    if not task.cancelling():
        task.cancel()
