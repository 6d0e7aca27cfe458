"""The files that arrived: converted, refused, tried again."""

from datetime import timedelta

from sqlmodel import Session

from smallgestures import clock
from smallgestures.outbox.service import record
from smallgestures.videos.errors import VideoNotFound
from smallgestures.videos.events import VideoAdded
from smallgestures.videos.files.leftovers import leave_files
from smallgestures.videos.models import Step, Video, VideoState
from smallgestures.videos.news import tell_creator
from smallgestures.videos.service import refuse_video
from smallgestures.videos.uploads import queries
from smallgestures.videos.uploads.ends import drop
from smallgestures.videos.uploads.errors import CannotTryAgain
from smallgestures.videos.uploads.events import UploadReceived
from smallgestures.videos.uploads.models import UNFINISHED_KEPT, Upload

NOT_STORED = (
    "We could not store this file. The fault is ours, and the file is still here: try again in a "
    "while."
)
LOST = "We lost this file before it was stored. The fault is ours: please choose it again."


def keep_original(db: Session, upload_id: int, source_key: str) -> None:
    """Have the file that lies in the storage by now converted, unless its upload is gone."""
    upload = db.get(Upload, upload_id)
    if upload is None or not queries.change_video(
        db,
        upload.video_id,
        states=(VideoState.PROCESSING,),
        source_key=source_key,
        step=Step.RECEIVED,
    ):
        leave_files(db, [source_key], after=timedelta(0))
        return
    record(db, VideoAdded(upload.video_id))


def fail_upload(db: Session, upload_id: int) -> None:
    """Say that the file, which is here, could not be stored."""
    upload = db.get(Upload, upload_id)
    if upload is not None:
        refuse_video(db, upload.video_id, reason=NOT_STORED)


def reopen_upload(db: Session, upload_id: int, *, arrived: int) -> None:
    """Let an upload go on that was received and has lost its end since."""
    upload = db.get(Upload, upload_id)
    if upload is not None and queries.change_video(
        db, upload.video_id, states=(VideoState.PROCESSING,), state=VideoState.UPLOADING
    ):
        upload.received_at, upload.offset_bytes = None, arrived
        upload.expires_at = clock.wall() + UNFINISHED_KEPT
        db.add(upload)
        db.flush()
        tell_creator(db, upload.owner_id, upload.video_id)


def lose_upload(db: Session, upload_id: int) -> None:
    """Say that the file is not here, though all of it had arrived."""
    upload = db.get(Upload, upload_id)
    if upload is not None:
        refuse_video(db, upload.video_id, reason=LOST)
        drop(db, upload)


def can_try_again(video: Video, upload: Upload | None) -> bool:
    """Say whether a video that failed has a file here from which it can be made."""
    is_here = video.source_key is not None or (
        upload is not None and upload.received_at is not None
    )
    return video.state == VideoState.FAILED and is_here


def try_again(db: Session, owner_id: int, public_id: str) -> None:
    """Convert a video that failed once more, from the file that is here.

    Raises:
        VideoNotFound: There is none, or it is somebody else's.
        CannotTryAgain: It did not fail, or its file is gone.
    """
    video = queries.find_video(db, public_id, owner_id)
    if video is None:
        raise VideoNotFound(public_id)
    upload = queries.upload_of(db, video.key)
    if not can_try_again(video, upload):
        raise CannotTryAgain
    video.state, video.failure, video.source_until = VideoState.PROCESSING, None, None
    video.step, video.converted_percent = Step.RECEIVED, 0
    db.add(video)
    db.flush()
    if video.source_key is None and upload is not None:
        record(db, UploadReceived(upload.key))
    else:
        record(db, VideoAdded(video.key))
    tell_creator(db, owner_id, video.key)
