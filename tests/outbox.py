"""The outbox in tests: what it holds, and telling everybody what it holds."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlmodel import Session, select

from smallgestures.event_handlers import HANDLERS
from smallgestures.outbox.models import OutboxEvent
from smallgestures.outbox.service import dispatch_due


def deliver_events(db: Session) -> None:
    """Commit, and let each handler hear what is due; jobs, which speak to others, are left out."""
    db.commit()

    @contextmanager
    def transaction() -> Iterator[Session]:
        with db.begin():
            yield db

    dispatch_due(transaction, HANDLERS, {})


def events(db: Session, *names: str) -> list[tuple[str, dict[str, Any]]]:
    """Return what was recorded under these names, or under any, in its order."""
    found = db.exec(select(OutboxEvent).order_by(OutboxEvent.id))
    return [(event.name, event.payload) for event in found if not names or event.name in names]
