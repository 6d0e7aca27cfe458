"""The job that turns an original into a clip."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from smallgestures.db.engine import reading
from smallgestures.media.errors import MediaRefused
from smallgestures.media.ffmpeg import Transcoded, transcode
from smallgestures.media.storage import Storage, get_storage, hashed_key
from smallgestures.outbox.service import Lease, Payload
from smallgestures.videos.models import Video, VideoState
from smallgestures.videos.service import Playable, finish_video, refuse_video
from smallgestures.videos.work_folder import work_folder

RENEWALS_PER_LEASE = 3
GIVEN_UP = (
    "We could not convert this video. The fault is ours, not the file’s: please upload it again."
)

log = structlog.get_logger("videos")


def process_video(payload: Payload, lease: Lease) -> None:
    """Make the clip's files, and publish it where that is due, or store why the file was refused.

    Can be repeated at any point: file names follow from their content, and the
    video leaves `PROCESSING` once.
    """
    video_id = int(payload["video_id"])
    with reading() as db:
        video = db.get_one(Video, video_id)
    if video.state != VideoState.PROCESSING or video.source_key is None:
        lease.finish()
        return

    try:
        with kept_leased(lease):
            playable = convert(get_storage(), video.source_key)
    except MediaRefused as refusal:
        reason = refusal.user_message
    except Exception:
        if not lease.is_last:
            raise
        # Nobody will try again, and the creator must not wait for ever.
        log.exception("video given up", video_id=video_id)
        reason = GIVEN_UP
    else:
        lease.finish(lambda db: _ignore(finish_video(db, video_id, playable)))
        return
    lease.finish(lambda db: _ignore(refuse_video(db, video_id, reason=reason)))


def convert(storage: Storage, source_key: str) -> Playable:
    """Make the clip's files of the original, and return where they are stored.

    Raises:
        MediaRefused: The file can't become a clip.
        MediaToolFailed, OSError: Our fault; it may work later.
    """
    with work_folder() as folder:
        source = folder / "source"
        storage.get_to_file(source_key, source)
        return store_files(storage, transcode(source, folder / "out"))


def store_files(storage: Storage, clip: Transcoded) -> Playable:
    """Put the clip's files into the storage under names made from their content."""
    keys = {}
    for rendition in clip.renditions:
        keys[rendition.name] = hashed_key(rendition.path, ".mp4")
        storage.put_file(rendition.path, keys[rendition.name])
    poster_key, glow_key = hashed_key(clip.poster, ".webp"), hashed_key(clip.glow, ".webp")
    storage.put_file(clip.poster, poster_key)
    storage.put_file(clip.glow, glow_key)
    return Playable(
        duration_ms=clip.duration_ms,
        width=clip.width,
        height=clip.height,
        key_720=keys["720"],
        key_480=keys.get("480"),
        poster_key=poster_key,
        glow_key=glow_key,
        thumbhash=clip.thumbhash,
    )


@contextmanager
def kept_leased(lease: Lease) -> Iterator[None]:
    """Renew the lease from a thread for as long as the block runs."""
    over = threading.Event()

    def renew() -> None:
        while not over.wait(lease.length.total_seconds() / RENEWALS_PER_LEASE):
            if not lease.renew():
                return

    thread = threading.Thread(target=renew, name="lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _ignore(_done: bool) -> None:
    """A repeated job finds its result already there; that is not an error."""
