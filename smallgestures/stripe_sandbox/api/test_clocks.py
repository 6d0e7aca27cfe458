"""`/v1/test_helpers/test_clocks`: time that is moved by hand."""

from smallgestures.stripe_sandbox.api.endpoint import EXPAND, Call, Endpoint, reads
from smallgestures.stripe_sandbox.billing import clocks
from smallgestures.stripe_sandbox.billing.clocks import KIND
from smallgestures.stripe_sandbox.clock import now
from smallgestures.stripe_sandbox.events import record_event
from smallgestures.stripe_sandbox.identifiers import new_id
from smallgestures.stripe_sandbox.pages import PAGING, page
from smallgestures.stripe_sandbox.params import Required, integer, text
from smallgestures.stripe_sandbox.store import Json

PATH = "/v1/test_helpers/test_clocks"
LIFE_S = 30 * 24 * 60 * 60


def create(call: Call) -> Json:
    """Keep a new clock that stands at `frozen_time`."""
    clock = {
        "id": new_id(KIND),
        "object": KIND,
        "created": now(),
        "deletes_after": now() + LIFE_S,
        "frozen_time": call.values["frozen_time"],
        "livemode": False,
        "name": call.values.get("name"),
        "status": "ready",
        "status_details": {},
    }
    call.tx.insert(clock)
    record_event(call.tx, "test_helpers.test_clock.created", clock)
    return clock


def advance(call: Call) -> Json:
    """Begin to move a clock forward; it says `ready` when all that fell due has happened."""
    return clocks.begin_advance(call.tx, call.named(KIND), call.values["frozen_time"])


def delete(call: Call) -> Json:
    """Forget a clock, the customers on it and what they subscribed to."""
    clock = call.named(KIND)
    for kind in ("subscription", "invoice"):
        for each in call.tx.matching(kind, test_clock=clock["id"]):
            call.tx.delete(each["id"])
    for customer in call.tx.matching("customer", test_clock=clock["id"]):
        call.tx.delete(customer["id"])
    call.tx.delete(clock["id"])
    record_event(call.tx, "test_helpers.test_clock.deleted", clock)
    return {"id": clock["id"], "object": KIND, "deleted": True}


def list_clocks(call: Call) -> Json:
    """Show clocks, the newest first."""
    return page(call.tx, KIND, call.values, url=call.path)


ENDPOINTS = (
    Endpoint(
        "POST",
        PATH,
        create,
        EXPAND | {"frozen_time": Required(integer(least=0)), "name": text(300)},
    ),
    Endpoint("GET", PATH, list_clocks, PAGING),
    reads(PATH + "/{id}", KIND),
    Endpoint("DELETE", PATH + "/{id}", delete),
    Endpoint(
        "POST",
        PATH + "/{id}/advance",
        advance,
        EXPAND | {"frozen_time": Required(integer(least=0))},
    ),
)
