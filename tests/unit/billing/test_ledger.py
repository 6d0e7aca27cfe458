"""The ledger: amounts move from account to account, once, and nothing is ever changed."""

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from smallgestures.billing.ledger.models import LedgerTransfer
from smallgestures.billing.ledger.service import (
    STRIPE,
    Transfer,
    balance,
    book,
    brand_account,
    commission_account,
    trial_balance,
)
from smallgestures.money import Money

BRAND, CREATOR = brand_account(1), commission_account(2)


def moved(amount_minor: int, debit: str = STRIPE, credit: str = BRAND) -> Transfer:
    return Transfer(debit, credit, Money(amount_minor), "Order 1001 was paid")


class TestBook:
    def test_moves_an_amount_from_one_account_to_another(self, db: Session, held_clock):
        assert book(db, "order-paid:1", [moved(4800), moved(384, BRAND, CREATOR)])

        assert trial_balance(db) == {STRIPE: -4800, BRAND: 4416, CREATOR: 384}
        assert {row.booked_at for row in db.exec(select(LedgerTransfer))} == {held_clock()}

    def test_is_done_once_under_one_key(self, db: Session):
        book(db, "order-paid:1", [moved(4800)])

        assert not book(db, "order-paid:1", [moved(4800)])
        assert not book(db, "order-paid:1", [moved(9900)])

        assert balance(db, BRAND) == Money(4800)

    def test_never_adds_to_what_was_written(self, db: Session):
        book(db, "order-paid:1", [moved(4800)])

        assert not book(db, "order-paid:1", [moved(4800), moved(384, BRAND, CREATOR)])

        assert trial_balance(db) == {STRIPE: -4800, BRAND: 4800}

    def test_leaves_out_transfers_of_nothing(self, db: Session):
        assert book(db, "order-paid:1", [moved(4800), moved(0, BRAND, CREATOR)])
        assert not book(db, "order-paid:2", [moved(0)])

        assert len(db.exec(select(LedgerTransfer)).all()) == 1

    def test_takes_nothing_negative(self, db: Session):
        with pytest.raises(ValueError, match="swap the accounts"):
            book(db, "order-paid:1", [moved(4800), moved(-1, BRAND, CREATOR)])

        assert trial_balance(db) == {}

    def test_moves_nothing_from_an_account_to_itself(self, db: Session):
        with pytest.raises(IntegrityError, match="accounts_differ"):
            book(db, "order-paid:1", [moved(1, BRAND, BRAND)])


class TestBalance:
    def test_is_what_came_less_what_went(self, db: Session):
        book(db, "order-paid:1", [moved(4800)])
        book(db, "refund:1", [moved(1800, BRAND, STRIPE)])

        assert balance(db, BRAND) == Money(3000)
        assert balance(db, STRIPE) == Money(-3000)
        assert balance(db, CREATOR) == Money(0)

    def test_never_mixes_currencies(self, db: Session):
        book(db, "order-paid:1", [moved(4800)])
        book(db, "order-paid:2", [Transfer(STRIPE, BRAND, Money(100, "eur"), "In euros")])

        assert balance(db, BRAND) == Money(4800)
        assert balance(db, BRAND, "eur") == Money(100, "eur")
        assert sum(trial_balance(db, "eur").values()) == 0
