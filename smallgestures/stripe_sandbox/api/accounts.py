"""`/v1/accounts` and `/v1/account_links`."""

from smallgestures.stripe_sandbox.api.endpoint import EXPAND, Call, Endpoint, find, reads
from smallgestures.stripe_sandbox.connect import accounts, links
from smallgestures.stripe_sandbox.countries import NAMES
from smallgestures.stripe_sandbox.errors import InvalidParameter
from smallgestures.stripe_sandbox.pages import CREATED, PAGING, filters, page
from smallgestures.stripe_sandbox.params import (
    Parameters,
    Required,
    boolean,
    currency,
    email,
    group,
    metadata,
    one_of,
    text,
    url,
)
from smallgestures.stripe_sandbox.store import Json

_CAPABILITY = group({"requested": Required(boolean)})
CREATE: Parameters = EXPAND | {
    "business_type": one_of("company", "government_entity", "individual", "non_profit"),
    "capabilities": group({"card_payments": _CAPABILITY, "transfers": _CAPABILITY}),
    "controller": group(
        {
            "fees": group({"payer": one_of("account", "application")}),
            "losses": group({"payments": one_of("application", "stripe")}),
            "requirement_collection": one_of("application", "stripe"),
            "stripe_dashboard": group({"type": one_of("express", "full", "none")}),
        }
    ),
    "country": one_of(*NAMES),
    "default_currency": currency,
    "email": email,
    "metadata": metadata,
    "type": one_of("custom", "express", "standard"),
}


def create(call: Call) -> Json:
    """Open an account for somebody else."""
    if "type" in call.values and "controller" in call.values:
        raise InvalidParameter("You may not provide both `type` and `controller`.", "type")
    return call.tx.insert(accounts.new_account(dict(call.values)))


def list_accounts(call: Call) -> Json:
    """Show the accounts, the newest first."""
    return page(call.tx, accounts.KIND, call.values, filters(call.values), url=call.path)


def create_link(call: Call) -> Json:
    """Open the page on which a person tells what is wanted."""
    account = find(call.tx, accounts.KIND, call.values["account"], param="account", in_path=False)
    return links.open_link(
        call.tx,
        account,
        return_url=call.values["return_url"],
        refresh_url=call.values["refresh_url"],
        public_url=call.public_url,
    )


ENDPOINTS = (
    Endpoint("POST", "/v1/accounts", create, CREATE),
    Endpoint("GET", "/v1/accounts", list_accounts, PAGING | CREATED),
    reads("/v1/accounts/{id}", accounts.KIND),
    Endpoint(
        "POST",
        "/v1/account_links",
        create_link,
        EXPAND
        | {
            "account": Required(text()),
            "refresh_url": Required(url),
            "return_url": Required(url),
            "type": Required(one_of("account_onboarding")),
        },
    ),
)
