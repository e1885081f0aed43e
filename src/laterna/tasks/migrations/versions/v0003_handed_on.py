"""What was handed to upstreams; and the model in the index of claims, since engines claim by model."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_LIVE = sa.text("claimable_at IS NOT NULL")
_OPEN = sa.text("closed_at IS NULL")


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column(name, kind, autoincrement=False, nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def upgrade() -> None:
    """Towards the newer schema."""
    op.create_table(
        "submissions",
        _number("task_id"),
        _number("number"),
        *(_text(name) for name in ("upstream", "account", "model", "marker", "state")),
        _text("upstream_id", nullable=True),
        _number("intended_at"),
        _number("changed_at"),
        _number("closed_at", nullable=True),
        *(_text(name) for name in ("code", "message", "account_of_task")),
        sa.PrimaryKeyConstraint("task_id", "number"),
        sqlite_with_rowid=False,
    )
    op.create_index("submissions_by_upstream_id", "submissions", ["upstream", "upstream_id"], unique=True)
    op.create_index(
        "submissions_open",
        "submissions",
        ["upstream", "intended_at"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    _index_of_claims(["state", "claimable_at", "id", "model"])


def downgrade() -> None:
    """Back to the older schema."""
    op.drop_table("submissions")
    _index_of_claims(["state", "claimable_at", "id"])


def _index_of_claims(columns: list[str]) -> None:
    op.drop_index("tasks_claimable", "tasks")
    op.create_index("tasks_claimable", "tasks", columns, sqlite_where=_LIVE, postgresql_where=_LIVE)
