"""What happens to every upload at some time: all of it is here, or it is let go."""

from datetime import datetime

from sqlmodel import Session

from smallgestures.db.engine import after_commit
from smallgestures.outbox.service import record
from smallgestures.videos.models import VideoState
from smallgestures.videos.news import tell_creator
from smallgestures.videos.uploads import files, queries
from smallgestures.videos.uploads.events import UploadReceived
from smallgestures.videos.uploads.models import QUOTA_WINDOW, Upload


def receive(db: Session, upload: Upload, now: datetime) -> None:
    """Store that all has arrived: the worker moves it into the storage and converts it."""
    kept_until = upload.started_at + QUOTA_WINDOW
    if not queries.mark_received(
        db, upload.key, at=now, size=upload.size_bytes, kept_until=kept_until
    ):
        return
    queries.change_video(
        db, upload.video_id, states=(VideoState.UPLOADING,), state=VideoState.PROCESSING
    )
    record(db, UploadReceived(upload.key))
    tell_creator(db, upload.owner_id, upload.video_id)


def drop(db: Session, upload: Upload) -> None:
    """Forget an upload and, once that is certain, take its file away."""
    queries.delete_upload(db, upload.key)
    key = upload.public_id
    after_commit(db, lambda: files.remove(key))
