"""New subscriptions, with every field that the API shows."""

from dataclasses import dataclass, field

from smallgestures.stripe_sandbox.clock import now
from smallgestures.stripe_sandbox.identifiers import letters, new_id
from smallgestures.stripe_sandbox.pages import as_list
from smallgestures.stripe_sandbox.store import Json

SELF: Json = {"type": "self"}
TRIAL_SETTINGS: Json = {"end_behavior": {"missing_payment_method": "create_invoice"}}


@dataclass(frozen=True)
class Order:
    """What somebody subscribes to: prices by number, and the conditions."""

    customer: Json
    items: list[tuple[Json, int]]  # price and quantity
    trial_end: int | None = None
    trial_settings: Json = field(default_factory=lambda: TRIAL_SETTINGS)
    default_payment_method: str | None = None
    cancel_at_period_end: bool = False
    description: str | None = None
    metadata: dict[str, str] = field(default_factory=dict)


def subscription(order: Order) -> Json:
    """Return a subscription that hasn't begun; its first period is still to be set."""
    identifier = new_id("subscription")
    items = [_item(identifier, price, quantity) for price, quantity in order.items]
    url = f"/v1/subscription_items?subscription={identifier}"
    return {
        "id": identifier,
        "object": "subscription",
        "application": None,
        "application_fee_percent": None,
        "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
        "billing_cycle_anchor": order.trial_end or now(),
        "billing_cycle_anchor_config": None,
        "billing_mode": {
            "flexible": {"proration_discounts": "included"},
            "type": "flexible",
            "updated_at": now(),
        },
        "billing_schedules": [],
        "billing_thresholds": None,
        "cancel_at": None,
        "cancel_at_period_end": False,
        "canceled_at": None,
        "cancellation_details": {"comment": None, "feedback": None, "reason": None},
        "collection_method": "charge_automatically",
        "created": now(),
        "currency": order.items[0][0]["currency"],
        "customer": order.customer["id"],
        "customer_account": None,
        "days_until_due": None,
        "default_payment_method": order.default_payment_method,
        "default_source": None,
        "default_tax_rates": [],
        "description": order.description,
        "discounts": [],
        "ended_at": None,
        "invoice_settings": {
            "account_tax_ids": None,
            "custom_fields": None,
            "description": None,
            "footer": None,
            "issuer": SELF,
        },
        "items": as_list(items, url=url),
        "latest_invoice": None,
        "livemode": False,
        "metadata": order.metadata,
        "next_pending_invoice_item_invoice": None,
        "on_behalf_of": None,
        "pause_collection": None,
        "payment_settings": {
            "payment_method_options": None,
            "payment_method_types": None,
            "save_default_payment_method": "off",
        },
        "pending_invoice_item_interval": None,
        "pending_setup_intent": None,
        "pending_update": None,
        "schedule": None,
        "start_date": now(),
        "status": "trialing" if order.trial_end else "incomplete",
        "test_clock": order.customer["test_clock"],
        "transfer_data": None,
        "trial_end": order.trial_end,
        "trial_settings": order.trial_settings,
        "trial_start": now() if order.trial_end else None,
    }


def _item(subscription: str, price: Json, quantity: int) -> Json:
    return {
        "id": new_id("subscription_item"),
        "object": "subscription_item",
        "billing_thresholds": None,
        "created": now(),
        "current_period_end": now(),
        "current_period_start": now(),
        "discounts": [],
        "metadata": {},
        "price": price,
        "quantity": quantity,
        "subscription": subscription,
        "tax_rates": [],
    }


def setup_intent(
    *, customer: str | None, description: str | None = None, metadata: dict[str, str] | None = None
) -> Json:
    """Return the saving of a card that was not tried yet."""
    identifier = new_id("setup_intent")
    return {
        "id": identifier,
        "object": "setup_intent",
        "allowed_payment_method_types": None,
        "application": None,
        "automatic_payment_methods": None,
        "cancellation_reason": None,
        "client_secret": f"{identifier}_secret_{letters(25)}",
        "created": now(),
        "customer": customer,
        "customer_account": None,
        "description": description,
        "excluded_payment_method_types": None,
        "flow_directions": None,
        "last_setup_error": None,
        "latest_attempt": None,
        "livemode": False,
        "mandate": None,
        "metadata": metadata or {},
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_configuration_details": None,
        "payment_method_options": {
            "card": {
                "mandate_options": None,
                "network": None,
                "request_three_d_secure": "automatic",
            }
        },
        "payment_method_types": ["card"],
        "single_use_mandate": None,
        "status": "requires_payment_method",
        "usage": "off_session",
    }
