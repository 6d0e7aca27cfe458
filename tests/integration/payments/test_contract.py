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
