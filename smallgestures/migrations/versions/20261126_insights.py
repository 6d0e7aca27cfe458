"""insights

Revision ID: 0010
Revises: 0009
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import smallgestures.db.base
from smallgestures import clock

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

COUNTS = (
    "views",
    "viewers",
    "completions",
    "watched_ms",
    "likes",
    "shares",
    "impressions",
    "card_impressions",
    "clicks",
    "card_clicks",
    "product_views",
)


def of_video(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["video_id"], ["video.id"], name=op.f(f"fk_{table}_video_id_video")
    )


def upgrade() -> None:
    op.create_table(
        "clip_day",
        sa.Column("video_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        *(
            sa.Column(
                name, sa.BigInteger() if name == "watched_ms" else sa.Integer(), nullable=False
            )
            for name in COUNTS
        ),
        sa.CheckConstraint(
            "views >= 0 AND viewers >= 0 AND completions >= 0 AND watched_ms >= 0",
            name=op.f("ck_clip_day_watched_not_negative"),
        ),
        sa.CheckConstraint(
            "likes >= 0 AND shares >= 0", name=op.f("ck_clip_day_liked_not_negative")
        ),
        sa.CheckConstraint(
            "impressions >= 0 AND card_impressions >= 0 AND clicks >= 0 AND card_clicks >= 0 "
            "AND product_views >= 0",
            name=op.f("ck_clip_day_shown_not_negative"),
        ),
        of_video("clip_day"),
        sa.PrimaryKeyConstraint("video_id", "day", name=op.f("pk_clip_day")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "clip_second",
        sa.Column("video_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("second", sa.Integer(), nullable=False),
        sa.Column("showings", sa.Integer(), nullable=False),
        sa.CheckConstraint("second BETWEEN 0 AND 59", name=op.f("ck_clip_second_second_in_range")),
        sa.CheckConstraint("showings >= 0", name=op.f("ck_clip_second_showings_not_negative")),
        of_video("clip_second"),
        sa.PrimaryKeyConstraint("video_id", "day", "second", name=op.f("pk_clip_second")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "clip_viewer",
        sa.Column("video_id", sa.Integer(), nullable=False),
        sa.Column("viewer", sa.String(length=64), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        of_video("clip_viewer"),
        sa.PrimaryKeyConstraint("video_id", "viewer", name=op.f("pk_clip_viewer")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "clip_share",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", smallgestures.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("share_id", sa.String(length=36), nullable=False),
        sa.Column("video_id", sa.Integer(), nullable=False),
        sa.Column("viewer", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        of_video("clip_share"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clip_share")),
        sa.UniqueConstraint("share_id", name=op.f("uq_clip_share_share_id")),
        sa.UniqueConstraint(
            "video_id", "day", "viewer", name=op.f("uq_clip_share_video_id_day_viewer")
        ),
    )
    op.create_table(
        "clip_sale",
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("video_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("paid_minor", sa.Integer(), nullable=False),
        sa.Column("commission_minor", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["shop_order.id"], name=op.f("fk_clip_sale_order_id_shop_order")
        ),
        of_video("clip_sale"),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_clip_sale")),
    )
    op.create_index("ix_clip_sale_video_id_day", "clip_sale", ["video_id", "day"])
    count_what_is_there()


def count_what_is_there() -> None:
    """Let the worker count what an older release has stored."""
    db = op.get_bind()
    video = sa.table("video", sa.column("id"))
    if db.execute(sa.select(video.c.id).limit(1)).first() is None:
        return
    time = smallgestures.db.base.UtcDateTime()
    event = sa.table(
        "outbox_event",
        sa.column("created_at", time),
        sa.column("name"),
        sa.column("payload", sa.JSON()),
        sa.column("state"),
        sa.column("due_at", time),
        sa.column("attempts"),
    )
    now = clock.wall()
    row = {"created_at": now, "due_at": now, "payload": {}, "state": "waiting", "attempts": 0}
    db.execute(sa.insert(event).values(name="InsightsOutdated", **row))


def downgrade() -> None:
    op.drop_index("ix_clip_sale_video_id_day", table_name="clip_sale")
    for table in ("clip_sale", "clip_share", "clip_viewer", "clip_second", "clip_day"):
        op.drop_table(table)
