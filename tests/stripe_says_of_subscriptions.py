"""What Stripe says of our subscriptions, as the gateway reads it."""

from datetime import timedelta
from itertools import count
from typing import Any

from smallgestures import clock
from smallgestures.billing.subscriptions.models import ConsentRecord, Subscription
from smallgestures.billing.subscriptions.seen import InvoiceSeen, PageSeen, SubscriptionSeen
from smallgestures.billing.subscriptions.states import Said

_numbers = count(1)


def page(subscription: Subscription, status: str = "open", **overrides: Any) -> PageSeen:
    """The page on which it begins: `open`, `complete` or `expired`."""
    values = {
        "session_id": f"cs_test_sub_{subscription.key}",
        "uid": subscription.uid,
        "card_change_uid": "",
        "status": status,
        "url": f"https://checkout.stripe.com/c/pay/cs_test_sub_{subscription.key}",
        "subscription_id": None if status != "complete" else f"sub_{subscription.key}",
    }
    return PageSeen(**(values | overrides))


def subscription(
    row: Subscription, consent: ConsentRecord, said: str = "trialing", **overrides: Any
) -> SubscriptionSeen:
    """Its status at Stripe, seen just now, with no invoice."""
    values = {
        "asked_at": clock.wall(),
        "subscription_id": f"sub_{row.key}",
        "uid": row.uid,
        "consent_sha256": consent.text_sha256,
        "said": Said(said),
        "current_period_end": row.trial_end or clock.now() + timedelta(days=30),
        "cancels": False,
        "card": "Visa ending 4242",
        "invoices": (),
    }
    return SubscriptionSeen(**(values | overrides))


def invoice(row: Subscription, status: str = "paid", **overrides: Any) -> InvoiceSeen:
    """An invoice of one period that begins now."""
    number = next(_numbers)
    values = {
        "invoice_id": f"in_{number}",
        "subscription_id": f"sub_{row.key}",
        "status": status,
        "amount_paid_minor": row.amount_minor if status == "paid" else 0,
        "currency": row.currency,
        "period_start": clock.now(),
        "period_end": clock.now() + timedelta(days=30),
        "paid_at": clock.now() if status == "paid" else None,
        "url": f"https://invoice.stripe.com/i/in_{number}",
        "payment_intent_id": f"pi_in_{number}",
        "was_attempted": status != "draft",
    }
    return InvoiceSeen(**(values | overrides))
