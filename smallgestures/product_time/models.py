"""Product time: one row that says how far it is ahead, and where it is moving to."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from smallgestures.db.base import Record, UtcDateTime

THE_ROW = 1


class ProductTime(Record, table=True):
    """How far product time is ahead of real time; while `target_s` is there it is moving.

    A move belongs to whoever holds the lease, and to somebody else when they die.
    """

    __tablename__ = "product_time"
    __table_args__ = (
        CheckConstraint(f"id = {THE_ROW}", name="one_row"),
        CheckConstraint("offset_s >= 0", name="never_behind"),
        CheckConstraint("target_s IS NULL OR target_s >= offset_s", name="forward_only"),
    )

    offset_s: int = 0
    from_s: int = Field(default=0, description="Where the move began.")
    target_s: int | None = None
    doing: str = Field(default="", max_length=80, description="Words for whoever watches.")
    lease_token: str | None = Field(default=None, max_length=32)
    leased_until: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="Real time."
    )
