"""News reach every open page of a person, once they are committed."""

import asyncio

import pytest
from sqlmodel import Session

from smallgestures.db.engine import after_commit
from smallgestures.live.broker import EVERYTHING, WAITING_LIMIT, Broker
from smallgestures.live.news import News
from smallgestures.live.service import announce, take_news


def test_news_are_noted_once_each_in_order(db: Session):
    announce(db, to=[1, 2], topic="inbox", subject_id=7)
    announce(db, to=[2, 1], topic="inbox", subject_id=7)
    announce(db, to=[1], topic="gift")

    assert take_news(db) == [News(1, "inbox", 7), News(2, "inbox", 7), News(1, "gift")]
    assert take_news(db) == []


def test_news_travel_as_they_are():
    news = News(1, "inbox", None)

    assert News.from_json(news.to_json()) == news


def test_what_was_asked_for_is_not_done_while_the_work_goes_on(db: Session):
    done: list[str] = []

    after_commit(db, lambda: done.append("told"))

    assert done == []


class TestBroker:
    @pytest.fixture
    def broker(self):
        with asyncio.Runner() as runner:
            yield Broker(runner.get_loop())

    def heard(self, broker: Broker, listener) -> list[News]:
        return broker.loop.run_until_complete(asyncio.wait_for(listener.next_news(), 5))

    def test_tells_every_page_of_the_person_and_no_one_elses(self, broker):
        with (
            broker.listening(1) as phone,
            broker.listening(1) as desk,
            broker.listening(2) as other,
        ):
            broker.tell([News(1, "inbox"), News(1, "inbox"), News(1, "gift")])

            assert self.heard(broker, phone) == [News(1, "inbox"), News(1, "gift")]
            assert self.heard(broker, desk) == [News(1, "inbox"), News(1, "gift")]
            assert not other.rung.is_set()

    def test_a_page_that_reads_slowly_keeps_little(self, broker):
        with broker.listening(1) as page:
            broker.tell(News(1, "inbox", n) for n in range(10 * WAITING_LIMIT))

            assert len(self.heard(broker, page)) == WAITING_LIMIT

    def test_keeps_nothing_of_pages_that_went(self, broker):
        with broker.listening(1):
            assert broker.open_pages == 1

        assert broker.open_pages == 0
        assert not broker.listeners

    def test_after_a_gap_everybody_looks_at_everything(self, broker):
        with broker.listening(1) as page:
            broker.tell_all()

            assert self.heard(broker, page) == [News(1, EVERYTHING)]
