"""Products and prices as Stripe knows them."""

from collections.abc import Mapping
from typing import Any

from smallgestures.stripe_sandbox.clock import now
from smallgestures.stripe_sandbox.identifiers import new_id
from smallgestures.stripe_sandbox.store import Json


def new_product(values: Mapping[str, Any], *, active: bool = True) -> Json:
    """Return a product with what was said of it."""
    moment = now()
    return {
        "id": values.get("id") or new_id("product"),
        "object": "product",
        "active": values.get("active", active),
        "created": moment,
        "default_price": None,
        "description": values.get("description"),
        "images": values.get("images", []),
        "livemode": False,
        "marketing_features": [],
        "metadata": values.get("metadata", {}),
        "name": values["name"],
        "package_dimensions": None,
        "shippable": values.get("shippable"),
        "statement_descriptor": None,
        "tax_code": None,
        "unit_label": values.get("unit_label"),
        "updated": moment,
        "url": values.get("url"),
    }


def new_price(values: Mapping[str, Any], *, product: str, active: bool = True) -> Json:
    """Return a price for a product: once, or again and again."""
    recurring = values.get("recurring")
    return {
        "id": new_id("price"),
        "object": "price",
        "active": values.get("active", active),
        "billing_scheme": "per_unit",
        "created": now(),
        "currency": values["currency"],
        "custom_unit_amount": None,
        "livemode": False,
        "lookup_key": values.get("lookup_key"),
        "metadata": values.get("metadata", {}),
        "nickname": values.get("nickname"),
        "product": product,
        "recurring": recurring
        and {
            "interval": recurring["interval"],
            "interval_count": recurring.get("interval_count", 1),
            "meter": None,
            "usage_type": "licensed",
        },
        "tax_behavior": values.get("tax_behavior", "unspecified"),
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "recurring" if recurring else "one_time",
        "unit_amount": values["unit_amount"],
        "unit_amount_decimal": str(values["unit_amount"]),
    }
