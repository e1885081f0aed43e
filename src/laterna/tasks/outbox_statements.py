"""The statements of the outbox, each with a name and a sentence; like `statements`, for both databases."""

from sqlalchemy import Executable, bindparam, or_, select, text, update

from laterna.tasks.tables import deliveries, endpoints, events, keys, outbox

_ROW = "outbox"
_WAITING = "waiting"

# --- who tells, and how far

make_outbox = text(
    "INSERT INTO outbox (name, holder, held_until, cursor) VALUES ('outbox', '', 0, 0) "
    "ON CONFLICT (name) DO NOTHING"
)
"""Makes the outbox's row in a new database."""

hold_outbox = (
    update(outbox)
    .where(
        outbox.c.name == _ROW,
        or_(
            outbox.c.holder == bindparam("of_holder"),
            outbox.c.held_until <= bindparam("now"),
            outbox.c.held_until > bindparam("beyond"),
        ),
    )
    .values(holder=bindparam("of_holder"), held_until=bindparam("until"))
)
"""Takes the outbox, or keeps it, unless somebody else holds it; a lease that ends too far ahead counts as lapsed."""

release_outbox = (
    update(outbox)
    .where(outbox.c.name == _ROW, outbox.c.holder == bindparam("of_holder"))
    .values(held_until=0)
)
"""Gives the outbox back."""

cursor_of_holder = select(outbox.c.cursor).where(
    outbox.c.name == _ROW, outbox.c.holder == bindparam("of_holder")
)
"""The last event that has been looked at, if this is still the holder."""

move_cursor = update(outbox).where(outbox.c.name == _ROW).values(cursor=bindparam("to"))
"""Notes the last event that has been looked at."""

_HEAD = (
    events.c.id,
    events.c.task_id,
    events.c.sequence,
    events.c.tenant,
    events.c.kind,
    events.c.at,
)

heads_since = (
    select(*_HEAD).where(events.c.id > bindparam("since")).order_by(events.c.id).limit(bindparam("at_most"))
)
"""What happened after an event, over all tasks, in order, without details."""

heads_of_tenant = (
    select(*_HEAD)
    .where(
        events.c.id > bindparam("since"),
        events.c.id <= bindparam("until"),
        events.c.tenant == bindparam("of_tenant"),
    )
    .order_by(events.c.id)
)
"""What happened to one tenant's tasks in a span of event numbers, in order, without details."""

heads_of_task = (
    select(*_HEAD)
    .where(
        events.c.task_id == bindparam("of_id"),
        events.c.tenant == bindparam("of_tenant"),
        events.c.id > bindparam("since"),
    )
    .order_by(events.c.sequence)
)
"""What happened to one task after an event, in order, without details."""

# --- deliveries

insert_delivery = text(
    "INSERT INTO deliveries (id, event_id, task_id, tenant, endpoint, kind, url, lane, state, attempts, next_at,"
    " log, created_at, finished_at) VALUES (:id, :event_id, :task_id, :tenant, :endpoint, :kind, :url, :lane,"
    " :state, :attempts, :next_at, :log, :created_at, :finished_at) ON CONFLICT (id) DO NOTHING"
)
"""Adds a delivery, unless it is there already."""

waiting_chains = (
    select(deliveries.c.task_id, deliveries.c.endpoint)
    .where(deliveries.c.task_id.in_(bindparam("ids", expanding=True)), deliveries.c.state == _WAITING)
    .distinct()
)
"""Of which tasks and endpoints something still waits to be delivered."""

due_lanes = select(deliveries.c.lane).where(deliveries.c.next_at.is_not(None)).distinct()
"""Every lane in which something is to be sent, now or later."""

next_in_lane = (
    select(deliveries)
    .where(deliveries.c.lane == bindparam("of_lane"), deliveries.c.next_at.is_not(None))
    .order_by(deliveries.c.next_at, deliveries.c.event_id)
    .limit(bindparam("at_most"))
)
"""What is to be sent next in a lane."""

end_attempt = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("of_id"), deliveries.c.state == _WAITING)
    .values(
        {name: bindparam(name) for name in ("state", "attempts", "next_at", "log", "finished_at")},
    )
)
"""Notes what came of an attempt."""

next_in_chain = (
    select(deliveries)
    .where(
        deliveries.c.task_id == bindparam("of_task"),
        deliveries.c.endpoint == bindparam("of_endpoint"),
        deliveries.c.state == _WAITING,
    )
    .order_by(deliveries.c.event_id)
    .limit(1)
)
"""The first thing that waits to be told about a task to an endpoint."""

set_next_at = update(deliveries).where(deliveries.c.id == bindparam("of_id")).values(next_at=bindparam("at"))
"""Says when a delivery is to be sent."""

drop_waiting = (
    update(deliveries)
    .where(
        deliveries.c.tenant == bindparam("of_tenant"),
        deliveries.c.endpoint == bindparam("of_endpoint"),
        deliveries.c.state == _WAITING,
    )
    .values(state="dropped", next_at=None, finished_at=bindparam("now"))
)
"""Drops what still waits for an endpoint that is gone."""

forget_deliveries = deliveries.delete().where(deliveries.c.finished_at < bindparam("until"))
"""Forgets deliveries that ended long ago."""

delivery_by_id = select(deliveries).where(
    deliveries.c.id == bindparam("of_id"), deliveries.c.tenant == bindparam("of_tenant")
)
"""One delivery of a tenant's."""

again = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("of_id"))
    .values(state=_WAITING, attempts=0, next_at=bindparam("at"), finished_at=None)
)
"""Has a delivery sent anew."""

ended_since = (
    select(deliveries)
    .where(
        deliveries.c.tenant == bindparam("of_tenant"),
        deliveries.c.endpoint == bindparam("of_endpoint"),
        deliveries.c.state != _WAITING,
        deliveries.c.created_at >= bindparam("since"),
    )
    .order_by(deliveries.c.event_id)
)
"""What an endpoint was told, or should have been told, since a time."""


def log_of(tenant: str, *, endpoint: str | None, state: str | None, task_id: int | None) -> Executable:
    """A page of a tenant's deliveries before an event number, newest first."""
    query = select(deliveries).where(
        deliveries.c.tenant == tenant, deliveries.c.event_id < bindparam("before")
    )
    if endpoint is not None:
        query = query.where(deliveries.c.endpoint == endpoint)
    if state is not None:
        query = query.where(deliveries.c.state == state)
    if task_id is not None:
        query = query.where(deliveries.c.task_id == task_id)
    return query.order_by(deliveries.c.event_id.desc(), deliveries.c.id).limit(bindparam("at_most"))


# --- endpoints

insert_endpoint = endpoints.insert()
"""Adds an endpoint."""

all_endpoints = select(endpoints).order_by(endpoints.c.created_at, endpoints.c.id)
"""Every endpoint, oldest first."""

delete_endpoint = endpoints.delete().where(
    endpoints.c.id == bindparam("of_id"), endpoints.c.tenant == bindparam("of_tenant")
)
"""Removes an endpoint."""

set_secrets = (
    update(endpoints).where(endpoints.c.id == bindparam("of_id")).values(secrets=bindparam("sealed"))
)
"""Replaces an endpoint's secrets."""

set_disabled = (
    update(endpoints)
    .where(endpoints.c.id == bindparam("of_id"))
    .values(disabled_at=bindparam("at"), disabled_why=bindparam("why"))
)
"""Disables an endpoint, or enables it with NULL."""

# --- what callbacks are signed with

sealed_key = select(keys.c.sealed).where(keys.c.id == bindparam("of_id"))
"""A key's secret under the server's own key."""
