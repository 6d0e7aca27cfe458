"""The documents of people: profiles, the forms of accounts, and what is private."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from urllib.parse import quote

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from smallgestures.accounts.cards import SignedIn
from smallgestures.accounts.queries import find_by_handle
from smallgestures.accounts.ties.service import Tie, tie_between
from smallgestures.media.storage import get_storage
from smallgestures.shop.links.showing import has_showcase as find_showcase
from smallgestures.videos.queries import ClipTile, TilePlace, list_tiles
from smallgestures.web.documents.frame import FALLBACK, absolute, answer, not_found, to_sign_in
from smallgestures.web.safe_next import safe_next
from smallgestures.web.session import signed_in
from smallgestures.web.shell.document import Head
from smallgestures.web.unit_of_work import in_reading

TILES = 20
FORMS = {
    "/sign-in": "Sign in",
    "/sign-up": "Create an account",
    "/forgot": "Reset your password",
    "/reset": "Choose a new password",
    "/verify": "Confirm your e-mail",
}
PRIVATE = {"/settings": "Settings"}


async def profile(request: Request) -> Response:
    """Answer with somebody's public profile: who they are and their newest clips, or 404."""
    handle = request.path_params["handle"]
    person = await in_reading(lambda db: find_by_handle(db, handle))
    if person is None or person.disabled_at is not None:
        return await not_found(request, "Nobody here goes by this handle.", built=FALLBACK)
    viewer = await signed_in(request)
    before = _place(request.query_params.get("before", ""))
    viewer_id = viewer.person_id if viewer else None
    tiles = await in_reading(
        lambda db: list_tiles(db, person.key, viewer_id=viewer_id, before=before, limit=TILES + 1)
    )
    tie = await in_reading(lambda db: _tie(db, viewer, person.key))
    has_showcase = await in_reading(lambda db: find_showcase(db, person.key))
    storage = get_storage()
    data = {
        "profile": {
            "handle": person.handle,
            "name": person.name,
            "clips": [
                {
                    "url": f"/video/{tile.public_id}",
                    "caption": tile.caption or f"A clip by {person.name}",
                    "poster": storage.url(tile.poster_key),
                    "alt": tile.cover_alt,
                }
                for tile, _published_at in tiles[:TILES]
            ],
            "is_older": before is not None,
            "more_url": _older(person.handle, tiles) if len(tiles) > TILES else "",
            "tie": asdict(tie) if tie else None,
            "has_showcase": has_showcase,
        }
    }
    head = Head(
        title=f"{person.name} (@{person.handle}) · Small Gestures",
        description=f"Short videos by {person.name}.",
        canonical=absolute(f"/u/{person.handle}"),
        kind="profile",
    )
    return await answer(request, FALLBACK, head, data=data)


def _tie(db: Session, viewer: SignedIn | None, person_id: int) -> Tie | None:
    """Return how the viewer stands to somebody; nobody who isn't signed in, or to themselves."""
    if viewer is None or viewer.person_id == person_id:
        return None
    return tie_between(db, viewer.person_id, other_id=person_id)


def _older(handle: str, tiles: Sequence[tuple[ClipTile, datetime]]) -> str:
    """Return the address of the page after the last tile that is shown."""
    tile, published_at = tiles[TILES - 1]
    return f"/u/{handle}?before={quote(published_at.isoformat())}~{tile.public_id}"


def _place(text: str) -> TilePlace | None:
    when, _, public_id = text.partition("~")
    try:
        moment = datetime.fromisoformat(when) if when else None
    except ValueError:
        return None
    return TilePlace(moment, public_id) if moment and moment.tzinfo else None


async def form(request: Request) -> Response:
    """Answer with one of the forms of accounts; who is signed in already goes on from sign-in."""
    path = request.url.path
    next_path = safe_next(request.query_params.get("next", ""))
    if path in {"/sign-in", "/sign-up"} and await signed_in(request):
        return RedirectResponse(next_path, status_code=303)
    head = Head(title=f"{FORMS[path]} · Small Gestures", robots="noindex")
    data = {"next": next_path, "token": request.query_params.get("token", "")[:100]}
    return await answer(request, f"{path[1:]}.html", head, data=data)


async def private(request: Request) -> Response:
    """Answer with a private page, or lead to sign-in."""
    if await signed_in(request) is None:
        return to_sign_in(request)
    path = request.url.path
    head = Head(title=f"{PRIVATE[path]} · Small Gestures", robots="noindex")
    return await answer(request, f"{path[1:]}.html", head)
