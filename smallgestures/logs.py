"""Logs: one line for each HTTP request and each job, and nothing private in any of them."""

import asyncio
import json
import logging
import random
import re
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from contextvars import ContextVar
from functools import lru_cache
from time import perf_counter
from typing import Any, Literal

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

_request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
_request_ids = random.Random()  # names, not secrets: the system's own are slower than the answer


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


class RequestLog:
    """ASGI middleware: one line a request, with an id that the answer carries too.

    The line has the method, the path without its query, the status and the
    milliseconds until the last byte was handed over. Paths that are a secret
    in themselves (`/gift/{token}`) are cut to their first part.
    """

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and write its line when it is answered or has failed."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = f"{_request_ids.getrandbits(48):012x}"
        status = 500  # what the server answers when the app raises before it starts

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                own = (b"x-request-id", request_id.encode())
                message["headers"] = [*message.get("headers", ()), own]
            await send(message)

        start = perf_counter()
        token = _request_id.set(request_id)
        try:
            await self.app(scope, receive, noting)
        finally:
            _request_id.reset(token)
            _request_lines.write(
                method=scope["method"],
                ms=round((perf_counter() - start) * 1000, 1),
                path=public_path(scope["path"]),
                request_id=request_id,
                status=status,
            )


class _RequestLines:
    """Writes requests' lines in the form of all others, without the way through the loggers.

    That way costs more than answering does, and a request's line has nothing in
    it that could be private but its path.
    """

    def __init__(self) -> None:
        self.are_wanted = True
        self.as_json = False
        self.waiting: list[str] = []  # of this turn of the event loop: written at once

    def write(self, *, method: str, ms: float, path: str, request_id: str, status: int) -> None:
        """Write one line to stderr."""
        if not self.are_wanted:
            return
        at = clock.wall().isoformat(timespec="microseconds").replace("+00:00", "Z")
        if self.as_json:
            about = {"method": method, "ms": ms, "path": path, "request_id": request_id}
            about |= {"status": status, "event": "request", "level": "info", "timestamp": at}
            text = json.dumps(about)
        else:
            shown = path if path.isprintable() else repr(path)
            text = (
                f"{at} [info     ] request                        method={method} ms={ms}"
                f" path={shown} request_id={request_id} status={status}"
            )
        self._write(text)

    def _write(self, text: str) -> None:
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # nobody would come to write it
            sys.stderr.write(text + "\n")
            return
        if not self.waiting:
            loop.call_soon(self._write_waiting)
        self.waiting.append(text)

    def _write_waiting(self) -> None:
        text = "\n".join(self.waiting) + "\n"
        self.waiting.clear()
        sys.stderr.write(text)  # which is flushed at each line end, whatever it is


_request_lines = _RequestLines()


@lru_cache(_KNOWN_PATHS)
def public_path(path: str) -> str:
    """Return the path without a token, or what looks like a secret, in it."""
    return str(_redacted("path", _PRIVATE_LINK.sub(r"/\1/…", path)))
