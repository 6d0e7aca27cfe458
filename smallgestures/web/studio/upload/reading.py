"""What the pages of uploads are told."""

from dataclasses import asdict, dataclass

from sqlmodel import Session

from smallgestures import clock
from smallgestures.accounts.cards import SignedIn
from smallgestures.videos.errors import VideoNotFound
from smallgestures.videos.models import VideoState
from smallgestures.videos.own import queries
from smallgestures.videos.uploads.models import QUOTA_WINDOW
from smallgestures.videos.uploads.showing import allowance_of, arriving
from smallgestures.web.studio.upload.views import (
    AllowanceView,
    UploadView,
    view_of_allowance,
    view_of_upload,
)

EARLIER = 10


@dataclass(frozen=True)
class EarlierView:
    """Files of the last days that did not come to their end."""

    uploads: list[UploadView]


def upload_source(public_id: str) -> str:
    """Return the address that answers with where the file of a video stands."""
    return f"/api/studio/videos/{public_id}/upload"


def read_upload(db: Session, who: SignedIn, public_id: str) -> UploadView:
    """Return where the file of one's video stands.

    Raises:
        VideoNotFound: There is no such video, or it is somebody else's.
    """
    found = queries.find_own(db, public_id, creator_id=who.person_id)
    if found is None:
        raise VideoNotFound(public_id)
    video, upload = found
    return view_of_upload(video, arriving(upload))


def upload_data(db: Session, who: SignedIn, public_id: str) -> dict[str, object]:
    """Return what a video's page is told of its file: nothing more when it is a clip by now.

    Raises:
        VideoNotFound: There is no such video, or it is somebody else's.
    """
    upload = read_upload(db, who, public_id)
    if upload.stage == VideoState.READY:
        return {"upload": None, "upload_source": ""}
    return {
        "upload": asdict(upload),
        "upload_source": upload_source(public_id),
        "allowance": asdict(read_allowance(db, who)),
    }


def read_earlier(db: Session, who: SignedIn) -> EarlierView:
    """Return the files of the last days that did not come to their end."""
    since = clock.wall() - QUOTA_WINDOW
    waiting = queries.list_waiting(db, who.person_id, since=since, limit=EARLIER)
    return EarlierView([view_of_upload(video, arriving(upload)) for video, upload in waiting])


def read_allowance(db: Session, who: SignedIn) -> AllowanceView:
    """Return what one may upload."""
    return view_of_allowance(allowance_of(db, who.person_id))
