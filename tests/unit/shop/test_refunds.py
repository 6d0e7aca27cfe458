"""Refunds: by the brand alone, never more than was paid, and put right when they come back."""

import pytest
from sqlmodel import Session, select

from smallgestures import event_handlers
from smallgestures.billing.ledger.service import (
    STRIPE,
    brand_account,
    commission_account,
    trial_balance,
)
from smallgestures.billing.models import Refund
from smallgestures.billing.service import apply_refunds, refuse_refund
from smallgestures.mail.models import MailMessage
from smallgestures.shop.commissions.models import CommissionEntry
from smallgestures.shop.models import Product
from smallgestures.shop.orders.errors import (
    NothingToRefund,
    OrderNotFound,
    RefundNotAllowed,
    RefundTooLarge,
)
from smallgestures.shop.orders.models import Order, OrderState
from smallgestures.shop.orders.service import refund_order
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
from tests.outbox import deliver_events, events
from tests.people import make_person


@pytest.fixture
def noor(db: Session, held_clock):
    return make_person(db, "noor")


@pytest.fixture
def order(db: Session, noor) -> Order:
    """A paid order of 48 dollars that Maya earns eight percent by."""
    product = make_product(db, brand_id=make_brand(db, owner_id=noor.key).key)
    link = make_link(db, make_clip(db, make_person(db, "maya")), product)
    ines = make_person(db)
    make_click(db, link, ines)
    return make_paid_order(db, product, ines)


@pytest.fixture
def ask(db: Session, order: Order, noor):
    """Have the brand ask for a refund, and Stripe told of it."""

    def request(amount_minor: int | None = None) -> Refund:
        refund_order(db, order.public_id, by=noor.key, amount_minor=amount_minor)
        deliver_events(db)
        return newest_refund(db)

    return request


@pytest.fixture
def hear(db: Session, order: Order):
    """Hear from Stripe how refunds stand, and let everybody hear of it."""

    def apply(*seen) -> None:
        apply_refunds(db, checkout_of(db, order).key, seen)
        deliver_events(db)

    return apply


def newest_refund(db: Session) -> Refund:
    return db.exec(select(Refund).order_by(Refund.id.desc())).first()


def money(order: Order) -> tuple[str, int, int]:
    return order.state, order.refunding_minor, order.refunded_minor


def accounts(db: Session) -> dict[str, int]:
    """Return what Stripe holds for us, the brand is owed, and its creator has earned."""
    order, entry = db.exec(select(Order)).one(), db.exec(select(CommissionEntry)).one()
    found = trial_balance(db)
    assert sum(found.values()) == 0
    return {
        "held": -found[STRIPE],
        "brand": found[brand_account(order.brand_id)],
        "creator": found[commission_account(entry.creator_id)],
    }


