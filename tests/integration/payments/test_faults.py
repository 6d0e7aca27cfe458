"""Everything that can go wrong with a payment: what the person reads, and that nothing is lost.

One row for each fault. After every one of them the books are balanced, Stripe has taken the
money of exactly the orders that are paid, and no unit of stock is missing.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col

from smallgestures import clock
from smallgestures.billing import handlers
from smallgestures.billing.ledger.service import balance, brand_account, trial_balance
from smallgestures.billing.models import Checkout
from smallgestures.billing.seen import REFUND_UID
from smallgestures.db.engine import transaction
from smallgestures.mail.models import MailMessage
from smallgestures.outbox.service import take_due
from smallgestures.shop.models import Product
from smallgestures.shop.orders.models import OrderState
from tests.factories import make_brand, make_product, unused
from tests.integration.fault_table import Fault, FaultTable
from tests.integration.payments.conftest import Answer, Person, Shop
from tests.integration.payments.sandbox import ASKS, DECLINED, POOR

STOCK = 3
SWEEPS = 5
CREATE = "/v1/checkout/sessions"
REFUNDS = "/v1/refunds"
AWAY = (
    "The payment service is not answering at the moment. No money moved, and nothing you did is "
    "lost. Please try again in a minute."
)
COMPLETED = "checkout.session.completed"


@dataclass
class Scene:
    """Ines and Leo buy a vase of Noor's, of which there are three."""

    shop: Shop
    vase: Product
    ines: Person
    leo: Person
    noor: Person

    @property
    def sandbox(self):
        return self.shop.sandbox

    def ordered(self) -> Answer:
        """Ines has ordered, and stands on Stripe's page."""
        return self.ines.buy(self.vase)

    def paid(self) -> str:
        """Ines has ordered and paid, and the shop knows; return her order."""
        answer = self.ordered()
        assert self.sandbox.pay(answer.session_id) == "paid"
        self.shop.hear()
        return self.only_order().public_id

    def only_order(self):
        (order,) = self.shop.orders()
        return order

    def change_price(self, price_minor: int) -> None:
        self.shop.given(
            lambda db: db.exec(
                update(Product)
                .where(col(Product.id) == self.vase.key)
                .values(price_minor=price_minor)
            )
        )

    def let_time_pass(self, time: timedelta) -> None:
        """Make every open checkout look as if Stripe was last asked so long ago."""
        self.shop.given(lambda db: db.exec(update(Checkout).values(checked_at=clock.wall() - time)))

    def sweep(self) -> None:
        """Let the hourly look for what no webhook told take place, again where nobody answered."""
        for _ in range(SWEEPS):
            self.let_time_pass(timedelta(hours=2))
            if handlers.sweep():
                break
        self.shop.work()


@pytest.fixture
def scene(shop: Shop) -> Scene:
    noor = shop.person(unused("noor"))
    vase = shop.given(
        lambda db: make_product(
            db, brand_id=make_brand(db, owner_id=noor.id).key, price_minor=4800, stock=STOCK
        )
    )
    return Scene(shop, vase, shop.person(unused("ines")), shop.person(unused("leo")), noor)


def nothing_is_lost(scene: Scene) -> None:
    """The books, Stripe and the shelf agree with the orders."""
    orders = scene.shop.orders()
    taken = [order for order in orders if order.paid_at is not None]
    assert len(scene.sandbox.charges()) == len(taken)
    back = sum(one["amount"] for one in scene.sandbox.refunds() if one["status"] == "succeeded")
    assert back == sum(order.refunded_minor for order in orders)
    assert sum(scene.shop.read(trial_balance).values()) == 0
    owed = scene.shop.read(lambda db: balance(db, brand_account(scene.vase.brand_id)))
    assert owed.amount_minor == sum(order.price_minor for order in taken) - back
    held = [order for order in orders if order.holds_stock]
    assert scene.shop.stock(scene.vase) == STOCK - len(taken) - len(held)


row = FaultTable[Scene]()


# ---- Stripe does not answer as it should


@row
def stripe_is_down(scene: Scene) -> None:
    scene.sandbox.kill()
    answer = scene.ordered()
    assert answer.words == AWAY

    scene.sandbox.start_again()
    again = scene.ines.pay(answer.order_id)
    assert scene.sandbox.pay(again.session_id) == "paid"
    scene.shop.hear()
    assert scene.only_order().state == OrderState.PAID


