"""How the studio's parts about products are answered: with how things stand, or why not."""

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import Field
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from smallgestures.accounts.cards import SignedIn
from smallgestures.errors import DomainError
from smallgestures.shop.links.errors import LinkError
from smallgestures.web.api.answers import FRESH
from smallgestures.web.api.forms import Form, read_form
from smallgestures.web.limits import PRODUCT_CHANGES, Limit, count_request
from smallgestures.web.refusals import refusal
from smallgestures.web.session import as_signed_in, require_signed_in
from smallgestures.web.unit_of_work import in_reading

FORM_LIMIT = 16_384

F = TypeVar("F", bound=Form)
Work = Callable[[Session, SignedIn], Any]


class ProductForm(Form):
    """Which product."""

    product: str = Field(max_length=80)


class OrderForm(Form):
    """The products in their new order, with spaces between."""

    order: str = Field(max_length=8_000)


async def answer_studio(
    request: Request, limit: Limit, work: Work, *, writes: bool = True
) -> Response:
    """Answer with what `work` returns for whoever is signed in, or with its refusal."""
    try:
        who = await require_signed_in(request)
        await count_request(request, limit, by=who)
        if writes:
            shown = await as_signed_in(request, work)
        else:
            shown = await in_reading(lambda db: work(db, who))
    except LinkError as error:
        response = refusal(error)
        response.headers["x-field"] = error.field
        return response
    except DomainError as error:
        return refusal(error)
    return JSONResponse(shown, headers=FRESH)


async def change_studio(
    request: Request,
    form: type[F],
    change: Callable[[Session, SignedIn, F], Any],
    then: Callable[[Session, SignedIn], Any],
    *,
    limit: Limit = PRODUCT_CHANGES,
) -> Response:
    """Do what a form asks for; answer with how things stand then, so that the page shows it."""
    try:
        filled = await read_form(request, form, limit=FORM_LIMIT)
    except DomainError as error:
        return refusal(error)

    def work(db: Session, who: SignedIn) -> Any:
        change(db, who, filled)
        return then(db, who)

    return await answer_studio(request, limit, work)
