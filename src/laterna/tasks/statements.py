"""Every SQL statement, each with a name and a sentence. All run on SQLite and on PostgreSQL as they stand."""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import ColumnElement, Executable, and_, bindparam, func, or_, select, text, tuple_, update

from laterna.clock import MINUTE
from laterna.tasks.records import Models, TaskFilter
from laterna.tasks.tables import events, idempotency, keys, ledger, marks, tasks, usage
from laterna.tasks.task import OFF_PEAK_LIFE, TaskState

_QUEUED = TaskState.QUEUED.value
_RUNNING = TaskState.RUNNING.value

# --- tasks

insert_task = tasks.insert()
"""Adds a task."""

change_task = (
    update(tasks)
    .where(tasks.c.id == bindparam("of_id"), tasks.c.version == bindparam("of_version"))
    .values(
        {
            name: bindparam(name)
            for name in (
                "state",
                "started_at",
                "finished_at",
                "progress",
                "result",
                "failure",
                "attempt",
                "takeovers",
                "worker",
                "not_before",
                "claimable_at",
                "version",
                "price",
            )
        }
    )
)
"""Moves a task on, if it still is at the version that the move was decided on."""

touch_task = (
    update(tasks)
    .where(tasks.c.id == bindparam("of_id"), tasks.c.version == bindparam("of_version"))
    .values(version=bindparam("version"))
)
"""Notes that a task had an event which changes nothing else of it."""

task_by_id = select(tasks).where(tasks.c.id == bindparam("of_id"))
"""Finds one task."""

newest_task_id = select(func.max(tasks.c.id))
"""The highest id given out, so that ids go on rising when the clock has been put back."""

live_tasks = (
    select(tasks)
    .where(tasks.c.claimable_at.is_not(None), tasks.c.state.in_((_QUEUED, _RUNNING)))
    .order_by(tasks.c.id)
    .limit(bindparam("at_most"))
)
"""The tasks that are not final, oldest first: what a starting process keeps in memory."""

live_counts = (
    select(tasks.c.state, func.count().label("count"))
    .where(tasks.c.claimable_at.is_not(None), tasks.c.state.in_((_QUEUED, _RUNNING)))
    .group_by(tasks.c.state)
)
"""How many tasks wait and how many run, over all tenants."""


def _of(models: Models) -> tuple[ColumnElement[bool], ...]:
    if models.others:
        return (tasks.c.model.not_in(models.names),) if models.names else ()
    return (tasks.c.model.in_(models.names),)


@cache
def lapsed_tasks(models: Models) -> Executable:
    """Tasks whose lease has run out, or ends further ahead than a lease can: then the clock has been put back."""
    return (
        select(tasks)
        .where(
            tasks.c.state == _RUNNING,
            or_(tasks.c.claimable_at <= bindparam("now"), tasks.c.claimable_at > bindparam("beyond")),
            *_of(models),
        )
        .order_by(tasks.c.claimable_at, tasks.c.id)
        .limit(bindparam("at_most"))
    )


@cache
def waiting_tasks(models: Models) -> Executable:
    """Queued tasks that may start, oldest first."""
    return (
        select(tasks)
        .where(tasks.c.state == _QUEUED, tasks.c.claimable_at <= bindparam("now"), *_of(models))
        .order_by(tasks.c.claimable_at, tasks.c.id)
        .limit(bindparam("at_most"))
    )


@cache
def waiting_off_peak(models: Models) -> Executable:
    """Queued tasks that wait for an off-peak time, oldest first: those that may not start before their last hour."""
    return (
        select(tasks)
        .where(
            tasks.c.state == _QUEUED,
            tasks.c.claimable_at > bindparam("now"),
            # The door reads its clock a moment before the store does.
            tasks.c.not_before - tasks.c.created_at >= OFF_PEAK_LIFE - MINUTE,
            *_of(models),
        )
        .order_by(tasks.c.claimable_at, tasks.c.id)
        .limit(bindparam("at_most"))
    )


next_due = select(func.min(tasks.c.claimable_at)).where(
    tasks.c.state == bindparam("state"), tasks.c.claimable_at > bindparam("now")
)
"""When the next task of a state becomes claimable by time alone: a lease that ends, or a wait that is over."""

renew_leases = (
    update(tasks)
    .where(
        tasks.c.id.in_(bindparam("ids", expanding=True)),
        tasks.c.worker == bindparam("of_worker"),
        tasks.c.state == _RUNNING,
    )
    .values(claimable_at=bindparam("until"))
)
"""Prolongs the leases that a worker still holds."""

