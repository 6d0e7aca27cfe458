"""The web process's HTTP protocol, over real sockets: ready answers at once, heads bounded."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from uvicorn import Config
from uvicorn.server import ServerState

from smallgestures.cli import http_protocol
from smallgestures.cli.http_protocol import HEAD_BYTES, RANGE_REQUEST, HttpProtocol
from smallgestures.logs import Ready

READY = Ready(206, b"content-length: 5\r\nx-from: memory\r\n", b"ready")
LARGE = Ready(206, b"content-length: 4000000\r\n", bytes(4_000_000))
GET = b"GET /media/%s HTTP/1.1\r\nHost: x\r\nRange: bytes=0-4\r\nAccept: */*\r\n\r\n"
PATIENCE_S = 10.0

Read = asyncio.StreamReader
Write = asyncio.StreamWriter


class Site:
    """Knows one answer by heart, and works the others out in a task."""

    def __init__(self) -> None:
        self.tasks = 0
        self.connections: list[HttpProtocol] = []

    def at_once(self, path: str, asked: bytes) -> Ready | None:
        assert asked == b"bytes=0-4"
        return {"/media/ready": READY, "/media/large": LARGE}.get(path)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.tasks += 1
        body = b""
        more = True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        body = body or f"worked out {scope['path'].removeprefix('/media/')}".encode()
        length = (b"content-length", str(len(body)).encode())
        await send({"type": "http.response.start", "status": 200, "headers": [length]})
        await send({"type": "http.response.body", "body": body})


@asynccontextmanager
async def connected(site: Site) -> AsyncIterator[tuple[Read, Write]]:
    state = ServerState()
    config = Config(
        site, http=HttpProtocol, interface="asgi3", proxy_headers=False, log_config=None
    )
    config.load()

    def connect() -> HttpProtocol:
        site.connections.append(HttpProtocol(config=config, server_state=state, app_state={}))
        return site.connections[-1]

    server = await asyncio.get_running_loop().create_server(connect, "127.0.0.1", 0)
    try:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        yield reader, writer
        writer.close()
    finally:
        server.close()


def talk(site: Site, work: Callable[[Read, Write], Awaitable[Any]]) -> Any:
    """Do `work` over one connection to the site, and return what it returns."""

    async def run() -> Any:
        async with asyncio.timeout(PATIENCE_S), connected(site) as (reader, writer):
            return await work(reader, writer)

    return asyncio.run(run())


async def answer(reader: Read) -> tuple[bytes, bytes]:
    """Return the head of the next answer, and its body."""
    head = await reader.readuntil(b"\r\n\r\n")
    _, _, after = head.lower().partition(b"content-length: ")
    length = int(after.split(b"\r\n")[0])
    return head, await reader.readexactly(length)


class TestReady:
    def test_goes_out_without_a_task_and_the_connection_stays(self):
        site = Site()

        async def ask(reader: Read, writer: Write) -> list[tuple[bytes, bytes]]:
            answers = []
            for name in (b"ready", b"other", b"ready"):
                writer.write(GET % name)
                answers.append(await answer(reader))
            return answers

        (head, first), (_, second), (_, third) = talk(site, ask)

        assert head.startswith(b"HTTP/1.1 206 ")
        assert b"x-from: memory\r\n" in head
        assert (first, second, third) == (b"ready", b"worked out other", b"ready")
        assert site.tasks == 1

    def test_requests_that_come_together_are_answered_in_their_order(self):
        names = [b"other", b"ready", b"ready", b"third", b"ready"] * 400

        async def ask(reader: Read, writer: Write) -> list[bytes]:
            writer.write(b"".join(GET % name for name in names))
            return [(await answer(reader))[1] for _ in names]

        bodies = talk(Site(), ask)

        # Whoever has more requests waiting is answered by the app, also what is ready.
        assert [body.removeprefix(b"worked out ") for body in bodies] == names

    def test_does_not_pile_up_for_somebody_who_does_not_read(self):
        async def ask(reader: Read, writer: Write) -> bytes:
            writer.write(GET % b"large")
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 206 ")
            writer.write(GET % b"ready")
            await reader.readexactly(len(LARGE.body))
            return (await answer(reader))[1]

        assert talk(Site(), ask) == b"worked out ready"

    @pytest.mark.parametrize(
        "changed",
        [
            (b"GET ", b"POST "),
            (b"GET ", b"get "),
            (b"/media/", b"/other/"),
            (b" HTTP/1.1", b" HTTP/1.0"),
            (b"ready ", b"%72eady "),
            (b"ready ", b"ready?a=1 "),
            (b"Accept: */*", b"Connection: close"),
            (b"Accept: */*", b"Connection: keep-alive, Upgrade"),
            (b"Accept: */*", b"If-Range: x"),
            (b"Accept: */*", b"If-None-Match: x"),
            (b"Accept: */*", b"Range: bytes=0-5"),
            (b"Accept: */*", b"Content-Length: 0"),
            (b"Host: x", b"Host: x\r\n folded"),
            (b"bytes=0-4", b"bytes=0-4,7-8"),
            (b"Range: bytes=0-4\r\n", b""),
        ],
    )
    def test_is_sent_only_to_just_such_a_request(self, changed: tuple[bytes, bytes]):
        assert RANGE_REQUEST.fullmatch(GET % b"ready")

        assert not RANGE_REQUEST.fullmatch((GET % b"ready").replace(*changed))

    def test_is_sent_to_a_browser(self):
        asked = (
            b"GET /media/a2/f0.mp4 HTTP/1.1\r\nHost: localhost:3000\r\nConnection: keep-alive\r\n"
            b'sec-ch-ua: "Chromium";v="140", "Not=A?Brand";v="24"\r\nCookie: sg_session=a\r\n'
            b"Accept-Encoding: identity;q=1, *;q=0\r\nRange: bytes=0-\r\nReferer: /\r\n\r\n"
        )

        found = RANGE_REQUEST.fullmatch(asked)

        assert found is not None
        assert found.groups() == (b"/media/a2/f0.mp4", b"bytes=0-")


class TestHead:
    def test_too_long_a_one_is_refused_in_words(self):
        async def ask(reader: Read, writer: Write) -> bytes:
            writer.write(b"GET / HTTP/1.1\r\nhost: x\r\nx-long: " + b"a" * (HEAD_BYTES + 1))
            return await reader.read()

        said = talk(Site(), ask)

        assert said.startswith(b"HTTP/1.1 431 ")
        assert said.endswith(b"Expected request headers of at most 64 KB.\n")

    @pytest.mark.parametrize("begun", [b"", b"GET / HTTP/1.1\r\n", GET % b"ready" + b"GET /"])
    def test_one_that_does_not_come_is_not_waited_for(
        self, monkeypatch: pytest.MonkeyPatch, begun: bytes
    ):
        monkeypatch.setattr(http_protocol, "HEAD_PATIENCE_S", 0.1)

        async def ask(reader: Read, writer: Write) -> bytes:
            writer.write(begun)
            await writer.drain()
            if begun.endswith(b"GET /"):
                await answer(reader)
                writer.write(b"nothing")
            return await reader.read()

        assert talk(Site(), ask).startswith(b"HTTP/1.1 408 ")

    def test_a_long_body_is_no_long_head(self):
        body = b"b" * (4 * HEAD_BYTES)

        async def ask(reader: Read, writer: Write) -> bytes:
            head = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n\r\n" % len(body)
            for _ in range(2):
                writer.write(head + body)
                _, came = await answer(reader)
            return came

        assert talk(Site(), ask) == body


class TestKeptAlive:
    def test_a_connection_that_is_used_stays_and_one_that_is_not_ends(self):
        site = Site()

        async def ask(reader: Read, writer: Write) -> bytes:
            for _ in range(2):
                writer.write(GET % b"ready")
                assert (await answer(reader))[1] == b"ready"
                site.connections[0].timeout_keep_alive_handler()  # as its timer calls it
            site.connections[0].sent_at -= site.connections[0].timeout_keep_alive
            site.connections[0].timeout_keep_alive_handler()
            return await reader.read()

        assert talk(site, ask) == b""
