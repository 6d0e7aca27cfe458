"""Every SQL statement of editing, planning and deleting videos."""

from datetime import datetime

from sqlalchemy import and_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from smallgestures.videos.models import Video, VideoState

_CAN_COME_OUT = and_(
    col(Video.published_at).is_(None),
    col(Video.deleted_at).is_(None),
    col(Video.publish_at).is_not(None),
    col(Video.state) == VideoState.READY,
    col(Video.edits_made) == col(Video.edits_wanted),
)
_CAN_GO = and_(col(Video.deleted_at).is_not(None), col(Video.state) != VideoState.REMOVED)


def find_own(db: Session, public_id: str, *, creator_id: int) -> Video | None:
    """Return this creator's video, deleted or not, until it is removed."""
    return db.exec(_own(public_id, creator_id)).one_or_none()


def lock_own(db: Session, public_id: str, *, creator_id: int) -> Video | None:
    """Return the same as it is now, held until the commit."""
    locked = _own(public_id, creator_id).with_for_update()
    return db.exec(locked.execution_options(populate_existing=True)).one_or_none()


def _own(public_id: str, creator_id: int) -> SelectOfScalar[Video]:
    return select(Video).where(
        Video.public_id == public_id,
        Video.creator_id == creator_id,
        Video.state != VideoState.REMOVED,
    )


def lock_video(db: Session, video_id: int) -> Video:
    """Return a video as it is now, held until the commit."""
    wanted = select(Video).where(Video.id == video_id).with_for_update()
    return db.exec(wanted.execution_options(populate_existing=True)).one()


def next_publication(db: Session) -> datetime | None:
    """Return when the next planned video that is ready comes out, however long ago that was."""
    wanted = select(Video.publish_at).where(_CAN_COME_OUT).order_by(col(Video.publish_at)).limit(1)
    return db.exec(wanted).one_or_none()


def list_coming_out(db: Session, *, at: datetime, limit: int) -> list[int]:
    """Return the planned videos whose time had come at a moment, the earliest first."""
    wanted = (
        select(Video.id)
        .where(_CAN_COME_OUT, col(Video.publish_at) <= at)
        .order_by(col(Video.publish_at), col(Video.id))
        .limit(limit)
    )
    return [video_id for video_id in db.exec(wanted) if video_id is not None]


def first_deletion(db: Session) -> datetime | None:
    """Return when the video that was deleted longest ago was deleted; none: no one is."""
    wanted = select(Video.deleted_at).where(_CAN_GO).order_by(col(Video.deleted_at)).limit(1)
    return db.exec(wanted).one_or_none()


def list_deleted(db: Session, *, until: datetime, limit: int) -> list[int]:
    """Return the videos that were deleted at a moment or before, the earliest first."""
    wanted = (
        select(Video.id)
        .where(_CAN_GO, col(Video.deleted_at) <= until)
        .order_by(col(Video.deleted_at), col(Video.id))
        .limit(limit)
    )
    return [video_id for video_id in db.exec(wanted) if video_id is not None]