held_ids = select(tasks.c.id).where(
    tasks.c.id.in_(bindparam("ids", expanding=True)),
    tasks.c.worker == bindparam("of_worker"),
    tasks.c.state == _RUNNING,
)
"""Which of these tasks a worker still holds."""

set_aside = update(tasks).where(tasks.c.id == bindparam("of_id")).values(claimable_at=None)
"""Takes a task whose row cannot be read out of the queue, which it would block."""

end_leases = (
    update(tasks)
    .where(
        tasks.c.state == _RUNNING, tasks.c.claimable_at.is_not(None), tasks.c.worker == bindparam("of_worker")
    )
    .values(claimable_at=0)
)
"""Ends every lease of a worker that is known to be gone."""

keep_progress = (
    update(tasks)
    .where(
        tasks.c.id == bindparam("of_id"),
        tasks.c.worker == bindparam("of_worker"),
        tasks.c.state == _RUNNING,
        tasks.c.progress < bindparam("percent"),
    )
    .values(progress=bindparam("percent"))
)
"""Writes down how far a running task is; never lowers it."""


delete_task = tasks.delete().where(tasks.c.id == bindparam("of_id"))
"""Forgets a task's request and result; its events and its money stay."""


def page_of_tasks(
    tenant: str | None, wanted: TaskFilter, after: tuple[int, int] | None, *, gone: bool = False
) -> Executable:
    """One page of a list: newest first, or oldest first; `after` is the (created_at, id) of the task before it.

    Of a task that is `gone`, the id alone is known: ids rise with age, so `after` may have its millisecond's edge.
    """
    age = (tasks.c.created_at, tasks.c.id)
    order = age if wanted.oldest_first else tuple(column.desc() for column in age)
    query = select(tasks).where(*_conditions(tenant, wanted)).order_by(*order)
    if after is not None:
        here, there = tuple_(*age), tuple_(*after)
        query = query.where(here > there if wanted.oldest_first else here < there)
        if gone:
            query = query.where(tasks.c.id > after[1] if wanted.oldest_first else tasks.c.id < after[1])
    return query.limit(bindparam("at_most")).offset(bindparam("skip"))


def count_of_tasks(tenant: str | None, wanted: TaskFilter) -> Executable:
    """How many tasks a list has over all its pages."""
    return select(func.count(tasks.c.created_at)).where(*_conditions(tenant, wanted))