@row
def stripe_is_slow(scene: Scene) -> None:
    scene.sandbox.fail("delay_before", path=CREATE, times=2, delay_ms=3000)
    answer = scene.ordered()
    assert answer.words == AWAY

    again = scene.ines.pay_until_led(answer.order_id)
    assert scene.sandbox.pay(again.session_id) == "paid"
    scene.shop.hear()
    assert scene.only_order().state == OrderState.PAID
    assert len(scene.sandbox.sessions()) == 1


@row
def stripe_answers_500(scene: Scene) -> None:
    scene.sandbox.fail("answer_500", path=CREATE, times=2)
    answer = scene.ordered()
    assert answer.words == AWAY

    assert scene.sandbox.pay(scene.ines.pay(answer.order_id).session_id) == "paid"
    scene.shop.hear()
    assert scene.only_order().state == OrderState.PAID


@row
def stripe_answers_500_once(scene: Scene) -> None:
    scene.sandbox.fail("answer_500", path=CREATE)

    assert scene.sandbox.pay(scene.ordered().session_id) == "paid"  # nobody noticed
    scene.shop.hear()
    assert scene.only_order().state == OrderState.PAID


@row
def stripe_hangs_up_after_opening_the_session(scene: Scene) -> None:
    scene.sandbox.fail("hang_up_after", path=CREATE, times=2)
    answer = scene.ordered()
    assert answer.words == AWAY
    assert len(scene.sandbox.sessions()) == 1

    again = scene.ines.pay(answer.order_id)
    assert [one["id"] for one in scene.sandbox.sessions()] == [again.session_id]


@row
def nobody_asks_again_after_stripe_hung_up(scene: Scene) -> None:
    scene.sandbox.fail("hang_up_after", path=CREATE, times=2)
    scene.ordered()
    (session,) = scene.sandbox.sessions()
    scene.sandbox.expire(session["id"])
    scene.sandbox.switch(webhooks={"drop": {"types": ["*"]}})

    scene.sweep()
    assert scene.only_order().state == OrderState.UNPAID
    assert scene.shop.stock(scene.vase) == STOCK


@row
def stripe_hangs_up_after_sending_money_back(scene: Scene) -> None:
    order_id = scene.paid()
    scene.sandbox.fail("hang_up_after", path=REFUNDS, times=2)
    answer = scene.noor.refund(order_id)
    assert answer.words == "$48.00 is on its way back."

    scene.shop.hear()
    assert scene.only_order().state == OrderState.REFUNDED
    assert len(scene.sandbox.refunds()) == 1


@row
def stripe_is_down_while_money_goes_back(scene: Scene) -> None:
    order_id = scene.paid()
    scene.sandbox.kill()
    assert scene.noor.refund(order_id, "10").words == "$10.00 is on its way back."
    with pytest.raises(AssertionError, match="still waits"):
        all_is_done(scene)

    scene.sandbox.start_again()
    scene.shop.hear()
    assert scene.only_order().refunded_minor == 1000


def all_is_done(scene: Scene) -> None:
    scene.shop.work()
    assert scene.only_order().refunding_minor == 0, "it still waits"


# ---- what Stripe says arrives otherwise than it should


@row
def webhooks_come_twice(scene: Scene) -> None:
    scene.sandbox.switch(webhooks={"duplicate": 2})
    scene.paid()
    ids = [event.event_id for event in scene.shop.webhooks()]
    assert len(ids) == len(set(ids))


@row
def webhooks_come_in_reverse(scene: Scene) -> None:
    scene.sandbox.switch(webhooks={"hold": True})
    scene.sandbox.pay(scene.ordered().session_id)
    scene.sandbox.release("reversed")
    scene.shop.work()
    assert scene.only_order().state == OrderState.PAID


@row
def webhooks_come_a_day_late(scene: Scene) -> None:
    scene.sandbox.switch(webhooks={"hold": True})
    scene.sandbox.pay(scene.ordered().session_id)
    scene.sweep()
    assert scene.only_order().state == OrderState.PAID  # nobody waited for them

    late = scene.sandbox.event_id(COMPLETED)
    assert scene.sandbox.deliver(late) == "200"  # signed now: an event may be old, a signature not
    scene.shop.work()
    assert scene.only_order().state == OrderState.PAID


