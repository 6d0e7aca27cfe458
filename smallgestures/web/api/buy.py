"""`POST /product/{slug}/buy` and `POST /orders/{id}/pay`: on to the page where it is paid."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from urllib.parse import quote

import structlog
from pydantic import Field
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from smallgestures.accounts.cards import SignedIn
from smallgestures.accounts.errors import SignedOut
from smallgestures.billing.errors import StripeUnavailable
from smallgestures.billing.handlers import ask
from smallgestures.billing.models import Checkout, CheckoutState
from smallgestures.billing.queries import get_checkout
from smallgestures.clock import wall
from smallgestures.errors import DomainError
from smallgestures.settings import get_settings
from smallgestures.shop.orders.errors import OrderNotFound
from smallgestures.shop.orders.service import Payable, pay_again, place_order
from smallgestures.web import routes
from smallgestures.web.api.answers import answers_refusals, back_to, go_to
from smallgestures.web.api.forms import EmptyForm, Form, read_form
from smallgestures.web.browser_keys import visitor_key
from smallgestures.web.limits import CHECKOUT, count_request
from smallgestures.web.safe_next import sign_in_then
from smallgestures.web.session import as_signed_in, require_signed_in
from smallgestures.web.unit_of_work import in_reading, in_transaction

# Each waits for Stripe, seconds at worst; more people than that wait for each other.
STRIPE_THREADS = 8

log = structlog.get_logger("buy")


class BuyForm(Form):
    """The price that stood beside the button."""

    price_minor: str = Field(pattern=r"^[1-9][0-9]{0,8}$")


@cache
def _stripe_threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(STRIPE_THREADS, thread_name_prefix="stripe")


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
            origin=_origin(request),
        )

    try:
        await count_checkout(request)
        payable = await as_signed_in(request, place)
    except SignedOut:
        return go_to(sign_in_then(page))
    except DomainError as error:
        return back_to(page, form="buy", errors={"form": error.user_message})
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
    except SignedOut:
        return go_to(sign_in_then(page))
    except OrderNotFound as error:
        return back_to(routes.ORDERS, form="order", errors={"form": error.user_message})
    except DomainError as error:
        return back_to(page, form="order", errors={"form": error.user_message})
    return await _lead_to_payment(request, payable)


async def count_checkout(request: Request) -> None:
    """Count a request that makes Stripe work, for whoever asks.

    Raises:
        SignedOut: Nobody does.
        TooMany: That is one too many.
    """
    person = await require_signed_in(request)
    await count_request(request, CHECKOUT, account=str(person.person_id))


async def _pay_again(request: Request, public_id: str) -> Payable:
    return await as_signed_in(
        request,
        lambda db, who: pay_again(db, public_id, buyer_id=who.person_id, origin=_origin(request)),
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
        return back_to(page, form="order", errors={"form": error.user_message})
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
    loop = asyncio.get_running_loop()
    apply = await loop.run_in_executor(_stripe_threads(), ask, checkout_id)
    await in_transaction(apply)
    return await in_reading(lambda db: get_checkout(db, checkout_id))


def _origin(request: Request) -> str:
    """Return where this person's session is: they may have come by either name of this machine."""
    origin = f"{request.url.scheme}://{request.url.netloc}"
    return origin if origin in get_settings().allowed_origins else get_settings().site_url
