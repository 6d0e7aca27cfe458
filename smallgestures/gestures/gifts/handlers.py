"""What time does to gifts: one that nobody accepts goes back."""

from datetime import datetime

from sqlmodel import Session

from smallgestures.db.engine import reading, transaction
from smallgestures.gestures.gifts import queries
from smallgestures.gestures.gifts.service import expire_gift

AT_ONCE = 50


def next_expiry(db: Session) -> datetime | None:
    """Return when the next open gift goes back; none: nothing waits."""
    return queries.next_expiry(db)


def expire_due(at: datetime) -> int:
    """Let some of the gifts go back whose time was over at a moment; return how many."""
    with reading() as db:
        due = queries.list_expired(db, at=at, limit=AT_ONCE)
    if not due:
        return 0
    with transaction() as db:
        return sum(expire_gift(db, gift_id) for gift_id in due)
