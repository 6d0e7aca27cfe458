"""`GET /media/{key}`: the files of the storage, whole or in ranges."""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from functools import lru_cache
from http import HTTPStatus
from pathlib import PurePosixPath
from typing import Any

from obstore.exceptions import BaseError

from smallgestures.media.errors import InvalidKey
from smallgestures.media.keys import CONTENT_TYPES, checked_key, is_original
from smallgestures.media.open_files import LocalFiles
from smallgestures.media.ranges import Span, Unsatisfiable, asked_span
from smallgestures.media.remote_files import RemoteFiles
from smallgestures.media.served import Headers, Served
from smallgestures.media.storage import MEDIA_PATH, Storage, get_storage

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

OPEN_END_BYTES = 512 * 1024
# Read and sent at once; what is longer goes out in pieces of this size.
PIECE_BYTES = 512 * 1024
PATHSEND = "http.response.pathsend"
# As plain numbers: reading the value of an enum costs as much as the range does.
OK, PARTIAL_CONTENT, NOT_MODIFIED = 200, 206, 304
METHODS = {"GET", "HEAD"}
KNOWN_PATHS = 4096


class Problem(Exception):
    """An answer that says no, in words for people."""

    def __init__(self, status: HTTPStatus, detail: str, headers: Headers | None = None) -> None:
        self.status = status
        self.detail = detail
        self.headers = headers or []


class MediaFiles:
    """The ASGI app behind `/media`; answers the same below a mount and on its own."""

    def __init__(self, storage: Storage | None = None) -> None:
        self.storage = storage
        self.source: LocalFiles | RemoteFiles | None = None

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1000, "reason": ""})
            return
        try:
            await self._answer(scope, send)
        except Problem as problem:
            await _send_problem(scope, send, problem)

    async def _answer(self, scope: Scope, send: Send) -> None:
        if scope["method"] not in METHODS:
            detail = "Files can be read, not changed."
            raise Problem(HTTPStatus.METHOD_NOT_ALLOWED, detail, [(b"allow", b"GET, HEAD")])
        file = await self._find(_served_key(scope["path"], scope.get("root_path", "")))
        try:
            await _send_file(scope, send, file)
        finally:
            file.release()

    async def _find(self, key: str) -> Served:
        if self.source is None:
            # Not when the app is made: importing the site must touch no disk.
            storage = self.storage or get_storage()
            self.source = (
                LocalFiles(storage.folder) if storage.folder else RemoteFiles(storage.store)
            )
        try:
            return await self.source.find(key)
        except FileNotFoundError as error:
            raise _not_found() from error
        except BaseError as error:
            raise _unavailable() from error


@lru_cache(KNOWN_PATHS)
def _served_key(path: str, root: str) -> str:
    if root and path.startswith(root + "/"):
        path = path[len(root) :]
    key = path.removeprefix(MEDIA_PATH).removeprefix("/")
    try:
        checked_key(key)
    except InvalidKey as error:
        raise _not_found() from error
    if is_original(key) or PurePosixPath(key).suffix not in CONTENT_TYPES:
        raise _not_found()
    return key


def _not_found() -> Problem:
    return Problem(HTTPStatus.NOT_FOUND, "There is no such file.")


def _unavailable() -> Problem:
    detail = "The media storage is not answering. Try again in a moment."
    return Problem(HTTPStatus.SERVICE_UNAVAILABLE, detail)


async def _send_file(scope: Scope, send: Send, file: Served) -> None:
    asked = dict(scope["headers"])
    if _is_known(asked.get(b"if-none-match", b""), file.etag):
        await _send(send, NOT_MODIFIED, file.headers, b"")
        return
    if scope["method"] == "HEAD":
        length = (b"content-length", b"%d" % file.size)
        await _send(send, OK, [*file.headers, length], b"")
        return
    span = _asked_span(asked, file)
    if span is not None:
        extent = b"bytes %d-%d/%d" % (span.first, span.last, file.size)
        headers = [*file.headers, (b"content-range", extent)]
        await _send_span(send, PARTIAL_CONTENT, headers, file, span)
    elif file.path is not None and file.size > PIECE_BYTES and PATHSEND in _extensions(scope):
        length = (b"content-length", b"%d" % file.size)
        await _send_start(send, OK, [*file.headers, length])
        await send({"type": PATHSEND, "path": file.path})
    else:
        await _send_span(send, OK, file.headers, file, Span(0, file.size - 1))


def _extensions(scope: Scope) -> MutableMapping[str, Any]:
    return scope.get("extensions") or {}


def _is_known(if_none_match: bytes, etag: bytes) -> bool:
    """Return whether the browser has the file; weak comparison, as RFC 9110 asks here."""
    if not if_none_match:
        return False
    if if_none_match.strip() == b"*":
        return True
    return any(tag.strip().removeprefix(b"W/") == etag for tag in if_none_match.split(b","))


def _asked_span(asked: dict[bytes, bytes], file: Served) -> Span | None:
    text = asked.get(b"range")
    if text is None:
        return None
    if_range = asked.get(b"if-range")
    if if_range is not None and if_range.strip() != file.etag:
        return None
    try:
        return asked_span(text.decode("latin-1"), file.size, open_end_bytes=OPEN_END_BYTES)
    except Unsatisfiable as error:
        raise Problem(
            HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
            "The file is shorter than that.",
            [(b"content-range", b"bytes */%d" % file.size), (b"accept-ranges", b"bytes")],
        ) from error


async def _send_span(send: Send, status: int, headers: Headers, file: Served, span: Span) -> None:
    """Send the bytes; the first piece is read before anything is promised."""
    headers = [*headers, (b"content-length", b"%d" % span.length)]
    piece = await _first_piece(file, span.first, min(span.length, PIECE_BYTES))
    if len(piece) == span.length:
        await _send(send, status, headers, piece)
        return
    await _send_start(send, status, headers)
    at = span.first
    while True:
        at += len(piece)
        has_more = at <= span.last
        await send({"type": "http.response.body", "body": piece, "more_body": has_more})
        if not has_more:
            return
        piece = await _piece(file, at, min(span.last + 1 - at, PIECE_BYTES))


async def _first_piece(file: Served, first: int, length: int) -> bytes:
    try:
        return await _piece(file, first, length)
    except FileNotFoundError as error:
        raise _not_found() from error
    except BaseError as error:
        raise _unavailable() from error


async def _piece(file: Served, first: int, length: int) -> bytes:
    piece = await file.read(first, length) if length else b""
    if len(piece) != length:
        # Names are immutable, so this is a disk or a store gone wrong: break off, cache nothing.
        raise OSError(f"{length} bytes at {first} were promised, {len(piece)} are there")
    return piece


async def _send(send: Send, status: int, headers: Headers, body: bytes) -> None:
    await _send_start(send, status, headers)
    await send({"type": "http.response.body", "body": body, "more_body": False})


async def _send_start(send: Send, status: int, headers: Headers) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})


async def _send_problem(scope: Scope, send: Send, problem: Problem) -> None:
    body = json.dumps(
        {
            "type": "about:blank",
            "title": problem.status.phrase,
            "status": problem.status.value,
            "detail": problem.detail,
        }
    ).encode()
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", b"%d" % len(body)),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        *problem.headers,
    ]
    await _send(send, problem.status.value, headers, b"" if scope["method"] == "HEAD" else body)
