"""What is done with trials: cancelling, undoing, letters; and what their open page shows by now."""

from collections.abc import Callable
from typing import Literal

import structlog
from pydantic import Field
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from smallgestures.accounts.cards import SignedIn
from smallgestures.errors import DomainError
from smallgestures.gestures.ledger.showing import find_trial_id
from smallgestures.gestures.trials.errors import ConsentOutdated
from smallgestures.gestures.trials.keeping import agree_to_keep
from smallgestures.gestures.trials.quiet import resume_letters, stop_letters, whose_token
from smallgestures.gestures.trials.service import cancel_trial, undo_cancel
from smallgestures.web import routes
from smallgestures.web.api.answers import answers_refusals, back_to, go_to, refused_at, show_json
from smallgestures.web.api.ask_stripe import count_checkout, origin_of
from smallgestures.web.api.forms import EmptyForm, Form, FormUnreadable, read_form
from smallgestures.web.api.subscriptions import lead_to_subscription
from smallgestures.web.documents.trials import asked_tab, read_gifts
from smallgestures.web.ids import before
from smallgestures.web.session import as_signed_in
from smallgestures.web.unit_of_work import in_transaction

STOPPED = (
    "Done. We no longer write before a trial ends. Only one letter still comes: the notice seven "
    "days before a charge that you agreed to, which the law asks for."
)

log = structlog.get_logger("trials")


class KeepForm(Form):
    """The tick, and which words stood above it."""

    words: str = Field(pattern=r"^[0-9a-f]{64}$")
    yes: Literal["yes"]
    tab: Literal["received", "past"]


class OneClickForm(Form):
    """What a mail program posts for its own button (RFC 8058), or our page without it."""

    one_click: str = Field(default="", alias="List-Unsubscribe", max_length=20)


async def get_trials(request: Request) -> Response:
    """Answer with one tab of this person's gifts, as their page shows it."""
    tab, before_id = asked_tab(request), before(request)
    return await show_json(request, lambda db, who: read_gifts(db, who, tab, before_id=before_id))


@answers_refusals("trials", routes.TRIALS)
async def cancel(request: Request) -> Response:
    """Cancel at once; it can be undone for a day."""
    return await _change(request, cancel_trial)


@answers_refusals("trials", routes.TRIALS)
async def undo(request: Request) -> Response:
    """Take a cancellation back."""
    return await _change(request, undo_cancel)


async def _change(request: Request, change: Callable[..., None]) -> Response:
    await read_form(request, EmptyForm)
    public_id = request.path_params["gift"]

    def work(db: Session, who: SignedIn) -> None:
        trial_id = find_trial_id(db, public_id, who.person_id)
        change(db, trial_id, person_id=who.person_id)

    await as_signed_in(request, work)
    log.info(change.__name__)
    return go_to(routes.TRIALS)


@answers_refusals("trials", routes.TRIALS)
async def keep(request: Request) -> Response:
    """Store the consent and lead on to pay; words that changed meanwhile are shown anew."""
    form = await read_form(request, KeepForm)
    public_id = request.path_params["gift"]
    page = routes.TRIALS if form.tab == "received" else f"{routes.TRIALS}?tab={form.tab}"

    def agree(db: Session, who: SignedIn) -> int:
        return agree_to_keep(
            db,
            find_trial_id(db, public_id, who.person_id),
            person_id=who.person_id,
            words_sha256=form.words,
            origin=origin_of(request),
        )

    try:
        await count_checkout(request)
        subscription_id = await as_signed_in(request, agree)
    except ConsentOutdated as error:
        again = {"keep": public_id}
        return back_to(page, form="keep", errors={"form": error.user_message}, values=again)
    except DomainError as error:
        return refused_at(page, error, form="trials")
    log.info("agreed to keep", subscription_id=subscription_id)
    return await lead_to_subscription(request, subscription_id, page)


@answers_refusals("unsubscribe", routes.WATCH)
async def unsubscribe(request: Request) -> Response:
    """Stop letters, for whoever holds the link from one: no session is needed."""
    await read_form(request, OneClickForm)
    token = request.path_params["token"]
    person_id = whose_token(token)
    if person_id is None:
        raise FormUnreadable
    await in_transaction(lambda db: stop_letters(db, person_id))
    return back_to(f"/unsubscribe/{token}", form="unsubscribe", notice=STOPPED)


@answers_refusals("trials", routes.TRIALS)
async def resume(request: Request) -> Response:
    """Let letters come again."""
    await read_form(request, EmptyForm)
    await as_signed_in(request, lambda db, who: resume_letters(db, who.person_id))
    notice = "We write again before anything ends."
    return back_to(routes.TRIALS, form="trials", notice=notice)
