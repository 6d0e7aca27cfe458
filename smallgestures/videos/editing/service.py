"""Changing one's videos: each guarded by whose they are, each told to the rest of the product."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from smallgestures import clock
from smallgestures.media.cut import Cut
from smallgestures.outbox.service import record
from smallgestures.videos.cutting import check_cut, wanted_cut
from smallgestures.videos.editing import queries
from smallgestures.videos.editing.errors import (
    AlreadyOut,
    CoverAltTooLong,
    LanguageUnknown,
    MomentPassed,
    NothingToPublish,
    NotRestorable,
    TooFarAhead,
    VideoDeleted,
)
from smallgestures.videos.errors import CaptionTooLong, VideoNotFound
from smallgestures.videos.events import VideoChanged, VideoEdited
from smallgestures.videos.files.leftovers import leave_files
from smallgestures.videos.languages import LANGUAGES
from smallgestures.videos.models import (
    CAPTION_LIMIT,
    COVER_ALT_LIMIT,
    Video,
    VideoState,
    Visibility,
)
from smallgestures.videos.news import tell_creator
from smallgestures.videos.service import publish_if_due

RESTORABLE = timedelta(days=30)
PLANNED_DAYS = 365


@dataclass(frozen=True)
class Changes:
    """What a creator changes of a video; what is None stays as it is.

    Times count from the beginning of the original.
    """

    caption: str | None = None
    cover_alt: str | None = None
    visibility: Visibility | None = None
    comments_open: bool | None = None
    trim_start_ms: int | None = None
    trim_end_ms: int | None = None
    cover_ms: int | None = None

    def cut(self, video: Video) -> Cut:
        """Return the cut that the video gets; its cover stays within the part that is kept."""
        before = wanted_cut(video)
        start_ms = before.start_ms if self.trim_start_ms is None else self.trim_start_ms
        end_ms = before.end_ms if self.trim_end_ms is None else self.trim_end_ms
        if end_ms == video.source_ms:
            end_ms = None
        cover_ms = self.cover_ms
        if cover_ms is None and before.cover_ms is not None:
            cover_ms = max(start_ms, before.cover_ms)
            cover_ms = cover_ms if end_ms is None else min(end_ms, cover_ms)
        return Cut(start_ms, end_ms, cover_ms)


def own_video(db: Session, public_id: str, *, creator_id: int) -> Video:
    """Return one's own video, deleted or not.

    Raises:
        VideoNotFound: There is none, it is somebody else's, or it was removed.
    """
    video = queries.find_own(db, public_id, creator_id=creator_id)
    if video is None:
        raise VideoNotFound(public_id)
    return video


def edit_video(db: Session, public_id: str, *, creator_id: int, changes: Changes) -> Video:
    """Change what was written and chosen; another trim or cover is made by the worker.

    Until it is made, the clip is watched as it was, and one that is not out yet waits for it.

    Raises:
        VideoNotFound, VideoDeleted: It can't be changed.
        CaptionTooLong, CoverAltTooLong, OutsideVideo, CutTooShort, OriginalGone: Nothing was.
    """
    video = _changeable(db, public_id, creator_id)
    before = (video.caption, video.visibility)
    if changes.caption is not None:
        video.caption = _checked(changes.caption, CAPTION_LIMIT, CaptionTooLong)
    if changes.cover_alt is not None:
        video.cover_alt = _checked(changes.cover_alt, COVER_ALT_LIMIT, CoverAltTooLong)
    if changes.visibility is not None:
        video.visibility = changes.visibility
    if changes.comments_open is not None:
        video.comments_open = changes.comments_open
    cut = changes.cut(video)
    if cut != wanted_cut(video):
        check_cut(video, cut)
        video.trim_start_ms, video.trim_end_ms = cut.start_ms, cut.end_ms
        video.cover_ms = cut.cover_ms
        _want_edit(db, video)
    _keep(db, video, seen_by_others=before != (video.caption, video.visibility))
    return video


def require_captions(db: Session, public_id: str, *, creator_id: int, language: str) -> None:
    """Return when captions in this language can be given to the video.

    Raises:
        VideoNotFound, VideoDeleted: It can't be changed.
        LanguageUnknown: Captions are in one of `LANGUAGES`.
    """
    if language not in LANGUAGES:
        raise LanguageUnknown
    if own_video(db, public_id, creator_id=creator_id).deleted_at is not None:
        raise VideoDeleted


def set_captions(
    db: Session, public_id: str, *, creator_id: int, key: str | None, language: str = ""
) -> Video:
    """Give the video the captions that were stored at `key`, or none.

    Raises:
        VideoNotFound, VideoDeleted: It can't be changed.
        LanguageUnknown: Captions are in one of `LANGUAGES`.
    """
    if key is not None and language not in LANGUAGES:
        raise LanguageUnknown
    video = _changeable(db, public_id, creator_id)
    leave_files(db, {video.captions_source_key} - {key})
    video.captions_source_key = key
    video.captions_language = language if key is not None else None
    if key is None:
        leave_files(db, [video.captions_key])
        video.captions_key = None
    _want_edit(db, video)
    _keep(db, video, seen_by_others=True)
    return video


def publish_video(
    db: Session, public_id: str, *, creator_id: int, at: datetime | None = None
) -> Video:
    """Publish the video now, or at a later moment; what is still worked on comes out when ready.

    Publishing again what is out changes nothing.

    Raises:
        VideoNotFound, VideoDeleted: It can't be published.
        NothingToPublish: Its file was refused.
        AlreadyOut, MomentPassed, TooFarAhead: Not at that moment.
    """
    video, now = _changeable(db, public_id, creator_id), clock.now()
    if video.state == VideoState.FAILED:
        raise NothingToPublish
    if at is None:
        if video.published_at is None:
            video.publish_at = now
    elif video.published_at is not None:
        raise AlreadyOut
    elif at <= now:
        raise MomentPassed
    elif at > now + timedelta(days=PLANNED_DAYS):
        raise TooFarAhead(PLANNED_DAYS)
    else:
        video.publish_at = at
    _keep(db, video)
    publish_if_due(db, video.key)
    db.refresh(video)
    return video


def make_draft(db: Session, public_id: str, *, creator_id: int) -> Video:
    """Take a video back that is out or planned: only its creator sees it.

    Raises:
        VideoNotFound, VideoDeleted: It can't be changed.
    """
    video = _changeable(db, public_id, creator_id)
    video.publish_at = video.published_at = None
    _keep(db, video, seen_by_others=True)
    return video


def delete_video(db: Session, public_id: str, *, creator_id: int) -> Video:
    """Hide the video from everybody; for 30 days it can be restored. Planned, it is a draft again.

    Raises:
        VideoNotFound: There is none, or it is somebody else's.
    """
    video = _held(db, public_id, creator_id)
    if video.deleted_at is None:
        video.deleted_at = clock.now()
        if video.published_at is None:
            video.publish_at = None
        _keep(db, video, seen_by_others=True)
    return video


def restore_video(db: Session, public_id: str, *, creator_id: int) -> Video:
    """Bring a deleted video back as it was.

    Raises:
        VideoNotFound: There is none, or it is somebody else's.
        NotRestorable: It is not deleted, or for longer than 30 days.
    """
    video = _held(db, public_id, creator_id)
    if video.deleted_at is None or restorable_until(video) <= clock.now():
        raise NotRestorable
    video.deleted_at = None
    _keep(db, video, seen_by_others=True)
    return video


def restorable_until(video: Video) -> datetime:
    """Return when a deleted video is removed for good."""
    return (video.deleted_at or clock.now()) + RESTORABLE


def _held(db: Session, public_id: str, creator_id: int) -> Video:
    video = queries.lock_own(db, public_id, creator_id=creator_id)
    if video is None:
        raise VideoNotFound(public_id)
    return video


def _changeable(db: Session, public_id: str, creator_id: int) -> Video:
    video = _held(db, public_id, creator_id)
    if video.deleted_at is not None:
        raise VideoDeleted
    return video


def _checked(text: str, limit: int, refusal: type[CaptionTooLong] | type[CoverAltTooLong]) -> str:
    text = text.strip()
    if len(text) > limit:
        raise refusal(len(text), limit)
    return text


def _want_edit(db: Session, video: Video) -> None:
    video.edits_wanted += 1
    video.edit_failure = None
    record(db, VideoEdited(video_id=video.key))


def _keep(db: Session, video: Video, *, seen_by_others: bool = False) -> None:
    db.add(video)
    db.flush()
    if seen_by_others:
        record(db, VideoChanged(video_id=video.key))
    tell_creator(db, video.creator_id, video.key)
