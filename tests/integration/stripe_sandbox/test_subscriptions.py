"""The lives of subscriptions that begin with a trial, from Checkout to their end."""

import pytest
from stripe import InvalidRequestError

from tests.integration.stripe_sandbox.subscribers import (
    ALWAYS_CONFIRMS,
    CONFIRMS,
    DAY_S,
    DECLINED,
    FAILS_LATER,
    START,
    SUCCEEDS,
    Subscriber,
    typed,
)

PAID = [
    "invoice.finalized",
    "charge.succeeded",
    "invoice.payment_succeeded",
    "invoice.paid",
    "customer.subscription.updated",
]
FAILED = ["charge.failed", "invoice.payment_failed"]


@pytest.fixture
def ines(sandbox, receiver, stripe) -> Subscriber:
    return Subscriber.new(sandbox, receiver, stripe)


class TestTrialThatConverts:
    def test_is_charged_an_hour_after_its_end_and_renews(self, ines: Subscriber):
        found = ines.subscription(ines.subscribe(trial_days=7))
        assert (found.status, found.trial_end) == ("trialing", START + 7 * DAY_S)
        assert found["items"].data[0].current_period_end == found.trial_end
        assert found.latest_invoice.amount_due == 0
        assert ines.told() == [
            "customer.subscription.created",
            "invoice.created",
            "invoice.finalized",
            "invoice.payment_succeeded",
            "invoice.paid",
        ]

        assert ines.told_after(days=4) == ["customer.subscription.trial_will_end"]
        assert ines.told_after(days=3) == ["invoice.created"]
        waiting = ines.subscription(found.id)
        assert (waiting.status, waiting.latest_invoice.status) == ("trialing", "draft")

        assert ines.told_after(hours=1) == PAID
        paid = ines.subscription(found.id)
        assert (paid.status, paid.latest_invoice.amount_paid) == ("active", 999)
        assert paid.latest_invoice.parent.subscription_details.subscription == found.id
        assert paid.latest_invoice.parent.subscription_details.metadata.to_dict() == {"gift": "7"}
        assert [each.status for each in paid.latest_invoice.payments.data] == ["paid"]

        assert ines.told_after(days=31) == ["invoice.created", *PAID]
        renewed = ines.subscription(found.id)
        assert renewed.latest_invoice.billing_reason == "subscription_cycle"
        assert renewed["items"].data[0].current_period_end == 1_905_875_200  # 24 May 2030

    def test_warns_at_once_where_less_than_three_days_are_left(self, ines: Subscriber):
        ines.subscribe(trial_days=2)

        assert ines.told()[1] == "customer.subscription.trial_will_end"

    def test_needs_no_second_confirmation_of_a_card_that_was_confirmed(self, ines: Subscriber):
        found = ines.subscribe(CONFIRMS, trial_days=7)

        ines.wait(days=7, hours=1)

        assert ines.subscription(found).status == "active"

    def test_can_be_refunded(self, ines: Subscriber):
        found = ines.subscribe(trial_days=7)
        ines.wait(days=7, hours=1)

        payment = ines.subscription(found).latest_invoice.payments.data[0].payment
        refund = ines.stripe.v1.refunds.create({"payment_intent": payment.payment_intent})

        assert (refund.amount, refund.status) == (999, "succeeded")


class TestTrialThatFails:
    def test_is_past_due_until_the_person_pays_with_another_card(self, ines: Subscriber):
        found = ines.subscribe(FAILS_LATER, trial_days=7)

        told = ines.told_after(days=7, hours=1)

        assert told == [
            "customer.subscription.trial_will_end",
            "invoice.created",
            "invoice.finalized",
            *FAILED,
            "customer.subscription.updated",
        ]
        failed = ines.subscription(found)
        invoice = failed.latest_invoice
        assert (failed.status, invoice.status, invoice.attempt_count) == ("past_due", "open", 1)
        assert invoice.next_payment_attempt == ines.at + 3 * DAY_S

        page = ines.look_at(invoice.hosted_invoice_url)
        assert "Pay $9.99" in page
        assert 'href="http://127.0.0.1:9/trials"' in page
        again = ines.pay_invoice(invoice.hosted_invoice_url, **typed(DECLINED)).text
        assert "The card was declined. No money moved." in again
        ines.pay_invoice(invoice.hosted_invoice_url, **typed(SUCCEEDS))

        fixed = ines.subscription(found)
        assert (fixed.status, fixed.latest_invoice.amount_paid) == ("active", 999)
        assert fixed.default_payment_method.card.last4 == "4242"
        assert "This invoice is paid" in ines.look_at(invoice.hosted_invoice_url)
        assert ines.told_after(days=10) == []

    def test_is_tried_after_3_5_and_7_days_and_then_ends(self, ines: Subscriber):
        found = ines.subscribe(FAILS_LATER, trial_days=7)
        ines.wait(days=7, hours=1)

        for days in (3, 5):
            assert ines.told_after(days=days, hours=-1) == []
            assert ines.told_after(hours=1) == FAILED
        last = ines.told_after(days=7)

        assert last == [*FAILED, "customer.subscription.deleted"]
        ended = ines.subscription(found)
        assert (ended.status, ended.ended_at) == ("canceled", ines.at)
        assert ended.cancellation_details.reason == "payment_failed"
        assert (ended.latest_invoice.attempt_count, ended.latest_invoice.status) == (4, "open")
        assert ines.told_after(days=60) == []

    def test_waits_for_the_person_where_the_bank_asks_each_time(self, ines: Subscriber):
        found = ines.subscribe(ALWAYS_CONFIRMS, trial_days=7)

        told = ines.told_after(days=7, hours=1)

        assert told[-3:] == [
            "invoice.payment_failed",
            "invoice.payment_action_required",
            "customer.subscription.updated",
        ]
        waiting = ines.subscription(found)
        assert waiting.status == "past_due"
        url = waiting.latest_invoice.hosted_invoice_url
        assert "Confirm this payment" in ines.look_at(url)
        assert "was not confirmed" in ines.pay_invoice(url, answer="refuse").text
        ines.pay_invoice(url, **typed(ALWAYS_CONFIRMS))
        ines.pay_invoice(url, answer="confirm")

        paid = ines.subscription(found)
        assert (paid.status, paid.latest_invoice.status) == ("active", "paid")


