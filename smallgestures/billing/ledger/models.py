"""The ledger: every amount that moved, in rows that are never changed."""

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from smallgestures.db.base import Record, UtcDateTime


class LedgerTransfer(Record, table=True):
    """An amount that moved from one account to another: double entry in one row.

    Each row debits one account and credits another by the same amount, so a
    transaction (all rows of one key) can't be out of balance. Rows are never
    changed or removed; triggers see to that.
    """

    __tablename__ = "ledger_transfer"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("debit_account != credit_account", name="accounts_differ"),
        UniqueConstraint("transaction_key", "line"),
    )

    transaction_key: str = Field(max_length=60, description="As order-paid:17; written once.")
    line: int
    debit_account: str = Field(max_length=40, index=True)
    credit_account: str = Field(max_length=40, index=True)
    amount_minor: int
    currency: str = Field(max_length=3)
    reason: str = Field(max_length=120, description="Words for people.")
    booked_at: datetime = Field(sa_type=UtcDateTime)
