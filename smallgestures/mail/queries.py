"""Every SQL statement of mail, and a message as the mailbox shows it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from smallgestures.db.upsert import insert_into
from smallgestures.mail.models import MailMessage


@dataclass(frozen=True)
class MailCard:
    """One message, ready to be shown."""

    id: int
    to: str
    subject: str
    text: str
    queued_at: datetime


def insert_once(db: Session, message: MailMessage) -> int | None:
    """Store the message and return its id, or None when its key was there already.

    One statement, so that of two transactions with the same key one waits for
    the other instead of failing.
    """
    insert = insert_into(db, MailMessage).values(
        once_key=message.once_key,
        person_id=message.person_id,
        to_address=message.to_address,
        subject=message.subject,
        text=message.text,
        html=message.html,
        queued_at=message.queued_at,
        created_at=message.created_at,
    )
    once = insert.on_conflict_do_nothing(index_elements=["once_key"]).returning(MailMessage.id)
    stored: int | None = db.execute(once).scalar_one_or_none()
    return stored


def get(db: Session, message_id: int) -> MailMessage | None:
    """Return one message."""
    return db.get(MailMessage, message_id)


def newest(db: Session, *, person_id: int | None, limit: int) -> list[MailCard]:
    """Return the last messages to one person, or to everybody, the newest first."""
    wanted = select(MailMessage).order_by(col(MailMessage.id).desc()).limit(limit)
    if person_id is not None:
        wanted = wanted.where(MailMessage.person_id == person_id)
    return [
        MailCard(row.id or 0, row.to_address, row.subject, row.text, row.queued_at)
        for row in db.exec(wanted)
    ]


def mark_sent(db: Session, message_id: int, *, at: datetime) -> None:
    """Store that SMTP took the message, and forget its words: links in them are secrets."""
    db.exec(
        update(MailMessage)
        .where(col(MailMessage.id) == message_id, col(MailMessage.sent_at).is_(None))
        .values(sent_at=at, text="", html="")
    )
