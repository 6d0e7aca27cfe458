"""Queueing mail in the transaction that made it necessary."""

from sqlmodel import Session

from smallgestures.mail import queries
from smallgestures.mail.events import MailQueued
from smallgestures.mail.models import MailMessage
from smallgestures.mail.queries import MailCard
from smallgestures.outbox.service import record

MAILBOX_LIMIT = 20


def queue_mail(
    db: Session, *, key: str, person_id: int | None, to: str, subject: str, text: str, html: str
) -> int | None:
    """Store one message for delivery after the commit, and return its id.

    Returns:
        None when a message of this key was queued before: that one counts,
        whatever this one says.
    """
    message = MailMessage(
        once_key=key, person_id=person_id, to_address=to, subject=subject, text=text, html=html
    )
    message_id = queries.insert_once(db, message)
    if message_id is not None:
        record(db, MailQueued(message_id))
    return message_id


def list_mail(db: Session, *, person_id: int | None) -> list[MailCard]:
    """Return the newest messages to one person; `None` means everybody's, for moderators."""
    return queries.newest(db, person_id=person_id, limit=MAILBOX_LIMIT)
