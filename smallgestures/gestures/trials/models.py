"""Trials: what an accepted gift of a subscription is, until it ends or is kept.

A trial has no room for a payment: no card, no customer, no amount due. What is
charged hangs on a consent, and that is the billing domain's.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from smallgestures.db.base import Record, UtcDateTime

REMINDER_LEAD_DAYS = (7, 3, 1)


class TrialState(StrEnum):
    """Where a trial is. What has ended may yet be kept; what was cancelled may not."""

    SCHEDULED = "scheduled"
    ACTIVE = "active"
    KEEPING = "keeping"  # agreed to and paid for from its end on; nothing is charged yet
    CANCELLED = "cancelled"
    ENDED = "ended"
    CONVERTED = "converted"  # charged at least once


_IS_FREE = text("state IN ('scheduled', 'active')")


class Trial(Record, table=True):
    """The free time that one person has of one offer."""

    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        CheckConstraint(
            "state IN ('scheduled', 'active', 'keeping', 'cancelled', 'ended', 'converted')",
            name="state_known",
        ),
        CheckConstraint(
            "(state IN ('keeping', 'converted')) = (consent_id IS NOT NULL)",
            name="kept_by_consent",
        ),
        Index(
            "uq_trial_one_running",
            "person_id",
            "offer_id",
            unique=True,
            sqlite_where=_IS_FREE,
            postgresql_where=_IS_FREE,
        ),
        Index(
            "ix_trial_due",
            "due_at",
            sqlite_where=text("due_at IS NOT NULL"),
            postgresql_where=text("due_at IS NOT NULL"),
        ),
        Index("ix_trial_person_id_id", "person_id", "id"),
    )

    gift_id: int = Field(foreign_key="gift.id", unique=True)
    offer_id: int = Field(foreign_key="offer.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    state: str = Field(default=TrialState.SCHEDULED, max_length=10)
    time_zone: str = Field(max_length=64, description="The recipient’s when they accepted.")
    starts_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    cancel_at: datetime | None = Field(
        default=None,
        sa_type=UtcDateTime,
        description="When a cancellation can’t be undone any more; none: it isn’t cancelled.",
    )
    grace_until: datetime | None = Field(
        default=None,
        sa_type=UtcDateTime,
        description="How long it works although its first charge failed; none: it didn’t.",
    )
    due_at: datetime | None = Field(
        default=None,
        sa_type=UtcDateTime,
        description="When the worker next has something to do with it; none: never.",
    )
    consent_id: int | None = Field(
        default=None,
        foreign_key="consent_record.id",
        description="What was agreed to; there exactly while it is kept.",
    )
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Reminder(Record, table=True):
    """A notice that a trial ends so many days later; each goes out once."""

    __tablename__ = "trial_reminder"
    __table_args__ = (UniqueConstraint("trial_id", "ends_at", "lead_days"),)

    trial_id: int = Field(foreign_key="trial.id")
    ends_at: datetime = Field(sa_type=UtcDateTime, description="The end that it spoke of.")
    lead_days: int
    sent_at: datetime = Field(sa_type=UtcDateTime)


class GiftLine(Record, table=True):
    """One dated line of the trial ledger: what happened to a gift, or to the trial after it."""

    __tablename__ = "gift_line"
    __table_args__ = (
        UniqueConstraint("gift_id", "once_key"),
        Index("ix_gift_line_person_id_id", "person_id", "id"),
    )

    gift_id: int = Field(foreign_key="gift.id")
    person_id: int = Field(foreign_key="person.id", description="Whose ledger it stands in.")
    once_key: str = Field(max_length=80, description="What it is about, so that it stands once.")
    kind: str = Field(max_length=24)
    happened_at: datetime = Field(sa_type=UtcDateTime)
    amount_minor: int | None = None
    currency: str | None = Field(default=None, max_length=3)
    words: str = Field(max_length=300, description="The line as the person reads it.")


class QuietPerson(Record, table=True):
    """Somebody who wants no letters about the ends of trials but those that the law asks for."""

    __tablename__ = "quiet_person"

    person_id: int = Field(foreign_key="person.id", unique=True)
