"""editing videos

Revision ID: 0007
Revises: 0006
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import smallgestures.db.base

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

WAITING = "published_at IS NULL AND deleted_at IS NULL AND publish_at IS NOT NULL"
DELETED = "deleted_at IS NOT NULL AND state != 'removed'"
ADDED = (
    "file_name",
    "publish_at",
    "deleted_at",
    "visibility",
    "comments_open",
    "captions_source_key",
    "source_ms",
    "strip_key",
    "trim_start_ms",
    "trim_end_ms",
    "cover_ms",
    "cover_alt",
    "edits_wanted",
    "edits_made",
    "edit_failure",
)


def words(name: str, length: int, default: str | sa.TextClause | None = None) -> sa.Column[str]:
    """Return a column of text: none is allowed where there is no default."""
    return sa.Column(name, sa.String(length), nullable=default is None, server_default=default)


def number(name: str, default: str | None = None) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=default is None, server_default=default)


def moment(name: str) -> sa.Column[object]:
    return sa.Column(name, smallgestures.db.base.UtcDateTime(timezone=True), nullable=True)


def upgrade() -> None:
    with op.batch_alter_table("video") as batch_op:
        batch_op.add_column(words("file_name", 200, sa.text("''")))
        batch_op.add_column(moment("publish_at"))
        batch_op.add_column(moment("deleted_at"))
        batch_op.add_column(words("visibility", 10, "public"))
        batch_op.add_column(
            sa.Column("comments_open", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        batch_op.add_column(words("captions_source_key", 120))
        batch_op.add_column(number("source_ms"))
        batch_op.add_column(words("strip_key", 120))
        batch_op.add_column(number("trim_start_ms", "0"))
        batch_op.add_column(number("trim_end_ms"))
        batch_op.add_column(number("cover_ms"))
        batch_op.add_column(words("cover_alt", 200, sa.text("''")))
        batch_op.add_column(number("edits_wanted", "0"))
        batch_op.add_column(number("edits_made", "0"))
        batch_op.add_column(words("edit_failure", 300))
        batch_op.create_check_constraint(
            op.f("ck_video_visibility_known"), "visibility IN ('public', 'followers', 'link')"
        )
        batch_op.create_check_constraint(
            op.f("ck_video_trim_leaves_something"),
            "trim_start_ms >= 0 AND (trim_end_ms IS NULL OR trim_end_ms > trim_start_ms)",
        )
        batch_op.create_check_constraint(
            op.f("ck_video_only_wanted_edits_are_made"), "edits_made <= edits_wanted"
        )
        batch_op.create_index(
            "ix_video_waiting",
            ["publish_at"],
            unique=False,
            sqlite_where=sa.text(WAITING),
            postgresql_where=sa.text(WAITING),
        )
        batch_op.create_index(
            "ix_video_deleted",
            ["deleted_at"],
            unique=False,
            sqlite_where=sa.text(DELETED),
            postgresql_where=sa.text(DELETED),
        )
    with op.batch_alter_table("feed_entry") as batch_op:
        batch_op.add_column(words("visibility", 10, "public"))
        batch_op.drop_index("ix_feed_entry_score_video_id")
        batch_op.create_index(
            "ix_feed_entry_visibility_score_video_id",
            ["visibility", "score", "video_id"],
            unique=False,
        )
    # So far every clip was to come out at once.
    op.execute("UPDATE video SET publish_at = coalesce(published_at, created_at)")


def downgrade() -> None:
    with op.batch_alter_table("feed_entry") as batch_op:
        batch_op.drop_index("ix_feed_entry_visibility_score_video_id")
        batch_op.create_index("ix_feed_entry_score_video_id", ["score", "video_id"], unique=False)
        batch_op.drop_column("visibility")
    with op.batch_alter_table("video") as batch_op:
        batch_op.drop_index("ix_video_deleted")
        batch_op.drop_index("ix_video_waiting")
        for name in ("only_wanted_edits_are_made", "trim_leaves_something", "visibility_known"):
            batch_op.drop_constraint(op.f(f"ck_video_{name}"), type_="check")
        for name in reversed(ADDED):
            batch_op.drop_column(name)
