"""What was seen at Stripe of accounts, transfers and reversals, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ACCOUNT_UID = "account_uid"
TRANSFER_UID = "transfer_uid"
REVERSAL_UID = "reversal_uid"


@dataclass(frozen=True)
class AccountSeen:
    """A connected account as Stripe had it when it was asked."""

    account_id: str
    can_receive: bool
    pays_out: bool
    is_submitted: bool
    due: list[str]
    checking: list[str]
    disabled_reason: str | None
    bank: str | None


@dataclass(frozen=True)
class TransferRequest:
    """A transfer that Stripe is asked to make; the same each time."""

    uid: str
    account_id: str
    payment_intent_id: str
    group: str
    about: str
    amount_minor: int
    currency: str


@dataclass(frozen=True)
class TransferSeen:
    """A transfer as Stripe had it when it was asked."""

    transfer_id: str
    uid: str | None
    amount_minor: int
    reversed_minor: int


@dataclass(frozen=True)
class ReversalSeen:
    """A part of a transfer that came back, as Stripe had it."""

    reversal_id: str
    uid: str | None
    amount_minor: int


def account_seen(account: Mapping[str, Any]) -> AccountSeen:
    """Read an account."""
    requirements = account.get("requirements") or {}
    due = dict.fromkeys(
        [*(requirements.get("past_due") or []), *(requirements.get("currently_due") or [])]
    )
    return AccountSeen(
        account_id=account["id"],
        can_receive=(account.get("capabilities") or {}).get("transfers") == "active",
        pays_out=bool(account.get("payouts_enabled")),
        is_submitted=bool(account.get("details_submitted")),
        due=list(due),
        checking=list(requirements.get("pending_verification") or []),
        disabled_reason=requirements.get("disabled_reason"),
        bank=_bank(account),
    )


def _bank(account: Mapping[str, Any]) -> str | None:
    places = (account.get("external_accounts") or {}).get("data") or []
    if not places:
        return None
    kind = "card" if places[0].get("object") == "card" else "bank"
    return f"{kind} ending {places[0]['last4']}"


def transfer_seen(transfer: Mapping[str, Any]) -> TransferSeen:
    """Read a transfer."""
    return TransferSeen(
        transfer_id=transfer["id"],
        uid=(transfer.get("metadata") or {}).get(TRANSFER_UID),
        amount_minor=transfer["amount"],
        reversed_minor=transfer["amount_reversed"],
    )


def reversal_seen(reversal: Mapping[str, Any]) -> ReversalSeen:
    """Read a reversal."""
    return ReversalSeen(
        reversal_id=reversal["id"],
        uid=(reversal.get("metadata") or {}).get(REVERSAL_UID),
        amount_minor=reversal["amount"],
    )
