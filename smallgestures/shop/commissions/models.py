"""The commission of one order, with its state and the reason for it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from smallgestures.db.base import Record, UtcDateTime


class CommissionState(StrEnum):
    """Where a commission is on its way to its creator."""

    PENDING = "pending"
    INELIGIBLE = "ineligible"
    REVERSED = "reversed"


class CommissionEntry(Record, table=True):
    """What a creator earns by one order; refunds take their share back."""

    __tablename__ = "commission_entry"
    __table_args__ = (
        CheckConstraint("rate_bps BETWEEN 0 AND 8000", name="rate_in_range"),
        CheckConstraint("reversed_minor BETWEEN 0 AND amount_minor", name="reversed_in_range"),
        CheckConstraint("state IN ('pending', 'ineligible', 'reversed')", name="state_known"),
        Index("ix_commission_entry_creator_id_id", "creator_id", "id"),
    )

    order_id: int = Field(foreign_key="shop_order.id", unique=True)
    creator_id: int = Field(foreign_key="person.id")
    rate_bps: int = Field(description="Frozen at the click that led to the order.")
    amount_minor: int = Field(description="Of the whole order.")
    reversed_minor: int = Field(default=0, description="The part that refunds took back.")
    currency: str = Field(max_length=3)
    state: str = Field(max_length=12)
    reason: str = Field(max_length=160, description="Why, in words for the creator.")
    changed_at: datetime = Field(sa_type=UtcDateTime)
