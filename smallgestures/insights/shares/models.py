"""Who passed on which clip, once a day."""

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from smallgestures.db.base import Record


class ClipShare(Record, table=True):
    """Somebody passed a clip's link on; the id is made in the browser."""

    __tablename__ = "clip_share"
    __table_args__ = (UniqueConstraint("video_id", "day", "viewer"),)

    share_id: str = Field(max_length=36, unique=True)
    video_id: int = Field(foreign_key="video.id")
    viewer: str = Field(max_length=64, description="See `insights.viewer`: who, as a key.")
    day: date = Field(description="In UTC.")
