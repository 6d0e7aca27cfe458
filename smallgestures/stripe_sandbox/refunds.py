"""Giving money back, the bank's refusal to take it, and disputes."""

from smallgestures.stripe_sandbox import money
from smallgestures.stripe_sandbox.bodies import balance_transaction
from smallgestures.stripe_sandbox.clock import now
from smallgestures.stripe_sandbox.errors import StripeError
from smallgestures.stripe_sandbox.events import record_event
from smallgestures.stripe_sandbox.identifiers import new_id
from smallgestures.stripe_sandbox.store import Json, Transaction


def refund(
    tx: Transaction,
    charge: Json,
    *,
    amount: int | None,
    reason: str | None,
    metadata: dict[str, str],
) -> Json:
    """Give back `amount` minor units of a charge, or all that is left of it.

    Raises:
        StripeError: Nothing is left, not that much is left, or the charge is disputed.
    """
    _check(tx, charge, amount)
    given = amount or charge["amount"] - charge["amount_refunded"]
    before = dict(charge)
    charge["amount_refunded"] += given
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    made = {
        "id": new_id("refund"),
        "object": "refund",
        "amount": given,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": now(),
        "currency": charge["currency"],
        "customer": charge["customer"],
        "customer_account": None,
        "destination_details": {
            "card": {
                "reference_status": "pending",
                "reference_type": "acquirer_reference_number",
                "type": "refund",
            },
            "type": "card",
        },
        "metadata": metadata,
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "reason": reason,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }
    moved = tx.insert(balance_transaction("refund", made, amount=-given, fee=0))
    made["balance_transaction"] = moved["id"]
    tx.insert(made)
    tx.save(charge)
    record_event(tx, "charge.refunded", charge, before=before)
    record_event(tx, "refund.created", made)
    _give_reference(tx, made)
    return made


def _check(tx: Transaction, charge: Json, amount: int | None) -> None:
    if not charge["paid"]:
        raise StripeError(f"Charge {charge['id']} is not paid; cannot be refunded.", param="charge")
    disputes = tx.matching("dispute", charge=charge["id"])
    if any(dispute["status"] != "won" for dispute in disputes):
        raise StripeError(
            f"Charge {charge['id']} has been charged back; cannot issue a refund.",
            code="charge_disputed",
        )
    left = charge["amount"] - charge["amount_refunded"]
    if left == 0:
        raise StripeError(
            f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded"
        )
    if amount is None or amount <= left:
        return
    of = "unrefunded amount on charge" if charge["amount_refunded"] else "charge amount"
    wanted, have = (money.shown(number, charge["currency"]) for number in (amount, left))
    raise StripeError(f"Refund amount ({wanted}) is greater than {of} ({have})", param="amount")


def _give_reference(tx: Transaction, made: Json) -> None:
    """Tell the number by which banks find the refund; Stripe learns it a little later."""
    before = dict(made)
    card = made["destination_details"]["card"] | {
        "reference": "24011915014002401000005",
        "reference_status": "available",
    }
    made["destination_details"] = {"card": card, "type": "card"}
    tx.save(made)
    record_event(tx, "refund.updated", made, before=before)
    record_event(tx, "charge.refund.updated", made, before=before)


def fail_refund(tx: Transaction, made: Json, *, reason: str) -> Json:
    """Let the bank send a refund back: the money is ours again."""
    if made["status"] != "succeeded":
        raise StripeError(f"Refund {made['id']} has failed already.")
    before = dict(made)
    back = balance_transaction("refund_failure", made, amount=made["amount"], fee=0)
    made |= {
        "failure_balance_transaction": tx.insert(back)["id"],
        "failure_reason": reason,
        "status": "failed",
    }
    tx.save(made)
    charge = tx.find("charge", made["charge"])
    if charge is not None:
        charge["amount_refunded"] -= made["amount"]
        charge["refunded"] = False
        tx.save(charge)
    record_event(tx, "refund.failed", made)
    record_event(tx, "refund.updated", made, before=before)
    record_event(tx, "charge.refund.updated", made, before=before)
    return made
