"""Every SQL statement of uploads."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, update
from sqlmodel import Session, col, select

from smallgestures.videos.models import Video, VideoState
from smallgestures.videos.uploads.models import Upload


@dataclass(frozen=True)
class Use:
    """What somebody has uploaded of late, finished or not."""

    size_bytes: int
    unfinished: int


def use_of(db: Session, owner_id: int, *, since: datetime, but_not: int | None = None) -> Use:
    """Return what counts against a person's quota, leaving out one upload that is replaced."""
    counted = select(
        func.coalesce(func.sum(Upload.size_bytes), 0),
        func.count().filter(col(Upload.received_at).is_(None)),
    ).where(Upload.owner_id == owner_id, col(Upload.started_at) > since)
    if but_not is not None:
        counted = counted.where(col(Upload.id) != but_not)
    size_bytes, unfinished = db.exec(counted).one()
    return Use(int(size_bytes), unfinished)


def find_upload(db: Session, public_id: str, owner_id: int) -> Upload | None:
    """Return somebody's own upload."""
    wanted = select(Upload).where(Upload.public_id == public_id, Upload.owner_id == owner_id)
    return db.exec(wanted).one_or_none()


def upload_of(db: Session, video_id: int) -> Upload | None:
    """Return the upload that a video's file came or comes by."""
    return db.exec(select(Upload).where(Upload.video_id == video_id)).one_or_none()


def find_video(db: Session, public_id: str, owner_id: int) -> Video | None:
    """Return somebody's own video, held until the transaction ends; none that was removed."""
    wanted = select(Video).where(
        Video.public_id == public_id,
        Video.creator_id == owner_id,
        Video.state != VideoState.REMOVED,
        col(Video.deleted_at).is_(None),
    )
    return db.exec(wanted.with_for_update()).one_or_none()


def lock_video(db: Session, video_id: int) -> Video:
    """Return a video as it is now, held until the transaction ends."""
    wanted = select(Video).where(Video.id == video_id).with_for_update()
    return db.exec(wanted.execution_options(populate_existing=True)).one()


def note_offset(db: Session, upload_id: int, *, offset: int, expires_at: datetime) -> bool:
    """Store how much has arrived; False when it is finished, or gone."""
    change = (
        update(Upload)
        .where(col(Upload.id) == upload_id, col(Upload.received_at).is_(None))
        .values(offset_bytes=offset, expires_at=expires_at)
    )
    return db.exec(change).rowcount == 1


def mark_received(
    db: Session, upload_id: int, *, at: datetime, size: int, kept_until: datetime
) -> bool:
    """Store that all has arrived, once; False when that is known, or the upload is gone."""
    change = (
        update(Upload)
        .where(col(Upload.id) == upload_id, col(Upload.received_at).is_(None))
        .values(received_at=at, offset_bytes=size, expires_at=kept_until)
    )
    return db.exec(change).rowcount == 1


def delete_upload(db: Session, upload_id: int) -> bool:
    """Forget an upload; False when somebody else did."""
    return db.exec(delete(Upload).where(col(Upload.id) == upload_id)).rowcount == 1


def list_expired(db: Session, *, at: datetime, limit: int) -> list[Upload]:
    """Return uploads whose time is over, the longest first."""
    wanted = select(Upload).where(col(Upload.expires_at) <= at).order_by(col(Upload.expires_at))
    return list(db.exec(wanted.limit(limit).with_for_update(skip_locked=True)))


def known_of(db: Session, public_ids: Collection[str]) -> set[str]:
    """Return those of these names that belong to uploads."""
    return set(db.exec(select(Upload.public_id).where(col(Upload.public_id).in_(public_ids))))


def change_video(
    db: Session, video_id: int, *, states: Collection[VideoState], **values: Any
) -> bool:
    """Change the video while it is in one of these states; False when it is in another."""
    change = (
        update(Video)
        .where(col(Video.id) == video_id, col(Video.state).in_(states))
        .values(**values)
    )
    return db.exec(change).rowcount == 1
