"""Messages of open pages: what is new, sending, reading, and answering requests."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict

from pydantic import Field
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from smallgestures.accounts.cards import SignedIn
from smallgestures.accounts.errors import SignedOut
from smallgestures.errors import DomainError
from smallgestures.messaging import service
from smallgestures.messaging.errors import ThreadNotFound
from smallgestures.messaging.models import MessageKind
from smallgestures.web import routes
from smallgestures.web.api.answers import FRESH, answers_refusals, go_to, reads_html, show_json
from smallgestures.web.api.forms import EmptyForm, Form, read_form
from smallgestures.web.documents import inbox as documents
from smallgestures.web.ids import ID, before, id_of
from smallgestures.web.inbox.reading import read_inbox, read_thread, read_unread
from smallgestures.web.inbox.shared import SHARE_LIMIT, subject_of
from smallgestures.web.inbox.views import ThreadView
from smallgestures.web.limits import MESSAGES, READ_MARKS, count_request
from smallgestures.web.refusals import refusal
from smallgestures.web.safe_next import sign_in_then
from smallgestures.web.session import as_signed_in, require_signed_in

# 2,000 characters of four bytes, each written as %XX, and a message that is too long is to be
# told so rather than cut off.
BODY_LIMIT = 65_536


class MessageForm(Form):
    """What is sent, under the key that its page made for it."""

    text: str = ""
    client_key: str = Field(max_length=64)
    after: str = ""
    share: str = Field(default="", max_length=SHARE_LIMIT)


class ReadForm(Form):
    """The last message that the person has seen."""

    through: str = Field(pattern=ID)


async def get_inbox(request: Request) -> Response:
    """Answer with the list of conversations as its page shows it."""
    requests, before_id = documents.shows_requests(request), before(request)
    return await show_json(
        request,
        lambda db, who: read_inbox(db, who, before_id=before_id, requests=requests),
    )


async def get_thread(request: Request) -> Response:
    """Answer with a page of a conversation: the newest, `?before=` or `?after=` a message."""
    public_id, before_id = request.path_params["thread"], before(request)
    after_id = id_of(request.query_params.get("after", ""))
    return await show_json(
        request,
        lambda db, who: read_thread(db, who, public_id, before_id=before_id, after_id=after_id),
    )


async def get_unread(request: Request) -> Response:
    """Answer with what the navigation says about messages."""
    return await show_json(request, lambda db, who: read_unread(db, who.person_id))


@answers_refusals("message", routes.INBOX)
async def send(request: Request) -> Response:
    """Store a message once; a program gets what is new in the conversation, a browser its page.

    What is refused is not lost: the page that says why has the text in its box.
    """
    form = await read_form(request, MessageForm, limit=BODY_LIMIT)
    public_id = request.path_params["thread"]
    by_hand = reads_html(request)
    try:
        who = await require_signed_in(request)
        await count_request(request, MESSAGES, by=who)
        new = await as_signed_in(request, lambda db, who: _send(db, who, public_id, form))
    except SignedOut as error:
        return go_to(sign_in_then(routes.thread(public_id))) if by_hand else refusal(error)
    except DomainError as error:
        if not by_hand or isinstance(error, ThreadNotFound):
            return refusal(error)
        return await documents.show_thread(
            request, who, draft=form.text, error=error.user_message, status=422
        )
    return go_to(routes.thread(public_id)) if by_hand else JSONResponse(asdict(new), headers=FRESH)


def _send(db: Session, who: SignedIn, public_id: str, form: MessageForm) -> ThreadView:
    side = service.find_own(db, public_id, who.person_id)
    shared = subject_of(db, form.share, viewer_id=who.person_id) if form.share else None
    message = service.post_message(
        db,
        sender_id=who.person_id,
        recipient_id=side.other.key,
        kind=shared.kind if shared else MessageKind.TEXT,
        subject_id=shared.id if shared else None,
        client_key=form.client_key,
        text=form.text,
    )
    after_id = id_of(form.after)
    return read_thread(db, who, public_id, after_id=min(after_id or 0, message.key) or None)


async def read(request: Request) -> Response:
    """Count a conversation as read up to a message."""
    public_id = request.path_params["thread"]
    try:
        form = await read_form(request, ReadForm)
        who = await require_signed_in(request)
        await count_request(request, READ_MARKS, by=who)
        await as_signed_in(
            request,
            lambda db, who: service.read_messages(
                db, public_id, person_id=who.person_id, through_id=int(form.through)
            ),
        )
    except DomainError as error:
        return refusal(error)
    return Response(status_code=204)


def _answering(
    act: Callable[[Session, str, int], None], then: Callable[[str], str]
) -> Callable[[Request], Awaitable[Response]]:
    @answers_refusals("message", routes.INBOX)
    async def answered(request: Request) -> Response:
        await read_form(request, EmptyForm)
        public_id = request.path_params["thread"]
        try:
            await as_signed_in(request, lambda db, who: act(db, public_id, who.person_id))
        except SignedOut:
            return go_to(sign_in_then(routes.thread(public_id)))
        except ThreadNotFound as error:
            return refusal(error)
        return go_to(then(public_id))

    return answered


accept = _answering(
    lambda db, public_id, person_id: service.accept_request(db, public_id, person_id=person_id),
    routes.thread,
)
turn_down = _answering(
    lambda db, public_id, person_id: service.turn_down_request(db, public_id, person_id=person_id),
    lambda _public_id: routes.INBOX,
)
