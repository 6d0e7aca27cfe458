"""What all documents share: who looks, which built page, and the answer."""

from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from smallgestures.accounts.models import Role
from smallgestures.settings import get_settings
from smallgestures.web.flash import read_flash
from smallgestures.web.inbox.reading import read_unread
from smallgestures.web.safe_next import sign_in_then
from smallgestures.web.session import SignedIn, signed_in
from smallgestures.web.shell.document import FALLBACK, Head, fill, respond, template
from smallgestures.web.unit_of_work import in_reading
from smallgestures.web.watch.player.first_clip import with_first_clip

DESCRIPTION = "Short videos, and small things to send the people you love."
BRAND_PICTURE = "/brand/card.png"


def absolute(path: str) -> str:
    """Return the full address of a path of this site."""
    return get_settings().site_url + path


def viewer_data(person: SignedIn | None) -> dict[str, Any] | None:
    """Return what a page may know of the person who looks at it."""
    if person is None:
        return None
    return {
        "handle": person.handle,
        "name": person.name,
        "email_verified": person.email_verified,
        "roles": sorted(person.roles),
        "is_brand": person.has(Role.BRAND),
    }


async def answer(
    request: Request,
    page: str,
    head: Head,
    *,
    data: dict[str, Any] | None = None,
    feed: bytes | None = None,
    first_clip: dict[str, Any] | None = None,
    status: int = 200,
) -> Response:
    """Return the built page `page` filled for the person who asks.

    A note left by a form that was refused is shown once: its cookie goes with this answer.
    """
    person = await signed_in(request)
    flash = read_flash(request)
    everything = {
        "path": request.url.path,
        "title": head.title,
        "viewer": viewer_data(person),
        "mailbox": get_settings().smtp_url is None,
        "uses_sandbox": get_settings().uses_sandbox,
        "flash": flash.data if flash else None,
        **(data or {}),
    }
    if person is not None:
        unread = await in_reading(lambda db: read_unread(db, person.person_id))
        everything["unread"] = asdict(unread)
    html = fill(template(page), head, everything, feed=feed)
    if first_clip:
        small = request.headers.get("save-data", "").lower() == "on"
        html = with_first_clip(html, first_clip, small=small)
    response = respond(request, html, status=status)
    if flash:
        flash.forget(response)
    return response


async def not_found(request: Request, message: str = "", *, built: str = "404.html") -> Response:
    """Answer 404 with a page.

    Args:
        request: What was asked for.
        message: Why there is nothing; empty for words that always fit.
        built: The page that the browser's router knows at this address: it would replace any
            other with its own, so that one says that there is nothing (`unless_missing`).
    """
    head = Head(title="Not found · Small Gestures", robots="noindex")
    return await answer(request, built, head, data={"missing": True, "reason": message}, status=404)


def to_sign_in(request: Request) -> Response:
    """Lead to the sign-in page and back here afterwards."""
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(
        sign_in_then(here), status_code=303, headers={"cache-control": "no-store"}
    )


__all__ = [
    "BRAND_PICTURE",
    "DESCRIPTION",
    "FALLBACK",
    "absolute",
    "answer",
    "not_found",
    "to_sign_in",
    "viewer_data",
]
