"""What a person does with an open invoice on its page."""

from smallgestures.stripe_sandbox import charging
from smallgestures.stripe_sandbox.billing import (
    cards_kept,
    clocks,
    collecting,
    invoices,
    subscriptions,
)
from smallgestures.stripe_sandbox.bodies import Payer
from smallgestures.stripe_sandbox.cards import Card, Decline
from smallgestures.stripe_sandbox.clock import standing_at
from smallgestures.stripe_sandbox.outcome import Result
from smallgestures.stripe_sandbox.store import Json, Transaction


def find_open(tx: Transaction, identifier: str, secret: str) -> Json | None:
    """Return the invoice of that page, whatever became of it."""
    invoice = tx.find(invoices.KIND, identifier)
    if invoice is None or tx.hidden(identifier).get("secret") != secret:
        return None
    return invoice


def asks(tx: Transaction, invoice: Json) -> bool:
    """Say whether its payment waits for the person's confirmation."""
    intent = invoices.intent_of(tx, invoice)
    return intent is not None and intent["status"] == "requires_action"


def pay(tx: Transaction, invoice: Json, card: Card, payer: Payer) -> tuple[Result, Decline | None]:
    """Pay with a card that the subscription keeps from now on, if it is taken."""
    with standing_at(clocks.time_at(tx, invoice["customer"])):
        method = cards_kept.new_method(tx, card, payer)
        result, why = collecting.collect(tx, invoice, method, collecting.AT_PAGE)
        if result is Result.PAID:
            _keep(tx, invoice, method)
    return result, why


def confirm(tx: Transaction, invoice: Json) -> Result:
    """Go through with the payment that waits for the person."""
    intent = invoices.intent_of(tx, invoice)
    method = intent and tx.find("payment_method", intent["payment_method"] or "")
    if method is None or not asks(tx, invoice):
        return Result.DECLINED
    with standing_at(clocks.time_at(tx, invoice["customer"])):
        collecting.take(tx, invoice, method)
        _keep(tx, invoice, method)
    return Result.PAID


def refuse(tx: Transaction, invoice: Json) -> None:
    """End the try that waits for the person; the invoice stays open."""
    intent = invoices.intent_of(tx, invoice)
    if intent is not None and asks(tx, invoice):
        with standing_at(clocks.time_at(tx, invoice["customer"])):
            charging.refuse(tx, intent)


def _keep(tx: Transaction, invoice: Json, method: Json) -> None:
    cards_kept.attach(tx, method, invoice["customer"])
    subscription = invoices.subscription_of(tx, invoice)
    if (
        subscription is not None
        and subscription["status"] not in subscriptions.OVER
        and subscription["default_payment_method"] != method["id"]
    ):
        subscription["default_payment_method"] = method["id"]
        subscriptions.tell(tx, subscription)
