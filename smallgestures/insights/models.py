"""What was watched, and the sums that are kept of it."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field, SQLModel

from smallgestures.db.base import Record, UtcDateTime

# A view is three seconds or a completion (`figures.metrics` says so to people).
VIEW_MS = 3_000


class WatchReport(Record, table=True):
    """One showing of one clip to one viewer, as the player last reported it."""

    __tablename__ = "watch_report"
    __table_args__ = (
        CheckConstraint("watched_ms >= 0 AND position_ms >= 0", name="times_not_negative"),
        Index("ix_watch_report_video_id_started_at", "video_id", "started_at"),
    )

    report_id: str = Field(max_length=36, unique=True)
    video_id: int = Field(foreign_key="video.id")
    viewer: str = Field(max_length=64, description="See `insights.viewer`: who, as a key.")
    watched_ms: int
    position_ms: int = Field(description="The furthest point that was reached.")
    completed: bool
    started_at: datetime = Field(sa_type=UtcDateTime)


class VideoTally(SQLModel, table=True):
    """Sums over a video's watch reports, kept up to date with each."""

    __tablename__ = "video_tally"
    __table_args__ = (
        CheckConstraint("views >= 0 AND completions >= 0", name="counts_not_negative"),
        CheckConstraint("watched_ms >= 0", name="watched_not_negative"),
    )

    video_id: int = Field(primary_key=True, foreign_key="video.id")
    views: int = 0
    completions: int = 0
    watched_ms: int = Field(default=0, sa_type=BigInteger)  # 32 bits hold only 25 days