def _conditions(tenant: str | None, wanted: TaskFilter) -> Sequence[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if tenant is not None:
        found.append(tasks.c.tenant == tenant)
    if wanted.created_from is not None:
        found.append(tasks.c.created_at >= wanted.created_from)
    if wanted.created_to is not None:
        found.append(tasks.c.created_at < wanted.created_to)
    if wanted.states:
        found.append(tasks.c.state.in_([state.value for state in wanted.states]))
    if wanted.models:
        found.append(tasks.c.model.in_(wanted.models))
    if wanted.wires:
        found.append(tasks.c.wire.in_(wanted.wires))
    return found


# --- events

insert_event = events.insert()
"""Adds an event."""

newest_event_id = select(func.max(events.c.id))
"""The number of the newest event."""

events_of_task = (
    select(events)
    .where(events.c.task_id == bindparam("of_id"), events.c.tenant == bindparam("of_tenant"))
    .order_by(events.c.sequence)
)
"""What happened to one task, in order."""

events_since = (
    select(events).where(events.c.id > bindparam("since")).order_by(events.c.id).limit(bindparam("at_most"))
)
"""What happened after an event, over all tasks, in order."""

tasks_touched = (
    select(tasks)
    .where(
        tasks.c.id.in_(
            select(events.c.task_id).where(
                and_(events.c.id > bindparam("since"), events.c.id <= bindparam("until"))
            )
        )
    )
    .order_by(tasks.c.id)
)
"""The tasks that had events in a span of event numbers."""

removed_tasks = select(events.c.task_id).where(
    events.c.id > bindparam("since"), events.c.id <= bindparam("until"), events.c.kind == "removed"
)
"""The tasks that were removed in a span of event numbers."""

# --- money

insert_entry = ledger.insert()
"""Books a hold, a settlement or a void."""

entries_of_task = select(ledger).where(ledger.c.task_id == bindparam("of_id")).order_by(ledger.c.step)
"""The bookings of one task."""

USAGE_SUMS = ("tasks", "succeeded", "failed", "canceled", "seconds", "held", "settled", "voided")

add_usage = text(
    "INSERT INTO usage (day, tenant, key_id, model, currency, {names}) "
    "VALUES (:day, :tenant, :key_id, :model, :currency, {values}) "
    "ON CONFLICT (day, tenant, key_id, model, currency) DO UPDATE SET {sums}".format(
        names=", ".join(USAGE_SUMS),
        values=", ".join(f":{name}" for name in USAGE_SUMS),
        sums=", ".join(f"{name} = usage.{name} + excluded.{name}" for name in USAGE_SUMS),
    )
)
"""Adds to the sums of a day, tenant, key, model and currency."""


def usage_between(tenant: str | None, first_day: int | None, last_day: int | None) -> Executable:
    """The sums of a span of days (days since 1970, both ends included), newest day first."""
    query = select(usage).order_by(usage.c.day.desc(), usage.c.tenant, usage.c.key_id, usage.c.model)
    if tenant is not None:
        query = query.where(usage.c.tenant == tenant)
    if first_day is not None:
        query = query.where(usage.c.day >= first_day)
    if last_day is not None:
        query = query.where(usage.c.day <= last_day)
    return query


def balances(tenant: str | None, key_id: str | None) -> Executable:
    """What is reserved and what is spent, per tenant and currency; of one key where one is named."""
    query = select(
        usage.c.tenant,
        usage.c.currency,
        func.sum(usage.c.held - usage.c.settled - usage.c.voided).label("reserved"),
        func.sum(usage.c.settled).label("spent"),
    ).group_by(usage.c.tenant, usage.c.currency)
    if tenant is not None:
        query = query.where(usage.c.tenant == tenant)
    if key_id is not None:
        query = query.where(usage.c.key_id == key_id)
    return query.order_by(usage.c.tenant, usage.c.currency)


final_counts = select(
    func.sum(usage.c.succeeded).label("succeeded"),
    func.sum(usage.c.failed).label("failed"),
    func.sum(usage.c.canceled).label("canceled"),
)
"""How many tasks have ended in each way, over all tenants."""

# --- idempotency keys

twin_of = select(idempotency.c.task_id, idempotency.c.body_hash).where(
    idempotency.c.tenant == bindparam("of_tenant"),
    idempotency.c.wire == bindparam("of_wire"),
    idempotency.c.key == bindparam("of_key"),
    idempotency.c.created_at > bindparam("since"),
)
"""The task that an idempotency key has made, if the key is still alive."""

keep_twin = text(
    "INSERT INTO idempotency (tenant, wire, key, body_hash, task_id, created_at) "
    "VALUES (:tenant, :wire, :key, :body_hash, :task_id, :created_at) "
    "ON CONFLICT (tenant, wire, key) DO UPDATE SET "
    "body_hash = excluded.body_hash, task_id = excluded.task_id, created_at = excluded.created_at"
)
"""Remembers which task an idempotency key has made; takes the place of a key that is past its life."""

forget_twins = idempotency.delete().where(idempotency.c.created_at <= bindparam("until"))
"""Forgets the idempotency keys that are past their life."""

# --- keys

insert_key = keys.insert()
"""Adds a key."""

all_keys = select(keys).order_by(keys.c.created_at, keys.c.id)
"""Every key, revoked ones included, oldest first."""

key_named = select(keys.c.id).where(
    or_(keys.c.name == bindparam("wanted"), keys.c.id == bindparam("wanted")), keys.c.revoked_at.is_(None)
)
"""The living key of a name or an id."""

revoke_key = (
    update(keys)
    .where(keys.c.id == bindparam("of_id"), keys.c.revoked_at.is_(None))
    .values(revoked_at=bindparam("now"))
)
"""Takes a key back for ever."""

raise_mark = text(
    "INSERT INTO marks (name, value) VALUES (:name, 1) ON CONFLICT (name) DO UPDATE SET value = marks.value + 1"
)
"""Tells other processes that what this mark stands for has changed."""

mark = select(marks.c.value).where(marks.c.name == bindparam("of_name"))
"""The present value of a mark."""

# --- the database itself

schema_version = text("SELECT version_num FROM alembic_version")
"""The newest migration that has run."""

write_version_table = text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
"""Makes the table in which migrations count, as Alembic makes it."""

write_version = text("INSERT INTO alembic_version (version_num) VALUES (:version)")
"""Notes that a new database is at a migration already."""

wait_for_writers = text("SELECT pg_advisory_xact_lock(7305808869231650155)")
"""PostgreSQL only: one writer at a time over all machines, as SQLite has it by nature."""
