"""Every SQL statement of one's own videos."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from smallgestures.videos.models import Video, VideoState
from smallgestures.videos.uploads.models import Upload
from smallgestures.videos.uploads.originals import can_try_again


@dataclass(frozen=True)
class OwnVideo:
    """A video in its creator's list: plain values."""

    id: int
    public_id: str
    caption: str
    file_name: str
    state: str
    step: str
    converted_percent: int
    failure: str
    can_try_again: bool
    size_bytes: int  # of an upload; 0: it came another way, or long ago
    offset_bytes: int
    poster_key: str | None
    duration_ms: int | None
    visibility: str
    created_at: datetime
    publish_at: datetime | None
    published_at: datetime | None
    deleted_at: datetime | None


def list_own(db: Session, creator_id: int, *, before_id: int | None, limit: int) -> list[OwnVideo]:
    """Return a creator's videos, the newest first, also deleted ones that can be restored."""
    wanted = _with_uploads().where(
        Video.creator_id == creator_id, Video.state != VideoState.REMOVED
    )
    if before_id is not None:
        wanted = wanted.where(col(Video.id) < before_id)
    return [_own(*row) for row in db.exec(wanted.order_by(col(Video.id).desc()).limit(limit))]


def list_waiting(
    db: Session, creator_id: int, *, since: datetime, limit: int
) -> list[tuple[OwnVideo, Upload]]:
    """Return the creator's videos whose upload began of late, and came to nothing so far.

    The file of each has not come, or was refused; the newest upload is the first.
    """
    wanted = _with_uploads().where(
        Upload.owner_id == creator_id,
        col(Upload.started_at) > since,
        col(Video.state).in_([VideoState.UPLOADING, VideoState.FAILED]),
        col(Video.deleted_at).is_(None),
    )
    newest = wanted.order_by(col(Upload.started_at).desc(), col(Upload.id).desc())
    return [(_own(*row), row[1]) for row in db.exec(newest.limit(limit))]


def find_own(
    db: Session, public_id: str, *, creator_id: int
) -> tuple[OwnVideo, Upload | None] | None:
    """Return one of a creator's videos, with its upload while that is remembered."""
    wanted = _with_uploads().where(
        Video.public_id == public_id,
        Video.creator_id == creator_id,
        Video.state != VideoState.REMOVED,
    )
    row = db.exec(wanted).one_or_none()
    return (_own(*row), row[1]) if row is not None else None


def _with_uploads() -> Select[Video, Upload]:
    return select(Video, Upload).outerjoin(Upload, col(Upload.video_id) == col(Video.id))


def _own(video: Video, upload: Upload | None) -> OwnVideo:
    return OwnVideo(
        id=video.key,
        public_id=video.public_id,
        caption=video.caption,
        file_name=video.file_name,
        state=video.state,
        step=video.step,
        converted_percent=video.converted_percent,
        failure=video.failure or "",
        can_try_again=can_try_again(video, upload),
        size_bytes=upload.size_bytes if upload else 0,
        offset_bytes=upload.offset_bytes if upload else 0,
        poster_key=video.poster_key,
        duration_ms=video.duration_ms,
        visibility=video.visibility,
        created_at=video.created_at,
        publish_at=video.publish_at,
        published_at=video.published_at,
        deleted_at=video.deleted_at,
    )
