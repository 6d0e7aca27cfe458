"""`GET /api/orders/{id}` and `GET /api/brand/orders`: what their open pages show by now."""

from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from smallgestures.accounts.models import Role
from smallgestures.errors import DomainError
from smallgestures.shop.orders.showing import show_order
from smallgestures.web.documents.orders import before, read_sold
from smallgestures.web.orders.views import view_of_order
from smallgestures.web.refusals import refusal
from smallgestures.web.session import require_signed_in
from smallgestures.web.unit_of_work import in_reading

FRESH = {"cache-control": "no-store"}


async def get_order(request: Request) -> Response:
    """Answer with the order as its page shows it, to whoever has a part in it."""
    public_id = request.path_params["order"]
    try:
        who = await require_signed_in(request)
        card = await in_reading(lambda db: show_order(db, public_id, viewer_id=who.person_id))
    except DomainError as error:
        return refusal(error)
    return JSONResponse(asdict(view_of_order(card, who.time_zone)), headers=FRESH)


async def get_sold(request: Request) -> Response:
    """Answer with a page of what this person's brands sold, as it shows it."""
    before_id = before(request)
    try:
        who = await require_signed_in(request, role=Role.BRAND)
    except DomainError as error:
        return refusal(error)
    sold = await in_reading(lambda db: read_sold(db, who, before_id=before_id))
    return JSONResponse(asdict(sold), headers=FRESH)
