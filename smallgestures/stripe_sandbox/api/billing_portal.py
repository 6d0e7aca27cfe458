"""`/v1/billing_portal/sessions`."""

from smallgestures.stripe_sandbox.api.endpoint import EXPAND, Call, Endpoint, find
from smallgestures.stripe_sandbox.billing import portal, subscriptions
from smallgestures.stripe_sandbox.errors import InvalidParameter
from smallgestures.stripe_sandbox.params import Parameters, Required, group, one_of, text, url
from smallgestures.stripe_sandbox.store import Json

FLOWS = ("payment_method_update", "subscription_cancel")
_AFTER: Parameters = {
    "redirect": group({"return_url": Required(url)}),
    "type": Required(one_of("portal_homepage", "redirect")),
}
FLOW_DATA: Parameters = {
    "after_completion": group(_AFTER),
    "subscription_cancel": group({"subscription": Required(text())}),
    "type": Required(one_of(*FLOWS)),
}


def create(call: Call) -> Json:
    """Open the portal for a customer, on its first page or at one thing to do."""
    customer = find(call.tx, "customer", call.values["customer"], param="customer", in_path=False)
    flow = call.values.get("flow_data")
    if flow is not None and flow["type"] == "subscription_cancel":
        _check_subscription(call, flow, customer["id"])
    return portal.open_session(
        call.tx,
        customer=customer["id"],
        return_url=call.values.get("return_url"),
        flow=flow,
        public_url=call.public_url,
    )


def _check_subscription(call: Call, flow: Json, customer: str) -> None:
    name = "flow_data[subscription_cancel][subscription]"
    named = flow.get("subscription_cancel", {}).get("subscription", "")
    found = find(call.tx, subscriptions.KIND, named, param=name, in_path=False)
    if found["customer"] != customer:
        raise InvalidParameter("The subscription is another customer’s.", name)
    if found["status"] in subscriptions.OVER or found["cancel_at_period_end"]:
        raise InvalidParameter("The subscription is set to be canceled already.", name)


ENDPOINTS = (
    Endpoint(
        "POST",
        "/v1/billing_portal/sessions",
        create,
        EXPAND
        | {
            "customer": Required(text()),
            "flow_data": group(FLOW_DATA),
            "return_url": url,
        },
    ),
)
