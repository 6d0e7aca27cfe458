"""Cards that customers keep."""

from smallgestures.stripe_sandbox import bodies, cards, charging
from smallgestures.stripe_sandbox.bodies import Payer
from smallgestures.stripe_sandbox.cards import Behaviour, Card, Decline
from smallgestures.stripe_sandbox.events import record_event
from smallgestures.stripe_sandbox.outcome import Result
from smallgestures.stripe_sandbox.store import Json, Transaction


def new_method(tx: Transaction, card: Card, payer: Payer) -> Json:
    """Return a card as a payment method that belongs to nobody yet."""
    method = bodies.payment_method(card, payer, customer=None)
    return tx.insert(method, behaviour=card.behaviour)


def attach(tx: Transaction, method: Json, customer: str) -> Json:
    """Let a customer keep a card."""
    if method["customer"] != customer:
        method["customer"] = customer
        tx.save(method)
        record_event(tx, "payment_method.attached", method)
    return method


def set_up(
    tx: Transaction, intent: Json, method: Json, behaviour: Behaviour, *, url: str, return_url: str
) -> tuple[Result, Decline | None]:
    """Try to make a card ready for later charges; the bank may refuse it, or ask first."""
    why = cards.decline_of(behaviour, saving=True)
    if why is not None:
        fail_set_up(tx, intent, charging.card_error(method, why))
        return Result.DECLINED, why
    if cards.asks(behaviour, present=True):
        intent |= {
            "last_setup_error": None,
            "next_action": charging.redirect(url, return_url),
            "payment_method": method["id"],
            "status": "requires_action",
        }
        tx.save(intent)
        record_event(tx, "setup_intent.requires_action", intent)
        return Result.ASKS, None
    finish_set_up(tx, intent, method)
    return Result.PAID, None


def finish_set_up(tx: Transaction, intent: Json, method: Json) -> None:
    """Say that a card is ready for later charges."""
    intent |= {
        "last_setup_error": None,
        "next_action": None,
        "payment_method": method["id"],
        "status": "succeeded",
    }
    tx.save(intent)
    record_event(tx, "setup_intent.succeeded", intent)


def fail_set_up(tx: Transaction, intent: Json, error: Json) -> None:
    """End a try to save a card; the intent waits for another."""
    intent |= {
        "last_setup_error": error,
        "next_action": None,
        "payment_method": None,
        "status": "requires_payment_method",
    }
    tx.save(intent)
    record_event(tx, "setup_intent.setup_failed", intent)
