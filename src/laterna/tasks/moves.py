"""The moves of a task's life. Each decides, under the write lock, and leaves row, money and event to the unit.

A move that refuses raises TaskError, or returns None, before it has changed anything.
"""

from collections.abc import Mapping, Sequence
from typing import cast

from msgspec.structs import replace
from sqlalchemy import Executable

from laterna.clock import DAY
from laterna.errors import TaskError
from laterna.jsontypes import JSONObject
from laterna.tasks import statements as sql
from laterna.tasks import submission_statements as handed
from laterna.tasks.records import ALL_MODELS, Models
from laterna.tasks.rows import UNREADABLE, Cell, Row, account_of, damaged, readable, row_of
from laterna.tasks.submission import OPEN_STATES, SubmissionState
from laterna.tasks.task import Account, NewTask, Task, TaskFailure, TaskResult, TaskState
from laterna.tasks.unit import Unit

IDEMPOTENCY_LIFE = DAY
"""How long an idempotency key lives, in microseconds."""

_ENDED: Mapping[str, int] = {"now": 0, "beyond": 1 << 62}
"""Bounds within which only a lease lies that was ended expressly."""


def new_task(task_id: int, spec: NewTask, now: int) -> Task:
    """The first snapshot of a task: queued, or failed at once where it was accepted only to fail."""
    task = Task(
        id=task_id,
        tenant=spec.tenant,
        key_id=spec.key_id,
        wire=spec.wire,
        state=TaskState.QUEUED,
        request=spec.request,
        echo=spec.echo,
        request_id=spec.request_id,
        created_at=now,
        price=spec.price,
        currency=spec.currency,
        not_before=spec.not_before,
        version=1,
    )
    if spec.refusal is None:
        return task
    return replace(task, state=TaskState.FAILED, failure=spec.refusal, finished_at=now, version=2)


def first_row(task: Task) -> Row:
    """The row of a new task. Raises UnicodeEncodeError when a text holds half a surrogate pair."""
    return row_of(task, None if task.state.final else task.not_before)


def create(unit: Unit, task: Task, row: Row, spec: NewTask) -> Task:
    """Adds a task with its hold and first event, or finds the one that the same idempotency key has made."""
    if spec.idempotency_key:
        twin = _twin(unit, task, spec)
        if twin is not None:
            return twin
        unit.keep_twin(task, spec.idempotency_key, spec.body_hash)
    account = task.account
    unit.add(task, row)
    unit.tell(task, "created", {"model": task.request.model, "wire": task.wire}, 1)
    if task.failure is None:
        unit.book(account, 0, "hold", task.price)
        unit.sum_up(account, tasks=1, held=task.price)
    else:
        unit.tell(task, "failed", _reason(task.failure), 2)
        unit.sum_up(account, tasks=1, failed=1)
    return task


def _twin(unit: Unit, task: Task, spec: NewTask) -> Task | None:
    found = unit.twin(spec.tenant, spec.wire, spec.idempotency_key, task.created_at - IDEMPOTENCY_LIFE)
    if found is None:
        return None
    task_id, body_hash = found
    if body_hash != spec.body_hash:
        raise TaskError(
            f"Idempotency key {spec.idempotency_key!r} came with another body within the last 24 hours; "
            "use a new key for a new request.",
            code="idempotency_conflict",
            field="idempotency_key",
            value=spec.idempotency_key,
        )
    return unit.find(task_id)


def claim(
    unit: Unit,
    worker: str,
    limit: int,
    lease: int,
    models: Models,
    held: Mapping[int, int],
    lapsed: bool = True,
) -> list[Task]:
    """Gives a worker up to `limit` tasks for `lease` microseconds: lapsed leases first, then oldest first.

    A lapsed lease on an attempt that the worker itself still works on, by `held`, is renewed: what it makes counts.
    Without `lapsed` only leases that were ended by `end_leases` count as lapsed.
    """
    unit.flush_tasks()
    # No lease ends further ahead than one lease; twice that allows for workers with a longer one.
    bounds = {"now": unit.now, "beyond": unit.now + 2 * lease} if lapsed else _ENDED
    found = _sound(unit, sql.lapsed_tasks(models), {**bounds, "at_most": limit})
    own = [task.id for task in found if task.worker == worker and held.get(task.id) == task.attempt]
    if own:
        renew(unit, worker, own, lease)
    if len(found) < limit:
        waiting = {"now": unit.now, "at_most": limit - len(found)}
        found += _sound(unit, sql.waiting_tasks(models), waiting)
    return [_claim_one(unit, task, worker, lease) for task in found if task.id not in own]


