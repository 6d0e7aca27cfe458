"""Files on their way: announcing one, adding to it, calling it off."""

from datetime import timedelta

from sqlmodel import Session

from smallgestures import clock
from smallgestures.accounts.models import Role
from smallgestures.accounts.queries import lock_person
from smallgestures.accounts.service import add_role
from smallgestures.settings import get_settings
from smallgestures.videos.editing.removal import empty_video
from smallgestures.videos.errors import VideoNotFound
from smallgestures.videos.files.leftovers import leave_files
from smallgestures.videos.models import Video, VideoState
from smallgestures.videos.news import tell_creator
from smallgestures.videos.uploads import files, queries
from smallgestures.videos.uploads.ends import drop, receive
from smallgestures.videos.uploads.errors import (
    AlreadyReceived,
    DiskFull,
    FileEmpty,
    FileTooLarge,
    HasItsFile,
    QuotaUsed,
    TooManyUnfinished,
    UploadExpired,
    UploadNotFound,
)
from smallgestures.videos.uploads.models import (
    LARGEST_BYTES,
    QUOTA_WINDOW,
    UNFINISHED_KEPT,
    UNFINISHED_LIMIT,
    Upload,
)
from smallgestures.videos.uploads.naming import file_name_of

# A video in one of these waits for a file.
WAITS = (VideoState.UPLOADING, VideoState.FAILED)


def begin_upload(
    db: Session, owner_id: int, *, size_bytes: int, file_name: str, for_video: str = ""
) -> Upload:
    """Announce a file: a draft is there from now on, and waits for it.

    Args:
        db: The caller's session.
        owner_id: Whose video it becomes.
        size_bytes: How large the file is; it can't be changed later.
        file_name: What its owner calls it; shown to them, used for nothing else.
        for_video: The public id of a video of theirs that still waits for its file, or whose file
            was refused: then this one takes its place, and what was written stays.

    Raises:
        FileEmpty, FileTooLarge, QuotaUsed, TooManyUnfinished, DiskFull: It is not taken.
        VideoNotFound: `for_video` is no video of theirs.
        HasItsFile: It does not wait for a file.
    """
    if size_bytes <= 0:
        raise FileEmpty
    if size_bytes > LARGEST_BYTES:
        raise FileTooLarge(size_bytes, LARGEST_BYTES)
    lock_person(db, owner_id)  # two that begin at once are both counted
    video = _waiting_video(db, owner_id, for_video) if for_video else None
    former = queries.upload_of(db, video.key) if video else None
    _check_quota(db, owner_id, size_bytes, former)
    if not files.has_room(size_bytes):
        raise DiskFull
    if former is not None:
        drop(db, former)
    name = file_name_of(file_name)
    video = _restart(db, video, name) if video else _new_draft(db, owner_id, name)
    now = clock.wall()
    upload = Upload(
        owner_id=owner_id,
        video_id=video.key,
        file_name=name,
        size_bytes=size_bytes,
        started_at=now,
        expires_at=now + UNFINISHED_KEPT,
    )
    db.add(upload)
    db.flush()
    add_role(db, owner_id, Role.CREATOR)
    tell_creator(db, owner_id, upload.video_id)
    return upload


def _waiting_video(db: Session, owner_id: int, public_id: str) -> Video:
    video = queries.find_video(db, public_id, owner_id)
    if video is None:
        raise VideoNotFound(public_id)
    if video.state not in WAITS:
        raise HasItsFile
    return video


def _check_quota(db: Session, owner_id: int, size_bytes: int, former: Upload | None) -> None:
    since = clock.wall() - QUOTA_WINDOW
    use = queries.use_of(db, owner_id, since=since, but_not=former.key if former else None)
    left = get_settings().upload_quota_bytes - use.size_bytes
    if size_bytes > left:
        raise QuotaUsed(size_bytes, left)
    if use.unfinished >= UNFINISHED_LIMIT:
        raise TooManyUnfinished(UNFINISHED_LIMIT)


def _new_draft(db: Session, owner_id: int, name: str) -> Video:
    video = Video(creator_id=owner_id, file_name=name, state=VideoState.UPLOADING)
    db.add(video)
    db.flush()
    return video


def _restart(db: Session, video: Video, name: str) -> Video:
    """Let a video wait for another file; what was chosen of the one before is of no use."""
    leave_files(db, [video.source_key], after=timedelta(0))
    video.source_key, video.source_until = None, None
    video.state, video.failure, video.file_name = VideoState.UPLOADING, None, name
    video.trim_start_ms, video.trim_end_ms, video.cover_ms = 0, None, None
    db.add(video)
    db.flush()
    return video


def find_own(db: Session, owner_id: int, public_id: str) -> Upload:
    """Return somebody's own upload, also one whose time is over.

    Raises:
        UploadNotFound: There is none, or it is somebody else's.
    """
    upload = queries.find_upload(db, public_id, owner_id)
    if upload is None:
        raise UploadNotFound
    return upload


def find_upload(db: Session, owner_id: int, public_id: str) -> Upload:
    """Return somebody's own upload.

    Raises:
        UploadNotFound: There is none, or it is somebody else's.
        UploadExpired: It was not finished in time.
    """
    upload = find_own(db, owner_id, public_id)
    if upload.received_at is None and upload.expires_at <= clock.wall():
        raise UploadExpired
    return upload


def note_arrived(db: Session, owner_id: int, public_id: str, *, offset: int) -> Upload:
    """Store how much of the file lies on the disk; with the last byte it is received.

    Raises:
        UploadNotFound: It was cancelled meanwhile.
        UploadExpired: It was not finished in time.
    """
    upload = find_upload(db, owner_id, public_id)
    if upload.received_at is not None:
        return upload
    now = clock.wall()
    if offset < upload.size_bytes:
        queries.note_offset(db, upload.key, offset=offset, expires_at=now + UNFINISHED_KEPT)
    else:
        receive(db, upload, now)
    db.refresh(upload)
    return upload


def cancel_upload(db: Session, owner_id: int, public_id: str) -> None:
    """Take away the file, and the draft that waited for it.

    Raises:
        UploadNotFound: There is none, or it is somebody else's.
        AlreadyReceived: It arrived before that; its video can be deleted as any other.
    """
    upload = find_own(db, owner_id, public_id)
    video = queries.lock_video(db, upload.video_id)
    if upload.received_at is not None or video.state != VideoState.UPLOADING:
        raise AlreadyReceived
    video.deleted_at = clock.now()
    drop(db, upload)
    empty_video(db, video)
