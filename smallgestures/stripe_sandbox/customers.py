"""People as Stripe knows them."""

from collections.abc import Mapping
from typing import Any

from smallgestures.stripe_sandbox.clock import now
from smallgestures.stripe_sandbox.identifiers import letters, new_id
from smallgestures.stripe_sandbox.store import Json


def new_customer(values: Mapping[str, Any]) -> Json:
    """Return a customer with what was said of them."""
    return {
        "id": new_id("customer"),
        "object": "customer",
        "address": values.get("address"),
        "balance": 0,
        "created": now(),
        "currency": None,
        "customer_account": None,
        "default_source": None,
        "delinquent": False,
        "description": values.get("description"),
        "discount": None,
        "email": values.get("email"),
        "invoice_prefix": letters(8).upper(),
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        "livemode": False,
        "metadata": values.get("metadata", {}),
        "name": values.get("name"),
        "next_invoice_sequence": 1,
        "phone": values.get("phone"),
        "preferred_locales": [],
        "shipping": values.get("shipping"),
        "tax_exempt": "none",
        "test_clock": values.get("test_clock"),
    }
