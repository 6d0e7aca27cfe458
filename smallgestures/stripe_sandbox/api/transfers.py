"""`/v1/transfers` and their reversals."""

from smallgestures.stripe_sandbox.api.endpoint import EXPAND, Call, Endpoint, find, reads
from smallgestures.stripe_sandbox.connect import accounts, transfers
from smallgestures.stripe_sandbox.pages import CREATED, PAGING, equal, filters, page
from smallgestures.stripe_sandbox.params import Required, currency, integer, metadata, text
from smallgestures.stripe_sandbox.store import Json


def create(call: Call) -> Json:
    """Send money to a connected account."""
    to = call.values["destination"]
    return transfers.transfer(
        call.tx,
        find(call.tx, accounts.KIND, to, param="destination", in_path=False),
        call.mentioned("charge", "source_transaction"),
        amount=call.values["amount"],
        currency=call.values["currency"],
        group=call.values.get("transfer_group"),
        description=call.values.get("description"),
        metadata=call.values.get("metadata", {}),
    )


def list_transfers(call: Call) -> Json:
    """Show transfers, the newest first."""
    wanted = filters(call.values, "destination", "transfer_group")
    return page(call.tx, transfers.KIND, call.values, wanted, url=call.path)


def reverse(call: Call) -> Json:
    """Take a part of a transfer back, or all of it."""
    return transfers.reverse(
        call.tx,
        call.named(transfers.KIND),
        amount=call.values.get("amount"),
        metadata=call.values.get("metadata", {}),
    )


def list_reversals(call: Call) -> Json:
    """Show what was taken back of a transfer, the newest first."""
    made = call.named(transfers.KIND)
    wanted = [equal("transfer", made["id"])]
    return page(call.tx, transfers.REVERSAL, call.values, wanted, url=call.path)


ENDPOINTS = (
    Endpoint(
        "POST",
        "/v1/transfers",
        create,
        EXPAND
        | {
            "amount": Required(integer(least=1)),
            "currency": Required(currency),
            "description": text(),
            "destination": Required(text()),
            "metadata": metadata,
            "source_transaction": text(),
            "transfer_group": text(),
        },
    ),
    Endpoint(
        "GET",
        "/v1/transfers",
        list_transfers,
        PAGING | CREATED | {"destination": text(), "transfer_group": text()},
    ),
    reads("/v1/transfers/{id}", transfers.KIND),
    Endpoint(
        "POST",
        "/v1/transfers/{id}/reversals",
        reverse,
        EXPAND | {"amount": integer(least=1), "metadata": metadata},
    ),
    Endpoint("GET", "/v1/transfers/{id}/reversals", list_reversals, PAGING),
)