@row
def webhooks_are_lost(scene: Scene) -> None:
    scene.sandbox.switch(webhooks={"drop": {"types": ["*"]}})
    scene.sandbox.pay(scene.ordered().session_id)
    scene.shop.work()
    assert scene.only_order().state == OrderState.WAITING

    scene.sweep()
    assert scene.only_order().state == OrderState.PAID


@row
def webhooks_are_forged(scene: Scene) -> None:
    scene.sandbox.switch(webhooks={"hold": True})
    scene.sandbox.pay(scene.ordered().session_id)
    assert scene.sandbox.deliver(scene.sandbox.event_id(COMPLETED), forged=True) == "400"
    scene.shop.work()
    assert scene.shop.webhooks() == []
    assert scene.only_order().state == OrderState.WAITING

    scene.sandbox.be_well()
    scene.shop.hear()
    assert scene.only_order().state == OrderState.PAID


@row
def webhooks_are_stale(scene: Scene) -> None:
    scene.sandbox.switch(webhooks={"hold": True})
    scene.sandbox.pay(scene.ordered().session_id)
    late = scene.sandbox.event_id(COMPLETED)
    assert scene.sandbox.deliver(late, signed_s_ago=600) == "400"
    assert scene.shop.webhooks() == []

    scene.sandbox.be_well()
    scene.shop.hear()
    assert scene.only_order().state == OrderState.PAID


@row
def webhooks_tell_of_an_unknown_object(scene: Scene) -> None:
    client = scene.sandbox.client()
    session = client.v1.checkout.sessions.create(
        {
            "mode": "payment",
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": "usd",
                        "unit_amount": 500,
                        "product_data": {"name": "Of another shop"},
                    },
                }
            ],
            "success_url": "https://example.com/",
        }
    )
    scene.sandbox.expire(session.id)
    scene.shop.hear()
    outcomes = {event.type: event.outcome for event in scene.shop.webhooks()}
    assert outcomes["checkout.session.expired"] == "not ours"


@row
def webhooks_have_a_type_that_nobody_needs(scene: Scene) -> None:
    scene.paid()
    outcomes = {event.type: event.outcome for event in scene.shop.webhooks()}
    assert outcomes["charge.succeeded"] == "not needed"
    assert outcomes[COMPLETED] == "paid"


# ---- what people do


@row
def the_card_is_declined(scene: Scene) -> None:
    answer = scene.ordered()
    assert scene.sandbox.pay(answer.session_id, DECLINED) == "declined"
    scene.shop.hear()
    order = scene.only_order()
    assert order.state == OrderState.WAITING
    assert scene.shop.checkouts()[0].trouble == "The card was declined. No money moved."

    again = scene.ines.pay(order.public_id)
    assert again.session_id == answer.session_id
    assert scene.sandbox.pay(again.session_id) == "paid"
    scene.shop.hear()
    assert scene.only_order().state == OrderState.PAID


@row
def the_card_is_empty(scene: Scene) -> None:
    scene.sandbox.pay(scene.ordered().session_id, POOR)
    scene.shop.hear()
    words = "There is not enough money on the card. No money moved."
    assert scene.shop.checkouts()[0].trouble == words


@row
def the_confirmation_is_refused(scene: Scene) -> None:
    scene.sandbox.pay(scene.ordered().session_id, ASKS, confirm=False)
    scene.shop.hear()
    words = "The payment was not confirmed with the bank. No money moved."
    assert scene.shop.checkouts()[0].trouble == words


@row
def two_tabs_pay_one_order(scene: Scene) -> None:
    first, second = scene.ordered(), scene.ordered()
    assert first.session_id == second.session_id
    assert scene.sandbox.pay(first.session_id) == "paid"
    scene.sandbox.pay(second.session_id)  # says that it is paid, and charges nothing
    assert len(scene.sandbox.charges()) == 1
    scene.shop.hear()
    assert scene.ines.pay(scene.only_order().public_id).words == (
        "This order is paid already. Nothing more was charged."
    )


