"""uploads

Revision ID: 0008
Revises: 0007b
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from smallgestures.db.base import UtcDateTime

revision: str = "0008"
down_revision: str | None = "0007b"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("video_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("offset_bytes", sa.BigInteger(), nullable=False),
        sa.Column("started_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("received_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("size_bytes > 0", name=op.f("ck_upload_size_positive")),
        sa.CheckConstraint(
            "offset_bytes >= 0 AND offset_bytes <= size_bytes",
            name=op.f("ck_upload_offset_inside_the_file"),
        ),
        sa.CheckConstraint(
            "received_at IS NULL OR offset_bytes = size_bytes",
            name=op.f("ck_upload_received_is_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name=op.f("fk_upload_owner_id_person")
        ),
        sa.ForeignKeyConstraint(["video_id"], ["video.id"], name=op.f("fk_upload_video_id_video")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
        sa.UniqueConstraint("public_id", name=op.f("uq_upload_public_id")),
        sa.UniqueConstraint("video_id", name=op.f("uq_upload_video_id")),
    )
    op.create_index("ix_upload_owner_id_started_at", "upload", ["owner_id", "started_at"])
    op.create_index(op.f("ix_upload_expires_at"), "upload", ["expires_at"])
    op.create_index("ix_video_creator_id_id", "video", ["creator_id", "id"])


def downgrade() -> None:
    op.drop_index("ix_video_creator_id_id", table_name="video")
    op.drop_index(op.f("ix_upload_expires_at"), table_name="upload")
    op.drop_index("ix_upload_owner_id_started_at", table_name="upload")
    op.drop_table("upload")
