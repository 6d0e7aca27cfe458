"""`POST /api/gifts/{id}/{move}` and `POST /gift/{token}/{move}`: what is done with a gift."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import NamedTuple
from urllib.parse import quote

from pydantic import Field
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from smallgestures.accounts.cards import SignedIn
from smallgestures.accounts.errors import SignedOut
from smallgestures.errors import DomainError
from smallgestures.gestures.gifts import service
from smallgestures.gestures.gifts.errors import GiftNotFound
from smallgestures.gestures.gifts.guards import need_about_oneself
from smallgestures.gestures.gifts.service import Address, Holder
from smallgestures.gestures.gifts.showing import show_gift
from smallgestures.web import routes
from smallgestures.web.api.answers import go_to, reads_html, refused_at
from smallgestures.web.api.forms import EmptyForm, Form, FormUnreadable, read_form
from smallgestures.web.gifts.views import GiftView, view_of_gift
from smallgestures.web.limits import GIFTS, count_request
from smallgestures.web.refusals import refusal
from smallgestures.web.session import signed_in_now
from smallgestures.web.unit_of_work import in_transaction

FRESH = {"cache-control": "no-store", "referrer-policy": "no-referrer"}


class AcceptForm(Form):
    """What is asked of whoever accepts; most of it of few."""

    birth_date: str = Field(default="", max_length=20)
    country: str = Field(default="", max_length=2)
    start_on: str = Field(default="", max_length=20)
    name: str = Field(default="", max_length=200)
    line1: str = Field(default="", max_length=200)
    city: str = Field(default="", max_length=200)
    postal_code: str = Field(default="", max_length=200)
    address_country: str = Field(default="", max_length=2)


class SwapForm(Form):
    """The other offer."""

    offer: str = Field(max_length=80)


class ThankForm(Form):
    """A line, or a video, or both."""

    text: str = Field(default="", max_length=2000)
    video: str = Field(default="", max_length=20)


class Move(NamedTuple):
    """One thing that can be done: by whom, with which form, and what it changes."""

    form: type[Form]
    act: Callable[[Session, Holder, Form], str | None]
    needs_account: bool = True


def _open(db: Session, holder: Holder, _form: Form) -> None:
    service.open_gift(db, holder)


def _accept(db: Session, holder: Holder, form: Form) -> None:
    if not isinstance(form, AcceptForm) or holder.person_id is None:
        raise FormUnreadable
    told = form.birth_date, form.country
    need_about_oneself(db, holder.person_id, birth_date=told[0], country=told[1])
    address = Address(form.name, form.line1, form.city, form.postal_code, form.address_country)
    service.accept_gift(db, holder, start_on=form.start_on, address=address)


def _decline(db: Session, holder: Holder, _form: Form) -> None:
    service.decline_gift(db, holder)


def _swap(db: Session, holder: Holder, form: Form) -> None:
    if not isinstance(form, SwapForm):
        raise FormUnreadable
    service.swap_gift(db, holder, offer_slug=form.offer)


def _reveal(db: Session, holder: Holder, _form: Form) -> str:
    return service.reveal_code(db, holder)


def _thank(db: Session, holder: Holder, form: Form) -> None:
    if not isinstance(form, ThankForm):
        raise FormUnreadable
    service.thank_for_gift(db, holder, text=form.text, video=form.video)


def _withdraw(db: Session, holder: Holder, _form: Form) -> None:
    service.withdraw_gift(db, holder.public_id, sender_id=_giver(holder))


def _renew_link(db: Session, holder: Holder, _form: Form) -> None:
    service.renew_link(db, holder.public_id, sender_id=_giver(holder))


def _giver(holder: Holder) -> int:
    """Return who asks, by the gift's own name: a link gives nobody the giver's rights."""
    if holder.person_id is None or not holder.public_id:
        raise GiftNotFound
    return holder.person_id


MOVES: Mapping[str, Move] = {
    "open": Move(EmptyForm, _open),
    "accept": Move(AcceptForm, _accept),
    "decline": Move(EmptyForm, _decline, needs_account=False),
    "swap": Move(SwapForm, _swap, needs_account=False),
    "reveal": Move(EmptyForm, _reveal),
    "thank": Move(ThankForm, _thank),
    "withdraw": Move(EmptyForm, _withdraw),
    "link": Move(EmptyForm, _renew_link),
}


async def act_in_thread(request: Request) -> Response:
    """Do something with a gift as one of its two people, and answer with the gift as it is then."""
    gift_id = request.path_params["gift"]
    return await _act(request, Holder(None, public_id=gift_id), page=routes.GESTURES)


async def act_on_page(request: Request) -> Response:
    """Do something with a gift by its link; it takes an account only where one is needed."""
    token = request.path_params["token"]
    return await _act(request, Holder(None, token=token), page=routes.gift(quote(token)))


async def _act(request: Request, named: Holder, *, page: str) -> Response:
    move = MOVES.get(request.path_params["move"])
    if move is None:
        return refusal(GiftNotFound())
    try:
        view = await _moved(request, named, move, page=page)
    except SignedOut as error:
        sign_up = f"{routes.SIGN_UP}?next={quote(page, safe='/')}"
        return go_to(sign_up) if reads_html(request) else refusal(error)
    except DomainError as error:
        if reads_html(request) and not isinstance(error, FormUnreadable):
            return refused_at(page, error, form="gift")
        return refusal(error)
    return go_to(page) if reads_html(request) else JSONResponse(asdict(view), headers=FRESH)


async def _moved(request: Request, named: Holder, move: Move, *, page: str) -> GiftView:
    form = await read_form(request, move.form)
    who = await signed_in_now(request)
    if who is None and (move.needs_account or not named.token):
        raise SignedOut
    await count_request(request, GIFTS, by=who)
    holder = replace(named, person_id=who.person_id if who else None)

    def work(db: Session) -> GiftView:
        code = move.act(db, holder, form)
        db.flush()
        view = view_of(db, holder, who, page=page)
        return replace(view, code=code, can_reveal=False) if code else view

    return await in_transaction(work)


def view_of(db: Session, holder: Holder, who: SignedIn | None, *, page: str) -> GiftView:
    """Return the gift as this person sees it where they look at it."""
    return view_of_gift(
        show_gift(db, holder),
        who.time_zone if who else "UTC",
        post_url=page if holder.token else "",
        is_public=holder.token != "",
    )
