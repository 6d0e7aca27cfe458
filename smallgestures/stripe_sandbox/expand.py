"""`expand[]`: an id becomes the object that it names, as deep as was asked."""

from collections.abc import Sequence

from smallgestures.stripe_sandbox.errors import InvalidParameter
from smallgestures.stripe_sandbox.pages import PAGING, equal, page
from smallgestures.stripe_sandbox.params import checked
from smallgestures.stripe_sandbox.store import Json, Transaction

# Which field of which kind names an object of which kind.
NAMED: dict[str, dict[str, str]] = {
    # Groups within an object, as `parent.subscription_details` and an invoice's `payment`.
    "": {
        "default_payment_method": "payment_method",
        "payment_intent": "payment_intent",
        "subscription": "subscription",
    },
    "balance_transaction": {"source": ""},
    "charge": {
        "balance_transaction": "balance_transaction",
        "customer": "customer",
        "failure_balance_transaction": "balance_transaction",
        "payment_intent": "payment_intent",
    },
    "checkout.session": {
        "customer": "customer",
        "invoice": "invoice",
        "payment_intent": "payment_intent",
        "setup_intent": "setup_intent",
        "subscription": "subscription",
    },
    "customer": {"test_clock": "test_helpers.test_clock"},
    "dispute": {"charge": "charge", "payment_intent": "payment_intent"},
    "invoice": {
        "customer": "customer",
        "default_payment_method": "payment_method",
        "test_clock": "test_helpers.test_clock",
    },
    "invoice_payment": {"invoice": "invoice"},
    "payment_intent": {
        "customer": "customer",
        "latest_charge": "charge",
        "payment_method": "payment_method",
    },
    "payment_method": {"customer": "customer"},
    "price": {"product": "product"},
    "product": {"default_price": "price"},
    "refund": {
        "balance_transaction": "balance_transaction",
        "charge": "charge",
        "customer": "customer",
        "failure_balance_transaction": "balance_transaction",
        "payment_intent": "payment_intent",
    },
    "setup_intent": {"customer": "customer", "payment_method": "payment_method"},
    "subscription": {
        "customer": "customer",
        "default_payment_method": "payment_method",
        "latest_invoice": "invoice",
        "pending_setup_intent": "setup_intent",
        "test_clock": "test_helpers.test_clock",
    },
    "transfer": {
        "balance_transaction": "balance_transaction",
        "destination": "account",
        "source_transaction": "charge",
    },
    "transfer_reversal": {"balance_transaction": "balance_transaction", "transfer": "transfer"},
}
# Whose kind only the id tells.
_KIND_BY_PREFIX = {
    "ch_": "charge",
    "re_": "refund",
    "du_": "dispute",
    "tr_": "transfer",
    "trr": "transfer_reversal",
}


def expand(tx: Transaction, shown: Json, paths: Sequence[str]) -> Json:
    """Return the object with everything shown in full that `paths` name."""
    for path in paths:
        _expand(tx, shown, path.split("."), path)
    return shown


def _expand(tx: Transaction, shown: Json, steps: Sequence[str], path: str) -> None:
    first, rest = steps[0], steps[1:]
    if shown.get("object") == "list":
        if first != "data":
            raise _not_expandable(path)
        for item in shown["data"] if rest else ():
            _expand(tx, item, rest, path)
        return
    if first not in shown or first in NAMED.get(shown.get("object", ""), {}):
        shown[first] = _look_up(tx, shown, first, path)
    value = shown[first]
    if rest and isinstance(value, dict):
        _expand(tx, value, rest, path)
    elif value is not None and not (isinstance(value, dict) and "object" in value):
        raise _not_expandable(path)


def _look_up(tx: Transaction, shown: Json, field: str, path: str) -> Json | None:
    kind, identifier = shown.get("object", ""), shown.get("id", "")
    if (kind, field) == ("checkout.session", "line_items"):
        url = f"/v1/checkout/sessions/{identifier}/line_items"
        return line_items(tx, identifier, url)
    if (kind, field) == ("charge", "refunds"):
        url = f"/v1/charges/{identifier}/refunds"
        return page(tx, "refund", checked({}, PAGING), [equal("charge", identifier)], url=url)
    if (kind, field) == ("invoice", "payments"):
        url = f"/v1/invoice_payments?invoice={identifier}"
        return page(
            tx, "invoice_payment", checked({}, PAGING), [equal("invoice", identifier)], url=url
        )
    if field not in shown or field not in NAMED.get(kind, {}):
        raise _not_expandable(path)
    named = shown[field]
    if named is None or isinstance(named, dict):
        return named
    return tx.find(NAMED[kind][field] or _KIND_BY_PREFIX[named[:3]], named)


def line_items(tx: Transaction, session: str, url: str, values: Json | None = None) -> Json:
    """Return what a Checkout Session is for, one page of it."""
    parent = equal("parent", session, column="hidden")
    return page(tx, "item", values or checked({}, PAGING), [parent], url=url, oldest_first=True)


def _not_expandable(path: str) -> InvalidParameter:
    return InvalidParameter(f"This property cannot be expanded ({path}).", "expand")
