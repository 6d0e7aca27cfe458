"""How forms answer, a redirect or the plain refusal; and how an open page is told what it shows."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from smallgestures.accounts.cards import SignedIn
from smallgestures.accounts.errors import SignedOut
from smallgestures.accounts.models import Role
from smallgestures.errors import DomainError
from smallgestures.web import flash
from smallgestures.web.api.forms import FormUnreadable
from smallgestures.web.body import BodyTooLarge
from smallgestures.web.limits import TooMany
from smallgestures.web.refusals import refusal
from smallgestures.web.safe_next import sign_in_then
from smallgestures.web.session import require_signed_in
from smallgestures.web.unit_of_work import in_reading

FRESH = {"cache-control": "no-store"}

Route = Callable[[Request], Awaitable[Response]]


def go_to(path: str) -> Response:
    """Return the redirect that follows a form, kept by no cache."""
    return RedirectResponse(path, status_code=303, headers=FRESH)


def back_to(
    path: str,
    *,
    form: str,
    errors: Mapping[str, str] | None = None,
    values: Mapping[str, str] | None = None,
    notice: str = "",
) -> Response:
    """Return the redirect to a page that says what became of the form."""
    response = go_to(path)
    flash.carry(
        response, form=form, errors=dict(errors or {}), values=dict(values or {}), notice=notice
    )
    return response


def refused_at(path: str, error: DomainError, *, form: str) -> Response:
    """Return the redirect to a page that says why not; whoever is signed out signs in first."""
    if isinstance(error, SignedOut):
        return go_to(sign_in_then(path))
    return back_to(path, form=form, errors={"form": error.user_message})


async def show_json(
    request: Request, read: Callable[[Session, SignedIn], Any], *, role: Role | None = None
) -> Response:
    """Answer with the view that `read` returns for whoever is signed in, or with its refusal."""
    try:
        who = await require_signed_in(request, role=role)
        shown = await in_reading(lambda db: read(db, who))
    except DomainError as error:
        return refusal(error)
    return JSONResponse(asdict(shown), headers=FRESH)


def reads_html(request: Request) -> bool:
    """Say whether a person with a browser waits for the answer."""
    return "text/html" in request.headers.get("accept", "")


def too_many(request: Request, error: TooMany, path: str, *, form: str) -> Response:
    """Return 429 with `Retry-After`; a browser gets the form again with the sentence."""
    if not reads_html(request):
        return error.response()
    return refused_at(path, error, form=form)


def answers_refusals(form: str, page: str) -> Callable[[Route], Route]:
    """Answer what the route itself does not: a form that is none, too large, or too often."""

    def around(route: Route) -> Route:
        async def answered(request: Request) -> Response:
            try:
                return await route(request)
            except TooMany as error:
                return too_many(request, error, page, form=form)
            except (FormUnreadable, BodyTooLarge) as error:
                return refusal(error)
            except DomainError as error:
                return refused_at(page, error, form=form)

        return answered

    return around
