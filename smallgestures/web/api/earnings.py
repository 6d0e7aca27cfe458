"""Earnings: what their open page shows by now, their files, and the way to Stripe."""

from collections.abc import AsyncIterator
from functools import partial
from typing import Protocol

import structlog
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from smallgestures.accounts.cards import SignedIn
from smallgestures.billing.connect.errors import AccountRefused, PayoutsNotSetUp
from smallgestures.billing.connect.gateway import open_onboarding
from smallgestures.billing.connect.handlers import ask_account
from smallgestures.billing.connect.queries import find_account_of, get_account
from smallgestures.billing.connect.service import wish_for_account
from smallgestures.billing.errors import StripeRefused
from smallgestures.errors import DomainError
from smallgestures.settings import get_settings
from smallgestures.shop.earnings.export import csv_head, entries_piece, ledger_piece
from smallgestures.web import routes
from smallgestures.web.api.answers import answers_refusals, go_to, refused_at, show_json
from smallgestures.web.api.ask_stripe import (
    ask_and_apply,
    count_checkout,
    on_stripe_thread,
    origin_of,
)
from smallgestures.web.api.downloads import CSV, CSV_MARK, as_file
from smallgestures.web.api.forms import EmptyForm, read_form
from smallgestures.web.documents.earnings import read_earnings
from smallgestures.web.documents.frame import to_sign_in
from smallgestures.web.ids import before
from smallgestures.web.session import as_signed_in, require_signed_in, signed_in
from smallgestures.web.unit_of_work import in_reading


class Piece(Protocol):
    """Returns a piece of a file from a place on, and where it goes on; None: the end."""

    def __call__(self, db: Session, *, place: int | None) -> tuple[str, int | None]:
        """Return it."""


log = structlog.get_logger("payouts")


async def get_earnings(request: Request) -> Response:
    """Answer with this person's earnings as their page shows them."""
    before_id = before(request)
    return await show_json(request, lambda db, who: read_earnings(db, who, before_id=before_id))


async def ledger_file(request: Request) -> Response:
    """Answer with every line of this person's ledger, one JSON object a line."""
    who = await signed_in(request)
    if who is None:
        return to_sign_in(request)
    creator_id = who.person_id
    return _file(
        lambda db, *, place: ledger_piece(db, creator_id, after=place or 0),
        name="ledger.jsonl",
        media_type="application/x-ndjson; charset=utf-8",
    )


async def entries_file(request: Request) -> Response:
    """Answer with every entry of this person, for a spreadsheet."""
    who = await signed_in(request)
    if who is None:
        return to_sign_in(request)
    creator_id = who.person_id
    return _file(
        lambda db, *, place: entries_piece(db, creator_id, before_id=place),
        name="earnings.csv",
        media_type=CSV,
        head=CSV_MARK + csv_head(),
    )


def _file(piece: Piece, *, name: str, media_type: str, head: str = "") -> Response:
    """Send a file a piece at a time: however long it is, little of it is held."""

    async def pieces() -> AsyncIterator[str]:
        yield head
        place: int | None = None
        while True:
            text, place = await in_reading(partial(piece, place=place))
            yield text
            if place is None:
                return

    return StreamingResponse(pieces(), media_type=media_type, headers=as_file(name))


@answers_refusals("payouts", routes.STUDIO_EARNINGS)
async def start_payouts(request: Request) -> Response:
    """Lead to Stripe's page, where this person says where their money goes."""
    await read_form(request, EmptyForm)
    return await _lead_to_stripe(request)


async def refresh_payouts(request: Request) -> Response:
    """Lead to Stripe's page once more: its link was used up, or too old.

    Only who has begun comes here from Stripe; for anybody else a link opens no account.
    """
    try:
        who = await require_signed_in(request)
        if await in_reading(lambda db: find_account_of(db, who.person_id)) is None:
            return go_to(routes.STUDIO_EARNINGS)
        return await _lead_to_stripe(request)
    except DomainError as error:
        return refused_at(routes.STUDIO_EARNINGS, error, form="payouts")


async def _lead_to_stripe(request: Request) -> Response:
    if not get_settings().takes_payments:
        raise PayoutsNotSetUp
    await count_checkout(request)

    def wish(db: Session, who: SignedIn) -> int:
        return wish_for_account(db, who.person_id).key

    row_id = await as_signed_in(request, wish)
    account = await in_reading(lambda db: get_account(db, row_id))
    if account.account_id is None:
        try:
            await ask_and_apply(ask_account, row_id)
        except StripeRefused:
            raise AccountRefused from None
        account = await in_reading(lambda db: get_account(db, row_id))
    origin, account_id = origin_of(request), account.account_id or ""
    url = await on_stripe_thread(
        lambda: open_onboarding(
            account_id,
            return_url=f"{origin}{routes.STUDIO_EARNINGS}?from=stripe",
            refresh_url=f"{origin}{routes.PAYOUT_REFRESH}",
        )
    )
    log.info("led to onboarding", account_row_id=row_id)
    return go_to(url)