class TestAsking:
    def test_for_nothing_in_particular_asks_for_all_that_is_left(self, db, order, noor):
        assert str(refund_order(db, order.public_id, by=noor.key, amount_minor=1800)) == "$18.00"
        assert str(refund_order(db, order.public_id, by=noor.key)) == "$30.00"

        assert money(order) == (OrderState.PAID, 4800, 0)
        amounts = [refund.amount_minor for refund in db.exec(select(Refund))]
        assert (amounts, len(events(db, "RefundRequested"))) == ([1800, 3000], 2)

    @pytest.mark.parametrize("amount_minor", [4801, 999_999_999])
    def test_for_more_than_was_paid_is_refused(self, db, order, noor, amount_minor: int):
        with pytest.raises(RefundTooLarge, match=r"At most \$48\.00 can be sent back"):
            refund_order(db, order.public_id, by=noor.key, amount_minor=amount_minor)

        assert money(order) == (OrderState.PAID, 0, 0)

    @pytest.mark.parametrize("amount_minor", [0, -100])
    def test_for_nothing_at_all_is_refused(self, db, order, noor, amount_minor: int):
        with pytest.raises(RefundTooLarge):
            refund_order(db, order.public_id, by=noor.key, amount_minor=amount_minor)

    def test_counts_what_is_on_its_way(self, db: Session, order: Order, noor, ask):
        ask(4000)

        with pytest.raises(RefundTooLarge, match=r"At most \$8\.00 can be sent back"):
            refund_order(db, order.public_id, by=noor.key, amount_minor=801)

    @pytest.mark.parametrize("is_settled", [False, True])
    def test_twice_for_all_of_it_sends_it_once(self, db: Session, ask, hear, is_settled: bool):
        refund = ask()
        if is_settled:
            hear(stripe_says.refunded(refund))

        with pytest.raises(RefundTooLarge, match="has gone back or is on its way"):
            ask()

        assert len(db.exec(select(Refund)).all()) == 1

    def test_is_for_the_brand_alone(self, db: Session, order: Order):
        for person in (make_person(db, "leo"), make_person(db, "rush")):
            with pytest.raises(RefundNotAllowed, match="Only the brand that sold this"):
                refund_order(db, order.public_id, by=person.key)
        with pytest.raises(RefundNotAllowed):
            refund_order(db, order.public_id, by=order.buyer_id)

        assert money(order) == (OrderState.PAID, 0, 0)

    def test_needs_an_order_that_was_paid(self, db: Session, order: Order, noor):
        product = make_product(db, brand_id=order.brand_id)
        unpaid = make_order(db, product)

        with pytest.raises(NothingToRefund):
            refund_order(db, unpaid.public_id, by=noor.key)
        with pytest.raises(OrderNotFound):
            refund_order(db, "neverWas123", by=noor.key)


class TestSettling:
    def test_takes_it_from_the_brand_and_its_share_from_the_creator(self, db, order, ask, hear):
        assert accounts(db) == {"held": 4800, "brand": 4416, "creator": 384}

        hear(stripe_says.refunded(ask(1200)))

        assert money(order) == (OrderState.PARTLY_REFUNDED, 0, 1200)
        assert accounts(db) == {"held": 3600, "brand": 3312, "creator": 288}

    def test_of_all_of_it_leaves_nothing(self, db: Session, order: Order, ask, hear):
        hear(stripe_says.refunded(ask(1200)))
        hear(stripe_says.refunded(ask()))

        assert money(order) == (OrderState.REFUNDED, 0, 4800)
        assert accounts(db) == {"held": 0, "brand": 0, "creator": 0}

    def test_leaves_the_unit_sold(self, db: Session, order: Order, ask, hear):
        hear(stripe_says.refunded(ask()))

        assert order.holds_stock is False
        assert db.get_one(Product, order.product_id).stock == 4

    def test_writes_to_the_buyer_once(self, db: Session, order: Order, ask, hear):
        refund = ask(1200)
        for _ in range(3):
            hear(stripe_says.refunded(refund))

        letters = [one.subject for one in db.exec(select(MailMessage).order_by(MailMessage.id))]
        assert letters == [
            f"Order {order.number}: $48.00 paid",
            f"Order {order.number}: $12.00 refunded",
        ]

    def test_told_twice_happens_once(self, db: Session, order: Order, ask, hear):
        refund = ask(1200)
        hear(stripe_says.refunded(refund))
        before = accounts(db)

        for _ in range(2):
            event_handlers.take_refund(db, {"refund_id": refund.key, "purpose": "order"})

        assert money(order) == (OrderState.PARTLY_REFUNDED, 0, 1200)
        assert accounts(db) == before

    def test_counts_what_was_sent_back_at_stripe(self, db: Session, order: Order, noor, hear):
        hear(stripe_says.refunded_there(checkout_of(db, order), 800))

        assert money(order) == (OrderState.PARTLY_REFUNDED, 0, 800)
        assert str(refund_order(db, order.public_id, by=noor.key)) == "$40.00"

    def test_waits_until_the_payment_itself_is_settled(self, db: Session, order: Order, ask):
        refund = ask(1200)
        order.state, order.paid_at, order.holds_stock = OrderState.WAITING, None, True
        db.flush()

        with pytest.raises(LookupError, match="not settled yet"):
            event_handlers.take_refund(db, {"refund_id": refund.key, "purpose": "order"})


