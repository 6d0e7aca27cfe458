"""The documents of gifts that were received or sent, and of stopping letters about them."""

from dataclasses import asdict

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from smallgestures.accounts.cards import SignedIn
from smallgestures.gestures.ledger.showing import (
    PAGE,
    is_settling,
    list_received,
    list_sent,
    summarise,
)
from smallgestures.gestures.trials.quiet import whose_token
from smallgestures.web import routes
from smallgestures.web.api.subscriptions import check_return
from smallgestures.web.documents.frame import FALLBACK, answer, not_found, to_sign_in
from smallgestures.web.ids import before
from smallgestures.web.session import signed_in
from smallgestures.web.shell.document import Head
from smallgestures.web.trials.views import (
    GiftView,
    SentView,
    TrialsView,
    view_of_gift,
    view_of_sent,
    view_of_summary,
)
from smallgestures.web.unit_of_work import in_reading

RECEIVED, SENT, PAST = "received", "sent", "past"
TABS = (RECEIVED, SENT, PAST)
LATELY_PAST = 3


async def my_gifts(request: Request) -> Response:
    """Answer with one tab of this person's gifts, or lead to sign-in.

    Who comes back from Stripe proves nothing by that; Stripe is asked at once.
    """
    who = await signed_in(request)
    if who is None:
        return to_sign_in(request)
    person, tab, before_id = who, asked_tab(request), before(request)
    returned = request.method == "GET" and request.query_params.get("from") == "checkout"
    if returned:
        await check_return(person)
    view = await in_reading(lambda db: read_gifts(db, person, tab, before_id=before_id))
    query = f"?tab={tab}" + (f"&before={before_id}" if before_id else "")
    head = Head(title="My gifts · Small Gestures", robots="noindex")
    data = {
        "trials": asdict(view),
        "trials_source": f"/api/trials{query}",
        "returned": returned,
    }
    return await answer(request, "trials.html", head, data=data)


async def unsubscribe(request: Request) -> Response:
    """Answer with the page that stops letters, to whoever has the link from one of them."""
    token = request.path_params["token"]
    if whose_token(token) is None:
        words = "This link is not complete. Open it from the letter again."
        return await not_found(request, words, built=FALLBACK)
    head = Head(title="Letters · Small Gestures", robots="noindex")
    return await answer(request, FALLBACK, head, data={"unsubscribe": f"/unsubscribe/{token}"})


def asked_tab(request: Request) -> str:
    """Return which tab is asked for."""
    tab = request.query_params.get("tab", RECEIVED)
    return tab if tab in TABS else RECEIVED


def read_gifts(db: Session, who: SignedIn, tab: str, *, before_id: int | None) -> TrialsView:
    """Return a page of one tab, with what all gifts cost."""
    zone = who.time_zone
    gifts: list[GiftView] = []
    sent: list[SentView] = []
    ids: list[int] = []
    if tab == SENT:
        sent_gifts = list_sent(db, who.person_id, before_id=before_id)
        ids = [gift.id for gift in sent_gifts]
        sent = [view_of_sent(gift, zone) for gift in sent_gifts]
    else:
        received = list_received(
            db, who.person_id, time_zone=zone, is_past=tab == PAST, before_id=before_id
        )
        ids = [gift.id for gift in received]
        if tab == RECEIVED and before_id is None:
            # What ended lately is looked for where it stood.
            past = list_received(db, who.person_id, time_zone=zone, is_past=True, before_id=None)
            received = [*received, *past[:LATELY_PAST]]
        gifts = [view_of_gift(gift, zone) for gift in received]
    return TrialsView(
        tab=tab,
        gifts=gifts,
        sent=sent,
        summary=view_of_summary(summarise(db, who.person_id, time_zone=zone), zone),
        # A full page may be the last one; the next then says that there are no older ones.
        older_url=f"{routes.TRIALS}?tab={tab}&before={ids[-1]}" if len(ids) == PAGE else "",
        is_older=before_id is not None,
        is_settling=is_settling(db, who.person_id),
    )
