"""What changes the index: the handlers and the job of its events."""

from collections.abc import Iterable

from sqlmodel import Session

from smallgestures.db.engine import transaction
from smallgestures.outbox.service import Lease, Payload
from smallgestures.search.index import service
from smallgestures.search.models import Kind


def index_person(db: Session, payload: Payload) -> None:
    """Whoever is here is found by name and handle."""
    service.refresh(db, Kind.PEOPLE, [int(payload["person_id"])])


def index_video(db: Session, payload: Payload) -> None:
    """A published clip is found by its words."""
    service.refresh(db, Kind.VIDEOS, [int(payload["video_id"])])


def index_watched(db: Session, payload: Payload) -> None:
    """What is watched more comes sooner."""
    service.refresh(db, Kind.VIDEOS, [int(video_id) for video_id in payload["video_ids"]])


def rebuild_index(_payload: Payload, lease: Lease) -> None:
    """Make every entry anew, a batch a transaction: the job of `SearchOutdated`."""
    for _ in rebuild_in_batches():
        lease.renew()
    lease.finish()


def rebuild_in_batches() -> Iterable[Kind]:
    """Make every entry anew in short transactions; yields after each."""
    for kind in Kind:
        after: int | None = 0
        while after is not None:
            with transaction() as db:
                after = service.refresh_after(db, kind, after=after)
            yield kind
