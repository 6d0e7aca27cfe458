"""What creators do with their showcase, and with the outside shops that they list."""

from typing import Any

from pydantic import Field
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smallgestures.accounts.cards import SignedIn
from smallgestures.errors import DomainError
from smallgestures.money import read_minor
from smallgestures.shop.links.outside import (
    PriceNotAllowed,
    change_outside_price,
    list_outside_product,
    withdraw_outside_product,
)
from smallgestures.shop.links.showcase import (
    order_showcase,
    show_in_showcase,
    take_from_showcase,
)
from smallgestures.web import routes
from smallgestures.web.api.answers import answers_refusals, back_to, go_to, refused_at
from smallgestures.web.api.forms import EmptyForm, Form, read_form
from smallgestures.web.api.studio_changes import (
    FORM_LIMIT,
    OrderForm,
    ProductForm,
    answer_studio,
    change_studio,
)
from smallgestures.web.limits import OUTSIDE_SHOPS, PRODUCT_CHANGES, count_request
from smallgestures.web.refusals import refusal
from smallgestures.web.safe_next import sign_in_then
from smallgestures.web.session import as_signed_in, require_signed_in
from smallgestures.web.studio.links.reading import read_own_showcase

READ = ["GET", "HEAD"]
POST = ["POST"]
SIGNS = {"usd": "$", "eur": "€", "gbp": "£"}


class PriceForm(Form):
    """What a product costs in an outside shop."""

    price: str = Field(max_length=20)
    currency: str = Field(max_length=3)


class OutsideForm(PriceForm):
    """A product of an outside shop."""

    address: str = Field(max_length=2_000)
    title: str = Field(max_length=400)


async def get_showcase(request: Request) -> Response:
    """Answer with one's own showcase."""
    return await answer_studio(request, PRODUCT_CHANGES, read_own_showcase, writes=False)


async def add_to_showcase(request: Request) -> Response:
    """Put a product into one's showcase."""
    return await change_studio(
        request,
        ProductForm,
        lambda db, who, form: show_in_showcase(db, form.product, person_id=who.person_id),
        read_own_showcase,
    )


async def order_own_showcase(request: Request) -> Response:
    """Put one's showcase into another order."""
    return await change_studio(
        request,
        OrderForm,
        lambda db, who, form: order_showcase(db, form.order.split(), person_id=who.person_id),
        read_own_showcase,
    )


async def remove_from_showcase(request: Request) -> Response:
    """Take a product out of one's showcase."""
    slug = request.path_params["slug"]
    return await change_studio(
        request,
        EmptyForm,
        lambda db, who, _: take_from_showcase(db, slug, person_id=who.person_id),
        read_own_showcase,
    )


@answers_refusals("showcase", routes.STUDIO_SHOWCASE)
async def add_from_product_page(request: Request) -> Response:
    """Put a product into one's showcase, and go back to its page, which says so."""
    slug = request.path_params["slug"]
    page = routes.product(slug)
    await read_form(request, EmptyForm)
    try:
        who = await require_signed_in(request)
    except DomainError:
        return go_to(sign_in_then(page))
    await count_request(request, PRODUCT_CHANGES, by=who)
    try:
        await as_signed_in(
            request, lambda db, asks: show_in_showcase(db, slug, person_id=asks.person_id)
        )
    except DomainError as error:
        return refused_at(page, error, form="showcase")
    return back_to(page, form="showcase", notice="It is in your showcase now.")


async def list_outside(request: Request) -> Response:
    """List a product of an outside shop; it stands in one's showcase then."""

    def work(db: Session, who: SignedIn, form: OutsideForm) -> str:
        product = list_outside_product(
            db,
            by=who.person_id,
            address=form.address,
            title=form.title,
            price_minor=_price(form),
            currency=form.currency,
        )
        return product.slug

    try:
        form = await read_form(request, OutsideForm, limit=FORM_LIMIT)
    except DomainError as error:
        return refusal(error)

    def listed(db: Session, who: SignedIn) -> Any:
        slug = work(db, who, form)
        return read_own_showcase(db, who) | {"listed": slug}

    return await answer_studio(request, OUTSIDE_SHOPS, listed)


async def change_price(request: Request) -> Response:
    """Store what an outside product costs today."""
    slug = request.path_params["slug"]
    return await change_studio(
        request,
        PriceForm,
        lambda db, who, form: change_outside_price(
            db, slug, by=who.person_id, price_minor=_price(form), currency=form.currency
        ),
        read_own_showcase,
    )


async def withdraw(request: Request) -> Response:
    """Take a listing back: it leaves the showcase and every video."""
    slug = request.path_params["slug"]
    return await change_studio(
        request,
        EmptyForm,
        lambda db, who, _: withdraw_outside_product(db, slug, by=who.person_id),
        read_own_showcase,
    )


def _price(form: PriceForm) -> int:
    price_minor = read_minor(form.price, sign=SIGNS.get(form.currency, ""))
    if price_minor is None:
        raise PriceNotAllowed
    return price_minor


ROUTES = [
    Route("/api/studio/showcase", get_showcase, methods=READ),
    Route("/api/studio/showcase", add_to_showcase, methods=POST),
    Route("/api/studio/showcase-order", order_own_showcase, methods=POST),
    Route("/api/studio/showcase/{slug}/remove", remove_from_showcase, methods=POST),
    Route("/product/{slug}/showcase", add_from_product_page, methods=POST),
    Route("/api/studio/outside", list_outside, methods=POST),
    Route("/api/studio/outside/{slug}/price", change_price, methods=POST),
    Route("/api/studio/outside/{slug}/withdraw", withdraw, methods=POST),
]
