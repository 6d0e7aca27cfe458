"""What a creator earns by an order, why, and what refunds take back."""

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from smallgestures.billing.ledger.service import balance, commission_account
from smallgestures.money import Money
from smallgestures.shop.commissions.models import CommissionEntry, CommissionState
from smallgestures.shop.commissions.service import (
    adjust_commission,
    commission_of,
    estimate_commission,
)
from smallgestures.shop.commissions.words import OWN_PURCHASE
from smallgestures.shop.models import CommerceLink, Product
from smallgestures.shop.orders.models import Order
from tests.factories import make_click, make_clip, make_link, make_paid_order, make_product
from tests.people import make_person

PRICE = Money(4800)


@pytest.fixture
def maya(db: Session, held_clock):
    return make_person(db, "maya")


@pytest.fixture
def ines(db: Session, held_clock):
    return make_person(db, "ines")


@pytest.fixture
def link(db: Session, maya) -> CommerceLink:
    return make_link(db, make_clip(db, maya), make_product(db), rate_bps=800)


@pytest.fixture
def sell(db: Session, link: CommerceLink):
    """Sell the linked product to somebody who followed the link."""

    def sold_to(buyer, *, then=lambda: None) -> CommissionEntry:
        make_click(db, link, buyer)
        then()
        order = make_paid_order(db, product_of(db, link), buyer)
        return db.exec(select(CommissionEntry).where(CommissionEntry.order_id == order.key)).one()

    return sold_to


def product_of(db: Session, link: CommerceLink) -> Product:
    return db.get_one(Product, link.product_id)


def earned(db: Session, person) -> int:
    return balance(db, commission_account(person.key)).amount_minor


class TestCommissionOf:
    @pytest.mark.parametrize(
        ("price_minor", "rate_bps", "commission_minor"),
        [(4800, 800, 384), (999, 1250, 124), (1, 8000, 0), (4800, 0, 0), (100, 8000, 80)],
    )
    def test_is_rounded_down_to_whole_cents(self, price_minor, rate_bps, commission_minor):
        assert commission_of(Money(price_minor), rate_bps) == Money(commission_minor)


class TestEarning:
    def test_is_booked_for_the_creator_of_the_clip(self, db: Session, sell, maya, ines):
        entry = sell(ines)

        assert (entry.creator_id, entry.amount_minor, entry.state) == (
            maya.key,
            384,
            CommissionState.PENDING,
        )
        assert entry.reason == (
            "8% of $48.00, as at the click. The buyer can send it back until 20 December 2026; "
            "then it is yours."
        )
        assert earned(db, maya) == 384

    def test_is_at_the_rate_of_the_click_though_the_brand_cut_it_since(
        self, db: Session, link, sell, maya, ines
    ):
        def cut() -> None:
            link.rate_bps = 100
            db.flush()

        entry = sell(ines, then=cut)

        assert (entry.rate_bps, earned(db, maya)) == (800, 384)

    def test_goes_to_the_link_that_was_followed_last(self, db: Session, link, sell, maya, ines):
        noor = make_person(db, "noor")
        other = make_link(db, make_clip(db, noor), product_of(db, link), rate_bps=500)

        sell(ines, then=lambda: make_click(db, other, ines))

        assert (earned(db, maya), earned(db, noor)) == (0, 240)

    def test_is_nothing_by_ones_own_link(self, db: Session, sell, maya):
        entry = sell(maya)

        assert (entry.amount_minor, entry.state) == (0, CommissionState.INELIGIBLE)
        assert entry.reason == OWN_PURCHASE
        assert earned(db, maya) == 0

    def test_is_nobodys_without_a_link(self, db: Session, held_clock):
        make_paid_order(db)

        assert db.exec(select(CommissionEntry)).all() == []


class TestRefunds:
    @pytest.fixture
    def entry(self, db: Session, sell, ines) -> CommissionEntry:
        return sell(ines)

    def test_take_it_back_in_proportion(self, db: Session, entry: CommissionEntry):
        _entry, fell = adjust_commission(db, entry.order_id, price=PRICE, refunded_minor=1200)

        assert (fell, entry.reversed_minor) == (Money(96), 96)
        assert entry.state == CommissionState.PENDING
        assert entry.reason.startswith("8% of $48.00, less the share of $12.00 refunded. The buyer")

    def test_take_it_back_whole(self, db: Session, entry: CommissionEntry):
        adjust_commission(db, entry.order_id, price=PRICE, refunded_minor=4800)

        assert (entry.reversed_minor, entry.state) == (384, CommissionState.REVERSED)
        assert entry.reason == "The order was refunded in full."

    def test_in_small_parts_take_back_what_one_would(self, db: Session, entry: CommissionEntry):
        fell = [
            adjust_commission(db, entry.order_id, price=PRICE, refunded_minor=cents)[1].amount_minor
            for cents in (*range(7, 4800, 7), 4800)
        ]

        assert (min(fell), sum(fell), entry.reversed_minor) == (0, 384, 384)

    def test_never_leave_more_than_the_share_of_what_was_kept(self, db, entry: CommissionEntry):
        adjust_commission(db, entry.order_id, price=PRICE, refunded_minor=1)

        assert entry.amount_minor - entry.reversed_minor == 384 * 4799 // 4800 == 383

    def test_that_come_back_restore_it(self, db: Session, entry: CommissionEntry):
        adjust_commission(db, entry.order_id, price=PRICE, refunded_minor=4800)

        _entry, fell = adjust_commission(db, entry.order_id, price=PRICE, refunded_minor=0)

        assert (fell, entry.reversed_minor) == (Money(-384), 0)
        assert entry.state == CommissionState.PENDING
        assert entry.reason.startswith("8% of $48.00, as at the click. The buyer can send it back")

    def test_leave_an_own_purchase_as_it_is(self, db: Session, sell, maya):
        entry = sell(maya)

        assert adjust_commission(db, entry.order_id, price=PRICE, refunded_minor=4800) is None

        assert (entry.state, entry.reason) == (CommissionState.INELIGIBLE, OWN_PURCHASE)

    def test_leave_nothing_to_take_where_nobody_earns(self, db: Session, held_clock):
        order = make_paid_order(db)

        assert adjust_commission(db, order.key, price=PRICE, refunded_minor=4800) is None


def test_one_order_has_one_commission(db: Session, sell, link, ines):
    entry = sell(ines)
    order = db.get_one(Order, entry.order_id)

    with pytest.raises(IntegrityError, match=r"commission_entry\.order_id"):
        estimate_commission(db, order, link_id=link.key)
