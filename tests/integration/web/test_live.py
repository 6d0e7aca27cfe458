"""An open page hears of what is its person's, for as long as it is open and they are signed in."""

import asyncio
from contextlib import suppress

import pytest
from reflex.istate.data import HeaderData, RouterData, SessionData

import smallgestures.smallgestures  # noqa: F401  # every page, and so every State
from smallgestures.accounts.sessions import end_session
from smallgestures.db.engine import transaction
from smallgestures.live.broker import EVERYTHING, open_here
from smallgestures.live.service import announce
from smallgestures.web.live.state import LiveState
from smallgestures.web.session import cookie_name
from tests.people import make_person, sign_in_as

PATIENCE_S = 10.0


class OpenPage:
    """What Reflex gives a waiting event for a page: its cookies, its socket, what it shows."""

    def __init__(self, token: str = "", *, socket: str = "first") -> None:
        cookie = f"{cookie_name()}={token}" if token else ""
        self.router = RouterData(
            headers=HeaderData(cookie=cookie), session=SessionData(session_id=socket)
        )
        self.heard: dict[str, int] = {}
        self.changed = asyncio.Event()

    async def __aenter__(self) -> "OpenPage":
        return self

    async def __aexit__(self, *_error: object) -> None:
        self.changed.set()

    async def hears(self, topic: str, times: int = 1) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while self.heard.get(topic, 0) < times:
                self.changed.clear()
                await self.changed.wait()


def listen(page: OpenPage) -> "asyncio.Task[None]":
    return asyncio.create_task(LiveState.listen.fn(page))


def say(person_id: int, topic: str = "inbox") -> None:
    with transaction() as db:
        announce(db, to=[person_id], topic=topic)


async def ended(listening: "asyncio.Task[None]") -> None:
    async with asyncio.timeout(PATIENCE_S):
        await listening


@pytest.fixture
def maya(site) -> tuple[int, str]:
    with site.given() as db:
        person = make_person(db, "maya")
        return person.key, sign_in_as(db, person)[0]


def test_nobody_waits_for_nothing(site):
    async def run() -> dict[str, int]:
        page = OpenPage()
        await ended(listen(page))
        return page.heard

    assert asyncio.run(run()) == {}


def test_a_page_loads_once_when_it_listens_and_then_with_each_news(maya):
    person_id, token = maya

    async def run() -> dict[str, int]:
        page = OpenPage(token)
        listening = listen(page)
        await page.hears(EVERYTHING)
        for times in (1, 2):
            await asyncio.to_thread(say, person_id)
            await page.hears("inbox", times)
        await asyncio.to_thread(say, person_id + 1)
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening
        assert open_here().open_pages == 0
        return page.heard

    assert asyncio.run(run()) == {EVERYTHING: 1, "inbox": 2}


def test_it_ends_with_the_session(maya):
    person_id, token = maya

    async def run() -> int:
        page = OpenPage(token)
        listening = listen(page)
        await page.hears(EVERYTHING)
        with transaction() as db:
            end_session(db, token)
        await asyncio.to_thread(say, person_id)
        await ended(listening)
        return open_here().open_pages

    assert asyncio.run(run()) == 0


def test_it_ends_when_the_page_has_another_socket(maya):
    person_id, token = maya

    async def run() -> dict[str, int]:
        page = OpenPage(token)
        listening = listen(page)
        await page.hears(EVERYTHING)
        page.router = OpenPage(token, socket="second").router
        await asyncio.to_thread(say, person_id)
        await ended(listening)
        return page.heard

    assert asyncio.run(run()) == {EVERYTHING: 1}
