"""The one rule of who may watch a clip, as a condition of every statement that shows clips.

A clip is out when it can be played, is published and not deleted. Whom it then reaches follows
from its visibility and from where one looks (`Reach`).
"""

from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, and_, or_
from sqlmodel import Session, col, select

from smallgestures.accounts.models import Follow
from smallgestures.videos.models import Video, VideoState, Visibility

NOBODY = 0

Viewer = int | BindParameter[int] | None


class Reach(StrEnum):
    """Where somebody comes upon a clip.

    `ANYWHERE`: unasked, among everybody's clips: For you, Discover, search, a product's page.
    `NEAR`: with its creator: Following and the profile.
    `ADDRESS`: by its address: its page, messages, gifts and thanks.
    """

    ANYWHERE = "anywhere"
    NEAR = "near"
    ADDRESS = "address"


def is_out() -> ColumnElement[bool]:
    """Return the condition that a video can be watched by somebody besides its creator."""
    return and_(
        col(Video.state) == VideoState.READY,
        col(Video.published_at).is_not(None),
        col(Video.deleted_at).is_(None),
    )


def may_watch(reach: Reach, viewer_id: Viewer) -> ColumnElement[bool]:
    """Return the condition that this viewer may see a video there; None: nobody is signed in."""
    return and_(is_out(), reaches(reach, viewer_id))


def reaches(
    reach: Reach,
    viewer_id: Viewer,
    *,
    visibility: Any = None,
    creator_id: Any = None,
) -> ColumnElement[bool]:
    """Return the condition that a clip which is out reaches this viewer there.

    Args:
        reach: Where the viewer comes upon it.
        viewer_id: Who looks; None: nobody who is signed in.
        visibility: The column that says it, where another table repeats it; else the video's own.
        creator_id: The same of the creator.
    """
    visible = col(Video.visibility) if visibility is None else visibility
    creator = col(Video.creator_id) if creator_id is None else creator_id
    everybody = visible == Visibility.PUBLIC
    if reach is Reach.ANYWHERE:
        return everybody
    viewer = NOBODY if viewer_id is None else viewer_id
    follows = (
        select(Follow.id)
        .where(col(Follow.follower_id) == viewer, col(Follow.followed_id) == creator)
        .exists()
    )
    close = or_(creator == viewer, follows)
    if reach is Reach.NEAR:
        return or_(everybody, and_(reaches_followers(visible), close))
    return or_(visible.in_((Visibility.PUBLIC, Visibility.LINK)), close)


def reaches_followers(visibility: Any) -> ColumnElement[bool]:
    """Return the condition that a clip which is out is shown with its creator to followers."""
    return col(visibility).in_((Visibility.PUBLIC, Visibility.FOLLOWERS))


def find_out(db: Session, video_id: int) -> Video | None:
    """Return the video if somebody besides its creator can watch it."""
    return db.exec(select(Video).where(Video.id == video_id, is_out())).one_or_none()


class Preview(NamedTuple):
    """What link previews and search engines are told of a clip's page besides its card."""

    is_for_everybody: bool
    cover_alt: str


def preview_of(db: Session, public_id: str) -> Preview:
    """Return whether a clip is shown to everybody unasked, and what its cover shows, in words."""
    wanted = select(Video.cover_alt, may_watch(Reach.ANYWHERE, None).label("is_for_everybody"))
    row = db.exec(wanted.where(Video.public_id == public_id)).first()
    return Preview(bool(row[1]), row[0]) if row else Preview(False, "")


__all__ = [
    "NOBODY",
    "Preview",
    "Reach",
    "find_out",
    "is_out",
    "may_watch",
    "preview_of",
    "reaches",
    "reaches_followers",
]
