"""How subscriptions begin: on Checkout's page, and by the API; and how cards are saved."""

import pytest
from stripe import CardError, InvalidRequestError

from tests.integration.stripe_sandbox.subscribers import (
    ALWAYS_CONFIRMS,
    CONFIRMS,
    DAY_S,
    DECLINED,
    FAILS_LATER,
    HOUR_S,
    START,
    SUCCEEDS,
    Subscriber,
    typed,
)


@pytest.fixture
def ines(sandbox, receiver, stripe) -> Subscriber:
    return Subscriber.new(sandbox, receiver, stripe)


def price(stripe, *, cents: int = 999, interval: str = "month") -> str:
    return stripe.v1.prices.create(
        {
            "currency": "usd",
            "unit_amount": cents,
            "recurring": {"interval": interval},
            "product_data": {"name": "Premiere Rush"},
        }
    ).id


class TestPage:
    def test_says_what_is_charged_today_and_what_on_which_day(self, ines: Subscriber):
        page = ines.look_at(ines.checkout(trial_days=7).url)

        for words in (
            "Sandbox checkout", "Start subscription", "Back to the shop", "Subscribe to Sandbox",
            "Nothing is charged today. $9.99 is charged on 24 March 2030, "
            "then $9.99 every month until you cancel.", "First charge, 24 March 2030",
        ):  # fmt: skip
            assert words in page
        page = ines.look_at(ines.checkout(trial_days=None).url)
        assert "$9.99 is charged today, then $9.99 every month until you cancel." in page

    def test_starts_the_trial_by_its_form(self, ines: Subscriber):
        session = ines.checkout(trial_days=7)

        answer = ines.sandbox.http.post(f"/c/pay/{session.id}", data=typed(SUCCEEDS))

        assert answer.headers["location"] == "http://127.0.0.1:9/trials?from=checkout"
        found = ines.stripe.v1.checkout.sessions.retrieve(
            session.id, {"expand": ["subscription", "invoice"]}
        )
        assert (found.status, found.payment_status) == ("complete", "no_payment_required")
        assert found.subscription.status == "trialing"
        assert found.subscription.metadata.to_dict() == {"gift": "7"}
        assert found.invoice.amount_paid == 0

    def test_asks_before_a_card_that_wants_it_is_saved(self, ines: Subscriber):
        session = ines.checkout(trial_days=7)
        post = ines.sandbox.http.post

        answer = post(f"/c/pay/{session.id}", data=typed(CONFIRMS))
        assert answer.headers["location"] == f"/c/pay/{session.id}/confirm"
        assert "Nothing is charged today" in ines.look_at(f"{session.url}/confirm")
        refused = post(f"/c/pay/{session.id}/confirm", data={"answer": "refuse"})
        assert "was not confirmed" in refused.text
        assert ines.told() == []
        post(f"/c/pay/{session.id}", data=typed(CONFIRMS))
        post(f"/c/pay/{session.id}/confirm", data={"answer": "confirm"})

        assert ines.stripe.v1.checkout.sessions.retrieve(session.id).status == "complete"

    def test_charges_at_once_where_there_is_no_trial(self, ines: Subscriber):
        session = ines.checkout(trial_days=None)

        paid = ines.sandbox.lever(f"pay/{session.id}")["session"]

        assert (paid["payment_status"], paid["amount_total"]) == ("paid", 999)
        found = ines.subscription(paid["subscription"])
        assert (found.status, found.latest_invoice.amount_paid) == ("active", 999)
        assert ines.told()[-1] == "customer.subscription.updated"

    @pytest.mark.parametrize("trial_days", [7, None])
    def test_starts_nothing_with_a_card_that_is_refused(self, ines: Subscriber, trial_days):
        session = ines.checkout(trial_days=trial_days)

        answer = ines.sandbox.http.post(f"/c/pay/{session.id}", data=typed(DECLINED))

        assert "The card was declined. No money moved." in answer.text
        assert ines.stripe.v1.subscriptions.list({"customer": ines.customer}).data == []
        paid = ines.sandbox.lever(f"pay/{session.id}")
        assert paid["result"] == "paid"
        assert len(ines.stripe.v1.subscriptions.list({"customer": ines.customer}).data) == 1

    def test_makes_a_customer_of_an_address(self, ines: Subscriber):
        session = ines.checkout(trial_days=None, customer=None, customer_email="leo@example.com")

        paid = ines.sandbox.lever(f"pay/{session.id}")["session"]

        customer = ines.stripe.v1.customers.retrieve(paid["customer"])
        assert (customer.email, customer.test_clock) == ("leo@example.com", None)


class TestTrialEnd:
    @pytest.mark.parametrize("hours", [1, 47])
    def test_must_lie_two_days_ahead_of_the_customers_clock(self, ines: Subscriber, hours):
        soon = {"trial_end": START + hours * HOUR_S}

        with pytest.raises(InvalidRequestError) as refusal:
            ines.checkout(trial_days=None, subscription_data=soon)

        assert refusal.value.param == "subscription_data[trial_end]"
        assert "at least 2 days in the future" in refusal.value.user_message
        ines.checkout(trial_days=2)

    def test_must_lie_two_days_ahead_of_the_machines_time_without_a_clock(self, ines: Subscriber):
        with pytest.raises(InvalidRequestError, match="at least 2 days"):
            ines.checkout(
                trial_days=None,
                customer=None,
                customer_email="leo@example.com",
                subscription_data={"trial_end": 1_700_000_000},
            )


