"""A new Checkout Session, with every field that the API shows."""

from collections.abc import Mapping
from typing import Any

from smallgestures.stripe_sandbox import sessions
from smallgestures.stripe_sandbox.clock import now
from smallgestures.stripe_sandbox.store import Json

_COLLECTION = {"payment": "if_required", "setup": "always", "subscription": "always"}
_CUSTOMER_CREATION = {"payment": "if_required", "setup": "always", "subscription": "always"}
_NO_INVOICE = {
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
}


def session_body(
    identifier: str,
    values: Mapping[str, Any],
    *,
    currency: str,
    total: int | None,
    expires_at: int,
    url: str,
) -> Json:
    """Return an open session; `total` is what is paid today, None where it is about a card."""
    mode = values["mode"]
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
        else values.get("customer_creation", _CUSTOMER_CREATION[mode]),
        "customer_details": None,
        "customer_email": values.get("customer_email"),
        "discounts": [],
        "expires_at": expires_at,
        "invoice": None,
        "invoice_creation": _NO_INVOICE if mode == "payment" else None,
        "livemode": False,
        "locale": values.get("locale"),
        "metadata": values.get("metadata", {}),
        "mode": mode,
        "origin_context": None,
        "payment_intent": None,
        "payment_link": None,
        "payment_method_collection": values.get("payment_method_collection", _COLLECTION[mode]),
        "payment_method_configuration_details": None,
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"],
        "payment_status": "no_payment_required" if mode == "setup" else "unpaid",
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
        "total_details": None
        if total is None
        else {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": values.get("ui_mode", "hosted_page"),
        "url": url,
        "wallet_options": None,
    }
