"""What is read from the database: each a function of a connection, for one read transaction."""

import datetime
from collections.abc import Iterable, Mapping
from typing import cast

from msgspec import Struct
from sqlalchemy import Connection, RowMapping

from laterna.errors import TaskError
from laterna.tasks import statements as sql
from laterna.tasks.records import Balance, Event, LedgerEntry, TaskFilter, UsageRow
from laterna.tasks.rows import Cell, json_object, readable, task_of
from laterna.tasks.task import Task, TaskState

_LOADED = 10_000
_EPOCH = datetime.date(1970, 1, 1)


class StoredState(Struct, frozen=True):
    """What a starting process needs: the live tasks (the oldest ones of very many) and the highest numbers."""

    live: list[Task]
    newest_id: int
    newest_event: int


class News(Struct, frozen=True):
    """Tasks that had events after a number, those that were removed, and the newest number."""

    tasks: list[Task]
    removed: frozenset[int]
    newest_event: int


def load(connection: Connection) -> StoredState:
    """Reads what is not final."""
    rows = connection.execute(sql.live_tasks, {"at_most": _LOADED}).mappings()
    return StoredState(
        live=_tasks(rows),
        newest_id=int(connection.execute(sql.newest_task_id).scalar() or 0),
        newest_event=int(connection.execute(sql.newest_event_id).scalar() or 0),
    )


def news(connection: Connection, since: int) -> News:
    """Reads what has changed since an event."""
    newest = int(connection.execute(sql.newest_event_id).scalar() or 0)
    if newest == since:
        return News(tasks=[], removed=frozenset(), newest_event=newest)
    span = {"since": since, "until": newest}
    removed = frozenset(int(row[0]) for row in connection.execute(sql.removed_tasks, span))
    rows = connection.execute(sql.tasks_touched, span).mappings()
    return News(tasks=_tasks(rows), removed=removed, newest_event=newest)


def task(connection: Connection, task_id: int) -> Task | None:
    """Reads one task."""
    row = connection.execute(sql.task_by_id, {"of_id": task_id}).mappings().first()
    return None if row is None else _task(row)


def page(
    connection: Connection,
    tenant: str | None,
    wanted: TaskFilter,
    after: tuple[int, int] | None,
    offset: int,
    limit: int,
    *,
    gone: bool = False,
) -> tuple[list[Task], int]:
    """Reads one page of a list and the length of the whole list; for `after` and `gone` see the statement."""
    query = sql.page_of_tasks(tenant, wanted, after, gone=gone)
    rows = connection.execute(query, {"at_most": limit, "skip": offset}).mappings().all()
    total = connection.execute(sql.count_of_tasks(tenant, wanted)).scalar_one()
    return _tasks(rows), int(total)


def counts(connection: Connection) -> dict[TaskState, int]:
    """Counts the tasks in each state."""
    found = dict.fromkeys(TaskState, 0)
    for row in connection.execute(sql.live_counts).mappings():
        found[TaskState(row["state"])] = int(row["count"])
    for name, number in connection.execute(sql.final_counts).mappings().one().items():
        found[TaskState(str(name))] = int(number or 0)
    return found


def events(connection: Connection, task_id: int, tenant: str) -> list[Event]:
    """Reads what happened to one task."""
    rows = connection.execute(sql.events_of_task, {"of_id": task_id, "of_tenant": tenant}).mappings()
    return [_event(row) for row in rows]


def events_since(connection: Connection, event_id: int, limit: int) -> list[Event]:
    """Reads what happened after an event."""
    rows = connection.execute(sql.events_since, {"since": event_id, "at_most": limit}).mappings()
    return [_event(row) for row in rows]


def entries(connection: Connection, task_id: int) -> list[LedgerEntry]:
    """Reads the bookings of one task."""
    rows = connection.execute(sql.entries_of_task, {"of_id": task_id}).mappings()
    return [
        LedgerEntry(
            task_id=row["task_id"],
            kind=row["kind"],
            amount=row["amount"],
            currency=row["currency"],
            at=row["at"],
        )
        for row in rows
    ]


def usage(
    connection: Connection, tenant: str | None, first_day: str | None, last_day: str | None
) -> list[UsageRow]:
    """Reads the sums of a span of days."""
    query = sql.usage_between(tenant, _day_number(first_day), _day_number(last_day))
    found = []
    for row in connection.execute(query).mappings():
        cells = dict(row)
        day = (_EPOCH + datetime.timedelta(days=cells.pop("day"))).isoformat()
        found.append(UsageRow(day=day, **cells))
    return found


def balances(connection: Connection, tenant: str | None, key_id: str | None) -> list[Balance]:
    """Reads what is reserved and spent."""
    return [
        Balance(
            tenant=row["tenant"],
            currency=row["currency"],
            reserved=int(row["reserved"]),
            spent=int(row["spent"]),
        )
        for row in connection.execute(sql.balances(tenant, key_id)).mappings()
    ]


def next_due(connection: Connection, now: int) -> int | None:
    """Reads when the next lease or wait ends."""
    found = [
        connection.execute(sql.next_due, {"state": state.value, "now": now}).scalar()
        for state in (TaskState.QUEUED, TaskState.RUNNING)
    ]
    return min((int(time) for time in found if time is not None), default=None)


def _tasks(rows: Iterable[RowMapping]) -> list[Task]:
    return readable(cast("Iterable[Mapping[str, Cell]]", rows))


def _task(row: RowMapping) -> Task:
    return task_of(cast("Mapping[str, Cell]", row))


def _event(row: RowMapping) -> Event:
    return Event(
        id=row["id"],
        task_id=row["task_id"],
        sequence=row["sequence"],
        tenant=row["tenant"],
        kind=row["kind"],
        at=row["at"],
        data=json_object(row["data"]),
    )


def _day_number(day: str | None) -> int | None:
    if day is None:
        return None
    try:
        return (datetime.date.fromisoformat(day) - _EPOCH).days
    except ValueError as error:
        raise TaskError(
            f"{day!r} is not a day; write it as YYYY-MM-DD.", code="invalid_parameter", field="day", value=day
        ) from error
