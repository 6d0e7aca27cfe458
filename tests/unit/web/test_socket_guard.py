"""Sockets that flood, that are too many, or that speak in another way."""

import json

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from smallgestures.settings import get_settings
from smallgestures.web.socket_guard import SocketGuard, is_fit

GOOD = "42/_event," + json.dumps(["event", {"name": "state.load", "payload": {}}])


async def echo(scope, receive, send):
    websocket = WebSocket(scope, receive, send)
    await websocket.accept()
    try:
        while True:
            await websocket.send_text(await websocket.receive_text())
    except WebSocketDisconnect:
        return


def client(**limits) -> TestClient:
    return TestClient(SocketGuard(echo, **limits))


class TestIsFit:
    @pytest.mark.parametrize(
        "text",
        [
            "40/_event,",
            "2",
            "3",
            "41/_event,",
            GOOD,
            '42/_event,["ping"]',
            '42["event",{"name":"x"}]',
            '42/_event,7["event",{"name":"x"}]',
        ],
    )
    def test_is_what_pages_send(self, text):
        assert is_fit({"type": "websocket.receive", "text": text})

    @pytest.mark.parametrize(
        "text",
        [
            '42/_event,["event","a text"]',
            '42/_event,["event",["name","x"]]',
            '42/_event,["event",{"payload":{}}]',
            '42/_event,["event",{"name":["x"]}]',
            '42/_event,["event",{"name":"x","payload":"y"}]',
            '42/_event,["event",{"name":"x"},{"name":"y"}]',
            '42/_event,{"name":"x"}',
            "42/_event,[",
            "42/_event,[]",
            "42" + "[" * 20_000,
            '451-/_event,["event",{"_placeholder":true,"num":0}]',
            "4" * 40_000,
        ],
    )
    def test_is_nothing_else(self, text):
        assert not is_fit({"type": "websocket.receive", "text": text})

    def test_is_never_binary(self):
        assert not is_fit({"type": "websocket.receive", "bytes": b"42"})


class TestSocketGuard:
    def test_lets_a_page_talk(self):
        with client().websocket_connect("/_event/") as socket:
            socket.send_text(GOOD)
            assert socket.receive_text() == GOOD

    def test_ends_a_socket_that_floods(self):
        with client(frames=3, seconds=60).websocket_connect("/_event/") as socket:
            for _ in range(4):
                socket.send_text("2")
            for _ in range(3):
                assert socket.receive_text() == "2"
            with pytest.raises(WebSocketDisconnect) as ended:
                socket.receive_text()

        assert ended.value.code == 1008

    def test_ends_a_socket_that_speaks_in_another_way(self):
        with client().websocket_connect("/_event/") as socket:
            socket.send_text('42/_event,["event","a text"]')
            with pytest.raises(WebSocketDisconnect):
                socket.receive_text()

    def test_refuses_one_socket_too_many_of_an_address(self):
        browser = client(per_address=1)
        with browser.websocket_connect("/_event/"):
            with (
                pytest.raises(WebSocketDisconnect) as refused,
                browser.websocket_connect("/_event/"),
            ):
                pass
            assert refused.value.code == 1013

        with browser.websocket_connect("/_event/"):
            pass

    def test_counts_by_the_address_that_our_proxy_saw(self, monkeypatch):
        monkeypatch.setenv("SG_TRUSTED_PROXIES", "10.0.0.0/8")
        get_settings.cache_clear()
        behind = TestClient(SocketGuard(echo, per_address=1), client=("10.0.0.1", 5))

        def connect(address: str):
            return behind.websocket_connect("/_event/", headers={"x-forwarded-for": address})

        with (
            connect("203.0.113.1"),
            connect("203.0.113.2"),
            pytest.raises(WebSocketDisconnect),
            connect("203.0.113.1"),
        ):
            pass
