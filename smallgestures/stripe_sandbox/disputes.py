"""Disputes: the card's owner wants the money back from the bank."""

from smallgestures.stripe_sandbox.bodies import balance_transaction
from smallgestures.stripe_sandbox.clock import now
from smallgestures.stripe_sandbox.errors import StripeError
from smallgestures.stripe_sandbox.events import record_event
from smallgestures.stripe_sandbox.identifiers import new_id
from smallgestures.stripe_sandbox.store import Json, Transaction

FEE_MINOR = 1500
TIME_TO_ANSWER_S = 9 * 24 * 60 * 60
_EVIDENCE = (
    "access_activity_log billing_address cancellation_policy cancellation_policy_disclosure "
    "cancellation_rebuttal customer_communication customer_email_address customer_name "
    "customer_purchase_ip customer_signature duplicate_charge_documentation "
    "duplicate_charge_explanation duplicate_charge_id product_description receipt refund_policy "
    "refund_policy_disclosure refund_refusal_explanation service_date service_documentation "
    "shipping_address shipping_carrier shipping_date shipping_documentation "
    "shipping_tracking_number uncategorized_file uncategorized_text"
)


def open_dispute(tx: Transaction, charge: Json, *, reason: str) -> Json:
    """Take a charge's money back until it is decided who keeps it.

    Raises:
        StripeError: The charge failed, or is disputed already.
    """
    if not charge["paid"] or charge["disputed"]:
        raise StripeError(f"Charge {charge['id']} can’t be disputed.")
    dispute = {
        "id": new_id("dispute"),
        "object": "dispute",
        "amount": charge["amount"],
        "balance_transactions": [],
        "charge": charge["id"],
        "created": now(),
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": dict.fromkeys(_EVIDENCE.split()) | {"enhanced_evidence": {}},
        "evidence_details": {
            "due_by": now() + TIME_TO_ANSWER_S,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "payment_method_details": {
            "card": {
                "brand": charge["payment_method_details"]["card"]["brand"],
                "case_type": "chargeback",
                "network": charge["payment_method_details"]["card"]["network"],
                "network_reason_code": "10.4",
            },
            "type": "card",
        },
        "reason": reason,
        "status": "needs_response",
    }
    taken = balance_transaction("adjustment", dispute, amount=-charge["amount"], fee=FEE_MINOR)
    dispute["balance_transactions"] = [tx.insert(taken)]
    tx.insert(dispute)
    tx.save(charge | {"disputed": True})
    record_event(tx, "charge.dispute.created", dispute)
    record_event(tx, "charge.dispute.funds_withdrawn", dispute)
    return dispute


def close_dispute(tx: Transaction, dispute: Json, *, status: str) -> Json:
    """Decide a dispute: the money comes back when it is `won`.

    Raises:
        StripeError: It is decided already, or so it can't end.
    """
    if status not in {"won", "lost"} or dispute["status"] in {"won", "lost"}:
        raise StripeError(f"Dispute {dispute['id']} can’t become {status[:20]}.")
    dispute["status"] = status
    if status == "won":
        back = balance_transaction("adjustment", dispute, amount=dispute["amount"], fee=0)
        dispute["balance_transactions"].append(tx.insert(back))
    tx.save(dispute)
    record_event(tx, "charge.dispute.closed", dispute)
    if status == "won":
        record_event(tx, "charge.dispute.funds_reinstated", dispute)
    return dispute
