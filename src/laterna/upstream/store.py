"""The emulator's stand-ins for store and keys: the real ones, told what the scenario wants of them."""

import contextlib

from msgspec.structs import replace

from laterna.access.keys import Caller, KeyRing
from laterna.clock import SECOND
from laterna.errors import AccessError, TaskError
from laterna.tasks.records import TaskFilter
from laterna.tasks.store import TaskStore
from laterna.tasks.task import NewTask, Task, TaskFailure, TaskState
from laterna.upstream.emulation import VISIT, Emulation

MARKER = "upstream_marker"
"""Under which a task keeps the `Idempotency-Key` that its create came with."""

_CALLBACK = "callback_url"
_FORGOTTEN_AT_ONCE = 1_000


class UpstreamStore(TaskStore):
    """A store that keeps tasks waiting, and forgets those that are to be lost. `bind` it before its first task."""

    emulation: Emulation

    def bind(self, emulation: Emulation) -> None:
        """Says whose scenario counts."""
        self.emulation = emulation
        self.removed: dict[int, Task] = {}
        self._known: set[int] = set()

    async def create(self, spec: NewTask) -> Task:
        """As the real one, after the fate of the task has been drawn. Notes the task in the create's visit."""
        fate = self.emulation.draw_fate(spec.request.model)
        visit = VISIT.get()
        echo = dict(spec.echo)
        if fate.uncalled and echo.pop(_CALLBACK, None) and fate.ending != "lost":
            self.emulation.count("task.uncalled")
        if visit is not None:
            echo[MARKER] = visit.marker
        waits_until = spec.not_before or (round(fate.queue * SECOND) + self.clock.now() if fate.queue else 0)
        task = await super().create(replace(spec, echo=echo, not_before=waits_until))
        repeated = task.id in self._known
        if not repeated:
            self._known.add(task.id)
            self.emulation.seal_fate(task.id, fate)
        if visit is not None:
            visit.task, visit.repeated = task, repeated
        return task

    def peek(self, task_id: int, tenant: str | None) -> Task | None:
        """As the real one; None for a lost task."""
        return None if task_id in self.emulation.gone else super().peek(task_id, tenant)

    async def get(self, task_id: int, tenant: str | None) -> Task | None:
        """As the real one; None for a lost task."""
        return None if task_id in self.emulation.gone else await super().get(task_id, tenant)

    async def list_tasks(
        self, tenant: str | None, wanted: TaskFilter | None = None, *, offset: int = 0, limit: int = 20
    ) -> tuple[list[Task], int]:
        """As the real one, without tasks that are being lost at this moment."""
        tasks, total = await super().list_tasks(tenant, wanted, offset=offset, limit=limit)
        kept = [task for task in tasks if task.id not in self.emulation.gone]
        return kept, total - len(tasks) + len(kept)

    async def fail(self, task_id: int, worker: str, attempt: int, failure: TaskFailure) -> Task | None:
        """As the real one; a lost task is removed right away."""
        task = await super().fail(task_id, worker, attempt, failure)
        if task is not None and task_id in self.emulation.gone:
            await super().remove(task_id, task.tenant)
            self.emulation.forget_fate(task_id)
        return task

    async def forget_all(self) -> int:
        """Loses every task that has not ended, as a job store in memory does at a restart; answers how many."""
        live = TaskFilter(states=(TaskState.QUEUED, TaskState.RUNNING))
        tasks, total = await super().list_tasks(None, live, limit=_FORGOTTEN_AT_ONCE)
        for task in tasks:
            self.emulation.gone.add(task.id)
            self.emulation.count("task.lost")
        for task in tasks:
            # One that ends at this very moment is lost all the same, and its end told to nobody.
            with contextlib.suppress(TaskError):
                await super().cancel(task.id, task.tenant, running_too=True)
            await super().remove(task.id, task.tenant)
            self.emulation.forget_fate(task.id)
        return len(tasks) if len(tasks) == total else len(tasks) + await self.forget_all()

    async def remove(self, task_id: int, tenant: str) -> None:
        """As the real one; `removed` keeps what the task was."""
        task = await self.get(task_id, tenant)
        await super().remove(task_id, tenant)
        if task is not None:
            self.removed[task_id] = task


class Accounts(KeyRing):
    """Takes any key, or the scenario's keys, each of which has an account of its own."""

    emulation: Emulation

    def bind(self, emulation: Emulation) -> None:
        """Says whose scenario counts."""
        self.emulation = emulation

    def authenticate(self, secret: str | None) -> Caller:
        """Who holds this key. Raises AccessError `missing_key` or `invalid_key`."""
        keys = self.emulation.scenario.keys
        if not secret:
            raise AccessError("No API key came with the request.", code="missing_key", field="Authorization")
        if not keys:
            return Caller(tenant="default", key_id="")
        if secret not in keys:
            raise AccessError("The API key is unknown.", code="invalid_key", field="Authorization")
        return Caller(tenant=account_of(keys, secret), key_id="")


def account_of(keys: tuple[str, ...], secret: str) -> str:
    """The name of a key's account: `account-1` for the first key, and so on; `default` without a list of keys."""
    return f"account-{keys.index(secret) + 1}" if secret in keys else "default"
