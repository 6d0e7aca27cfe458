"""Many buy, pay and send back at once: every unit, payment and refund is there once."""

from collections import Counter

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from smallgestures.billing.ledger.models import LedgerTransfer
from smallgestures.billing.models import Checkout, CheckoutState, Refund, RefundState
from smallgestures.billing.seen import EventSeen, SessionSeen
from smallgestures.billing.service import apply_refunds, apply_session, store_webhook
from smallgestures.clock import wall
from smallgestures.db.engine import reading, transaction
from smallgestures.event_handlers import HANDLERS
from smallgestures.mail.models import MailMessage
from smallgestures.outbox.models import OutboxEvent
from smallgestures.outbox.service import dispatch_due
from smallgestures.shop.commissions.models import CommissionEntry
from smallgestures.shop.models import Brand, Product
from smallgestures.shop.orders.errors import OrderError, RefundTooLarge, SoldOut
from smallgestures.shop.orders.handlers import give_up_payment, settle_payment
from smallgestures.shop.orders.models import Order, OrderState
from smallgestures.shop.orders.service import Payable, pay_again, place_order, refund_order
from tests import stripe_says
from tests.factories import (
    SITE,
    checkout_of,
    make_brand,
    make_checkout,
    make_click,
    make_clip,
    make_link,
    make_order,
    make_product,
)
from tests.people import make_person

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def vase(given) -> Product:
    """A vase of Noor's of which three are left."""

    def make(db: Session) -> Product:
        noor = make_person(db, "noor")
        return make_product(
            db, slug="vase", stock=3, brand_id=make_brand(db, owner_id=noor.key).key
        )

    return given(make)


@pytest.fixture
def placed(given, vase: Product) -> tuple[Order, Checkout]:
    """Ines ordered the vase by a link of Maya's, and waits at Stripe."""

    def make(db: Session) -> tuple[Order, Checkout]:
        ines = make_person(db)
        product = db.get_one(Product, vase.key)
        make_click(db, make_link(db, make_clip(db, make_person(db, "maya")), product), ines)
        order = make_order(db, product, ines)
        return order, checkout_of(db, order)

    return given(make)


@pytest.fixture
def paid(given, placed: tuple[Order, Checkout]) -> tuple[Order, Checkout]:
    order, checkout = placed
    hear(checkout, stripe_says.paid(checkout))
    tell()
    return order, checkout


def buy(buyer_id: int) -> Payable:
    with transaction() as db:
        return place_order(
            db,
            "vase",
            buyer_id=buyer_id,
            price_seen_minor=4800,
            visitor_key=None,
            origin=SITE,
        )


def try_again(order: Order) -> Payable:
    with transaction() as db:
        return pay_again(db, order.public_id, buyer_id=order.buyer_id, origin=SITE)


def hear(checkout: Checkout, seen: SessionSeen) -> str:
    with transaction() as db:
        return apply_session(db, checkout.key, seen)


def tell() -> int:
    """Deliver what waits, but for jobs: nobody but Stripe and the post would hear of those."""
    return dispatch_due(transaction, HANDLERS, {})


def stock_and_orders() -> tuple[int, Counter[str]]:
    with reading() as db:
        orders = Counter(order.state for order in db.exec(select(Order)))
        return db.exec(select(Product)).one().stock, orders


class TestStock:
    def test_eight_people_buy_the_last_three(self, vase, given, at_once):
        people = given(lambda db: [make_person(db, f"person{n}").key for n in range(8)])

        def press(place: int) -> bool:
            try:
                return bool(buy(people[place]))
            except SoldOut:
                return False

        assert sorted(at_once(8, press)) == [False] * 5 + [True] * 3

        assert stock_and_orders() == (0, {"waiting": 3})

    def test_one_person_presses_buy_now_four_times_at_once(self, vase, given, at_once):
        ines = given(make_person)

        pressed = at_once(4, lambda _place: buy(ines.key))

        assert len(set(pressed)) == 1
        assert stock_and_orders() == (2, {"waiting": 1})

    def test_one_person_tries_again_in_four_tabs(self, placed, at_once):
        order, checkout = placed
        hear(checkout, stripe_says.expired(checkout))
        tell()

        assert len(set(at_once(4, lambda _place: try_again(order)))) == 1

        assert stock_and_orders() == (2, {"waiting": 1})

    def test_orders_that_were_given_up_are_tried_again_at_once(self, placed, at_once):
        first, checkout = placed
        hear(checkout, stripe_says.expired(checkout))
        tell()
        again = buy(first.buyer_id)
        with reading() as db:
            second = db.get_one(Order, again.order_id)
            checkout = checkout_of(db, second)
        hear(checkout, stripe_says.expired(checkout))
        tell()

        assert len(set(at_once(4, lambda place: try_again((first, second)[place % 2])))) == 1

        assert stock_and_orders() == (2, {"waiting": 1, "unpaid": 1})

    def test_giving_up_trying_again_and_buying_at_once_keep_count(self, placed, at_once):
        order, checkout = placed

        def act(place: int) -> None:
            if place == 0:
                with transaction() as db:
                    give_up_payment(db, checkout.key)
            elif place == 1:
                try_again(order)
            else:
                buy(order.buyer_id)

        for _ in range(5):
            hear(checkout, stripe_says.expired(checkout))

            at_once(3, act)

            with reading() as db:
                order = db.exec(select(Order).where(Order.state == OrderState.WAITING)).one()
                checkout = checkout_of(db, order)
            assert checkout.state == CheckoutState.OPENING
            assert stock_and_orders()[0] == 2


