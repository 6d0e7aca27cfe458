"""People: finding them, and the buttons about one: follow, write to, block, report."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from urllib.parse import quote

from pydantic import Field
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from smallgestures.accounts.cards import Profile, SignedIn
from smallgestures.accounts.errors import PersonNotFound, SignedOut, ThatIsYou
from smallgestures.accounts.queries import get_public_profile
from smallgestures.accounts.ties.service import (
    block_person,
    follow_person,
    unblock_person,
    unfollow_person,
)
from smallgestures.errors import DomainError
from smallgestures.messaging.service import find_own, open_thread
from smallgestures.moderation.models import WORDS_LIMIT, SubjectKind
from smallgestures.moderation.service import report_subject
from smallgestures.search.people import find_people
from smallgestures.web import routes
from smallgestures.web.api.answers import FRESH, answers_refusals, back_to, go_to, refused_at
from smallgestures.web.api.forms import Form, read_form
from smallgestures.web.inbox.shared import SHARE_LIMIT
from smallgestures.web.limits import (
    FOLLOWS,
    OPENED_THREADS,
    PEOPLE_SEARCH,
    REPORTS,
    Limit,
    count_request,
)
from smallgestures.web.refusals import refusal
from smallgestures.web.safe_next import HOME, safe_next, sign_in_then
from smallgestures.web.session import as_signed_in, require_signed_in
from smallgestures.web.unit_of_work import in_reading

FORM = "person"
READ = ["GET", "HEAD"]


class TieForm(Form):
    """A button, and the page to go back to."""

    next: str = Field(default="", max_length=500)


class WriteForm(TieForm):
    """The button “Message”, and what is to be sent on with the first one."""

    share: str = Field(default="", max_length=SHARE_LIMIT)


class ReportForm(TieForm):
    """What is wrong, and whether the two shall be kept apart at once."""

    reason: str = Field(default="", max_length=20)
    words: str = Field(default="", max_length=4 * WORDS_LIMIT)
    block: str = Field(default="", max_length=5)
    thread: str = Field(default="", max_length=30)


# What a button does to somebody; it returns a sentence that says so or none, or where it leads.
Act = Callable[[Session, SignedIn, Profile], str]


async def _act(request: Request, limit: Limit, act: Act) -> str:
    """Do something to whom the address names; return what `act` does.

    Raises:
        SignedOut, TooMany: Whoever asks may not.
        PersonNotFound: There is nobody of that name.
    """

    def work(db: Session, who: SignedIn) -> str:
        person = get_public_profile(db, request.path_params["handle"])
        if person is None:
            raise PersonNotFound
        return act(db, who, person)

    who = await require_signed_in(request)
    await count_request(request, limit, by=who)
    return await as_signed_in(request, work)


async def _about(request: Request, limit: Limit, form: TieForm, act: Act) -> Response:
    page = routes.profile(request.path_params["handle"])
    asked = safe_next(form.next)
    back = page if asked == HOME else asked
    try:
        said = await _act(request, limit, act)
    except SignedOut:
        return go_to(sign_in_then(page))
    except PersonNotFound as error:
        return refusal(error)
    except DomainError as error:
        return refused_at(back, error, form=FORM)
    return back_to(back, form=FORM, notice=said) if said else go_to(back)


def _button(limit: Limit, act: Act) -> Callable[[Request], Awaitable[Response]]:
    @answers_refusals(FORM, routes.WATCH)
    async def pressed(request: Request) -> Response:
        return await _about(request, limit, await read_form(request, TieForm), act)

    return pressed


def _follow(db: Session, who: SignedIn, person: Profile) -> str:
    follow_person(db, who.person_id, followed_id=person.person_id)
    return ""


def _unfollow(db: Session, who: SignedIn, person: Profile) -> str:
    unfollow_person(db, who.person_id, followed_id=person.person_id)
    return ""


def _block(db: Session, who: SignedIn, person: Profile) -> str:
    block_person(db, who.person_id, blocked_id=person.person_id)
    return f"You blocked {person.name}. They are not told."


def _unblock(db: Session, who: SignedIn, person: Profile) -> str:
    unblock_person(db, who.person_id, blocked_id=person.person_id)
    return f"You unblocked {person.name}."


@answers_refusals(FORM, routes.WATCH)
async def write_to(request: Request) -> Response:
    """Lead to the conversation with somebody, which begins when something is written."""
    form = await read_form(request, WriteForm)
    try:
        public_id = await _act(
            request,
            OPENED_THREADS,
            lambda db, who, person: open_thread(db, who.person_id, with_id=person.person_id),
        )
    except PersonNotFound as error:
        return refusal(error)
    except DomainError as error:
        return refused_at(routes.profile(request.path_params["handle"]), error, form=FORM)
    share = f"?share={quote(form.share)}" if form.share else ""
    return go_to(routes.thread(public_id) + share)


@answers_refusals(FORM, routes.WATCH)
async def report(request: Request) -> Response:
    """Store a report of somebody, or of what they wrote to the person who reports it."""
    form = await read_form(request, ReportForm)

    def store(db: Session, who: SignedIn, person: Profile) -> str:
        if who.person_id == person.person_id:
            raise ThatIsYou
        kind, subject_id = SubjectKind.PERSON, person.person_id
        if form.thread:
            kind, subject_id = (
                SubjectKind.THREAD,
                find_own(db, form.thread, who.person_id).thread.key,
            )
        report_subject(
            db, kind, subject_id, reporter_id=who.person_id, reason=form.reason, words=form.words
        )
        if form.block:
            block_person(db, who.person_id, blocked_id=person.person_id)
            return f"Thank you. We will look at it, and {person.name} is blocked."
        return "Thank you. We will look at it."

    return await _about(request, REPORTS, form, store)


async def find(request: Request) -> Response:
    """Answer with people whom the words `q` may mean, or with those spoken with last."""
    words = request.query_params.get("q", "")
    try:
        who = await require_signed_in(request)
        await count_request(request, PEOPLE_SEARCH, by=who)
        found = await in_reading(lambda db: find_people(db, who, words=words))
    except DomainError as error:
        return refusal(error)
    return JSONResponse([asdict(person) for person in found], headers=FRESH)


ROUTES = [
    Route("/api/people", find, methods=READ),
    Route("/u/{handle}/follow", _button(FOLLOWS, _follow), methods=["POST"]),
    Route("/u/{handle}/unfollow", _button(FOLLOWS, _unfollow), methods=["POST"]),
    Route("/u/{handle}/block", _button(FOLLOWS, _block), methods=["POST"]),
    Route("/u/{handle}/unblock", _button(FOLLOWS, _unblock), methods=["POST"]),
    Route("/u/{handle}/message", write_to, methods=["POST"]),
    Route("/u/{handle}/report", report, methods=["POST"]),
]
