"""The order of the feed, likes, and what each viewer has seen."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from smallgestures.db.base import Record, UtcDateTime
from smallgestures.videos.models import Visibility


class FeedEntry(SQLModel, table=True):
    """The place in the feed of a clip that is out: highest score first, then the newest.

    `visibility` repeats the video's, so that a page reads one index.
    """

    __tablename__ = "feed_entry"
    __table_args__ = (
        Index("ix_feed_entry_visibility_score_video_id", "visibility", "score", "video_id"),
        Index("ix_feed_entry_creator_id_video_id", "creator_id", "video_id"),
        CheckConstraint("likes >= 0", name="likes_not_negative"),
    )

    video_id: int = Field(primary_key=True, foreign_key="video.id")
    creator_id: int = Field(foreign_key="person.id")
    published_at: datetime = Field(sa_type=UtcDateTime)
    visibility: str = Field(
        default=Visibility.PUBLIC,
        max_length=10,
        sa_column_kwargs={"server_default": Visibility.PUBLIC.value},
    )
    likes: int = 0
    score: int = 0


class Like(Record, table=True):
    """One person likes one video."""

    __tablename__ = "video_like"
    __table_args__ = (UniqueConstraint("person_id", "video_id"),)

    person_id: int = Field(foreign_key="person.id")
    video_id: int = Field(foreign_key="video.id", index=True)


class Seen(SQLModel, table=True):
    """A viewer has seen a clip, last at `seen_at`."""

    __table_args__ = (Index("ix_seen_viewer_seen_at", "viewer", "seen_at", "video_id"),)

    viewer: str = Field(primary_key=True, max_length=64)
    video_id: int = Field(primary_key=True, foreign_key="video.id")
    seen_at: datetime = Field(sa_type=UtcDateTime)
