"""What the store answers beside tasks: events, usage, balances, and what a list may be filtered by."""

from msgspec import Struct

from laterna.jsontypes import JSONObject
from laterna.tasks.task import TaskState


class TaskFilter(Struct, frozen=True, kw_only=True):
    """Which tasks to list. Empty means all; times are microseconds, `created_from` included, `created_to` not.

    `after` is a task's id: the page begins behind it, in the order of the list.
    """

    states: tuple[TaskState, ...] = ()
    models: tuple[str, ...] = ()
    wires: tuple[str, ...] = ()
    created_from: int | None = None
    created_to: int | None = None
    oldest_first: bool = False
    after: int | None = None


class Models(Struct, frozen=True):
    """Which models' tasks are meant: those of `names`, or with `others` all but those."""

    names: tuple[str, ...] = ()
    others: bool = True


ALL_MODELS = Models()


class Event(Struct, frozen=True, kw_only=True):
    """One thing that happened to a task. `id` rises over all tasks, `sequence` counts from 1 within the task.

    `kind`: created, started, taken_over, released, succeeded, failed, canceled, removed; with an upstream also
    skipped, submitted, refused, unclear, resolved.
    """

    id: int
    task_id: int
    sequence: int
    tenant: str
    kind: str
    at: int
    data: JSONObject


class LedgerEntry(Struct, frozen=True, kw_only=True):
    """One booking. `kind`: hold, settle, void; `amount` in micro-units, never negative."""

    task_id: int
    kind: str
    amount: int
    currency: str
    at: int


class UsageRow(Struct, frozen=True, kw_only=True):
    """What one key used of one model: tasks created on one day (`YYYY-MM-DD`, UTC) and what became of them.

    `seconds` is the length of the clips that succeeded; money is in micro-units of `currency`.
    """

    day: str
    tenant: str
    key_id: str
    model: str
    currency: str
    tasks: int
    succeeded: int
    failed: int
    canceled: int
    seconds: int
    held: int
    settled: int
    voided: int


class Balance(Struct, frozen=True, kw_only=True):
    """A tenant's money in one currency: `reserved` for tasks that still run, `spent` on those that succeeded."""

    tenant: str
    currency: str
    reserved: int
    spent: int