class TestTrialWithoutACard:
    def test_asks_for_none_and_ends_without_a_charge(self, ines: Subscriber):
        settings = {"trial_settings": {"end_behavior": {"missing_payment_method": "cancel"}}}
        session = ines.checkout(payment_method_collection="if_required", subscription_data=settings)
        page = ines.look_at(session.url)
        assert "Card number" not in page
        assert "no card is needed. The trial ends on 24 March 2030." in page
        ines.sandbox.http.post(f"/c/pay/{session.id}")
        found = ines.stripe.v1.checkout.sessions.retrieve(session.id)
        assert (found.status, found.payment_status) == ("complete", "no_payment_required")

        assert ines.told_after(days=4) == ["customer.subscription.trial_will_end"]
        assert ines.told_after(days=3) == ["customer.subscription.deleted"]
        assert ines.subscription(found.subscription).status == "canceled"

    def test_can_pause_and_go_on_with_a_card(self, ines: Subscriber):
        settings = {"trial_settings": {"end_behavior": {"missing_payment_method": "pause"}}}
        session = ines.checkout(payment_method_collection="if_required", subscription_data=settings)
        found = ines.sandbox.lever(f"pay/{session.id}", number=None)["session"]["subscription"]
        assert ines.told_after(days=7)[-1] == "customer.subscription.paused"
        method = ines.stripe.v1.payment_methods.attach("pm_card_visa", {"customer": ines.customer})
        settings = {"default_payment_method": method.id}
        ines.stripe.v1.customers.update(ines.customer, {"invoice_settings": settings})

        resumed = ines.stripe.v1.subscriptions.resume(found)

        assert (resumed.status, resumed.latest_invoice is not None) == ("active", True)
        assert "customer.subscription.resumed" in ines.told()

    def test_can_leave_an_invoice_open(self, ines: Subscriber):
        session = ines.checkout(payment_method_collection="if_required")
        found = ines.sandbox.lever(f"pay/{session.id}", number=None)["session"]["subscription"]

        ines.wait(days=7, hours=1)

        left = ines.subscription(found)
        assert (left.status, left.latest_invoice.status) == ("past_due", "open")


class TestCancel:
    def test_in_the_trial_costs_nothing(self, ines: Subscriber):
        found = ines.subscribe(trial_days=7)
        stopping = ines.stripe.v1.subscriptions.update(found, {"cancel_at_period_end": True})
        assert (stopping.status, stopping.cancel_at) == ("trialing", START + 7 * DAY_S)

        told = ines.told_after(days=8)

        assert told == ["customer.subscription.trial_will_end", "customer.subscription.deleted"]
        ended = ines.subscription(found)
        assert (ended.status, ended.ended_at) == ("canceled", START + 7 * DAY_S)

    def test_at_the_periods_end_runs_to_it_and_can_be_undone(self, ines: Subscriber):
        found = ines.subscribe(trial_days=7)
        ines.wait(days=8)
        update = ines.stripe.v1.subscriptions.update
        update(found, {"cancel_at_period_end": True})
        again = update(found, {"cancel_at_period_end": False})
        assert (again.cancel_at, again.canceled_at) == (None, None)
        update(found, {"cancel_at_period_end": True})

        assert ines.told_after(days=29) == []
        assert ines.subscription(found).status == "active"
        assert ines.told_after(days=2) == ["customer.subscription.deleted"]

    def test_at_once_leaves_a_draft_uncollected(self, ines: Subscriber):
        found = ines.subscribe(trial_days=7)
        ines.wait(days=7)

        ended = ines.stripe.v1.subscriptions.cancel(found, {"invoice_now": False, "prorate": False})

        assert (ended.status, ended.ended_at) == ("canceled", ines.at)
        assert ines.told_after(hours=2) == []
        assert ines.subscription(found).latest_invoice.status == "draft"
        with pytest.raises(InvalidRequestError, match="No such subscription"):
            ines.stripe.v1.subscriptions.update(found, {"metadata": {"a": "b"}})


class TestClock:
    def test_moves_by_two_intervals_of_the_shortest_subscription_at_most(self, ines: Subscriber):
        ines.subscribe(trial_days=7, recurring={"interval": "week"})

        with pytest.raises(InvalidRequestError, match="up to two intervals"):
            ines.wait(days=14, hours=1)
        ines.at = START
        ines.wait(days=14)

    def test_lets_everything_happen_in_the_order_of_time(self, ines: Subscriber):
        found = ines.subscribe(trial_days=7, recurring={"interval": "week"})

        told = ines.told_after(days=14)

        assert told == [
            "customer.subscription.trial_will_end",
            *["invoice.created", *PAID],
            "invoice.created",
        ]
        created = [
            each.created - START
            for each in ines.stripe.v1.invoices.list({"subscription": found}).data[::-1]
        ]
        assert created == [0, 7 * DAY_S, 14 * DAY_S]