class TestFailing:
    def test_lets_it_be_sent_again(self, db: Session, order: Order, noor, ask):
        refuse_refund(db, ask().key, code="charge_disputed")
        deliver_events(db)

        assert money(order) == (OrderState.PAID, 0, 0)
        assert str(refund_order(db, order.public_id, by=noor.key)) == "$48.00"

    def test_gives_everybody_back_what_had_been_taken(self, db: Session, order, ask, hear):
        refund = ask(1200)
        before = accounts(db)
        hear(stripe_says.refunded(refund))

        hear(stripe_says.refunded(refund, "failed"))

        assert money(order) == (OrderState.PAID, 0, 0)
        assert accounts(db) == before

    def test_of_one_leaves_the_other(self, db: Session, order: Order, ask, hear):
        first, second = ask(1000), ask(2000)
        hear(stripe_says.refunded(first), stripe_says.refunded(second))

        hear(stripe_says.refunded(first, "failed"))

        assert money(order) == (OrderState.PARTLY_REFUNDED, 0, 2000)

    @pytest.mark.parametrize("had_succeeded", [False, True])
    def test_told_twice_happens_once(self, db, order, ask, hear, had_succeeded: bool):
        refund, _other = ask(1000), ask(2000)
        if had_succeeded:
            hear(stripe_says.refunded(refund))
        hear(stripe_says.refunded(refund, "failed"))
        before = accounts(db)

        for _ in range(2):
            told = {"refund_id": refund.key, "purpose": "order", "had_succeeded": had_succeeded}
            event_handlers.undo_refund(db, told)

        assert money(order) == (OrderState.PAID, 2000, 0)
        assert accounts(db) == before

    def test_at_stripe_frees_nothing_that_was_asked_for_here(self, db, order, ask, hear):
        refund = ask(1000)
        hear(stripe_says.refunded_there(checkout_of(db, order), 1000, status="failed"))
        assert money(order) == (OrderState.PAID, 1000, 0)

        hear(stripe_says.refunded(refund))

        assert money(order) == (OrderState.PARTLY_REFUNDED, 0, 1000)

    def test_waits_for_the_success_that_it_undoes(self, db: Session, order, ask):
        refund = ask(1000)
        checkout = checkout_of(db, order)
        for status in ("succeeded", "failed"):
            apply_refunds(db, checkout.key, [stripe_says.refunded(refund, status)])

        with pytest.raises(LookupError, match="not settled yet"):
            event_handlers.undo_refund(
                db, {"refund_id": refund.key, "purpose": "order", "had_succeeded": True}
            )
        deliver_events(db)

        assert money(order) == (OrderState.PAID, 0, 0)
        assert accounts(db) == {"held": 4800, "brand": 4416, "creator": 384}

    def test_by_our_word_gives_way_to_stripes(self, db: Session, order: Order, ask, hear):
        refund = ask()
        refuse_refund(db, refund.key, code="charge_already_refunded")
        deliver_events(db)

        hear(stripe_says.refunded(refund))

        assert money(order) == (OrderState.REFUNDED, 0, 4800)
        assert accounts(db) == {"held": 0, "brand": 0, "creator": 0}

    def test_of_what_both_sides_sent_never_says_less_than_nothing_is_left(
        self, db: Session, order: Order, noor, ask, hear
    ):
        ask()
        hear(stripe_says.refunded_there(checkout_of(db, order), 800))

        with pytest.raises(RefundTooLarge, match="has gone back or is on its way"):
            refund_order(db, order.public_id, by=noor.key)
