"""Taking a video in, and publishing what became of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from smallgestures import clock
from smallgestures.outbox.service import record
from smallgestures.videos import queries
from smallgestures.videos.errors import CaptionTooLong
from smallgestures.videos.events import VideoAdded, VideoEdited, VideoPublished, VideoRefused
from smallgestures.videos.files.originals import kept_until
from smallgestures.videos.models import CAPTION_LIMIT, Video, VideoState
from smallgestures.videos.news import tell_creator


@dataclass(frozen=True)
class Playable:
    """Where in the media storage a clip's files are, and what they hold."""

    duration_ms: int
    width: int
    height: int
    key_720: str
    key_480: str | None
    poster_key: str
    glow_key: str
    thumbhash: str
    captions_key: str | None = None
    source_ms: int | None = None  # and of the whole original:
    strip_key: str | None = None
    made_as: str = ""  # the cut, as it writes itself


def add_video(
    db: Session,
    *,
    creator_id: int,
    caption: str,
    source_key: str,
    publish_at: datetime | None = None,
    public_id: str | None = None,
) -> Video:
    """Store a video whose original lies at `source_key`; the worker makes a clip of it.

    It is published as soon as it can be watched and `publish_at` has come; without that
    it stays a draft.

    Raises:
        CaptionTooLong: More than 500 characters.
    """
    caption = caption.strip()
    if len(caption) > CAPTION_LIMIT:
        raise CaptionTooLong(len(caption), CAPTION_LIMIT)
    video = Video(
        creator_id=creator_id, caption=caption, source_key=source_key, publish_at=publish_at
    )
    if public_id:
        video.public_id = public_id
    db.add(video)
    db.flush()
    record(db, VideoAdded(video_id=video.key))
    return video


def finish_video(db: Session, video_id: int, playable: Playable, *, edits_made: int = 0) -> bool:
    """Make the processed clip watchable, and publish it where that is due.

    Args:
        db: The caller's session.
        video_id: The video.
        playable: Its files.
        edits_made: How many of its creator's wishes they fulfil; what was asked for since
            is made next, and only then is it published.

    Returns:
        False when it already was watchable or was refused: nothing changed.
    """
    until = kept_until(VideoState.READY, clock.now())
    values = vars(playable) | {"edits_made": edits_made, "source_until": until}
    if not queries.leave_processing(db, video_id, **values, state=VideoState.READY):
        return False
    video = db.get_one(Video, video_id, populate_existing=True)
    if video.edits_wanted > edits_made:
        record(db, VideoEdited(video_id=video_id))
    publish_if_due(db, video_id)
    tell_creator(db, video.creator_id, video_id)
    return True


def publish_if_due(db: Session, video_id: int, *, at: datetime | None = None) -> bool:
    """Publish the clip when it can be watched as its creator wants it and its time has come.

    `at` is now where it is not given.

    Returns:
        False when it was published before, or is not to be yet.
    """
    if not queries.publish_due(db, video_id, at=at or clock.now()):
        return False
    video = db.get_one(Video, video_id)
    record(db, VideoPublished(video_id=video_id, creator_id=video.creator_id))
    tell_creator(db, video.creator_id, video_id)
    return True


def refuse_video(db: Session, video_id: int, *, reason: str) -> bool:
    """Say why the file can't become a clip; False when the video has its state."""
    until = kept_until(VideoState.FAILED, clock.now())
    values = {"failure": reason, "source_until": until}
    if not queries.leave_processing(db, video_id, **values, state=VideoState.FAILED):
        return False
    record(db, VideoRefused(video_id=video_id))
    tell_creator(db, db.get_one(Video, video_id).creator_id, video_id)
    return True
