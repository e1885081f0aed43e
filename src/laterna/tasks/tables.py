"""The tables, as the newest migration leaves them.

Times are microseconds since 1970 (UTC), money is integer micro-units, structures are JSON text, so that both
databases' own shells can show a row in full. Nothing here is specific to SQLite or PostgreSQL but the variants
that SQLAlchemy asks for.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, Table, Text

SCHEMA_VERSION = "0003"
"""The newest migration; a test compares it with the migrations folder."""

metadata = MetaData()

# SQLite makes only a column of type INTEGER the row id itself; that saves an index and a look-up.
_Number = BigInteger().with_variant(Integer(), "sqlite")


def _number(name: str, *, nullable: bool = False, key: bool = False) -> Column[int]:
    return Column(name, _Number, nullable=nullable and not key, primary_key=key, autoincrement=False)


def _text(name: str, *, nullable: bool = False, key: bool = False) -> Column[str]:
    return Column(name, Text, nullable=nullable and not key, primary_key=key)


tasks = Table(
    "tasks",
    metadata,
    _number("id", key=True),
    _text("tenant"),
    _text("key_id"),
    _text("wire"),
    _text("model"),
    _text("state"),
    _text("request"),
    _text("echo"),
    _text("request_id"),
    _number("created_at"),
    _number("started_at", nullable=True),
    _number("finished_at", nullable=True),
    _number("progress"),
    _text("result", nullable=True),
    _text("failure", nullable=True),
    _number("price"),
    _text("currency"),
    _number("attempt"),
    _number("takeovers"),
    _text("worker"),
    _number("not_before"),
    # When it may be claimed: 0 or a time while queued, the end of the lease while running, NULL when final.
    _number("claimable_at", nullable=True),
    _number("version"),
)

# Wide enough that counting and paging with any filter never touches the rows themselves.
Index(
    "tasks_of_tenant",
    tasks.c.tenant,
    tasks.c.created_at,
    tasks.c.id,
    tasks.c.state,
    tasks.c.model,
    tasks.c.wire,
)
Index("tasks_by_age", tasks.c.created_at, tasks.c.id)
# Holds live tasks only, so that a million finished ones cost a claim nothing; with the model, since engines claim
# by model.
Index(
    "tasks_claimable",
    tasks.c.state,
    tasks.c.claimable_at,
    tasks.c.id,
    tasks.c.model,
    sqlite_where=tasks.c.claimable_at.is_not(None),
    postgresql_where=tasks.c.claimable_at.is_not(None),
)

# Step 0 holds, step 1 settles or voids: the primary key itself forbids paying twice.
ledger = Table(
    "ledger",
    metadata,
    _number("task_id", key=True),
    _number("step", key=True),
    _text("kind"),
    _number("amount"),
    _text("currency"),
    _number("at"),
    sqlite_with_rowid=False,
)

# One row for each time that a task was handed, or about to be handed, to an upstream.
submissions = Table(
    "submissions",
    metadata,
    _number("task_id", key=True),
    _number("number", key=True),
    _text("upstream"),
    # Which of the upstream's keys: a fingerprint, since polls stay with the key that created.
    _text("account"),
    _text("model"),
    _text("marker"),
    _text("state"),
    # NULL until the upstream has named its task; then nobody else may lay claim to it.
    _text("upstream_id", nullable=True),
    _number("intended_at"),
    _number("changed_at"),
    # NULL while nobody knows whether the upstream will charge for it.
    _number("closed_at", nullable=True),
    _text("code"),
    _text("message"),
    # Whose money it is, so that the books can be closed even when the task itself was removed.
    _text("account_of_task"),
    sqlite_with_rowid=False,
)
Index("submissions_by_upstream_id", submissions.c.upstream, submissions.c.upstream_id, unique=True)
Index(
    "submissions_open",
    submissions.c.upstream,
    submissions.c.intended_at,
    sqlite_where=submissions.c.closed_at.is_(None),
    postgresql_where=submissions.c.closed_at.is_(None),
)

# The ledger summed up by the day on which the tasks were created: reports and spending caps need no million rows.
usage = Table(
    "usage",
    metadata,
    _number("day", key=True),
    _text("tenant", key=True),
    _text("key_id", key=True),
    _text("model", key=True),
    _text("currency", key=True),
    _number("tasks"),
    _number("succeeded"),
    _number("failed"),
    _number("canceled"),
    _number("seconds"),
    _number("held"),
    _number("settled"),
    _number("voided"),
)
Index("usage_of_key", usage.c.key_id)

# Ids are given out under the write lock, so they rise in the order of the commits and have no gaps.
events = Table(
    "events",
    metadata,
    _number("id", key=True),
    _number("task_id"),
    _number("sequence"),
    _text("tenant"),
    _text("kind"),
    _number("at"),
    _text("data"),
)
Index("events_of_task", events.c.task_id, events.c.sequence, unique=True)

idempotency = Table(
    "idempotency",
    metadata,
    _text("tenant", key=True),
    _text("wire", key=True),
    _text("key", key=True),
    _text("body_hash"),
    _number("task_id"),
    _number("created_at"),
    sqlite_with_rowid=False,
)
Index("idempotency_by_age", idempotency.c.created_at)

keys = Table(
    "keys",
    metadata,
    _text("id", key=True),
    _text("name"),
    _text("tenant"),
    _text("hash"),
    _text("shown"),
    # The secret under the server's own key, for signatures that need the secret itself; empty when not kept.
    _text("sealed"),
    _number("created_at"),
    _number("revoked_at", nullable=True),
    _text("models"),
    _number("requests_per_second", nullable=True),
    _number("tasks_at_once", nullable=True),
    _number("spending_cap", nullable=True),
)
Index("keys_by_hash", keys.c.hash, unique=True)

# Counters that rise with every change of something that processes keep in memory.
marks = Table("marks", metadata, _text("name", key=True), _number("value"))

# One row: who tells the outside just now, and the last event that has been looked at.
outbox = Table(
    "outbox",
    metadata,
    _text("name", key=True),
    _text("holder"),
    _number("held_until"),
    _number("cursor"),
)

endpoints = Table(
    "endpoints",
    metadata,
    _text("id", key=True),
    _text("tenant"),
    _text("url"),
    _text("note"),
    _text("kinds"),
    # The secrets under the server's own key, newest first, each with the end of its life.
    _text("secrets"),
    # The newest event when it was made: what happened before is not told to it.
    _number("since_event"),
    _number("created_at"),
    _number("disabled_at", nullable=True),
    _text("disabled_why"),
)

deliveries = Table(
    "deliveries",
    metadata,
    _text("id", key=True),
    _number("event_id"),
    _number("task_id"),
    _text("tenant"),
    # Empty for a callback, which a task names itself.
    _text("endpoint"),
    _text("kind"),
    _text("url"),
    _text("lane"),
    _text("state"),
    _number("attempts"),
    # NULL when it has ended, or waits for an earlier one of the same task and endpoint.
    _number("next_at", nullable=True),
    _text("log"),
    _number("created_at"),
    _number("finished_at", nullable=True),
)
Index(
    "deliveries_due",
    deliveries.c.lane,
    deliveries.c.next_at,
    deliveries.c.event_id,
    sqlite_where=deliveries.c.next_at.is_not(None),
    postgresql_where=deliveries.c.next_at.is_not(None),
)
Index("deliveries_of_task", deliveries.c.task_id, deliveries.c.endpoint, deliveries.c.event_id)
Index("deliveries_of_endpoint", deliveries.c.tenant, deliveries.c.endpoint, deliveries.c.event_id)
Index("deliveries_by_end", deliveries.c.finished_at)
