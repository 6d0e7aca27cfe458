"""The guard in front of the websocket: how many, how fast, how large, and of what shape."""

import json
import time
from collections import Counter

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from smallgestures.web.client_address import address_group, address_of

FRAMES = 60
FRAMES_PER_S = 5.0
SOCKETS_PER_ADDRESS = 40
FRAME_LIMIT = 32_768  # characters
TRY_AGAIN_LATER = 1013
POLICY_VIOLATION = 1008

log = structlog.get_logger("socket")


class Bucket:
    """Holds `size` frames and fills up again in `seconds`."""

    def __init__(self, size: int = FRAMES, seconds: float = FRAMES_PER_S) -> None:
        self.size, self.seconds = size, seconds
        self.left, self.at = float(size), time.monotonic()

    def take(self) -> bool:
        """Take one frame out; False when none is left."""
        now = time.monotonic()
        self.left = min(self.size, self.left + (now - self.at) * self.size / self.seconds)
        self.at = now
        if self.left < 1:
            return False
        self.left -= 1
        return True


class SocketGuard:
    """ASGI middleware: ends sockets that flood, and refuses an address that has too many.

    It works on frames, before anything of Reflex has parsed one or loaded a
    state, and by the address that our proxies vouch for.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        per_address: int = SOCKETS_PER_ADDRESS,
        frames: int = FRAMES,
        seconds: float = FRAMES_PER_S,
    ) -> None:
        self.app = app
        self.per_address = per_address
        self.frames, self.seconds = frames, seconds
        self.open: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the socket on and watch its frames; anything else just passes."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        address = address_group(address_of(scope))
        if self.open[address] >= self.per_address:
            log.warning("too many sockets of one address", count=self.open[address])
            await receive()
            await send({"type": "websocket.close", "code": TRY_AGAIN_LATER})
            return
        self.open[address] += 1
        try:
            await self.app(scope, self._watched(receive, send), send)
        finally:
            self.open[address] -= 1
            if self.open[address] <= 0:
                del self.open[address]

    def _watched(self, receive: Receive, send: Send) -> Receive:
        bucket = Bucket(self.frames, self.seconds)
        ended = False

        async def watched() -> Message:
            nonlocal ended
            message = await receive()
            if message["type"] != "websocket.receive":
                return message
            if not ended and bucket.take() and is_fit(message):
                return message
            if not ended:
                ended = True
                log.warning("socket ended: too many frames, or not of the agreed form")
                await send({"type": "websocket.close", "code": POLICY_VIOLATION})
            return {"type": "websocket.disconnect", "code": POLICY_VIOLATION}

        return watched


def is_fit(message: Message) -> bool:
    """Say whether the frame is one that our pages send.

    Reflex logs an event that it can't read word by word, so such frames end here.
    """
    text = message.get("text")
    if text is None or len(text) > FRAME_LIMIT:
        return False
    if not text.startswith("42"):
        # Connects, pings and goodbyes; "45" and "46" announce binary parts, which no page has.
        return not text.startswith(("43", "45", "46"))
    body = text[2:]
    if body.startswith("/"):
        body = body.partition(",")[2]
    try:
        parts = json.loads(body.lstrip("0123456789"))
    except (ValueError, RecursionError):
        return False
    if not isinstance(parts, list) or not parts or not isinstance(parts[0], str):
        return False
    return parts[0] != "event" or _is_event(parts[1:])


def _is_event(arguments: list[object]) -> bool:
    if len(arguments) != 1 or not isinstance(arguments[0], dict):
        return False
    event = arguments[0]
    return (
        isinstance(event.get("name"), str)
        and isinstance(event.get("payload", {}), dict)
        and isinstance(event.get("router_data", {}), dict)
    )
