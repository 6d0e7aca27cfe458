"""What time does to videos: planned ones come out, deleted ones go for good."""

from datetime import datetime

from sqlmodel import Session

from smallgestures.db.engine import reading, transaction
from smallgestures.videos.editing import queries
from smallgestures.videos.editing.removal import remove_video
from smallgestures.videos.editing.service import RESTORABLE
from smallgestures.videos.service import publish_if_due

AT_ONCE = 50


def next_publication(db: Session) -> datetime | None:
    """Return when the next planned video comes out; none: nothing waits."""
    return queries.next_publication(db)


def publish_due(at: datetime) -> int:
    """Let some of the videos come out whose time had come at a moment; return how many."""
    with reading() as db:
        due = queries.list_coming_out(db, at=at, limit=AT_ONCE)
    if not due:
        return 0
    with transaction() as db:
        return sum(publish_if_due(db, video_id, at=at) for video_id in due)


def next_removal(db: Session) -> datetime | None:
    """Return when the next deleted video goes for good; none: no one is deleted."""
    deleted_at = queries.first_deletion(db)
    return deleted_at + RESTORABLE if deleted_at else None


def remove_due(at: datetime) -> int:
    """Remove some of the videos that could be restored until a moment; return how many."""
    with reading() as db:
        due = queries.list_deleted(db, until=at - RESTORABLE, limit=AT_ONCE)
    if not due:
        return 0
    with transaction() as db:
        return sum(remove_video(db, video_id, at=at) for video_id in due)
