"""Logs: one line for each HTTP request and each job, and nothing private in any of them."""

import asyncio
import json
import logging
import random
import re
import sys
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from contextvars import ContextVar
from functools import lru_cache
from time import perf_counter
from typing import Any, Literal, NamedTuple

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from smallgestures import clock

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

REDACTED = "[redacted]"

# The second line of defence: nothing like this should be handed to a logger to begin with.
_SECRET_NAMES = re.compile(
    r"password|passwd|secret|token|cookie|authorization|api_?key|session|e_?mail|address|query",
    re.IGNORECASE,
)
_SECRET_TEXTS = (
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),  # e-mail addresses
    re.compile(r"\b(?:sk|pk|rk|whsec)_[A-Za-z0-9_]{8,}"),  # Stripe's keys
    re.compile(r"(?<=://)[^/\s@]+(?=@)"),  # user and password in a URL
    re.compile(r"(?<=[?&])[^\s\"'<>]+"),  # query strings
    re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*"),  # JSON web tokens
    re.compile(r"(?<![\w/-])[A-Za-z0-9_-]{40,}(?![\w/-])"),  # our own tokens: 256 bits as text
)
_NAMES_THAT_ARE_FINE = {"event", "level", "timestamp", "logger", "method", "path", "request_id"}

_PRIVATE_LINK = re.compile(r"^/(gift|verify|reset)/[^/]+")
_KNOWN_PATHS = 4096
GATHERED_S = 0.01
# A pipe takes about so much at once, or other processes' lines may get in between.
_LINES_AT_ONCE = 16

_request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
_request_ids = random.Random()  # names, not secrets: the system's own are slower than the answer


def _new_request_id() -> str:
    return f"{_request_ids.getrandbits(48):012x}"


