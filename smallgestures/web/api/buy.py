"""`POST /product/{slug}/buy` and `POST /orders/{id}/pay`: on to the page where it is paid."""

from urllib.parse import quote

import structlog
from pydantic import Field
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from smallgestures.accounts.cards import SignedIn
from smallgestures.billing.errors import StripeUnavailable
from smallgestures.billing.handlers import ask
from smallgestures.billing.models import Checkout, CheckoutState
from smallgestures.billing.queries import get_checkout
from smallgestures.clock import wall
from smallgestures.errors import DomainError
from smallgestures.shop.orders.errors import OrderNotFound
from smallgestures.shop.orders.service import Payable, pay_again, place_order
from smallgestures.web import routes
from smallgestures.web.api.answers import answers_refusals, back_to, go_to, refused_at
from smallgestures.web.api.ask_stripe import ask_and_apply, count_checkout, origin_of
from smallgestures.web.api.forms import EmptyForm, Form, read_form
from smallgestures.web.browser_keys import visitor_key
from smallgestures.web.session import as_signed_in
from smallgestures.web.unit_of_work import in_reading

log = structlog.get_logger("buy")


class BuyForm(Form):
    """The price that stood beside the button."""

    price_minor: str = Field(pattern=r"^[1-9][0-9]{0,8}$")


@answers_refusals("buy", routes.WATCH)
async def buy(request: Request) -> Response:
    """Place an order and lead to its payment; whoever isn't signed in signs in first."""
    form = await read_form(request, BuyForm)
    page = routes.product(quote(request.path_params["slug"]))

    def place(db: Session, who: SignedIn) -> Payable:
        return place_order(
            db,
            request.path_params["slug"],
            buyer_id=who.person_id,
            price_seen_minor=int(form.price_minor),
            visitor_key=visitor_key(request),
            origin=origin_of(request),
        )

    try:
        await count_checkout(request)
        payable = await as_signed_in(request, place)
    except DomainError as error:
        return refused_at(page, error, form="buy")
    return await _lead_to_payment(request, payable)


@answers_refusals("order", routes.ORDERS)
async def pay(request: Request) -> Response:
    """Lead to the payment of an order that was not paid: the same order, in the same session."""
    await read_form(request, EmptyForm)
    public_id = request.path_params["order"]
    page = routes.order(quote(public_id))
    try:
        await count_checkout(request)
        payable = await _pay_again(request, public_id)
    except OrderNotFound as error:
        return refused_at(routes.ORDERS, error, form="order")
    except DomainError as error:
        return refused_at(page, error, form="order")
    return await _lead_to_payment(request, payable)


async def _pay_again(request: Request, public_id: str) -> Payable:
    return await as_signed_in(
        request,
        lambda db, who: pay_again(db, public_id, buyer_id=who.person_id, origin=origin_of(request)),
    )


async def _lead_to_payment(request: Request, payable: Payable) -> Response:
    page = routes.order(payable.public_id)
    try:
        checkout = await _opened(payable.checkout_id)
        if checkout.state in {CheckoutState.EXPIRED, CheckoutState.FAILED}:
            # Found out just now. The order still holds its unit, for one more session.
            payable = await _pay_again(request, payable.public_id)
            checkout = await _opened(payable.checkout_id)
    except DomainError as error:
        return refused_at(page, error, form="order")
    if checkout.state == CheckoutState.OPEN and checkout.session_url:
        log.info("led to payment", order_id=payable.order_id)
        return go_to(checkout.session_url)
    if checkout.state == CheckoutState.PAID:
        return go_to(page)
    unavailable = StripeUnavailable().user_message
    return back_to(page, form="order", errors={"form": checkout.trouble or unavailable})


async def _opened(checkout_id: int) -> Checkout:
    """Return the checkout after Stripe was asked for its session, unless it is known to be open."""
    checkout = await in_reading(lambda db: get_checkout(db, checkout_id))
    if checkout.state == CheckoutState.OPEN and checkout.expires_at > wall():
        return checkout
    await ask_and_apply(ask, checkout_id)
    return await in_reading(lambda db: get_checkout(db, checkout_id))
