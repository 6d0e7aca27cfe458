"""The only code that speaks to Stripe: requests by the official SDK, answers as plain values.

The same code reaches Stripe with a test key and the sandbox of this machine
without one. Each request that changes something carries an idempotency key made
from our own row, so that it can be repeated after any silence.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

import stripe
import structlog
from stripe import HTTPXClient, StripeClient

from smallgestures.billing.countries import COUNTRIES
from smallgestures.billing.errors import StripeRefused, StripeUnavailable, WebhookForged
from smallgestures.billing.seen import (
    REFUND_UID,
    UID,
    EventSeen,
    RefundSeen,
    SessionRequest,
    SessionSeen,
    id_of,
    refund_seen,
    session_seen,
)
from smallgestures.settings import get_settings

RETRIES = 1  # by the SDK itself, with the same idempotency key
SANDBOX_KEY = "sk_test_sandbox_of_this_machine"

log = structlog.get_logger("stripe")


def open_session(request: SessionRequest) -> SessionSeen:
    """Have Stripe open the Checkout Session, or say how it stands when it did so before.

    Raises:
        StripeUnavailable: It is unknown whether there is one; ask again.
        StripeRefused: There is none.
    """
    params: dict[str, Any] = {
        "mode": "payment",
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": request.currency,
                    "unit_amount": request.amount_minor,
                    "product_data": {"name": request.title},
                },
            }
        ],
        "client_reference_id": request.uid,
        "metadata": {UID: request.uid},
        "payment_intent_data": {"description": request.about, "metadata": {UID: request.uid}},
        "branding_settings": {"display_name": request.seller},
        "success_url": request.success_url,
        "cancel_url": request.cancel_url,
        "expires_at": int(request.expires_at.timestamp()),
        "expand": ["payment_intent.latest_charge"],
    }
    if request.asks_address:
        params["shipping_address_collection"] = {"allowed_countries": list(COUNTRIES)}
    if request.email:
        params["customer_email"] = request.email
    with _spoken("open_session"):
        session = _client().v1.checkout.sessions.create(
            cast(Any, params), {"idempotency_key": f"checkout-{request.uid}"}
        )
    return session_seen(session.to_dict())


def get_session(session_id: str) -> SessionSeen:
    """Return how the session stands.

    Raises:
        StripeUnavailable, StripeRefused: It can't be told.
    """
    with _spoken("get_session"):
        session = _client().v1.checkout.sessions.retrieve(
            session_id, {"expand": ["payment_intent.latest_charge"]}
        )
    return session_seen(session.to_dict())


def find_session(payment_intent_id: str) -> SessionSeen | None:
    """Return the session that led to this payment, if one did.

    Raises:
        StripeUnavailable, StripeRefused: It can't be told.
    """
    with _spoken("find_session"):
        page = _client().v1.checkout.sessions.list(
            {
                "payment_intent": payment_intent_id,
                "limit": 1,
                "expand": ["data.payment_intent.latest_charge"],
            }
        )
    found = page.to_dict()["data"]
    return session_seen(found[0]) if found else None


def make_refund(uid: str, *, payment_intent_id: str, amount_minor: int) -> RefundSeen:
    """Have Stripe send money back, or say how that stands when it was asked before.

    Raises:
        StripeUnavailable: It is unknown whether it does; ask again.
        StripeRefused: It does not.
    """
    with _spoken("make_refund"):
        refund = _client().v1.refunds.create(
            {
                "payment_intent": payment_intent_id,
                "amount": amount_minor,
                "metadata": {REFUND_UID: uid},
            },
            {"idempotency_key": f"refund-{uid}"},
        )
    return refund_seen(refund.to_dict())


def list_refunds(payment_intent_id: str) -> list[RefundSeen]:
    """Return every refund of the payment, also those that were made at Stripe.

    Raises:
        StripeUnavailable, StripeRefused: It can't be told.
    """
    with _spoken("list_refunds"):
        page = _client().v1.refunds.list({"payment_intent": payment_intent_id, "limit": 100})
        return [refund_seen(refund.to_dict()) for refund in page.auto_paging_iter()]


def is_reachable() -> bool:
    """Say whether Stripe answers at all, with the key that we have.

    Raises:
        StripeUnavailable, StripeRefused: It does not.
    """
    with _spoken("is_reachable"):
        _client().v1.events.list({"limit": 1})
    return True


def read_webhook(body: bytes, signature: str) -> EventSeen:
    """Return the event in a webhook's raw body.

    Raises:
        WebhookForged: Not signed with our secret, older than five minutes, or no event of a test
            environment.
    """
    try:
        event = _client().construct_event(body, signature, get_settings().webhook_secret).to_dict()
        about = event["data"]["object"]
        intent = about.get("payment_intent")
        seen = EventSeen(
            event_id=str(event["id"]),
            type=str(event["type"]),
            object_id=str(about.get("id", "")),  # a balance has none
            payment_intent_id=id_of(intent),
            happened_at=datetime.fromtimestamp(event["created"], UTC),
        )
        is_live = bool(event["livemode"])
    except (ValueError, KeyError, TypeError, AttributeError, stripe.SignatureVerificationError):
        # Without the cause: it would quote what was sent.
        raise WebhookForged from None
    if is_live:
        raise WebhookForged
    return seen


@cache
def _client() -> StripeClient:
    settings = get_settings()
    key = settings.stripe_secret_key
    http = HTTPXClient(timeout=settings.stripe_timeout_s, allow_sync_methods=True)
    if key is not None:
        return StripeClient(key.get_secret_value(), http_client=http, max_network_retries=RETRIES)
    return StripeClient(
        SANDBOX_KEY,
        base_addresses={"api": f"http://127.0.0.1:{settings.sandbox_port}"},
        http_client=http,
        max_network_retries=RETRIES,
    )


@contextmanager
def _spoken(what: str) -> Iterator[None]:
    """Turn what the SDK raises into our own refusals, with a line in the log for each."""
    try:
        yield
    except (stripe.AuthenticationError, stripe.PermissionError) as error:
        # Ours to mend, and nothing a person who buys could do about it.
        log.error("key refused by stripe", asked=what, code=error.code)
        raise StripeUnavailable from None
    except (stripe.InvalidRequestError, stripe.CardError, stripe.IdempotencyError) as error:
        param = getattr(error, "param", None)
        log.warning("refused by stripe", asked=what, code=error.code, param=param)
        raise StripeRefused(error.code or "", param or "") from None
    except stripe.StripeError as error:
        log.warning("stripe unavailable", asked=what, kind=type(error).__name__)
        raise StripeUnavailable from None


def forget_client() -> None:
    """Let the next request make its client anew, as after a change of settings."""
    _client.cache_clear()
