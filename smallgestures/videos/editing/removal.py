"""The end of a deleted video."""

from datetime import datetime

from sqlmodel import Session

from smallgestures.videos.editing import queries
from smallgestures.videos.editing.service import RESTORABLE
from smallgestures.videos.files.leftovers import leave_files
from smallgestures.videos.files.queries import KEY_NAMES
from smallgestures.videos.models import Video, VideoState
from smallgestures.videos.news import tell_creator


def remove_video(db: Session, video_id: int, *, at: datetime) -> bool:
    """Take words and files from a video that was deleted 30 days before `at`.

    Its row stays: what was watched, bought and earned by it refers to it.

    Returns:
        False when it was restored or removed meanwhile.
    """
    video = queries.lock_video(db, video_id)
    if video.state == VideoState.REMOVED:
        return False
    if video.deleted_at is None or video.deleted_at + RESTORABLE > at:
        return False
    empty_video(db, video)
    return True


def empty_video(db: Session, video: Video) -> None:
    """Leave nothing of a video but its row, which others may refer to."""
    leave_files(db, [getattr(video, name) for name in KEY_NAMES])
    video.state = VideoState.REMOVED
    for name in KEY_NAMES:
        setattr(video, name, None)
    video.caption = video.cover_alt = video.file_name = ""
    video.thumbhash = video.failure = video.edit_failure = None
    video.publish_at = video.published_at = video.source_until = None
    db.add(video)
    db.flush()
    tell_creator(db, video.creator_id, video.key)
