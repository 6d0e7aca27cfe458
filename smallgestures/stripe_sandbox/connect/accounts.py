"""Connected accounts: what Stripe wants of them, and what is in them."""

from collections.abc import Sequence
from dataclasses import dataclass

from smallgestures.stripe_sandbox.clock import now
from smallgestures.stripe_sandbox.connect.account_body import account_body, requirements
from smallgestures.stripe_sandbox.events import record_event
from smallgestures.stripe_sandbox.identifiers import letters, new_id
from smallgestures.stripe_sandbox.pages import as_list
from smallgestures.stripe_sandbox.store import Json, Transaction

KIND = "account"
TEST_BANK = "000123456789"
TEST_ROUTING = "110000000"
DOCUMENT = "individual.verification.document"
# A date of birth that can't be matched: a picture of a document is wanted.
UNMATCHED = "1900-01-01"
WANTED = (
    "business_type",
    "external_account",
    "individual.dob.day",
    "individual.dob.month",
    "individual.dob.year",
    "individual.first_name",
    "individual.last_name",
    "tos_acceptance.date",
    "tos_acceptance.ip",
)
PAST_DUE = "requirements.past_due"


@dataclass(frozen=True)
class Details:
    """What a person tells Stripe."""

    first_name: str
    last_name: str
    born: str
    bank: str


def new_account(values: Json) -> Json:
    """Return an account that can't do anything yet."""
    return account_body(new_id(KIND), values, requirements(WANTED, reason=PAST_DUE))


def submit(tx: Transaction, account: Json, details: Details) -> Json:
    """Take what the person tells; then nothing is wanted, unless who they are can't be matched."""
    before = dict(account)
    matched = details.born != UNMATCHED
    left = requirements(()) if matched else requirements((DOCUMENT,), reason=PAST_DUE)
    account |= {
        "business_type": "individual",
        "capabilities": _all(account, "active" if matched else "inactive"),
        "details_submitted": True,
        "external_accounts": as_list(
            [_bank(account, details)], url=account["external_accounts"]["url"]
        ),
        "payouts_enabled": matched,
        "requirements": left,
        "tos_acceptance": {"date": now(), "ip": "127.0.0.1", "user_agent": None},
    }
    _keep(tx, account, before)
    return account


def restrict(tx: Transaction, account: Json, *, due: Sequence[str]) -> Json:
    """Want something more; until it is there nothing can be sent to the account."""
    before = dict(account)
    account |= {
        "capabilities": _all(account, "inactive"),
        "payouts_enabled": False,
        "requirements": requirements(due, reason=PAST_DUE),
    }
    _keep(tx, account, before)
    return account


def _all(account: Json, state: str) -> Json:
    return dict.fromkeys(account["capabilities"], state)


def _keep(tx: Transaction, account: Json, before: Json) -> None:
    tx.save(account)
    record_event(tx, "account.updated", account, before=before, account=account["id"])


def _bank(account: Json, details: Details) -> Json:
    return {
        "id": new_id("bank_account"),
        "object": "bank_account",
        "account": account["id"],
        "account_holder_name": f"{details.first_name} {details.last_name}",
        "account_holder_type": "individual",
        "account_type": None,
        "available_payout_methods": ["standard"],
        "bank_name": "STRIPE TEST BANK",
        "country": account["country"],
        "currency": account["default_currency"],
        "default_for_currency": True,
        "fingerprint": letters(16),
        "last4": details.bank[-4:],
        "metadata": {},
        "routing_number": TEST_ROUTING,
        "status": "new",
    }


def received(tx: Transaction, account: Json) -> list[Json]:
    """Return what was sent to the account, the newest first."""
    return tx.matching("transfer", destination=account["id"])


def balance(tx: Transaction, account: Json) -> int:
    """Return what is in the account, in minor units."""
    came: int = sum(one["amount"] - one["amount_reversed"] for one in received(tx, account))
    return came - int(tx.hidden(account["id"]).get("sent_on", 0))


def empty(tx: Transaction, account: Json) -> int:
    """Send all that is in the account on to its bank; return how much that was."""
    amount = balance(tx, account)
    sent_on = int(tx.hidden(account["id"]).get("sent_on", 0))
    tx.hide(account["id"], sent_on=sent_on + amount)
    return amount
