"""Whatever happens in whatever order: money moves with state, and never twice."""

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import TypeVar

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from laterna.clock import HOUR, SECOND, ManualClock
from laterna.errors import TaskError
from laterna.tasks.store import TaskStore
from laterna.tasks.task import Task, TaskState

from .helpers import FAILURE, LEASE, REFUSAL, RESULT, spec, url_in

T = TypeVar("T")
WORKERS = st.sampled_from(("ada", "bob"))
TENANTS = st.sampled_from(("red", "blue"))


class Money(RuleBasedStateMachine):
    """Random moves by two workers and two tenants, with restarts and clock jumps, against what must always hold."""

    made: Bundle[int] = Bundle("made")

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = Path(tempfile.mkdtemp())
        self.clock = ManualClock()
        self.store = self.run(TaskStore.open(url_in(self.folder), self.clock, follow_every=0))
        self.prices: dict[int, tuple[str, int]] = {}
        self.last: dict[int, Task] = {}

    def run(self, work: Coroutine[object, object, T]) -> T:
        return self.loop.run_until_complete(work)

    def teardown(self) -> None:
        self.run(self.store.close())
        self.loop.close()
        shutil.rmtree(self.folder)

    @rule(
        target=made,
        tenant=TENANTS,
        price=st.integers(0, 10**9),
        refused=st.booleans(),
        key=st.sampled_from(" ab"),
    )
    def create(self, tenant: str, price: int, refused: bool, key: str) -> int:
        wanted = spec(
            tenant=tenant,
            price=price,
            refusal=REFUSAL if refused else None,
            idempotency_key=key.strip(),
            body_hash="same",
        )
        task = self.run(self.store.create(wanted))
        if task.id not in self.prices:
            self.prices[task.id] = (tenant, 0 if refused else price)
        assert task.tenant == tenant
        return task.id

    @rule(worker=WORKERS, limit=st.integers(1, 3))
    def claim(self, worker: str, limit: int) -> None:
        self.run(self.store.claim(worker, limit, LEASE))

    @rule(task_id=made, worker=WORKERS, attempt=st.integers(0, 3), well=st.booleans())
    def finish(self, task_id: int, worker: str, attempt: int, well: bool) -> None:
        before = self.run(self.store.get(task_id, None))
        assert before is not None
        if well:
            after = self.run(self.store.succeed(task_id, worker, attempt, RESULT))
        else:
            after = self.run(self.store.fail(task_id, worker, attempt, FAILURE))
        rightful = before.state is TaskState.RUNNING and before.worker == worker and before.attempt == attempt
        assert (after is not None) == rightful

    @rule(task_id=made)
    def finish_rightfully(self, task_id: int) -> None:
        task = self.run(self.store.get(task_id, None))
        assert task is not None
        if task.state is TaskState.RUNNING:
            assert self.run(self.store.succeed(task_id, task.worker, task.attempt, RESULT)) is not None

    @rule(task_id=made, tenant=TENANTS, running_too=st.booleans())
    def cancel(self, task_id: int, tenant: str, running_too: bool) -> None:
        before = self.run(self.store.get(task_id, None))
        assert before is not None
        allowed = before.state is TaskState.QUEUED or (running_too and before.state is TaskState.RUNNING)
        try:
            self.run(self.store.cancel(task_id, tenant, running_too=running_too))
        except TaskError:
            assert not (allowed and before.tenant == tenant)
        else:
            assert allowed
            assert before.tenant == tenant

    @rule(task_id=made, worker=WORKERS, attempt=st.integers(1, 2))
    def release(self, task_id: int, worker: str, attempt: int) -> None:
        self.run(self.store.release(task_id, worker, attempt))

    @rule(by=st.sampled_from((SECOND, LEASE, HOUR, -SECOND, -HOUR)))
    def move_the_clock(self, by: int) -> None:
        self.clock.advance(by)

    @rule()
    def restart(self) -> None:
        self.run(self.store.close())
        self.store = self.run(TaskStore.open(url_in(self.folder), self.clock, follow_every=0))

    @invariant()
    def every_task_has_the_bookings_of_its_state(self) -> None:
        reserved = dict.fromkeys(("red", "blue"), 0)
        spent = dict.fromkeys(("red", "blue"), 0)
        for task_id, (tenant, price) in self.prices.items():
            task = self.run(self.store.get(task_id, tenant))
            assert task is not None
            kinds = [(entry.kind, entry.amount) for entry in self.run(self.store.ledger(task_id))]
            assert kinds == _bookings(task, price)
            if not task.state.final:
                reserved[tenant] += price
            elif task.state is TaskState.SUCCEEDED:
                spent[tenant] += price
        for balance in self.run(self.store.balance()):
            assert balance.reserved == reserved[balance.tenant]
            assert balance.spent == spent[balance.tenant]

    @invariant()
    def final_tasks_never_change_and_events_have_no_gaps(self) -> None:
        for task_id, (tenant, _) in self.prices.items():
            task = self.run(self.store.get(task_id, tenant))
            assert task is not None
            before = self.last.get(task_id)
            assert before is None or not before.state.final or before == task
            self.last[task_id] = task
            events = self.run(self.store.events(task_id, tenant))
            assert [event.sequence for event in events] == list(range(1, task.version + 1))
        every = [event.id for event in self.run(self.store.events_since(0))]
        assert every == list(range(1, len(every) + 1))


def _bookings(task: Task, price: int) -> list[tuple[str, int]]:
    if task.failure == REFUSAL:
        return []
    closing = {
        TaskState.SUCCEEDED: [("settle", price)],
        TaskState.FAILED: [("void", price)],
        TaskState.CANCELED: [("void", price)],
    }
    return [("hold", price), *closing.get(task.state, [])]


TestMoney = Money.TestCase
TestMoney.settings = settings(
    max_examples=25,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
