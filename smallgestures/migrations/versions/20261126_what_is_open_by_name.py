"""what is open, by name

Revision ID: 0012
Revises: 0011
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

IS_OPEN = sa.text("state IN ('waiting', 'leased')")


def upgrade() -> None:
    op.drop_index("ix_outbox_event_due", "outbox_event")
    op.create_index(
        "ix_outbox_event_open",
        "outbox_event",
        ["name", "due_at", "id"],
        sqlite_where=IS_OPEN,
        postgresql_where=IS_OPEN,
    )


def downgrade() -> None:
    op.drop_index("ix_outbox_event_open", "outbox_event")
    op.create_index(
        "ix_outbox_event_due",
        "outbox_event",
        ["due_at", "id"],
        sqlite_where=IS_OPEN,
        postgresql_where=IS_OPEN,
    )
