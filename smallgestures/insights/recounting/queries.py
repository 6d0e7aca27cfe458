"""Every SQL statement that counts watching and sharing anew."""

from datetime import date
from typing import Any

from sqlalchemy import case, func, insert, select
from sqlmodel import Session, col

from smallgestures.db.base import table_of
from smallgestures.db.days import UtcDay
from smallgestures.insights.models import VIEW_MS, VideoTally, WatchReport
from smallgestures.insights.rollups.models import SECONDS, ClipViewer
from smallgestures.insights.rollups.queries import ClipDaySecond
from smallgestures.insights.rollups.service import SECOND_MS
from smallgestures.insights.shares.models import ClipShare
from smallgestures.videos.models import Video

_reports = table_of(WatchReport)
_is_view = _reports.c.completed | (_reports.c.watched_ms >= VIEW_MS)
_day: Any = UtcDay(_reports.c.started_at)


def _times(condition: Any) -> Any:
    return func.sum(case((condition, 1), else_=0))


def list_video_ids(db: Session, *, after: int, limit: int) -> list[int]:
    """Return the next videos by id."""
    ids = select(col(Video.id)).where(col(Video.id) > after).order_by(col(Video.id)).limit(limit)
    return [video_id for video_id in db.execute(ids).scalars() if video_id is not None]


def watched_by_day(db: Session, video_id: int) -> dict[date, dict[str, int]]:
    """Return views, completions and time of a clip as its reports say them, by day."""
    sums = (_times(_is_view), _times(_reports.c.completed), func.sum(_reports.c.watched_ms))
    rows = db.execute(select(_day, *sums).where(_reports.c.video_id == video_id).group_by(_day))
    names = ("views", "completions", "watched_ms")
    return {day: dict(zip(names, map(int, values), strict=True)) for day, *values in rows}


def showings_by_second(db: Session, video_id: int) -> dict[ClipDaySecond, int]:
    """Return how many showings of a clip got to which second, by day."""
    second = _reports.c.position_ms // SECOND_MS
    last = case((second >= SECONDS, SECONDS - 1), else_=second)
    rows = db.execute(
        select(_day, last, func.count()).where(_reports.c.video_id == video_id).group_by(_day, last)
    )
    return {(video_id, day, int(at)): number for day, at, number in rows}


def insert_viewers(db: Session, video_id: int) -> None:
    """Store who viewed a clip, each with the first day."""
    first = (
        select(_reports.c.video_id, _reports.c.viewer, func.min(_day))
        .where(_reports.c.video_id == video_id, _is_view)
        .group_by(_reports.c.video_id, _reports.c.viewer)
    )
    new = insert(table_of(ClipViewer))
    db.execute(new.from_select(["video_id", "viewer", "first_day"], first))


def viewers_by_day(db: Session, video_id: int) -> dict[date, int]:
    """Return how many people viewed the clip for the first time, by day."""
    rows = db.execute(
        select(col(ClipViewer.first_day), func.count())
        .where(col(ClipViewer.video_id) == video_id)
        .group_by(col(ClipViewer.first_day))
    )
    return {day: number for day, number in rows}


def shares_by_day(db: Session, video_id: int) -> dict[date, int]:
    """Return how often the clip was passed on, by day."""
    rows = db.execute(
        select(col(ClipShare.day), func.count())
        .where(col(ClipShare.video_id) == video_id)
        .group_by(col(ClipShare.day))
    )
    return {day: number for day, number in rows}


def delete_tally(db: Session, video_id: int) -> None:
    """Forget the sums of a video over all time."""
    tally = table_of(VideoTally)
    db.execute(tally.delete().where(tally.c.video_id == video_id))
