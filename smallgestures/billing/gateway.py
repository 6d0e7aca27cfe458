"""The code that speaks to Stripe of payments: requests by its SDK, answers as plain values.

`subscriptions/gateway.py` does so of what is paid again and again; nothing else
does. Each request that makes something carries an idempotency key made from our
own row, so that it can be repeated after any silence.
"""

from datetime import UTC, datetime
from typing import Any, cast

import stripe

from smallgestures.billing.countries import COUNTRIES
from smallgestures.billing.errors import WebhookForged
from smallgestures.billing.seen import (
    REFUND_UID,
    UID,
    DisputeSeen,
    EventSeen,
    RefundSeen,
    SessionRequest,
    SessionSeen,
    group_of,
    id_of,
    refund_seen,
    session_seen,
)
from smallgestures.billing.stripe_client import client, spoken
from smallgestures.settings import get_settings


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
        "payment_intent_data": {
            "description": request.about,
            "metadata": {UID: request.uid},
            "transfer_group": group_of(request.uid),
        },
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
    with spoken("open_session"):
        session = client().v1.checkout.sessions.create(
            cast(Any, params), {"idempotency_key": f"checkout-{request.uid}"}
        )
    return session_seen(session.to_dict())


def get_session(session_id: str) -> SessionSeen:
    """Return how the session stands.

    Raises:
        StripeUnavailable, StripeRefused: It can't be told.
    """
    with spoken("get_session"):
        session = client().v1.checkout.sessions.retrieve(
            session_id, {"expand": ["payment_intent.latest_charge"]}
        )
    return session_seen(session.to_dict())


def find_session(payment_intent_id: str) -> SessionSeen | None:
    """Return the session that led to this payment, if one did.

    Raises:
        StripeUnavailable, StripeRefused: It can't be told.
    """
    with spoken("find_session"):
        page = client().v1.checkout.sessions.list(
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
    with spoken("make_refund"):
        refund = client().v1.refunds.create(
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
    with spoken("list_refunds"):
        page = client().v1.refunds.list({"payment_intent": payment_intent_id, "limit": 100})
        return [refund_seen(refund.to_dict()) for refund in page.auto_paging_iter()]


def list_disputes(payment_intent_id: str) -> list[DisputeSeen]:
    """Return every dispute of the payment.

    Raises:
        StripeUnavailable, StripeRefused: It can't be told.
    """
    with spoken("list_disputes"):
        page = client().v1.disputes.list({"payment_intent": payment_intent_id, "limit": 100})
        return [DisputeSeen(one.id, one.status) for one in page.auto_paging_iter()]


def is_reachable() -> bool:
    """Say whether Stripe answers at all, with the key that we have.

    Raises:
        StripeUnavailable, StripeRefused: It does not.
    """
    with spoken("is_reachable"):
        client().v1.events.list({"limit": 1})
    return True


def read_webhook(body: bytes, signature: str) -> EventSeen:
    """Return the event in a webhook's raw body.

    Raises:
        WebhookForged: Not signed with our secret, older than five minutes, or no event of a test
            environment.
    """
    try:
        event = client().construct_event(body, signature, get_settings().webhook_secret).to_dict()
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
