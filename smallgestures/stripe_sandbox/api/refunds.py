"""`/v1/refunds`."""

from smallgestures.stripe_sandbox import refunds
from smallgestures.stripe_sandbox.api.endpoint import EXPAND, Call, Endpoint, reads
from smallgestures.stripe_sandbox.errors import InvalidParameter, MissingParameter, StripeError
from smallgestures.stripe_sandbox.pages import CREATED, PAGING, filters, page
from smallgestures.stripe_sandbox.params import integer, metadata, one_of, text
from smallgestures.stripe_sandbox.store import Json


def create(call: Call) -> Json:
    """Give money back, all that is left or a part of it."""
    return refunds.refund(
        call.tx,
        _charge(call),
        amount=call.values.get("amount"),
        reason=call.values.get("reason"),
        metadata=call.values.get("metadata", {}),
    )


def _charge(call: Call) -> Json:
    charge = call.mentioned("charge", "charge")
    intent = call.mentioned("payment_intent", "payment_intent")
    if charge is not None and intent is not None:
        raise InvalidParameter(
            "You may only specify one of these parameters: charge, payment_intent.", "charge"
        )
    if charge is not None:
        return charge
    if intent is None:
        raise MissingParameter("charge")
    paid = [
        charge
        for charge in call.tx.matching("charge", payment_intent=intent["id"])
        if charge["status"] == "succeeded"
    ]
    if not paid:
        raise StripeError(
            f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.",
            param="payment_intent",
        )
    return paid[0]


def list_refunds(call: Call) -> Json:
    """Show refunds, the newest first."""
    wanted = filters(call.values, "charge", "payment_intent")
    return page(call.tx, "refund", call.values, wanted, url=call.path)


ENDPOINTS = (
    Endpoint(
        "POST",
        "/v1/refunds",
        create,
        EXPAND
        | {
            "amount": integer(least=1),
            "charge": text(),
            "metadata": metadata,
            "payment_intent": text(),
            "reason": one_of("duplicate", "fraudulent", "requested_by_customer"),
        },
    ),
    Endpoint(
        "GET",
        "/v1/refunds",
        list_refunds,
        PAGING | CREATED | {"charge": text(), "payment_intent": text()},
    ),
    reads("/v1/refunds/{id}", "refund"),
)