@row
def two_people_want_the_last_one(scene: Scene) -> None:
    scene.shop.given(
        lambda db: db.exec(update(Product).where(col(Product.id) == scene.vase.key).values(stock=1))
    )
    answer = scene.ordered()
    assert (
        scene.leo.buy(scene.vase).words == "Somebody took the last Tidal vase. Nothing was ordered."
    )
    scene.sandbox.expire(answer.session_id)
    scene.shop.hear()
    assert "/c/pay/" in scene.leo.buy(scene.vase).location
    words = scene.ines.pay(answer_order(scene)).words
    assert words == "Somebody took the last Tidal vase. Nothing was ordered."
    scene.shop.given(  # as many as there were, for the count at the end
        lambda db: db.exec(
            update(Product).where(col(Product.id) == scene.vase.key).values(stock=STOCK - 1)
        )
    )


def answer_order(scene: Scene) -> str:
    """Ines's own order."""
    return next(one.public_id for one in scene.shop.orders() if one.buyer_id == scene.ines.id)


@row
def the_tab_is_closed_on_stripes_page(scene: Scene) -> None:
    answer = scene.ordered()
    scene.sandbox.expire(answer.session_id)
    scene.shop.hear()
    order = scene.only_order()
    assert (order.state, scene.shop.stock(scene.vase)) == (OrderState.UNPAID, STOCK)

    again = scene.ines.pay(order.public_id)
    assert again.session_id != answer.session_id
    assert scene.sandbox.pay(again.session_id) == "paid"
    scene.shop.hear()
    assert scene.only_order().state == OrderState.PAID


@row
def the_session_expires_while_somebody_tries_again(scene: Scene) -> None:
    answer = scene.ordered()
    scene.sandbox.switch(webhooks={"hold": True})
    scene.sandbox.expire(answer.session_id)
    scene.shop.given(lambda db: db.exec(update(Checkout).values(expires_at=clock.wall())))

    again = scene.ines.pay(scene.only_order().public_id)
    assert again.session_id != answer.session_id
    scene.sandbox.be_well()
    scene.shop.hear()
    assert scene.only_order().state == OrderState.WAITING


@row
def the_price_changes_while_somebody_looks(scene: Scene) -> None:
    scene.change_price(5200)
    answer = scene.ines.buy(scene.vase)
    assert answer.words == (
        "The price changed from $48.00 to $52.00 while you were looking. Nothing was ordered; "
        "buy it at the new price if you still like it."
    )
    assert scene.shop.orders() == []


@row
def the_price_falls_while_an_order_waits(scene: Scene) -> None:
    scene.ordered()
    number = scene.only_order().number
    scene.change_price(4000)
    answer = scene.ines.buy(scene.vase, price_minor=4000)
    assert answer.words == (
        f"You ordered this at $48.00 before, and order {number} still waits for its payment. "
        "Pay it under Orders, or wait: unpaid, it ends by itself within 40 minutes."
    )


@row
def the_price_changes_while_somebody_pays(scene: Scene) -> None:
    answer = scene.ordered()
    scene.change_price(5200)
    scene.sandbox.pay(answer.session_id)
    scene.shop.hear()
    assert scene.sandbox.charges()[0]["amount"] == 4800 == scene.only_order().price_minor


# ---- money goes back


@row
def a_refund_is_asked_for_twice(scene: Scene) -> None:
    order_id = scene.paid()
    assert scene.noor.refund(order_id).words == "$48.00 is on its way back."
    assert scene.noor.refund(order_id, "48").words == (
        "All of it has gone back or is on its way, so no further refund was made."
    )
    scene.shop.hear()
    assert len(scene.sandbox.refunds()) == 1


@row
def a_refund_is_larger_than_what_was_paid(scene: Scene) -> None:
    order_id = scene.paid()
    assert scene.noor.refund(order_id, "48.01").words == (
        "At most $48.00 can be sent back, so the refund of $48.01 was not made. No money moved."
    )
    assert scene.sandbox.refunds() == []


@row
def a_refund_is_no_amount(scene: Scene) -> None:
    order_id = scene.paid()
    assert scene.noor.refund(order_id, "all of it").words == (
        "We can’t read this amount. It should look like 12.50. No money moved."
    )


