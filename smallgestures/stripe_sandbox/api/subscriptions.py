"""`/v1/subscriptions`."""

from collections.abc import Mapping
from typing import Any

from smallgestures.stripe_sandbox.api.catalogue import PRICE_DATA, price_of
from smallgestures.stripe_sandbox.api.endpoint import EXPAND, Call, Endpoint, find, reads
from smallgestures.stripe_sandbox.api.session_modes import LONGEST_TRIAL_DAYS, TRIAL_SETTINGS
from smallgestures.stripe_sandbox.billing import bodies, clocks, collecting, cycle, subscriptions
from smallgestures.stripe_sandbox.billing.periods import DAY_S
from smallgestures.stripe_sandbox.billing.subscriptions import KIND
from smallgestures.stripe_sandbox.clock import now, standing_at
from smallgestures.stripe_sandbox.errors import InvalidParameter, MissingParameter, StripeError
from smallgestures.stripe_sandbox.pages import CREATED, PAGING, Condition, filters, page
from smallgestures.stripe_sandbox.params import (
    Check,
    Parameters,
    Required,
    boolean,
    clearable,
    group,
    integer,
    list_of,
    metadata,
    one_of,
    text,
)
from smallgestures.stripe_sandbox.store import Json, Transaction

PATH = "/v1/subscriptions"
STATUSES = (
    "active",
    "all",
    "canceled",
    "ended",
    "incomplete",
    "incomplete_expired",
    "past_due",
    "paused",
    "trialing",
    "unpaid",
)


def _moment_or_now(value: Any, name: str) -> int | str:
    return "now" if value == "now" else int(integer()(value, name))


FIELDS: Parameters = {
    "cancel_at_period_end": boolean,
    "default_payment_method": text(),
    "description": clearable(text(500)),
    "metadata": metadata,
    "off_session": boolean,
    "payment_behavior": one_of("allow_incomplete", "default_incomplete", "error_if_incomplete"),
    "proration_behavior": one_of("always_invoice", "create_prorations", "none"),
    "trial_end": _moment_or_now,
    "trial_settings": group(TRIAL_SETTINGS),
}
_ITEM: Check = group(
    {
        "price": text(),
        "price_data": group(PRICE_DATA),
        "quantity": integer(least=1, most=999_999),
    }
)
CREATE: Parameters = (
    FIELDS
    | EXPAND
    | {
        "customer": Required(text()),
        "items": Required(list_of(_ITEM, most=20)),
        "trial_period_days": integer(least=1, most=LONGEST_TRIAL_DAYS),
    }
)


def create(call: Call) -> Json:
    """Start a subscription: with its trial, or charged at once."""
    values = call.values
    customer = find(call.tx, "customer", values["customer"], param="customer", in_path=False)
    check_clock(call.tx, customer["id"])
    with standing_at(clocks.time_at(call.tx, customer["id"])):
        order = bodies.Order(
            customer=customer,
            items=[_item(call.tx, item, place) for place, item in enumerate(values["items"])],
            trial_end=_trial_end(values),
            trial_settings=values.get("trial_settings", bodies.TRIAL_SETTINGS),
            default_payment_method=_method(call, customer["id"]),
            cancel_at_period_end=values.get("cancel_at_period_end", False),
            description=values.get("description"),
            metadata=values.get("metadata", {}),
        )
        return _start(call, order)


def _start(call: Call, order: bodies.Order) -> Json:
    behaviour = call.values.get("payment_behavior", "allow_incomplete")
    made = subscriptions.create(call.tx, order)
    method = collecting.kept_method(call.tx, made)
    if method is None and order.trial_end is None and behaviour != "default_incomplete":
        raise StripeError(
            "This customer has no attached payment source or default payment method. Please "
            "consider adding a default payment method. For more information, visit "
            "https://stripe.com/docs/billing/subscriptions/payment-methods-setting"
            "#payment-method-priority.",
            code="resource_missing",
        )
    invoice = cycle.start(call.tx, made, public_url=call.public_url, intent=None)
    if order.trial_end is not None or behaviour != "default_incomplete":
        _result, why = collecting.collect(call.tx, invoice, method)
        if why is not None and behaviour == "error_if_incomplete":
            raise StripeError(why.message, code=why.code, kind="card_error", status=402)
    return find(call.tx, KIND, made["id"], param="id", in_path=False)


def _item(tx: Transaction, sent: Mapping[str, Any], place: int) -> tuple[Json, int]:
    name = f"items[{place}]"
    if "price" in sent:
        price = find(tx, "price", sent["price"], param=f"{name}[price]", in_path=False)
    elif "price_data" in sent:
        inside = f"{name}[price_data]"
        price = price_of(tx, sent["price_data"], inside=inside, active=False)
    else:
        raise MissingParameter(f"{name}[price]")
    if price["recurring"] is None:
        raise StripeError(
            "The price specified is set to `type=one_time` but this field only accepts prices "
            "with `type=recurring`.",
            param=f"{name}[price]",
        )
    return price, sent.get("quantity", 1)


def _trial_end(values: Mapping[str, Any]) -> int | None:
    if "trial_period_days" in values:
        return now() + int(values["trial_period_days"]) * DAY_S
    moment = values.get("trial_end")
    if moment is None or moment == "now":
        return None
    if moment <= now():
        raise InvalidParameter(
            "Invalid timestamp: must be an integer Unix timestamp in the future.", "trial_end"
        )
    return int(moment)


