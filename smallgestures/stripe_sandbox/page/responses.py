"""What pages answer with, and whom they listen to."""

from collections.abc import Iterable
from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from smallgestures.stripe_sandbox.body import read_body
from smallgestures.stripe_sandbox.page.frame import message_page
from smallgestures.stripe_sandbox.page.markup import Html


def answer(
    page: Html,
    *,
    images: Iterable[str] = (),
    ways_out: Iterable[str | None] = (),
    status: int = HTTPStatus.OK,
) -> Response:
    """Return a page that may show these images, and lead to these addresses by its forms."""
    shown = {_origin(url) for url in images}
    # Browsers hold a form to its policy through the redirect that follows, too.
    leads = {_origin(url) for url in ways_out if url}
    none = "'none'"
    may_show, may_lead = " ".join(sorted(shown)), " ".join(["'self'", *sorted(leads)])
    policy = "; ".join(
        (
            "default-src 'none'",
            "style-src 'self'",
            "font-src 'self'",
            f"img-src {may_show or none}",
            f"form-action {may_lead}",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )
    headers = {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(page, status, headers=headers, media_type="text/html")


def go(url: str) -> Response:
    """Lead on after a form."""
    return RedirectResponse(url, HTTPStatus.SEE_OTHER, headers={"Cache-Control": "no-store"})


def missing(title: str) -> Response:
    """Say that the address leads to nothing."""
    words = "The link may be cut off. Go back to the shop and start again."
    return answer(message_page(title, words, art="alert"), status=HTTPStatus.NOT_FOUND)


def is_own(request: Request) -> bool:
    """Say whether the form was sent by this page, not by a stranger's."""
    origin = request.headers.get("origin")
    if origin is not None:
        return origin == f"{request.url.scheme}://{request.headers.get('host', '')}"
    return request.headers.get("sec-fetch-site", "none") in {"same-origin", "none"}


def foreign() -> Response:
    """Refuse a form that another site sent."""
    words = "This was sent by another site, so nothing was done."
    return answer(message_page("Not from here", words, art="alert"), status=HTTPStatus.FORBIDDEN)


async def read_form(request: Request) -> dict[str, str]:
    """Return what was typed and chosen."""
    text = (await read_body(request)).decode(errors="replace")
    return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=50))


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
