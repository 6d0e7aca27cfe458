"""Only our own pages may change anything, or open a socket."""

from http import HTTPStatus
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from smallgestures.settings import get_settings
from smallgestures.web.problem import problem

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
SOCKET_PATH = "/_event"
FROM_ELSEWHERE = "This request came from another site, so nothing was done."
POLICY_VIOLATION = 1008

log = structlog.get_logger("origin")


class OriginCheck:
    """ASGI middleware: refuses requests that a foreign page makes a browser send.

    Browsers name the page's origin on everything unsafe and on sockets. What
    names nothing at all comes from a program that has no one's cookies (a
    webhook, curl), so it may pass.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.allowed = frozenset(get_settings().allowed_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 403 (a socket is closed before it opens)."""
        if not self._needs_check(scope) or is_own(Headers(scope=scope), self.allowed):
            await self.app(scope, receive, send)
            return
        log.warning("foreign origin refused", kind=scope["type"], path=scope["path"][:80])
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
            return
        await problem(HTTPStatus.FORBIDDEN, FROM_ELSEWHERE)(scope, receive, send)

    @staticmethod
    def _needs_check(scope: Scope) -> bool:
        if scope["type"] == "websocket":
            return True
        if scope["type"] != "http":
            return False
        # A socket that falls back to polling reads by GET.
        return scope["method"] not in SAFE_METHODS or scope["path"].startswith(SOCKET_PATH)


def is_own(headers: Headers, allowed: frozenset[str]) -> bool:
    """Say whether the request comes from our own pages, or from no page at all."""
    origin = headers.get("origin")
    if origin is not None:
        return origin in allowed
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    referer = headers.get("referer")
    if referer is None:
        return True
    try:
        parts = urlsplit(referer)
    except ValueError:
        return False
    return f"{parts.scheme}://{parts.netloc}" in allowed
