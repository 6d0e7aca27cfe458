"""The ledger of gifts as files: CSV, JSON, and the ends of trials for a calendar."""

from collections.abc import Callable, Sequence

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from smallgestures import clock
from smallgestures.accounts.cards import SignedIn
from smallgestures.gestures.ledger.calendar import calendar_of_ends
from smallgestures.gestures.ledger.cards import ReceivedGift
from smallgestures.gestures.ledger.export import as_csv, as_json
from smallgestures.gestures.ledger.showing import list_everything, show_received
from smallgestures.gestures.trials.errors import TrialNotFound
from smallgestures.gestures.trials.models import TrialState
from smallgestures.web import routes
from smallgestures.web.documents.frame import absolute, to_sign_in
from smallgestures.web.problem import problem
from smallgestures.web.session import signed_in
from smallgestures.web.unit_of_work import in_reading

CALENDAR = "text/calendar; charset=utf-8"
STILL_TO_END = (TrialState.SCHEDULED, TrialState.ACTIVE, TrialState.KEEPING)

Read = Callable[[Session, SignedIn], Sequence[ReceivedGift]]
Write = Callable[[Sequence[ReceivedGift]], str]


async def ledger_csv(request: Request) -> Response:
    """Answer with every dated line, for a spreadsheet."""
    # The mark at its start tells Excel that it is UTF-8.
    return await _file(
        request,
        _everything,
        lambda gifts: "\ufeff" + as_csv(gifts),
        name="my-gifts.csv",
        media_type="text/csv; charset=utf-8",
    )


async def ledger_json(request: Request) -> Response:
    """Answer with every gift and its dated lines, for a program."""
    return await _file(
        request, _everything, as_json, name="my-gifts.json", media_type="application/json"
    )


async def all_ends(request: Request) -> Response:
    """Answer with the ends of all trials that still run, for a calendar."""

    def running(db: Session, who: SignedIn) -> list[ReceivedGift]:
        gifts = _everything(db, who)
        return [gift for gift in gifts if gift.trial and gift.trial.state in STILL_TO_END]

    return await _file(request, running, _calendar, name="my-gifts.ics", media_type=CALENDAR)


async def one_end(request: Request) -> Response:
    """Answer with the end of one trial, for a calendar; 404 when it is nobody's, or another's."""
    public_id = request.path_params["gift"]

    def one(db: Session, who: SignedIn) -> list[ReceivedGift]:
        gift = show_received(db, public_id, who.person_id, time_zone=who.time_zone)
        if gift.trial is None:
            raise TrialNotFound
        return [gift]

    return await _file(request, one, _calendar, name="end.ics", media_type=CALENDAR)


async def _file(
    request: Request, read: Read, write: Write, *, name: str, media_type: str
) -> Response:
    who = await signed_in(request)
    if who is None:
        return to_sign_in(request)
    person = who
    try:
        gifts = await in_reading(lambda db: read(db, person))
    except TrialNotFound as error:
        return problem(404, error.user_message)
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "no-store",
    }
    return Response(write(gifts), media_type=media_type, headers=headers)


def _everything(db: Session, who: SignedIn) -> list[ReceivedGift]:
    return list_everything(db, who.person_id, time_zone=who.time_zone)


def _calendar(gifts: Sequence[ReceivedGift]) -> str:
    return calendar_of_ends(gifts, at=clock.now(), url=absolute(routes.TRIALS))
