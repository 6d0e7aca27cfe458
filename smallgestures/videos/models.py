"""Clips: what was uploaded, what became of it, and how it is published."""

import secrets
import string
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from smallgestures.db.base import Record, UtcDateTime

PUBLIC_ID_LENGTH = 11
CAPTION_LIMIT = 500
_ALPHABET = string.ascii_letters + string.digits


def new_public_id() -> str:
    """Return an id for addresses: 11 letters and digits, 65 bits of chance."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(PUBLIC_ID_LENGTH))


class VideoState(StrEnum):
    """Where a video is on its way to the feed; `READY` and `FAILED` are final."""

    PROCESSING = "processing"
    READY = "ready"
    FAILED = "failed"


class Video(Record, table=True):
    """One clip, from its upload on; keys name files in the media storage."""

    __table_args__ = (
        CheckConstraint("duration_ms IS NULL OR duration_ms > 0", name="duration_positive"),
        CheckConstraint(
            "state != 'ready' OR (key_720 IS NOT NULL AND poster_key IS NOT NULL "
            "AND duration_ms IS NOT NULL)",
            name="ready_can_be_played",
        ),
        CheckConstraint("state != 'failed' OR failure IS NOT NULL", name="failed_says_why"),
        Index("ix_video_creator_id_published_at", "creator_id", "published_at"),
    )

    public_id: str = Field(default_factory=new_public_id, max_length=20, unique=True)
    creator_id: int = Field(foreign_key="person.id")
    caption: str = Field(default="", max_length=CAPTION_LIMIT)
    state: str = Field(default=VideoState.PROCESSING, max_length=12, index=True)
    failure: str | None = Field(default=None, max_length=300, description="Words for the creator.")
    source_key: str | None = Field(
        default=None, max_length=120, description="The original, never served."
    )
    published_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    duration_ms: int | None = None
    width: int | None = None
    height: int | None = None
    key_720: str | None = Field(default=None, max_length=120)
    key_480: str | None = Field(default=None, max_length=120)
    poster_key: str | None = Field(default=None, max_length=120)
    glow_key: str | None = Field(default=None, max_length=120)
    thumbhash: str | None = Field(default=None, max_length=60)
    captions_key: str | None = Field(default=None, max_length=120)
    captions_language: str | None = Field(default=None, max_length=12)
