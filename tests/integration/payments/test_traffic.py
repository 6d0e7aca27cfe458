"""Every request of ours, and every answer to it, is one that Stripe's own description allows."""

from smallgestures.billing import handlers
from smallgestures.shop.orders.models import OrderState
from tests.factories import make_brand, make_product, unused
from tests.integration.payments.conftest import Shop
from tests.integration.payments.sandbox import DECLINED
from tests.integration.payments.subscriber import Subscriber
from tests.stripe.traffic import problems_of


def test_the_requests_of_a_purchase_from_order_to_refund_are_stripes(shop: Shop):
    """1. An order is declined, tried again, paid, and its buyer comes back.

    2. It is refunded in two parts. Another order is left alone until it expires.
    3. Nothing that was asked or answered contradicts Stripe's OpenAPI description, nor the
       types of Stripe's library.
    """
    noor, ines, leo = (shop.person(unused(name)) for name in ("noor", "ines", "leo"))
    product = shop.given(
        lambda db: make_product(db, brand_id=make_brand(db, owner_id=noor.id).key, stock=5)
    )
    shop.sandbox.switch(record_traffic=True)

    answer = ines.buy(product)
    shop.sandbox.pay(answer.session_id, DECLINED)
    shop.hear()
    order_id = shop.orders()[0].public_id
    shop.sandbox.pay(ines.pay(order_id).session_id)
    shop.hear()
    noor.refund(order_id, "8")
    shop.hear()
    noor.refund(order_id)
    shop.hear()
    shop.sandbox.expire(leo.buy(product).session_id)
    shop.hear()
    handlers.sweep()
    assert [one.state for one in shop.orders()] == [OrderState.REFUNDED, OrderState.UNPAID]

    exchanges = shop.sandbox.traffic()
    asked = {(one["method"], one["path"].split("/")[2]) for one in exchanges}
    assert {("POST", "checkout"), ("GET", "checkout"), ("POST", "refunds")} <= asked
    assert [problem for one in exchanges for problem in problems_of(one)] == []


def test_the_requests_of_a_subscription_from_trial_to_end_are_stripes(shop: Shop):
    """1. Somebody keeps a trial with a card that fails later, stops, and goes on after all.

    2. The first charge fails, another card mends it, and a month later it is ended.
    3. Nothing that was asked, answered or told by events contradicts Stripe's OpenAPI
       description, nor the types of Stripe's library.
    """
    shop.sandbox.switch(record_traffic=True)
    ben = Subscriber(shop)

    assert ben.keeps("4000000000000341") == "paid"
    shop.hear()
    ben.stops()
    ben.goes_on()
    ben.days_pass(30)
    ben.days_pass(1)
    assert ben.card.state == "past_due"
    ben.gives_another_card()
    ben.comes_back()
    assert ben.card.state == "active"
    ben.ends()
    shop.hear()
    assert ben.card.state == "canceled"

    events = shop.sandbox.client().v1.events.list({"limit": 100}).data
    told = {event.type for event in events}
    assert {"customer.subscription.trial_will_end", "invoice.payment_failed"} <= told
    exchanges = shop.sandbox.traffic()
    asked = {(one["method"], one["path"].split("/")[2]) for one in exchanges}
    assert {("POST", "checkout"), ("POST", "subscriptions"), ("GET", "invoices")} <= asked
    assert [problem for one in exchanges for problem in problems_of(one)] == []