class TestSetup:
    def open(self, ines: Subscriber):
        return ines.stripe.v1.checkout.sessions.create(
            {
                "mode": "setup",
                "currency": "usd",
                "customer": ines.customer,
                "success_url": "http://127.0.0.1:9/trials",
                "setup_intent_data": {"metadata": {"trial": "7"}},
            }
        )

    def test_saves_a_card_and_charges_nothing(self, ines: Subscriber):
        session = self.open(ines)
        page = ines.look_at(session.url)
        assert "Save card" in page
        assert "Nothing is charged today. The card is saved for later charges." in page

        ines.sandbox.http.post(f"/c/pay/{session.id}", data=typed(SUCCEEDS))

        found = ines.stripe.v1.checkout.sessions.retrieve(
            session.id, {"expand": ["setup_intent.payment_method"]}
        )
        assert (found.status, found.payment_status) == ("complete", "no_payment_required")
        assert found.setup_intent.status == "succeeded"
        assert found.setup_intent.metadata.to_dict() == {"trial": "7"}
        assert found.setup_intent.payment_method.customer == ines.customer
        kept = ines.stripe.v1.payment_methods.list({"customer": ines.customer})
        assert [each.card.last4 for each in kept.data] == ["4242"]

    @pytest.mark.parametrize(
        ("number", "status"),
        [(FAILS_LATER, "succeeded"), (ALWAYS_CONFIRMS, "succeeded"),
         (DECLINED, "requires_payment_method")],
    )  # fmt: skip
    def test_takes_the_cards_that_only_fail_later(self, ines: Subscriber, number, status):
        session = self.open(ines)

        ines.sandbox.lever(f"pay/{session.id}", number=number, confirm=True)

        assert ines.stripe.v1.setup_intents.retrieve(session.setup_intent).status == status

    def test_needs_a_currency(self, ines: Subscriber):
        with pytest.raises(InvalidRequestError) as refusal:
            ines.stripe.v1.checkout.sessions.create(
                {"mode": "setup", "success_url": "http://127.0.0.1:9/"}
            )

        assert refusal.value.param == "currency"


class TestByApi:
    @pytest.fixture
    def card(self, ines: Subscriber):
        def keep(token: str = "pm_card_visa") -> str:
            attach = ines.stripe.v1.payment_methods.attach
            return attach(token, {"customer": ines.customer}).id

        return keep

    def create(self, ines: Subscriber, **more):
        return ines.stripe.v1.subscriptions.create(
            {"customer": ines.customer, "items": [{"price": price(ines.stripe)}], **more}
        )

    def test_starts_with_a_trial_and_converts(self, ines: Subscriber, card):
        made = self.create(
            ines, trial_end=START + 5 * DAY_S, default_payment_method=card(), metadata={"a": "b"}
        )
        assert made.status == "trialing"

        ines.wait(days=5, hours=1)

        assert ines.subscription(made.id).status == "active"
        only = {"customer": ines.customer, "status": "active"}
        assert [each.id for each in ines.stripe.v1.subscriptions.list(only).data] == [made.id]

    def test_ends_a_trial_now_by_charging_now(self, ines: Subscriber, card):
        made = self.create(ines, trial_period_days=30, default_payment_method=card())

        started = ines.stripe.v1.subscriptions.update(made.id, {"trial_end": "now"})

        assert (started.status, started.trial_end) == ("active", START)
        assert ines.subscription(made.id).latest_invoice.amount_paid == 999

    def test_moves_a_trials_end(self, ines: Subscriber, card):
        made = self.create(ines, trial_period_days=30, default_payment_method=card())

        later = START + 40 * DAY_S
        moved = ines.stripe.v1.subscriptions.update(made.id, {"trial_end": later})

        assert (moved.trial_end, moved.billing_cycle_anchor) == (later, later)
        ines.wait(days=35)
        assert ines.subscription(made.id).status == "trialing"

    def test_is_incomplete_until_the_first_payment_works(self, ines: Subscriber, card):
        made = self.create(ines, default_payment_method=card("pm_card_chargeCustomerFail"))
        assert made.status == "incomplete"
        pay = ines.stripe.v1.invoices.pay
        with pytest.raises(CardError) as refusal:
            pay(made.latest_invoice)
        assert refusal.value.code == "card_declined"

        paid = pay(made.latest_invoice, {"payment_method": card()})

        assert paid.status == "paid"
        assert ines.subscription(made.id).status == "active"

    def test_that_stays_incomplete_is_forgotten_after_a_day(self, ines: Subscriber, card):
        made = self.create(ines, default_payment_method=card("pm_card_chargeCustomerFail"))

        ines.wait(days=1)

        gone = ines.subscription(made.id)
        assert (gone.status, gone.latest_invoice.status) == ("incomplete_expired", "void")

    def test_needs_a_card_where_there_is_no_trial(self, ines: Subscriber):
        with pytest.raises(InvalidRequestError, match="no attached payment source"):
            self.create(ines)

    def test_tells_who_must_confirm(self, ines: Subscriber, card):
        made = self.create(ines, default_payment_method=card("pm_card_authenticationRequired"))
        assert made.status == "incomplete"

        with pytest.raises(CardError) as refusal:
            ines.stripe.v1.invoices.pay(made.latest_invoice)

        assert refusal.value.code == "invoice_payment_intent_requires_action"

    def test_keeps_no_card_that_is_refused(self, card):
        with pytest.raises(CardError):
            card("pm_card_visa_chargeDeclined")

    def test_lists_which_intents_pay_which_invoice(self, ines: Subscriber, card):
        made = self.create(ines, default_payment_method=card())

        listed = ines.stripe.v1.invoice_payments.list({"invoice": made.latest_invoice})

        assert [(each.status, each.amount_paid) for each in listed.data] == [("paid", 999)]
