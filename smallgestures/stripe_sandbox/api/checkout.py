"""`/v1/checkout/sessions`."""

from smallgestures.stripe_sandbox import sessions
from smallgestures.stripe_sandbox.api.endpoint import EXPAND, Call, Endpoint, reads
from smallgestures.stripe_sandbox.api.new_session import CREATE, create
from smallgestures.stripe_sandbox.errors import StripeError
from smallgestures.stripe_sandbox.expand import line_items
from smallgestures.stripe_sandbox.pages import CREATED, PAGING, filters, page
from smallgestures.stripe_sandbox.params import one_of, text
from smallgestures.stripe_sandbox.store import Json

PATH = "/v1/checkout/sessions"


def list_sessions(call: Call) -> Json:
    """Show sessions, the newest first."""
    wanted = filters(call.values, "customer", "payment_intent", "status", "subscription")
    return page(call.tx, sessions.KIND, call.values, wanted, url=call.path)


def list_line_items(call: Call) -> Json:
    """Show what a session is for, in the order it was sent."""
    session = call.named(sessions.KIND)
    return line_items(call.tx, session["id"], call.path, dict(call.values))


def expire(call: Call) -> Json:
    """Close a session before its time."""
    session = call.named(sessions.KIND)
    if session["status"] != "open":
        raise StripeError(
            'Only Checkout Sessions with a status in ["open"] can be expired. '
            f"This Checkout Session has a status of {session['status']}."
        )
    return sessions.expire(call.tx, session)


ENDPOINTS = (
    Endpoint("POST", PATH, create, CREATE),
    Endpoint(
        "GET",
        PATH,
        list_sessions,
        PAGING
        | CREATED
        | {
            "customer": text(),
            "payment_intent": text(),
            "status": one_of("complete", "expired", "open"),
            "subscription": text(),
        },
    ),
    reads(PATH + "/{id}", sessions.KIND),
    Endpoint("GET", PATH + "/{id}/line_items", list_line_items, PAGING),
    Endpoint("POST", PATH + "/{id}/expire", expire, EXPAND),
)
