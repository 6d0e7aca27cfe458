"""The lives of subscriptions, from a trial to its end: states, events and charges, day by day."""

import pytest

from tests.unit.stripe_sandbox.desk import DAY_S, HOUR_S, NOON, Desk, Refused

TRIAL_DAYS = 30
TRIAL = {"trial_end": NOON + TRIAL_DAYS * DAY_S}
AN_HOUR = 1 / 24
DRAFT_OVER = TRIAL_DAYS + AN_HOUR
FAILS_LATER = "4000000000000341"
ASKS_ONCE = "4000002500003155"
ASKS_ALWAYS = "4000002760003184"
OF_A_BEGINNING = [
    "customer.subscription.created",
    "invoice.created",
    "invoice.finalized",
    "invoice.payment_succeeded",
    "invoice.paid",
]
OF_A_PAYMENT = [
    "invoice.created",
    "invoice.finalized",
    "charge.succeeded",
    "invoice.payment_succeeded",
    "invoice.paid",
    "customer.subscription.updated",
]
OF_A_FAILURE = [
    "invoice.created",
    "invoice.finalized",
    "charge.failed",
    "invoice.payment_failed",
    "customer.subscription.updated",
]


def without_card(behaviour: str) -> dict[str, object]:
    return TRIAL | {"trial_settings": {"end_behavior": {"missing_payment_method": behaviour}}}


def subscribe_without_card(desk: Desk, customer: str, behaviour: str) -> str:
    price = desk.post(
        "/v1/prices",
        currency="usd",
        unit_amount=999,
        recurring={"interval": "month"},
        product_data={"name": "Premiere Rush"},
    )
    sent = {"customer": customer, "items": [{"price": price["id"]}], **without_card(behaviour)}
    return desk.post("/v1/subscriptions", **sent)["id"]


class TestTrialThatConverts:
    def test_costs_nothing_until_the_hour_after_its_end_is_over(self, desk: Desk):
        noor = desk.customer()
        made = desk.subscribe(noor, **TRIAL)

        seen = []
        for day in (0, TRIAL_DAYS - 0.01, TRIAL_DAYS + 0.03, DRAFT_OVER):
            desk.advance(days=day)
            invoice = desk.invoice(made)
            seen.append((invoice["status"], invoice["amount_due"], len(desk.charges(noor))))

        assert seen == [("paid", 0, 0), ("paid", 0, 0), ("draft", 999, 0), ("paid", 999, 1)]

    def test_is_told_in_stripes_order(self, desk: Desk):
        desk.subscribe(desk.customer(), **TRIAL)
        assert desk.told() == OF_A_BEGINNING

        desk.advance(days=DRAFT_OVER)

        warning = ["customer.subscription.trial_will_end"]
        assert desk.told(after_days=1) == warning + OF_A_PAYMENT

    def test_becomes_active_with_its_first_payment_and_bills_each_month(self, desk: Desk):
        noor = desk.customer()
        made = desk.subscribe(noor, **TRIAL)

        desk.advance(days=TRIAL_DAYS + 65)

        found = desk.subscription(made)
        assert (found["status"], desk.charges(noor)) == ("active", [(999, "succeeded")] * 3)
        # 14 February, 14 March, 14 April, 14 May at noon
        item = found["items"]["data"][0]
        assert item["current_period_end"] - item["current_period_start"] == 30 * DAY_S
        updated = [e for e in desk.events() if e["type"] == "customer.subscription.updated"]
        assert updated[0]["data"]["previous_attributes"]["status"] == "trialing"

    def test_gives_the_money_back_by_its_intent(self, desk: Desk):
        made = desk.subscribe(desk.customer(), **TRIAL)
        desk.advance(days=DRAFT_OVER)
        paid = desk.get(f"/v1/invoices/{desk.invoice(made)['id']}", expand=["payments"])
        intent = paid["payments"]["data"][0]["payment"]["payment_intent"]

        refund = desk.post("/v1/refunds", payment_intent=intent)

        assert (refund["amount"], refund["status"]) == (999, "succeeded")
        assert paid["parent"]["subscription_details"]["subscription"] == made

    def test_asks_a_card_that_was_confirmed_once_no_more(self, desk: Desk):
        noor = desk.customer()
        made = desk.subscribe(noor, ASKS_ONCE, **TRIAL)

        desk.advance(days=DRAFT_OVER)

        assert desk.subscription(made)["status"] == "active"
        assert desk.charges(noor) == [(999, "succeeded")]

    def test_can_be_ended_at_once(self, desk: Desk):
        noor = desk.customer()
        made = desk.subscribe(noor, **TRIAL)
        desk.advance(days=5)

        ended = desk.post(f"/v1/subscriptions/{made}", trial_end="now")

        assert (ended["status"], ended["trial_end"]) == ("active", NOON + 5 * DAY_S)
        assert desk.charges(noor) == [(999, "succeeded")]
        told = [kind for kind in desk.told(after_days=5) if "trial_will_end" not in kind]
        assert told == OF_A_PAYMENT


