"""Payments as Stripe has them: checkouts, refunds, and the inbox of webhooks."""

import secrets
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, text
from sqlmodel import Field

from smallgestures.db.base import Record, UtcDateTime

UID_LIMIT = 22
STRIPE_ID_LIMIT = 120


def new_uid() -> str:
    """Return an id that Stripe knows a row of ours by: 128 bits of chance."""
    return secrets.token_urlsafe(16)


class CheckoutPurpose(StrEnum):
    """What is paid for; `subject_id` names a row of that kind."""

    ORDER = "order"


class CheckoutState(StrEnum):
    """How far a checkout came; the last three are final, and `PAID` wins over the other two."""

    OPENING = "opening"  # Stripe was asked, or is about to be; its answer is not stored yet
    OPEN = "open"
    PAID = "paid"
    EXPIRED = "expired"
    FAILED = "failed"  # Stripe never made it, or the bank refused in the end


class RefundState(StrEnum):
    """How far a refund came; Stripe may still fail one that succeeded."""

    REQUESTED = "requested"
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class Checkout(Record, table=True):
    """One Checkout Session at Stripe, or our wish for one.

    A subject has at most one that can be paid or was: that is what keeps anybody
    from paying twice.
    """

    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint(
            "state != 'open' OR session_id IS NOT NULL", name="open_is_known_to_stripe"
        ),
        CheckConstraint("(state = 'paid') = (paid_at IS NOT NULL)", name="paid_says_when"),
        Index(
            "uq_checkout_one_live",
            "purpose",
            "subject_id",
            unique=True,
            sqlite_where=text("state IN ('opening', 'open', 'paid')"),
            postgresql_where=text("state IN ('opening', 'open', 'paid')"),
        ),
        Index(
            "ix_checkout_unsettled",
            "checked_at",
            sqlite_where=text("state IN ('opening', 'open')"),
            postgresql_where=text("state IN ('opening', 'open')"),
        ),
        Index("ix_checkout_purpose_subject_id", "purpose", "subject_id"),
    )

    uid: str = Field(
        default_factory=new_uid,
        max_length=UID_LIMIT,
        unique=True,
        description="Our id at Stripe, and what the idempotency key is made from.",
    )
    purpose: str = Field(max_length=10)
    subject_id: int
    person_id: int = Field(foreign_key="person.id")
    title: str = Field(max_length=120)
    seller: str = Field(max_length=80, description="Whose name stands on the page of payment.")
    about: str = Field(max_length=80, description="As “Order 1042”, for whoever sees the payment.")
    amount_minor: int
    currency: str = Field(max_length=3)
    asks_address: bool
    success_url: str = Field(max_length=500)
    cancel_url: str = Field(max_length=500)
    state: str = Field(default=CheckoutState.OPENING, max_length=10)
    expires_at: datetime = Field(sa_type=UtcDateTime, description="Real time, as Stripe counts.")
    checked_at: datetime = Field(
        sa_type=UtcDateTime, description="Real time: when Stripe was last asked, or will have been."
    )
    session_id: str | None = Field(default=None, max_length=STRIPE_ID_LIMIT, unique=True)
    session_url: str | None = Field(default=None, max_length=2000)
    payment_intent_id: str | None = Field(default=None, max_length=STRIPE_ID_LIMIT, unique=True)
    card: str | None = Field(default=None, max_length=40, description="As “Visa ending 4242”.")
    trouble: str | None = Field(default=None, max_length=200, description="Words for the person.")
    address: dict[str, Any] | None = Field(
        default=None, sa_type=JSON, description="Where it is sent: name, line1, city and so on."
    )
    paid_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    disputed_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="While the buyer’s bank asks for it back."
    )
    dispute_outcome: str | None = Field(
        default=None, max_length=4, description="won or lost, when the bank has decided."
    )


class Refund(Record, table=True):
    """Money on its way back: asked for here, or found at Stripe."""

    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("state != 'failed' OR failure IS NOT NULL", name="failed_says_why"),
    )

    uid: str = Field(default_factory=new_uid, max_length=UID_LIMIT, unique=True)
    checkout_id: int = Field(foreign_key="checkout.id", index=True)
    amount_minor: int
    state: str = Field(default=RefundState.REQUESTED, max_length=10, index=True)
    requested_by: int | None = Field(
        default=None, foreign_key="person.id", description="None: it was made at Stripe."
    )
    refund_id: str | None = Field(default=None, max_length=STRIPE_ID_LIMIT, unique=True)
    failure: str | None = Field(default=None, max_length=200, description="Words for the brand.")


class StripeEvent(Record, table=True):
    """One webhook, stored once under Stripe's own id, and what came of it.

    Only what it is about is kept: its object is fetched anew when it is handled.
    """

    __tablename__ = "stripe_event"

    event_id: str = Field(max_length=STRIPE_ID_LIMIT, unique=True)
    type: str = Field(max_length=80)
    object_id: str = Field(max_length=STRIPE_ID_LIMIT)
    payment_intent_id: str | None = Field(default=None, max_length=STRIPE_ID_LIMIT)
    happened_at: datetime = Field(sa_type=UtcDateTime, description="By Stripe’s clock.")
    received_at: datetime = Field(sa_type=UtcDateTime, index=True)
    outcome: str | None = Field(default=None, max_length=80, description="None: not handled yet.")
