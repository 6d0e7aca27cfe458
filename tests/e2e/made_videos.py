"""Drafts of a test's own: a demo clip’s files under another name, so that nothing is converted."""

from sqlmodel import Session

from smallgestures.accounts.service import find_person_id
from smallgestures.videos.models import Video, new_public_id
from smallgestures.videos.queries import get_by_public_id

SAME = (
    "width",
    "height",
    "duration_ms",
    "key_720",
    "key_480",
    "poster_key",
    "glow_key",
    "thumbhash",
    "source_key",
    "source_ms",
    "strip_key",
    "state",
)


def make_draft(db: Session, *, by: str, like: str = "demoBottle", caption: str = "") -> str:
    """Return the public id of a new draft that is ready, with its original and its film strip."""
    original, creator_id = get_by_public_id(db, like), find_person_id(db, by)
    assert original is not None
    assert creator_id is not None
    draft = Video(
        public_id=new_public_id(),
        creator_id=creator_id,
        caption=caption,
        file_name="kitchen.mov",
        **{name: getattr(original, name) for name in SAME},
    )
    db.add(draft)
    db.flush()
    return draft.public_id
