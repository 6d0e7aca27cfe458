"""What a Checkout Session takes in one mode and refuses in the others."""

from collections.abc import Mapping
from typing import Any

from smallgestures.stripe_sandbox.billing.periods import DAY_S
from smallgestures.stripe_sandbox.clock import now
from smallgestures.stripe_sandbox.errors import InvalidParameter, MissingParameter, StripeError
from smallgestures.stripe_sandbox.params import (
    Parameters,
    Required,
    group,
    integer,
    metadata,
    one_of,
    text,
)

SHORTEST_TRIAL_S = 2 * DAY_S
LONGEST_TRIAL_DAYS = 730
# What is counted from passes while the request travels.
TRAVEL_S = 60
TRIAL_SETTINGS: Parameters = {
    "end_behavior": Required(
        group({"missing_payment_method": Required(one_of("cancel", "create_invoice", "pause"))})
    )
}
SUBSCRIPTION_DATA = group(
    {
        "description": text(500),
        "metadata": metadata,
        "trial_end": integer(),
        "trial_period_days": integer(least=1, most=LONGEST_TRIAL_DAYS),
        "trial_settings": group(TRIAL_SETTINGS),
    }
)
SETUP_INTENT_DATA = group({"description": text(1000), "metadata": metadata})
_ONLY_IN = {
    "customer_creation": ("payment",),
    "payment_intent_data": ("payment",),
    "payment_method_collection": ("subscription",),
    "setup_intent_data": ("setup",),
    "submit_type": ("payment",),
    "subscription_data": ("subscription",),
    "line_items": ("payment", "subscription"),
}


def check_mode(values: Mapping[str, Any]) -> None:
    """Refuse what doesn’t go with the session’s mode, as Stripe does."""
    mode = values["mode"]
    for name, modes in _ONLY_IN.items():
        if name in values and mode not in modes:
            listed = "` or `".join(modes)
            raise InvalidParameter(f"You can only use `{name}` in `{listed}` mode.", name)
    if mode == "setup" and "currency" not in values:
        raise MissingParameter("currency")


def has_trial(data: Mapping[str, Any]) -> bool:
    """Say whether the subscription begins with a trial."""
    return "trial_end" in data or "trial_period_days" in data


def check_trial(data: Mapping[str, Any]) -> None:
    """Refuse a trial that Checkout can’t offer: its end must lie two days ahead."""
    if "trial_end" in data and "trial_period_days" in data:
        raise InvalidParameter(
            "You may only specify one of these parameters: "
            "subscription_data[trial_end], subscription_data[trial_period_days].",
            "subscription_data[trial_end]",
        )
    if "trial_end" not in data:
        return
    if data["trial_end"] < now() + SHORTEST_TRIAL_S:
        raise StripeError(
            "The `trial_end` date has to be at least 2 days in the future.",
            param="subscription_data[trial_end]",
        )
    if data["trial_end"] > now() + LONGEST_TRIAL_DAYS * DAY_S + TRAVEL_S:
        raise StripeError(
            f"The `trial_end` date has to be at most {LONGEST_TRIAL_DAYS} days in the future.",
            param="subscription_data[trial_end]",
        )
