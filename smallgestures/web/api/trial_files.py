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
from smallgestures.web.api.downloads import CSV, CSV_MARK, own_file
from smallgestures.web.documents.frame import absolute

CALENDAR = "text/calendar; charset=utf-8"
STILL_TO_END = (TrialState.SCHEDULED, TrialState.ACTIVE, TrialState.KEEPING)

Read = Callable[[Session, SignedIn], Sequence[ReceivedGift]]
Write = Callable[[Sequence[ReceivedGift]], str]


async def ledger_csv(request: Request) -> Response:
    """Answer with every dated line, for a spreadsheet."""
    return await _file(
        request,
        _everything,
        lambda gifts: CSV_MARK + as_csv(gifts),
        name="my-gifts.csv",
        media_type=CSV,
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
    def written(db: Session, who: SignedIn) -> str:
        return write(read(db, who))

    return await own_file(request, written, name=name, media_type=media_type, gone=TrialNotFound)


def _everything(db: Session, who: SignedIn) -> list[ReceivedGift]:
    return list_everything(db, who.person_id, time_zone=who.time_zone)


def _calendar(gifts: Sequence[ReceivedGift]) -> str:
    return calendar_of_ends(gifts, at=clock.now(), url=absolute(routes.TRIALS))
