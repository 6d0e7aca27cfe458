"""Queueing mail in the transaction that made it necessary.

Whoever looks at the mailbox is told of a single message, and not of letters that go to many.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from smallgestures import clock
from smallgestures.live.service import announce
from smallgestures.mail import queries
from smallgestures.mail.events import MailQueued
from smallgestures.mail.letter import Letter
from smallgestures.mail.models import MailMessage
from smallgestures.mail.queries import MailCard
from smallgestures.outbox.service import record, record_all

MAILBOX_LIMIT = 20
TOPIC = "mail"


@dataclass(frozen=True)
class Posted:
    """A letter to somebody; `key` says what it is about, so that it goes out only once."""

    key: str
    person_id: int
    to: str
    letter: Letter


def queue_letters(db: Session, posted: Sequence[Posted]) -> int:
    """Store many letters for delivery after the commit; return how many were new."""
    now = clock.wall()
    stored = queries.insert_each_once(
        db,
        [
            {
                "created_at": now,
                "queued_at": now,
                "once_key": post.key,
                "person_id": post.person_id,
                "to_address": post.to,
                "subject": post.letter.subject,
                "text": post.letter.text,
                "html": post.letter.html,
                "unsubscribe_url": post.letter.unsubscribe_url,
            }
            for post in posted
        ],
    )
    record_all(db, [MailQueued(message_id) for message_id in stored])
    return len(stored)


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
        announce(db, to=[] if person_id is None else [person_id], topic=TOPIC)
    return message_id


def list_mail(db: Session, *, person_id: int | None) -> list[MailCard]:
    """Return the newest messages to one person; `None` means everybody's, for moderators."""
    return queries.newest(db, person_id=person_id, limit=MAILBOX_LIMIT)
