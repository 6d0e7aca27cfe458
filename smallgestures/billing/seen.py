"""What is asked of Stripe and what was seen there, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

# The names in Stripe's metadata under which our rows are found again.
UID = "checkout_uid"
REFUND_UID = "refund_uid"


@dataclass(frozen=True)
class SessionRequest:
    """A Checkout Session for one piece of something."""

    uid: str
    title: str
    seller: str
    about: str
    amount_minor: int
    currency: str
    asks_address: bool
    email: str | None
    success_url: str
    cancel_url: str
    expires_at: datetime


@dataclass(frozen=True)
class SessionSeen:
    """A Checkout Session as Stripe had it when it was asked."""

    session_id: str
    uid: str
    status: Literal["open", "complete", "expired"]
    is_paid: bool
    url: str | None
    payment_intent_id: str | None
    intent_status: str | None
    card: str | None
    decline_code: str | None
    address: Mapping[str, Any] | None
    is_disputed: bool
    mode: str = "payment"


@dataclass(frozen=True)
class RefundSeen:
    """A refund as Stripe had it when it was asked."""

    refund_id: str
    uid: str | None
    payment_intent_id: str | None
    amount_minor: int
    status: str


@dataclass(frozen=True)
class DisputeSeen:
    """A dispute as Stripe had it when it was asked."""

    dispute_id: str
    status: str


@dataclass(frozen=True)
class EventSeen:
    """A webhook whose signature is Stripe's: what happened to which object."""

    event_id: str
    type: str
    object_id: str
    payment_intent_id: str | None
    happened_at: datetime


def session_seen(session: Mapping[str, Any]) -> SessionSeen:
    """Read a Checkout Session whose payment and charge were expanded."""
    intent = session.get("payment_intent")
    intent = intent if isinstance(intent, dict) else {"id": intent} if intent else {}
    charge = intent.get("latest_charge")
    charge = charge if isinstance(charge, dict) else {}
    trouble = intent.get("last_payment_error") or {}
    return SessionSeen(
        session_id=session["id"],
        uid=(session.get("metadata") or {}).get(UID, ""),
        status=session["status"],
        is_paid=session["payment_status"] == "paid",
        url=session.get("url"),
        payment_intent_id=intent.get("id"),
        intent_status=intent.get("status"),
        card=_card(charge),
        decline_code=trouble.get("decline_code") or trouble.get("code"),
        address=_address(session),
        is_disputed=bool(charge.get("disputed")),
        mode=session.get("mode") or "payment",
    )


def _card(charge: Mapping[str, Any]) -> str | None:
    card = (charge.get("payment_method_details") or {}).get("card")
    return f"{str(card['brand']).title()} ending {card['last4']}" if card else None


def _address(session: Mapping[str, Any]) -> Mapping[str, Any] | None:
    shipping = (session.get("collected_information") or {}).get("shipping_details")
    if not shipping:
        return None
    parts = {name: value for name, value in (shipping.get("address") or {}).items() if value}
    return {"name": shipping.get("name") or "", **parts}


def refund_seen(refund: Mapping[str, Any]) -> RefundSeen:
    """Read a refund."""
    return RefundSeen(
        refund_id=refund["id"],
        uid=(refund.get("metadata") or {}).get(REFUND_UID),
        payment_intent_id=id_of(refund.get("payment_intent")),
        amount_minor=refund["amount"],
        status=refund.get("status") or "",
    )


def group_of(uid: str) -> str:
    """Return the group at Stripe of a payment and of all that is sent on from it."""
    return f"checkout_{uid}"


def id_of(reference: object) -> str | None:
    """Return the id of what may be an id, or the object itself when it was expanded."""
    if isinstance(reference, dict):
        return str(reference["id"])
    return str(reference) if reference else None
