"""Who must be told: the outbox's place in the events, endpoints of webhooks, deliveries."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column(name, kind, autoincrement=False, nullable=nullable)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def upgrade() -> None:
    """Towards the newer schema. What happened before it is told to nobody."""
    op.create_table(
        "outbox",
        _text("name"),
        _text("holder"),
        _number("held_until"),
        _number("cursor"),
        sa.PrimaryKeyConstraint("name"),
    )
    op.execute(
        "INSERT INTO outbox (name, holder, held_until, cursor) "
        "SELECT 'outbox', '', 0, COALESCE(MAX(id), 0) FROM events"
    )
    op.create_table(
        "endpoints",
        *(_text(name) for name in ("id", "tenant", "url", "note", "kinds", "secrets")),
        _number("since_event"),
        _number("created_at"),
        _number("disabled_at", nullable=True),
        _text("disabled_why"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "deliveries",
        _text("id"),
        _number("event_id"),
        _number("task_id"),
        *(_text(name) for name in ("tenant", "endpoint", "kind", "url", "lane", "state")),
        _number("attempts"),
        _number("next_at", nullable=True),
        _text("log"),
        _number("created_at"),
        _number("finished_at", nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "deliveries_due",
        "deliveries",
        ["lane", "next_at", "event_id"],
        sqlite_where=sa.text("next_at IS NOT NULL"),
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )
    op.create_index("deliveries_of_task", "deliveries", ["task_id", "endpoint", "event_id"])
    op.create_index("deliveries_of_endpoint", "deliveries", ["tenant", "endpoint", "event_id"])
    op.create_index("deliveries_by_end", "deliveries", ["finished_at"])


def downgrade() -> None:
    """Back to the older schema."""
    for table in ("deliveries", "endpoints", "outbox"):
        op.drop_table(table)
