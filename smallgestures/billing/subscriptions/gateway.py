"""The code that speaks to Stripe of people, their subscriptions and their cards.

See `billing/gateway.py`. Wishes (no renewal, end it, another card) are said
without a key of ours: said twice they are true once.
"""

from typing import Any, cast

from smallgestures import clock
from smallgestures.billing.stripe_client import client, spoken
from smallgestures.billing.subscriptions.seen import (
    CARD_CHANGE_UID,
    CONSENT,
    SUBSCRIPTION_UID,
    CardRequest,
    InvoiceSeen,
    PageSeen,
    SubscriptionRequest,
    SubscriptionSeen,
    invoice_seen,
    page_seen,
    subscription_seen,
)


def open_page(request: SubscriptionRequest, *, customer_id: str) -> PageSeen:
    """Have Stripe open the page on which the subscription begins, or say how it stands.

    Raises:
        StripeUnavailable: It is unknown whether there is one; ask again.
        StripeRefused: There is none.
    """
    ours = {SUBSCRIPTION_UID: request.uid, CONSENT: request.consent_sha256}
    begins: dict[str, Any] = {"metadata": ours, "description": request.title}
    if request.trial_end is not None:
        begins["trial_end"] = int(request.trial_end.timestamp())
        begins["trial_settings"] = {"end_behavior": {"missing_payment_method": "cancel"}}
    params: dict[str, Any] = {
        "mode": "subscription",
        "customer": customer_id,
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": request.currency,
                    "unit_amount": request.amount_minor,
                    "recurring": {"interval": request.interval},
                    "product_data": {"name": request.title},
                },
            }
        ],
        "client_reference_id": request.uid,
        "metadata": ours,
        "subscription_data": begins,
        "payment_method_collection": "always",
        "branding_settings": {"display_name": request.seller},
        "success_url": request.success_url,
        "cancel_url": request.cancel_url,
        "expires_at": int(request.expires_at.timestamp()),
    }
    with spoken("open_page"):
        session = client().v1.checkout.sessions.create(
            cast(Any, params), {"idempotency_key": f"subscription-{request.uid}"}
        )
    return page_seen(session.to_dict())


def open_card_page(request: CardRequest) -> PageSeen:
    """Have Stripe open a page that takes another card, or say how it stands.

    Raises:
        StripeUnavailable: It is unknown whether there is one; ask again.
        StripeRefused: There is none.
    """
    ours = {SUBSCRIPTION_UID: request.subscription_uid, CARD_CHANGE_UID: request.uid}
    with spoken("open_card_page"):
        session = client().v1.checkout.sessions.create(
            {
                "mode": "setup",
                "currency": request.currency,
                "customer": request.customer_id,
                "client_reference_id": request.uid,
                "metadata": ours,
                "setup_intent_data": {"metadata": ours},
                "success_url": request.success_url,
                "cancel_url": request.cancel_url,
                "expires_at": int(request.expires_at.timestamp()),
                "expand": ["setup_intent"],
            },
            {"idempotency_key": f"card-change-{request.uid}"},
        )
    return page_seen(session.to_dict())


def get_page(session_id: str) -> PageSeen:
    """Return how a page stands.

    Raises:
        StripeUnavailable, StripeRefused: It can't be told.
    """
    with spoken("get_page"):
        session = client().v1.checkout.sessions.retrieve(session_id, {"expand": ["setup_intent"]})
    return page_seen(session.to_dict())


def close_page(session_id: str) -> PageSeen:
    """Let a page be completed no more, and return how it stands.

    Raises:
        StripeUnavailable: It can't be told.
        StripeRefused: It was completed, or closed, before.
    """
    with spoken("close_page"):
        session = client().v1.checkout.sessions.expire(session_id)
    return page_seen(session.to_dict())


def look(subscription_id: str) -> SubscriptionSeen:
    """Return how a subscription stands, with all its invoices.

    Raises:
        StripeUnavailable, StripeRefused: It can't be told.
    """
    asked_at = clock.wall()
    with spoken("look"):
        found = client().v1.subscriptions.retrieve(
            subscription_id, {"expand": ["default_payment_method"]}
        )
        page = client().v1.invoices.list(
            {"subscription": subscription_id, "limit": 100, "expand": ["data.payments"]}
        )
        invoices = [_invoice(one.to_dict()) for one in page.auto_paging_iter()]
    return subscription_seen(found.to_dict(), invoices, asked_at=asked_at)


def _invoice(invoice: dict[str, Any]) -> InvoiceSeen:
    seen = invoice_seen(invoice)
    if seen.status != "open" or seen.payment_intent_id is None:
        return seen
    intent = client().v1.payment_intents.retrieve(seen.payment_intent_id)
    return invoice_seen(invoice, intent.to_dict())


def subscription_of(invoice_id: str) -> str | None:
    """Return the subscription that an invoice is of, if it is of one.

    Raises:
        StripeUnavailable, StripeRefused: It can't be told.
    """
    with spoken("subscription_of"):
        invoice = client().v1.invoices.retrieve(invoice_id)
    return invoice_seen(invoice.to_dict()).subscription_id


def set_renewal(subscription_id: str, *, renews: bool) -> None:
    """Let a subscription end with its period, or go on after it.

    Raises:
        StripeUnavailable: It is unknown whether it does.
        StripeRefused: It has ended.
    """
    with spoken("set_renewal"):
        client().v1.subscriptions.update(subscription_id, {"cancel_at_period_end": not renews})


def cancel(subscription_id: str) -> None:
    """End a subscription at once; what is not paid yet is charged no more.

    Raises:
        StripeUnavailable: It is unknown whether it has ended.
        StripeRefused: It had ended before.
    """
    with spoken("cancel"):
        client().v1.subscriptions.cancel(subscription_id, {"invoice_now": False, "prorate": False})


def use_card(subscription_id: str, payment_method_id: str) -> None:
    """Charge a subscription to this card from now on.

    Raises:
        StripeUnavailable: It is unknown whether that is so.
        StripeRefused: It has ended.
    """
    with spoken("use_card"):
        client().v1.subscriptions.update(
            subscription_id, {"default_payment_method": payment_method_id}
        )


def pay_invoice(invoice_id: str, payment_method_id: str, *, key: str) -> None:
    """Have an open invoice paid with this card now.

    Raises:
        StripeUnavailable: It is unknown whether it is paid.
        StripeRefused: The card was declined, or there is nothing to pay.
    """
    with spoken("pay_invoice"):
        client().v1.invoices.pay(
            invoice_id, {"payment_method": payment_method_id}, {"idempotency_key": key}
        )
