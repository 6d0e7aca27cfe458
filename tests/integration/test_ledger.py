"""The ledger is append-only whoever asks, and a backup brings it back with its guards."""

from dataclasses import replace
from pathlib import Path

import pytest
from obstore.store import LocalStore
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, select

from smallgestures.backup import service as backup
from smallgestures.backup.databases import database_of
from smallgestures.billing.ledger.models import LedgerTransfer
from smallgestures.billing.ledger.service import STRIPE, Transfer, book, brand_account
from smallgestures.cli.database import migrate, revisions
from smallgestures.db.engine import reading, transaction
from smallgestures.money import Money
from smallgestures.settings import get_settings

CHANGES = {
    "sqlite": (
        "UPDATE ledger_transfer SET amount_minor = 1",
        "DELETE FROM ledger_transfer",
    ),
    "postgresql": (
        "UPDATE ledger_transfer SET amount_minor = 1",
        "DELETE FROM ledger_transfer",
        "TRUNCATE ledger_transfer",
        "TRUNCATE ledger_transfer CASCADE",
    ),
}


def book_order(db: Session, *, amount_minor: int = 4800, key: str = "order-paid:1") -> bool:
    moved = Transfer(STRIPE, brand_account(1), Money(amount_minor), "An order was paid")
    return book(db, key, [moved, replace(moved, credit="commission:2", amount=Money(1))])


@pytest.fixture
def paid(database, given) -> None:
    """One order of 48 dollars was booked."""
    assert given(book_order)


def amounts() -> list[int]:
    with reading() as db:
        rows = db.exec(select(LedgerTransfer).order_by(LedgerTransfer.id))
        return [row.amount_minor for row in rows]


def refuses(change: str) -> bool:
    """Say whether the database refuses the statement because of the ledger."""
    try:
        with transaction() as db:
            db.connection().exec_driver_sql(change)
    except DatabaseError as error:
        return "the ledger is append-only" in str(error)
    return False


def test_nobody_changes_or_removes_what_was_booked(database, paid):
    assert {change: refuses(change) for change in CHANGES[database.kind]} == dict.fromkeys(
        CHANGES[database.kind], True
    )
    assert amounts() == [4800, 1]


def test_nothing_takes_the_place_of_what_was_booked(sqlite_database, given):
    given(book_order)

    for columns in ("id, transaction_key || '!'", "id + 9, transaction_key"):
        with transaction() as db:
            db.connection().exec_driver_sql(
                "REPLACE INTO ledger_transfer (id, transaction_key, line, debit_account, "
                "credit_account, amount_minor, currency, reason, booked_at, created_at) "
                f"SELECT {columns}, line, debit_account, credit_account, 7, currency, reason, "
                "booked_at, created_at FROM ledger_transfer WHERE line = 0"
            )

    assert amounts() == [4800, 1]


def test_booking_the_same_again_changes_nothing(database, paid, given):
    assert not given(lambda db: book_order(db, amount_minor=9900))

    assert amounts() == [4800, 1]


def test_a_backup_brings_it_back_with_its_guards(database, paid, given, tmp_path: Path):
    media, live = LocalStore(tmp_path / "media", mkdir=True), database_of(get_settings().database)
    backup.save(tmp_path / "b.tar.gz", live, media)
    given(lambda db: book_order(db, key="order-paid:2"))

    backup.restore(
        tmp_path / "b.tar.gz",
        live,
        media,
        known_revisions=revisions,
        migrate=lambda: migrate(get_settings()),
    )

    assert amounts() == [4800, 1]
    assert all(refuses(change) for change in CHANGES[database.kind])
    assert given(lambda db: book_order(db, key="order-paid:2"))
