"""Consents, and the subscriptions that exist only because of one."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from smallgestures.billing.models import STRIPE_ID_LIMIT, UID_LIMIT, new_uid
from smallgestures.billing.subscriptions.states import SubscriptionState
from smallgestures.db.base import Record, UtcDateTime


class Wish(StrEnum):
    """What somebody wants of a subscription that Stripe has not confirmed yet."""

    STOP = "stop"  # no charge any more; it runs to the end of what is paid for, or free
    RESUME = "resume"
    END = "end"  # over at once


class StripeCustomer(Record, table=True):
    """Somebody at Stripe, with a clock of their own; made when they first agree to pay."""

    __tablename__ = "stripe_customer"

    person_id: int = Field(foreign_key="person.id", unique=True)
    uid: str = Field(default_factory=new_uid, max_length=UID_LIMIT, unique=True)
    customer_id: str | None = Field(default=None, max_length=STRIPE_ID_LIMIT, unique=True)
    test_clock_id: str | None = Field(default=None, max_length=STRIPE_ID_LIMIT, unique=True)
    clock_began_at: datetime = Field(
        sa_type=UtcDateTime, description="Where their clock at Stripe begins. Whole seconds."
    )


class ConsentRecord(Record, table=True):
    """What somebody said yes to, word for word: price, interval, first charge, how to cancel."""

    __tablename__ = "consent_record"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("length(text) > 0", name="text_not_empty"),
        Index("ix_consent_record_person_id_id", "person_id", "id"),
    )

    person_id: int = Field(foreign_key="person.id")
    purpose: str = Field(max_length=10, description="What it is for, as “trial”.")
    subject_id: int = Field(description="A row of that kind.")
    amount_minor: int
    currency: str = Field(max_length=3)
    interval: str = Field(max_length=5)
    first_charge_at: datetime = Field(sa_type=UtcDateTime)
    charges_at_once: bool = Field(description="The free time was over when they agreed.")
    text: str = Field(max_length=2000, description="Exactly what stood on the screen.")
    text_sha256: str = Field(max_length=64)
    agreed_at: datetime = Field(sa_type=UtcDateTime)


class Subscription(Record, table=True):
    """One subscription at Stripe, or our wish for one. Without a consent there is none.

    A subject has at most one that lives.
    """

    __table_args__ = (
        Index(
            "uq_subscription_one_live",
            "purpose",
            "subject_id",
            unique=True,
            sqlite_where=text("state NOT IN ('canceled', 'abandoned')"),
            postgresql_where=text("state NOT IN ('canceled', 'abandoned')"),
        ),
        Index(
            "ix_subscription_unsettled",
            "checked_at",
            sqlite_where=text("state NOT IN ('canceled', 'abandoned') OR wish IS NOT NULL"),
            postgresql_where=text("state NOT IN ('canceled', 'abandoned') OR wish IS NOT NULL"),
        ),
        Index(
            "ix_subscription_look_at",
            "look_at",
            sqlite_where=text("look_at IS NOT NULL"),
            postgresql_where=text("look_at IS NOT NULL"),
        ),
        Index("ix_subscription_purpose_subject_id", "purpose", "subject_id"),
        CheckConstraint(
            "state IN ('opening', 'open', 'abandoned') OR subscription_id IS NOT NULL",
            name="lives_at_stripe",
        ),
    )

    uid: str = Field(default_factory=new_uid, max_length=UID_LIMIT, unique=True)
    consent_id: int = Field(foreign_key="consent_record.id", unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    purpose: str = Field(max_length=10)
    subject_id: int
    title: str = Field(max_length=120)
    seller: str = Field(max_length=80)
    payee: str = Field(max_length=40, description="The account of the ledger that is credited.")
    amount_minor: int
    currency: str = Field(max_length=3)
    interval: str = Field(max_length=5)
    trial_end: datetime | None = Field(default=None, sa_type=UtcDateTime)
    success_url: str = Field(max_length=500)
    cancel_url: str = Field(max_length=500)
    state: str = Field(default=SubscriptionState.OPENING, max_length=10)
    expires_at: datetime = Field(sa_type=UtcDateTime, description="Of its page. Real time.")
    checked_at: datetime = Field(sa_type=UtcDateTime, description="Real time.")
    answered_at: datetime | None = Field(
        default=None,
        sa_type=UtcDateTime,
        description="When Stripe was asked for what is stored here: older answers are too late.",
    )
    look_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When Stripe next has news. Product time."
    )
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    wish: str | None = Field(default=None, max_length=6)
    wished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    session_id: str | None = Field(default=None, max_length=STRIPE_ID_LIMIT, unique=True)
    session_url: str | None = Field(default=None, max_length=2000)
    subscription_id: str | None = Field(default=None, max_length=STRIPE_ID_LIMIT, unique=True)
    current_period_end: datetime | None = Field(default=None, sa_type=UtcDateTime)
    cancel_at_period_end: bool = False
    card: str | None = Field(default=None, max_length=40)
    trouble: str | None = Field(default=None, max_length=200, description="Words for the person.")
    fix_url: str | None = Field(
        default=None, max_length=2000, description="Stripe’s page of the invoice that is open."
    )
    open_invoice_id: str | None = Field(default=None, max_length=STRIPE_ID_LIMIT)
    asks_confirmation: bool = False


class SubscriptionPayment(Record, table=True):
    """One invoice of a subscription that was paid; booked once.

    What was taken after the person had said no goes back, and counts for nothing.
    """

    __tablename__ = "subscription_payment"
    __table_args__ = (CheckConstraint("amount_minor > 0", name="amount_positive"),)

    subscription_id: int = Field(foreign_key="subscription.id", index=True)
    invoice_id: str = Field(max_length=STRIPE_ID_LIMIT, unique=True)
    amount_minor: int
    currency: str = Field(max_length=3)
    paid_at: datetime = Field(sa_type=UtcDateTime)
    period_end: datetime = Field(sa_type=UtcDateTime)
    payment_intent_id: str | None = Field(default=None, max_length=STRIPE_ID_LIMIT)
    is_unwanted: bool = False
    refund_id: str | None = Field(default=None, max_length=STRIPE_ID_LIMIT, unique=True)
