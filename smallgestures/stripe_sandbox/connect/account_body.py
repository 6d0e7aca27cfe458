"""A new account, with every field that the API shows."""

from collections.abc import Sequence

from smallgestures.stripe_sandbox.clock import now
from smallgestures.stripe_sandbox.pages import as_list
from smallgestures.stripe_sandbox.store import Json


def account_body(identifier: str, values: Json, wanted: Json) -> Json:
    """Return an account as it is opened; `wanted` are its requirements."""
    return {
        "id": identifier,
        "object": "account",
        "business_profile": dict.fromkeys(
            (
                "mcc",
                "name",
                "product_description",
                "support_address",
                "support_email",
                "support_phone",
                "support_url",
                "url",
            )
        ),
        "business_type": values.get("business_type"),
        "capabilities": dict.fromkeys(_requested(values), "inactive"),
        "charges_enabled": False,
        "controller": _controller(values.get("controller", {})),
        "country": values.get("country", "US"),
        "created": now(),
        "default_currency": values.get("default_currency", "usd"),
        "details_submitted": False,
        "email": values.get("email"),
        "external_accounts": as_list([], url=f"/v1/accounts/{identifier}/external_accounts"),
        "future_requirements": requirements(()),
        "metadata": values.get("metadata", {}),
        "payouts_enabled": False,
        "requirements": wanted,
        "settings": _settings(),
        "tos_acceptance": {"date": None, "ip": None, "user_agent": None},
        "type": values.get("type", "express"),
    }


def requirements(due: Sequence[str], *, reason: str | None = None) -> Json:
    """Return what is wanted; with a reason, the account can't be used until it is there."""
    return {
        "alternatives": [],
        "current_deadline": None,
        "currently_due": list(due),
        "disabled_reason": reason,
        "errors": [],
        "eventually_due": list(due),
        "past_due": list(due) if reason else [],
        "pending_verification": [],
    }


def _requested(values: Json) -> list[str]:
    wished: Json = values.get("capabilities", {})
    return [name for name, wish in wished.items() if wish["requested"]]


def _controller(wished: Json) -> Json:
    return {
        "fees": {"payer": wished.get("fees", {}).get("payer", "account")},
        "is_controller": True,
        "losses": {"payments": wished.get("losses", {}).get("payments", "stripe")},
        "requirement_collection": wished.get("requirement_collection", "stripe"),
        "stripe_dashboard": {"type": wished.get("stripe_dashboard", {}).get("type", "full")},
        "type": "application",
    }


def _settings() -> Json:
    nothing_said = dict.fromkeys(
        ("statement_descriptor", "statement_descriptor_kana", "statement_descriptor_kanji")
    )
    return {
        "branding": dict.fromkeys(("icon", "logo", "primary_color", "secondary_color")),
        "card_payments": {
            "decline_on": {"avs_failure": False, "cvc_failure": False},
            "statement_descriptor_prefix": None,
            "statement_descriptor_prefix_kana": None,
            "statement_descriptor_prefix_kanji": None,
        },
        "dashboard": {"display_name": None, "timezone": "Etc/UTC"},
        "payments": nothing_said,
        "payouts": {
            "debit_negative_balances": True,
            "schedule": {"delay_days": 2, "interval": "daily"},
            "statement_descriptor": None,
        },
    }
