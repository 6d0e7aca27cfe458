"""One's own videos as the studio lists them: all words made, in one's own time zone."""

from dataclasses import dataclass
from datetime import datetime

from smallgestures.media.storage import get_storage
from smallgestures.videos.editing.service import RESTORABLE
from smallgestures.videos.models import VideoState, Visibility
from smallgestures.videos.own.queries import OwnVideo
from smallgestures.web import routes
from smallgestures.web.studio.upload.views import arrived_in_words, percent_of, view_of_upload
from smallgestures.web.ui.dates import day, day_and_time

TONES = {
    "uploading": "badge--warn",
    "processing": "badge--warn",
    "failed": "badge--danger",
    "published": "badge--success",
}
SEEN_BY = {
    Visibility.PUBLIC: "Everybody sees it",
    Visibility.FOLLOWERS: "Followers see it",
    Visibility.LINK: "Who has the link sees it",
}


@dataclass(frozen=True)
class RowView:
    """One video in the list. `state` chooses the icon, `tone` the colour of `status`."""

    key: str
    url: str
    title: str
    poster: str
    runs_for: str
    state: str
    status: str
    tone: str
    detail: str
    arrived_percent: int  # of an upload under way; -1: there is none
    failure: str


@dataclass(frozen=True)
class VideosView:
    """A page of one's videos, and where the next one is."""

    rows: list[RowView]
    older_url: str
    is_older: bool


def view_of_row(video: OwnVideo, now: datetime, time_zone: str) -> RowView:
    """Return the video as a row of the list."""
    state = _standing(video, now)
    return RowView(
        key=str(video.id),
        url=routes.studio_video(video.public_id),
        title=video.caption or video.file_name or "Without words so far",
        poster=get_storage().url(video.poster_key) if video.poster_key else "",
        runs_for=_length(video.duration_ms),
        state=state,
        status=state.capitalize(),
        tone=TONES.get(state, "badge--plain"),
        detail=_detail(video, state, time_zone),
        arrived_percent=percent_of(video.offset_bytes, video.size_bytes)
        if state == "uploading"
        else -1,
        failure=video.failure if state == "failed" else "",
    )


def _standing(video: OwnVideo, now: datetime) -> str:
    if video.deleted_at is not None:
        return "deleted"
    if video.state != VideoState.READY:
        return video.state
    if video.published_at is not None:
        return "published"
    return "scheduled" if video.publish_at is not None and video.publish_at > now else "draft"


def _detail(video: OwnVideo, state: str, time_zone: str) -> str:
    if state == "uploading":
        return arrived_in_words(video.offset_bytes, video.size_bytes)
    if state == "processing":
        return view_of_upload(video, None).words
    if state == "draft":
        return "Only you see it"
    return _dated(video, time_zone)


def _dated(video: OwnVideo, time_zone: str) -> str:
    if video.deleted_at is not None:
        return f"Can be restored until {day(video.deleted_at + RESTORABLE, time_zone)}"
    if video.published_at is not None:
        return f"{day(video.published_at, time_zone)} · {SEEN_BY[Visibility(video.visibility)]}"
    if video.publish_at is not None and video.state == VideoState.READY:
        return f"Comes out {day_and_time(video.publish_at, time_zone)}"
    return ""


def _length(duration_ms: int | None) -> str:
    if duration_ms is None:
        return ""
    seconds = max(1, round(duration_ms / 1000))
    return f"{seconds // 60}:{seconds % 60:02d}"
