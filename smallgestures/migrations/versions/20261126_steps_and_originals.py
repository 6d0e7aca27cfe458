"""steps of processing and the end of originals

Revision ID: 0007b
Revises: 0007
"""

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from alembic import op

import smallgestures.db.base
from smallgestures import clock

revision: str = "0007b"
down_revision: str | None = "0007"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

KEYS = (
    "source_key",
    "key_720",
    "key_480",
    "poster_key",
    "glow_key",
    "captions_key",
    "captions_source_key",
    "strip_key",
)
STEP_KNOWN = "step IN ('received', 'checked', 'converted')"


def upgrade() -> None:
    with op.batch_alter_table("video") as batch_op:
        batch_op.add_column(
            sa.Column("source_until", smallgestures.db.base.UtcDateTime(timezone=True))
        )
        batch_op.add_column(
            sa.Column("step", sa.String(12), nullable=False, server_default="received")
        )
        batch_op.add_column(
            sa.Column("converted_percent", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column("made_as", sa.String(40), nullable=False, server_default=sa.text("''"))
        )
        for name in (*KEYS, "source_until"):
            batch_op.create_index(op.f(f"ix_video_{name}"), [name])
        batch_op.create_check_constraint(op.f("ck_video_step_known"), STEP_KNOWN)
    # Originals of before have a week from now on: nobody loses the chance to trim by an update.
    video = sa.table(
        "video",
        sa.column("state", sa.String),
        sa.column("source_key", sa.String),
        sa.column("captions_key", sa.String),
        sa.column("captions_source_key", sa.String),
        sa.column("source_until", smallgestures.db.base.UtcDateTime(timezone=True)),
    )
    op.execute(
        sa.update(video)
        .where(video.c.state.in_(["ready", "failed"]), video.c.source_key.is_not(None))
        .values(source_until=clock.wall() + timedelta(days=7))
    )
    # So far captions were served as they were given, of clips that nobody could trim.
    op.execute(sa.update(video).values(captions_source_key=video.c.captions_key))


def downgrade() -> None:
    with op.batch_alter_table("video") as batch_op:
        batch_op.drop_constraint(op.f("ck_video_step_known"), type_="check")
        for name in (*KEYS, "source_until"):
            batch_op.drop_index(op.f(f"ix_video_{name}"))
        for name in ("made_as", "converted_percent", "step", "source_until"):
            batch_op.drop_column(name)
