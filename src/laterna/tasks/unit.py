"""One write transaction in the making: what several moves decide, written in few statements at its end."""

from collections.abc import Mapping
from typing import cast

from sqlalchemy import Connection

from laterna.clock import DAY
from laterna.errors import StorageError
from laterna.jsontypes import JSONObject
from laterna.tasks import statements as sql
from laterna.tasks.bulk import execute_rows
from laterna.tasks.rows import Cell, Row, changes_of, json_text, task_of
from laterna.tasks.task import Account, Task

_COUNTED = frozenset(
    {"created", "succeeded", "failed", "canceled", "submitted", "refused", "unclear", "skipped"}
)
UsageKey = tuple[int, str, str, str, str]


class Unit:
    """Collects rows; `flush` writes them. `changed` holds the snapshots that memory may show after the commit.

    Everything in it happens under the write lock, so what was read stays true until the commit.
    """

    def __init__(self, connection: Connection, now: int) -> None:
        self.connection = connection
        self.now = now
        self.changed: dict[int, Task] = {}
        self.removed: set[int] = set()
        self.head_before = int(connection.execute(sql.newest_event_id).scalar() or 0)
        self.head = self.head_before
        self.moves: list[tuple[str, Task, str]] = []
        """What `/metrics` counts once it is committed: kind of event, task, upstream."""
        self._inserts: list[Row] = []
        self._updates: list[Row] = []
        self._events: list[Row] = []
        self._entries: list[Row] = []
        self._twins: dict[tuple[str, str, str], Row] = {}
        self._usage: dict[UsageKey, list[int]] = {}

    def find(self, task_id: int) -> Task | None:
        """The task as this transaction sees it."""
        if task_id in self.removed:
            return None
        if task_id in self.changed:
            return self.changed[task_id]
        row = self.connection.execute(sql.task_by_id, {"of_id": task_id}).mappings().first()
        return None if row is None else task_of(cast("Mapping[str, Cell]", row))

    def add(self, task: Task, row: Row) -> None:
        """Adds a new task; `row` is its `row_of`."""
        self._inserts.append(row)
        self.changed[task.id] = task

    def move(self, before: Task, after: Task, claimable_at: int | None) -> None:
        """Moves a task on, by compare-and-set on the version that the move was decided on."""
        change = changes_of(after, claimable_at)
        change.update(of_id=before.id, of_version=before.version)
        self._updates.append(change)
        self.changed[after.id] = after

    def touch(self, before: Task, after: Task) -> None:
        """Notes a newer version of a task that changes nothing but its events."""
        self.flush_tasks()
        change = {"version": after.version, "of_id": before.id, "of_version": before.version}
        if self.connection.execute(sql.touch_task, change).rowcount != 1:
            raise _foreign_hand(before.id)
        self.changed[after.id] = after

    def remove(self, task: Task) -> None:
        """Deletes a task's row."""
        self.flush_tasks()
        self.connection.execute(sql.delete_task, {"of_id": task.id})
        self.changed.pop(task.id, None)
        self.removed.add(task.id)

    def tell(self, task: Task | Account, kind: str, data: JSONObject, sequence: int) -> None:
        """Adds an event."""
        self.head += 1
        task_id = task.id if isinstance(task, Task) else task.task_id
        if kind in _COUNTED and isinstance(task, Task):
            upstream = data.get("upstream")
            self.moves.append((kind, task, upstream if isinstance(upstream, str) else ""))
        self._events.append(
            {
                "id": self.head,
                "task_id": task_id,
                "sequence": sequence,
                "tenant": task.tenant,
                "kind": kind,
                "at": self.now,
                "data": json_text(data),
            }
        )

    def settle(self, task: Account, paid: int) -> None:
        """Ends the hold of what has been made: pays so much of it, and gives the rest back."""
        self.book(task, 1, "settle", paid)
        if paid < task.price:
            self.book(task, 2, "void", task.price - paid)
        self.sum_up(task, settled=paid, voided=task.price - paid)

    def void(self, task: Account) -> None:
        """Gives the whole hold back."""
        self.book(task, 1, "void", task.price)
        self.sum_up(task, voided=task.price)

    def book(self, task: Account, step: int, kind: str, amount: int) -> None:
        """Books an amount: step 0 `hold`, step 1 `settle` or `void`, step 2 `void` of what a settlement left."""
        self._entries.append(
            {
                "task_id": task.task_id,
                "step": step,
                "kind": kind,
                "amount": amount,
                "currency": task.currency,
                "at": self.now,
            }
        )

    def sum_up(self, task: Account, **amounts: int) -> None:
        """Adds to the sums of the day on which the task was created."""
        key = (task.created_at // DAY, task.tenant, task.key_id, task.model, task.currency)
        sums = self._usage.setdefault(key, [0] * len(sql.USAGE_SUMS))
        for name, amount in amounts.items():
            sums[sql.USAGE_SUMS.index(name)] += amount

    def twin(self, tenant: str, wire: str, key: str, since: int) -> tuple[int, str] | None:
        """The task id and body hash that an idempotency key stands for, if it was used after `since`."""
        fresh = self._twins.get((tenant, wire, key))
        if fresh is not None:
            return cast("int", fresh["task_id"]), cast("str", fresh["body_hash"])
        found = self.connection.execute(
            sql.twin_of, {"of_tenant": tenant, "of_wire": wire, "of_key": key, "since": since}
        ).first()
        return None if found is None else (int(found[0]), str(found[1]))

    def keep_twin(self, task: Task, key: str, body_hash: str) -> None:
        """Remembers what an idempotency key stands for."""
        self._twins[(task.tenant, task.wire, key)] = {
            "tenant": task.tenant,
            "wire": task.wire,
            "key": key,
            "body_hash": body_hash,
            "task_id": task.id,
            "created_at": task.created_at,
        }

    def flush_tasks(self) -> None:
        """Writes the task rows, for statements that look for tasks by anything but their id."""
        if self._inserts:
            execute_rows(self.connection, sql.insert_task, self._inserts)
            self._inserts = []
        for change in self._updates:
            if self.connection.execute(sql.change_task, change).rowcount != 1:
                raise _foreign_hand(change["of_id"])
        self._updates = []

    def flush(self) -> None:
        """Writes everything."""
        self.flush_tasks()
        if self._entries:
            execute_rows(self.connection, sql.insert_entry, self._entries)
        if self._events:
            execute_rows(self.connection, sql.insert_event, self._events)
        if self._twins:
            execute_rows(self.connection, sql.keep_twin, list(self._twins.values()))
        if self._usage:
            self.connection.execute(
                sql.add_usage, [_usage_row(*item) for item in sorted(self._usage.items())]
            )


def _foreign_hand(task_id: Cell) -> StorageError:
    return StorageError(
        f"Task {task_id} was changed by somebody who does not respect the write lock; "
        "see that only Laterna writes to its database."
    )


def _usage_row(key: UsageKey, sums: list[int]) -> Row:
    day, tenant, key_id, model, currency = key
    row: Row = {"day": day, "tenant": tenant, "key_id": key_id, "model": model, "currency": currency}
    row.update(zip(sql.USAGE_SUMS, sums, strict=True))
    return row
