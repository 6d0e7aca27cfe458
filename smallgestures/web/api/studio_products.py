"""What creators do with products on their videos, and the search for products."""

from dataclasses import asdict
from typing import Literal

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smallgestures.shop.links import service
from smallgestures.web.api.forms import EmptyForm, Form
from smallgestures.web.api.studio_changes import (
    OrderForm,
    ProductForm,
    Work,
    answer_studio,
    change_studio,
)
from smallgestures.web.limits import PRODUCT_CHANGES, SEARCHES
from smallgestures.web.studio.links.reading import read_products, suggest_products

READ = ["GET", "HEAD"]
POST = ["POST"]


class DescribeForm(Form):
    """What a product on a video is called there, and from when on the anchor shows it."""

    label: str = Field(max_length=200)
    anchor_from_ms: str = Field(pattern=r"^[0-9]{1,6}$")


class PaidForm(Form):
    """Whether somebody paid for the video."""

    paid: Literal["yes", "no"]


async def get_products(request: Request) -> Response:
    """Answer with the products of one's video."""
    return await answer_studio(request, PRODUCT_CHANGES, _products_of(request), writes=False)


async def add_product(request: Request) -> Response:
    """Put a product on one's video."""
    public_id = request.path_params["video"]
    return await change_studio(
        request,
        ProductForm,
        lambda db, who, form: service.add_product(db, public_id, form.product, by=who.person_id),
        _products_of(request),
    )


async def order_products(request: Request) -> Response:
    """Put the products of one's video into another order."""
    public_id = request.path_params["video"]
    return await change_studio(
        request,
        OrderForm,
        lambda db, who, form: service.order_products(
            db, public_id, form.order.split(), by=who.person_id
        ),
        _products_of(request),
    )


async def describe_product(request: Request) -> Response:
    """Give a product of one's video a label and a moment."""
    public_id, slug = request.path_params["video"], request.path_params["slug"]
    return await change_studio(
        request,
        DescribeForm,
        lambda db, who, form: service.describe_product(
            db,
            public_id,
            slug,
            by=who.person_id,
            label=form.label,
            anchor_from_ms=int(form.anchor_from_ms),
        ),
        _products_of(request),
    )


async def remove_product(request: Request) -> Response:
    """Take a product off one's video."""
    public_id, slug = request.path_params["video"], request.path_params["slug"]
    return await change_studio(
        request,
        EmptyForm,
        lambda db, who, _: service.remove_product(db, public_id, slug, by=who.person_id),
        _products_of(request),
    )


async def say_paid(request: Request) -> Response:
    """Mark one's video as paid for, or take that back."""
    public_id = request.path_params["video"]
    return await change_studio(
        request,
        PaidForm,
        lambda db, who, form: service.say_paid(
            db, public_id, by=who.person_id, paid=form.paid == "yes"
        ),
        _products_of(request),
    )


def _products_of(request: Request) -> Work:
    return lambda db, who: read_products(db, who, request.path_params["video"])


async def find_products(request: Request) -> Response:
    """Answer with products for what is typed: one's showcase, then the brands' open catalogue."""
    typed = request.query_params.get("q", "")
    return await answer_studio(
        request,
        SEARCHES,
        lambda db, who: [asdict(one) for one in suggest_products(db, who, typed)],
        writes=False,
    )


VIDEO = "/api/studio/videos/{video}"
ROUTES = [
    Route("/api/studio/products", find_products, methods=READ),
    Route(f"{VIDEO}/products", get_products, methods=READ),
    Route(f"{VIDEO}/products", add_product, methods=POST),
    Route(f"{VIDEO}/product-order", order_products, methods=POST),
    Route(f"{VIDEO}/products/{{slug}}", describe_product, methods=POST),
    Route(f"{VIDEO}/products/{{slug}}/remove", remove_product, methods=POST),
    Route(f"{VIDEO}/paid", say_paid, methods=POST),
]