@row
def somebody_else_asks_for_a_refund(scene: Scene) -> None:
    order_id = scene.paid()
    assert scene.ines.refund(order_id).words == (
        "Only the brand that sold this can refund it. No money moved."
    )


@row
def a_refund_of_a_disputed_payment(scene: Scene) -> None:
    order_id = scene.paid()
    scene.sandbox.dispute(scene.sandbox.charges()[0]["id"])
    scene.shop.hear()
    scene.noor.refund(order_id)
    scene.shop.hear()
    (refund,) = scene.shop.refunds()
    assert refund.failure == (
        "The buyer’s bank is looking into this payment, so Stripe sends nothing back until it has "
        "decided. No money moved."
    )
    assert scene.only_order().refunding_minor == 0


@row
def a_refund_bounces(scene: Scene) -> None:
    order_id = scene.paid()
    scene.noor.refund(order_id)
    scene.shop.hear()
    assert scene.only_order().state == OrderState.REFUNDED

    scene.sandbox.bounce(scene.sandbox.refunds()[0]["id"])
    scene.shop.hear()
    order = scene.only_order()
    assert (order.state, order.refunded_minor) == (OrderState.PAID, 0)
    assert scene.shop.refunds()[0].failure == (
        "The buyer’s bank sent the money back to us. Please arrange it with the buyer."
    )
    subjects = [mail.subject for mail in scene.shop.all(MailMessage)]
    assert subjects[-1] == f"Order {order.number}: your refund did not arrive"


@row
def a_refund_was_made_before_the_backup_that_is_restored(scene: Scene) -> None:
    order_id = scene.paid()
    scene.noor.refund(order_id, "10")
    (refund,) = scene.shop.refunds()
    intent = scene.shop.checkouts()[0].payment_intent_id
    scene.sandbox.client().v1.refunds.create(  # under a key that Stripe has forgotten since
        {"payment_intent": intent, "amount": 1000, "metadata": {REFUND_UID: refund.uid}}
    )
    scene.shop.hear()
    assert len(scene.sandbox.refunds()) == 1
    assert scene.only_order().refunded_minor == 1000


@row
def a_refund_is_made_at_stripe(scene: Scene) -> None:
    scene.paid()
    intent = scene.sandbox.charges()[0]["payment_intent"]
    scene.sandbox.client().v1.refunds.create({"payment_intent": intent, "amount": 800})
    scene.shop.hear()
    order = scene.only_order()
    assert (order.state, order.refunded_minor) == (OrderState.PARTLY_REFUNDED, 800)


# ---- our own machine


@row
def the_database_is_locked(scene: Scene) -> None:
    file = scene.shop.folder / "smallgestures.db"
    scene.sandbox.switch(webhooks={"hold": True})
    answer = scene.ordered()
    scene.sandbox.pay(answer.session_id)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")  # longer than Stripe waits for an answer
        event = scene.sandbox.event_id(COMPLETED)
        assert scene.sandbox.deliver(event) not in {"200", "400"}
        other.execute("ROLLBACK")
    scene.sandbox.be_well()
    scene.shop.hear()
    assert scene.only_order().state == OrderState.PAID


@row
def the_worker_dies_between_stripes_answer_and_our_commit(scene: Scene) -> None:
    order_id = scene.paid()
    scene.noor.refund(order_id)
    lease = take_due(transaction)
    assert lease is not None
    assert lease.name == "RefundRequested"
    (refund,) = scene.shop.refunds()
    handlers.gateway.make_refund(
        refund.uid,
        payment_intent_id=scene.shop.checkouts()[0].payment_intent_id,
        amount_minor=refund.amount_minor,
    )
    # Here it died. Its lease runs out, and another worker takes the event up.
    lease.fail(RuntimeError("killed"))
    scene.shop.hear()
    assert len(scene.sandbox.refunds()) == 1
    assert scene.only_order().state == OrderState.REFUNDED


@pytest.mark.parametrize("fault", row.rows, ids=lambda fault: fault.__name__)
def test_every_fault_has_its_words_and_loses_nothing(fault: Fault[Scene], scene: Scene) -> None:
    fault(scene)
    nothing_is_lost(scene)
