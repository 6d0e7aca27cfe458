"""Every SQL statement that gives, takes back and counts likes."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlmodel import Session

from smallgestures.db.base import table_of
from smallgestures.db.days import UtcDay
from smallgestures.db.upsert import unless_there
from smallgestures.feed.models import Like

_likes = table_of(Like)


def insert_like(db: Session, *, person_id: int, video_id: int, at: datetime) -> bool:
    """Store the like; False when it was there."""
    row = {"person_id": person_id, "video_id": video_id, "created_at": at}
    return unless_there(Like, "person_id", "video_id").store(db, row) is not None


def delete_like(db: Session, *, person_id: int, video_id: int) -> datetime | None:
    """Take the like back; return when it was given, None when there was none."""
    gone = (
        delete(_likes)
        .where(_likes.c.person_id == person_id, _likes.c.video_id == video_id)
        .returning(_likes.c.created_at)
    )
    given_at: datetime | None = db.execute(gone).scalar_one_or_none()
    return given_at


def likes_by_day(db: Session, video_id: int) -> dict[date, int]:
    """Return how many likes of the clip stand, by the day they were given."""
    day: Any = UtcDay(_likes.c.created_at)
    rows = db.execute(select(day, func.count()).where(_likes.c.video_id == video_id).group_by(day))
    return {on: number for on, number in rows}