class TestTrialThatFails:
    def test_is_tried_again_after_3_5_and_7_days_and_then_canceled(self, desk: Desk):
        noor = desk.customer()
        made = desk.subscribe(noor, FAILS_LATER, **TRIAL)

        seen = []
        for days in (0, 2.9, 3, 7.9, 8, 14.9, 15, 25):
            desk.advance(days=DRAFT_OVER + days)
            tries = desk.invoice(made)["attempt_count"]
            seen.append((days, tries, desk.subscription(made)["status"]))

        assert seen == [
            (0, 1, "past_due"),
            (2.9, 1, "past_due"),
            (3, 2, "past_due"),
            (7.9, 2, "past_due"),
            (8, 3, "past_due"),
            (14.9, 3, "past_due"),
            (15, 4, "canceled"),
            (25, 4, "canceled"),
        ]
        found = desk.subscription(made)
        assert found["cancellation_details"]["reason"] == "payment_failed"
        assert desk.told(after_days=DRAFT_OVER + 14)[-1] == "customer.subscription.deleted"

    @pytest.mark.parametrize("status", ["unpaid", "past_due"])
    def test_goes_on_after_the_last_try_if_the_account_says_so(self, desk: Desk, status):
        noor = desk.customer()
        made = desk.subscribe(noor, FAILS_LATER, **TRIAL)
        desk.lever("switches", billing={"after_retries": status})

        desk.advance(days=DRAFT_OVER + 20)

        assert desk.subscription(made)["status"] == status
        assert desk.invoice(made)["next_payment_attempt"] is None
        assert len(desk.charges(noor)) == 4

    def test_is_told_in_stripes_order(self, desk: Desk):
        desk.subscribe(desk.customer(), FAILS_LATER, **TRIAL)

        desk.advance(days=DRAFT_OVER)

        assert desk.told(after_days=TRIAL_DAYS - 1) == OF_A_FAILURE

    def test_is_well_again_when_another_card_pays_the_next_try(self, desk: Desk):
        noor = desk.customer()
        made = desk.subscribe(noor, FAILS_LATER, **TRIAL)
        desk.advance(days=DRAFT_OVER)

        better = desk.post("/v1/payment_methods/pm_card_visa/attach", customer=noor)["id"]
        desk.post(f"/v1/subscriptions/{made}", default_payment_method=better)
        desk.advance(days=DRAFT_OVER + 3)

        assert desk.subscription(made)["status"] == "active"
        assert desk.charges(noor) == [(999, "failed"), (999, "succeeded")]

    def test_is_well_again_when_its_invoice_is_paid_by_hand(self, desk: Desk):
        noor = desk.customer()
        made = desk.subscribe(noor, FAILS_LATER, **TRIAL)
        desk.advance(days=DRAFT_OVER)
        path = f"/v1/invoices/{desk.invoice(made)['id']}/pay"

        with pytest.raises(Refused, match="declined") as refusal:
            desk.post(path)
        better = desk.post("/v1/payment_methods/pm_card_visa/attach", customer=noor)["id"]
        paid = desk.post(path, payment_method=better)

        assert (refusal.value.status, refusal.value.code) == (402, "card_declined")
        assert (paid["status"], desk.subscription(made)["status"]) == ("paid", "active")
        assert [status for _amount, status in desk.charges(noor)] == [
            "failed",
            "failed",
            "succeeded",
        ]
        with pytest.raises(Refused, match="already paid"):
            desk.post(path)

    def test_waits_for_a_person_whose_bank_asks_each_time(self, desk: Desk):
        noor = desk.customer()
        made = desk.subscribe(noor, ASKS_ALWAYS, **TRIAL)

        desk.advance(days=DRAFT_OVER)

        assert desk.subscription(made)["status"] == "past_due"
        assert "invoice.payment_action_required" in desk.told(after_days=TRIAL_DAYS)
        page = desk.invoice(made)["hosted_invoice_url"]
        assert "Confirm this payment" in desk.http.get(page).text
        desk.http.post(page, data={"answer": "confirm"})
        assert desk.subscription(made)["status"] == "active"
        assert desk.charges(noor) == [(999, "succeeded")]


