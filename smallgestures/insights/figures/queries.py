"""Every SQL statement that reads figures. None reads a row of a single view, click or order."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from smallgestures.db.base import table_of
from smallgestures.insights.figures.cards import ClipName, Period
from smallgestures.insights.rollups.models import ClipDay, ClipSale, ClipSecond
from smallgestures.insights.rollups.queries import COUNTS
from smallgestures.videos.models import Video, VideoState

Key = Any  # a day, or the id of a clip
Counted = dict[Key, dict[str, int]]
Sold = list[tuple[Key, str, int, int, int]]  # of what, currency, orders, paid, commission

_days, _sales, _videos = table_of(ClipDay), table_of(ClipSale), table_of(Video)
_sums = tuple(func.sum(_days.c[name]) for name in COUNTS)
_sold = (
    func.count(),
    func.sum(_sales.c.paid_minor),
    func.sum(_sales.c.commission_minor),
)
_clip = (
    _videos.c.id,
    _videos.c.public_id,
    _videos.c.caption,
    _videos.c.poster_key,
    _videos.c.duration_ms,
    _videos.c.published_at,
    _videos.c.deleted_at,
)


def find_clip(db: Session, public_id: str, *, creator_id: int) -> ClipName | None:
    """Return the creator's clip of this public id, unless nothing is left of it."""
    found = db.execute(
        select(*_clip).where(
            _videos.c.public_id == public_id,
            _videos.c.creator_id == creator_id,
            _videos.c.state != VideoState.REMOVED,
        )
    ).one_or_none()
    return _name(found) if found else None


def _name(row: Sequence[Any]) -> ClipName:
    video_id, public_id, caption, poster_key, duration_ms, published_at, deleted_at = row
    return ClipName(
        id=video_id,
        public_id=public_id,
        caption=caption,
        poster_key=poster_key or "",
        duration_ms=duration_ms or 0,
        published_at=published_at,
        is_deleted=deleted_at is not None,
    )


def clip_by_day(db: Session, video_id: int, period: Period) -> Counted:
    """Return the sums of one clip for each day that has any."""
    rows = db.execute(select(_days).where(_days.c.video_id == video_id, *_within(_days, period)))
    return {row.day: {name: getattr(row, name) for name in COUNTS} for row in rows}


def creator_by_day(db: Session, creator_id: int, period: Period) -> Counted:
    """Return the sums of all the creator's clips for each day that has any."""
    rows = db.execute(
        select(_days.c.day, *_sums)
        .select_from(_videos.join(_days, _days.c.video_id == _videos.c.id))
        .where(_videos.c.creator_id == creator_id, *_within(_days, period))
        .group_by(_days.c.day)
    )
    return {day: _named(sums) for day, *sums in rows}


def list_clips(
    db: Session, creator_id: int, period: Period, *, limit: int, offset: int
) -> list[ClipName]:
    """Return the creator's clips that came out, the most viewed first."""
    # Clip by clip, as their days lie together: grouping all of them takes three times as long.
    views = (
        select(func.coalesce(func.sum(_days.c.views), 0))
        .where(_days.c.video_id == _videos.c.id, *_within(_days, period))
        .scalar_subquery()
    )
    rows = db.execute(
        select(*_clip)
        .where(_videos.c.creator_id == creator_id, _videos.c.published_at.is_not(None))
        .order_by(views.desc(), _videos.c.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [_name(row) for row in rows]


def sums_of_clips(db: Session, video_ids: Sequence[int], period: Period) -> Counted:
    """Return the sums of each of these clips that has any."""
    rows = db.execute(
        select(_days.c.video_id, *_sums)
        .where(_days.c.video_id.in_(video_ids), *_within(_days, period))
        .group_by(_days.c.video_id)
    )
    return {video_id: _named(sums) for video_id, *sums in rows}


def sales_of_creator(db: Session, creator_id: int, period: Period) -> Sold:
    """Return what all the creator's clips sold for each day, a row a currency."""
    rows = db.execute(
        select(_sales.c.day, _sales.c.currency, *_sold)
        .select_from(_videos.join(_sales, _sales.c.video_id == _videos.c.id))
        .where(_videos.c.creator_id == creator_id, *_within(_sales, period))
        .group_by(_sales.c.day, _sales.c.currency)
    )
    return [_sale(row) for row in rows]


def sales_of_clips(
    db: Session, video_ids: Sequence[int], period: Period, *, by: str = "video_id"
) -> Sold:
    """Return what these clips sold for each clip, or `by` day, a row a currency."""
    key = _sales.c[by]
    rows = db.execute(
        select(key, _sales.c.currency, *_sold)
        .where(_sales.c.video_id.in_(video_ids), *_within(_sales, period))
        .group_by(key, _sales.c.currency)
    )
    return [_sale(row) for row in rows]


def showings_by_second(db: Session, video_id: int, period: Period) -> dict[int, int]:
    """Return how many showings of a clip got exactly as far as each second."""
    seconds = table_of(ClipSecond)
    rows = db.execute(
        select(seconds.c.second, func.sum(seconds.c.showings))
        .where(seconds.c.video_id == video_id, *_within(seconds, period))
        .group_by(seconds.c.second)
    )
    return {second: int(showings) for second, showings in rows}


def _within(table: Any, period: Period) -> tuple[Any, Any]:
    first: date = period.first
    return table.c.day >= first, table.c.day <= period.last


def _named(sums: Sequence[Any]) -> dict[str, int]:
    return {name: int(value) for name, value in zip(COUNTS, sums, strict=True)}


def _sale(row: Sequence[Any]) -> tuple[Key, str, int, int, int]:
    key, currency, orders, paid_minor, commission_minor = row
    return key, currency, orders, int(paid_minor), int(commission_minor)
