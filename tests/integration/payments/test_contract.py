"""What our gateway relies on, asked of the sandbox; `make stripe-contract` asks Stripe the same.

With `SG_STRIPE_SECRET_KEY=sk_test_… make stripe-contract` these tests open and expire a few
Checkout Sessions in that test environment, and pay nothing.
"""

import os
import secrets
from collections.abc import Iterator
from datetime import timedelta

import pytest
from stripe import HTTPXClient, StripeClient

from smallgestures import clock
from smallgestures.billing import gateway
from smallgestures.billing.errors import StripeRefused
from smallgestures.billing.seen import SessionRequest
from smallgestures.billing.stripe_client import client
from smallgestures.billing.subscriptions import customer_gateway as customers
from smallgestures.billing.subscriptions import gateway as subscriptions
from smallgestures.billing.subscriptions.seen import SubscriptionRequest
from tests.process_state import forget_process_state

REAL_KEY = os.environ.get("STRIPE_CONTRACT_KEY", "")


@pytest.fixture
def stripe(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[StripeClient]:
    """Whom the gateway speaks to in this run, as the official library reaches it."""
    http = HTTPXClient(timeout=30, allow_sync_methods=True)
    if not REAL_KEY:
        yield request.getfixturevalue("shop").sandbox.client()
        return
    monkeypatch.setenv("SG_STRIPE_SECRET_KEY", REAL_KEY)
    monkeypatch.setenv("SG_STRIPE_WEBHOOK_SECRET", "whsec_not_used_here")
    monkeypatch.setenv("SG_STRIPE_TIMEOUT_S", "30")
    forget_process_state()
    yield StripeClient(REAL_KEY, http_client=http)
    forget_process_state()


def wish(**overrides: object) -> SessionRequest:
    values = {
        "uid": secrets.token_urlsafe(16),
        "title": "Tidal vase",
        "seller": "Noor Studio",
        "about": "Order 1042",
        "amount_minor": 4800,
        "currency": "usd",
        "asks_address": True,
        "email": "ines@example.com",
        "success_url": "http://localhost:3000/orders/abc?from=checkout",
        "cancel_url": "http://localhost:3000/orders/abc",
        "expires_at": clock.wall() + timedelta(minutes=40),
    }
    return SessionRequest(**(values | overrides))  # type: ignore[arg-type]


@pytest.mark.usefixtures("stripe")
class TestGateway:
    def test_opens_a_session_that_carries_our_id_and_a_page_to_pay_on(self):
        request = wish()

        seen = gateway.open_session(request)

        assert (seen.uid, seen.status, seen.is_paid) == (request.uid, "open", False)
        assert seen.url is not None
        assert seen.url.startswith("http")

    def test_the_same_wish_again_leads_to_the_same_session(self):
        request = wish()

        assert gateway.open_session(request).session_id == gateway.open_session(request).session_id

    def test_another_wish_under_the_same_id_is_refused(self):
        request = wish()
        gateway.open_session(request)

        with pytest.raises(StripeRefused):
            gateway.open_session(wish(uid=request.uid, amount_minor=100))

    def test_a_session_lives_for_half_an_hour_at_least(self):
        with pytest.raises(StripeRefused) as refused:
            gateway.open_session(wish(expires_at=clock.wall() + timedelta(minutes=10)))

        assert refused.value.param == "expires_at"

    def test_an_unknown_session_is_refused_by_its_code(self):
        with pytest.raises(StripeRefused) as refused:
            gateway.get_session("cs_test_nobody_made_this")

        assert refused.value.code == "resource_missing"

    def test_a_refund_of_an_unknown_payment_is_refused_by_its_code(self):
        with pytest.raises(StripeRefused) as refused:
            gateway.make_refund(
                secrets.token_urlsafe(16), payment_intent_id="pi_nobody", amount_minor=100
            )

        assert refused.value.code == "resource_missing"

    def test_is_reachable(self):
        assert gateway.is_reachable()


def test_a_session_that_was_expired_says_so(stripe: StripeClient):
    session_id = gateway.open_session(wish()).session_id

    stripe.v1.checkout.sessions.expire(session_id)

    seen = gateway.get_session(session_id)
    assert (seen.status, seen.is_paid) == ("expired", False)


def subscription_wish(**overrides: object) -> SubscriptionRequest:
    values = {
        "uid": secrets.token_urlsafe(16),
        "consent_sha256": "a" * 64,
        "title": "Premiere Rush",
        "seller": "Adobe",
        "amount_minor": 999,
        "currency": "usd",
        "interval": "month",
        "trial_end": clock.wall() + timedelta(days=30),
        "success_url": "http://localhost:3000/trials?from=checkout",
        "cancel_url": "http://localhost:3000/trials",
        "expires_at": clock.wall() + timedelta(minutes=40),
    }
    return SubscriptionRequest(**(values | overrides))  # type: ignore[arg-type]


@pytest.mark.usefixtures("stripe")
class TestSubscriptionGateway:
    @pytest.fixture
    def customer(self) -> Iterator[tuple[str, str]]:
        """Somebody at Stripe with a clock of their own; both are gone afterwards."""
        uid = secrets.token_urlsafe(16)
        clock_id = customers.make_clock(uid, begins_at=clock.wall())
        yield (
            customers.make_customer(uid, email="ben@example.com", test_clock_id=clock_id),
            clock_id,
        )
        client().v1.test_helpers.test_clocks.delete(clock_id)

    def test_the_same_wish_again_leads_to_the_same_page(self, customer):
        request = subscription_wish()

        first = subscriptions.open_page(request, customer_id=customer[0])

        assert (first.uid, first.status, first.subscription_id) == (request.uid, "open", None)
        assert subscriptions.open_page(request, customer_id=customer[0]).session_id == (
            first.session_id
        )

    def test_a_free_time_of_less_than_two_days_is_refused(self, customer):
        with pytest.raises(StripeRefused):
            subscriptions.open_page(
                subscription_wish(trial_end=clock.wall() + timedelta(hours=40)),
                customer_id=customer[0],
            )

    def test_a_page_that_was_closed_says_so(self, customer):
        page = subscriptions.open_page(subscription_wish(), customer_id=customer[0])

        assert subscriptions.close_page(page.session_id).status == "expired"
        with pytest.raises(StripeRefused):
            subscriptions.close_page(page.session_id)

    def test_a_clock_comes_to_a_moment_and_never_goes_back(self, customer):
        at = clock.wall() + timedelta(days=90)

        customers.bring_clock_to(customer[1], at, step=timedelta(days=56))
        customers.bring_clock_to(customer[1], at - timedelta(days=1), step=None)

        stands = client().v1.test_helpers.test_clocks.retrieve(customer[1]).frozen_time
        assert stands == int(at.timestamp())

    def test_an_unknown_subscription_is_refused_by_its_code(self):
        with pytest.raises(StripeRefused) as refused:
            subscriptions.look("sub_nobody")

        assert refused.value.code == "resource_missing"
