"""What the list of one's videos is told."""

from sqlmodel import Session

from smallgestures import clock
from smallgestures.accounts.cards import SignedIn
from smallgestures.videos.own.queries import list_own
from smallgestures.web import routes
from smallgestures.web.studio.videos.views import VideosView, view_of_row

PAGE = 20


def videos_source(before_id: int | None) -> str:
    """Return the address that answers with a page of one's videos."""
    return "/api/studio/videos" + (f"?before={before_id}" if before_id else "")


def read_videos(db: Session, who: SignedIn, *, before_id: int | None) -> VideosView:
    """Return a page of one's videos, the newest first."""
    videos = list_own(db, who.person_id, before_id=before_id, limit=PAGE + 1)
    shown, now = videos[:PAGE], clock.now()
    more = len(videos) > PAGE
    return VideosView(
        rows=[view_of_row(video, now, who.time_zone) for video in shown],
        older_url=f"{routes.STUDIO}?before={shown[-1].id}" if more else "",
        is_older=before_id is not None,
    )
