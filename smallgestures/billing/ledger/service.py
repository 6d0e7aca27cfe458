"""Booking amounts, once each, and reading what accounts hold."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from smallgestures import clock
from smallgestures.billing.ledger import queries
from smallgestures.money import Money

STRIPE = "stripe"


def brand_account(brand_id: int) -> str:
    """Name the account of what we owe a brand."""
    return f"brand:{brand_id}"


def commission_account(creator_id: int) -> str:
    """Name the account of the commissions that a creator has earned and not been paid."""
    return f"commission:{creator_id}"


@dataclass(frozen=True)
class Transfer:
    """`amount` moves from the account `debit` to the account `credit`."""

    debit: str
    credit: str
    amount: Money
    reason: str


def book(db: Session, transaction_key: str, transfers: Sequence[Transfer]) -> bool:
    """Write one transaction; False when this key was written before, whatever it said.

    Transfers of nothing are left out. Raises ValueError where an amount is negative: what is
    taken back moves the other way, with a key of its own.
    """
    wanted = [one for one in transfers if one.amount.amount_minor]
    for one in wanted:
        if one.amount.amount_minor < 0:
            raise ValueError(f"{transaction_key}: {one.amount} is negative; swap the accounts")
    if not wanted:
        return False
    now = clock.now()
    rows = [
        {
            "created_at": now,
            "transaction_key": transaction_key,
            "line": line,
            "debit_account": one.debit,
            "credit_account": one.credit,
            "amount_minor": one.amount.amount_minor,
            "currency": one.amount.currency,
            "reason": one.reason,
            "booked_at": now,
        }
        for line, one in enumerate(wanted)
    ]
    return queries.insert_once(db, rows)


def is_booked(db: Session, transaction_key: str) -> bool:
    """Say whether the transaction of this key was written."""
    return bool(queries.list_transaction(db, transaction_key))


def balance(db: Session, account: str, currency: str = "usd") -> Money:
    """Return what the account was credited with, less what it was debited with."""
    credits = queries.sum_credits(db, account, currency)
    return Money(credits - queries.sum_debits(db, account, currency), currency)


def trial_balance(db: Session, currency: str = "usd") -> dict[str, int]:
    """Return the balance of every account in minor units; all of them together are nothing."""
    return {
        account: balance(db, account, currency).amount_minor
        for account in queries.list_accounts(db)
    }
