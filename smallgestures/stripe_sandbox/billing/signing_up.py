"""What a Checkout Session does that saves a card or starts a subscription."""

from dataclasses import asdict

from smallgestures.stripe_sandbox import bodies as payment_bodies
from smallgestures.stripe_sandbox import cards, charging, sessions
from smallgestures.stripe_sandbox.billing import (
    bodies,
    cards_kept,
    clocks,
    collecting,
    cycle,
    subscriptions,
)
from smallgestures.stripe_sandbox.billing.periods import DAY_S
from smallgestures.stripe_sandbox.bodies import Payer
from smallgestures.stripe_sandbox.cards import Behaviour, Card, Decline
from smallgestures.stripe_sandbox.clock import now, standing_at
from smallgestures.stripe_sandbox.events import record_event
from smallgestures.stripe_sandbox.outcome import Outcome, Result
from smallgestures.stripe_sandbox.store import Json, Transaction


def trial_end(tx: Transaction, session: Json) -> int | None:
    """Return when the trial of a session's subscription ends, if one is left of it now."""
    wished = tx.hidden(session["id"])["subscription"]
    with standing_at(clocks.time_at(tx, session["customer"])):
        moment = wished.get("trial_end")
        if "trial_period_days" in wished:
            moment = now() + int(wished["trial_period_days"]) * DAY_S
        return moment if moment is not None and moment > now() else None


def due_today(tx: Transaction, session: Json) -> int:
    """Return the minor units that are charged when the person presses the button."""
    if session["mode"] == "setup":
        return 0
    if trial_end(tx, session) is not None:
        return 0
    return sum(item["amount_total"] for item in tx.children("item", session["id"]))


def asks_for_card(tx: Transaction, session: Json) -> bool:
    """Say whether the page needs a card at all."""
    if session["mode"] != "subscription":
        return True
    return session["payment_method_collection"] != "if_required" or due_today(tx, session) > 0


def sign_up(
    tx: Transaction, session: Json, card: Card | None, payer: Payer, *, confirm_url: str
) -> Outcome:
    """Save the card, and start the subscription if that is what the session is for."""
    if card is None:
        return _finish(tx, session, None, payer)
    with standing_at(clocks.time_at(tx, session["customer"])):
        method = cards_kept.new_method(tx, card, payer)
        tx.hide(session["id"], payer=asdict(payer), method=method["id"])
        result, why = _try(tx, session, method, card.behaviour, confirm_url)
    if result is Result.PAID:
        return _finish(tx, session, method, payer)
    return Outcome(result, session, why.words if why else "")


def _try(
    tx: Transaction, session: Json, method: Json, behaviour: Behaviour, url: str
) -> tuple[Result, Decline | None]:
    intent, back = _intent(tx, session), session["success_url"]
    if intent["object"] == "setup_intent":
        return cards_kept.set_up(tx, intent, method, behaviour, url=url, return_url=back)
    why = cards.decline_of(behaviour)
    if why is not None:
        charging.decline(tx, intent, method, collecting.payer_behind(method), why)
        return Result.DECLINED, why
    if cards.asks(behaviour, present=True):
        charging.ask(tx, intent, method, url=url, return_url=back)
        return Result.ASKS, None
    return Result.PAID, None


def asks(tx: Transaction, session: Json) -> bool:
    """Say whether a try waits for the person's confirmation."""
    intent = _kept_intent(tx, session)
    return intent is not None and intent["status"] == "requires_action"


def confirm(tx: Transaction, session: Json) -> Outcome:
    """Go through with the try that waits for the person's confirmation."""
    method = tx.find("payment_method", tx.hidden(session["id"]).get("method", ""))
    intent = _kept_intent(tx, session)
    if method is None or intent is None or not asks(tx, session):
        return Outcome(Result.DECLINED, session)
    if intent["object"] == "setup_intent":
        with standing_at(clocks.time_at(tx, session["customer"])):
            cards_kept.finish_set_up(tx, intent, method)
    return _finish(tx, session, method, sessions.waiting_payer(tx, session))


def refuse(tx: Transaction, session: Json) -> None:
    """End the try that waits for confirmation; the session stays open."""
    intent = _kept_intent(tx, session)
    if intent is None or not asks(tx, session):
        return
    if intent["object"] == "setup_intent":
        method = tx.find("payment_method", intent["payment_method"])
        error = charging.refused("setup_intent_authentication_failure", method)
        cards_kept.fail_set_up(tx, intent, error)
    else:
        charging.refuse(tx, intent)


def _kept_intent(tx: Transaction, session: Json) -> Json | None:
    kept = session["setup_intent"] or tx.hidden(session["id"]).get("kept_intent", "")
    return tx.find("setup_intent", kept) or tx.find("payment_intent", kept)


def _intent(tx: Transaction, session: Json) -> Json:
    """Return the intent by which the session saves or charges a card, made at the first try."""
    kept, amount = _kept_intent(tx, session), due_today(tx, session)
    if kept is not None and (kept["object"] == "setup_intent") == (amount == 0):
        return kept
    made = bodies.setup_intent(customer=session["customer"])
    if amount:
        made = payment_bodies.payment_intent(
            amount=amount,
            currency=session["currency"],
            customer=session["customer"],
            description="Subscription creation",
            metadata={},
            receipt_email=None,
        )
    tx.hide(session["id"], kept_intent=made["id"])
    record_event(tx, f"{made['object']}.created", tx.insert(made))
    return made


def _finish(tx: Transaction, session: Json, method: Json | None, payer: Payer) -> Outcome:
    session = sessions.with_customer(tx, session, payer)
    payment_status = "no_payment_required"
    with standing_at(clocks.time_at(tx, session["customer"])):
        if method is not None:
            cards_kept.attach(tx, method, session["customer"])
        if session["mode"] == "subscription":
            payment_status = _subscribe(tx, session, method)
    # The session keeps the machine's time, as its expiry does.
    done = sessions.complete(tx, session, payer, payment_status=payment_status)
    return Outcome(Result.PAID, done)


def _subscribe(tx: Transaction, session: Json, method: Json | None) -> str:
    """Start the session's subscription, paid for today; return how the session is paid."""
    hidden = tx.hidden(session["id"])
    wished, ends_at = hidden["subscription"], trial_end(tx, session)
    items = tx.children("item", session["id"])
    order = bodies.Order(
        customer=tx.find("customer", session["customer"]) or {},
        items=[(item["price"], item["quantity"]) for item in items],
        trial_end=ends_at,
        trial_settings=wished.get("trial_settings", bodies.TRIAL_SETTINGS),
        default_payment_method=method["id"] if method else None,
        description=wished.get("description"),
        metadata=wished.get("metadata", {}),
    )
    subscription = subscriptions.create(tx, order)
    tx.hide(subscription["id"], back=session["cancel_url"])
    intent = tx.find("payment_intent", hidden.get("kept_intent", ""))
    url = hidden["public_url"]
    invoice = cycle.start(tx, subscription, public_url=url, intent=intent if not ends_at else None)
    if method is None or ends_at is not None:
        collecting.collect(tx, invoice, method)
    else:
        collecting.take(tx, invoice, method)
    session |= {
        "amount_subtotal": invoice["subtotal"],
        "amount_total": invoice["total"],
        "invoice": invoice["id"],
        "subscription": subscription["id"],
    }
    return "no_payment_required" if ends_at is not None else "paid"
