"""video with thanks

Revision ID: 0006
Revises: 0005
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("gift") as batch_op:
        batch_op.add_column(sa.Column("thanks_video_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_gift_thanks_video_id_video"), "video", ["thanks_video_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("gift") as batch_op:
        batch_op.drop_constraint(op.f("fk_gift_thanks_video_id_video"), type_="foreignkey")
        batch_op.drop_column("thanks_video_id")
