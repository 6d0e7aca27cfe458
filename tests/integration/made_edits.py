"""Wishes for other files of a clip, as the studio stores them."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session, select

from smallgestures import clock
from smallgestures.db.engine import reading, transaction
from smallgestures.event_handlers import HANDLERS, JOBS
from smallgestures.media.storage import get_storage, hashed_key
from smallgestures.outbox.models import OutboxEvent
from smallgestures.outbox.service import deliver, record, take_due
from smallgestures.videos.events import VideoEdited
from smallgestures.videos.models import Video
from smallgestures.videos.service import add_video

# Every column that names a file of the clip itself.
CLIP_KEYS = ("key_720", "key_480", "poster_key", "glow_key", "captions_key")


def add_original(db: Session, creator_id: int, file: Path, **values: Any) -> int:
    """Store an original that waits for the worker, with what is wanted of it already."""
    source_key = "originals/" + hashed_key(file, ".video")
    get_storage().put_file(file, source_key)
    video = add_video(
        db, creator_id=creator_id, caption="", source_key=source_key, publish_at=clock.now()
    )
    for name, value in values.items():
        setattr(video, name, value)
    db.flush()
    return video.key


def ask_for(db: Session, video_id: int, **values: Any) -> None:
    """Store a wish: other values, one more wish, the event."""
    video = db.get_one(Video, video_id)
    for name, value in {**values, "edits_wanted": video.edits_wanted + 1}.items():
        setattr(video, name, value)
    db.flush()
    record(db, VideoEdited(video_id))


def find(video_id: int) -> Video:
    with reading() as db:
        return db.get_one(Video, video_id)


def events(name: str) -> list[OutboxEvent]:
    with reading() as db:
        return list(db.exec(select(OutboxEvent).where(OutboxEvent.name == name)))


def work() -> None:
    """Deliver everything that is due now."""
    while lease := take_due(transaction):
        assert deliver(lease, HANDLERS, JOBS)


def let_days_pass_for_files(days: float = 2) -> None:
    """Let what waits in the outbox be due, and every stored file be of long ago."""
    with transaction() as db:
        for event in db.exec(select(OutboxEvent)):
            event.due_at -= timedelta(days=days)
            db.add(event)
    then = (clock.wall() - timedelta(days=days)).timestamp()
    for path in stored():
        os.utime(path, (then, then))


def stored() -> Iterator[Path]:
    storage = get_storage()
    assert storage.folder is not None
    yield from (storage.folder / key for key in storage.list())


def clip_files(video: Video) -> list[Path]:
    folder = get_storage().folder
    assert folder is not None
    return [folder / key for name in CLIP_KEYS if (key := getattr(video, name))]
