"""The code that speaks to Stripe of the people whom we pay: accounts, transfers, reversals."""

from typing import Any, cast

from smallgestures.billing.connect.seen import (
    ACCOUNT_UID,
    REVERSAL_UID,
    TRANSFER_UID,
    AccountSeen,
    ReversalSeen,
    TransferRequest,
    TransferSeen,
    account_seen,
    reversal_seen,
    transfer_seen,
)
from smallgestures.billing.errors import StripeRefused
from smallgestures.billing.seen import id_of
from smallgestures.billing.stripe_client import client, spoken


def make_account(uid: str, *, email: str | None) -> AccountSeen:
    """Have Stripe open an account, or say how it stands when it did so before.

    Stripe asks the person all it must know; we pay its fees and bear what an account can't.

    Raises:
        StripeUnavailable: It is unknown whether there is one; ask again.
        StripeRefused: There is none.
    """
    params: dict[str, Any] = {
        "capabilities": {"transfers": {"requested": True}},
        "controller": {
            "fees": {"payer": "application"},
            "losses": {"payments": "application"},
            "requirement_collection": "stripe",
            "stripe_dashboard": {"type": "express"},
        },
        "metadata": {ACCOUNT_UID: uid},
    }
    if email:
        params["email"] = email
    with spoken("make_account"):
        account = client().v1.accounts.create(
            cast(Any, params), {"idempotency_key": f"account-{uid}"}
        )
    return account_seen(account.to_dict())


def get_account(account_id: str) -> AccountSeen:
    """Return how the account stands.

    Raises:
        StripeUnavailable, StripeRefused: It can't be told.
    """
    with spoken("get_account"):
        account = client().v1.accounts.retrieve(account_id)
    return account_seen(account.to_dict())


def open_onboarding(account_id: str, *, return_url: str, refresh_url: str) -> str:
    """Return the address where the person tells Stripe what it wants: for once, and soon.

    Raises:
        StripeUnavailable, StripeRefused: There is none.
    """
    with spoken("open_onboarding"):
        link = client().v1.account_links.create(
            {
                "account": account_id,
                "type": "account_onboarding",
                "return_url": return_url,
                "refresh_url": refresh_url,
            }
        )
    return link.url


def make_transfer(request: TransferRequest) -> TransferSeen:
    """Have Stripe send a part of a payment on, or say how that stands when it did so before.

    Raises:
        StripeUnavailable: It is unknown whether it did; ask again.
        StripeRefused: It did not.
    """
    with spoken("make_transfer"):
        intent = client().v1.payment_intents.retrieve(request.payment_intent_id)
        charge_id = id_of(intent.to_dict().get("latest_charge"))
        if charge_id is None:
            raise StripeRefused("no_charge")
        transfer = client().v1.transfers.create(
            {
                "amount": request.amount_minor,
                "currency": request.currency,
                "destination": request.account_id,
                "source_transaction": charge_id,
                "transfer_group": request.group,
                "description": request.about,
                "metadata": {TRANSFER_UID: request.uid},
            },
            {"idempotency_key": f"transfer-{request.uid}"},
        )
    return transfer_seen(transfer.to_dict())


def list_transfers(group: str) -> list[TransferSeen]:
    """Return every transfer of a group, also those that were made at Stripe.

    Raises:
        StripeUnavailable, StripeRefused: It can't be told.
    """
    with spoken("list_transfers"):
        page = client().v1.transfers.list({"transfer_group": group, "limit": 100})
        return [transfer_seen(one.to_dict()) for one in page.auto_paging_iter()]


def make_reversal(uid: str, *, transfer_id: str, amount_minor: int) -> ReversalSeen:
    """Have Stripe take back a part of a transfer, or say how that stands when it did so before.

    Raises:
        StripeUnavailable: It is unknown whether it did; ask again.
        StripeRefused: It did not.
    """
    with spoken("make_reversal"):
        reversal = client().v1.transfers.reversals.create(
            transfer_id,
            {"amount": amount_minor, "metadata": {REVERSAL_UID: uid}},
            {"idempotency_key": f"reversal-{uid}"},
        )
    return reversal_seen(reversal.to_dict())


def list_reversals(transfer_id: str) -> list[ReversalSeen]:
    """Return every part of a transfer that came back, also what was taken at Stripe.

    Raises:
        StripeUnavailable, StripeRefused: It can't be told.
    """
    with spoken("list_reversals"):
        page = client().v1.transfers.reversals.list(transfer_id, {"limit": 100})
        return [reversal_seen(one.to_dict()) for one in page.auto_paging_iter()]
