"""Files that people take home: tables for a spreadsheet, and others."""

from collections.abc import Callable

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from smallgestures.accounts.cards import SignedIn
from smallgestures.errors import DomainError
from smallgestures.web.documents.frame import to_sign_in
from smallgestures.web.problem import problem
from smallgestures.web.session import signed_in
from smallgestures.web.unit_of_work import in_reading

CSV = "text/csv; charset=utf-8"
CSV_MARK = "\ufeff"  # at the start of a table: tells Excel that it is UTF-8


def as_file(name: str) -> dict[str, str]:
    """Return the headers by which a browser keeps an answer as a file of this name."""
    return {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}


async def own_file(
    request: Request,
    read: Callable[[Session, SignedIn], str],
    *,
    name: str,
    media_type: str,
    gone: type[DomainError],
) -> Response:
    """Answer with the text that `read` returns for whoever is signed in, as a file.

    Args:
        request: Whoever is signed out is led to sign in first.
        read: Returns the text, or refuses with `gone`.
        name: Of the file.
        media_type: Of the file.
        gone: Answered by 404 in its words.
    """
    who = await signed_in(request)
    if who is None:
        return to_sign_in(request)
    person = who
    try:
        text = await in_reading(lambda db: read(db, person))
    except gone as refusal:
        return problem(404, refusal.user_message)
    return Response(text, media_type=media_type, headers=as_file(name))
