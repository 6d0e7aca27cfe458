"""`GET /out/{slug}`: on to the outside shop that sells a product."""

from http import HTTPStatus

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from smallgestures.shop.attribution.service import record_click, record_departure
from smallgestures.shop.errors import ProductNotFound
from smallgestures.shop.service import find_sold
from smallgestures.web.browser_keys import visitor_key
from smallgestures.web.problem import problem
from smallgestures.web.session import signed_in
from smallgestures.web.unit_of_work import in_transaction


async def leave_for_shop(request: Request) -> Response:
    """Store the departure and lead to the shop; the address comes from our row, never from here."""
    slug, via = request.path_params["slug"], request.query_params.get("via", "")
    person = await signed_in(request)

    def work(db: Session) -> str:
        product, _ = find_sold(db, slug)
        if not product.outside_url:
            raise ProductNotFound(slug)
        click = record_click(
            db,
            via,
            slug=slug,
            person_id=person.person_id if person else None,
            visitor_key=visitor_key(request),
        )
        record_departure(db, product.key, click=click)
        return product.outside_url

    try:
        address = await in_transaction(work)
    except ProductNotFound as error:
        return problem(HTTPStatus.NOT_FOUND, error.user_message)
    headers = {"cache-control": "no-store", "referrer-policy": "no-referrer"}
    return RedirectResponse(address, status_code=302, headers=headers)
