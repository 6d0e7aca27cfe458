"""Every SQL statement of mail, and a message as the mailbox shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from smallgestures.db.upsert import unless_there
from smallgestures.mail.models import MailMessage


@dataclass(frozen=True)
class MailCard:
    """One message, ready to be shown."""

    id: int
    to: str
    subject: str
    text: str
    written_at: datetime  # product time


def insert_once(db: Session, message: MailMessage) -> int | None:
    """Store the message and return its id, or None when its key was there already.

    One statement, so that of two transactions with the same key one waits for
    the other instead of failing.
    """
    row = message.model_dump(exclude={"id"})
    stored: int | None = unless_there(MailMessage, "once_key").store(db, row)
    return stored


def insert_each_once(db: Session, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Store those messages whose key is new, many at a time, and return their ids."""
    once = unless_there(MailMessage, "once_key")(db)
    return list(db.execute(once, rows).scalars()) if rows else []


def get(db: Session, message_id: int) -> MailMessage | None:
    """Return one message."""
    return db.get(MailMessage, message_id)


def newest(db: Session, *, person_id: int | None, limit: int) -> list[MailCard]:
    """Return the last messages to one person, or to everybody, the newest first."""
    wanted = select(MailMessage).order_by(col(MailMessage.id).desc()).limit(limit)
    if person_id is not None:
        wanted = wanted.where(MailMessage.person_id == person_id)
    return [
        MailCard(row.id or 0, row.to_address, row.subject, row.text, row.created_at)
        for row in db.exec(wanted)
    ]


def mark_sent(db: Session, message_id: int, *, at: datetime) -> None:
    """Store that SMTP took the message, and forget its words: links in them are secrets."""
    db.exec(
        update(MailMessage)
        .where(col(MailMessage.id) == message_id, col(MailMessage.sent_at).is_(None))
        .values(sent_at=at, text="", html="")
    )
