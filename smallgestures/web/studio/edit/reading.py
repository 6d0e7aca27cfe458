"""What the page of one's own video shows, read in one go."""

from sqlmodel import Session

from smallgestures.accounts.cards import SignedIn
from smallgestures.videos.editing.service import own_video
from smallgestures.web.studio.edit.views import EditView, view_of_video


def read_video(db: Session, who: SignedIn, public_id: str) -> EditView:
    """Return one's own video as its page shows it.

    Raises:
        VideoNotFound: There is none, or it is somebody else's.
    """
    return view_of_video(own_video(db, public_id, creator_id=who.person_id), who)
