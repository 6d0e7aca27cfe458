"""`/v1/payment_intents`, `/v1/charges`, `/v1/balance_transactions`, `/v1/disputes`: to be read."""

from collections.abc import Sequence

from smallgestures.stripe_sandbox.api.endpoint import Call, Endpoint, reads
from smallgestures.stripe_sandbox.pages import CREATED, PAGING, filters, page
from smallgestures.stripe_sandbox.params import text
from smallgestures.stripe_sandbox.store import Json


def lists(path: str, kind: str, names: Sequence[str]) -> Endpoint:
    """Return the endpoint that shows objects of a kind, filtered by fields of these names."""

    def act(call: Call) -> Json:
        wanted = filters(call.values, *names)
        return page(call.tx, kind, call.values, wanted, url=call.path)

    return Endpoint("GET", path, act, PAGING | CREATED | dict.fromkeys(names, text()))


ENDPOINTS = (
    lists("/v1/payment_intents", "payment_intent", ["customer"]),
    reads("/v1/payment_intents/{id}", "payment_intent"),
    lists("/v1/charges", "charge", ["customer", "payment_intent"]),
    reads("/v1/charges/{id}", "charge"),
    lists("/v1/balance_transactions", "balance_transaction", ["currency", "source", "type"]),
    lists("/v1/disputes", "dispute", ["charge", "payment_intent"]),
    reads("/v1/disputes/{id}", "dispute"),
)