def _add_request_id(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Say for which request something was logged."""
    if (request_id := _request_id.get()) is not None:
        event["request_id"] = request_id
    return event


def redact(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace what looks like a secret, a token or an e-mail address, by name or by shape."""
    return {name: _redacted(name, value) for name, value in event.items()}


def _redacted(name: str, value: object) -> object:
    if name not in _NAMES_THAT_ARE_FINE and _SECRET_NAMES.search(name):
        return REDACTED
    if isinstance(value, str):
        for pattern in _SECRET_TEXTS:
            value = pattern.sub(REDACTED, value)
        return value
    if isinstance(value, dict):
        return {key: _redacted(str(key), item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_redacted("", item) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return _redacted("", str(value))


def configure(*, level: str = "info", style: Literal["console", "json"] = "console") -> None:
    """Send structlog's and the standard library's records to stderr, redacted, one line each."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        _add_request_id,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        # An exception becomes text before redaction: its message may quote what it choked on.
        structlog.processors.format_exc_info,
        redact,
    ]
    renderer: Processor = (
        structlog.processors.JSONRenderer()
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    _request_lines.are_wanted = root.isEnabledFor(logging.INFO)
    _request_lines.as_json = style == "json"
    # These tell per request or per statement what our own line says better, or must not be said.
    for name in ("httpx", "httpcore", "alembic", "sqlalchemy.engine", "urllib3", "asyncio"):
        logging.getLogger(name).setLevel(logging.WARNING)


class Ready(NamedTuple):
    """An answer that only needs to be sent."""

    status: int
    head: bytes  # its headers, as lines
    body: bytes


def head_of(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return headers as they are sent."""
    return b"".join([b"%b: %b\r\n" % one for one in headers])


def _nothing_is_ready(_path: str, _range: bytes) -> Ready | None:
    return None


class RequestLog:
    """ASGI middleware: one line a request, with an id that the answer carries too.

    The line has the method, the path without its query, the status and the
    milliseconds until the last byte was handed over. Paths that are a secret
    in themselves (`/gift/{token}`) are cut to their first part.
    """

    def __init__(
        self, app: App, *, ready: Callable[[str, bytes], Ready | None] = _nothing_is_ready
    ) -> None:
        """Let the app answer, and say what is `ready` to a server that asks for it."""
        self.app = app
        self.ready = ready

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request, and note its line when it is answered or has failed."""
        if scope["type"] != "http":
            is_lifespan = scope["type"] == "lifespan"
            await self.app(scope, receive, _writing_at_the_end(send) if is_lifespan else send)
            return
        start, request_id = perf_counter(), _new_request_id()
        status = 500  # what the server answers when the app raises before it starts

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                own = (b"x-request-id", request_id.encode())
                message["headers"] = [*message.get("headers", ()), own]
            await send(message)

        token = _request_id.set(request_id)
        try:
            await self.app(scope, receive, noting)
        finally:
            _request_id.reset(token)
            _request_lines.note(scope["method"], scope["path"], start, request_id, status)

    def at_once(self, path: str, asked: bytes) -> Ready | None:
        """Return a GET's answer if it is ready, with its id, and note its line.

        For a server that sends it at once. `asked`: what the header Range says.
        """
        start = perf_counter()
        if (answer := self.ready(path, asked)) is None:
            return None
        request_id = _new_request_id()
        _request_lines.note("GET", path, start, request_id, answer.status)
        own = b"x-request-id: %b\r\n" % request_id.encode()
        return Ready(answer.status, answer.head + own, answer.body)


def _writing_at_the_end(send: Send) -> Send:
    """Return a `send` that lets no line wait for longer than the process lives."""

    async def writing(message: Message) -> None:
        if message["type"] == "lifespan.shutdown.complete":
            _request_lines.write_waiting()
        await send(message)

    return writing


# Method, path, seconds, id, status.
_Line = tuple[str, str, float, str, int]


class _RequestLines:
    """Writes requests' lines in the form of all others, without the way through the loggers.

    That way costs more than answering does, and a request's line has nothing in
    it that could be private but its path. A line that comes alone is written in the
    same turn of the event loop. When many come, they are put into words and written
    together, a hundredth of a second later at most; they name the time of writing.
    """

    def __init__(self) -> None:
        self.are_wanted = True
        self.as_json = False
        self.waiting: list[_Line] = []
        self.loop: asyncio.AbstractEventLoop | None = None
        self.written_at = 0.0  # by the loop's clock

    def note(self, method: str, path: str, start: float, request_id: str, status: int) -> None:
        """Take the line of a request that came at `start` and is answered."""
        if not self.are_wanted:
            return
        seconds = perf_counter() - start
        self.waiting.append((method, path, seconds, request_id, status))
        if len(self.waiting) == 1 or self.loop is None or self.loop.is_closed():
            self._write_soon()

    def _write_soon(self) -> None:
        loop = asyncio.get_running_loop()
        wait_s = self.written_at + GATHERED_S - loop.time() if loop is self.loop else 0
        self.loop = loop
        loop.call_later(max(0, wait_s), self.write_waiting)

    def write_waiting(self) -> None:
        """Write what waits to stderr."""
        if self.loop is not None and not self.loop.is_closed():
            self.written_at = self.loop.time()
        lines, self.waiting = self.waiting, []
        render = _as_json if self.as_json else _as_text
        at = clock.wall().isoformat().replace("+00:00", "Z")
        for first in range(0, len(lines), _LINES_AT_ONCE):
            some = lines[first : first + _LINES_AT_ONCE]
            sys.stderr.write("".join([render(at, line) for line in some]))  # flushed at line ends


def _as_json(at: str, line: _Line) -> str:
    method, path, seconds, request_id, status = line
    about: dict[str, object] = {"method": method, "ms": round(seconds * 1000, 1)}
    about |= {"path": public_path(path), "request_id": request_id, "status": status}
    about |= {"event": "request", "level": "info", "timestamp": at}
    return json.dumps(about) + "\n"


def _as_text(at: str, line: _Line) -> str:
    method, path, seconds, request_id, status = line
    return (
        f"{at} [info     ] request                        method={method} ms={seconds * 1000:.1f}"
        f" path={_printable_path(path)} request_id={request_id} status={status}\n"
    )


_request_lines = _RequestLines()


@lru_cache(_KNOWN_PATHS)
def public_path(path: str) -> str:
    """Return the path without a token, or what looks like a secret, in it."""
    return str(_redacted("path", _PRIVATE_LINK.sub(r"/\1/…", path)))


@lru_cache(_KNOWN_PATHS)
def _printable_path(path: str) -> str:
    shown = public_path(path)
    return shown if shown.isprintable() else repr(shown)
