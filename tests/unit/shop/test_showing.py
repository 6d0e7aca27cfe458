"""Who sees what of an order: its buyer all of it, its creator never who bought, others nothing."""

from dataclasses import asdict, dataclass
from datetime import timedelta

import pytest
from sqlmodel import Session

from smallgestures.accounts.models import Person
from smallgestures.billing.models import Refund
from smallgestures.billing.queries import list_refunds
from smallgestures.billing.service import (
    apply_refunds,
    apply_session,
    refuse_refund,
    request_refund,
)
from smallgestures.shop.attribution.service import record_product_view
from smallgestures.shop.models import Brand, Product
from smallgestures.shop.orders.cards import OrderCard
from smallgestures.shop.orders.errors import OrderNotFound
from smallgestures.shop.orders.models import Order
from smallgestures.shop.orders.service import refund_order
from smallgestures.shop.orders.showing import PAGE, list_orders, list_sold, show_order
from tests import stripe_says
from tests.factories import (
    checkout_of,
    make_brand,
    make_click,
    make_clip,
    make_link,
    make_order,
    make_paid_order,
    make_product,
)
from tests.outbox import deliver_events
from tests.people import make_person


@dataclass
class Sale:
    """A vase of Noor's that Ines buys by a link of Maya's."""

    ines: Person
    maya: Person
    noor: Person
    vase: Product


@pytest.fixture
def sale(db: Session, held_clock) -> Sale:
    noor, maya = make_person(db, "noor"), make_person(db, "maya")
    ines = make_person(db, "ines", name="Ines Duarte")
    brand = make_brand(db, name="Noor Studio", owner_id=noor.key)
    vase = make_product(db, slug="vase", brand_id=brand.key, stock=100)
    link = make_link(db, make_clip(db, maya, caption="Two days of glaze."), vase)
    click = make_click(db, link, ines)
    record_product_view(db, vase.key, click=click)
    return Sale(ines, maya, noor, vase)


@pytest.fixture
def order(db: Session, sale: Sale) -> Order:
    return make_order(db, sale.vase, sale.ines)


@pytest.fixture
def paid(db: Session, sale: Sale) -> Order:
    return make_paid_order(db, sale.vase, sale.ines)


def send_back(db: Session, order: Order, amount_minor: int, status: str = "succeeded") -> Refund:
    """Have a part of the order sent back, and hear how that stands."""
    owner_id = db.get_one(Brand, order.brand_id).owner_id
    refund_order(db, order.public_id, by=owner_id, amount_minor=amount_minor)
    checkout = checkout_of(db, order)
    refund = list_refunds(db, checkout.key)[-1]
    apply_refunds(db, checkout.key, [stripe_says.refunded(refund, status)])
    deliver_events(db)
    return refund


def steps(card: OrderCard) -> list[tuple[str, str]]:
    return [(step.what, step.detail) for step in card.steps]


