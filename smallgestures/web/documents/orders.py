"""The documents of buying: my orders, one order, and what a brand sold."""

from dataclasses import asdict

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from smallgestures.accounts.cards import SignedIn
from smallgestures.accounts.models import Role
from smallgestures.shop.orders.errors import OrderNotFound
from smallgestures.shop.orders.service import check_payment
from smallgestures.shop.orders.showing import PAGE, list_orders, list_sold, show_order
from smallgestures.web.documents.frame import FALLBACK, answer, not_found, to_sign_in
from smallgestures.web.flash import read_flash
from smallgestures.web.ids import before
from smallgestures.web.orders.views import (
    ListView,
    SoldListView,
    view_of_list,
    view_of_order,
    view_of_sold,
)
from smallgestures.web.session import signed_in
from smallgestures.web.shell.document import Head
from smallgestures.web.unit_of_work import in_reading, in_transaction


async def my_orders(request: Request) -> Response:
    """Answer with a page of this person's orders, or lead to sign-in."""
    who = await signed_in(request)
    if who is None:
        return to_sign_in(request)
    person, before_id = who, before(request)

    def read(db: Session) -> ListView:
        tiles = list_orders(db, person.person_id, before_id=before_id)
        last_id = tiles[-1].id if len(tiles) == PAGE else None
        more = last_id and list_orders(db, person.person_id, before_id=last_id)
        return view_of_list(
            tiles,
            person.time_zone,
            older_id=last_id if more else None,
            is_older=before_id is not None,
        )

    orders = await in_reading(read)
    head = Head(title="Orders · Small Gestures", robots="noindex")
    return await answer(request, "orders.html", head, data={"orders": asdict(orders)})


async def one_order(request: Request) -> Response:
    """Answer with one order, as whoever has a part in it may see it, or 404.

    Who comes back from Stripe proves nothing by that; Stripe is asked at once.
    """
    who = await signed_in(request)
    if who is None:
        return to_sign_in(request)
    person, public_id = who, request.path_params["order"]
    try:
        card = await in_reading(lambda db: show_order(db, public_id, viewer_id=person.person_id))
    except OrderNotFound as refusal:
        return await not_found(request, refusal.user_message, built=FALLBACK)
    returned = request.method == "GET" and request.query_params.get("from") == "checkout"
    if returned and card.can_pay:
        await in_transaction(lambda db: check_payment(db, public_id, buyer_id=person.person_id))
    order = view_of_order(card, person.time_zone)
    head = Head(title=f"{order.tile.name} · Small Gestures", robots="noindex")
    data = {"order": asdict(order), "returned": returned}
    return await answer(request, FALLBACK, head, data=data)


async def sold(request: Request) -> Response:
    """Answer with a page of what this person's brands sold; 404 for everybody else."""
    who = await signed_in(request)
    if who is None:
        return to_sign_in(request)
    if not who.has(Role.BRAND):
        return await not_found(
            request, "Brands see here what they sold. You have none.", built="brand/orders.html"
        )
    person, before_id = who, before(request)
    view = await in_reading(lambda db: read_sold(db, person, before_id=before_id))
    flash = read_flash(request)
    said_of = flash.data["values"].get("order", "") if flash else ""
    data = {
        "sold": asdict(view),
        "sold_source": "/api/brand/orders" + (f"?before={before_id}" if before_id else ""),
        # What is said of an order that is not on this page stands above them all.
        "said_of": said_of if any(row.tile.key == said_of for row in view.rows) else "",
    }
    head = Head(title="Brand orders · Small Gestures", robots="noindex")
    return await answer(request, "brand/orders.html", head, data=data)


def read_sold(db: Session, who: SignedIn, *, before_id: int | None) -> SoldListView:
    """Return a page of what this person's brands sold."""
    rows = list_sold(db, who.person_id, before_id=before_id)
    last_id = rows[-1].tile.id if len(rows) == PAGE else None
    more = last_id and list_sold(db, who.person_id, before_id=last_id)
    return view_of_sold(
        rows,
        who.time_zone,
        older_id=last_id if more else None,
        is_older=before_id is not None,
    )
