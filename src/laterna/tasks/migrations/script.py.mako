"""${message}"""

import sqlalchemy as sa
from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Towards the newer schema."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Back to the older schema."""
    ${downgrades if downgrades else "pass"}
