"""The billing portal: a customer’s own place to change the card, cancel and see what is open."""

from smallgestures.stripe_sandbox import charging
from smallgestures.stripe_sandbox.billing import (
    bodies,
    cards_kept,
    clocks,
    invoices,
    subscriptions,
)
from smallgestures.stripe_sandbox.bodies import Payer
from smallgestures.stripe_sandbox.cards import Card, Decline
from smallgestures.stripe_sandbox.clock import now, standing_at
from smallgestures.stripe_sandbox.events import record_event
from smallgestures.stripe_sandbox.identifiers import letters, new_id
from smallgestures.stripe_sandbox.outcome import Result
from smallgestures.stripe_sandbox.store import Json, Transaction

KIND = "billing_portal.session"
LIFE_S = 60 * 60
CONFIGURATION = "bpc_1SandboxConfiguration"


def open_session(
    tx: Transaction, *, customer: str, return_url: str | None, flow: Json | None, public_url: str
) -> Json:
    """Return a new session of the portal, at an address that nobody guesses."""
    secret = letters(40)
    after = (flow or {}).get("after_completion", {"type": "portal_homepage"})
    session = {
        "id": new_id(KIND),
        "object": KIND,
        "configuration": CONFIGURATION,
        "created": now(),
        "customer": customer,
        "customer_account": None,
        "flow": flow
        and {
            "after_completion": {
                "hosted_confirmation": None,
                "redirect": after.get("redirect"),
                "type": after["type"],
            },
            "subscription_cancel": flow.get("subscription_cancel")
            and flow["subscription_cancel"] | {"retention": None},
            "subscription_update": None,
            "subscription_update_confirm": None,
            "type": flow["type"],
        },
        "livemode": False,
        "locale": None,
        "on_behalf_of": None,
        "return_url": return_url,
        "url": f"{public_url}/c/portal/{secret}",
    }
    return tx.insert(session, parent=secret)


def find(tx: Transaction, secret: str) -> Json | None:
    """Return the session whose address ends so, unless its hour is over."""
    found = next(iter(tx.children(KIND, secret)), None)
    return found if found is not None and found["created"] + LIFE_S > now() else None


def running(tx: Transaction, customer: str) -> list[Json]:
    """Return what the customer subscribes to, the newest first."""
    found = tx.matching(subscriptions.KIND, customer=customer)
    return [each for each in found if each["status"] not in subscriptions.OVER]


def open_invoices(tx: Transaction, customer: str) -> list[Json]:
    """Return what the customer owes, the newest first."""
    return tx.matching(invoices.KIND, customer=customer, status="open")


def kept_card(tx: Transaction, customer: str) -> Json | None:
    """Return the card that is charged next."""
    settings = (tx.find("customer", customer) or {}).get("invoice_settings", {})
    named = [each["default_payment_method"] for each in running(tx, customer)]
    wanted = [*named, settings.get("default_payment_method")]
    return next((m for m in (tx.find("payment_method", each or "") for each in wanted) if m), None)


def stop(tx: Transaction, customer: str, subscription: str, *, at_period_end: bool) -> None:
    """Let a subscription of the customer end with its period, or go on after all."""
    found = tx.find(subscriptions.KIND, subscription)
    if found is None or found["customer"] != customer or found["status"] in subscriptions.OVER:
        return
    if found["cancel_at_period_end"] != at_period_end:
        with standing_at(clocks.time_at(tx, customer)):
            subscriptions.ask_to_cancel(found, at_period_end=at_period_end)
            subscriptions.tell(tx, found)


def change_card(
    tx: Transaction, session: Json, card: Card, payer: Payer
) -> tuple[Result, Decline | None]:
    """Save another card and let it be charged from now on; the bank may ask first."""
    customer = session["customer"]
    with standing_at(clocks.time_at(tx, customer)):
        method = cards_kept.new_method(tx, card, payer)
        intent = bodies.setup_intent(customer=customer)
        record_event(tx, "setup_intent.created", tx.insert(intent))
        tx.hide(session["id"], intent=intent["id"], method=method["id"])
        url = f"{session['url']}/confirm"
        result, why = cards_kept.set_up(
            tx, intent, method, card.behaviour, url=url, return_url=session["url"]
        )
        if result is Result.PAID:
            _keep(tx, customer, method)
    return result, why


def asks(tx: Transaction, session: Json) -> bool:
    """Say whether the saving of a card waits for the person's confirmation."""
    intent = tx.find("setup_intent", tx.hidden(session["id"]).get("intent", ""))
    return intent is not None and intent["status"] == "requires_action"


def answer(tx: Transaction, session: Json, *, confirmed: bool) -> bool:
    """Confirm or refuse the card that waits; say whether it is kept."""
    hidden = tx.hidden(session["id"])
    intent = tx.find("setup_intent", hidden.get("intent", ""))
    method = tx.find("payment_method", hidden.get("method", ""))
    if intent is None or method is None or intent["status"] != "requires_action":
        return False
    with standing_at(clocks.time_at(tx, session["customer"])):
        if confirmed:
            cards_kept.finish_set_up(tx, intent, method)
            _keep(tx, session["customer"], method)
        else:
            error = charging.refused("setup_intent_authentication_failure", method)
            cards_kept.fail_set_up(tx, intent, error)
    return confirmed


def _keep(tx: Transaction, customer: str, method: Json) -> None:
    cards_kept.attach(tx, method, customer)
    found = tx.find("customer", customer) or {}
    before = dict(found)
    found["invoice_settings"] = found["invoice_settings"] | {"default_payment_method": method["id"]}
    tx.save(found)
    record_event(tx, "customer.updated", found, before=before)
    for subscription in running(tx, customer):
        subscription["default_payment_method"] = method["id"]
        subscriptions.tell(tx, subscription)