class TestTrialWithoutCard:
    @pytest.mark.parametrize(
        ("behaviour", "status", "told"),
        [
            ("cancel", "canceled", ["customer.subscription.deleted"]),
            ("pause", "paused", ["customer.subscription.paused"]),
            (
                "create_invoice",
                "past_due",
                [kind for kind in OF_A_FAILURE if kind != "charge.failed"],
            ),
        ],
    )
    def test_ends_as_it_was_told_to(self, desk: Desk, behaviour, status, told):
        noor = desk.customer()
        made = subscribe_without_card(desk, noor, behaviour)

        desk.advance(days=DRAFT_OVER)

        assert desk.subscription(made)["status"] == status
        assert desk.charges(noor) == []
        assert [
            kind
            for kind in desk.told(after_days=TRIAL_DAYS - 1)
            if behaviour != "pause" or kind != "customer.subscription.updated"
        ] == told

    def test_begins_in_checkout_if_a_card_is_asked_for_only_when_needed(self, desk: Desk):
        noor = desk.customer()
        price = {
            "currency": "usd",
            "unit_amount": 999,
            "recurring": {"interval": "month"},
            "product_data": {"name": "Premiere Rush"},
        }
        session = desk.post(
            "/v1/checkout/sessions",
            mode="subscription",
            customer=noor,
            line_items=[{"price_data": price, "quantity": 1}],
            payment_method_collection="if_required",
            subscription_data=without_card("cancel"),
            success_url="http://127.0.0.1:9/trials",
        )

        assert "Card number" not in desk.http.get(session["url"]).text
        desk.http.post(session["url"], data={})

        found = desk.get(f"/v1/checkout/sessions/{session['id']}")
        assert (found["status"], found["payment_status"]) == ("complete", "no_payment_required")
        assert desk.subscription(found["subscription"])["default_payment_method"] is None


class TestCancelling:
    def test_within_the_trial_charges_nothing_ever(self, desk: Desk):
        noor = desk.customer()
        made = desk.subscribe(noor, **TRIAL)
        desk.advance(days=10)

        stopped = desk.post(f"/v1/subscriptions/{made}", cancel_at_period_end=True)
        desk.advance(days=TRIAL_DAYS + 40)

        assert (stopped["status"], stopped["cancel_at"]) == ("trialing", TRIAL["trial_end"])
        found = desk.subscription(made)
        assert (found["status"], found["ended_at"]) == ("canceled", TRIAL["trial_end"])
        assert desk.charges(noor) == []
        assert desk.told(after_days=TRIAL_DAYS) == ["customer.subscription.deleted"]

    def test_can_be_taken_back(self, desk: Desk):
        noor = desk.customer()
        made = desk.subscribe(noor, **TRIAL)
        desk.post(f"/v1/subscriptions/{made}", cancel_at_period_end=True)

        kept = desk.post(f"/v1/subscriptions/{made}", cancel_at_period_end=False)
        desk.advance(days=DRAFT_OVER)

        assert (kept["cancel_at"], kept["canceled_at"]) == (None, None)
        assert desk.subscription(made)["status"] == "active"

    def test_runs_to_the_end_of_what_is_paid(self, desk: Desk):
        noor = desk.customer()
        made = desk.subscribe(noor, **TRIAL)
        desk.advance(days=DRAFT_OVER + 2)

        stopped = desk.post(f"/v1/subscriptions/{made}", cancel_at_period_end=True)
        desk.advance(days=TRIAL_DAYS + 27)
        assert desk.subscription(made)["status"] == "active"
        desk.advance(days=TRIAL_DAYS + 60)

        found = desk.subscription(made)
        assert (found["status"], found["ended_at"]) == ("canceled", stopped["cancel_at"])
        assert desk.charges(noor) == [(999, "succeeded")]

    def test_at_once_in_the_hour_of_the_draft_charges_nothing(self, desk: Desk):
        noor = desk.customer()
        made = desk.subscribe(noor, **TRIAL)
        desk.advance(days=TRIAL_DAYS + 0.02)

        ended = desk.delete(f"/v1/subscriptions/{made}")
        desk.advance(days=TRIAL_DAYS + 40)

        assert (ended["status"], desk.charges(noor)) == ("canceled", [])
        with pytest.raises(Refused) as refusal:
            desk.delete(f"/v1/subscriptions/{made}")
        assert refusal.value.status == 404

    def test_hides_it_from_lists_unless_it_is_asked_for(self, desk: Desk):
        noor = desk.customer()
        ended, running = (desk.subscribe(noor, **TRIAL) for _ in range(2))
        desk.delete(f"/v1/subscriptions/{ended}")

        def listed(**sent: str) -> list[str]:
            found = desk.get("/v1/subscriptions", customer=noor, **sent)["data"]
            return [each["id"] for each in found]

        assert listed() == listed(status="trialing") == [running]
        assert listed(status="all") == [running, ended]
        assert listed(status="canceled") == [ended]


