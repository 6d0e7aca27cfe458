"""One line for each request, and nothing private in any line."""

import asyncio
import json
import logging
from collections.abc import Iterator

import httpx
import pytest
import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from smallgestures import logs
from tests.at_once import AtOnce


@pytest.fixture(autouse=True)
def kept_logging() -> Iterator[None]:
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    yield
    root.handlers, root.level = before[0], before[1]
    structlog.reset_defaults()


async def answer(request: Request) -> PlainTextResponse:
    if request.query_params.get("fail"):
        raise RuntimeError("sold to ana@example.com")
    return PlainTextResponse("hello")


class Client:
    """Asks an app behind the request log, as a browser would."""

    def __init__(self, app: Starlette) -> None:
        self.transport = httpx.ASGITransport(logs.RequestLog(app), raise_app_exceptions=False)

    def ask(
        self, path: str, method: str = "GET", *, style: str = "json", **about: object
    ) -> httpx.Response:
        logs.configure(style=style)  # here: it writes to the stderr that it finds

        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(
                transport=self.transport, base_url="http://localhost"
            ) as client:
                return await client.request(method, path, **about)

        return asyncio.run(ask())


@pytest.fixture
def client() -> Client:
    return Client(Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST"])]))


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


class TestRequestLog:
    def test_writes_one_line_with_what_happened(self, client, capsys):
        answer = client.ask("/product/vase")

        [line] = lines(capsys)
        assert line["event"] == "request"
        assert (line["method"], line["path"], line["status"]) == ("GET", "/product/vase", 200)
        assert line["ms"] >= 0
        assert answer.headers["x-request-id"] == line["request_id"]

    def test_says_nothing_of_query_cookies_and_body(self, client, capsys):
        client.ask(
            "/auth/sign-in?next=/secret-place",
            "POST",
            data={"password": "hunter2hunter2"},
            headers={"cookie": "sg_session=c00kie-value"},
        )

        text = capsys.readouterr().err
        assert "/auth/sign-in" in text
        assert not [word for word in ("secret-place", "c00kie", "hunter2") if word in text]

    @pytest.mark.parametrize("path", ["/gift/tok3n", "/verify/tok3n", "/reset/tok3n"])
    def test_cuts_addresses_that_are_secrets(self, client, capsys, path: str):
        client.ask(path)

        assert "tok3n" not in capsys.readouterr().err

    def test_cuts_what_looks_like_a_secret_out_of_any_path(self, client, capsys):
        client.ask("/u/ana@example.com")

        assert lines(capsys)[0]["path"] == f"/u/{logs.REDACTED}"

    def test_an_address_can_not_write_a_line_of_its_own(self, client, capsys):
        client.ask("/x%0A2026 a line that nobody logged", style="console")

        [line] = capsys.readouterr().err.splitlines()
        assert "path='/x\\n2026 a line that nobody logged'" in line

    def test_writes_the_line_of_a_request_that_failed(self, client, capsys):
        client.ask("/x?fail=1")

        assert lines(capsys)[-1]["status"] == 500

    def test_gives_every_request_an_id_of_its_own(self, client):
        first, second = (client.ask("/").headers["x-request-id"] for _ in range(2))

        assert first != second

    def test_binds_the_id_to_what_is_logged_meanwhile(self, capsys):
        async def talk(request: Request) -> PlainTextResponse:
            structlog.get_logger("shop").info("something happened")
            return PlainTextResponse("")

        app = Starlette(routes=[Route("/", talk)])
        Client(app).ask("/")

        inside, outside = lines(capsys)
        assert inside["request_id"] == outside["request_id"]


class TestManyRequests:
    """Of requests that come close together the lines are written together."""

    def test_every_one_has_its_line_in_the_order_of_the_answers(self, client, capsys):
        logs.configure(style="json")
        paths = [f"/video/{number}" for number in range(200)]
        seen: list[object] = []

        async def ask_all() -> None:
            async with httpx.AsyncClient(
                transport=client.transport, base_url="http://localhost"
            ) as browser:
                for path in paths:
                    await browser.get(path)
            async with asyncio.timeout(20):
                while len(seen) < len(paths):
                    seen.extend(line["path"] for line in lines(capsys))
                    await asyncio.sleep(0)

        asyncio.run(ask_all())

        assert seen == paths

    def test_the_lines_that_wait_are_written_when_the_server_ends(self, client, capsys):
        logs.configure(style="json")
        with TestClient(client.transport.app) as browser:
            for path in ("/a", "/b", "/c"):
                browser.get(path)

        assert [line["path"] for line in lines(capsys)] == ["/a", "/b", "/c"]


class TestReadyAnswers:
    """What is ready is sent before any layer is asked, and is a request like all others."""

    READY = logs.Ready(206, logs.head_of([(b"content-length", b"5")]), b"ready")

    def ask(self, path: str) -> httpx.Response:
        def ready(path: str, asked: bytes) -> logs.Ready | None:
            return self.READY if (path, asked) == ("/ready", b"bytes=0-4") else None

        app = Starlette(routes=[Route("/{path:path}", answer)])
        client = Client(app)
        client.transport.app = AtOnce(logs.RequestLog(app, ready=ready))
        return client.ask(path, headers={"range": "bytes=0-4"})

    def test_writes_its_line_and_carries_its_id(self, capsys):
        answer = self.ask("/ready")

        [line] = lines(capsys)
        assert (line["method"], line["path"], line["status"]) == ("GET", "/ready", 206)
        assert (answer.status_code, answer.content) == (206, b"ready")
        assert answer.headers["x-request-id"] == line["request_id"]

    def test_everything_else_is_answered_by_the_app(self):
        assert self.ask("/other").text == "hello"

    def test_an_id_is_given_to_one_answer_only(self):
        first, second = (self.ask("/ready").headers["x-request-id"] for _ in range(2))

        assert first != second
        assert self.READY.head == b"content-length: 5\r\n"


class TestRedaction:
    @pytest.mark.parametrize(
        "secret",
        [
            "ana@example.com",
            "sk_test_51AbCdEfGh",
            "whsec_a1b2c3d4e5f6",
            "eyJhbGciOi.eyJzdWIiOi.SflKxwRJ",
            "dGhpcyBpcyBhIDI1NiBiaXQgdG9rZW4gb2Ygb3Vycw_x",
        ],
    )
    def test_a_secret_in_a_text_is_replaced(self, capsys, secret: str):
        logs.configure(style="json")

        structlog.get_logger().warning(f"failed for {secret} again")

        text = capsys.readouterr().err
        assert secret not in text
        assert logs.REDACTED in text

    @pytest.mark.parametrize("name", ["password", "session_token", "Cookie", "email", "api_key"])
    def test_a_value_with_a_secret_name_is_replaced(self, capsys, name: str):
        logs.configure(style="json")

        structlog.get_logger().info("signed in", **{name: "plain"})

        assert lines(capsys)[0][name] == logs.REDACTED

    def test_reaches_into_what_is_nested(self, capsys):
        logs.configure(style="json")

        structlog.get_logger().info("x", about={"who": ["ana@example.com"], "token": "t"})

        assert lines(capsys)[0]["about"] == {"who": [logs.REDACTED], "token": logs.REDACTED}

    def test_covers_exceptions_and_other_peoples_loggers(self, capsys):
        logs.configure(style="json")
        try:
            raise ValueError("postgresql://maya:hunter2@db/clips?password=x")
        except ValueError:
            logging.getLogger("somebody.else").exception("lost %s", "ana@example.com")

        text = capsys.readouterr().err
        assert not [word for word in ("hunter2", "password=x", "ana@example") if word in text]

    def test_leaves_ordinary_words_numbers_and_media_keys_alone(self, capsys):
        logs.configure(style="json")
        path = "/media/ab/" + "ab" * 32 + ".mp4"

        structlog.get_logger().info("transcoded", path=path, ms=12.5, done=True, video=None)

        line = lines(capsys)[0]
        assert (line["path"], line["ms"], line["done"], line["video"]) == (path, 12.5, True, None)


def test_a_person_reads_lines_without_json(capsys):
    logs.configure(style="console")

    structlog.get_logger().info("worker started", jobs=3)

    text = capsys.readouterr().err
    assert "worker started" in text
    assert "jobs=3" in text
    assert "{" not in text


def test_less_than_the_level_is_not_written(capsys):
    logs.configure(level="warning")

    structlog.get_logger().info("too quiet")

    assert capsys.readouterr().err == ""
