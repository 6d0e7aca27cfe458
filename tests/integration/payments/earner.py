"""A creator as a test of payouts plays her: she sells, tells Stripe who she is, and is paid."""

from datetime import timedelta
from typing import Any

from sqlmodel import select

from smallgestures import clock
from smallgestures.accounts.models import Person as PersonRow
from smallgestures.billing.connect.models import (
    ConnectedAccount,
    ConnectTransfer,
    TransferReversal,
)
from smallgestures.billing.ledger.service import balance, commission_account, trial_balance
from smallgestures.shop.commissions.handlers import settle_due
from smallgestures.shop.commissions.models import CommissionEntry, CommissionLine
from smallgestures.shop.orders.models import Order
from tests.factories import make_brand, make_click, make_clip, make_link, make_product, unused
from tests.integration.payments.conftest import Answer, Person, Shop

TABLES = (CommissionEntry, ConnectedAccount, ConnectTransfer, TransferReversal)
COMMISSION_MINOR = 384
START = "/studio/earnings/payouts/start"


class Earner:
    """Somebody whose link earns eight percent of a vase of 48 dollars."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.noor = shop.person(unused("noor"))
        self.maya: Person = shop.person(unused("maya"))
        for table in TABLES:
            shop.earlier[table] = max((row.id for row in shop.all(table)), default=0)
        self.product, self.link = shop.given(self._shelf)

    def _shelf(self, db):
        product = make_product(
            db, brand_id=make_brand(db, owner_id=self.noor.id).key, price_minor=4800, stock=20
        )
        creator = db.get_one(PersonRow, self.maya.id)
        return product, make_link(db, make_clip(db, creator), product)

    @property
    def sandbox(self):
        return self.shop.sandbox

    def sells(self) -> Order:
        """Somebody follows the link, orders and pays."""
        ines = self.shop.person(unused("ines"))
        self.shop.given(lambda db: make_click(db, self.link, db.get_one(PersonRow, ines.id)).key)
        answer = ines.buy(self.product)
        assert self.sandbox.pay(answer.session_id) == "paid"
        self.shop.hear()
        return self.shop.orders()[-1]

    def starts(self) -> Answer:
        """Press the button that leads to Stripe."""
        return self.maya.post(START)

    def onboards(self, **told: Any) -> ConnectedAccount:
        """Tell Stripe everything, and let the shop hear of it."""
        assert "/c/connect/" in self.starts().location
        self.sandbox.lever(f"accounts/{self.account.account_id}/onboard", **told)
        self.shop.hear()
        return self.account

    @property
    def account(self) -> ConnectedAccount:
        def find(db):
            mine = select(ConnectedAccount).where(ConnectedAccount.person_id == self.maya.id)
            return db.exec(mine).one()

        found: ConnectedAccount = self.shop.read(find)
        return found

    def settle(self, days: int = 31) -> None:
        """Let the thirty days of everything sold so far be over."""
        while settle_due(clock.now() + timedelta(days=days)):
            pass

    def waits(self, days: int = 31) -> None:
        """Let the thirty days be over, and the worker work."""
        self.settle(days)
        self.shop.work()

    def refunds(self, order: Order, amount: str = "") -> None:
        self.noor.refund(order.public_id, amount)
        self.shop.hear()

    def entries(self) -> list[CommissionEntry]:
        return [one for one in self.shop.all(CommissionEntry) if one.creator_id == self.maya.id]

    def transfers(self) -> list[ConnectTransfer]:
        return self.shop.all(ConnectTransfer)

    def at_stripe(self) -> list[dict[str, Any]]:
        """Return what was sent to her account, as Stripe has it."""
        found = self.sandbox._list("/v1/transfers")
        return [one for one in found if one["destination"] == self.account.account_id]

    def owed(self) -> int:
        """Return what we owe her, when books, her ledger and her entries agree on it."""

        def read(db) -> int:
            assert sum(trial_balance(db).values()) == 0
            booked = balance(db, commission_account(self.maya.id)).amount_minor
            amounts = select(CommissionLine.amount_minor).where(
                CommissionLine.creator_id == self.maya.id
            )
            assert sum(db.exec(amounts)) == booked
            return booked

        found: int = self.shop.read(read)
        rows = sum(
            one.left_minor - one.paid_minor
            for one in self.entries()
            if one.state not in {"estimated", "ineligible"}
        )
        assert rows == found
        return found

    def is_balanced(self) -> None:
        """What Stripe sent her and what our books say she was sent is the same."""
        self.owed()
        there = sum(one["amount"] - one["amount_reversed"] for one in self.at_stripe())
        assert there == sum(one.paid_minor for one in self.entries())
