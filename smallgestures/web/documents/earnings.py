"""The documents of earnings: the page of the studio, and the monthly statements."""

import re
from dataclasses import asdict
from datetime import date

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from smallgestures import clock
from smallgestures.accounts.cards import SignedIn
from smallgestures.billing.connect.service import ask_again
from smallgestures.shop.earnings.errors import NoSuchStatement
from smallgestures.shop.earnings.showing import (
    PAGE,
    has_older_entries,
    list_entries,
    list_sent,
    show_account,
    show_end,
    show_summary,
)
from smallgestures.shop.earnings.statements import list_months, show_statement
from smallgestures.web.documents.frame import FALLBACK, answer, not_found, to_sign_in
from smallgestures.web.ids import before
from smallgestures.web.session import signed_in
from smallgestures.web.shell.document import Head
from smallgestures.web.studio.earnings.views import (
    EarningsView,
    StatementView,
    view_of_earnings,
    view_of_statement,
)
from smallgestures.web.ui.dates import day
from smallgestures.web.unit_of_work import in_reading, in_transaction

_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


async def earnings(request: Request) -> Response:
    """Answer with what this person earns; who comes back from Stripe has it asked at once."""
    who = await signed_in(request)
    if who is None:
        return to_sign_in(request)
    person, before_id = who, before(request)
    returned = request.method == "GET" and request.query_params.get("from") == "stripe"
    if returned:
        await in_transaction(lambda db: ask_again(db, person.person_id))
    view = await in_reading(lambda db: read_earnings(db, person, before_id=before_id))
    data = {
        "earnings": asdict(view),
        "earnings_source": "/api/studio/earnings" + (f"?before={before_id}" if before_id else ""),
        "returned": returned,
    }
    head = Head(title="Earnings · Small Gestures", robots="noindex")
    return await answer(request, "studio/earnings.html", head, data=data)


def read_earnings(db: Session, who: SignedIn, *, before_id: int | None) -> EarningsView:
    """Return what a person earns, with a page of its entries."""
    entries = list_entries(db, who.person_id, before_id=before_id)
    last_id = entries[-1].id if len(entries) == PAGE else None
    more = last_id and has_older_entries(db, who.person_id, before_id=last_id)
    return view_of_earnings(
        summary=show_summary(db, who.person_id, time_zone=who.time_zone),
        entries=entries,
        older_id=last_id if more else None,
        is_older=before_id is not None,
        sent=list_sent(db, who.person_id),
        account=show_account(db, who.person_id),
        months=list_months(db, who.person_id, time_zone=who.time_zone),
        end=show_end(db, who.person_id),
        time_zone=who.time_zone,
    )


async def statement(request: Request) -> Response:
    """Answer with this person's statement of a month, or 404."""
    who = await signed_in(request)
    if who is None:
        return to_sign_in(request)
    person, named = who, _MONTH.fullmatch(request.path_params["month"])
    if named is None:
        return await not_found(request, NoSuchStatement().user_message, built=FALLBACK)
    month = date(int(named[1]), int(named[2]), 1)
    try:
        view = await in_reading(lambda db: read_statement(db, person, month))
    except NoSuchStatement as refusal:
        return await not_found(request, refusal.user_message, built=FALLBACK)
    head = Head(title=f"{view.title} · Small Gestures", robots="noindex")
    return await answer(request, FALLBACK, head, data={"statement": asdict(view)})


def read_statement(db: Session, who: SignedIn, month: date) -> StatementView:
    """Return a person's statement of a month.

    Raises:
        NoSuchStatement: There is none.
    """
    return view_of_statement(
        show_statement(db, who.person_id, month, time_zone=who.time_zone),
        name=who.name,
        handle=who.handle,
        made_on=day(clock.now(), who.time_zone),
        time_zone=who.time_zone,
    )
