"""Creating a Checkout Session."""

from collections.abc import Mapping, Sequence
from typing import Any

from smallgestures.stripe_sandbox import money, sessions
from smallgestures.stripe_sandbox.api.catalogue import PRICE_DATA
from smallgestures.stripe_sandbox.api.endpoint import EXPAND, Call
from smallgestures.stripe_sandbox.api.session_body import session_body
from smallgestures.stripe_sandbox.api.session_items import line_items
from smallgestures.stripe_sandbox.api.session_modes import (
    SETUP_INTENT_DATA,
    SUBSCRIPTION_DATA,
    check_mode,
    check_trial,
    has_trial,
)
from smallgestures.stripe_sandbox.billing import clocks
from smallgestures.stripe_sandbox.billing.bodies import setup_intent
from smallgestures.stripe_sandbox.clock import now, standing_at
from smallgestures.stripe_sandbox.countries import NAMES
from smallgestures.stripe_sandbox.errors import InvalidParameter, MissingParameter, StripeError
from smallgestures.stripe_sandbox.events import record_event
from smallgestures.stripe_sandbox.identifiers import new_id
from smallgestures.stripe_sandbox.params import (
    Parameters,
    Required,
    boolean,
    currency,
    email,
    group,
    integer,
    list_of,
    metadata,
    one_of,
    text,
    url,
)
from smallgestures.stripe_sandbox.store import Json

SHORTEST_LIFE_S = 30 * 60
LONGEST_LIFE_S = 24 * 60 * 60
# What these are counted from passes while the request travels.
TRAVEL_S = 60
LOCALES = (
    "auto bg cs da de el en en-GB es es-419 et fi fil fr fr-CA hr hu id it ja ko lt lv ms mt nb nl "
    "pl pt pt-BR ro ru sk sl sv th tr vi zh zh-HK zh-TW"
)

CREATE: Parameters = EXPAND | {
    "branding_settings": group({"display_name": text()}),
    "cancel_url": url,
    "client_reference_id": text(200),
    "currency": currency,
    "customer": text(),
    "customer_creation": one_of("always", "if_required"),
    "customer_email": email,
    "expires_at": integer(),
    "line_items": list_of(
        group(
            {
                "metadata": metadata,
                "price": text(),
                "price_data": group(PRICE_DATA),
                "quantity": integer(least=1, most=999_999),
            }
        )
    ),
    "locale": one_of(*LOCALES.split()),
    "metadata": metadata,
    "mode": Required(one_of("payment", "setup", "subscription")),
    "payment_intent_data": group(
        {
            "description": text(1000),
            "metadata": metadata,
            "receipt_email": email,
            "transfer_group": text(),
        }
    ),
    "payment_method_collection": one_of("always", "if_required"),
    "phone_number_collection": group({"enabled": Required(boolean)}),
    "setup_intent_data": SETUP_INTENT_DATA,
    "shipping_address_collection": group(
        {"allowed_countries": Required(list_of(one_of(*NAMES), most=len(NAMES)))}
    ),
    "subscription_data": SUBSCRIPTION_DATA,
    "submit_type": one_of("auto", "book", "donate", "pay"),
    "success_url": Required(url),
    "ui_mode": one_of("hosted_page"),
}


def create(call: Call) -> Json:
    """Open a session, with its page."""
    values, mode = call.values, call.values["mode"]
    _check(call)
    expires_at = _expiry(values.get("expires_at"))
    identifier = new_id(sessions.KIND)
    items = line_items(call.tx, values.get("line_items", ()), mode=mode)
    paid_in = items[0]["currency"] if items else values["currency"]
    total = None if mode == "setup" else _total(values, items, paid_in)
    session = session_body(
        identifier,
        values,
        currency=paid_in,
        total=total,
        expires_at=expires_at,
        url=f"{call.public_url}/c/pay/{identifier}",
    )
    if mode == "setup":
        intent = setup_intent(customer=session["customer"], **values.get("setup_intent_data", {}))
        record_event(call.tx, "setup_intent.created", call.tx.insert(intent))
        session["setup_intent"] = intent["id"]
    hidden = {
        "intent": values.get("payment_intent_data", {}),
        "subscription": values.get("subscription_data", {}),
        "public_url": call.public_url,
    }
    call.tx.insert(session, due_at=expires_at, **hidden)
    for item in items:
        call.tx.insert(item, parent=identifier)
    return session


def _total(values: Mapping[str, Any], items: Sequence[Json], paid_in: str) -> int:
    """Return what is paid today; a trial costs nothing yet."""
    if has_trial(values.get("subscription_data", {})):
        return 0
    total: int = sum(item["amount_total"] for item in items)
    if total < money.LEAST_MINOR:
        least = money.shown(money.LEAST_MINOR, paid_in)
        raise StripeError(
            f"The Checkout Session's total amount due must add up to at least {least}",
            code="amount_too_small",
        )
    return total


def _check(call: Call) -> None:
    values = call.values
    check_mode(values)
    if values.get("phone_number_collection", {}).get("enabled"):
        raise InvalidParameter(
            "The sandbox’s page asks for no phone number.", "phone_number_collection[enabled]"
        )
    if values["mode"] != "setup" and not values.get("line_items"):
        raise MissingParameter("line_items")
    if "customer" in values and "customer_email" in values:
        raise InvalidParameter(
            "You may only specify one of these parameters: customer, customer_email.", "customer"
        )
    call.mentioned("customer", "customer")
    with standing_at(clocks.time_at(call.tx, values.get("customer"))):
        check_trial(values.get("subscription_data", {}))


def _expiry(wished: int | None) -> int:
    if wished is None:
        return now() + LONGEST_LIFE_S
    if wished < now() + SHORTEST_LIFE_S - TRAVEL_S:
        raise StripeError(
            "The `expires_at` timestamp must be at least 30 minutes from Checkout Session "
            "creation.",
            param="expires_at",
        )
    if wished > now() + LONGEST_LIFE_S + TRAVEL_S:
        raise StripeError(
            "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.",
            param="expires_at",
        )
    return wished
