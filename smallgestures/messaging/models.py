"""Threads of two people, and the messages in them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from smallgestures import clock
from smallgestures.db.base import Record, UtcDateTime

TEXT_LIMIT = 2000
CLIENT_KEY_LIMIT = 64


class MessageKind(StrEnum):
    """What a message shows; `subject_id` names a row of that kind."""

    TEXT = "text"
    GIFT = "gift"
    THANKS = "thanks"  # for the gift that `subject_id` names; the text is the sender's own
    VIDEO = "video"
    PRODUCT = "product"


class Thread(Record, table=True):
    """The conversation of two people; there is one for each pair."""

    __tablename__ = "message_thread"
    __table_args__ = (
        UniqueConstraint("first_id", "second_id"),
        CheckConstraint("first_id < second_id", name="pair_in_order"),
    )

    public_id: str = Field(max_length=22, unique=True)
    first_id: int = Field(foreign_key="person.id", description="The smaller of the two ids.")
    second_id: int = Field(foreign_key="person.id", index=True)


class ThreadMember(Record, table=True):
    """One person's side of a thread: what they have read, and whether they let the other in."""

    __tablename__ = "thread_member"
    __table_args__ = (
        UniqueConstraint("thread_id", "person_id"),
        CheckConstraint("unread >= 0", name="unread_not_negative"),
        Index("ix_thread_member_person_id_last_message_id", "person_id", "last_message_id"),
        Index(
            "ix_thread_member_person_id_unread",
            "person_id",
            sqlite_where=text("unread > 0"),
            postgresql_where=text("unread > 0"),
        ),
    )

    thread_id: int = Field(foreign_key="message_thread.id")
    person_id: int = Field(foreign_key="person.id")
    is_request: bool = Field(
        default=False, description="A stranger wrote; it waits until this person lets them in."
    )
    is_hidden: bool = Field(
        default=False, description="They turned the request down; it is out of their sight."
    )
    last_message_id: int | None = Field(default=None, description="The newest in the thread.")
    read_through_id: int | None = Field(default=None, description="The last message they saw.")
    unread: int = 0


class Message(Record, table=True):
    """One message. The same `client_key` of the same sender is the same message."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("sender_id", "client_key"),
        Index("ix_message_thread_id_id", "thread_id", "id"),
        CheckConstraint(
            "kind IN ('text', 'gift', 'thanks', 'video', 'product')", name="kind_known"
        ),
        CheckConstraint("kind != 'text' OR length(text) > 0", name="text_says_something"),
        CheckConstraint("kind = 'text' OR subject_id IS NOT NULL", name="others_name_a_subject"),
    )

    thread_id: int = Field(foreign_key="message_thread.id")
    sender_id: int = Field(foreign_key="person.id")
    client_key: str = Field(max_length=CLIENT_KEY_LIMIT, description="Made by whoever sends.")
    kind: str = Field(default=MessageKind.TEXT, max_length=10)
    text: str = Field(default="", max_length=TEXT_LIMIT)
    subject_id: int | None = None
    sent_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
