"""Orders: placed at the price that was seen, one unit each, paid once, tried again if need be."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from smallgestures import event_handlers
from smallgestures.billing.models import Checkout, CheckoutState
from smallgestures.billing.service import ASKED_LATELY, CHECKOUT_LIFE, apply_session
from smallgestures.mail.models import MailMessage
from smallgestures.settings import get_settings
from smallgestures.shop.attribution.service import record_click
from smallgestures.shop.errors import ProductNotFound
from smallgestures.shop.models import CommerceLink, Product
from smallgestures.shop.orders.errors import (
    AlreadyPaid,
    NotSoldHere,
    OrderNotFound,
    PaymentsNotSetUp,
    PriceChanged,
    SoldOut,
    WaitsAtAnotherPrice,
)
from smallgestures.shop.orders.models import Order, OrderState
from smallgestures.shop.orders.service import check_payment, pay_again, place_order
from tests import stripe_says
from tests.factories import (
    SITE,
    checkout_of,
    make_click,
    make_link,
    make_paid_order,
    make_product,
    new_impression_id,
)
from tests.outbox import deliver_events, events
from tests.people import make_person

BROWSER = "a" * 64


@pytest.fixture
def vase(db: Session, held_clock) -> Product:
    return make_product(db, slug="vase", price_minor=4800, stock=5)


@pytest.fixture
def ines(db: Session, held_clock):
    return make_person(db)


@pytest.fixture
def buy(db: Session, ines):
    """Press Buy now."""

    def place(slug: str = "vase", *, price_minor: int = 4800, buyer=ines, browser=None) -> Order:
        payable = place_order(
            db,
            slug,
            buyer_id=buyer.key,
            price_seen_minor=price_minor,
            visitor_key=browser,
            origin=SITE,
        )
        return db.get_one(Order, payable.order_id)

    return place


@pytest.fixture
def close(db: Session):
    """Let the time to pay the order run out, and tell of it."""

    def expire(order: Order) -> None:
        checkout = checkout_of(db, order)
        apply_session(db, checkout.key, stripe_says.expired(checkout))
        deliver_events(db)

    return expire


def mail(db: Session) -> list[str]:
    return [message.subject for message in db.exec(select(MailMessage))]


class TestPlaceOrder:
    def test_sets_one_piece_aside_and_wishes_for_a_checkout(self, db, vase, ines, buy):
        order = buy()

        assert (order.state, order.holds_stock, vase.stock) == (OrderState.WAITING, True, 4)
        assert (order.title, order.brand_id, order.number) == (
            "Tidal vase",
            vase.brand_id,
            str(1000 + order.key),
        )
        checkout = checkout_of(db, order)
        assert (checkout.state, checkout.amount_minor) == (CheckoutState.OPENING, 4800)
        assert (checkout.person_id, checkout.asks_address) == (ines.key, True)
        assert checkout.success_url == f"{SITE}/orders/{order.public_id}?from=checkout"
        assert checkout.cancel_url == f"{SITE}/orders/{order.public_id}"

    def test_pressed_twice_leads_to_the_same_order(self, db: Session, vase, buy):
        first, second = buy(), buy()

        assert first.key == second.key
        assert (vase.stock, len(db.exec(select(Checkout)).all())) == (4, 1)

    def test_a_second_piece_can_be_ordered_once_the_first_is_paid(self, db, vase, ines, buy):
        first = make_paid_order(db, vase, ines)

        assert buy().key != first.key
        assert vase.stock == 3

    def test_keeps_the_price_at_which_it_was_placed(self, db: Session, vase: Product, buy):
        order = buy()

        vase.price_minor = 5200
        db.flush()

        assert order.price_minor == 4800
        assert checkout_of(db, order).amount_minor == 4800

    def test_never_leads_to_a_price_that_stands_no_longer_on_the_page(
        self, db: Session, vase: Product, buy
    ):
        buy()

        vase.price_minor = 4000
        db.flush()

        with pytest.raises(WaitsAtAnotherPrice, match=r"You ordered this at \$48\.00 before"):
            buy(price_minor=4000)

    @pytest.mark.parametrize("seen_minor", [4799, 5200])
    def test_never_sells_at_a_price_that_was_not_seen(self, db, vase, buy, seen_minor: int):
        with pytest.raises(PriceChanged, match=r"to \$48\.00 while you were looking"):
            buy(price_minor=seen_minor)

        assert vase.stock == 5
        assert db.exec(select(Order)).all() == []

    def test_gives_the_last_unit_to_one_of_two_buyers(self, db: Session, vase, buy):
        vase.stock = 1
        buy()

        with pytest.raises(SoldOut, match=r"the last Tidal vase\. Nothing was ordered"):
            buy(buyer=make_person(db, "leo"))

        assert vase.stock == 0
        assert len(db.exec(select(Order)).all()) == 1

    def test_refuses_what_is_sold_elsewhere(self, db: Session, held_clock, buy):
        make_product(db, slug="scarf", outside_url="https://www.example.com/scarf")

        with pytest.raises(NotSoldHere, match=r"sold at example\.com, not here"):
            buy("scarf")

    def test_finds_nothing_that_is_unknown_or_withdrawn(self, db: Session, held_clock, buy):
        make_product(db, slug="gone", withdrawn_at=held_clock())

        for slug in ("gone", "never-was"):
            with pytest.raises(ProductNotFound):
                buy(slug)

    def test_is_refused_where_payments_are_not_set_up(self, vase, buy, monkeypatch):
        monkeypatch.setenv("SG_DEMO", "false")
        monkeypatch.setenv("SG_PUBLIC_URL", "https://clips.example.com")
        get_settings.cache_clear()

        with pytest.raises(PaymentsNotSetUp):
            buy()

        assert vase.stock == 5


class TestAttribution:
    @pytest.fixture
    def link(self, db: Session, vase: Product) -> CommerceLink:
        return make_link(db, product=vase, rate_bps=800)

    def test_is_frozen_with_the_order(self, db: Session, link, ines, buy):
        click = make_click(db, link, ines)
        link.rate_bps = 300

        order = buy()

        assert (order.click_id, order.rate_bps) == (click.key, 800)

    def test_outlives_signing_in(self, db: Session, link, buy):
        click = record_click(
            db, new_impression_id(link), slug="vase", person_id=None, visitor_key=BROWSER
        )

        assert buy(browser=BROWSER).click_id == click.key

    def test_is_nobodys_without_a_link(self, vase, buy):
        order = buy()

        assert (order.click_id, order.rate_bps) == (None, None)

    def test_is_not_changed_by_links_followed_while_the_order_waits(self, db, link, ines, buy):
        order = buy()
        make_click(db, link, ines)

        assert buy().key == order.key
        assert order.click_id is None


class TestPayment:
    def test_makes_the_order_paid_and_its_unit_sold(self, db: Session, vase, buy, held_clock):
        order = buy()
        checkout = checkout_of(db, order)
        held_clock.pass_by(timedelta(minutes=3))

        apply_session(db, checkout.key, stripe_says.paid(checkout))
        deliver_events(db)

        assert (order.state, order.paid_at) == (OrderState.PAID, held_clock())
        assert (order.holds_stock, vase.stock) == (False, 4)
        assert events(db, "OrderPaid") == [("OrderPaid", {"order_id": order.key})]

    def test_is_confirmed_by_one_letter(self, db: Session, vase, ines):
        order = make_paid_order(db, vase, ines)

        (letter,) = db.exec(select(MailMessage))
        assert (letter.to_address, letter.person_id) == ("ines@example.com", ines.key)
        assert letter.subject == f"Order {order.number}: $48.00 paid"
        assert "$48.00 was paid with your card, Visa ending 4242." in letter.text
        assert f"/orders/{order.public_id}" in letter.text

    def test_told_twice_happens_once(self, db: Session, vase, ines):
        order = make_paid_order(db, vase, ines)
        before = order.model_dump()

        for _ in range(2):
            told = {"checkout_id": checkout_of(db, order).key, "purpose": "order"}
            event_handlers.take_payment(db, told)

        assert (order.model_dump(), vase.stock) == (before, 4)
        assert len(mail(db)) == len(events(db, "OrderPaid")) == 1

    def test_wins_when_the_order_was_given_up_before(self, db: Session, vase, buy, close):
        order = buy()
        close(order)
        assert vase.stock == 5
        checkout = checkout_of(db, order)

        apply_session(db, checkout.key, stripe_says.paid(checkout))
        deliver_events(db)

        assert (order.state, vase.stock) == (OrderState.PAID, 4)

    def test_of_somebody_without_a_mail_address_is_settled_all_the_same(self, db, vase):
        leo = make_person(db, "leo", email=None, email_verified_at=None)

        order = make_paid_order(db, vase, leo)

        assert (order.state, mail(db)) == (OrderState.PAID, [])


class TestGivingUp:
    def test_returns_its_unit_once(self, db: Session, vase, buy, close):
        order = buy()

        close(order)
        told = {"checkout_id": checkout_of(db, order).key, "purpose": "order"}
        event_handlers.let_checkout_go(db, told)

        assert (order.state, order.holds_stock) == (OrderState.UNPAID, False)
        assert vase.stock == 5

    def test_writes_no_letter(self, db: Session, vase, buy, close):
        close(buy())

        assert mail(db) == []

    def test_leaves_the_unit_to_a_new_attempt_that_was_quicker(self, db, vase, ines, buy):
        order = buy()
        first = checkout_of(db, order)
        apply_session(db, first.key, stripe_says.expired(first))
        again = pay_again(db, order.public_id, buyer_id=ines.key, origin=SITE)

        deliver_events(db)

        assert (order.state, order.holds_stock, vase.stock) == (OrderState.WAITING, True, 4)
        assert again.checkout_id != first.key

    def test_comes_too_late_for_an_order_that_is_paid(self, db: Session, vase, ines):
        order = make_paid_order(db, vase, ines)

        told = {"checkout_id": checkout_of(db, order).key, "purpose": "order"}
        event_handlers.let_checkout_go(db, told)

        assert (order.state, vase.stock) == (OrderState.PAID, 4)


class TestPayAgain:
    def test_leads_back_to_the_checkout_that_is_open(self, db: Session, vase, ines, buy):
        order = buy()

        again = pay_again(db, order.public_id, buyer_id=ines.key, origin=SITE)

        assert (again.order_id, again.checkout_id) == (order.key, checkout_of(db, order).key)

    def test_takes_the_same_order_up_in_a_new_checkout(self, db, vase, ines, buy, close):
        order = buy()
        first = checkout_of(db, order)
        close(order)

        again = pay_again(db, order.public_id, buyer_id=ines.key, origin=SITE)

        assert (again.order_id, order.state) == (order.key, OrderState.WAITING)
        assert (again.checkout_id != first.key, vase.stock) == (True, 4)

    def test_is_possible_at_the_same_price_only(self, db: Session, vase, ines, buy, close):
        order = buy()
        close(order)
        vase.price_minor = 5200

        with pytest.raises(PriceChanged, match=r"from \$48\.00 to \$52\.00"):
            pay_again(db, order.public_id, buyer_id=ines.key, origin=SITE)

        assert (order.state, vase.stock) == (OrderState.UNPAID, 5)

    def test_is_not_possible_when_the_last_unit_went_meanwhile(self, db, vase, ines, buy, close):
        vase.stock = 1
        order = buy()
        close(order)
        buy(buyer=make_person(db, "leo"))

        with pytest.raises(SoldOut):
            pay_again(db, order.public_id, buyer_id=ines.key, origin=SITE)

        assert order.state == OrderState.UNPAID

    def test_leads_to_a_newer_order_of_the_same_thing_that_waits(self, db, vase, ines, buy, close):
        order = buy()
        close(order)
        newer = buy()

        again = pay_again(db, order.public_id, buyer_id=ines.key, origin=SITE)

        assert (again.order_id, order.state) == (newer.key, OrderState.UNPAID)
        assert vase.stock == 4

    def test_never_charges_twice(self, db: Session, vase, ines):
        order = make_paid_order(db, vase, ines)

        with pytest.raises(AlreadyPaid, match="Nothing more was charged"):
            pay_again(db, order.public_id, buyer_id=ines.key, origin=SITE)

    def test_is_the_buyers_alone(self, db: Session, vase, buy):
        order, leo = buy(), make_person(db, "leo")

        for public_id in (order.public_id, "neverWas123"):
            with pytest.raises(OrderNotFound):
                pay_again(db, public_id, buyer_id=leo.key, origin=SITE)


class TestCheckPayment:
    def test_has_stripe_asked_when_the_buyer_comes_back(self, db, vase, ines, buy, held_clock):
        order = buy()
        held_clock.pass_by(ASKED_LATELY * 2)

        assert check_payment(db, order.public_id, buyer_id=ines.key)
        assert not check_payment(db, order.public_id, buyer_id=ines.key)

        assert [name for name, _ in events(db)] == ["CheckoutDue"]

    def test_asks_nothing_about_what_is_settled(self, db, vase, ines, held_clock):
        order = make_paid_order(db, vase, ines)
        held_clock.pass_by(CHECKOUT_LIFE)

        assert not check_payment(db, order.public_id, buyer_id=ines.key)

    def test_is_the_buyers_alone(self, db: Session, vase, buy):
        order, leo = buy(), make_person(db, "leo")

        with pytest.raises(OrderNotFound):
            check_payment(db, order.public_id, buyer_id=leo.key)
