"""How forms answer: a redirect, and for programs the plain refusal."""

from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from smallgestures.errors import DomainError
from smallgestures.web import flash
from smallgestures.web.api.forms import FormUnreadable
from smallgestures.web.body import BodyTooLarge
from smallgestures.web.limits import TooMany
from smallgestures.web.problem import problem
from smallgestures.web.refusals import refusal

Route = Callable[[Request], Awaitable[Response]]


def go_to(path: str) -> Response:
    """Return the redirect that follows a form, kept by no cache."""
    return RedirectResponse(path, status_code=303, headers={"cache-control": "no-store"})


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


def reads_html(request: Request) -> bool:
    """Say whether a person with a browser waits for the answer."""
    return "text/html" in request.headers.get("accept", "")


def too_many(request: Request, error: TooMany, path: str, *, form: str) -> Response:
    """Return 429 with `Retry-After`; a browser gets the form again with the sentence."""
    if not reads_html(request):
        return error.response()
    return back_to(path, form=form, errors={"form": error.user_message})


def answers_refusals(form: str, page: str) -> Callable[[Route], Route]:
    """Answer what the route itself does not: a form that is none, too large, or too often."""

    def around(route: Route) -> Route:
        async def answered(request: Request) -> Response:
            try:
                return await route(request)
            except TooMany as error:
                return too_many(request, error, page, form=form)
            except FormUnreadable as error:
                return problem(400, error.user_message)
            except BodyTooLarge as error:
                return refusal(error)
            except DomainError as error:
                return back_to(page, form=form, errors={"form": error.user_message})

        return answered

    return around
