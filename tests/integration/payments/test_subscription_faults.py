"""Everything that can go wrong with a kept subscription, and that nothing is lost or charged twice.

One row for each fault. After every one of them the books, our payments and Stripe's charges agree,
and there is one subscription at Stripe at most.
"""

from collections.abc import Callable
from functools import partial
from threading import Event

import pytest

from smallgestures.billing.errors import StripeUnavailable
from smallgestures.billing.subscriptions import handlers
from smallgestures.db.engine import transaction
from smallgestures.moving_time import keep_time
from smallgestures.outbox.service import take_due
from smallgestures.product_time.service import move_time
from tests.integration.payments.conftest import Shop
from tests.integration.payments.subscriber import Subscriber

PAGES = "/v1/checkout/sessions"
CUSTOMERS = "/v1/customers"
CLOCKS = "/v1/test_helpers/test_clocks"
SUBSCRIPTIONS = "/v1/subscriptions"

Row = Callable[[Shop], Subscriber]
ROWS: dict[str, Row] = {}


def row(fault: Row) -> Row:
    """Put a fault into the table."""
    ROWS[fault.__name__] = fault
    return fault


def kept(shop: Shop) -> Subscriber:
    ben = Subscriber(shop)
    assert ben.keeps() == "paid"
    shop.hear()
    return ben


def until_charged(ben: Subscriber) -> Subscriber:
    ben.days_pass(30)
    ben.days_pass(1)
    assert (ben.card.state, ben.story) == ("active", ["Started", "Charged"])
    return ben


def opens_after(shop: Shop, do: str, path: str) -> Subscriber:
    """Stripe fails twice at one step of opening the page; asked again, it goes on from there."""
    ben = Subscriber(shop)
    shop.sandbox.fail(do, path=path, times=2, delay_ms=3000)
    with pytest.raises(StripeUnavailable):
        handlers.ask(ben.id)
    assert ben.keeps() == "paid"
    shop.hear()
    return until_charged(ben)


@row
def stripe_is_down(shop: Shop) -> Subscriber:
    ben = Subscriber(shop)
    shop.sandbox.kill()
    with pytest.raises(StripeUnavailable):
        handlers.ask(ben.id)
    shop.sandbox.start_again()
    ben.keeps()
    shop.hear()
    return until_charged(ben)


ROWS |= {
    name: partial(opens_after, do=do, path=path)
    for name, do, path in (
        ("stripe_hangs_up_after_making_the_clock", "hang_up_after", CLOCKS),
        ("stripe_hangs_up_after_making_the_customer", "hang_up_after", CUSTOMERS),
        ("stripe_hangs_up_after_opening_the_page", "hang_up_after", PAGES),
        ("stripe_answers_500", "answer_500", PAGES),
        ("stripe_is_slow", "delay_before", PAGES),
    )
}


@row
def nobody_asks_again_after_stripe_hung_up(shop: Shop) -> Subscriber:
    ben = Subscriber(shop)
    shop.sandbox.fail("hang_up_after", path=PAGES, times=2)
    with pytest.raises(StripeUnavailable):
        handlers.ask(ben.id)
    ben.is_swept()
    assert ben.card.state == "open"
    shop.sandbox.expire(ben.row.session_id or "")
    shop.hear()
    assert ben.story == ["Abandoned"]
    return ben


@row
def stripe_is_down_when_somebody_cancels(shop: Shop) -> Subscriber:
    ben = kept(shop)
    shop.sandbox.kill()
    ben.stops()
    shop.work()
    assert ben.card.is_stopping  # shown at once, and not forgotten
    shop.sandbox.start_again()
    shop.hear()
    assert ben.card.cancel_at_period_end
    ben.days_pass(30)
    ben.days_pass(1)
    assert (ben.card.state, ben.payments) == ("canceled", [])
    return ben


@row
def stripe_hangs_up_after_ending_it(shop: Shop) -> Subscriber:
    ben = kept(shop)
    shop.sandbox.switch(
        faults=[{"do": "hang_up_after", "method": "DELETE", "path": SUBSCRIPTIONS, "times": 2}]
    )
    ben.ends()
    shop.hear()
    assert (ben.card.state, ben.story) == ("canceled", ["Started", "Ended"])
    return ben


