"""Counting a clip anew: afterwards its figures are those that counting each row would have made."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from sqlmodel import Session

from smallgestures.insights.queries import add_to_tally
from smallgestures.insights.recounting import queries
from smallgestures.insights.rollups import queries as rollups


def begin(db: Session, video_id: int) -> None:
    """Forget what was counted of the clip by day; until the commit nobody counts."""
    rollups.hold_counting(db)
    rollups.empty(db, video_id)


def recount_watching(db: Session, video_id: int) -> None:
    """Count the clip's showings, its viewers and its shares anew, day by day."""
    add(db, video_id, queries.watched_by_day(db, video_id))
    seconds = queries.showings_by_second(db, video_id)
    if seconds:
        rollups.add_to_seconds(db, seconds)
    queries.insert_viewers(db, video_id)
    add(db, video_id, _named("viewers", queries.viewers_by_day(db, video_id)))
    add(db, video_id, _named("shares", queries.shares_by_day(db, video_id)))


def recount_tally(db: Session, video_id: int) -> None:
    """Count the sums of the video over all time anew, by which it is ranked."""
    queries.delete_tally(db, video_id)
    total: Counter[str] = Counter(views=0, completions=0, watched_ms=0)
    for sums in queries.watched_by_day(db, video_id).values():
        total.update(sums)
    if any(total.values()):
        add_to_tally(db, video_id, **total)


def add(db: Session, video_id: int, by_day: Mapping[date, Mapping[str, int]]) -> None:
    """Add what was counted of the clip on days; the names are those of `ClipDay`."""
    if by_day:
        rollups.add_to_days(db, {(video_id, day): more for day, more in by_day.items()})


def _named(name: str, numbers: Mapping[date, int]) -> dict[date, dict[str, int]]:
    return {day: {name: number} for day, number in numbers.items()}
