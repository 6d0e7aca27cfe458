"""The way from a form to a page of Stripe's, which purchases, subscriptions and cards share."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from starlette.requests import Request

from smallgestures.billing.asking import Apply
from smallgestures.settings import get_settings
from smallgestures.web.limits import CHECKOUT, count_request
from smallgestures.web.session import require_signed_in
from smallgestures.web.unit_of_work import in_transaction

T = TypeVar("T")

# Each waits for Stripe, seconds at worst; more people than that wait for each other.
STRIPE_THREADS = 8


@cache
def _stripe_threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(STRIPE_THREADS, thread_name_prefix="stripe")


async def on_stripe_thread(ask: Callable[[], T]) -> T:
    """Return what Stripe answers, asked off the event loop.

    Raises:
        StripeUnavailable, StripeRefused: What `ask` raises.
    """
    return await asyncio.get_running_loop().run_in_executor(_stripe_threads(), ask)


async def ask_and_apply(ask: Callable[[int], Apply], row_id: int) -> None:
    """Ask Stripe about one of our rows off the event loop, and store what it said.

    Raises:
        StripeUnavailable: It can't be told now.
    """
    apply = await on_stripe_thread(lambda: ask(row_id))
    await in_transaction(apply)


async def count_checkout(request: Request) -> None:
    """Count a request that makes Stripe work, for whoever asks.

    Raises:
        SignedOut: Nobody does.
        TooMany: That is one too many.
    """
    person = await require_signed_in(request)
    await count_request(request, CHECKOUT, by=person)


def origin_of(request: Request) -> str:
    """Return where this person's session is: they may have come by either name of this machine."""
    origin = f"{request.url.scheme}://{request.url.netloc}"
    return origin if origin in get_settings().allowed_origins else get_settings().site_url
