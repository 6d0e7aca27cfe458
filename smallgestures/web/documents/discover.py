"""The document of Discover: what is trending, or what was searched for."""

from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import Response

from smallgestures.errors import DomainError
from smallgestures.search.errors import LONGEST_QUERY
from smallgestures.search.trending.service import read_trending
from smallgestures.web.api.search import find
from smallgestures.web.discover.views import before_typing
from smallgestures.web.documents.frame import DESCRIPTION, absolute, answer
from smallgestures.web.shell.document import Head
from smallgestures.web.unit_of_work import in_reading

TITLE_LIMIT = 60


async def discover(request: Request) -> Response:
    """Answer with the page of search, also when what is asked for can’t be searched."""
    query, trouble = request.query_params.get("q", "").strip(), ""
    try:
        found = await find(request)
    except DomainError as error:
        found, trouble = before_typing(), error.user_message
    trending = await in_reading(read_trending)
    head = Head(
        title=f"{query[:TITLE_LIMIT]} · Discover" if query else "Discover · Small Gestures",
        description=DESCRIPTION,
        canonical=absolute("/discover"),
        robots="noindex" if query else "",
    )
    data = {
        "found": asdict(found),
        "trending": asdict(trending),
        "trouble": trouble,
        "query": query[:LONGEST_QUERY],
    }
    return await answer(request, "discover.html", head, data=data)
