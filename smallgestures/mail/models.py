"""Messages to people's e-mail addresses."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from smallgestures import clock
from smallgestures.db.base import Record, UtcDateTime

KEY_LIMIT = 120
ADDRESS_LIMIT = 254
SUBJECT_LIMIT = 200


class MailMessage(Record, table=True):
    """One e-mail; its key says what it is about, so that it is queued only once."""

    __tablename__ = "mail_message"
    __table_args__ = (
        CheckConstraint("length(subject) > 0", name="subject_not_empty"),
        Index("ix_mail_message_person_id_id", "person_id", "id"),
    )

    once_key: str = Field(max_length=KEY_LIMIT, unique=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    to_address: str = Field(max_length=ADDRESS_LIMIT)
    subject: str = Field(max_length=SUBJECT_LIMIT)
    text: str = Field(description="Emptied once SMTP took the message: links in it are secrets.")
    html: str
    queued_at: datetime = Field(default_factory=clock.wall, sa_type=UtcDateTime)
    sent_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="Real time; stays empty in the mailbox."
    )
    unsubscribe_url: str | None = Field(
        default=None, max_length=300, description="Where one click stops letters of this kind."
    )
