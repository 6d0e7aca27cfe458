"""What Stripe says of our checkouts and refunds, as the gateway reads it."""

from itertools import count
from typing import Any

from smallgestures.billing.models import Checkout, Refund
from smallgestures.billing.seen import RefundSeen, SessionSeen

ADDRESS = {
    "name": "Ines Duarte",
    "line1": "Rua do Sol 4",
    "city": "Lisbon",
    "postal_code": "1200-001",
    "country": "PT",
}

_numbers = count(1)


def opened(checkout: Checkout, **overrides: Any) -> SessionSeen:
    """The session waits for somebody to pay; nobody has tried."""
    values = {
        "session_id": f"cs_test_{checkout.key}",
        "uid": checkout.uid,
        "status": "open",
        "is_paid": False,
        "url": f"https://checkout.stripe.com/c/pay/cs_test_{checkout.key}",
        "payment_intent_id": None,
        "intent_status": None,
        "card": None,
        "decline_code": None,
        "address": None,
        "is_disputed": False,
    }
    return SessionSeen(**(values | overrides))


def declined(checkout: Checkout, code: str = "insufficient_funds") -> SessionSeen:
    """A card was refused; another one can be tried."""
    return opened(
        checkout,
        payment_intent_id=f"pi_{checkout.key}",
        intent_status="requires_payment_method",
        decline_code=code,
    )


def paid(checkout: Checkout, **overrides: Any) -> SessionSeen:
    """The money is there."""
    values = {
        "status": "complete",
        "is_paid": True,
        "url": None,
        "payment_intent_id": f"pi_{checkout.key}",
        "intent_status": "succeeded",
        "card": "Visa ending 4242",
        "address": ADDRESS,
    }
    return opened(checkout, **(values | overrides))


def disputed(checkout: Checkout) -> SessionSeen:
    """The buyer's bank asks for the money back."""
    return paid(checkout, is_disputed=True)


def expired(checkout: Checkout, **overrides: Any) -> SessionSeen:
    """The time to pay ran out."""
    return opened(checkout, **({"status": "expired", "url": None} | overrides))


def refused_late(checkout: Checkout) -> SessionSeen:
    """A bank that takes days to answer said no."""
    return paid(
        checkout, is_paid=False, intent_status="requires_payment_method", card=None, address=None
    )


def refunded(refund: Refund, status: str = "succeeded") -> RefundSeen:
    """How a refund stands that we asked for."""
    return RefundSeen(
        refund_id=f"re_{refund.key}",
        uid=refund.uid,
        payment_intent_id=f"pi_{refund.checkout_id}",
        amount_minor=refund.amount_minor,
        status=status,
    )


def refunded_there(
    checkout: Checkout, amount_minor: int, *, status: str = "succeeded", name: str = ""
) -> RefundSeen:
    """How a refund stands that somebody made at Stripe; `name` tells several apart."""
    return RefundSeen(
        refund_id=f"re_there_{name or next(_numbers)}",
        uid=None,
        payment_intent_id=f"pi_{checkout.key}",
        amount_minor=amount_minor,
        status=status,
    )
