"""The documents of Small Gestures: the programme, and the public page of one gift."""

from dataclasses import asdict
from typing import Any
from urllib.parse import quote

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from smallgestures.accounts.about import has_told
from smallgestures.accounts.cards import SignedIn
from smallgestures.accounts.countries import COUNTRIES
from smallgestures.accounts.queries import get_person, get_public_profile
from smallgestures.gestures.gifts.errors import GiftNotFound
from smallgestures.gestures.gifts.holding import Holder
from smallgestures.gestures.gifts.showing import list_sent, own_clips, show_gift
from smallgestures.gestures.offers.service import show_program
from smallgestures.search.people import find_people
from smallgestures.web.documents.frame import FALLBACK, absolute, answer, not_found
from smallgestures.web.gifts.views import view_of_gift
from smallgestures.web.routes import gift as gift_address
from smallgestures.web.session import signed_in
from smallgestures.web.shell.document import Head
from smallgestures.web.unit_of_work import in_reading

ABOUT = "Send a free gift. A brand pays for it, so it costs you and your friend nothing."


async def programme(request: Request) -> Response:
    """Answer with the season's offers, and for people with an account how many sends are left."""
    who, to = await signed_in(request), request.query_params.get("to", "")

    def read(db: Session) -> dict[str, Any]:
        here = "/gestures" + (f"?to={quote(to)}" if to else "")
        return programme_data(db, who) | {"composer": _composer(db, who, to), "here": here}

    data = await in_reading(read)
    head = Head(
        title="Small Gestures: send a free gift",
        description=ABOUT,
        canonical=absolute("/gestures"),
        image=absolute("/brand/card.png"),
    )
    return await answer(request, "gestures.html", head, data=data)


def programme_data(db: Session, who: SignedIn | None) -> dict[str, Any]:
    """Return how the season stands for this person, and what they sent in it."""
    program = show_program(db, person_id=who.person_id if who else None)
    sent = list_sent(db, who.person_id) if who else []
    return {
        "program": asdict(program) if program else None,
        "sent": [asdict(view_of_gift(card, who.time_zone)) for card in sent] if who else [],
    }


def _composer(db: Session, who: SignedIn | None, to: str) -> dict[str, Any] | None:
    if who is None:
        return None
    person = get_person(db, who.person_id)
    told = person is None or has_told(person)
    chosen = get_public_profile(db, to.removeprefix("@")) if to else None
    return {
        "me": who.name,
        "asks_about_you": not told,
        "countries": [] if told else list(COUNTRIES.items()),
        "people": [asdict(row) for row in find_people(db, who, words="")],
        "clips": [asdict(clip) for clip in own_clips(db, who.person_id)],
        "to": {"handle": chosen.handle, "name": chosen.name} if chosen else None,
    }


async def gift(request: Request) -> Response:
    """Answer with a gift as whoever has its link may see it, or 404; no account is needed."""
    who, token = await signed_in(request), request.path_params["token"]
    holder = Holder(who.person_id if who else None, token=token)
    try:
        card = await in_reading(lambda db: show_gift(db, holder))
    except GiftNotFound as refusal:
        return _private(await not_found(request, refusal.user_message, built=FALLBACK))
    view = view_of_gift(
        card,
        who.time_zone if who else "UTC",
        post_url=gift_address(token),
        is_public=True,
    )
    head = Head(
        title=f"{card.sender} thought of you · Small Gestures",
        description="A small gesture: a gift that costs nobody anything.",
        image=absolute("/brand/card.png"),
        robots="noindex, nofollow",
    )
    return _private(await answer(request, FALLBACK, head, data={"gift": asdict(view)}))


def _private(response: Response) -> Response:
    """Keep the address, which is a secret, from search engines and from other sites."""
    response.headers["referrer-policy"] = "no-referrer"
    response.headers["x-robots-tag"] = "noindex, nofollow"
    return response