class TestBuyer:
    def test_sees_that_the_order_waits_and_can_pay_it(self, db: Session, sale, order):
        card = show_order(db, order.public_id, viewer_id=sale.ines.key)

        assert (card.tile.status, card.tile.number) == ("Waiting for payment", order.number)
        assert (card.tile.price, card.tile.brand) == ("$48.00", "Noor Studio")
        assert (card.is_buyers, card.can_pay, card.is_settling) == (True, True, True)
        assert (card.product_url, card.trouble) == ("/product/vase", "")
        assert [(line.label, line.amount) for line in card.receipt] == [
            ("Tidal vase", "$48.00"),
            ("Charged so far", "$0.00"),
        ]

    def test_sees_why_the_card_was_refused(self, db: Session, sale, order):
        checkout = checkout_of(db, order)
        apply_session(db, checkout.key, stripe_says.declined(checkout))

        card = show_order(db, order.public_id, viewer_id=sale.ines.key)

        assert card.trouble == "There is not enough money on the card. No money moved."

    def test_sees_that_nothing_was_charged_when_the_time_ran_out(self, db, sale, order):
        checkout = checkout_of(db, order)
        apply_session(db, checkout.key, stripe_says.expired(checkout))
        deliver_events(db)

        card = show_order(db, order.public_id, viewer_id=sale.ines.key)

        assert (card.tile.status, card.can_pay, card.is_settling) == ("Not paid", True, False)
        assert steps(card)[-1] == ("Not paid", "The time to pay ran out. Nothing was charged.")

    def test_sees_when_and_how_it_was_paid_and_where_it_goes(self, db: Session, sale, paid):
        card = show_order(db, paid.public_id, viewer_id=sale.ines.key)

        assert (card.tile.status, card.can_pay, card.is_settling) == ("Paid", False, False)
        assert steps(card) == [
            ("Ordered", "One piece was set aside."),
            ("Paid", "Confirmed by Stripe, Visa ending 4242"),
        ]
        assert card.address == ["Ines Duarte", "Rua do Sol 4", "1200-001 Lisbon", "Portugal"]
        assert (card.commission, card.trouble) == ("", "")

    def test_sees_how_the_order_came_about(self, db: Session, sale, paid):
        card = show_order(db, paid.public_id, viewer_id=sale.ines.key)

        assert [step.what for step in card.chain] == [
            "Shown",
            "Link followed",
            "Product page opened",
            "Ordered",
        ]
        assert card.chain[0].detail == "With the clip: Two days of glaze."
        assert "It earns 8%, as at this moment." in card.chain[1].detail

    def test_sees_what_went_back_and_what_is_going(self, db: Session, sale, paid):
        send_back(db, paid, 1200)
        send_back(db, paid, 800, "pending")

        card = show_order(db, paid.public_id, viewer_id=sale.ines.key)

        assert (card.tile.status, card.is_settling) == ("Partly refunded", True)
        assert steps(card)[2:] == [
            ("Refunded", "$12.00 went back."),
            ("Refund on its way", "$8.00 is going back."),
        ]
        assert [line.amount for line in card.receipt] == ["$48.00", "$48.00", "-$12.00"]

    def test_hears_nothing_of_refunds_that_were_not_made(self, db: Session, sale, paid):
        send_back(db, paid, 1200, "failed")

        card = show_order(db, paid.public_id, viewer_id=sale.ines.key)

        assert (card.tile.status, len(card.steps)) == ("Paid", 2)

    def test_sees_that_the_bank_looks_into_it(self, db: Session, sale, paid):
        checkout = checkout_of(db, paid)
        apply_session(db, checkout.key, stripe_says.disputed(checkout))

        card = show_order(db, paid.public_id, viewer_id=sale.ines.key)

        assert steps(card)[-1] == ("Disputed", "The bank is looking into the payment.")


class TestCreator:
    def test_never_sees_who_bought_nor_where_it_goes(self, db: Session, sale, paid):
        card = show_order(db, paid.public_id, viewer_id=sale.maya.key)

        said = str(asdict(card))
        for private in ("Ines", "ines", "Rua do Sol", "Lisbon", "1200-001", "4242", "Visa"):
            assert private not in said
        assert (card.is_buyers, card.address) == (False, [])

    def test_sees_what_is_earned_and_why(self, db: Session, sale, paid):
        card = show_order(db, paid.public_id, viewer_id=sale.maya.key)

        assert card.commission.startswith(
            "$3.84, pending: 8% of $48.00, as at the click. The buyer"
        )
        assert [step.what for step in card.chain][:2] == ["Shown", "Link followed"]

    def test_sees_what_is_earned_once_the_order_is_paid(self, db: Session, sale, order):
        card = show_order(db, order.public_id, viewer_id=sale.maya.key)

        assert card.commission == ("$3.84, estimated: 8% of $48.00, once the order is paid.")
        assert (card.can_pay, card.trouble) == (False, "")

    def test_never_sees_why_a_card_was_refused(self, db: Session, sale, order):
        checkout = checkout_of(db, order)
        apply_session(db, checkout.key, stripe_says.declined(checkout))

        assert show_order(db, order.public_id, viewer_id=sale.maya.key).trouble == ""

    def test_sees_what_a_refund_took_back(self, db: Session, sale, paid):
        send_back(db, paid, 4800)

        card = show_order(db, paid.public_id, viewer_id=sale.maya.key)

        assert card.commission == "$0.00, reversed: The order was refunded in full."

    def test_who_bought_it_sees_it_as_a_buyer(self, db: Session, sale):
        link = make_link(db, make_clip(db, sale.maya), make_product(db))
        make_click(db, link, sale.maya)
        own = make_paid_order(db, db.get_one(Product, link.product_id), sale.maya)

        card = show_order(db, own.public_id, viewer_id=sale.maya.key)

        assert (card.is_buyers, card.commission) == (True, "")


