"""What is asked of Stripe about subscriptions and what was seen there, as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from smallgestures.billing.seen import id_of
from smallgestures.billing.subscriptions.states import Said

# The names in Stripe's metadata under which our rows are found again.
SUBSCRIPTION_UID = "subscription_uid"
CONSENT = "consent_sha256"
CARD_CHANGE_UID = "card_change_uid"


@dataclass(frozen=True)
class SubscriptionRequest:
    """The Checkout Session of a subscription, in the words of a consent."""

    uid: str
    consent_sha256: str
    title: str
    seller: str
    amount_minor: int
    currency: str
    interval: str
    trial_end: datetime | None
    success_url: str
    cancel_url: str
    expires_at: datetime


@dataclass(frozen=True)
class CardRequest:
    """A Checkout Session that takes another card and no money."""

    uid: str
    subscription_uid: str
    customer_id: str
    currency: str
    success_url: str
    cancel_url: str
    expires_at: datetime


@dataclass(frozen=True)
class PageSeen:
    """A Checkout Session of a subscription, or of a card, as Stripe had it when it was asked."""

    session_id: str
    uid: str
    card_change_uid: str
    status: str
    url: str | None
    subscription_id: str | None
    payment_method_id: str | None = None

    @property
    def said(self) -> Said:
        """What the session says of its subscription, while there is none."""
        return Said.PAGE_EXPIRED if self.status == "expired" else Said.PAGE_OPEN


@dataclass(frozen=True)
class InvoiceSeen:
    """An invoice as Stripe had it when it was asked."""

    invoice_id: str
    subscription_id: str | None
    status: str
    amount_paid_minor: int
    currency: str
    period_start: datetime
    period_end: datetime
    paid_at: datetime | None
    url: str | None
    payment_intent_id: str | None
    was_attempted: bool
    decline_code: str | None = None
    asks_confirmation: bool = False


@dataclass(frozen=True)
class SubscriptionSeen:
    """A subscription with all its invoices, the newest first, as Stripe had them.

    `asked_at` is real time, just before Stripe was asked.
    """

    asked_at: datetime
    subscription_id: str
    uid: str
    consent_sha256: str
    said: Said
    current_period_end: datetime
    cancels: bool
    card: str | None
    invoices: Sequence[InvoiceSeen]

    @property
    def open_invoice(self) -> InvoiceSeen | None:
        """The newest invoice, if it waits to be paid."""
        newest = self.invoices[0] if self.invoices else None
        return newest if newest and newest.status in {"draft", "open"} else None


def page_seen(session: Mapping[str, Any]) -> PageSeen:
    """Read a Checkout Session of the modes `subscription` and `setup`."""
    metadata = session.get("metadata") or {}
    setup = session.get("setup_intent")
    return PageSeen(
        session_id=session["id"],
        uid=metadata.get(SUBSCRIPTION_UID, ""),
        card_change_uid=metadata.get(CARD_CHANGE_UID, ""),
        status=session["status"],
        url=session.get("url"),
        subscription_id=id_of(session.get("subscription")),
        payment_method_id=id_of(setup.get("payment_method")) if isinstance(setup, dict) else None,
    )


def subscription_seen(
    subscription: Mapping[str, Any], invoices: Sequence[InvoiceSeen], *, asked_at: datetime
) -> SubscriptionSeen:
    """Read a subscription whose default payment method was expanded."""
    metadata = subscription.get("metadata") or {}
    ends = [item["current_period_end"] for item in subscription["items"]["data"]]
    return SubscriptionSeen(
        asked_at=asked_at,
        subscription_id=subscription["id"],
        uid=metadata.get(SUBSCRIPTION_UID, ""),
        consent_sha256=metadata.get(CONSENT, ""),
        said=Said(subscription["status"]),
        current_period_end=moment(max(ends)),
        cancels=bool(subscription["cancel_at_period_end"] or subscription.get("cancel_at")),
        card=_card(subscription.get("default_payment_method")),
        invoices=invoices,
    )


def invoice_seen(
    invoice: Mapping[str, Any], intent: Mapping[str, Any] | None = None
) -> InvoiceSeen:
    """Read an invoice whose payments were expanded, with its payment where that was asked for."""
    about = (invoice.get("parent") or {}).get("subscription_details") or {}
    lines = [line["period"] for line in invoice["lines"]["data"]]
    paid_at = invoice["status_transitions"].get("paid_at")
    trouble = (intent or {}).get("last_payment_error") or {}
    asks = (intent or {}).get("status") == "requires_action"
    return InvoiceSeen(
        invoice_id=invoice["id"],
        subscription_id=id_of(about.get("subscription")),
        status=invoice["status"] or "draft",
        amount_paid_minor=invoice["amount_paid"],
        currency=invoice["currency"],
        period_start=moment(min([one["start"] for one in lines] or [invoice["period_start"]])),
        period_end=moment(max([one["end"] for one in lines] or [invoice["period_end"]])),
        paid_at=moment(paid_at) if paid_at else None,
        url=invoice.get("hosted_invoice_url"),
        payment_intent_id=_intent_of(invoice),
        was_attempted=bool(invoice.get("attempted")),
        decline_code=trouble.get("decline_code") or trouble.get("code"),
        asks_confirmation=asks or trouble.get("code") == "authentication_required",
    )


def _intent_of(invoice: Mapping[str, Any]) -> str | None:
    payments = (invoice.get("payments") or {}).get("data") or []
    intents = [id_of(one["payment"].get("payment_intent")) for one in payments]
    return next((intent for intent in intents if intent), None)


def _card(method: object) -> str | None:
    card = method.get("card") if isinstance(method, dict) else None
    return f"{str(card['brand']).title()} ending {card['last4']}" if card else None


def moment(seconds: int) -> datetime:
    """Return a time of Stripe's as ours."""
    return datetime.fromtimestamp(seconds, UTC)
