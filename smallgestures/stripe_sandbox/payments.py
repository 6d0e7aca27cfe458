"""Paying a Checkout Session: one intent a session, a charge a try, and never two that succeed."""

from dataclasses import asdict

from smallgestures.stripe_sandbox import bodies, cards, charging, sessions
from smallgestures.stripe_sandbox.billing import signing_up
from smallgestures.stripe_sandbox.bodies import Payer
from smallgestures.stripe_sandbox.cards import Card
from smallgestures.stripe_sandbox.clock import now
from smallgestures.stripe_sandbox.errors import StripeError
from smallgestures.stripe_sandbox.outcome import Outcome, Result
from smallgestures.stripe_sandbox.store import Json, Transaction

REFUSED_WORDS = "The payment was not confirmed. No money moved."


def pay(
    tx: Transaction, session: Json, card: Card | None, payer: Payer, *, confirm_url: str
) -> Outcome:
    """Try to pay an open session once; what is paid or expired stays as it is.

    No card is for sessions that ask for none.
    """
    over = _over(tx, session)
    if over is not None:
        return over
    if card is None and signing_up.asks_for_card(tx, session):
        raise StripeError("This session asks for a card.")
    if session["mode"] != "payment" or card is None:
        return signing_up.sign_up(tx, session, card, payer, confirm_url=confirm_url)
    session = sessions.with_intent(tx, session, email=payer.email)
    intent = _intent(tx, session)
    method = bodies.payment_method(card, payer, customer=None)
    tx.insert(method, behaviour=card.behaviour)
    if cards.asks(card.behaviour, present=True):
        tx.hide(session["id"], payer=asdict(payer))
        charging.ask(tx, intent, method, url=confirm_url, return_url=session["success_url"])
        return Outcome(Result.ASKS, session)
    why = cards.decline_of(card.behaviour)
    if why is not None:
        charging.decline(tx, intent, method, payer, why)
        return Outcome(Result.DECLINED, session, why.words)
    charging.succeed(tx, intent, method, payer)
    return Outcome(Result.PAID, sessions.complete(tx, session, payer, payment_status="paid"))


def confirm(tx: Transaction, session: Json) -> Outcome:
    """Go through with the payment that waits for the person's confirmation."""
    over = _over(tx, session)
    if over is not None:
        return over
    if session["mode"] != "payment":
        return signing_up.confirm(tx, session)
    intent, payer = _intent(tx, session), sessions.waiting_payer(tx, session)
    method = tx.find("payment_method", intent["payment_method"] or "")
    if intent["status"] != "requires_action" or method is None:
        return Outcome(Result.DECLINED, session)
    charging.succeed(tx, intent, method, payer)
    return Outcome(Result.PAID, sessions.complete(tx, session, payer, payment_status="paid"))


def refuse(tx: Transaction, session: Json) -> Outcome:
    """End the try that waits for confirmation; the session stays open."""
    over = _over(tx, session)
    if over is not None:
        return over
    if session["mode"] != "payment":
        signing_up.refuse(tx, session)
        return Outcome(Result.DECLINED, session, REFUSED_WORDS)
    intent = _intent(tx, session)
    if intent["status"] == "requires_action":
        charging.refuse(tx, intent)
    return Outcome(Result.DECLINED, session, REFUSED_WORDS)


def asks(tx: Transaction, session: Json) -> bool:
    """Say whether a try of this session waits for the person's confirmation."""
    if session["mode"] != "payment":
        return signing_up.asks(tx, session)
    return bool(_intent(tx, session)["status"] == "requires_action")


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
