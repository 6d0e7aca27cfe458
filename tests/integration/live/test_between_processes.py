"""What one process announces reaches the pages of another: through Redis, or through the table."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta

import pytest

from smallgestures import clock
from smallgestures.db.engine import reading, transaction
from smallgestures.live import broker as brokers
from smallgestures.live import redis_line
from smallgestures.live.broker import EVERYTHING, Broker, Listener
from smallgestures.live.news import News
from smallgestures.live.queries import list_news
from smallgestures.live.service import announce, forget_old_news
from smallgestures.settings import get_settings
from smallgestures.web.live import arrivals
from tests import redis_server

PATIENCE_S = 10.0


async def heard(listener: Listener) -> list[News]:
    return await asyncio.wait_for(listener.next_news(), PATIENCE_S)


def say(topic: str, *, to: int = 1) -> None:
    with transaction() as db:
        announce(db, to=[to], topic=topic)


def announce_and_fail() -> None:
    """Announce something in work that is rolled back."""
    with suppress(RuntimeError), transaction() as db:
        announce(db, to=[1], topic="gift")
        raise RuntimeError("the work failed")


def noted() -> list[str]:
    with reading() as db:
        return [row.topic for row in list_news(db, since=clock.wall() - timedelta(minutes=1))]


@pytest.mark.usefixtures("database")
class TestOneProcess:
    def test_hears_what_is_committed_and_not_what_is_rolled_back(self):
        async def listen() -> list[News]:
            with brokers.open_here().listening(1) as page:
                announce_and_fail()
                await asyncio.to_thread(say, "inbox")
                return await heard(page)

        assert asyncio.run(listen()) == [News(1, "inbox")]
        assert noted() == []


@pytest.mark.usefixtures("database")
class TestWithoutRedis:
    def test_the_workers_news_are_in_the_table_and_from_there_on_the_page_once(self):
        say("reminder")  # by a process that serves no page
        assert noted() == ["reminder"]

        async def listen() -> tuple[list[News], bool]:
            broker = brokers.open_here()
            looking = asyncio.create_task(arrivals.look_into_table(broker))
            try:
                with broker.listening(1) as page:
                    news = await heard(page)
                    await asyncio.sleep(3 * arrivals.LOOK_EVERY_S)
                    return news, page.rung.is_set()
            finally:
                looking.cancel()

        assert asyncio.run(listen()) == ([News(1, "reminder")], False)

    def test_a_rollback_leaves_nothing(self):
        announce_and_fail()

        assert noted() == []

    def test_old_news_are_forgotten(self, held_clock):
        say("reminder")
        held_clock.pass_by(timedelta(hours=1))

        with transaction() as db:
            assert forget_old_news(db) == 1


class TestThroughRedis:
    @pytest.fixture
    def redis(
        self, sqlite_database, monkeypatch: pytest.MonkeyPatch
    ) -> Iterator[redis_server.RunningRedis]:
        with redis_server.server() as running:
            monkeypatch.setenv("SG_REDIS_URL", running.url)
            get_settings.cache_clear()
            redis_line.forget_sender()
            yield running
            redis_line.forget_sender()

    def listen(self, monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]) -> list[list[News]]:
        """Return what a page of each of two processes hears of what `act` announces."""

        async def run() -> list[list[News]]:
            loop = asyncio.get_running_loop()
            here, there = brokers.open_here(), Broker(loop)
            ready = asyncio.Event()
            # The other process: its news come through Redis only, and none of them are its own.
            line = asyncio.create_task(
                redis_line.hear(there.tell, there.tell_all, own="another", ready=ready.set)
            )
            try:
                with here.listening(1) as page, there.listening(1) as other_page:
                    await asyncio.wait_for(ready.wait(), PATIENCE_S)
                    await asyncio.to_thread(act)
                    return [await heard(page), await heard(other_page)]
            finally:
                line.cancel()

        return asyncio.run(run())

    def test_both_processes_hear_it_and_the_table_stays_empty(self, redis, monkeypatch):
        assert self.listen(monkeypatch, lambda: say("inbox")) == [[News(1, "inbox")]] * 2
        assert noted() == []

    def test_a_process_ignores_what_comes_back_to_it(self, redis):
        async def run() -> bool:
            broker = brokers.open_here()
            ready = asyncio.Event()
            line = asyncio.create_task(
                redis_line.hear(broker.tell, broker.tell_all, ready=ready.set)
            )
            try:
                with broker.listening(1) as page:
                    await asyncio.wait_for(ready.wait(), PATIENCE_S)
                    await asyncio.to_thread(say, "inbox")
                    assert await heard(page) == [News(1, "inbox")]
                    await asyncio.sleep(0.2)
                    return page.rung.is_set()
            finally:
                line.cancel()

        assert asyncio.run(run()) is False

    def test_after_an_outage_every_page_looks_at_everything(self, redis, monkeypatch):
        async def run() -> list[News]:
            broker = Broker(asyncio.get_running_loop())
            connected: asyncio.Queue[None] = asyncio.Queue()
            line = asyncio.create_task(
                redis_line.hear(
                    broker.tell, broker.tell_all, ready=lambda: connected.put_nowait(None)
                )
            )
            try:
                with broker.listening(1) as page:
                    await asyncio.wait_for(connected.get(), PATIENCE_S)
                    await asyncio.to_thread(redis.drop_connections)
                    return await heard(page)
            finally:
                line.cancel()

        monkeypatch.setattr(redis_line, "RETRY_S", 0.05)

        assert asyncio.run(run()) == [News(1, EVERYTHING)]
