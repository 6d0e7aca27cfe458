"""Accounts at Stripe of people whom we pay, and what was sent to them and taken back."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, Index, text
from sqlmodel import Field

from smallgestures.billing.models import STRIPE_ID_LIMIT, UID_LIMIT, new_uid
from smallgestures.db.base import Record, UtcDateTime


class TransferState(StrEnum):
    """How far a transfer came; `SENT` and `REFUSED` are Stripe's last word."""

    REQUESTED = "requested"
    SENT = "sent"
    REFUSED = "refused"


class ReversalState(StrEnum):
    """How far the taking back of a transfer came."""

    REQUESTED = "requested"
    DONE = "done"
    REFUSED = "refused"


_IS_REQUESTED = text("state = 'requested'")


class ConnectedAccount(Record, table=True):
    """Somebody's account at Stripe, or our wish for one; what Stripe wants of them is its word."""

    __tablename__ = "connected_account"
    __table_args__ = (
        CheckConstraint(
            "account_id IS NOT NULL OR can_receive = false", name="who_receives_is_known_to_stripe"
        ),
        Index("ix_connected_account_can_receive_checked_at", "can_receive", "checked_at"),
    )

    uid: str = Field(default_factory=new_uid, max_length=UID_LIMIT, unique=True)
    person_id: int = Field(foreign_key="person.id", unique=True)
    account_id: str | None = Field(default=None, max_length=STRIPE_ID_LIMIT, unique=True)
    can_receive: bool = Field(default=False, description="Transfers to it are possible.")
    pays_out: bool = Field(default=False, description="Stripe sends its money on to a bank.")
    is_submitted: bool = Field(default=False, description="The person finished Stripe’s form.")
    due: list[str] = Field(default_factory=list, sa_type=JSON, description="In Stripe’s names.")
    checking: list[str] = Field(default_factory=list, sa_type=JSON, description="Stripe looks.")
    disabled_reason: str | None = Field(default=None, max_length=80)
    bank: str | None = Field(default=None, max_length=80, description="As “bank ending 6789”.")
    checked_at: datetime = Field(sa_type=UtcDateTime, description="Real time.")


class ConnectTransfer(Record, table=True):
    """Money from a payment on its way to a connected account.

    Of one subject at most one is asked for at a time: what is due is sent once.
    """

    __tablename__ = "connect_transfer"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint(
            "reversed_minor >= 0 AND returning_minor >= 0 "
            "AND reversed_minor + returning_minor <= amount_minor",
            name="no_more_comes_back_than_was_sent",
        ),
        CheckConstraint("(state = 'sent') = (transfer_id IS NOT NULL)", name="sent_is_known"),
        CheckConstraint("state != 'refused' OR failure IS NOT NULL", name="refused_says_why"),
        Index("ix_connect_transfer_purpose_subject_id", "purpose", "subject_id"),
        Index("ix_connect_transfer_person_id_id", "person_id", "id"),
        Index(
            "uq_connect_transfer_one_requested",
            "purpose",
            "subject_id",
            unique=True,
            sqlite_where=_IS_REQUESTED,
            postgresql_where=_IS_REQUESTED,
        ),
        Index(
            "ix_connect_transfer_requested",
            "created_at",
            sqlite_where=_IS_REQUESTED,
            postgresql_where=_IS_REQUESTED,
        ),
    )

    uid: str = Field(default_factory=new_uid, max_length=UID_LIMIT, unique=True)
    purpose: str = Field(max_length=12)
    subject_id: int
    person_id: int = Field(foreign_key="person.id")
    account_id: str = Field(max_length=STRIPE_ID_LIMIT)
    checkout_id: int = Field(foreign_key="checkout.id", index=True, description="Its source.")
    about: str = Field(max_length=80)
    amount_minor: int
    returning_minor: int = Field(default=0, description="Stripe was asked to return it.")
    reversed_minor: int = 0
    currency: str = Field(max_length=3)
    state: str = Field(default=TransferState.REQUESTED, max_length=10)
    transfer_id: str | None = Field(default=None, max_length=STRIPE_ID_LIMIT, unique=True)
    failure: str | None = Field(default=None, max_length=200, description="Words for the person.")
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def left_minor(self) -> int:
        """What is still there of it, and Stripe was not asked to return."""
        return self.amount_minor - self.reversed_minor - self.returning_minor


class TransferReversal(Record, table=True):
    """A part of a transfer that is taken back: asked for here, or found at Stripe."""

    __tablename__ = "transfer_reversal"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("(state = 'done') = (reversal_id IS NOT NULL)", name="done_is_known"),
        CheckConstraint("state != 'refused' OR failure IS NOT NULL", name="refused_says_why"),
        Index(
            "ix_transfer_reversal_requested",
            "created_at",
            sqlite_where=_IS_REQUESTED,
            postgresql_where=_IS_REQUESTED,
        ),
    )

    uid: str = Field(default_factory=new_uid, max_length=UID_LIMIT, unique=True)
    transfer_row_id: int = Field(foreign_key="connect_transfer.id", index=True)
    amount_minor: int
    is_ours: bool = Field(default=True, description="False: somebody did it at Stripe.")
    state: str = Field(default=ReversalState.REQUESTED, max_length=10)
    reversal_id: str | None = Field(default=None, max_length=STRIPE_ID_LIMIT, unique=True)
    failure: str | None = Field(default=None, max_length=200, description="Words for the person.")
