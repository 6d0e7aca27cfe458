"""`/v1/events`."""

from smallgestures.stripe_sandbox.api.endpoint import Call, Endpoint, reads
from smallgestures.stripe_sandbox.errors import InvalidParameter
from smallgestures.stripe_sandbox.pages import CREATED, PAGING, among, filters, page
from smallgestures.stripe_sandbox.params import list_of, text
from smallgestures.stripe_sandbox.store import Json

MOST_TYPES = 20


def list_events(call: Call) -> Json:
    """Show events, the newest first; `invoice.*` stands for all that begin so."""
    if "type" in call.values and "types" in call.values:
        raise InvalidParameter("You may only specify one of these parameters: type, types.", "type")
    wanted = filters(call.values)
    if "types" in call.values:
        wanted.append(among("type", call.values["types"]))
    if "type" in call.values:
        pattern = call.values["type"]
        wanted.append(("json_extract(body, '$.type') GLOB ?", [pattern]))
    return page(call.tx, "event", call.values, wanted, url=call.path)


ENDPOINTS = (
    Endpoint(
        "GET",
        "/v1/events",
        list_events,
        PAGING | CREATED | {"type": text(), "types": list_of(text(), most=MOST_TYPES)},
    ),
    reads("/v1/events/{id}", "event"),
)