def _method(call: Call, customer: str) -> str | None:
    if call.values.get("default_payment_method") is None:
        return None
    method = call.mentioned("payment_method", "default_payment_method")
    if method is not None and method["customer"] != customer:
        raise StripeError(
            f"The customer does not have a payment method with the ID {method['id']}. The "
            "payment method must be attached to the customer.",
            code="resource_missing",
            param="default_payment_method",
        )
    return str(method["id"]) if method else None


def check_clock(tx: Transaction, customer: str) -> None:
    """Refuse to change what a test clock rules that is under way."""
    found = tx.find("customer", customer) or {}
    clock = tx.find(clocks.KIND, found.get("test_clock") or "")
    if clock is not None and clock["status"] != "ready":
        raise StripeError(
            "Test clock advancement underway - cannot perform modifications.", status=429
        )


def update(call: Call) -> Json:
    """Change what was sent; a trial that ends `now` is charged at once."""
    found = _running(call)
    with standing_at(clocks.time_at(call.tx, found["customer"])):
        values = dict(call.values)
        if "metadata" in values:
            values["metadata"] = merged(found["metadata"], values["metadata"])
        if "default_payment_method" in values:
            values["default_payment_method"] = _method(call, found["customer"])
        for name in ("default_payment_method", "description", "metadata", "trial_settings"):
            found[name] = values.get(name, found[name])
        details = values.get("cancellation_details", {})
        found["cancellation_details"] = found["cancellation_details"] | details
        wished = bool(values.get("cancel_at_period_end", found["cancel_at_period_end"]))
        if wished != found["cancel_at_period_end"]:
            subscriptions.ask_to_cancel(found, at_period_end=wished)
        if "trial_end" not in values:
            subscriptions.tell(call.tx, found)
            return found
        moment = _trial_end(values)
        if moment is not None:
            subscriptions.move_trial_end(call.tx, found, moment)
            return found
        if not subscriptions.in_trial(found):
            raise StripeError("The subscription is not in its trial.", param="trial_end")
        return cycle.end_trial_now(call.tx, found, public_url=call.public_url)


def merged(before: Mapping[str, str], sent: Mapping[str, str]) -> dict[str, str]:
    """Return metadata changed key by key; an empty value takes a key away."""
    return {key: words for key, words in ({**before, **sent} if sent else {}).items() if words}


def cancel(call: Call) -> Json:
    """End a subscription at once."""
    found = _running(call)
    details = call.values.get("cancellation_details", {})
    found["cancellation_details"] = found["cancellation_details"] | details
    with standing_at(clocks.time_at(call.tx, found["customer"])):
        return subscriptions.end(call.tx, found, reason="cancellation_requested")


def resume(call: Call) -> Json:
    """Go on with a paused subscription: a new period begins, and is charged, at once."""
    found = _running(call)
    if found["status"] != "paused":
        raise StripeError(
            "You can only resume subscriptions with status `paused`.", param="subscription"
        )
    with standing_at(clocks.time_at(call.tx, found["customer"])):
        return cycle.resume(call.tx, found, public_url=call.public_url)


def _running(call: Call) -> Json:
    found = call.named(KIND)
    if found["status"] in subscriptions.OVER:
        raise StripeError(
            f"No such subscription: '{found['id']}'",
            code="resource_missing",
            param="id",
            status=404,
        )
    check_clock(call.tx, found["customer"])
    return found


def list_subscriptions(call: Call) -> Json:
    """Show subscriptions, the newest first; those that ended only when asked for."""
    wanted = filters(call.values, "customer", "test_clock")
    return page(call.tx, KIND, call.values, [*wanted, _with_status(call.values)], url=call.path)


def _with_status(values: Mapping[str, Any]) -> Condition:
    status = values.get("status")
    field = "json_extract(body, '$.status')"
    if status == "all":
        return "1", ()
    if status == "ended":
        return f"{field} IN ('canceled', 'incomplete_expired')", ()
    if status is None:
        return f"{field} != 'canceled'", ()
    return f"{field} = ?", (status,)


_DETAILS = group({"comment": clearable(text()), "feedback": clearable(text(50))})
UPDATE: Parameters = (
    FIELDS
    | EXPAND
    | {"cancellation_details": _DETAILS, "default_payment_method": clearable(text())}
)
ENDPOINTS = (
    Endpoint("POST", PATH, create, CREATE),
    Endpoint(
        "GET",
        PATH,
        list_subscriptions,
        PAGING | CREATED | {"customer": text(), "status": one_of(*STATUSES), "test_clock": text()},
    ),
    reads(PATH + "/{id}", KIND),
    Endpoint("POST", PATH + "/{id}", update, UPDATE),
    Endpoint(
        "DELETE",
        PATH + "/{id}",
        cancel,
        EXPAND | {"cancellation_details": _DETAILS, "invoice_now": boolean, "prorate": boolean},
    ),
    Endpoint(
        "POST",
        PATH + "/{id}/resume",
        resume,
        EXPAND | {"billing_cycle_anchor": one_of("now"), "proration_behavior": one_of("none")},
    ),
)