class TestUpdate:
    def test_changes_what_is_sent_and_leaves_the_rest(self, desk: Desk):
        noor = desk.customer()
        made = desk.subscribe(noor, **TRIAL, metadata={"trial": "7", "old": "x"})
        reason = {"feedback": "too_expensive"}

        desk.post(f"/v1/subscriptions/{made}", metadata={"old": "", "new": "y"})
        desk.post(f"/v1/subscriptions/{made}", cancellation_details=reason)
        cleared = desk.post(f"/v1/subscriptions/{made}", default_payment_method="")

        assert cleared["metadata"] == {"trial": "7", "new": "y"}
        assert cleared["cancellation_details"]["feedback"] == "too_expensive"
        assert (cleared["default_payment_method"], cleared["status"]) == (None, "trialing")

    def test_takes_no_card_of_somebody_else(self, desk: Desk):
        noor, ines = desk.customer(), desk.customer()
        made = desk.subscribe(noor, **TRIAL)
        card = desk.post("/v1/payment_methods/pm_card_visa/attach", customer=ines)["id"]

        with pytest.raises(Refused, match="must be attached to the customer"):
            desk.post(f"/v1/subscriptions/{made}", default_payment_method=card)


class TestWarning:
    def test_comes_once_three_days_before_the_end(self, desk: Desk):
        desk.subscribe(desk.customer(), **TRIAL)
        warning = "customer.subscription.trial_will_end"

        desk.advance(days=TRIAL_DAYS - 3.01)
        assert warning not in desk.told()
        desk.advance(days=TRIAL_DAYS - 3)
        desk.advance(days=TRIAL_DAYS - 1)

        assert desk.told().count(warning) == 1

    def test_comes_at_once_if_fewer_days_are_left(self, desk: Desk):
        desk.subscribe(desk.customer(), trial_end=NOON + 2 * DAY_S + HOUR_S)

        assert "customer.subscription.trial_will_end" in desk.told()

    def test_comes_again_when_the_end_is_moved(self, desk: Desk):
        made = desk.subscribe(desk.customer(), **TRIAL)
        desk.advance(days=TRIAL_DAYS - 1)

        moved = NOON + (TRIAL_DAYS + 10) * DAY_S
        desk.post(f"/v1/subscriptions/{made}", trial_end=moved)
        desk.advance(days=TRIAL_DAYS + 8)

        assert desk.told().count("customer.subscription.trial_will_end") == 2
        found = desk.subscription(made)
        assert (found["status"], found["trial_end"]) == ("trialing", moved)
        assert found["items"]["data"][0]["current_period_end"] == moved


