"""`POST /api/gifts` sends one."""

from dataclasses import asdict
from typing import Any

from pydantic import Field
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from smallgestures.accounts.cards import SignedIn
from smallgestures.accounts.errors import AccountError
from smallgestures.errors import DomainError
from smallgestures.gestures.errors import GestureError
from smallgestures.gestures.gifts.guards import need_about_oneself
from smallgestures.gestures.gifts.queries import find_thread_id
from smallgestures.gestures.gifts.service import Holder, send_gift
from smallgestures.gestures.gifts.showing import show_gift
from smallgestures.web import routes
from smallgestures.web.api.forms import Form, read_form
from smallgestures.web.api.gifts import FRESH
from smallgestures.web.documents.gestures import programme_data
from smallgestures.web.gifts.views import view_of_gift
from smallgestures.web.limits import GIFTS, count_request
from smallgestures.web.refusals import refusal
from smallgestures.web.session import as_signed_in, require_signed_in

# A note that is far too long is to be told how long it may be, rather than that it can't be read:
# 10,000 characters of four bytes, each written as %XX.
BODY_LIMIT = 131_072


class SendForm(Form):
    """What the dialog holds; nobody named means a link."""

    offer: str = Field(max_length=80)
    to: str = Field(default="", max_length=40)
    note: str = ""
    cover: str = Field(default="", max_length=20)
    key: str = Field(min_length=8, max_length=64)
    birth_date: str = Field(default="", max_length=20)
    country: str = Field(default="", max_length=2)


async def send(request: Request) -> Response:
    """Send the gift, and answer with it and with how the programme stands then."""
    try:
        form = await read_form(request, SendForm, limit=BODY_LIMIT)
        person = await require_signed_in(request)
        await count_request(request, GIFTS, by=person)
        answer = await as_signed_in(request, lambda db, who: _send(db, who, form))
    except (GestureError, AccountError) as error:
        response = refusal(error)
        response.headers["x-field"] = error.field
        return response
    except DomainError as error:
        return refusal(error)
    return JSONResponse(answer, headers=FRESH)


def _send(db: Session, who: SignedIn, form: SendForm) -> dict[str, Any]:
    told = form.birth_date, form.country
    need_about_oneself(db, who.person_id, birth_date=told[0], country=told[1])
    gift = send_gift(
        db,
        form.offer,
        sender_id=who.person_id,
        to=form.to or None,
        note=form.note,
        cover=form.cover,
        key=form.key,
    )
    card = show_gift(db, Holder(who.person_id, public_id=gift.public_id))
    thread = find_thread_id(db, who.person_id, gift.recipient_id) if gift.recipient_id else None
    return {
        "gift": asdict(view_of_gift(card, who.time_zone)),
        "thread_url": routes.thread(thread) if thread else "",
        **programme_data(db, who),
    }
