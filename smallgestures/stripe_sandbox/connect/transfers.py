"""Sending parts of our money to connected accounts, and taking them back."""

from smallgestures.stripe_sandbox import money
from smallgestures.stripe_sandbox.bodies import balance_transaction
from smallgestures.stripe_sandbox.clock import now
from smallgestures.stripe_sandbox.connect import accounts
from smallgestures.stripe_sandbox.errors import StripeError
from smallgestures.stripe_sandbox.events import record_event
from smallgestures.stripe_sandbox.identifiers import new_id
from smallgestures.stripe_sandbox.pages import as_list
from smallgestures.stripe_sandbox.store import Json, Transaction

KIND = "transfer"
REVERSAL = "transfer_reversal"
NOT_ENOUGH = "balance_insufficient"
SHOWN_WITH_IT = 10


def transfer(
    tx: Transaction,
    account: Json,
    charge: Json | None,
    *,
    amount: int,
    currency: str,
    group: str | None,
    description: str | None,
    metadata: dict[str, str],
) -> Json:
    """Send `amount` minor units to an account: of a charge, or of all that we have.

    Raises:
        StripeError: The account can't receive it, or there is not so much.
    """
    _check_account(account)
    _check_source(tx, charge, amount=amount, currency=currency)
    identifier = new_id(KIND)
    made = {
        "id": identifier,
        "object": KIND,
        "amount": amount,
        "amount_reversed": 0,
        "balance_transaction": None,
        "created": now(),
        "currency": currency,
        "description": description,
        "destination": account["id"],
        "destination_payment": new_id("destination_payment"),
        "livemode": False,
        "metadata": metadata,
        "reversals": as_list([], url=f"/v1/transfers/{identifier}/reversals"),
        "reversed": False,
        "source_transaction": charge["id"] if charge else None,
        "source_type": "card",
        "transfer_group": group or (_group(charge) if charge else None),
    }
    moved = tx.insert(balance_transaction("transfer", made, amount=-amount, fee=0))
    made["balance_transaction"] = moved["id"]
    record_event(tx, "transfer.created", tx.insert(made))
    return made


def _group(charge: Json) -> str:
    return str(charge["transfer_group"] or f"group_{charge['payment_intent']}")


def _check_account(account: Json) -> None:
    if account["capabilities"].get("transfers") != "active":
        raise StripeError(
            "Your destination account needs to have at least one of the following capabilities "
            "enabled: transfers, crypto_transfers, legacy_payments",
            code="insufficient_capabilities_for_transfer",
        )


def _check_source(tx: Transaction, charge: Json | None, *, amount: int, currency: str) -> None:
    if charge is None:
        have = sum(one["net"] for one in tx.matching("balance_transaction", currency=currency))
        if amount > have:
            raise StripeError(
                "You have insufficient available funds in your Stripe account.", code=NOT_ENOUGH
            )
        return
    if not charge["paid"] or charge["currency"] != currency:
        raise StripeError(
            f"Charge {charge['id']} is not paid in {currency}.", param="source_transaction"
        )
    sent = sum(
        one["amount"] - one["amount_reversed"]
        for one in tx.matching(KIND, source_transaction=charge["id"])
    )
    if sent + amount > charge["amount"]:
        most = money.shown(charge["amount"], currency)
        raise StripeError(
            f"Transfers using this transaction as a source must not exceed its amount of {most}.",
            param="amount",
        )


def reverse(tx: Transaction, made: Json, *, amount: int | None, metadata: dict[str, str]) -> Json:
    """Take `amount` of a transfer back, or all that is left of it.

    Raises:
        StripeError: Not so much is left of it, or in the account.
    """
    taken = _taken(tx, made, amount)
    before = dict(made)
    back: Json = {
        "id": new_id(REVERSAL),
        "object": REVERSAL,
        "amount": taken,
        "balance_transaction": None,
        "created": now(),
        "currency": made["currency"],
        "destination_payment_refund": new_id("destination_payment_refund"),
        "metadata": metadata,
        "source_refund": None,
        "transfer": made["id"],
    }
    moved = tx.insert(balance_transaction("transfer_refund", back, amount=taken, fee=0))
    back["balance_transaction"] = moved["id"]
    tx.insert(back)
    made["amount_reversed"] += taken
    made["reversed"] = made["amount_reversed"] == made["amount"]
    all_of_them = [back, *made["reversals"]["data"]]
    made["reversals"] = as_list(
        all_of_them[:SHOWN_WITH_IT],
        url=made["reversals"]["url"],
        has_more=made["reversals"]["has_more"] or len(all_of_them) > SHOWN_WITH_IT,
    )
    tx.save(made)
    record_event(tx, "transfer.reversed", made, before=before)
    return back


def _taken(tx: Transaction, made: Json, amount: int | None) -> int:
    left: int = made["amount"] - made["amount_reversed"]
    taken = left if amount is None else amount
    if left == 0 or taken > left:
        wanted, have = (money.shown(number, made["currency"]) for number in (taken, left))
        raise StripeError(
            f"Reversal amount ({wanted}) is greater than unreversed amount ({have})",
            param="amount",
        )
    account = tx.find(accounts.KIND, made["destination"])
    if account is None or accounts.balance(tx, account) < taken:
        raise StripeError(
            "The connected account has insufficient funds to cover this reversal.",
            code=NOT_ENOUGH,
        )
    return taken
