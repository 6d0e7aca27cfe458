"""The end of uploads that nobody finished, and of what is left of others."""

from sqlmodel import Session

from smallgestures import clock
from smallgestures.videos.models import VideoState
from smallgestures.videos.news import tell_creator
from smallgestures.videos.uploads import files, queries
from smallgestures.videos.uploads.ends import drop, receive
from smallgestures.videos.uploads.errors import UploadExpired
from smallgestures.videos.uploads.models import Upload

STRAY_AFTER_S = 3600.0
BATCH = 100


def expire_upload(db: Session, upload: Upload) -> None:
    """Let an upload go whose time is over: the draft of an unfinished one says what happened.

    A file that is whole although no request could say so is received instead.
    """
    if upload.received_at is not None:
        drop(db, upload)
        return
    if files.size_of(upload.public_id) == upload.size_bytes:
        receive(db, upload, clock.wall())
        return
    queries.change_video(
        db,
        upload.video_id,
        states=(VideoState.UPLOADING,),
        state=VideoState.FAILED,
        failure=UploadExpired().user_message,
    )
    drop(db, upload)
    tell_creator(db, upload.owner_id, upload.video_id)


def drop_old_uploads(db: Session) -> int:
    """Give up uploads that were not finished in time, and forget those that were long ago.

    Returns:
        How many of either.
    """
    expired = queries.list_expired(db, at=clock.wall(), limit=BATCH)
    for upload in expired:
        expire_upload(db, upload)
    return len(expired)


def drop_strays(db: Session) -> int:
    """Remove files that belong to no upload, as when a process died between the two; how many."""
    names = files.strays(older_than_s=STRAY_AFTER_S, now_s=clock.wall().timestamp())
    known = queries.known_of(db, names)
    strays = [name for name in names if name not in known]
    for name in strays:
        files.remove(name)
    return len(strays)
