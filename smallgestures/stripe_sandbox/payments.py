"""Paying a Checkout Session: one intent a session, a charge a try, and never two that succeed."""

from dataclasses import asdict, dataclass
from enum import StrEnum

from smallgestures.stripe_sandbox import bodies, money, sessions
from smallgestures.stripe_sandbox.bodies import Payer
from smallgestures.stripe_sandbox.cards import DECLINES, Behaviour, Card, Decline
from smallgestures.stripe_sandbox.clock import now
from smallgestures.stripe_sandbox.errors import DOCS
from smallgestures.stripe_sandbox.events import record_event
from smallgestures.stripe_sandbox.store import Json, Transaction

REFUSED_WORDS = "The payment was not confirmed. No money moved."
_REFUSED_MESSAGE = (
    "We are unable to authenticate your payment method. "
    "Please choose a different payment method and try again."
)


class Result(StrEnum):
    """What a try to pay came to."""

    PAID = "paid"
    ASKS = "requires_action"
    DECLINED = "declined"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Outcome:
    """The result, the session as it is now, and what to tell the person."""

    result: Result
    session: Json
    words: str = ""


@dataclass(frozen=True)
class Try:
    """One try to pay: for which session, by which intent, with which card, by whom."""

    tx: Transaction
    session: Json
    intent: Json
    method: Json
    payer: Payer


def pay(tx: Transaction, session: Json, card: Card, payer: Payer, *, confirm_url: str) -> Outcome:
    """Try to pay an open session once; what is paid or expired stays as it is."""
    over = _over(tx, session)
    if over is not None:
        return over
    session = sessions.with_intent(tx, session, email=payer.email)
    method = tx.insert(bodies.payment_method(card, payer, customer=None))
    this = Try(tx, session, _intent(tx, session), method, payer)
    if card.behaviour is Behaviour.CONFIRMS:
        return _ask(this, confirm_url)
    if card.behaviour is Behaviour.SUCCEEDS:
        return _succeed(this)
    return _decline(this, DECLINES[card.behaviour])


def confirm(tx: Transaction, session: Json) -> Outcome:
    """Go through with the payment that waits for the person's confirmation."""
    over = _over(tx, session)
    if over is not None:
        return over
    intent, payer = _intent(tx, session), _waiting(tx, session)
    method = tx.find("payment_method", intent["payment_method"] or "")
    if intent["status"] != "requires_action" or method is None:
        return Outcome(Result.DECLINED, session)
    return _succeed(Try(tx, session, intent, method, payer))


def refuse(tx: Transaction, session: Json) -> Outcome:
    """End the try that waits for confirmation; the session stays open."""
    over = _over(tx, session)
    if over is not None:
        return over
    intent = _intent(tx, session)
    if intent["status"] == "requires_action":
        method = tx.find("payment_method", intent["payment_method"])
        error = {
            "code": "payment_intent_authentication_failure",
            "doc_url": DOCS + "payment-intent-authentication-failure",
            "message": _REFUSED_MESSAGE,
            "payment_method": method,
            "type": "invalid_request_error",
        }
        _fail(tx, intent, error)
    return Outcome(Result.DECLINED, session, REFUSED_WORDS)


def _over(tx: Transaction, session: Json) -> Outcome | None:
    if session["status"] == "open" and session["expires_at"] <= now():
        session = sessions.expire(tx, session)
    if session["status"] == "expired":
        return Outcome(Result.EXPIRED, session)
    if session["status"] == "complete":
        return Outcome(Result.PAID, session)
    return None


def _intent(tx: Transaction, session: Json) -> Json:
    intent = tx.find("payment_intent", session["payment_intent"] or "")
    if intent is None:
        return {"status": "requires_payment_method", "payment_method": None}
    return intent


def _waiting(tx: Transaction, session: Json) -> Payer:
    return Payer(**tx.hidden(session["id"]).get("payer", {"name": ""}))


def _ask(this: Try, confirm_url: str) -> Outcome:
    session, intent = this.session, this.intent
    intent |= {
        "last_payment_error": None,
        "next_action": {
            "redirect_to_url": {"return_url": session["success_url"], "url": confirm_url},
            "type": "redirect_to_url",
        },
        "payment_method": this.method["id"],
        "status": "requires_action",
    }
    this.tx.save(intent)
    this.tx.hide(session["id"], payer=asdict(this.payer))
    record_event(this.tx, "payment_intent.requires_action", intent)
    return Outcome(Result.ASKS, session)


def _decline(this: Try, decline: Decline) -> Outcome:
    charge = bodies.charge(this.intent, this.method, this.payer, decline=decline)
    record_event(this.tx, "charge.failed", this.tx.insert(charge))
    error = {
        "charge": charge["id"],
        "code": decline.code,
        "doc_url": DOCS + decline.code.replace("_", "-"),
        "message": decline.message,
        "payment_method": this.method,
        "type": "card_error",
    }
    if decline.decline_code:
        error["decline_code"] = decline.decline_code
    this.intent["latest_charge"] = charge["id"]
    _fail(this.tx, this.intent, error)
    return Outcome(Result.DECLINED, this.session, decline.words)


def _fail(tx: Transaction, intent: Json, error: Json) -> None:
    intent |= {
        "last_payment_error": error,
        "next_action": None,
        "payment_method": None,
        "status": "requires_payment_method",
    }
    tx.save(intent)
    record_event(tx, "payment_intent.payment_failed", intent)


def _succeed(this: Try) -> Outcome:
    tx, intent = this.tx, this.intent
    charge = bodies.charge(intent, this.method, this.payer, decline=None)
    amount = charge["amount"]
    gained = bodies.balance_transaction("charge", charge, amount=amount, fee=money.fee(amount))
    charge["balance_transaction"] = tx.insert(gained)["id"]
    record_event(tx, "charge.succeeded", tx.insert(charge))
    intent |= {
        "amount_received": amount,
        "last_payment_error": None,
        "latest_charge": charge["id"],
        "next_action": None,
        "payment_method": this.method["id"],
        "shipping": this.payer.shipping,
        "status": "succeeded",
    }
    tx.save(intent)
    record_event(tx, "payment_intent.succeeded", intent)
    return Outcome(Result.PAID, sessions.complete(tx, this.session, this.payer))