@row
def the_cancellation_never_reached_stripe_before_the_charge(shop: Shop) -> Subscriber:
    """What was taken after somebody had said no goes back, and is no payment of theirs."""
    ben = kept(shop)
    ben.stops()
    lease = take_due(transaction)  # whoever was to tell Stripe dies, and takes its time
    assert lease is not None
    ben.days_pass(30)
    ben.days_pass(1)
    (payment,) = ben.payments
    assert payment.is_unwanted
    assert ben.story == ["Started"]
    lease.fail(RuntimeError("killed"))
    shop.hear()
    assert ben.card.cancel_at_period_end
    assert ben.letters == ["$9.99 for Premiere Rush goes back to you"]
    return ben


@row
def the_page_is_completed_while_somebody_gives_up(shop: Shop) -> Subscriber:
    ben = Subscriber(shop)
    session_id = ben.opens()
    ben.ends()
    shop.sandbox.pay(session_id)
    shop.hear()
    assert ben.card.state == "canceled"
    assert ben.story == ["Started", "Ended"]
    return ben


@row
def somebody_gives_up_before_the_page_is_completed(shop: Shop) -> Subscriber:
    ben = Subscriber(shop)
    ben.opens()
    ben.stops()
    shop.hear()
    assert (ben.card.state, ben.story) == ("abandoned", ["Abandoned"])
    return ben


@row
def webhooks_are_lost(shop: Shop) -> Subscriber:
    shop.sandbox.switch(webhooks={"drop": {"types": ["*"]}})
    ben = Subscriber(shop)
    ben.keeps()
    shop.work()
    assert ben.card.state == "open"
    ben.is_swept()
    assert ben.card.state == "trialing"
    return until_charged(ben)


@row
def webhooks_are_lost_and_somebody_comes_back(shop: Shop) -> Subscriber:
    shop.sandbox.switch(webhooks={"drop": {"types": ["*"]}})
    ben = Subscriber(shop)
    ben.keeps()
    ben.comes_back()
    assert ben.card.state == "trialing"
    return until_charged(ben)


@row
def webhooks_come_twice_and_in_reverse(shop: Shop) -> Subscriber:
    shop.sandbox.switch(webhooks={"hold": True, "duplicate": 2})
    ben = Subscriber(shop)
    ben.keeps()
    shop.sandbox.release("reversed")
    shop.hear()
    assert ben.card.state == "trialing"
    return until_charged(ben)


@row
def webhooks_of_a_whole_life_come_at_its_end_in_reverse(shop: Shop) -> Subscriber:
    ben = kept(shop)
    shop.sandbox.switch(webhooks={"hold": True, "duplicate": 2})
    ben.shop.given(lambda db: move_time(db, days=30))
    keep_time(Event(), shop.work)
    ben.shop.given(lambda db: move_time(db, days=1))
    keep_time(Event(), shop.work)
    shop.sandbox.release("reversed")
    shop.hear()
    assert (ben.card.state, ben.story) == ("active", ["Started", "Charged"])
    return ben


@row
def somebody_elses_subscription_appears_at_stripe(shop: Shop) -> Subscriber:
    ben = kept(shop)
    client = shop.sandbox.client()
    price = client.v1.prices.create(
        {
            "currency": "usd",
            "unit_amount": 500,
            "recurring": {"interval": "month"},
            "product_data": {"name": "Of nobody’s consent"},
        }
    )
    assert ben.customer_id is not None
    other = client.v1.subscriptions.create(
        {
            "customer": ben.customer_id,
            "items": [{"price": price.id}],
            "trial_period_days": 30,
            "metadata": {"subscription_uid": ben.row.uid},
        }
    )
    shop.hear()
    outcomes = {event.outcome for event in shop.webhooks() if event.object_id == other.id}
    assert outcomes == {"no consent of ours"}
    assert ben.row.subscription_id != other.id
    client.v1.subscriptions.cancel(other.id)
    shop.hear()
    assert (ben.card.state, ben.story) == ("trialing", ["Started"])
    return ben


@row
def stripe_is_down_while_time_moves(shop: Shop) -> Subscriber:
    ben = kept(shop)
    shop.sandbox.kill()
    ben.days_pass_without_stripe()
    shop.sandbox.start_again()
    ben.time_goes_on()
    assert ben.card.state == "active"
    assert ben.story == ["Started", *["Charged"] * len(ben.payments)]
    assert len(ben.payments) >= 2
    return ben


@pytest.mark.parametrize("fault", ROWS)
def test_every_fault_of_a_subscription_ends_well_and_loses_nothing(fault: str, shop: Shop):
    ben = ROWS[fault](shop)
    ben.agrees_with_stripe()
    assert ben.at_most_one_lives()
