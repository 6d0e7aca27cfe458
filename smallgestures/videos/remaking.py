"""The job that makes a clip's files anew when its creator wants another part, cover or captions."""

from typing import Any

import structlog
from sqlmodel import Session

from smallgestures.db.engine import reading
from smallgestures.errors import DomainError
from smallgestures.media.cut import Cut
from smallgestures.media.ffmpeg import make_cover, transcode
from smallgestures.media.poster import Stills
from smallgestures.media.storage import Storage, get_storage
from smallgestures.outbox.service import Lease, Payload
from smallgestures.videos.captions import store_captions
from smallgestures.videos.cutting import made_cut, wanted_cut
from smallgestures.videos.errors import OriginalGone
from smallgestures.videos.files import queries
from smallgestures.videos.files.leftovers import leave_files
from smallgestures.videos.models import Video, VideoState
from smallgestures.videos.news import tell_creator
from smallgestures.videos.processing import kept_leased, store_file, store_files
from smallgestures.videos.service import publish_if_due
from smallgestures.videos.work_folder import work_folder

# What a wish replaces, and what is left over afterwards.
REPLACED = ("key_720", "key_480", "poster_key", "glow_key", "captions_key")
GIVEN_UP = (
    "We could not make this change. The fault is ours: the video is as it was before; please "
    "try again."
)

log = structlog.get_logger("videos")


def remake_video(payload: Payload, lease: Lease) -> None:
    """Make what the creator asked for last, and let it be the clip in one write.

    The old clip is watched until then; its files are removed later. Can be repeated at any
    point, and by two workers at once: a wish is fulfilled once, and an earlier one never
    replaces a later.
    """
    video_id = int(payload["video_id"])
    with reading() as db:
        video = db.get_one(Video, video_id)
    if video.state != VideoState.READY or video.edits_made == video.edits_wanted:
        lease.finish()
        return

    try:
        with kept_leased(lease):
            made = remake(get_storage(), video)
    except DomainError as refusal:
        reason = refusal.user_message
    except Exception:
        if not lease.is_last:
            raise
        # Nobody will try again, and the creator must not wait for ever.
        log.exception("edit given up", video_id=video_id)
        reason = GIVEN_UP
    else:
        lease.finish(lambda db: keep_wish(db, video, made))
        return
    lease.finish(lambda db: refuse_wish(db, video, reason))


def remake(storage: Storage, video: Video) -> dict[str, Any]:
    """Make the files that differ from the present ones; return the columns that name them.

    Raises:
        MediaRefused: The part can't become a clip.
        OriginalGone: It is another part, and there is nothing to make it of.
        MediaToolFailed, OSError: Our fault; it may work later.
    """
    cut, source_ms = wanted_cut(video), video.source_ms or video.duration_ms or 0
    made: dict[str, Any] = {"made_as": str(cut)}
    if not cut.has_same_part(made_cut(video)):
        made |= _another_part(storage, video, cut)
        source_ms = made["source_ms"]
    elif cut != made_cut(video):
        made |= _another_cover(storage, video, cut)
    made["captions_key"] = (
        store_captions(storage, video.captions_source_key, cut, source_ms)
        if video.captions_source_key
        else None
    )
    return made


def _another_part(storage: Storage, video: Video, cut: Cut) -> dict[str, Any]:
    if video.source_key is None:
        raise OriginalGone
    with work_folder() as folder:
        source = folder / "source"
        storage.get_to_file(video.source_key, source)
        # Of a clip that was made before there were film strips, it is made now.
        with_strip = video.strip_key is None
        clip = transcode(source, folder / "out", cut=cut, with_strip=with_strip)
        playable = store_files(storage, clip, captions_key=None, made_as=str(cut))
    values = vars(playable)
    return values if with_strip else values | {"strip_key": video.strip_key}


def _another_cover(storage: Storage, video: Video, cut: Cut) -> dict[str, Any]:
    """Take the cover from the clip itself: it takes a moment, and needs no original."""
    assert video.key_720 is not None
    assert video.duration_ms is not None
    with work_folder() as folder:
        clip = folder / "clip"
        storage.get_to_file(video.key_720, clip)
        at_ms = cut.cover_in_clip_ms(video.duration_ms)
        stills: Stills = make_cover(clip, folder / "out", at_ms=at_ms)
        return {
            "poster_key": store_file(storage, stills.poster),
            "glow_key": store_file(storage, stills.glow),
            "thumbhash": stills.thumbhash,
        }


def keep_wish(db: Session, video: Video, made: dict[str, Any]) -> None:
    """Let the files be the clip, unless something else was asked for meanwhile.

    What is not used afterwards, the old files or these, is removed in a while.
    """
    swapped = queries.swap_files(db, video.key, wish=video.edits_wanted, edit_failure=None, **made)
    if not swapped:
        leave_files(db, [made.get(name) for name in REPLACED])
        return
    leave_files(
        db,
        [
            getattr(video, name)
            for name in REPLACED
            if name in made and getattr(video, name) != made[name]
        ],
    )
    publish_if_due(db, video.key)
    tell_creator(db, video.creator_id, video.key)


def refuse_wish(db: Session, video: Video, reason: str) -> None:
    """Say why it was not made; trim and cover are again what the clip shows.

    A clip that was not published yet stays a draft: what was to be cut off must not come out.
    """
    cut = made_cut(video)
    refused = queries.swap_files(
        db,
        video.key,
        wish=video.edits_wanted,
        edit_failure=reason,
        trim_start_ms=cut.start_ms,
        trim_end_ms=cut.end_ms,
        cover_ms=cut.cover_ms,
    )
    if refused:
        queries.make_draft(db, video.key)
        tell_creator(db, video.creator_id, video.key)
