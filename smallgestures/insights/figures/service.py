"""Showing creators how their clips do. Nothing names a viewer or a buyer."""

from collections import defaultdict
from datetime import timedelta

from sqlmodel import Session

from smallgestures import clock
from smallgestures.db.days import utc_day
from smallgestures.insights.figures import queries
from smallgestures.insights.figures.cards import (
    ClipFigures,
    ClipReport,
    CreatorReport,
    DayFigures,
    Figures,
    Period,
    Retention,
)
from smallgestures.insights.figures.errors import NoSuchClip
from smallgestures.insights.rollups.models import SECONDS
from smallgestures.insights.rollups.service import SECOND_MS

PERIODS = (7, 28, 90)
PAGE = 20
EVERYTHING = 100_000  # of one creator, for a file


def last_days(days: int) -> Period:
    """Return the last so many days in UTC, today included."""
    today = utc_day(clock.now())
    return Period(today - timedelta(days=days - 1), today)


def show_creator(
    db: Session, creator_id: int, period: Period, *, limit: int = PAGE, offset: int = 0
) -> CreatorReport:
    """Return all figures of a creator's clips by day, and the most viewed clips of the period."""
    listed = queries.list_clips(db, creator_id, period, limit=limit + 1, offset=offset)
    shown = listed[:limit]
    ids = [clip.id for clip in shown]
    figures = _figures(
        queries.sums_of_clips(db, ids, period), queries.sales_of_clips(db, ids, period)
    )
    by_day = _figures(
        queries.creator_by_day(db, creator_id, period),
        queries.sales_of_creator(db, creator_id, period),
    )
    return CreatorReport(
        period=period,
        by_day=_every_day(by_day, period),
        clips=[ClipFigures(clip, figures.get(clip.id, Figures())) for clip in shown],
        has_more=len(listed) > limit,
    )


def show_clip(db: Session, public_id: str, creator_id: int, period: Period) -> ClipReport:
    """Return all figures of one clip by day, and how far its showings got.

    Raises:
        NoSuchClip: There is none, or it is somebody else's.
    """
    clip = queries.find_clip(db, public_id, creator_id=creator_id)
    if clip is None:
        raise NoSuchClip
    by_day = _figures(
        queries.clip_by_day(db, clip.id, period),
        queries.sales_of_clips(db, [clip.id], period, by="day"),
    )
    seconds = queries.showings_by_second(db, clip.id, period)
    return ClipReport(
        period=period,
        clip=clip,
        by_day=_every_day(by_day, period),
        retention=_retention(seconds, duration_ms=clip.duration_ms),
    )


def _figures(counted: queries.Counted, sold: queries.Sold) -> dict[queries.Key, Figures]:
    paid: dict[queries.Key, dict[str, int]] = defaultdict(dict)
    commission: dict[queries.Key, dict[str, int]] = defaultdict(dict)
    orders: dict[queries.Key, int] = defaultdict(int)
    for key, currency, number, paid_minor, commission_minor in sold:
        orders[key] += number
        paid[key][currency] = paid_minor
        commission[key][currency] = commission_minor
    return {
        key: Figures(
            **counted.get(key, {}),
            orders=orders[key],
            paid_minor=paid[key],
            commission_minor=commission[key],
        )
        for key in {*counted, *orders}
    }


def _every_day(by_day: dict[queries.Key, Figures], period: Period) -> list[DayFigures]:
    return [DayFigures(day, by_day.get(day, Figures())) for day in period.days]


def _retention(seconds: dict[int, int], *, duration_ms: int) -> Retention:
    """Return the curve over the seconds that the clip has, what is beyond counted as its last."""
    length = max(1, min(-(-duration_ms // SECOND_MS), SECONDS))
    ended = [0] * length
    for second, showings in seconds.items():
        ended[min(second, length - 1)] += showings
    reached = [sum(ended[second:]) for second in range(length)]
    return Retention(showings=reached[0], reached=reached)
