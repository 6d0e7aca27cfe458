"""Originals: never served, kept for a while to be cut anew or tried again, then deleted.

Their end is in product time: the studio shows the day, and every day that is shown is of that
clock. Where time is not moved, and no installation with real Stripe keys can move it, that is
real time.
"""

from datetime import datetime, timedelta

from sqlmodel import Session

from smallgestures.db.engine import transaction
from smallgestures.videos.files import queries
from smallgestures.videos.files.leftovers import leave_files
from smallgestures.videos.models import VideoState

KEPT = timedelta(days=7)
# One that could not be converted waits longer: whoever tries again must not upload it again.
KEPT_FAILED = timedelta(days=30)
IN_USE = timedelta(days=1)
AT_ONCE = 50


def kept_until(state: VideoState, now: datetime) -> datetime:
    """Return when the original of a video is deleted that is in its state from `now` on."""
    return now + (KEPT_FAILED if state is VideoState.FAILED else KEPT)


def next_original_due(db: Session) -> datetime | None:
    """Return when the next original is to be deleted, however long ago that was."""
    return queries.next_original_due(db)


def delete_due_originals(at: datetime) -> int:
    """Let go of some originals whose time is over; their files are removed after the commit.

    One that something is to be made of first stays for another day.

    Returns:
        How many were due.
    """
    with transaction() as db:
        due = queries.list_originals_due(db, at=at, limit=AT_ONCE)
        left = []
        for video_id, key in due:
            if queries.forget_original(db, video_id, at=at):
                left.append(key)
            else:
                queries.keep_original(db, video_id, at=at, until=at + IN_USE)
        leave_files(db, left, after=timedelta(0))
    return len(due)
