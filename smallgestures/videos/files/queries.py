"""Every SQL statement about the files of videos."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import func, literal, union_all, update
from sqlmodel import Session, col, select

from smallgestures.videos.models import Step, Video, VideoState

# Every column that names a file; each has an index, so that it is soon known whether one is left.
KEY_NAMES = (
    "source_key",
    "key_720",
    "key_480",
    "poster_key",
    "glow_key",
    "strip_key",
    "captions_key",
    "captions_source_key",
)
KEY_COLUMNS = tuple(col(getattr(Video, name)) for name in KEY_NAMES)


def list_named(db: Session, keys: Collection[str]) -> set[str]:
    """Return those of the keys that some video names."""
    named = union_all(*(select(column).where(column.in_(keys)) for column in KEY_COLUMNS))
    return {key for (key,) in db.execute(named)}


def note_step(db: Session, video_id: int, step: Step, *, percent: int) -> bool:
    """Say how far the original is; False when the video is not worked on any more."""
    change = (
        update(Video)
        .where(col(Video.id) == video_id, col(Video.state) == VideoState.PROCESSING)
        .values(step=step, converted_percent=percent)
    )
    return db.exec(change).rowcount == 1


def swap_files(db: Session, video_id: int, *, wish: int, **values: Any) -> bool:
    """Let the clip be what wish number `wish` asked for, once.

    False when there is a later wish, or it is not a clip any more: nothing changed.
    """
    change = (
        update(Video)
        .where(
            col(Video.id) == video_id,
            col(Video.state) == VideoState.READY,
            col(Video.edits_wanted) == wish,
            col(Video.edits_made) < wish,
        )
        .values(edits_made=literal(wish), **values)
    )
    return db.exec(change).rowcount == 1


def make_draft(db: Session, video_id: int) -> None:
    """Let a clip that was not published yet wait for its creator's next word."""
    db.exec(
        update(Video)
        .where(col(Video.id) == video_id, col(Video.published_at).is_(None))
        .values(publish_at=None)
    )


def next_original_due(db: Session) -> datetime | None:
    """Return when the next original is to be deleted, however long ago that was."""
    return db.exec(
        select(func.min(Video.source_until)).where(col(Video.source_until).is_not(None))
    ).one()


def list_originals_due(db: Session, *, at: datetime, limit: int) -> list[tuple[int, str | None]]:
    """Return videos whose originals are to be deleted, the earliest first, each with its key."""
    due = (
        select(Video.id, Video.source_key)
        .where(col(Video.source_until) <= at)
        .order_by(col(Video.source_until), col(Video.id))
        .limit(limit)
    )
    return [(id_, key) for id_, key in db.exec(due) if id_ is not None]


def forget_original(db: Session, video_id: int, *, at: datetime) -> bool:
    """Let the video name its original no more; False when something is to be made of it first."""
    change = (
        update(Video)
        .where(
            col(Video.id) == video_id,
            col(Video.source_until) <= at,
            col(Video.state).not_in([VideoState.UPLOADING, VideoState.PROCESSING]),
            col(Video.edits_made) == col(Video.edits_wanted),
        )
        .values(source_key=None, source_until=None)
    )
    return db.exec(change).rowcount == 1


def keep_original(db: Session, video_id: int, *, at: datetime, until: datetime) -> None:
    """Let the video have its original for longer, if it has it at all."""
    db.exec(
        update(Video)
        .where(col(Video.id) == video_id, col(Video.source_until) <= at)
        .values(source_until=until)
    )
