"""`GET /api/orders/{id}` and `GET /api/brand/orders`: what their open pages show by now."""

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from smallgestures.accounts.cards import SignedIn
from smallgestures.accounts.models import Role
from smallgestures.shop.orders.showing import show_order
from smallgestures.web.api.answers import show_json
from smallgestures.web.documents.orders import read_sold
from smallgestures.web.ids import before
from smallgestures.web.orders.views import OrderView, view_of_order


async def get_order(request: Request) -> Response:
    """Answer with the order as its page shows it, to whoever has a part in it."""
    public_id = request.path_params["order"]

    def read(db: Session, who: SignedIn) -> OrderView:
        return view_of_order(show_order(db, public_id, viewer_id=who.person_id), who.time_zone)

    return await show_json(request, read)


async def get_sold(request: Request) -> Response:
    """Answer with a page of what this person's brands sold, as it shows it."""
    before_id = before(request)
    return await show_json(
        request, lambda db, who: read_sold(db, who, before_id=before_id), role=Role.BRAND
    )
