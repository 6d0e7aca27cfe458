"""Every SQL statement of the insights domain."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Insert
from sqlmodel import Session, col, select

from smallgestures.db.upsert import insert_into
from smallgestures.insights.models import VideoTally, WatchReport


def insert_new(db: Session, rows: Sequence[dict[str, Any]]) -> set[str]:
    """Store the reports whose id is new; return those ids.

    Rows come in the order of their ids, so that two batches can't lock each other.
    """
    statement: Insert = (
        insert_into(db, WatchReport)
        .values(list(rows))
        .on_conflict_do_nothing(index_elements=["report_id"])
        .returning(col(WatchReport.report_id))
    )
    return set(db.execute(statement).scalars())


def lock_reports(db: Session, report_ids: Sequence[str], *, viewer: str) -> list[WatchReport]:
    """Return this viewer's stored reports of these ids, locked."""
    return list(
        db.exec(
            select(WatchReport)
            .where(col(WatchReport.report_id).in_(report_ids), WatchReport.viewer == viewer)
            .order_by(col(WatchReport.id))
            .with_for_update()
        )
    )


def add_to_tally(
    db: Session, video_id: int, *, views: int, completions: int, watched_ms: int
) -> None:
    """Add to a video's sums, from nothing when it has none yet."""
    statement = insert_into(db, VideoTally).values(
        video_id=video_id, views=views, completions=completions, watched_ms=watched_ms
    )
    db.execute(
        statement.on_conflict_do_update(
            index_elements=["video_id"],
            set_={
                "views": VideoTally.views + statement.excluded.views,
                "completions": VideoTally.completions + statement.excluded.completions,
                "watched_ms": VideoTally.watched_ms + statement.excluded.watched_ms,
            },
        )
    )


def get_tally(db: Session, video_id: int) -> VideoTally:
    """Return the video's sums; all zero when nobody watched it."""
    statement = select(VideoTally).where(VideoTally.video_id == video_id)
    # The upserts above pass the session by: what it remembers may be old.
    found = db.exec(statement.execution_options(populate_existing=True)).one_or_none()
    return found or VideoTally(video_id=video_id)
