"""The commission of one order, with its state and the reason for it; and what was written of it."""

import json
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from smallgestures.billing.models import UID_LIMIT, new_uid
from smallgestures.db.base import Record, UtcDateTime

HASH_LENGTH = 64


class CommissionState(StrEnum):
    """Where a commission is on its way to its creator."""

    ESTIMATED = "estimated"  # the order that the click led to is placed, and not paid yet
    PENDING = "pending"  # paid; the buyer may still send it back
    HELD = "held"  # something has to be cleared up first, see `HeldFor`
    SETTLED = "settled"  # the creator's, to be sent as soon as it can be
    INELIGIBLE = "ineligible"  # nothing is earned
    REVERSED = "reversed"  # earned once, and taken back whole
    PAID = "paid"  # sent to the creator


class HeldFor(StrEnum):
    """What a commission that is held waits for."""

    DISPUTE = "dispute"  # the buyer's bank asks for the payment back
    TRANSFER = "transfer"  # Stripe would not send it
    SENT_BACK = "sent_back"  # Stripe was told by hand to send it back to us


_IS_PENDING = text("state = 'pending'")
_IS_OVERPAID = text("paid_minor > amount_minor - reversed_minor")


class CommissionEntry(Record, table=True):
    """What a creator earns by one order; refunds take their share back.

    `amount_minor - reversed_minor` is theirs; of that `paid_minor` was sent (or kept back for what
    they owed), `paying_minor` is on its way. More paid than theirs is what they owe, less what
    Stripe was asked to return (`returning_minor`).
    """

    __tablename__ = "commission_entry"
    __table_args__ = (
        CheckConstraint("rate_bps BETWEEN 0 AND 8000", name="rate_in_range"),
        CheckConstraint("reversed_minor BETWEEN 0 AND amount_minor", name="reversed_in_range"),
        CheckConstraint(
            "paying_minor >= 0 AND returning_minor >= 0", name="nothing_on_its_way_is_negative"
        ),
        CheckConstraint("(state = 'held') = (held_for IS NOT NULL)", name="held_says_why"),
        CheckConstraint(
            "state != 'pending' OR hold_until IS NOT NULL", name="pending_says_how_long"
        ),
        CheckConstraint(
            "state IN ('estimated', 'pending', 'held', 'settled', 'ineligible', 'reversed', "
            "'paid')",
            name="state_known",
        ),
        Index("ix_commission_entry_creator_id_id", "creator_id", "id"),
        Index("ix_commission_entry_creator_id_state", "creator_id", "state"),
        Index("ix_commission_entry_creator_id_earned_at", "creator_id", "earned_at"),
        Index(
            "ix_commission_entry_hold_until",
            "hold_until",
            sqlite_where=_IS_PENDING,
            postgresql_where=_IS_PENDING,
        ),
        Index(
            "ix_commission_entry_overpaid",
            "creator_id",
            sqlite_where=_IS_OVERPAID,
            postgresql_where=_IS_OVERPAID,
        ),
    )

    order_id: int = Field(foreign_key="shop_order.id", unique=True)
    creator_id: int = Field(foreign_key="person.id")
    buyer_alias: str = Field(max_length=12, description="The same for all of one buyer’s orders.")
    is_own: bool = Field(default=False, description="Bought by the creator: it never earns.")
    is_lost: bool = Field(default=False, description="A bank took the payment back for good.")
    rate_bps: int = Field(description="Frozen at the click that led to the order.")
    amount_minor: int = Field(description="Of the whole order.")
    reversed_minor: int = Field(default=0, description="The part that refunds took back.")
    paid_minor: int = Field(
        default=0, description="Sent, less what came back; kept back for what was owed."
    )
    paying_minor: int = Field(default=0, description="Stripe was asked to send it.")
    returning_minor: int = Field(default=0, description="Stripe was asked to return it.")
    currency: str = Field(max_length=3)
    state: str = Field(max_length=12)
    held_for: str | None = Field(default=None, max_length=12)
    reason: str = Field(max_length=240, description="Why, in words for the creator.")
    earned_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    hold_until: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="Product time: 30 days after the payment."
    )
    changed_at: datetime = Field(sa_type=UtcDateTime)

    @property
    def left_minor(self) -> int:
        """What is the creator's of it by now."""
        return self.amount_minor - self.reversed_minor

    @property
    def due_minor(self) -> int:
        """What is still to be sent of it."""
        return max(0, self.left_minor - self.paid_minor - self.paying_minor)

    @property
    def owed_minor(self) -> int:
        """What the creator has had too much of it, and Stripe was not asked to return."""
        return max(0, self.paid_minor - self.returning_minor - self.left_minor)


class CommissionChain(Record, table=True):
    """The end of one creator's ledger: how many lines it has, and the last one's hash."""

    __tablename__ = "commission_chain"

    creator_id: int = Field(foreign_key="person.id", unique=True)
    uid: str = Field(default_factory=new_uid, max_length=UID_LIMIT, unique=True)
    length: int = 0
    head: str = Field(default="0" * HASH_LENGTH, max_length=HASH_LENGTH)


class CommissionLine(Record, table=True):
    """One line of a creator's ledger: never changed or removed, triggers see to that.

    `body` is what was hashed, word for word; the other columns repeat it for our questions.
    """

    __tablename__ = "commission_line"
    __table_args__ = (
        UniqueConstraint("creator_id", "number"),
        Index("ix_commission_line_creator_id_at", "creator_id", "at"),
    )

    creator_id: int = Field(foreign_key="person.id")
    number: int = Field(description="1, 2, 3, … of this creator.")
    entry_id: int = Field(foreign_key="commission_entry.id", index=True)
    event: str = Field(max_length=20)
    state: str = Field(max_length=12)
    amount_minor: int = Field(description="What it adds to what we owe the creator.")
    balance_minor: int = Field(description="What we owe them after it, in this currency.")
    currency: str = Field(max_length=3)
    reason: str = Field(max_length=240)
    at: datetime = Field(sa_type=UtcDateTime)
    body: str = Field(sa_type=Text)
    hash: str = Field(max_length=HASH_LENGTH)

    @property
    def told(self) -> dict[str, Any]:
        """What the line says, by name."""
        said: dict[str, Any] = json.loads(self.body)
        return said
