"""Ranges that are asked for again and again, ready in memory for a second.

A clip that is at the top of everybody's feed is asked for by everybody, and
nearly always by the same first range. Working that answer out anew costs as much
as sending it.
"""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, NamedTuple

from smallgestures.logs import Ready, head_of
from smallgestures.media.storage import MEDIA_PATH

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

KEPT_S = 1.0
MOST_BYTES = 16 * 1024 * 1024
PARTIAL_CONTENT = 206
# Answers to these depend on more than the range.
CONDITIONS = (b"if-none-match", b"if-range")


class _Kept(NamedTuple):
    until: float
    answer: Ready


class HotAnswers:
    """ASGI layer: remembers for a second the answers to ranges; gives them out by `ready`.

    It holds 16 MiB at most. A file that was taken down can be read for that second longer.
    """

    def __init__(self, app: App, *, most_bytes: int = MOST_BYTES) -> None:
        self.app = app
        self.most_bytes = most_bytes
        self.kept: OrderedDict[tuple[str, bytes], _Kept] = OrderedDict()
        self.bytes = 0

    def ready(self, path: str, asked: bytes) -> Ready | None:
        """Return the answer that was given to a GET of the same range within the last second."""
        kept = self.kept.get((path, asked))
        return None if kept is None or kept.until < time.monotonic() else kept.answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on and remember its answer."""
        key = _key(scope)
        await self.app(scope, receive, send if key is None else self._remembering(key, send))

    def _remembering(self, key: tuple[str, bytes], send: Send) -> Send:
        headers: list[tuple[bytes, bytes]] | None = None

        async def remembering(message: Message) -> None:
            nonlocal headers
            if message["type"] == "http.response.start":
                headers = message["headers"] if message["status"] == PARTIAL_CONTENT else None
            elif headers is not None and not message["more_body"]:
                self._keep(key, headers, message["body"])
            else:
                headers = None  # it comes in pieces
            await send(message)

        return remembering

    def _keep(
        self, key: tuple[str, bytes], headers: list[tuple[bytes, bytes]], body: bytes
    ) -> None:
        if (before := self.kept.pop(key, None)) is not None:
            self.bytes -= len(before.answer.body)
        answer = Ready(PARTIAL_CONTENT, head_of(headers), body)
        self.kept[key] = _Kept(time.monotonic() + KEPT_S, answer)
        self.bytes += len(body)
        while self.bytes > self.most_bytes:
            _, oldest = self.kept.popitem(last=False)
            self.bytes -= len(oldest.answer.body)


def _key(scope: Scope) -> tuple[str, bytes] | None:
    path = scope["path"]
    if scope["method"] != "GET" or not path.startswith(MEDIA_PATH):
        return None
    asked = None
    for name, value in scope["headers"]:
        if name == b"range":
            asked = value
        elif name in CONDITIONS:
            return None
    return None if asked is None else (path, asked)


__all__ = ["HotAnswers"]
