"""The ASGI app: the API, the page where people pay, and the levers for tests."""

from http import HTTPStatus
from time import monotonic

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from smallgestures.stripe_sandbox.api.gateway import Gateway
from smallgestures.stripe_sandbox.body import BodyTooLarge
from smallgestures.stripe_sandbox.control import Control
from smallgestures.stripe_sandbox.log import say
from smallgestures.stripe_sandbox.page.invoice import InvoicePages
from smallgestures.stripe_sandbox.page.onboarding_routes import OnboardingPages
from smallgestures.stripe_sandbox.page.portal_routes import PortalPages
from smallgestures.stripe_sandbox.page.routes import Pages
from smallgestures.stripe_sandbox.sandbox import Sandbox


def create_app(sandbox: Sandbox) -> ASGIApp:
    """Return the app of a running sandbox."""
    gateway = Gateway(sandbox)
    pages = Starlette(
        routes=[
            Route("/_sandbox/health", _health, methods=["GET"]),
            *Control(sandbox).routes(),
            *Pages(sandbox).routes(),
            *InvoicePages(sandbox).routes(),
            *PortalPages(sandbox).routes(),
            *OnboardingPages(sandbox).routes(),
        ],
        exception_handlers={BodyTooLarge: _too_large},
    )

    async def route(scope: Scope, receive: Receive, send: Send) -> None:
        api = scope["type"] == "http" and scope["path"].startswith("/v1/")
        await (gateway if api else pages)(scope, receive, send)

    return AccessLog(route)


async def _health(_request: Request) -> Response:
    return PlainTextResponse("ok")


async def _too_large(_request: Request, error: Exception) -> Response:
    return PlainTextResponse(str(error), HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


class AccessLog:
    """ASGI middleware: a line a request; ids are cut, since whoever has one can pay."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, and say so."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = monotonic(), int(HTTPStatus.INTERNAL_SERVER_ERROR)

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, watch)
        finally:
            path = "/".join(part[:20] for part in scope["path"].split("/")[:6])
            ms = round((monotonic() - began) * 1000, 1)
            say("request", method=scope["method"], path=path, status=status, ms=ms)
