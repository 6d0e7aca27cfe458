"""Files on their way: one row for each, from its announcement on."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field

from smallgestures.db.base import Record, UtcDateTime
from smallgestures.videos.models import FILE_NAME_LIMIT

# What systems call 500 MB is a few more bytes on some of them: all of that is taken.
LARGEST_BYTES = 500 * 1024 * 1024
UNFINISHED_LIMIT = 20
QUOTA_WINDOW = timedelta(days=7)
UNFINISHED_KEPT = timedelta(days=2)


def new_key() -> str:
    """Return a name for addresses and files: 32 hex digits, 128 bits of chance."""
    return secrets.token_hex(16)


class Upload(Record, table=True):
    """A file that arrives in pieces, and later the memory of it, for as long as it counts.

    How much of it has arrived is told by the file on disk; `offset_bytes` is what the last
    request knew that came to its end. All moments are real time.
    """

    __table_args__ = (
        CheckConstraint("size_bytes > 0", name="size_positive"),
        CheckConstraint(
            "offset_bytes >= 0 AND offset_bytes <= size_bytes", name="offset_inside_the_file"
        ),
        CheckConstraint(
            "received_at IS NULL OR offset_bytes = size_bytes", name="received_is_whole"
        ),
        Index("ix_upload_owner_id_started_at", "owner_id", "started_at"),
    )

    public_id: str = Field(default_factory=new_key, max_length=32, unique=True)
    owner_id: int = Field(foreign_key="person.id")
    video_id: int = Field(foreign_key="video.id", unique=True)
    file_name: str = Field(default="", max_length=FILE_NAME_LIMIT)
    size_bytes: int = Field(sa_type=BigInteger)
    offset_bytes: int = Field(default=0, sa_type=BigInteger)
    started_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(
        sa_type=UtcDateTime,
        index=True,
        description="When an unfinished one is given up, and a finished one forgotten.",
    )
    received_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
