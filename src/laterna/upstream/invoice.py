"""The invoice: every create that came in, and what is charged for it. It always tells the truth."""

from msgspec import Struct
from msgspec.structs import replace

from laterna.notify.telling import shown_id
from laterna.tasks.records import TaskFilter
from laterna.tasks.task import Task, TaskState
from laterna.upstream.emulation import Emulation
from laterna.upstream.store import MARKER, UpstreamStore

_PAGE = 1_000


class InvoiceLine(Struct, frozen=True, kw_only=True):
    """One create. `at` is microseconds since 1970; `charged` is in micro-units of `currency`, 0 unless it succeeded.

    `marker` is the `Idempotency-Key` that came with it, or Vidu's `payload`. `task_id` is written as the wire writes
    it and empty where no task was made. `answer` is what was sent: a status, `dropped`, `hung`, `broken off`; `left`
    where the client went first; empty until something was sent. `state` is one of queued, running, succeeded, failed,
    canceled and lost, or empty without a task. A `repeated` create found the task of an earlier one with the same
    `Idempotency-Key`, and is charged nothing itself.
    """

    at: int
    wire: str
    account: str
    model: str
    prompt: str
    marker: str
    answer: str = ""
    task_id: str = ""
    accepted: bool = False
    repeated: bool = False
    state: str = ""
    charged: int = 0
    currency: str = ""


class Invoice:
    """Keeps the lines, in the order in which the creates came in."""

    def __init__(self, store: UpstreamStore, emulation: Emulation) -> None:
        self._store = store
        self._emulation = emulation
        self._lines: list[tuple[InvoiceLine, int]] = []
        self._last_seen: dict[int, Task] = {}

    async def take_up(self) -> None:
        """Writes lines for the tasks that an earlier run has left in the data directory."""
        offset, total = 0, 1
        while offset < total:
            page, total = await self._store.list_tasks(
                None, TaskFilter(oldest_first=True), offset=offset, limit=_PAGE
            )
            offset += _PAGE
            for task in page:
                self.add(line_of(task), task)

    def add(self, line: InvoiceLine, task: Task | None) -> int:
        """Writes a line down and answers its number; `task` is the one that was made or found, if any."""
        self._lines.append((line, task.id if task is not None else 0))
        if task is not None:
            self._last_seen[task.id] = task
        return len(self._lines) - 1

    def answered(self, number: int, answer: str) -> None:
        """Notes what was sent to the client of a line."""
        line, task_id = self._lines[number]
        self._lines[number] = replace(line, answer=answer), task_id

    async def lines(self) -> tuple[InvoiceLine, ...]:
        """Every line as it stands now."""
        return tuple([await self._as_it_stands(line, task_id) for line, task_id in self._lines])

    async def _as_it_stands(self, line: InvoiceLine, task_id: int) -> InvoiceLine:
        if not task_id:
            return line
        if task_id in self._emulation.gone:
            return replace(line, state="lost")
        task = self._last_seen[task_id]
        if not task.state.final:
            # A task that its owner has removed stays on the invoice as it was.
            task = await self._store.get(task_id, None) or self._store.removed.get(task_id, task)
            self._last_seen[task_id] = task
        charged = task.price if task.state is TaskState.SUCCEEDED and not line.repeated else 0
        return replace(line, state=task.state.value, charged=charged)


def line_of(task: Task, *, repeated: bool = False) -> InvoiceLine:
    """The line of a create that was accepted."""
    prompt, payload, marker = (task.echo.get(name) for name in ("prompt", "payload", MARKER))
    return InvoiceLine(
        at=task.created_at,
        wire=task.wire,
        account=task.tenant,
        model=task.request.model,
        prompt=prompt if isinstance(prompt, str) and prompt else task.request.prompt,
        marker=str(marker or payload or ""),
        task_id=shown_id(task),
        accepted=True,
        repeated=repeated,
        state=task.state.value,
        currency=task.currency,
    )
