"""First light: tasks, ledger, usage, events, idempotency keys, keys, marks."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column(name, kind, autoincrement=False, nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def upgrade() -> None:
    """Towards the newer schema."""
    op.create_table(
        "tasks",
        _number("id"),
        *(_text(name) for name in ("tenant", "key_id", "wire", "model", "state", "request", "echo", "request_id")),
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
        _number("claimable_at", nullable=True),
        _number("version"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("tasks_by_age", "tasks", ["created_at", "id"])
    op.create_index("tasks_of_tenant", "tasks", ["tenant", "created_at", "id", "state", "model", "wire"])
    op.create_index(
        "tasks_claimable",
        "tasks",
        ["state", "claimable_at", "id"],
        sqlite_where=sa.text("claimable_at IS NOT NULL"),
        postgresql_where=sa.text("claimable_at IS NOT NULL"),
    )
    _create_money()
    _create_access()


def _create_money() -> None:
    op.create_table(
        "ledger",
        _number("task_id"),
        _number("step"),
        _text("kind"),
        _number("amount"),
        _text("currency"),
        _number("at"),
        sa.PrimaryKeyConstraint("task_id", "step"),
        sqlite_with_rowid=False,
    )
    sums = ("tasks", "succeeded", "failed", "canceled", "seconds", "held", "settled", "voided")
    op.create_table(
        "usage",
        _number("day"),
        *(_text(name) for name in ("tenant", "key_id", "model", "currency")),
        *(_number(name) for name in sums),
        sa.PrimaryKeyConstraint("day", "tenant", "key_id", "model", "currency"),
    )
    op.create_index("usage_of_key", "usage", ["key_id"])
    op.create_table(
        "events",
        _number("id"),
        _number("task_id"),
        _number("sequence"),
        _text("tenant"),
        _text("kind"),
        _number("at"),
        _text("data"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("events_of_task", "events", ["task_id", "sequence"], unique=True)


def _create_access() -> None:
    op.create_table(
        "idempotency",
        *(_text(name) for name in ("tenant", "wire", "key", "body_hash")),
        _number("task_id"),
        _number("created_at"),
        sa.PrimaryKeyConstraint("tenant", "wire", "key"),
        sqlite_with_rowid=False,
    )
    op.create_index("idempotency_by_age", "idempotency", ["created_at"])
    op.create_table(
        "keys",
        *(_text(name) for name in ("id", "name", "tenant", "hash", "shown", "sealed")),
        _number("created_at"),
        _number("revoked_at", nullable=True),
        _text("models"),
        *(_number(name, nullable=True) for name in ("requests_per_second", "tasks_at_once", "spending_cap")),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("keys_by_hash", "keys", ["hash"], unique=True)
    op.create_table("marks", _text("name"), _number("value"), sa.PrimaryKeyConstraint("name"))


def downgrade() -> None:
    """Back to an empty database."""
    for table in ("marks", "keys", "idempotency", "events", "usage", "ledger", "tasks"):
        op.drop_table(table)