class TestOthers:
    def test_find_nothing(self, db: Session, sale, paid):
        for viewer in (make_person(db, "leo"), sale.noor):
            with pytest.raises(OrderNotFound):
                show_order(db, paid.public_id, viewer_id=viewer.key)
        with pytest.raises(OrderNotFound):
            show_order(db, "neverWas123", viewer_id=sale.ines.key)

    def test_find_nothing_of_an_order_that_no_link_led_to(self, db: Session, sale):
        order = make_paid_order(db, make_product(db), sale.ines)

        with pytest.raises(OrderNotFound):
            show_order(db, order.public_id, viewer_id=sale.maya.key)


class TestListOrders:
    def test_shows_a_persons_own_the_newest_first(self, db: Session, sale, held_clock):
        first = make_paid_order(db, sale.vase, sale.ines)
        held_clock.pass_by(timedelta(hours=1))
        second = make_order(db, sale.vase, sale.ines)
        make_order(db, sale.vase, make_person(db, "leo"))

        tiles = list_orders(db, sale.ines.key)

        assert [(tile.id, tile.status) for tile in tiles] == [
            (second.key, "Waiting for payment"),
            (first.key, "Paid"),
        ]
        assert tiles[0].picture == "/media/bb/square.webp"
        assert tiles[0].placed_at == held_clock()

    def test_comes_in_pages(self, db: Session, sale):
        products = [make_product(db) for _ in range(PAGE + 2)]
        placed = [make_order(db, product, sale.ines).key for product in products][::-1]

        first = list_orders(db, sale.ines.key)
        rest = list_orders(db, sale.ines.key, before_id=first[-1].id)

        assert [tile.id for tile in first + rest] == placed
        assert (len(first), len(rest)) == (PAGE, 2)

    def test_is_empty_at_first(self, db: Session, sale):
        assert list_orders(db, sale.ines.key) == []


class TestListSold:
    def test_is_for_who_speaks_for_the_brand(self, db: Session, sale, paid):
        assert [tile.tile.id for tile in list_sold(db, sale.noor.key)] == [paid.key]
        for other in (sale.ines, sale.maya):
            assert list_sold(db, other.key) == []

    def test_never_says_who_bought(self, db: Session, sale, paid):
        said = str([asdict(tile) for tile in list_sold(db, sale.noor.key)])

        assert "ines" not in said.lower()

    def test_says_what_can_be_sent_back(self, db: Session, sale, paid):
        send_back(db, paid, 1200)
        send_back(db, paid, 600, "pending")

        (sold,) = list_sold(db, sale.noor.key)

        assert (sold.refundable_minor, sold.refundable) == (3000, "$30.00")
        assert (sold.refunded, sold.refunding) == ("$12.00", "$6.00")

    def test_has_nothing_to_send_back_before_the_payment(self, db: Session, sale, order):
        (sold,) = list_sold(db, sale.noor.key)

        assert (sold.refundable_minor, sold.refundable) == (0, "")

    def test_says_why_the_last_refund_failed(self, db: Session, sale, paid):
        send_back(db, paid, 1200, "failed")
        checkout = checkout_of(db, paid)
        refund = request_refund(db, checkout, amount_minor=1200, by=sale.noor.key)
        refuse_refund(db, refund.key, code="charge_disputed")

        (sold,) = list_sold(db, sale.noor.key)

        assert len(sold.failures) == 1
        assert "looking into this payment" in sold.failures[0]

    def test_says_that_a_bank_looks_into_the_payment(self, db: Session, sale, paid):
        calm = make_paid_order(db, sale.vase, make_person(db, "leo"))
        checkout = checkout_of(db, paid)
        apply_session(db, checkout.key, stripe_says.disputed(checkout))

        found = {sold.tile.id: sold.is_disputed for sold in list_sold(db, sale.noor.key)}

        assert found == {paid.key: True, calm.key: False}
