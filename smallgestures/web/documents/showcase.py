"""The documents of showcases: one's own, to be put in order, and anybody's."""

from dataclasses import asdict

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from smallgestures.accounts.queries import get_public_profile
from smallgestures.shop.links.cards import ShowcaseCard
from smallgestures.shop.links.showing import show_showcase
from smallgestures.web import routes
from smallgestures.web.documents.frame import FALLBACK, absolute, answer, not_found, to_sign_in
from smallgestures.web.session import signed_in
from smallgestures.web.shell.document import Head
from smallgestures.web.studio.links.reading import read_own_showcase
from smallgestures.web.unit_of_work import in_reading


async def own_showcase(request: Request) -> Response:
    """Answer with one's own showcase, or lead to sign-in."""
    who = await signed_in(request)
    if who is None:
        return to_sign_in(request)
    person = who
    showcase = await in_reading(lambda db: read_own_showcase(db, person))
    head = Head(title="Showcase · Studio · Small Gestures", robots="noindex")
    return await answer(request, "studio/showcase.html", head, data={"showcase": showcase})


async def showcase(request: Request) -> Response:
    """Answer with somebody's showcase, or 404."""
    handle = request.path_params["handle"]

    def read(db: Session) -> ShowcaseCard | None:
        person = get_public_profile(db, handle)
        if person is None:
            return None
        return show_showcase(db, person.person_id, handle=person.handle, name=person.name)

    card = await in_reading(read)
    if card is None:
        return await not_found(request, "Nobody here goes by this handle.", built=FALLBACK)
    head = Head(
        title=f"{card.name}’s showcase · Small Gestures",
        description=f"What {card.name} recommends.",
        canonical=absolute(routes.showcase(card.handle)),
        kind="profile",
    )
    return await answer(request, FALLBACK, head, data={"showcase": asdict(card)})
