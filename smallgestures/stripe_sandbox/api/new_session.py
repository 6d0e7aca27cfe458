"""Creating a Checkout Session."""

from collections.abc import Sequence
from typing import Any

from smallgestures.stripe_sandbox import money, sessions
from smallgestures.stripe_sandbox.api.catalogue import PRICE_DATA, price_of
from smallgestures.stripe_sandbox.api.endpoint import EXPAND, Call, find
from smallgestures.stripe_sandbox.clock import now
from smallgestures.stripe_sandbox.countries import NAMES
from smallgestures.stripe_sandbox.errors import InvalidParameter, MissingParameter, StripeError
from smallgestures.stripe_sandbox.identifiers import new_id
from smallgestures.stripe_sandbox.params import (
    Parameters,
    Required,
    boolean,
    email,
    group,
    integer,
    list_of,
    metadata,
    one_of,
    text,
    url,
)
from smallgestures.stripe_sandbox.store import Json, Transaction

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
        {"description": text(1000), "metadata": metadata, "receipt_email": email}
    ),
    "phone_number_collection": group({"enabled": Required(boolean)}),
    "shipping_address_collection": group(
        {"allowed_countries": Required(list_of(one_of(*NAMES), most=len(NAMES)))}
    ),
    "submit_type": one_of("auto", "book", "donate", "pay"),
    "success_url": Required(url),
    "ui_mode": one_of("hosted_page"),
}


def create(call: Call) -> Json:
    """Open a session, with its page."""
    values = call.values
    _check(call)
    expires_at = _expiry(values.get("expires_at"))
    identifier = new_id(sessions.KIND)
    items = _line_items(call.tx, values["line_items"], session=identifier)
    currency, total = items[0]["currency"], sum(item["amount_total"] for item in items)
    if total < money.LEAST_MINOR:
        least = money.shown(money.LEAST_MINOR, currency)
        raise StripeError(
            f"The Checkout Session's total amount due must add up to at least {least}",
            code="amount_too_small",
        )
    session = _body(
        identifier,
        values,
        currency=currency,
        total=total,
        expires_at=expires_at,
        url=f"{call.public_url}/c/pay/{identifier}",
    )
    hidden = {"intent": values.get("payment_intent_data", {})}
    call.tx.insert(session, due_at=expires_at, **hidden)
    for item in items:
        call.tx.insert(item, parent=identifier)
    return session


def _check(call: Call) -> None:
    values = call.values
    if values["mode"] != "payment":
        raise InvalidParameter(f"The sandbox can’t do mode={values['mode']} yet.", "mode")
    if values.get("phone_number_collection", {}).get("enabled"):
        raise InvalidParameter(
            "The sandbox’s page asks for no phone number.", "phone_number_collection[enabled]"
        )
    if not values.get("line_items"):
        raise MissingParameter("line_items")
    if "customer" in values and "customer_email" in values:
        raise InvalidParameter(
            "You may only specify one of these parameters: customer, customer_email.", "customer"
        )
    call.mentioned("customer", "customer")


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


def _line_items(tx: Transaction, sent: Sequence[Any], *, session: str) -> list[Json]:
    found = [_line_item(tx, item, place) for place, item in enumerate(sent)]
    if len({item["currency"] for item in found}) > 1:
        raise StripeError("All prices on a Checkout Session must use the same currency.")
    return found


def _line_item(tx: Transaction, sent: Any, place: int) -> Json:
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
    if price["recurring"]:
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


def _body(
    identifier: str, values: Any, *, currency: str, total: int, expires_at: int, url: str
) -> Json:
    name = values.get("branding_settings", {}).get("display_name", "Sandbox")
    return {
        "id": identifier,
        "object": sessions.KIND,
        "adaptive_pricing": {"enabled": False},
        "after_expiration": None,
        "allow_promotion_codes": None,
        "allowed_payment_method_types": None,
        "amount_subtotal": total,
        "amount_total": total,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "billing_address_collection": None,
        "branding_settings": {
            "background_color": "#ffffff",
            "border_style": "rounded",
            "button_color": "#d63f1c",
            "display_name": name,
            "font_family": "default",
            "icon": None,
            "logo": None,
        },
        "cancel_url": values.get("cancel_url"),
        "client_reference_id": values.get("client_reference_id"),
        "client_secret": None,
        "collected_information": None,
        "consent": None,
        "consent_collection": None,
        "created": now(),
        "currency": currency,
        "currency_conversion": None,
        "custom_fields": [],
        "custom_text": {
            "after_submit": None,
            "shipping_address": None,
            "submit": None,
            "terms_of_service_acceptance": None,
        },
        "customer": values.get("customer"),
        "customer_account": None,
        "customer_creation": None
        if "customer" in values
        else values.get("customer_creation", "if_required"),
        "customer_details": None,
        "customer_email": values.get("customer_email"),
        "discounts": [],
        "expires_at": expires_at,
        "invoice": None,
        "invoice_creation": {
            "enabled": False,
            "invoice_data": {
                "account_tax_ids": None,
                "custom_fields": None,
                "description": None,
                "footer": None,
                "issuer": None,
                "metadata": {},
                "rendering_options": None,
            },
        },
        "livemode": False,
        "locale": values.get("locale"),
        "metadata": values.get("metadata", {}),
        "mode": values["mode"],
        "origin_context": None,
        "payment_intent": None,
        "payment_link": None,
        "payment_method_collection": "if_required",
        "payment_method_configuration_details": None,
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"],
        "payment_status": "unpaid",
        "permissions": None,
        "phone_number_collection": {"enabled": False},
        "recovered_from": None,
        "saved_payment_method_options": None,
        "setup_intent": None,
        "shipping_address_collection": values.get("shipping_address_collection"),
        "shipping_cost": None,
        "shipping_options": [],
        "status": "open",
        "submit_type": values.get("submit_type"),
        "subscription": None,
        "success_url": values["success_url"],
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": values.get("ui_mode", "hosted_page"),
        "url": url,
        "wallet_options": None,
    }
