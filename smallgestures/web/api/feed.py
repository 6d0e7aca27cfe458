"""`GET /api/feed`: the next page of clips."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from smallgestures.feed.errors import BadCursor
from smallgestures.feed.service import Page, Viewer, read_following, read_for_you
from smallgestures.web.browser_keys import viewer_of
from smallgestures.web.problem import problem
from smallgestures.web.session import signed_in
from smallgestures.web.unit_of_work import in_reading

READERS = {"for-you": read_for_you, "following": read_following}
CURSOR_LIMIT = 1024


async def read_page(viewer: Viewer, tab: str, cursor: str | None) -> Page:
    """Return a page of a tab's feed.

    Raises:
        BadCursor: The cursor is not one that was given out.
    """
    read = READERS[tab]
    return await in_reading(lambda db: read(db, viewer, cursor=cursor))


async def get_feed(request: Request) -> Response:
    """Answer with the page of `tab` that follows `cursor`."""
    tab = request.query_params.get("tab", "for-you")
    cursor = request.query_params.get("cursor") or None
    if tab not in READERS:
        return problem(
            HTTPStatus.BAD_REQUEST, "No such feed. Ask for tab=for-you or tab=following."
        )
    if cursor and len(cursor) > CURSOR_LIMIT:
        return problem(HTTPStatus.BAD_REQUEST, BadCursor().user_message)
    person = await signed_in(request)
    viewer = viewer_of(request, person)
    try:
        page = await read_page(viewer, tab, cursor)
    except BadCursor as error:
        return problem(HTTPStatus.BAD_REQUEST, error.user_message)
    return Response(
        page.encode(),
        media_type="application/json",
        headers={"cache-control": "private, no-store"},
    )
