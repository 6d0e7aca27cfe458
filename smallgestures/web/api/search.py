"""`GET /api/search`: what a query finds, as one types."""

from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from smallgestures.errors import DomainError
from smallgestures.search.errors import UnknownKind
from smallgestures.search.models import Kind
from smallgestures.search.service import search
from smallgestures.web.discover.views import FoundView, before_typing, view_of_found
from smallgestures.web.limits import SEARCHES, count_request
from smallgestures.web.refusals import refusal
from smallgestures.web.session import signed_in
from smallgestures.web.unit_of_work import in_reading


async def find(request: Request) -> FoundView:
    """Return what the address asks for: `q`, of one `kind` or of all, from `cursor` on.

    Raises:
        SearchError: It can't be looked for.
        TooMany: That is one too many.
    """
    asked = request.query_params
    query, cursor = asked.get("q", ""), asked.get("cursor") or None
    kind = _kind(asked.get("kind", ""))
    if not query.strip():
        return before_typing()
    person = await signed_in(request)
    await count_request(request, SEARCHES, by=person)
    found = await in_reading(
        lambda db: search(
            db,
            query,
            kind=kind,
            cursor=cursor,
            viewer_id=person.person_id if person else None,
        )
    )
    return view_of_found(query, found, kind=kind)


def _kind(asked: str) -> Kind | None:
    try:
        return Kind(asked) if asked else None
    except ValueError:
        raise UnknownKind from None


async def get_search(request: Request) -> Response:
    """Answer with what the page of the same address shows."""
    try:
        found = await find(request)
    except DomainError as error:
        return refusal(error)
    return JSONResponse(asdict(found), headers={"cache-control": "private, no-store"})
