"""The job that turns an original into a clip."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

from smallgestures.db.engine import reading, transaction
from smallgestures.media.errors import MediaRefused
from smallgestures.media.ffmpeg import Transcoded, transcode
from smallgestures.media.storage import Storage, get_storage, hashed_key
from smallgestures.outbox.service import Lease, Payload
from smallgestures.videos.captions import store_captions
from smallgestures.videos.cutting import wanted_cut
from smallgestures.videos.files.queries import note_step
from smallgestures.videos.models import Step, Video, VideoState
from smallgestures.videos.news import tell_creator
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
            playable = convert(get_storage(), video, Progress(video))
    except MediaRefused as refusal:
        reason = refusal.user_message
    except Exception:
        if not lease.is_last:
            raise
        # Nobody will try again, and the creator must not wait for ever.
        log.exception("video given up", video_id=video_id)
        reason = GIVEN_UP
    else:
        wishes = video.edits_wanted
        lease.finish(lambda db: _ignore(finish_video(db, video_id, playable, edits_made=wishes)))
        return
    lease.finish(lambda db: _ignore(refuse_video(db, video_id, reason=reason)))


class Progress:
    """Writes down how far a conversion is, each step when it is done, for its creator's page."""

    # Each word of it is a write to the database.
    EVERY_PERCENT = 5
    EVERY_S = 1.0

    def __init__(self, video: Video) -> None:
        self.video_id, self.creator_id = video.key, video.creator_id
        self.percent = 0
        self.noted_at = 0.0

    def checked(self) -> None:
        """The file can become a clip."""
        self._note(Step.CHECKED, 0)

    def converting(self, share: float) -> None:
        """So much of it (0 to 1) is converted."""
        percent = int(share * 100)
        is_due = time.monotonic() >= self.noted_at + self.EVERY_S
        if is_due and percent >= self.percent + self.EVERY_PERCENT:
            self._note(Step.CHECKED, percent)

    def converted(self) -> None:
        """All files are made."""
        self._note(Step.CONVERTED, 100)

    def _note(self, step: Step, percent: int) -> None:
        self.percent, self.noted_at = percent, time.monotonic()
        with transaction() as db:
            if note_step(db, self.video_id, step, percent=percent):
                tell_creator(db, self.creator_id, self.video_id)


def convert(storage: Storage, video: Video, progress: Progress) -> Playable:
    """Make the clip's files of the original, and return where they are stored.

    Raises:
        MediaRefused: The file can't become a clip.
        MediaToolFailed, OSError: Our fault; it may work later.
    """
    assert video.source_key is not None
    cut = wanted_cut(video)
    with work_folder() as folder:
        source = folder / "source"
        storage.get_to_file(video.source_key, source)
        clip = transcode(
            source,
            folder / "out",
            cut=cut,
            with_strip=True,
            on_checked=progress.checked,
            on_progress=progress.converting,
        )
        progress.converted()
        captions_key = None
        if video.captions_source_key:
            captions_key = store_captions(storage, video.captions_source_key, cut, clip.source_ms)
        return store_files(storage, clip, captions_key=captions_key, made_as=str(cut))


def store_files(
    storage: Storage, clip: Transcoded, *, captions_key: str | None, made_as: str
) -> Playable:
    """Put the clip's files into the storage under names made from their content."""
    keys = {r.name: store_file(storage, r.path) for r in clip.renditions}
    return Playable(
        duration_ms=clip.duration_ms,
        width=clip.width,
        height=clip.height,
        key_720=keys["720"],
        key_480=keys.get("480"),
        poster_key=store_file(storage, clip.poster),
        glow_key=store_file(storage, clip.glow),
        thumbhash=clip.thumbhash,
        captions_key=captions_key,
        source_ms=clip.source_ms,
        strip_key=store_file(storage, clip.strip) if clip.strip else None,
        made_as=made_as,
    )


def store_file(storage: Storage, path: Path) -> str:
    """Store the file under the name that its content has for good; return that."""
    key = hashed_key(path, path.suffix)
    storage.put_file(path, key)
    return key


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