def claim_off_peak(
    unit: Unit, worker: str, limit: int, lease: int, models: Models = ALL_MODELS
) -> list[Task]:
    """Gives a worker up to `limit` tasks that wait for an off-peak time, which the caller says has come."""
    unit.flush_tasks()
    waiting = {"now": unit.now, "at_most": limit}
    return [
        _claim_one(unit, task, worker, lease) for task in _sound(unit, sql.waiting_off_peak(models), waiting)
    ]


def _sound(unit: Unit, statement: Executable, bounds: Mapping[str, int]) -> list[Task]:
    """The tasks that a statement finds claimable; damaged ones leave the queue, which they would block."""
    rows = cast("list[Mapping[str, Cell]]", list(unit.connection.execute(statement, bounds).mappings()))
    found = readable(rows)
    for unreadable in {row["id"] for row in rows}.difference(task.id for task in found):
        unit.connection.execute(sql.set_aside, {"of_id": unreadable})
    return found


def _claim_one(unit: Unit, before: Task, worker: str, lease: int) -> Task:
    lapsed = before.state is TaskState.RUNNING
    task = replace(
        before,
        state=TaskState.RUNNING,
        worker=worker,
        attempt=before.attempt + 1,
        takeovers=before.takeovers + lapsed,
        started_at=before.started_at or max(unit.now, before.created_at),
        version=before.version + 1,
    )
    unit.move(before, task, unit.now + lease)
    data: JSONObject = {"worker": worker, "attempt": task.attempt}
    unit.tell(task, "taken_over" if lapsed else "started", data, task.version)
    return task


def succeed(
    unit: Unit, task_id: int, worker: str, attempt: int, result: TaskResult, charge: int | None = None
) -> Task | None:
    """Ends a task well and settles its hold with what the upstream that made it costs, else with `charge`.

    None when this claim no longer holds it.
    """
    before = _held(unit, task_id, worker, attempt)
    if before is None or before.state is not TaskState.RUNNING:
        return None
    made_there = _made(unit, task_id)
    paid = before.account.costs(made_there.charge if made_there else charge)
    ended = replace(before, state=TaskState.SUCCEEDED, result=result, progress=100, price=paid)
    task = _ended(unit, ended)
    unit.move(before, task, None)
    unit.tell(task, "succeeded", {"duration": result.duration}, task.version)
    unit.settle(before.account, paid)
    unit.sum_up(task.account, succeeded=1, seconds=task.request.duration)
    return task


def _made(unit: Unit, task_id: int) -> Account | None:
    """The account of the hand-over whose upstream made the clip, where one did. Raises DamagedRow."""
    found = unit.connection.execute(handed.states_of_task, {"of_id": task_id})
    charged = SubmissionState.SUCCEEDED.value
    text = next((text for state, text in found if state == charged), None)
    try:
        return None if text is None else account_of(text)
    except UNREADABLE as error:
        raise damaged("Hand-over of task", task_id, error) from error


def fail(unit: Unit, task_id: int, worker: str, attempt: int, failure: TaskFailure) -> Task | None:
    """Ends a task badly and voids its hold, unless an upstream may charge for it. None: the claim was lost.

    A queued task is held by the worker with the empty name.
    """
    before = _held(unit, task_id, worker, attempt)
    if before is None:
        return None
    task = _ended(unit, replace(before, state=TaskState.FAILED, failure=failure))
    unit.move(before, task, None)
    unit.tell(task, "failed", _reason(failure), task.version)
    unit.sum_up(task.account, failed=1)
    close_books(unit, task.account)
    return task


def close_books(unit: Unit, account: Account) -> str:
    """Ends the hold of a task that has no clip: `void`; `settle` where an upstream charges for it all the same.

    Answers the booking, or "" while an upstream has not said how it ended; then the hold stays.
    """
    states = unit.connection.execute(handed.states_of_task, {"of_id": account.task_id}).scalars().all()
    if any(state in OPEN_STATES for state in states):
        return ""
    made_there = _made(unit, account.task_id)
    if made_there is None:
        unit.void(account)
        return "void"
    unit.settle(account, account.costs(made_there.charge))
    return "settle"


