"""One's own video, in the words of the page on which it is edited."""

from dataclasses import dataclass

from smallgestures import clock
from smallgestures.accounts.cards import SignedIn
from smallgestures.dates import day, day_and_time
from smallgestures.media.storage import get_storage
from smallgestures.media.strip import FRAMES, moment_ms
from smallgestures.videos.cutting import made_cut
from smallgestures.videos.editing.service import restorable_until
from smallgestures.videos.errors import OriginalGone
from smallgestures.videos.languages import LANGUAGES
from smallgestures.videos.models import Video, VideoState, Visibility
from smallgestures.web import routes
from smallgestures.web.ui.dates import field_value

TITLE_LIMIT = 60
BADGES = {
    Visibility.PUBLIC: "Public",
    Visibility.FOLLOWERS: "Followers only",
    Visibility.LINK: "Link only",
}
NOT_YET = {
    VideoState.UPLOADING: "Uploading",
    VideoState.PROCESSING: "Being converted",
    VideoState.FAILED: "Not converted",
}


@dataclass(frozen=True)
class FrameView:
    """One picture of the film strip, and its moment in the original."""

    at_ms: int
    at: str  # 0:07
    place: str  # of the picture in the strip, in percent


@dataclass(frozen=True)
class EditView:
    """A video as its creator edits it: `standing` says who sees it, `work` what is being done."""

    id: str
    url: str
    source: str
    watch_url: str
    title: str
    state: str
    badge: str
    badge_kind: str
    standing: str
    work: str
    trouble: str
    is_out: bool
    is_planned: bool
    is_deleted: bool
    deleted_words: str
    caption: str
    cover_alt: str
    visibility: str
    comments_open: str
    publish_at: str
    earliest: str
    time_zone: str
    source_ms: int
    trim_start_ms: int
    trim_end_ms: int
    cover_ms: int
    can_trim: bool
    no_trim: str  # why not
    strip: str
    frames: list[FrameView]
    poster: str
    src: str
    shows_from_ms: int  # where in the original the file that is watched begins
    captions_src: str
    captions_language: str
    captions_words: str


def view_of_video(video: Video, who: SignedIn) -> EditView:
    """Return the video as its creator sees it now."""
    url = get_storage().url
    source_ms = video.source_ms or 0
    is_out = video.published_at is not None
    badge, kind = _badge(video)
    return EditView(
        id=video.public_id,
        url=routes.studio_video(video.public_id),
        source=f"/api/studio/videos/{video.public_id}",
        watch_url=routes.video(video.public_id) if is_out and not video.deleted_at else "",
        title=_title(video),
        state=video.state,
        badge=badge,
        badge_kind=kind,
        standing=_standing(video, who.time_zone),
        work=_work(video),
        trouble=video.failure or video.edit_failure or "",
        is_out=is_out,
        is_planned=not is_out and video.publish_at is not None,
        is_deleted=video.deleted_at is not None,
        deleted_words=_deleted(video, who.time_zone),
        caption=video.caption,
        cover_alt=video.cover_alt,
        visibility=video.visibility,
        comments_open="yes" if video.comments_open else "no",
        publish_at=field_value(video.publish_at, who.time_zone) if _is_planned(video) else "",
        earliest=field_value(clock.now(), who.time_zone),
        time_zone=who.time_zone.replace("_", " "),
        source_ms=source_ms,
        trim_start_ms=video.trim_start_ms,
        trim_end_ms=source_ms if video.trim_end_ms is None else video.trim_end_ms,
        cover_ms=-1 if video.cover_ms is None else video.cover_ms,
        can_trim=video.source_key is not None and video.state == VideoState.READY,
        no_trim=_no_trim(video),
        strip=url(video.strip_key) if video.strip_key else "",
        frames=_frames(source_ms) if video.strip_key else [],
        poster=url(video.poster_key) if video.poster_key else "",
        src=url(video.key_480 or video.key_720) if video.key_720 else "",
        shows_from_ms=made_cut(video).start_ms,
        captions_src=url(video.captions_key) if video.captions_key else "",
        captions_language=video.captions_language or "",
        captions_words=_captions(video),
    )


def clock_time(ms: int) -> str:
    """Return `1:07`."""
    minutes, seconds = divmod(ms // 1000, 60)
    return f"{minutes}:{seconds:02}"


def _title(video: Video) -> str:
    words = " ".join(video.caption.split()) or video.file_name or "New video"
    return words if len(words) <= TITLE_LIMIT else words[: TITLE_LIMIT - 1].rstrip() + "…"


def _is_planned(video: Video) -> bool:
    ahead = video.publish_at is not None and video.publish_at > clock.now()
    return ahead and video.published_at is None


def _badge(video: Video) -> tuple[str, str]:
    if video.deleted_at is not None:
        return "Deleted", "danger"
    if video.state in NOT_YET:
        kind = "danger" if video.state == VideoState.FAILED else "warn"
        return NOT_YET[VideoState(video.state)], kind
    if video.published_at is not None:
        return BADGES[Visibility(video.visibility)], "success"
    return ("Planned", "warn") if video.publish_at is not None else ("Draft", "plain")


def _standing(video: Video, time_zone: str) -> str:
    if video.published_at is not None:
        return f"Out since {day(video.published_at, time_zone)}."
    if video.publish_at is None:
        return "Only you see it."
    if _is_planned(video):
        return f"Comes out on {day_and_time(video.publish_at, time_zone)}."
    return "Comes out as soon as it is ready."


def _work(video: Video) -> str:
    if video.state != VideoState.READY or video.edits_made == video.edits_wanted:
        return ""
    if video.published_at is not None:
        return "Your change is being made. Until it is ready, people watch the video as it was."
    return "Your change is being made. You can go on; the video comes out with it."


def _deleted(video: Video, time_zone: str) -> str:
    if video.deleted_at is None:
        return ""
    until = day(restorable_until(video), time_zone)
    return f"Nobody sees it. Until {until} you can bring it back as it was; then it is gone."


def _no_trim(video: Video) -> str:
    is_gone = video.state == VideoState.READY and video.source_key is None
    return OriginalGone().user_message if is_gone else ""


def _captions(video: Video) -> str:
    if video.captions_source_key is None and video.captions_key is None:
        return ""
    name = LANGUAGES.get(video.captions_language or "", "")
    return f"{name} captions are there." if name else "Captions are there."


def _frames(source_ms: int) -> list[FrameView]:
    moments = [moment_ms(number, source_ms) for number in range(FRAMES)]
    return [
        FrameView(at_ms, clock_time(at_ms), f"{number / (FRAMES - 1):.4%}")
        for number, at_ms in enumerate(moments)
    ]
