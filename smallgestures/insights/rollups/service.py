"""Counting, in the transaction that stores what is counted: exactly once, whatever happens.

Whoever counts watching comes to `clip_viewer` first, then to `clip_day`, then to the rest, and
within a table in the order of its keys: so nobody waits for each other in a circle.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from smallgestures.db.days import utc_day
from smallgestures.insights.models import VIEW_MS
from smallgestures.insights.rollups import queries
from smallgestures.insights.rollups.models import SECONDS
from smallgestures.insights.rollups.queries import ClipAndDay, ClipDaySecond

SECOND_MS = 1000


@dataclass(frozen=True)
class Showing:
    """One showing of a clip, as far as it has come."""

    video_id: int
    started_at: datetime
    watched_ms: int
    position_ms: int
    completed: bool

    @property
    def is_view(self) -> bool:
        """Whether it counts as a view."""
        return self.completed or self.watched_ms >= VIEW_MS

    @property
    def day(self) -> date:
        """The day in UTC on which it began, and on which all of it counts."""
        return utc_day(self.started_at)

    @property
    def place(self) -> ClipDaySecond:
        """The last second that it got to."""
        second = min(self.position_ms // SECOND_MS, SECONDS - 1)
        return self.video_id, self.day, second


Grown = tuple[Showing | None, Showing]  # as it was counted before, and as it is now


@dataclass(frozen=True)
class Sale:
    """What one paid order adds to the figures of the clip that led to it."""

    order_id: int
    video_id: int
    paid_at: datetime
    currency: str
    paid_minor: int
    commission_minor: int


def count_showings(db: Session, grown: Sequence[Grown], *, viewer: str) -> None:
    """Count by how much one viewer's showings have grown, all of it on the day each began."""
    if not grown:
        return
    days: dict[ClipAndDay, Counter[str]] = defaultdict(Counter)
    reached: Counter[ClipDaySecond] = Counter()
    left: Counter[ClipDaySecond] = Counter()
    viewed: dict[int, date] = {}
    for before, now in grown:
        days[now.video_id, now.day].update(growth(before, now))
        if now.is_view:
            viewed[now.video_id] = min(now.day, viewed.get(now.video_id, now.day))
        if before is None or before.place != now.place:
            reached[now.place] += 1
            left.update([before.place] if before else [])
    moved = _count_viewers(db, viewer, viewed, days)
    queries.add_to_days(db, days)
    for video_id, day in moved:
        queries.take_from_day(db, video_id, day, count="viewers")
    if left:
        queries.take_from_seconds(db, left)
    if reached:
        queries.add_to_seconds(db, reached)


def growth(before: Showing | None, now: Showing) -> dict[str, int]:
    """Return what the showing adds by now to the sums of its clip."""
    return {
        "views": now.is_view - (before is not None and before.is_view),
        "completions": now.completed - (before is not None and before.completed),
        "watched_ms": now.watched_ms - (before.watched_ms if before else 0),
    }


def _count_viewers(
    db: Session,
    viewer: str,
    viewed: dict[int, date],
    days: dict[ClipAndDay, Counter[str]],
) -> list[ClipAndDay]:
    """Count the viewer on the first day on which they viewed a clip.

    Returns:
        The days on which they do not count any more, because they viewed the clip before.
    """
    if not viewed:
        return []
    new = queries.insert_viewers(db, viewer, viewed)
    for video_id in new:
        days[video_id, viewed[video_id]]["viewers"] += 1
    known = sorted(set(viewed) - new)
    first_days = queries.lock_first_days(db, viewer, known) if known else {}
    moved = [(video, day) for video, day in first_days.items() if viewed[video] < day]
    for video_id, first_day in moved:
        queries.set_first_day(db, viewer, video_id, viewed[video_id])
        days[video_id, viewed[video_id]]["viewers"] += 1
        days[video_id, first_day]["viewers"] += 0  # so that its row is taken in its turn, too
    return moved


def count(db: Session, video_id: int, at: datetime, **more: int) -> None:
    """Add to a clip's sums of the day of `at`; the names are those of `ClipDay`."""
    queries.add_to_days(db, {(video_id, utc_day(at)): more})


def count_like(db: Session, video_id: int, given_at: datetime, *, liked: bool) -> None:
    """Count a like on the day it was given, or no longer."""
    if liked:
        count(db, video_id, given_at, likes=1)
    else:
        queries.take_from_day(db, video_id, utc_day(given_at), count="likes")


def count_sale(db: Session, sale: Sale) -> None:
    """Let the clip's figures hold what the order adds to them now; repeating it changes nothing."""
    queries.put_sale(
        db,
        {
            "order_id": sale.order_id,
            "video_id": sale.video_id,
            "day": utc_day(sale.paid_at),
            "currency": sale.currency,
            "paid_minor": sale.paid_minor,
            "commission_minor": sale.commission_minor,
        },
    )