class TestPayment:
    def test_heard_on_four_threads_at_once_counts_once(self, placed, at_once):
        order, checkout = placed

        def act(_place: int) -> None:
            hear(checkout, stripe_says.paid(checkout))
            tell()

        at_once(4, act)
        tell()

        with reading() as db:
            assert db.get_one(Order, order.key).state == OrderState.PAID
            assert [entry.amount_minor for entry in db.exec(select(CommissionEntry))] == [384]
            booked = sorted(row.amount_minor for row in db.exec(select(LedgerTransfer)))
            assert booked == [384, 4800]
            assert len(db.exec(select(MailMessage)).all()) == 1
            names = Counter(event.name for event in db.exec(select(OutboxEvent)))
            assert (names["PaymentSucceeded"], names["OrderPaid"]) == (1, 1)

    def test_settled_by_two_workers_at_once_is_booked_once(self, placed, at_once):
        order, checkout = placed
        hear(checkout, stripe_says.paid(checkout))

        def settle(_place: int) -> None:
            with transaction() as db:
                settle_payment(db, checkout.key)

        at_once(4, settle)

        with reading() as db:
            assert len(db.exec(select(LedgerTransfer)).all()) == 2
            assert len(db.exec(select(CommissionEntry)).all()) == 1
            assert db.get_one(Order, order.key).paid_at is not None

    def test_and_the_end_of_its_time_heard_at_once_is_a_payment(self, placed, at_once):
        order, checkout = placed
        words = (stripe_says.paid(checkout), stripe_says.expired(checkout))

        def act(place: int) -> None:
            hear(checkout, words[place % 2])
            tell()

        at_once(4, act)
        tell()

        with reading() as db:
            assert db.get_one(Order, order.key).state == OrderState.PAID
            assert db.get_one(Checkout, checkout.key).state == CheckoutState.PAID
        assert stock_and_orders()[0] == 2

    def test_is_taken_by_one_checkout_at_a_time(self, placed, given):
        _order, checkout = placed

        with pytest.raises(IntegrityError, match="checkout"):
            given(lambda db: make_checkout(db, subject_id=checkout.subject_id))


class TestRefund:
    def test_of_all_of_it_asked_for_at_once_is_asked_for_once(self, paid, at_once):
        order, _checkout = paid
        with reading() as db:
            owner_id = db.get_one(Brand, order.brand_id).owner_id

        def press(_place: int) -> str:
            try:
                with transaction() as db:
                    return str(refund_order(db, order.public_id, by=owner_id))
            except RefundTooLarge as error:
                return error.user_message

        said = Counter(at_once(4, press))

        refused = "All of it has gone back or is on its way, so no further refund was made."
        assert said == {"$48.00": 1, refused: 3}
        with reading() as db:
            assert [one.amount_minor for one in db.exec(select(Refund))] == [4800]

    def test_in_parts_at_once_never_exceeds_what_was_paid(self, paid, at_once):
        order, _checkout = paid
        with reading() as db:
            owner_id = db.get_one(Brand, order.brand_id).owner_id

        def press(_place: int) -> bool:
            try:
                with transaction() as db:
                    refund_order(db, order.public_id, by=owner_id, amount_minor=2000)
            except OrderError:
                return False
            return True

        assert sorted(at_once(4, press)) == [False, False, True, True]

    def test_made_at_stripe_and_heard_at_once_is_stored_once(self, paid, at_once):
        order, checkout = paid
        seen = stripe_says.refunded_there(checkout, 1200)

        def act(_place: int) -> None:
            with transaction() as db:
                apply_refunds(db, checkout.key, [seen])
            tell()

        at_once(4, act)
        tell()

        with reading() as db:
            (refund,) = db.exec(select(Refund)).all()
            assert refund.state == RefundState.SUCCEEDED
            assert db.get_one(Order, order.key).refunded_minor == 1200
            assert db.exec(select(CommissionEntry)).one().reversed_minor == 96
            assert len(db.exec(select(MailMessage)).all()) == 2


def test_a_webhook_that_comes_four_times_at_once_is_stored_once(at_once):
    event = EventSeen("evt_1", "charge.refunded", "ch_1", "pi_1", wall())

    def receive(_place: int) -> bool:
        with transaction() as db:
            return store_webhook(db, event)

    assert sorted(at_once(4, receive)) == [False, False, False, True]

    with reading() as db:
        assert len(db.exec(select(OutboxEvent)).all()) == 1
