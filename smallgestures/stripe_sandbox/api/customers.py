"""`/v1/customers` and what hangs on them."""

from smallgestures.stripe_sandbox.api.endpoint import EXPAND, Call, Endpoint, reads
from smallgestures.stripe_sandbox.api.subscriptions import merged
from smallgestures.stripe_sandbox.customers import new_customer
from smallgestures.stripe_sandbox.errors import NoSuchObject, StripeError
from smallgestures.stripe_sandbox.events import record_event
from smallgestures.stripe_sandbox.pages import CREATED, PAGING, filters, page
from smallgestures.stripe_sandbox.params import (
    ADDRESS,
    SHIPPING,
    Parameters,
    clearable,
    email,
    group,
    metadata,
    one_of,
    text,
)
from smallgestures.stripe_sandbox.store import Json

MOST_ON_A_CLOCK = 3
FIELDS: Parameters = {
    "address": clearable(group(ADDRESS)),
    "description": clearable(text()),
    "email": clearable(email),
    "metadata": metadata,
    "name": clearable(text(256)),
    "phone": clearable(text(20)),
    "shipping": clearable(group(SHIPPING)),
}

UPDATED: Parameters = FIELDS | {
    "invoice_settings": group({"default_payment_method": clearable(text())})
}


def create(call: Call) -> Json:
    """Keep a new customer, on a test clock if one is named."""
    clock = call.mentioned("test_helpers.test_clock", "test_clock")
    if clock and len(call.tx.matching("customer", test_clock=clock["id"])) >= MOST_ON_A_CLOCK:
        raise StripeError(
            f"A test clock can have at most {MOST_ON_A_CLOCK} customers.", param="test_clock"
        )
    customer = call.tx.insert(new_customer(call.values))
    record_event(call.tx, "customer.created", customer)
    return customer


def update(call: Call) -> Json:
    """Change what was sent; metadata is changed key by key, an empty value takes a key away."""
    customer = call.named("customer")
    before = dict(customer)
    sent = {name: value for name, value in call.values.items() if name in UPDATED}
    if "metadata" in sent:
        sent["metadata"] = merged(customer["metadata"], sent["metadata"])
    if "invoice_settings" in sent:
        sent["invoice_settings"] = customer["invoice_settings"] | _settings(call, customer["id"])
    customer |= sent
    call.tx.save(customer)
    record_event(call.tx, "customer.updated", customer, before=before)
    return customer


def _settings(call: Call, customer: str) -> Json:
    """Return what was sent of `invoice_settings`; the card must be the customer’s own."""
    sent: Json = call.values["invoice_settings"]
    named = sent.get("default_payment_method")
    method = call.tx.find("payment_method", named or "")
    if named is not None and (method is None or method["customer"] != customer):
        raise NoSuchObject(
            "payment_method",
            named,
            param="invoice_settings[default_payment_method]",
            in_path=False,
        )
    return sent


def list_customers(call: Call) -> Json:
    """Show customers, the newest first; those on a clock only when it is named."""
    wanted = filters(call.values, "email", "test_clock")
    if "test_clock" not in call.values:
        wanted.append(("json_extract(body, '$.test_clock') IS NULL", ()))
    return page(call.tx, "customer", call.values, wanted, url=call.path)


def list_payment_methods(call: Call) -> Json:
    """Show the cards that a customer keeps."""
    customer = call.named("customer")
    wanted = filters({"customer": customer["id"], **call.values}, "customer", "type")
    return page(call.tx, "payment_method", call.values, wanted, url=call.path)


ENDPOINTS = (
    Endpoint("POST", "/v1/customers", create, FIELDS | EXPAND | {"test_clock": text()}),
    Endpoint(
        "GET",
        "/v1/customers",
        list_customers,
        PAGING | CREATED | {"email": text(512), "test_clock": text()},
    ),
    reads("/v1/customers/{id}", "customer"),
    Endpoint("POST", "/v1/customers/{id}", update, UPDATED | EXPAND),
    Endpoint(
        "GET",
        "/v1/customers/{id}/payment_methods",
        list_payment_methods,
        PAGING | {"type": one_of("card")},
    ),
)
