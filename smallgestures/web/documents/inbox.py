"""The documents of messages: the list of conversations, and one of them."""

from dataclasses import asdict
from typing import Any
from urllib.parse import quote

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from smallgestures.accounts.cards import SignedIn
from smallgestures.messaging.errors import ThreadNotFound
from smallgestures.web.documents.frame import FALLBACK, answer, not_found, to_sign_in
from smallgestures.web.ids import before
from smallgestures.web.inbox.reading import read_inbox, read_thread
from smallgestures.web.inbox.shared import (
    SHARE_LIMIT,
    NothingToShare,
    shared_views,
    subject_of,
)
from smallgestures.web.session import signed_in
from smallgestures.web.shell.document import Head
from smallgestures.web.unit_of_work import in_reading


async def inbox(request: Request) -> Response:
    """Answer with a page of this person's conversations, or lead to sign-in."""
    who = await signed_in(request)
    if who is None:
        return to_sign_in(request)
    data = await _list(request, who)
    head = Head(title="Inbox · Small Gestures", robots="noindex")
    return await answer(request, "inbox.html", head, data=data)


async def thread(request: Request) -> Response:
    """Answer with one conversation beside the list of them all, to its two people; else 404."""
    who = await signed_in(request)
    if who is None:
        return to_sign_in(request)
    return await show_thread(request, who)


async def show_thread(
    request: Request, who: SignedIn, *, draft: str = "", error: str = "", status: int = 200
) -> Response:
    """Answer with one conversation.

    Args:
        request: What was asked for.
        who: Who asks.
        draft: What stands in the box: a message that was refused is not lost.
        error: Why it was.
        status: The answer's.
    """
    public_id, share = request.path_params["thread"], _share(request)

    def read(db: Session) -> dict[str, Any]:
        view = read_thread(db, who, public_id)
        return {
            "thread": asdict(view),
            "thread_source": f"/api{view.url}",
            "inbox": asdict(read_inbox(db, who, requests=view.is_request)),
            "inbox_source": source_of_list(requests=view.is_request),
            **_shared(db, share, who),
        }

    try:
        data = await in_reading(read)
    except ThreadNotFound as refusal:
        return await not_found(request, refusal.user_message, built=FALLBACK)
    name = data["thread"]["name"]
    head = Head(title=f"{name} · Inbox · Small Gestures", robots="noindex")
    data |= {"draft": draft, "refused": error or data.get("refused", "")}
    return await answer(request, FALLBACK, head, data=data, status=status)


def source_of_list(*, requests: bool, before_id: int | None = None) -> str:
    """Return where an open page finds the list that it shows as it is by now."""
    show = "requests" if requests else "all"
    return f"/api/inbox?show={show}" + (f"&before={before_id}" if before_id else "")


def shows_requests(request: Request) -> bool:
    """Say whether the requests are asked for."""
    return request.query_params.get("show") == "requests"


async def _list(request: Request, who: SignedIn) -> dict[str, Any]:
    requests, before_id = shows_requests(request), before(request)
    share = _share(request)

    def read(db: Session) -> dict[str, Any]:
        view = read_inbox(db, who, before_id=before_id, requests=requests)
        return {
            "inbox": asdict(view),
            "inbox_source": source_of_list(requests=requests, before_id=before_id),
            **_shared(db, share, who),
        }

    return await in_reading(read)


def _share(request: Request) -> str:
    return request.query_params.get("share", "")[:SHARE_LIMIT]


def _shared(db: Session, share: str, who: SignedIn) -> dict[str, Any]:
    """Return what is about to be shared, for the page that asks with whom."""
    if not share:
        return {}
    try:
        subject = subject_of(db, share, viewer_id=who.person_id)
    except NothingToShare as refusal:
        return {"refused": refusal.user_message}
    view = shared_views(db, [subject], viewer_id=who.person_id)[subject]
    return {"share": asdict(view) | {"name": share, "query": f"?share={quote(share)}"}}
