"""A receiver of webhooks, on a thread of the test."""

import json
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Thread
from typing import Any

PATIENCE_S = 20.0
OK = 200


@dataclass(frozen=True)
class Received:
    """One delivery, as it came."""

    raw: bytes
    signature: str

    @property
    def event(self) -> dict[str, Any]:
        return json.loads(self.raw)

    @property
    def type(self) -> str:
        return self.event["type"]


class Receiver:
    """Takes every event, unless told to answer otherwise first."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.answers: deque[int] = deque()
        self._changed = Condition()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/webhooks/stripe"

    @contextmanager
    def running(self) -> Iterator["Receiver"]:
        thread = Thread(target=self.server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield self
        finally:
            self.server.shutdown()
            self.server.server_close()
            thread.join(PATIENCE_S)

    def about(self, *identifiers: str) -> list[Received]:
        """Return the deliveries that mention one of these objects, in the order they came."""
        return [
            each
            for each in list(self.received)
            if any(identifier.encode() in each.raw for identifier in identifiers)
        ]

    def wait_until(self, happened: Callable[[], bool]) -> None:
        """Return once it has happened; looked at again with each delivery."""
        with self._changed:
            assert self._changed.wait_for(happened, PATIENCE_S), [
                each.type for each in self.received[-20:]
            ]

    def wait_for(self, kind: str, *identifiers: str, times: int = 1) -> list[Received]:
        """Return the deliveries about these objects once an event of this kind is among them."""

        def came() -> bool:
            return [each.type for each in self.about(*identifiers)].count(kind) >= times

        self.wait_until(came)
        return self.about(*identifiers)

    def _take(self, received: Received) -> int:
        with self._changed:
            self.received.append(received)
            self._changed.notify_all()
            return self.answers.popleft() if self.answers else OK

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["content-length"]))
                status = receiver._take(Received(raw, self.headers["stripe-signature"]))
                self.send_response(status)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_arguments: Any) -> None:
                """Say nothing."""

        return Handler
