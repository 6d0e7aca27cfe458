"""Counting everything that creators are shown anew, from the rows that say what happened.

Each domain counts what is its own; here they come together, a clip a transaction.
"""

from collections.abc import Iterator

from sqlmodel import Session

from smallgestures.db.engine import reading, transaction
from smallgestures.feed.service import recount_likes
from smallgestures.insights.recounting.queries import list_video_ids
from smallgestures.insights.recounting.service import begin, recount_tally, recount_watching
from smallgestures.outbox.service import Lease, Payload
from smallgestures.shop.figures.service import recount_selling

BATCH = 500


def recount_clip(db: Session, video_id: int) -> None:
    """Make all figures of one clip anew: afterwards they are what counting each row had made."""
    recount_days(db, video_id)
    recount_tally(db, video_id)


def recount_days(db: Session, video_id: int) -> None:
    """Make anew what the clip's creator is shown, and leave alone how the clip is ranked."""
    begin(db, video_id)
    recount_watching(db, video_id)
    recount_selling(db, video_id)
    recount_likes(db, video_id)


def recount_everything() -> Iterator[int]:
    """Make the figures of every clip anew in short transactions; yields each clip's id."""
    ids = [0]
    while ids:
        with reading() as db:
            ids = list_video_ids(db, after=ids[-1], limit=BATCH)
        for video_id in ids:
            with transaction() as db:
                recount_clip(db, video_id)
            yield video_id


def rebuild_insights(_payload: Payload, lease: Lease) -> None:
    """Make all figures anew, a clip a transaction: the job of `InsightsOutdated`."""
    for _ in recount_everything():
        lease.renew()
    lease.finish()
