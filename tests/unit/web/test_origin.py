"""Who may change anything: our own pages, and programs without anybody's cookies."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from smallgestures.web.origin import OriginCheck

OURS = "http://localhost:3000"
ALSO_OURS = "http://127.0.0.1:3000"
FOREIGN = [
    "https://evil.example",
    "null",
    "http://localhost:3001",
    "http://localhost:3000.evil.example",
    "",
]


async def answer(_request):
    return PlainTextResponse("done")


async def socket(websocket: WebSocket):
    await websocket.accept()
    await websocket.close()


@pytest.fixture
def client() -> TestClient:
    methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    routes = [
        Route("/auth/sign-in", answer, methods=methods),
        Route("/_event/", answer, methods=methods),
        WebSocketRoute("/_event/", socket),
    ]
    return TestClient(OriginCheck(Starlette(routes=routes)))


@pytest.mark.parametrize("origin", FOREIGN)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_foreign_page_changes_nothing(client: TestClient, origin: str, method: str):
    answered = client.request(method, "/auth/sign-in", headers={"origin": origin})

    assert answered.status_code == httpx.codes.FORBIDDEN
    assert answered.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("origin", [OURS, ALSO_OURS])
def test_our_pages_do(client: TestClient, origin: str):
    assert client.post("/auth/sign-in", headers={"origin": origin}).text == "done"


def test_a_foreign_page_may_read_what_anybody_may(client: TestClient):
    assert client.get("/auth/sign-in", headers={"origin": FOREIGN[0]}).text == "done"


def test_a_foreign_page_does_not_poll_the_socket_either(client: TestClient):
    assert client.get("/_event/", headers={"origin": FOREIGN[0]}).status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"referer": f"{OURS}/sign-in"}, 200),
        ({"referer": "https://evil.example/x"}, 403),
        ({"referer": "http://[broken"}, 403),
    ],
)
def test_without_an_origin_the_rest_of_the_headers_counts(client, headers, status):
    assert client.post("/auth/sign-in", headers=headers).status_code == status


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_foreign_page_opens_no_socket(client: TestClient, origin: str):
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        client.websocket_connect("/_event/", headers={"origin": origin}),
    ):
        pass

    assert refused.value.code == 1008


def test_our_pages_open_a_socket(client: TestClient):
    with client.websocket_connect("/_event/", headers={"origin": OURS}):
        pass
