"""The life of a Checkout Session: open, then complete or expired, never both."""

from smallgestures.stripe_sandbox import bodies
from smallgestures.stripe_sandbox.bodies import Payer
from smallgestures.stripe_sandbox.clock import now
from smallgestures.stripe_sandbox.customers import new_customer
from smallgestures.stripe_sandbox.events import record_event
from smallgestures.stripe_sandbox.store import Json, Transaction

KIND = "checkout.session"
ID_PLACEHOLDER = "{CHECKOUT_SESSION_ID}"


def with_intent(tx: Transaction, session: Json, *, email: str | None) -> Json:
    """Return the session with its intent, made at the first try to pay, as Stripe does."""
    if session["payment_intent"] is not None:
        return session
    wished = tx.hidden(session["id"])["intent"]
    intent = bodies.payment_intent(
        amount=session["amount_total"],
        currency=session["currency"],
        customer=session["customer"],
        description=wished.get("description"),
        metadata=wished.get("metadata", {}),
        receipt_email=wished.get("receipt_email"),
        transfer_group=wished.get("transfer_group"),
    )
    tx.insert(intent)
    record_event(tx, "payment_intent.created", intent)
    session["payment_intent"] = intent["id"]
    tx.save(session)
    return session


def with_customer(tx: Transaction, session: Json, payer: Payer) -> Json:
    """Return the session with its customer, made now where it keeps one and has none."""
    if session["customer"] is None and session["customer_creation"] == "always":
        customer = new_customer({"email": payer.email, "name": payer.name})
        record_event(tx, "customer.created", tx.insert(customer))
        session["customer"] = customer["id"]
        tx.save(session)
    return session


def complete(tx: Transaction, session: Json, payer: Payer, *, payment_status: str) -> Json:
    """Close a session that did what it was for."""
    session = with_customer(tx, session, payer)
    shipping = payer.address and {
        "address": bodies.NO_ADDRESS | payer.address,
        "name": payer.name,
    }
    session |= {
        "collected_information": {
            "business_name": None,
            "individual_name": None,
            "shipping_details": shipping,
        },
        "customer_details": {
            "address": bodies.NO_ADDRESS | (payer.address or {}),
            "business_name": None,
            "email": payer.email,
            "individual_name": None,
            "name": payer.name,
            "phone": None,
            "tax_exempt": "none",
            "tax_ids": [],
        },
        "payment_status": payment_status,
        "status": "complete",
        "url": None,
    }
    _close(tx, session, "checkout.session.completed")
    return session


def waiting_payer(tx: Transaction, session: Json) -> Payer:
    """Return who is to confirm the try that waits."""
    return Payer(**tx.hidden(session["id"]).get("payer", {"name": ""}))


def expire(tx: Transaction, session: Json) -> Json:
    """Close a session that wasn't paid, and its intent with it."""
    tried = session["payment_intent"] or session["setup_intent"]
    kept = tried or tx.hidden(session["id"]).get("kept_intent", "")
    intent = tx.find("payment_intent", kept) or tx.find("setup_intent", kept)
    if intent is not None and intent["status"] != "succeeded":
        intent |= {
            "cancellation_reason": "automatic",
            "next_action": None,
            "status": "canceled",
        }
        if intent["object"] == "payment_intent":
            intent["canceled_at"] = now()
        else:
            intent["cancellation_reason"] = "abandoned"
        tx.save(intent)
        record_event(tx, f"{intent['object']}.canceled", intent)
    session |= {"status": "expired", "url": None}
    _close(tx, session, "checkout.session.expired")
    return session


def expire_due(tx: Transaction, session: Json) -> None:
    """Expire what is still open at its time."""
    if session["status"] == "open":
        expire(tx, session)
    tx.set_due(session["id"], None)


def email_of(tx: Transaction, session: Json) -> str | None:
    """Return the address that is known before the person types anything."""
    customer = tx.find("customer", session["customer"] or "")
    known = session["customer_email"] or (customer or {}).get("email")
    return None if known is None else str(known)


def success_url(session: Json) -> str:
    """Return where a paid session leads, with its id filled in."""
    return str(session["success_url"]).replace(ID_PLACEHOLDER, session["id"])


def _close(tx: Transaction, session: Json, event: str) -> None:
    tx.save(session)
    tx.set_due(session["id"], None)
    record_event(tx, event, session)
