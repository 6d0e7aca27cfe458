"""However people buy, pay, give up and try again, every unit is left, held or sold: one of them.

Hypothesis plays three buyers of one product, and a Stripe whose news come late.
"""

from functools import cache

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import Session, col, select

from smallgestures.accounts.models import Person
from smallgestures.billing.models import Checkout
from smallgestures.billing.service import apply_refusal, apply_session
from smallgestures.shop.models import Product
from smallgestures.shop.orders.errors import AlreadyPaid, SoldOut
from smallgestures.shop.orders.models import Order, OrderState
from smallgestures.shop.orders.service import pay_again
from tests import stripe_says
from tests.factories import SITE, make_order, make_product
from tests.memory_database import content_of, memory_session
from tests.outbox import deliver_events
from tests.people import make_person

BUYERS = ("ines", "leo", "maya")
WORDS = {
    "open": stripe_says.opened,
    "paid": stripe_says.paid,
    "expired": stripe_says.expired,
}


@cache
def shelf() -> bytes:
    """Return a database with buyers and something to buy."""
    with memory_session() as db:
        for handle in BUYERS:
            make_person(db, handle)
        make_product(db, stock=0)
        return content_of(db)


class Stock(RuleBasedStateMachine):
    """A product of which few are left."""

    def __init__(self) -> None:
        super().__init__()
        self.opened = memory_session(shelf())
        self.db: Session = self.opened.__enter__()
        self.people = {person.handle: person for person in self.db.exec(select(Person))}
        self.product = self.db.exec(select(Product)).one()
        self.sessions: dict[int, str] = {}  # how each checkout's stands at Stripe

    @initialize(units=st.integers(0, 3))
    def put_on_the_shelf(self, units: int) -> None:
        self.units = self.product.stock = units
        self.db.flush()

    def teardown(self) -> None:
        deliver_events(self.db)
        for checkout in self.checkouts():
            self.hear(checkout)
        deliver_events(self.db)
        self.every_unit_is_somewhere()
        self.who_paid_has_it()
        self.opened.__exit__(None, None, None)

    @rule(handle=st.sampled_from(BUYERS))
    def buy(self, handle: str) -> None:
        try:
            make_order(self.db, self.product, self.people[handle])
        except SoldOut:
            assert self.stock() == 0

    @precondition(lambda self: self.orders())
    @rule(data=st.data())
    def try_again(self, data: st.DataObject) -> None:
        order = data.draw(st.sampled_from(self.orders()))
        try:
            pay_again(self.db, order.public_id, buyer_id=order.buyer_id, origin=SITE)
        except AlreadyPaid:
            assert order.state == OrderState.PAID
        except SoldOut:
            assert self.stock() == 0

    @precondition(lambda self: self.checkouts())
    @rule(data=st.data(), outcome=st.sampled_from(("open", "paid", "expired")), told=st.booleans())
    def go_on_at_stripe(self, data: st.DataObject, outcome: str, told: bool) -> None:
        checkout = data.draw(st.sampled_from(self.checkouts()))
        if self.sessions.get(checkout.key, "open") == "open" and checkout.state != "failed":
            self.sessions[checkout.key] = outcome
        if told:
            self.hear(checkout)

    @precondition(lambda self: any(one.state == "opening" for one in self.checkouts()))
    @rule(data=st.data())
    def be_refused_by_stripe(self, data: st.DataObject) -> None:
        opening = [one for one in self.checkouts() if one.state == "opening"]
        checkout = data.draw(st.sampled_from(opening))
        if checkout.key not in self.sessions:
            apply_refusal(self.db, checkout.key)

    def hear(self, checkout: Checkout) -> None:
        if checkout.key in self.sessions:
            word = WORDS[self.sessions[checkout.key]]
            apply_session(self.db, checkout.key, word(checkout))

    @rule()
    def tell(self) -> None:
        deliver_events(self.db)

    def orders(self) -> list[Order]:
        return list(self.db.exec(select(Order).order_by(col(Order.id))))

    def checkouts(self) -> list[Checkout]:
        return list(self.db.exec(select(Checkout).order_by(col(Checkout.id))))

    def stock(self) -> int:
        return self.db.exec(select(Product.stock)).one()

    @invariant()
    def every_unit_is_somewhere(self) -> None:
        orders = self.orders()
        held = sum(order.holds_stock for order in orders)
        sold = sum(order.paid_at is not None for order in orders)
        assert self.stock() >= 0
        assert self.stock() + held + sold == self.units

    @invariant()
    def nobody_pays_twice(self) -> None:
        paid = [one for one in self.checkouts() if self.sessions.get(one.key) == "paid"]
        assert len({one.subject_id for one in paid}) == len(paid)

    def who_paid_has_it(self) -> None:
        paid = {one.subject_id for one in self.checkouts() if self.sessions.get(one.key) == "paid"}
        assert paid == {order.key for order in self.orders() if order.state == OrderState.PAID}


def test_no_unit_is_lost_or_sold_twice(held_clock):
    run_state_machine_as_test(
        Stock, settings=settings(max_examples=12, stateful_step_count=30, deadline=None)
    )
