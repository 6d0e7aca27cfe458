"""One try to take the money of an intent: it works, is declined, or the person is asked first."""

from smallgestures.stripe_sandbox import bodies, money
from smallgestures.stripe_sandbox.bodies import Payer
from smallgestures.stripe_sandbox.cards import Decline
from smallgestures.stripe_sandbox.errors import DOCS
from smallgestures.stripe_sandbox.events import record_event
from smallgestures.stripe_sandbox.store import Json, Transaction

_REFUSED_MESSAGE = (
    "We are unable to authenticate your payment method. "
    "Please choose a different payment method and try again."
)


def succeed(tx: Transaction, intent: Json, method: Json, payer: Payer) -> Json:
    """Take the money, and return the charge."""
    charge = bodies.charge(intent, method, payer, decline=None)
    amount = charge["amount"]
    gained = bodies.balance_transaction("charge", charge, amount=amount, fee=money.fee(amount))
    charge["balance_transaction"] = tx.insert(gained)["id"]
    record_event(tx, "charge.succeeded", tx.insert(charge))
    intent |= {
        "amount_received": amount,
        "last_payment_error": None,
        "latest_charge": charge["id"],
        "next_action": None,
        "payment_method": method["id"],
        "shipping": payer.shipping,
        "status": "succeeded",
    }
    tx.save(intent)
    record_event(tx, "payment_intent.succeeded", intent)
    return charge


def decline(tx: Transaction, intent: Json, method: Json, payer: Payer, why: Decline) -> None:
    """Let the bank say no; the intent waits for another card."""
    charge = bodies.charge(intent, method, payer, decline=why)
    record_event(tx, "charge.failed", tx.insert(charge))
    intent["latest_charge"] = charge["id"]
    fail(tx, intent, {"charge": charge["id"]} | card_error(method, why))


def ask(tx: Transaction, intent: Json, method: Json, *, url: str, return_url: str) -> None:
    """Let the intent wait until the person confirms at `url`."""
    intent |= {
        "last_payment_error": None,
        "next_action": redirect(url, return_url),
        "payment_method": method["id"],
        "status": "requires_action",
    }
    tx.save(intent)
    record_event(tx, "payment_intent.requires_action", intent)


def refuse(tx: Transaction, intent: Json) -> None:
    """End the try that waits for the person."""
    method = tx.find("payment_method", intent["payment_method"])
    fail(tx, intent, refused("payment_intent_authentication_failure", method))


def fail(tx: Transaction, intent: Json, error: Json) -> None:
    """End a try; the intent waits for another card."""
    intent |= {
        "last_payment_error": error,
        "next_action": None,
        "payment_method": None,
        "status": "requires_payment_method",
    }
    tx.save(intent)
    record_event(tx, "payment_intent.payment_failed", intent)


def card_error(method: Json, why: Decline) -> Json:
    """Return a decline as intents show it."""
    error = {
        "code": why.code,
        "doc_url": DOCS + why.code.replace("_", "-"),
        "message": why.message,
        "payment_method": method,
        "type": "card_error",
    }
    return error | ({"decline_code": why.decline_code} if why.decline_code else {})


def refused(code: str, method: Json | None) -> Json:
    """Return the person's refusal to confirm as intents show it."""
    return {
        "code": code,
        "doc_url": DOCS + code.replace("_", "-"),
        "message": _REFUSED_MESSAGE,
        "payment_method": method,
        "type": "invalid_request_error",
    }


def redirect(url: str, return_url: str) -> Json:
    """Return the next action of an intent that the person confirms on a page."""
    return {
        "redirect_to_url": {"return_url": return_url, "url": url},
        "type": "redirect_to_url",
    }
