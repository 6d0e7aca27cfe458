"""Taking shares in: one person counts once a day for each clip."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from smallgestures import clock
from smallgestures.db.days import utc_day
from smallgestures.insights.rollups.queries import add_to_days
from smallgestures.insights.shares import queries


@dataclass(frozen=True)
class Shared:
    """What the player says of a clip whose link was passed on; sent again, it is the same."""

    share_id: str
    video_id: int
    ms_ago: int


def record_shares(db: Session, shares: Sequence[Shared], *, viewer: str) -> int:
    """Store the shares and count those that are new; return how many were."""
    now = clock.now()
    rows = [
        {
            "created_at": now,
            "share_id": one.share_id,
            "video_id": one.video_id,
            "viewer": viewer,
            "day": utc_day(now - timedelta(milliseconds=one.ms_ago)),
        }
        for one in sorted(shares, key=lambda one: one.share_id)
    ]
    new = Counter(queries.insert_new(db, rows)) if rows else Counter()
    if new:
        add_to_days(db, {place: {"shares": number} for place, number in new.items()})
    return new.total()
