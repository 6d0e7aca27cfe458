"""Ranges that were just sent are sent again from memory."""

import asyncio

import httpx
import pytest

from smallgestures.logs import RequestLog
from smallgestures.media import hot_answers
from smallgestures.media.hot_answers import KEPT_S, HotAnswers
from smallgestures.media.serving import MediaFiles
from smallgestures.media.storage import Storage, hashed_key, open_storage
from tests.at_once import AtOnce

CONTENT = bytes(index * 7 % 251 for index in range(1_500_000))
KEY = hashed_key(CONTENT, ".mp4")
URL = f"/media/{KEY}"


class Counted:
    """The media files, and how often they were asked."""

    def __init__(self, storage: Storage) -> None:
        self.files = MediaFiles(storage)
        self.times = 0

    async def __call__(self, scope, receive, send) -> None:
        self.times += 1
        await self.files(scope, receive, send)


class Browser:
    """Asks for ranges of the clip through the layers, as the site has them."""

    def __init__(self, files: Counted, **limits: int) -> None:
        self.files = files
        self.layer = HotAnswers(files, **limits)
        self.site = AtOnce(RequestLog(self.layer, ready=self.layer.ready))

    def ask(self, url: str = URL, *, method: str = "GET", **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}

        async def request() -> httpx.Response:
            transport = httpx.ASGITransport(self.site)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                return await client.request(method, url, headers=named)

        return asyncio.run(request())


@pytest.fixture
def files(tmp_path) -> Counted:
    storage = open_storage(None, tmp_path)
    storage.put_bytes(CONTENT, KEY)
    return Counted(storage)


@pytest.fixture
def browser(files: Counted) -> Browser:
    return Browser(files)


@pytest.fixture
def at(monkeypatch) -> list[float]:
    """The layer's clock: what the list holds last."""
    times = [1000.0]
    monkeypatch.setattr(hot_answers.time, "monotonic", lambda: times[-1])
    return times


def test_the_same_range_is_worked_out_once(browser: Browser):
    first, second = (browser.ask(range="bytes=10-99") for _ in range(2))

    assert browser.files.times == 1
    assert first.content == second.content == CONTENT[10:100]
    assert first.status_code == second.status_code == 206
    ids = [answer.headers.pop("x-request-id") for answer in (first, second)]
    assert ids[0] != ids[1]
    assert first.headers == second.headers


def test_after_a_second_the_file_is_looked_up_again(browser: Browser, at: list[float]):
    browser.ask(range="bytes=0-9")
    at.append(at[-1] + KEPT_S + 0.1)
    browser.ask(range="bytes=0-9")

    assert browser.files.times == 2


def test_another_range_and_another_file_have_answers_of_their_own(browser: Browser):
    browser.ask(range="bytes=0-9")

    assert browser.ask(range="bytes=5-9").content == CONTENT[5:10]
    assert browser.ask("/media/ab/none.mp4", range="bytes=0-9").status_code == 404
    assert browser.ask(method="HEAD", range="bytes=0-9").status_code == 200


@pytest.mark.parametrize("name", ["if_none_match", "if_range"])
def test_what_depends_on_more_than_the_range_is_asked_for_anew(browser: Browser, name: str):
    browser.ask(range="bytes=0-9")
    browser.ask(range="bytes=0-9", **{name: '"other"'})

    assert browser.files.times == 2


def test_only_ranges_that_were_found_are_kept(browser: Browser):
    for _ in range(2):
        browser.ask()
        browser.ask(method="HEAD", range="bytes=0-9")
        browser.ask(range=f"bytes={len(CONTENT)}-")
        browser.ask("/media/ab/none.mp4", range="bytes=0-9")

    assert browser.files.times == 8


def test_what_goes_out_in_pieces_is_not_kept(browser: Browser):
    for _ in range(2):
        assert browser.ask(range="bytes=0-999999").content == CONTENT[:1_000_000]

    assert browser.files.times == 2


def test_it_holds_no_more_bytes_than_it_may(files: Counted):
    browser = Browser(files, most_bytes=250)
    for first in (0, 100, 200):
        browser.ask(range=f"bytes={first}-{first + 99}")
    assert browser.layer.bytes == 200

    browser.ask(range="bytes=200-299")  # among the newest: from memory
    assert files.times == 3
    browser.ask(range="bytes=0-99")  # the oldest: gone
    assert files.times == 4
