"""Every SQL statement of the ledger."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from smallgestures.billing.ledger.models import LedgerTransfer
from smallgestures.db.upsert import insert_into


def insert_once(db: Session, rows: Sequence[Mapping[str, Any]]) -> bool:
    """Store the lines of one transaction; False when there is one of this key already.

    The first line decides: whoever else writes it at the same time is waited for.
    """
    first = insert_into(db, LedgerTransfer).values(rows[0])
    once = first.on_conflict_do_nothing(index_elements=["transaction_key", "line"])
    if db.execute(once.returning(LedgerTransfer.id)).scalar_one_or_none() is None:
        return False
    if len(rows) > 1:
        db.execute(insert_into(db, LedgerTransfer).values(list(rows[1:])))
    return True


def list_transaction(db: Session, transaction_key: str) -> list[LedgerTransfer]:
    """Return the lines of one transaction in their order."""
    return list(
        db.exec(
            select(LedgerTransfer)
            .where(LedgerTransfer.transaction_key == transaction_key)
            .order_by(col(LedgerTransfer.line))
        )
    )


def sum_credits(db: Session, account: str, currency: str) -> int:
    """Return what the account was credited with, all in all."""
    return _sum(db, col(LedgerTransfer.credit_account) == account, currency)


def sum_debits(db: Session, account: str, currency: str) -> int:
    """Return what the account was debited with, all in all."""
    return _sum(db, col(LedgerTransfer.debit_account) == account, currency)


def _sum(db: Session, of_account: Any, currency: str) -> int:
    amounts = func.coalesce(func.sum(LedgerTransfer.amount_minor), 0)
    return int(
        db.exec(select(amounts).where(of_account, LedgerTransfer.currency == currency)).one()
    )


def list_accounts(db: Session) -> list[str]:
    """Return every account that anything was booked on."""
    debited = set(db.exec(select(LedgerTransfer.debit_account).distinct()))
    return sorted(debited | set(db.exec(select(LedgerTransfer.credit_account).distinct())))
