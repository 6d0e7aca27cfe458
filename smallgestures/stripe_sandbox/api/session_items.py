"""What a new Checkout Session is for."""

from collections.abc import Sequence
from typing import Any

from smallgestures.stripe_sandbox.api.catalogue import price_of
from smallgestures.stripe_sandbox.api.endpoint import find
from smallgestures.stripe_sandbox.errors import InvalidParameter, MissingParameter, StripeError
from smallgestures.stripe_sandbox.identifiers import new_id
from smallgestures.stripe_sandbox.store import Json, Transaction


def line_items(tx: Transaction, sent: Sequence[Any], *, mode: str) -> list[Json]:
    """Return what a session is for, each thing with its price.

    Raises:
        StripeError: The prices don't go together, or not with the session's mode.
    """
    found = [_line_item(tx, item, place, mode) for place, item in enumerate(sent)]
    if len({item["currency"] for item in found}) > 1:
        raise StripeError("All prices on a Checkout Session must use the same currency.")
    if mode == "subscription":
        _check_recurring(found)
    return found


def _check_recurring(items: Sequence[Json]) -> None:
    intervals = [item["price"]["recurring"] for item in items]
    if None in intervals:
        raise StripeError(
            "The sandbox takes only recurring prices in `subscription` mode.", param="line_items"
        )
    if any(each != intervals[0] for each in intervals):
        raise StripeError(
            "Checkout does not support multiple prices with different billing intervals.",
            param="line_items",
        )


def _line_item(tx: Transaction, sent: Any, place: int, mode: str) -> Json:
    name = f"line_items[{place}]"
    if ("price" in sent) == ("price_data" in sent):
        raise InvalidParameter(
            f"You must provide one of `price` or `price_data` for each line item, in `{name}`.",
            name,
        )
    if "quantity" not in sent:
        raise MissingParameter(f"{name}[quantity]")
    if "price" in sent:
        price = find(tx, "price", sent["price"], param=f"{name}[price]", in_path=False)
    else:
        inside = f"{name}[price_data]"
        price = price_of(tx, sent["price_data"], inside=inside, active=False)
    if price["recurring"] and mode == "payment":
        raise StripeError(
            "You specified `payment` mode but passed a recurring price. Either switch to "
            "`subscription` mode or use only one-time prices.",
            param=name,
        )
    product = find(tx, "product", price["product"], param=name, in_path=False)
    amount = price["unit_amount"] * sent["quantity"]
    return {
        "id": new_id("item"),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": amount,
        "amount_tax": 0,
        "amount_total": amount,
        "currency": price["currency"],
        "description": product["name"],
        "metadata": sent.get("metadata", {}),
        "price": price,
        "quantity": sent["quantity"],
    }
