"""Collecting an invoice: with the card that is kept, or with one that the person has at hand."""

from dataclasses import dataclass

from smallgestures.stripe_sandbox import cards, charging
from smallgestures.stripe_sandbox.billing import invoices, subscriptions
from smallgestures.stripe_sandbox.bodies import Payer
from smallgestures.stripe_sandbox.cards import Behaviour, Decline
from smallgestures.stripe_sandbox.outcome import Result
from smallgestures.stripe_sandbox.store import Json, Transaction
from smallgestures.stripe_sandbox.switches import AfterRetries


def kept_method(tx: Transaction, subscription: Json) -> Json | None:
    """Return the card that a subscription is charged to: its own, else the customer's."""
    customer = tx.find("customer", subscription["customer"]) or {}
    settings = customer.get("invoice_settings", {})
    named = subscription["default_payment_method"] or settings.get("default_payment_method")
    return tx.find("payment_method", named or "")


def payer_behind(method: Json) -> Payer:
    """Return whose card it is."""
    details = method["billing_details"]
    return Payer(name=details["name"] or "", email=details["email"])


@dataclass(frozen=True)
class Manner:
    """How an invoice is collected."""

    present: bool = False  # the person is at the page, and can be asked
    automatic: bool = True  # by itself: the try counts, and the next one is planned
    after_retries: AfterRetries = AfterRetries.CANCEL  # the last of them


BY_ITSELF = Manner()
BY_REQUEST = Manner(automatic=False)
AT_PAGE = Manner(present=True, automatic=False)


def collect(
    tx: Transaction, invoice: Json, method: Json | None, manner: Manner = BY_ITSELF
) -> tuple[Result, Decline | None]:
    """Try to have an open invoice paid, and let its subscription know."""
    intent = invoices.intent_of(tx, invoice)
    if intent is None:
        conclude_paid(tx, invoice)
        return Result.PAID, None
    if method is None:
        _conclude_failed(tx, invoice, Result.DECLINED, manner)
        return Result.DECLINED, None
    behaviour = Behaviour(tx.hidden(method["id"])["behaviour"])
    why = cards.decline_of(behaviour)
    if why is not None:
        charging.decline(tx, intent, method, payer_behind(method), why)
        _conclude_failed(tx, invoice, Result.DECLINED, manner)
        return Result.DECLINED, why
    if cards.asks(behaviour, present=manner.present):
        url = invoice["hosted_invoice_url"]
        charging.ask(tx, intent, method, url=url, return_url=url)
        _conclude_failed(tx, invoice, Result.ASKS, manner)
        return Result.ASKS, None
    take(tx, invoice, method)
    return Result.PAID, None


def take(tx: Transaction, invoice: Json, method: Json) -> None:
    """Pay an invoice with a card that nobody asks about any more."""
    intent = invoices.intent_of(tx, invoice)
    if intent is not None:
        charging.succeed(tx, intent, method, payer_behind(method))
    conclude_paid(tx, invoice)


def conclude_paid(tx: Transaction, invoice: Json) -> None:
    """Close an invoice that was paid, and let its subscription know."""
    invoices.note_paid(tx, invoice)
    subscriptions.settle(tx, _subscription(tx, invoice), paid=True)


def _conclude_failed(tx: Transaction, invoice: Json, result: Result, manner: Manner) -> None:
    if manner.present and result is Result.ASKS:
        return  # it is decided as soon as the person has answered
    subscription = _subscription(tx, invoice)
    if not manner.automatic:
        invoices.say_failed(tx, invoice, asked=result is Result.ASKS)
        return
    retries = subscription["status"] not in {"incomplete", *subscriptions.OVER}
    invoices.note_failed(tx, invoice, retries=retries)
    invoices.say_failed(tx, invoice, asked=result is Result.ASKS)
    if not retries or invoice["next_payment_attempt"] is not None:
        subscriptions.settle(tx, subscription, paid=False)
    elif manner.after_retries is AfterRetries.CANCEL:
        subscriptions.end(tx, subscription, reason="payment_failed")
    elif manner.after_retries is AfterRetries.UNPAID:
        subscription["status"] = "unpaid"
        subscriptions.tell(tx, subscription)


def _subscription(tx: Transaction, invoice: Json) -> Json:
    found = invoices.subscription_of(tx, invoice)
    if found is None:
        raise LookupError(invoice["id"])
    return found
