"""`/v1/products` and `/v1/prices`."""

from collections.abc import Mapping
from typing import Any

from smallgestures.stripe_sandbox import catalogue
from smallgestures.stripe_sandbox.api.endpoint import EXPAND, Call, Endpoint, find, reads
from smallgestures.stripe_sandbox.errors import InvalidParameter, MissingParameter, StripeError
from smallgestures.stripe_sandbox.events import record_event
from smallgestures.stripe_sandbox.money import MOST_MINOR
from smallgestures.stripe_sandbox.pages import CREATED, PAGING, filters, page
from smallgestures.stripe_sandbox.params import (
    Parameters,
    Required,
    boolean,
    currency,
    group,
    integer,
    list_of,
    metadata,
    one_of,
    text,
    url,
)
from smallgestures.stripe_sandbox.store import Json, Transaction

PRODUCT_DATA: Parameters = {
    "name": Required(text()),
    "description": text(40_000),
    "images": list_of(url, most=8),
    "metadata": metadata,
    "unit_label": text(12),
}
RECURRING: Parameters = {
    "interval": Required(one_of("day", "week", "month", "year")),
    "interval_count": integer(least=1, most=365),
}
UNIT_AMOUNT = integer(least=0, most=MOST_MINOR)
TAX_BEHAVIOR = one_of("exclusive", "inclusive", "unspecified")
PRICE_DATA: Parameters = {
    "currency": Required(currency),
    "product": text(),
    "product_data": group(PRODUCT_DATA),
    "recurring": group(RECURRING),
    "tax_behavior": TAX_BEHAVIOR,
    "unit_amount": UNIT_AMOUNT,
}


def create_product(call: Call) -> Json:
    """Keep a new product; its id may be chosen."""
    chosen = call.values.get("id")
    if chosen is not None and call.tx.find("product", chosen) is not None:
        raise StripeError("Product already exists.", code="resource_already_exists", param="id")
    product = call.tx.insert(catalogue.new_product(call.values))
    record_event(call.tx, "product.created", product)
    return product


def create_price(call: Call) -> Json:
    """Keep a new price."""
    price = price_of(call.tx, call.values, inside="", active=True)
    record_event(call.tx, "price.created", price)
    return price


def price_of(tx: Transaction, values: Mapping[str, Any], *, inside: str, active: bool) -> Json:
    """Keep a price for a product that is named or described; `inside` says where it was sent.

    Raises:
        StripeError: No amount, or not exactly one product.
    """

    def full(name: str) -> str:
        return f"{inside}[{name}]" if inside else name

    if "unit_amount" not in values:
        raise MissingParameter(full("unit_amount"))
    if ("product" in values) == ("product_data" in values):
        raise InvalidParameter(
            "You must specify either `product` or `product_data` when creating a price.",
            full("product"),
        )
    if "product" in values:
        product = find(tx, "product", values["product"], param=full("product"), in_path=False)
    else:
        product = tx.insert(catalogue.new_product(values["product_data"], active=active))
    return tx.insert(catalogue.new_price(values, product=product["id"], active=active))


def list_products(call: Call) -> Json:
    """Show products, the newest first."""
    wanted = filters(call.values, "active")
    return page(call.tx, "product", call.values, wanted, url=call.path)


def list_prices(call: Call) -> Json:
    """Show prices, the newest first."""
    wanted = filters(call.values, "active", "currency", "product", "type")
    return page(call.tx, "price", call.values, wanted, url=call.path)


ENDPOINTS = (
    Endpoint(
        "POST",
        "/v1/products",
        create_product,
        PRODUCT_DATA | EXPAND | {"active": boolean, "id": text(), "shippable": boolean, "url": url},
    ),
    Endpoint("GET", "/v1/products", list_products, PAGING | CREATED | {"active": boolean}),
    reads("/v1/products/{id}", "product"),
    Endpoint(
        "POST",
        "/v1/prices",
        create_price,
        PRICE_DATA
        | EXPAND
        | {
            "active": boolean,
            "lookup_key": text(200),
            "metadata": metadata,
            "nickname": text(),
            "product_data": group(
                {name: PRODUCT_DATA[name] for name in ("name", "metadata", "unit_label")}
            ),
        },
    ),
    Endpoint(
        "GET",
        "/v1/prices",
        list_prices,
        PAGING
        | CREATED
        | {
            "active": boolean,
            "currency": currency,
            "product": text(),
            "type": one_of("one_time", "recurring"),
        },
    ),
    reads("/v1/prices/{id}", "price"),
)
