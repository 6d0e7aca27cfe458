"""The HTTP protocol of the web process: uvicorn's, which sends at once what is ready.

A player asks for range after range of a clip that many watch, and the answer is often in memory.
Such a request is read by one expression and answered in the same turn of the loop: what a parser's
callbacks, a task and the messages of ASGI cost is several times what sending costs. Whatever the
expression does not know, word for word, is uvicorn's to read.

Heads are bounded here, too, because uvicorn reads one of any length for any time.
"""

import asyncio
import re
from collections.abc import Callable
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from smallgestures.logs import Ready

HEAD_BYTES = 64 * 1024
HEAD_PATIENCE_S = 30.0

# A header field, but for those that would change what is answered or what follows.
_FIELD = (
    rb"(?!(?:range|if-range|if-none-match|content-length|transfer-encoding|upgrade|expect):)"
    rb"(?!connection:(?! ?keep-alive\r\n))"
    rb"[-a-z0-9_]+:[^\r\n\0]*+\r\n"
)
RANGE_REQUEST = re.compile(
    rb"(?-i:GET (/media/[0-9a-z/.]+) HTTP/1\.1)\r\n"
    rb"(?:" + _FIELD + rb")*+range: ?(bytes=[0-9]*-[0-9]*)\r\n(?:" + _FIELD + rb")*+\r\n",
    re.IGNORECASE,
)


def _refusal(status: int, text: str) -> bytes:
    words = f"{text}\n".encode()
    return b"".join(
        (
            STATUS_LINE[status],
            b"connection: close\r\ncontent-type: text/plain; charset=utf-8\r\n",
            b"content-length: %d\r\n\r\n" % len(words),
            words,
        )
    )


TOO_LARGE = _refusal(431, f"Expected request headers of at most {HEAD_BYTES // 1024} KB.")
TOO_SLOW = _refusal(408, f"Expected a whole request head within {HEAD_PATIENCE_S:.0f} seconds.")


class HttpProtocol(HttpToolsProtocol):
    """One connection. Its app may have `at_once`: the answer to a path and a range, if ready."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.at_once: Callable[[str, bytes], Ready | None] = getattr(self.app, "at_once", _never)
        self.is_in_head = True
        self.head_bytes = 0
        self.head_timer: asyncio.TimerHandle | None = None
        self.sent_at = 0.0  # what was ready, last, by the loop's clock

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for a request, for as long as a head may take."""
        super().connection_made(transport)
        self._wait_for_head()

    def data_received(self, data: bytes) -> None:
        """Answer what is ready; else read a piece of a request, and bound its head."""
        if self._is_idle and (request := RANGE_REQUEST.fullmatch(data)):
            answer = self.at_once(request[1].decode("ascii"), request[2])
            if answer is not None:
                self._send(answer)
                return
        self.head_bytes += len(data)
        super().data_received(data)
        if not self.is_in_head or not self.head_bytes:
            return
        if self.head_bytes > HEAD_BYTES:
            self._give_up(TOO_LARGE)
        elif self.head_timer is None:
            self._wait_for_head()

    def on_headers_complete(self) -> None:
        """Begin to answer: the head is whole."""
        self.is_in_head = False
        self._stop_waiting()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Expect the next head."""
        super().on_message_complete()
        self.is_in_head, self.head_bytes = True, 0

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def timeout_keep_alive_handler(self) -> None:
        """Close a connection that was not used for long, also not by what was ready."""
        left_s = self.sent_at + self.timeout_keep_alive - self.loop.time()
        if left_s > 0:
            self._keep_alive_for(left_s)
        else:
            super().timeout_keep_alive_handler()

    @property
    def _is_idle(self) -> bool:
        """Whether the next request begins here, and nothing is on its way to a slow reader."""
        before = cast(RequestResponseCycle | None, self.cycle)
        is_answered = before is None or before.response_complete
        is_held_up = self.flow.write_paused or self.transport.is_closing()
        return is_answered and self.is_in_head and not self.head_bytes and not is_held_up

    def _send(self, answer: Ready) -> None:
        date = [name + b": " + value + b"\r\n" for name, value in self.server_state.default_headers]
        head = (STATUS_LINE[answer.status], *date, answer.head, b"\r\n")
        self.transport.writelines((b"".join(head), answer.body))
        self._stop_waiting()
        self.sent_at = self.loop.time()
        if self.timeout_keep_alive_task is None:
            self._keep_alive_for(self.timeout_keep_alive)

    def _keep_alive_for(self, seconds: float) -> None:
        self.timeout_keep_alive_task = self.loop.call_later(
            seconds, self.timeout_keep_alive_handler
        )

    def _wait_for_head(self) -> None:
        self.head_timer = self.loop.call_later(HEAD_PATIENCE_S, self._give_up, TOO_SLOW)

    def _stop_waiting(self) -> None:
        if self.head_timer is not None:
            self.head_timer.cancel()
            self.head_timer = None

    def _give_up(self, answer: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.write(answer)
            self.transport.close()


def _never(_path: str, _range: bytes) -> None:
    return None