class TestWithoutTrial:
    def test_is_paid_in_checkout_before_it_begins(self, desk: Desk):
        noor = desk.customer()
        session = desk.session(noor)["id"]

        declined = desk.lever(f"pay/{session}", number="4000000000000002")
        assert (declined["result"], declined["session"]["subscription"]) == ("declined", None)
        assert desk.get("/v1/subscriptions", customer=noor)["data"] == []
        paid = desk.lever(f"pay/{session}")["session"]

        assert (paid["payment_status"], paid["amount_total"]) == ("paid", 999)
        found = desk.subscription(paid["subscription"])
        assert (found["status"], found["latest_invoice"]) == ("active", paid["invoice"])
        assert desk.charges(noor) == [(999, "failed"), (999, "succeeded")]

    def test_leaves_nothing_open_when_its_session_expires(self, desk: Desk):
        session = desk.session(desk.customer(), **TRIAL)["id"]
        desk.lever(f"pay/{session}", number=ASKS_ONCE)

        desk.post(f"/v1/checkout/sessions/{session}/expire")

        assert [event["type"] for event in desk.events()][-2:] == [
            "setup_intent.canceled",
            "checkout.session.expired",
        ]

    def test_is_found_by_the_session_that_made_it_and_the_other_way_round(self, desk: Desk):
        made = desk.subscribe(desk.customer(), **TRIAL)

        found = desk.get("/v1/checkout/sessions", subscription=made, expand=["data.subscription"])[
            "data"
        ]

        assert [each["subscription"]["id"] for each in found] == [made]

    def test_expires_if_its_first_payment_never_comes(self, desk: Desk):
        noor = desk.customer()
        bad = desk.post("/v1/payment_methods/pm_card_chargeCustomerFail/attach", customer=noor)
        price = {"currency": "usd", "unit_amount": 999, "recurring": {"interval": "month"}}
        product = desk.post("/v1/products", name="Premiere Rush")["id"]
        made = desk.post(
            "/v1/subscriptions",
            customer=noor,
            items=[{"price_data": price | {"product": product}}],
            default_payment_method=bad["id"],
        )
        assert made["status"] == "incomplete"

        desk.advance(days=1)

        assert desk.subscription(made["id"])["status"] == "incomplete_expired"
        assert desk.invoice(made["id"])["status"] == "void"

    def test_begins_on_the_31st_and_ends_on_the_last_of_each_month(self, desk: Desk):
        desk.advance(days=16)
        made = desk.subscribe(desk.customer())

        ends = []
        for day in (17, 45, 76, 106):
            desk.advance(days=day)
            ends.append(desk.subscription(made)["items"]["data"][0]["current_period_end"])

        # 28 February, 31 March, 30 April, 31 May
        assert [(end - NOON) // DAY_S for end in ends] == [44, 75, 105, 136]


class TestWithoutClock:
    def test_lives_by_the_machines_time_and_catches_up_in_order(self, desk: Desk, held_time):
        """1. The sandbox stands still for a day, in which a payment and a new period were due.

        2. The payment fails first, so the period begins with a debt.
        """
        noor = desk.post("/v1/customers", email="noor@example.com")["id"]
        made = desk.subscribe(noor, recurring={"interval": "day"})
        bad = desk.post("/v1/payment_methods/pm_card_chargeCustomerFail/attach", customer=noor)
        desk.post(f"/v1/subscriptions/{made}", default_payment_method=bad["id"])
        held_time.pass_by(DAY_S)
        assert desk.sandbox.let_fall_due() == 1

        held_time.pass_by(DAY_S + HOUR_S)
        assert desk.sandbox.let_fall_due() == 2

        assert desk.subscription(made)["status"] == "past_due"
        assert desk.invoice(made)["status"] == "draft"
        assert desk.charges(noor) == [(999, "succeeded"), (999, "failed")]


class TestClock:
    def test_goes_no_further_than_two_intervals_at_once(self, desk: Desk):
        desk.subscribe(desk.customer(), **TRIAL)
        path = f"/v1/test_helpers/test_clocks/{desk.clock}/advance"
        two_months = 59 * DAY_S  # 15 January to 15 March

        with pytest.raises(Refused, match="two intervals") as refusal:
            desk.post(path, frozen_time=NOON + two_months + 1)
        assert (refusal.value.status, refusal.value.param) == (400, "frozen_time")

        assert desk.post(path, frozen_time=NOON + two_months)["status"] == "advancing"

    def test_lets_everything_happen_at_its_own_moment(self, desk: Desk):
        made = desk.subscribe(desk.customer(), **TRIAL)
        desk.advance(days=28)
        desk.advance(days=50)

        found = desk.invoice(made)

        ends = TRIAL["trial_end"]
        assert found["created"] == ends
        assert found["status_transitions"]["finalized_at"] == ends + HOUR_S
        assert found["status_transitions"]["paid_at"] == ends + HOUR_S

    def test_counts_the_48_hours_of_checkout(self, desk: Desk):
        noor = desk.customer()
        desk.advance(days=20)
        too_soon = NOON + 22 * DAY_S - 1

        with pytest.raises(Refused, match="at least 2 days in the future") as refusal:
            desk.session(noor, trial_end=too_soon)

        assert refusal.value.status == 400
        assert desk.session(noor, trial_end=too_soon + 1)["status"] == "open"


class TestSetup:
    def test_needs_a_currency_and_keeps_the_card_for_later(self, desk: Desk):
        noor = desk.customer()
        sent = {"mode": "setup", "customer": noor, "success_url": "http://127.0.0.1:9/"}
        with pytest.raises(Refused) as refusal:
            desk.post("/v1/checkout/sessions", **sent)
        assert refusal.value.param == "currency"

        data = {"metadata": {"person": "7"}}
        session = desk.post("/v1/checkout/sessions", currency="usd", setup_intent_data=data, **sent)
        desk.lever(f"pay/{session['id']}")

        setup = desk.get(f"/v1/setup_intents/{session['setup_intent']}")
        assert (setup["status"], setup["metadata"]) == ("succeeded", {"person": "7"})
        kept = desk.get("/v1/payment_methods", customer=noor)["data"]
        assert [method["id"] for method in kept] == [setup["payment_method"]]
        assert desk.charges(noor) == []
