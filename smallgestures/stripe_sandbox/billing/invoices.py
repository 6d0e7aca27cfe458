"""The life of an invoice: draft, open, then paid, or left when its retries are used up."""

from smallgestures.stripe_sandbox import bodies
from smallgestures.stripe_sandbox.billing import invoice_bodies
from smallgestures.stripe_sandbox.billing.periods import DAY_S, HOUR_S
from smallgestures.stripe_sandbox.clock import now
from smallgestures.stripe_sandbox.events import record_event
from smallgestures.stripe_sandbox.identifiers import letters
from smallgestures.stripe_sandbox.store import Json, Transaction

KIND = "invoice"
DRAFT_S = HOUR_S
RETRIES_S = (3 * DAY_S, 5 * DAY_S, 7 * DAY_S)  # each after the try before it


def draft(
    tx: Transaction, subscription: Json, *, reason: str, free: bool = False, wait: bool = False
) -> Json:
    """Return a new invoice for the subscription's period, which may `wait` to be finalised."""
    customer = tx.find("customer", subscription["customer"]) or {}
    names = {}
    for item in subscription["items"]["data"]:
        product = tx.find("product", item["price"]["product"]) or {"name": "?"}
        names[item["price"]["product"]] = product["name"]
    made = invoice_bodies.invoice(subscription, customer, names, reason=reason, free=free)
    if wait:
        made["automatically_finalizes_at"] = now() + DRAFT_S
    tx.insert(made, due_at=made["automatically_finalizes_at"], parent=subscription["id"])
    record_event(tx, "invoice.created", made)
    return made


def finalise(
    tx: Transaction, invoice: Json, *, public_url: str, intent: Json | None = None
) -> None:
    """Make an invoice final, with its number, its page and the intent that is to pay it."""
    customer = tx.find("customer", invoice["customer"]) or {}
    number = customer["next_invoice_sequence"]
    tx.save(customer | {"next_invoice_sequence": number + 1})
    secret = letters(40)
    invoice |= {
        "automatically_finalizes_at": None,
        "effective_at": now(),
        "ending_balance": 0,
        "hosted_invoice_url": f"{public_url}/c/invoice/{invoice['id']}/{secret}",
        "number": f"{customer['invoice_prefix']}-{number:04d}",
        "status": "open",
        "status_transitions": invoice["status_transitions"] | {"finalized_at": now()},
    }
    tx.hide(invoice["id"], secret=secret)
    tx.save(invoice)
    tx.set_due(invoice["id"], None)
    record_event(tx, "invoice.finalized", invoice)
    if invoice["amount_due"]:
        made = intent or _new_intent(tx, invoice)
        made["customer"] = invoice["customer"]
        tx.save(made)
        tx.insert(invoice_bodies.invoice_payment(invoice, made["id"]), parent=invoice["id"])


def _new_intent(tx: Transaction, invoice: Json) -> Json:
    creating = invoice["billing_reason"] == "subscription_create"
    intent = bodies.payment_intent(
        amount=invoice["amount_due"],
        currency=invoice["currency"],
        customer=invoice["customer"],
        description="Subscription creation" if creating else "Subscription update",
        metadata={},
        receipt_email=None,
    )
    record_event(tx, "payment_intent.created", tx.insert(intent))
    return intent


def expect_payment(tx: Transaction, invoice: Json) -> None:
    """Let a final invoice be collected by itself within the hour."""
    tx.set_due(invoice["id"], now() + DRAFT_S)


def payment_of(tx: Transaction, invoice: Json) -> Json | None:
    """Return the link to the intent that pays the invoice."""
    return next(iter(tx.children("invoice_payment", invoice["id"])), None)


def intent_of(tx: Transaction, invoice: Json) -> Json | None:
    """Return the intent that pays the invoice; nothing is to be paid where there is none."""
    payment = payment_of(tx, invoice)
    return payment and tx.find("payment_intent", payment["payment"]["payment_intent"])


def subscription_of(tx: Transaction, invoice: Json) -> Json | None:
    """Return what the invoice is for."""
    return tx.find("subscription", invoice["parent"]["subscription_details"]["subscription"])


def note_paid(tx: Transaction, invoice: Json) -> None:
    """Close an invoice that was paid, and say so."""
    payment = payment_of(tx, invoice)
    if payment is not None:
        payment |= {
            "amount_paid": invoice["amount_due"],
            "status": "paid",
            "status_transitions": {"canceled_at": None, "paid_at": now()},
        }
        tx.save(payment)
    invoice |= {
        "amount_paid": invoice["amount_due"],
        "amount_remaining": 0,
        "attempt_count": invoice["attempt_count"] + bool(invoice["amount_due"]),
        "attempted": True,
        "auto_advance": False,
        "next_payment_attempt": None,
        "status": "paid",
        "status_transitions": invoice["status_transitions"] | {"paid_at": now()},
    }
    tx.save(invoice)
    tx.set_due(invoice["id"], None)
    record_event(tx, "invoice.payment_succeeded", invoice)
    record_event(tx, "invoice.paid", invoice)


def note_failed(tx: Transaction, invoice: Json, *, retries: bool) -> None:
    """Keep that a try failed, and when the next one is."""
    tried = invoice["attempt_count"]
    again_at = now() + RETRIES_S[tried] if retries and tried < len(RETRIES_S) else None
    invoice |= {
        "attempt_count": tried + 1,
        "attempted": True,
        "auto_advance": again_at is not None,
        "next_payment_attempt": again_at,
    }
    tx.save(invoice)
    tx.set_due(invoice["id"], again_at)


def say_failed(tx: Transaction, invoice: Json, *, asked: bool) -> None:
    """Say that a try failed, and that the person is `asked` to confirm it."""
    record_event(tx, "invoice.payment_failed", invoice)
    if asked:
        record_event(tx, "invoice.payment_action_required", invoice)


def leave(tx: Transaction, invoice: Json) -> None:
    """Try an invoice no more by itself; it can still be paid by hand."""
    invoice |= {
        "auto_advance": False,
        "automatically_finalizes_at": None,
        "next_payment_attempt": None,
    }
    tx.save(invoice)
    tx.set_due(invoice["id"], None)


def void(tx: Transaction, invoice: Json) -> None:
    """Let an open invoice be owed no more, and its intent with it."""
    intent = intent_of(tx, invoice)
    if intent is not None and intent["status"] != "succeeded":
        intent |= {
            "canceled_at": now(),
            "cancellation_reason": "void_invoice",
            "next_action": None,
            "status": "canceled",
        }
        tx.save(intent)
        record_event(tx, "payment_intent.canceled", intent)
    invoice |= {
        "auto_advance": False,
        "next_payment_attempt": None,
        "status": "void",
        "status_transitions": invoice["status_transitions"] | {"voided_at": now()},
    }
    tx.save(invoice)
    tx.set_due(invoice["id"], None)
    record_event(tx, "invoice.voided", invoice)
