"""The documents of figures: all clips of a creator, and one of them."""

from dataclasses import asdict

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from smallgestures.accounts.cards import SignedIn
from smallgestures.insights.figures.errors import NoSuchClip
from smallgestures.insights.figures.service import last_days, show_clip, show_creator
from smallgestures.web.documents.frame import FALLBACK, answer, not_found, to_sign_in
from smallgestures.web.session import signed_in
from smallgestures.web.shell.document import Head
from smallgestures.web.studio.analytics.asked import Asked, asked_of
from smallgestures.web.studio.analytics.views import (
    AnalyticsView,
    ClipAnalyticsView,
    view_of_clip,
    view_of_creator,
)
from smallgestures.web.unit_of_work import in_reading


async def all_clips(request: Request) -> Response:
    """Answer with how this person's clips do, or lead to sign-in."""
    who = await signed_in(request)
    if who is None:
        return to_sign_in(request)
    person, asked = who, asked_of(request)
    view = await in_reading(lambda db: read_creator(db, person, asked))
    head = Head(title="Analytics · Small Gestures", robots="noindex")
    return await answer(request, "studio/analytics.html", head, data={"analytics": asdict(view)})


async def one_clip(request: Request) -> Response:
    """Answer with how one of this person's clips does; 404 when it is none of theirs."""
    who = await signed_in(request)
    if who is None:
        return to_sign_in(request)
    person, asked, public_id = who, asked_of(request), request.path_params["video"]
    try:
        view = await in_reading(lambda db: read_clip(db, person, public_id, asked))
    except NoSuchClip as refusal:
        return await not_found(request, refusal.user_message, built=FALLBACK)
    head = Head(title="Analytics of a clip · Small Gestures", robots="noindex")
    return await answer(request, FALLBACK, head, data={"clip_analytics": asdict(view)})


def read_creator(db: Session, who: SignedIn, asked: Asked) -> AnalyticsView:
    """Return the figures of all of somebody's clips."""
    report = show_creator(db, who.person_id, last_days(asked.days), offset=asked.offset)
    return view_of_creator(report, asked)


def read_clip(db: Session, who: SignedIn, public_id: str, asked: Asked) -> ClipAnalyticsView:
    """Return the figures of one of somebody's clips.

    Raises:
        NoSuchClip: There is none, or it is somebody else's.
    """
    return view_of_clip(show_clip(db, public_id, who.person_id, last_days(asked.days)), asked)
