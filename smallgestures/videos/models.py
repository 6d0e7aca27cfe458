"""Clips: what was uploaded, what became of it, and how it is published."""

import secrets
import string
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, text, true
from sqlmodel import Field

from smallgestures.db.base import Record, UtcDateTime

PUBLIC_ID_LENGTH = 11
CAPTION_LIMIT = 500
COVER_ALT_LIMIT = 200
FILE_NAME_LIMIT = 200
_ALPHABET = string.ascii_letters + string.digits


def new_public_id() -> str:
    """Return an id for addresses: 11 letters and digits, 65 bits of chance."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(PUBLIC_ID_LENGTH))


class VideoState(StrEnum):
    """What there is of a video: its file comes, is worked on, can be watched, or can't be.

    `REMOVED` is what stays of a deleted one after its 30 days: a row without words and files.
    """

    UPLOADING = "uploading"
    PROCESSING = "processing"
    READY = "ready"
    FAILED = "failed"
    REMOVED = "removed"


class Step(StrEnum):
    """How far an original is while it is `PROCESSING`; then it is ready, or refused."""

    RECEIVED = "received"  # all of it is here
    CHECKED = "checked"  # it can become a clip, and is being converted
    CONVERTED = "converted"  # the files are made, and being stored


class Visibility(StrEnum):
    """Who finds a published clip: everybody, whoever follows its creator, whoever has its link."""

    PUBLIC = "public"
    FOLLOWERS = "followers"
    LINK = "link"


_WAITING = text("published_at IS NULL AND deleted_at IS NULL AND publish_at IS NOT NULL")
_DELETED = text("deleted_at IS NOT NULL AND state != 'removed'")


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
        CheckConstraint("visibility IN ('public', 'followers', 'link')", name="visibility_known"),
        CheckConstraint(
            "trim_start_ms >= 0 AND (trim_end_ms IS NULL OR trim_end_ms > trim_start_ms)",
            name="trim_leaves_something",
        ),
        CheckConstraint("edits_made <= edits_wanted", name="only_wanted_edits_are_made"),
        CheckConstraint("step IN ('received', 'checked', 'converted')", name="step_known"),
        Index("ix_video_creator_id_published_at", "creator_id", "published_at"),
        Index("ix_video_creator_id_id", "creator_id", "id"),
        Index("ix_video_waiting", "publish_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_video_deleted", "deleted_at", sqlite_where=_DELETED, postgresql_where=_DELETED),
    )

    public_id: str = Field(default_factory=new_public_id, max_length=20, unique=True)
    creator_id: int = Field(foreign_key="person.id")
    caption: str = Field(default="", max_length=CAPTION_LIMIT)
    state: str = Field(default=VideoState.PROCESSING, max_length=12, index=True)
    failure: str | None = Field(default=None, max_length=300, description="Words for the creator.")
    source_key: str | None = Field(
        default=None, max_length=120, index=True, description="The original, never served."
    )
    source_until: datetime | None = Field(
        default=None,
        sa_type=UtcDateTime,
        index=True,
        description="When the original is deleted; none: it is gone, or still being worked on.",
    )
    step: str = Field(
        default=Step.RECEIVED, max_length=12, sa_column_kwargs={"server_default": "received"}
    )
    converted_percent: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    file_name: str = Field(
        default="",
        max_length=FILE_NAME_LIMIT,
        description="What its creator called the file.",
        sa_column_kwargs={"server_default": text("''")},
    )
    publish_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When its creator wants it out; none: draft."
    )
    published_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    visibility: str = Field(
        default=Visibility.PUBLIC,
        max_length=10,
        sa_column_kwargs={"server_default": Visibility.PUBLIC.value},
    )
    comments_open: bool = Field(default=True, sa_column_kwargs={"server_default": true()})

    duration_ms: int | None = None
    width: int | None = None
    height: int | None = None
    key_720: str | None = Field(default=None, max_length=120, index=True)
    key_480: str | None = Field(default=None, max_length=120, index=True)
    poster_key: str | None = Field(default=None, max_length=120, index=True)
    glow_key: str | None = Field(default=None, max_length=120, index=True)
    thumbhash: str | None = Field(default=None, max_length=60)
    captions_key: str | None = Field(default=None, max_length=120, index=True)
    captions_language: str | None = Field(default=None, max_length=12)
    captions_source_key: str | None = Field(
        default=None,
        max_length=120,
        index=True,
        description="The captions as given, timed to the original.",
    )

    source_ms: int | None = Field(default=None, description="How long the original is.")
    strip_key: str | None = Field(
        default=None,
        max_length=120,
        index=True,
        description="The film strip of the original, for the studio.",
    )
    trim_start_ms: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    trim_end_ms: int | None = Field(default=None, description="None: to the original's end.")
    cover_ms: int | None = Field(default=None, description="In the original; none: we choose.")
    cover_alt: str = Field(
        default="", max_length=COVER_ALT_LIMIT, sa_column_kwargs={"server_default": text("''")}
    )
    edits_wanted: int = Field(
        default=0,
        description="Counts the wishes for other files (trim, cover, captions).",
        sa_column_kwargs={"server_default": "0"},
    )
    edits_made: int = Field(
        default=0,
        description="The wish that the files show.",
        sa_column_kwargs={"server_default": "0"},
    )
    edit_failure: str | None = Field(
        default=None, max_length=300, description="Why the last wish was not made."
    )
    made_as: str = Field(
        default="",
        max_length=40,
        description="The cut that the files show, as `Cut` writes it.",
        sa_column_kwargs={"server_default": text("''")},
    )
