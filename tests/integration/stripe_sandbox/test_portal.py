"""The billing portal, as a browser without scripts uses it."""

import pytest
from stripe import InvalidRequestError

from tests.integration.stripe_sandbox.subscribers import (
    CONFIRMS,
    FAILS_LATER,
    SUCCEEDS,
    Subscriber,
    path_of,
    typed,
)

BACK = "http://127.0.0.1:9/trials"


@pytest.fixture
def ines(sandbox, receiver, stripe) -> Subscriber:
    return Subscriber.new(sandbox, receiver, stripe)


@pytest.fixture
def portal(ines: Subscriber):
    """Opens the portal and returns its address."""

    def open_portal(**more) -> str:
        sent = {"customer": ines.customer, "return_url": BACK, **more}
        return ines.stripe.v1.billing_portal.sessions.create(sent).url

    return open_portal


def post(ines: Subscriber, url: str, **fields: str):
    return ines.sandbox.http.post(path_of(url), data=fields)


class TestPortal:
    def test_shows_what_one_subscribes_to(self, ines: Subscriber, portal):
        ines.subscribe(trial_days=7)

        page = ines.look_at(portal())

        for words in (
            "Sandbox billing", "Premiere Rush", "$9.99 / month", "In its trial",
            "Next charge on</dt><dd>24 March 2030", "Visa that ends in 4242", "Back to the shop",
        ):  # fmt: skip
            assert words in page

    def test_changes_the_card_that_is_charged(self, ines: Subscriber, portal):
        found = ines.subscribe(FAILS_LATER, trial_days=7)
        url = portal()

        post(ines, f"{url}/card", **typed(SUCCEEDS))

        assert ines.subscription(found).default_payment_method.card.last4 == "4242"
        customer = ines.stripe.v1.customers.retrieve(
            ines.customer, {"expand": ["invoice_settings.default_payment_method"]}
        )
        assert customer.invoice_settings.default_payment_method.card.last4 == "4242"
        ines.wait(days=7, hours=1)
        assert ines.subscription(found).status == "active"

    def test_leads_back_when_the_card_that_was_asked_for_is_saved(self, ines: Subscriber, portal):
        found = ines.subscribe(trial_days=7)
        after = {"type": "redirect", "redirect": {"return_url": f"{BACK}?card=saved"}}
        url = portal(flow_data={"type": "payment_method_update", "after_completion": after})
        assert "Save card" in ines.look_at(url)

        asked = post(ines, f"{url}/card", **typed(CONFIRMS))
        assert asked.headers["location"] == f"{url}/confirm"
        assert "Confirm this card" in ines.look_at(f"{url}/confirm")
        done = post(ines, f"{url}/confirm", answer="confirm")

        assert done.headers["location"] == f"{BACK}?card=saved"
        assert ines.subscription(found).default_payment_method.card.last4 == "3155"

    def test_cancels_at_the_periods_end_and_takes_it_back(self, ines: Subscriber, portal):
        found = ines.subscribe(trial_days=7)
        url = portal()
        assert "Cancel subscription" in ines.look_at(f"{url}/cancel?subscription={found}")

        post(ines, f"{url}/cancel", subscription=found)
        assert ines.subscription(found).cancel_at_period_end
        assert "Ends on</dt><dd>24 March 2030" in ines.look_at(url)
        post(ines, f"{url}/keep", subscription=found)

        assert not ines.subscription(found).cancel_at_period_end

    def test_leads_to_what_is_owed(self, ines: Subscriber, portal):
        found = ines.subscribe(FAILS_LATER, trial_days=7)
        ines.wait(days=7, hours=1)

        page = ines.look_at(portal())

        assert "A payment failed" in page
        assert ines.subscription(found).latest_invoice.hosted_invoice_url in page

    def test_touches_nobody_elses_subscription(
        self, ines: Subscriber, portal, sandbox, receiver, stripe
    ):
        noor = Subscriber.new(sandbox, receiver, stripe)
        hers = noor.subscribe(trial_days=7)

        post(ines, f"{portal()}/cancel", subscription=hers)

        assert not noor.subscription(hers).cancel_at_period_end
        flow = {"type": "subscription_cancel", "subscription_cancel": {"subscription": hers}}
        with pytest.raises(InvalidRequestError):
            portal(flow_data=flow)

    def test_is_no_page_for_a_guessed_address(self, ines: Subscriber, portal):
        url = portal()

        assert ines.sandbox.http.get(path_of(url[:-1] + "%")).status_code == 404
        assert ines.sandbox.http.get(path_of(url[:-39])).status_code == 404

    def test_listens_to_no_other_site(self, ines: Subscriber, portal):
        found = ines.subscribe(trial_days=7)

        answer = ines.sandbox.http.post(
            path_of(f"{portal()}/cancel"),
            data={"subscription": found},
            headers={"origin": "http://evil.example"},
        )

        assert answer.status_code == 403
        assert not ines.subscription(found).cancel_at_period_end
