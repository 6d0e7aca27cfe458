"""Headers that every answer carries, whoever wrote it."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from smallgestures.settings import get_settings
from smallgestures.web.shell.csp import content_security_policy

ONE_YEAR_S = 31_536_000

# As bytes, and joined as a whole: this is done for every answer there is.
ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
BEHIND_TLS = ((b"strict-transport-security", f"max-age={ONE_YEAR_S}; includeSubDomains".encode()),)


class SafeHeaders:
    """Answers carry what keeps them from being framed, sniffed, leaked or downgraded."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.always = ALWAYS + (BEHIND_TLS if get_settings().is_https else ())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and complete the headers of its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._complete(scope["path"], message)
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def _complete(self, path: str, message: Message) -> None:
        written = message.setdefault("headers", [])
        names = dict(written)
        message["headers"] = [*written, *(pair for pair in self.always if pair[0] not in names)]
        if path.startswith("/assets/") and message["status"] in {200, 304}:
            headers = MutableHeaders(scope=message)
            headers["cache-control"] = f"public, max-age={ONE_YEAR_S}, immutable"
        elif names.get(b"content-type", b"").startswith(b"text/html"):
            headers = MutableHeaders(scope=message)
            headers.setdefault("cache-control", "no-cache")
            headers["content-security-policy"] = content_security_policy()
            headers["permissions-policy"] = "camera=(), geolocation=(), microphone=()"