def cancel(unit: Unit, task_id: int, tenant: str, running_too: bool) -> Task:
    """Ends a waiting task, or also a running one, and voids its hold, unless an upstream may charge for it.

    Raises TaskError `task_not_found` or `not_cancelable`.
    """
    before = unit.find(task_id)
    if before is None or before.tenant != tenant:
        raise _not_found(task_id)
    if before.state is not TaskState.QUEUED and not (running_too and before.state is TaskState.RUNNING):
        raise TaskError(
            f"Task {task_id} is {before.state.value} and can no longer be canceled.",
            code="not_cancelable",
            field="task_id",
            value=str(task_id),
            allowed="queued or running" if running_too else "queued",
        )
    task = _ended(unit, replace(before, state=TaskState.CANCELED))
    unit.move(before, task, None)
    unit.tell(task, "canceled", {"was": before.state.value}, task.version)
    unit.sum_up(task.account, canceled=1)
    close_books(unit, task.account)
    return task


def remove(unit: Unit, task_id: int, tenant: str) -> None:
    """Forgets a final task's request and result. Raises TaskError `task_not_found` or `unsupported_operation`."""
    task = unit.find(task_id)
    if task is None or task.tenant != tenant:
        raise _not_found(task_id)
    if not task.state.final:
        raise TaskError(
            f"Task {task_id} is {task.state.value}; cancel it before you delete it.",
            code="unsupported_operation",
            field="task_id",
            value=str(task_id),
            allowed="succeeded, failed or canceled",
        )
    unit.remove(task)
    unit.tell(task, "removed", {"was": task.state.value}, task.version + 1)


def release(unit: Unit, task_id: int, worker: str, attempt: int, not_before: int) -> Task | None:
    """Gives a claim back: the task waits again, until `not_before` at least. None when the claim was lost."""
    before = _held(unit, task_id, worker, attempt)
    if before is None or before.state is not TaskState.RUNNING:
        return None
    task = replace(
        before, state=TaskState.QUEUED, worker="", not_before=not_before, version=before.version + 1
    )
    unit.move(before, task, not_before)
    unit.tell(task, "released", {"worker": worker}, task.version)
    return task


def renew(unit: Unit, worker: str, task_ids: Sequence[int], lease: int) -> set[int]:
    """Prolongs the leases that a worker still holds; answers which those are."""
    unit.flush_tasks()
    which = {"ids": list(task_ids), "of_worker": worker}
    unit.connection.execute(sql.renew_leases, {**which, "until": unit.now + lease})
    return {int(row[0]) for row in unit.connection.execute(sql.held_ids, which)}


def end_leases(unit: Unit, worker: str) -> int:
    """Ends every lease of a worker that is gone, so that its tasks can be taken over now. Answers how many."""
    unit.flush_tasks()
    return unit.connection.execute(sql.end_leases, {"of_worker": worker}).rowcount


def keep_progress(unit: Unit, reports: Sequence[tuple[int, str, int]]) -> None:
    """Writes down progress: (task id, worker, percent)."""
    unit.flush_tasks()
    rows = [
        {"of_id": task_id, "of_worker": worker, "percent": percent} for task_id, worker, percent in reports
    ]
    unit.connection.execute(sql.keep_progress, rows)


def forget_twins(unit: Unit) -> None:
    """Forgets the idempotency keys that are past their life."""
    unit.connection.execute(sql.forget_twins, {"until": unit.now - IDEMPOTENCY_LIFE})


def _held(unit: Unit, task_id: int, worker: str, attempt: int) -> Task | None:
    task = unit.find(task_id)
    if task is None or task.state.final or task.worker != worker or task.attempt != attempt:
        return None
    return task


def _not_found(task_id: int) -> TaskError:
    return TaskError(f"There is no task {task_id}.", field="task_id", value=str(task_id))


def _ended(unit: Unit, task: Task) -> Task:
    # A clock that was put back must not end a task before it began.
    finished_at = max(unit.now, task.started_at or task.created_at)
    return replace(task, finished_at=finished_at, version=task.version + 1)


def _reason(failure: TaskFailure) -> JSONObject:
    return {"code": failure.code, "message": failure.message}
