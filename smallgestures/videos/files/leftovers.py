"""Files that no video names any more, and their removal.

A file may be in use for a while after its name is gone: pages that are open play the old clip.
And names follow from content, so that another video may have the same file, or be about to.
"""

from collections.abc import Iterable
from datetime import timedelta

from sqlmodel import Session

from smallgestures import clock
from smallgestures.db.engine import reading
from smallgestures.media.storage import get_storage
from smallgestures.outbox.service import Lease, Payload, record
from smallgestures.videos.events import FilesLeft
from smallgestures.videos.files import queries

# An open page goes on with the clip that it has; nobody keeps one open for longer.
IN_USE = timedelta(days=1)
# Between the storing of a file and the row that names it: the longest conversion and its stores.
BEING_NAMED = timedelta(minutes=15)


def leave_files(db: Session, keys: Iterable[str | None], *, after: timedelta = IN_USE) -> None:
    """Have those of the files removed, after a while, that no video names then."""
    left = sorted({key for key in keys if key})
    if left:
        record(db, FilesLeft(keys=left), after=after)


def remove_files(payload: Payload, lease: Lease) -> None:
    """Remove the files that no video names; look again later at those that were just stored."""
    keys = [str(key) for key in payload["keys"]]
    with reading() as db:
        named = queries.list_named(db, keys)
    storage, fresh = get_storage(), []
    for key in keys:
        stored_at = storage.stored_at(key)
        if key in named or stored_at is None:
            continue
        if stored_at > clock.wall() - BEING_NAMED:
            fresh.append(key)
        else:
            storage.delete(key)
    lease.finish(lambda db: leave_files(db, fresh, after=BEING_NAMED))
