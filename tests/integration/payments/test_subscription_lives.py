"""The lives that a kept subscription can have, from its consent to its end."""

import pytest

from smallgestures.billing.subscriptions.models import SubscriptionPayment
from tests.integration.payments.conftest import Shop
from tests.integration.payments.sandbox import DECLINED
from tests.integration.payments.subscriber import PRICE_MINOR, Subscriber

ASKS_ALWAYS = "4000002760003184"
ASKS_ONCE = "4000002500003155"
FAILS_LATER = "4000000000000341"
RECEIPT = "Receipt: $9.99 for Premiere Rush"


def test_is_free_until_the_day_that_was_named_and_then_charged_each_month(shop: Shop):
    ben = Subscriber(shop)
    assert ben.keeps() == "paid"
    shop.hear()
    assert (ben.card.state, ben.card.card, ben.charged) == ("trialing", "Visa ending 4242", [])
    assert ben.card.current_period_end == ben.row.trial_end

    ben.days_pass(30)
    ben.days_pass(1)

    assert ben.card.state == "active"
    assert ben.story == ["Started", "Charged"]
    assert ben.letters == [RECEIPT]
    (payment,) = ben.payments
    assert payment.amount_minor == PRICE_MINOR
    late = payment.paid_at - ben.row.trial_end
    assert 3600 <= late.total_seconds() <= 2 * 3600  # by Stripe's draft hour

    ben.days_pass(90)
    ben.days_pass(7)  # three more months have passed, however long they are
    assert len(ben.payments) == 4
    ben.agrees_with_stripe()


def test_a_declined_first_charge_is_mended_by_another_card(shop: Shop):
    ben = Subscriber(shop)
    assert ben.keeps(FAILS_LATER) == "paid"
    shop.hear()
    ben.days_pass(30)
    ben.days_pass(1)
    assert ben.card.state == "past_due"
    assert ben.card.trouble == "The card was declined. No money moved."
    assert ben.card.fix_url.startswith("http")

    ben.gives_another_card()
    ben.comes_back()

    assert (ben.card.state, ben.card.trouble) == ("active", "")
    assert ben.story == ["Started", "PastDue", "Charged", "Recovered"]
    assert ben.card.card == "Visa ending 4242"
    ben.agrees_with_stripe()


def test_a_declined_first_charge_that_nobody_mends_ends_it(shop: Shop):
    ben = Subscriber(shop)
    ben.keeps(FAILS_LATER)
    shop.hear()

    ben.days_pass(30)
    ben.days_pass(30)
    ben.days_pass(30)

    assert ben.card.state == "canceled"
    assert ben.story == ["Started", "PastDue", "Ended"]
    assert (ben.payments, ben.charged, ben.letters) == ([], [], [])


@pytest.mark.parametrize("card", [ASKS_ONCE, ASKS_ALWAYS])
def test_a_card_that_asks_is_confirmed_on_stripes_page(shop: Shop, card: str):
    ben = Subscriber(shop)
    assert ben.keeps(card, confirm=True) == "paid"
    shop.hear()
    ben.days_pass(30)
    ben.days_pass(1)

    if card == ASKS_ONCE:
        assert (ben.card.state, ben.story) == ("active", ["Started", "Charged"])
        return
    assert ben.card.state == "past_due"
    assert ben.story == ["Started", "NeedsConfirmation", "PastDue"]
    assert ben.card.asks_confirmation
    assert ben.card.trouble == "Your bank asks you to confirm the payment. No money moved yet."
    assert ben.charged == []

    ben.confirms_payment()
    shop.hear()
    assert (ben.card.state, ben.card.trouble, ben.card.fix_url) == ("active", "", "")
    assert ben.story[-2:] == ["Charged", "Recovered"]
    ben.agrees_with_stripe()


def test_cancelled_before_the_first_charge_it_is_never_charged(shop: Shop):
    ben = Subscriber(shop)
    ben.keeps()
    shop.hear()
    ben.days_pass(7)

    ben.stops()
    shop.hear()
    assert (ben.card.state, ben.card.cancel_at_period_end) == ("trialing", True)
    ben.days_pass(30)

    assert ben.card.state == "canceled"
    assert ben.story == ["Started", "Ended"]
    assert (ben.payments, ben.charged) == ([], [])


def test_ended_at_once_it_is_never_charged(shop: Shop):
    ben = Subscriber(shop)
    ben.keeps()
    shop.hear()

    ben.ends()
    shop.hear()

    assert ben.card.state == "canceled"
    ben.days_pass(30)
    assert (ben.payments, ben.charged) == ([], [])


def test_cancelled_later_it_runs_to_the_end_of_what_is_paid(shop: Shop):
    ben = Subscriber(shop)
    ben.keeps()
    shop.hear()
    ben.days_pass(30)
    ben.days_pass(7)

    ben.stops()
    shop.hear()
    assert ben.card.state == "active"
    ben.days_pass(30)

    assert ben.card.state == "canceled"
    assert ben.story == ["Started", "Charged", "Ended"]
    ben.agrees_with_stripe()


def test_a_cancellation_that_is_taken_back_changes_nothing(shop: Shop):
    ben = Subscriber(shop)
    ben.keeps()
    shop.hear()
    ben.stops()
    shop.hear()

    ben.goes_on()
    shop.hear()
    ben.days_pass(30)
    ben.days_pass(1)

    assert (ben.card.state, ben.card.is_stopping) == ("active", False)
    assert ben.story == ["Started", "Charged"]


def test_after_the_free_time_it_is_charged_at_once_and_only_by_a_card_that_pays(shop: Shop):
    ben = Subscriber(shop, free_days=0)
    assert ben.keeps(DECLINED) == "declined"
    shop.hear()
    assert (ben.card.state, ben.charged) == ("open", [])

    assert ben.keeps() == "paid"
    shop.hear()

    assert ben.card.state == "active"
    assert ben.story == ["Started", "Charged"]
    assert ben.letters == [RECEIPT]
    ben.agrees_with_stripe()


def test_a_page_that_nobody_completes_leaves_nothing(shop: Shop):
    ben = Subscriber(shop)
    shop.sandbox.expire(ben.opens())
    shop.hear()

    assert ben.card.state == "abandoned"
    assert ben.story == ["Abandoned"]
    assert shop.all(SubscriptionPayment) == []
