"""The layer that keeps this process at product time, which another one may have moved."""

from time import monotonic

from starlette.types import ASGIApp, Receive, Scope, Send

from smallgestures.product_time.service import read_ahead
from smallgestures.web.unit_of_work import in_reading

EVERY_S = 0.5


class ProductClock:
    """Looks how far product time is ahead, at most twice a second, before a request is handled."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.looked_at = -EVERY_S

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Look if it is time to, and hand the request on."""
        if scope["type"] in {"http", "websocket"} and monotonic() - self.looked_at >= EVERY_S:
            self.looked_at = monotonic()
            await in_reading(read_ahead)
        await self.app(scope, receive, send)
