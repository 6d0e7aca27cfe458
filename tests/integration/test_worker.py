"""What the worker does beside its jobs."""

import threading
from datetime import timedelta

import pytest
from sqlmodel import select

from smallgestures import clock, worker
from smallgestures.db.engine import reading
from smallgestures.event_handlers import HANDLERS, JOBS
from smallgestures.feed.models import FeedEntry
from smallgestures.outbox.models import DeliveryState, OutboxEvent
from smallgestures.outbox.queries import last_heartbeat
from smallgestures.shop.attribution.service import record_click
from smallgestures.shop.models import Click
from smallgestures.videos.service import finish_video
from tests.factories import (
    make_event,
    make_link,
    make_playable,
    make_product,
    make_video,
    new_impression_id,
)

pytestmark = pytest.mark.usefixtures("database")


class TestRunChores:
    def test_forgets_what_is_old_and_keeps_the_rest(self, given, held_clock):
        def arrange(db) -> None:
            product = make_product(db, slug="vase")
            link = make_link(db, product=product)
            impression = new_impression_id(link)
            record_click(db, impression, slug="vase", person_id=None, visitor_key="a" * 64)
            make_event(db, "Old", state=DeliveryState.DONE, done_at=held_clock())

        given(arrange)
        held_clock.pass_by(timedelta(days=8))
        given(lambda db: make_event(db, "New"))

        worker.run_chores()

        with reading() as db:
            assert [event.name for event in db.exec(select(OutboxEvent))] == ["New"]
            assert [click.visitor_key for click in db.exec(select(Click))] == [None]


class TestWorkOnce:
    def test_takes_a_published_clip_into_the_feed(self, given):
        def arrange(db) -> int:
            video = make_video(db, publish_at=clock.now())
            finish_video(db, video.key, make_playable())
            return video.key

        video_id = given(arrange)

        assert worker.work_once()
        assert not worker.work_once()

        with reading() as db:
            assert list(db.exec(select(FeedEntry.video_id))) == [video_id]


class TestBeat:
    def test_is_seen_by_others(self):
        stopping = threading.Event()
        stopping.set()

        worker.beat(stopping)

        with reading() as db:
            seen_at = last_heartbeat(db)
        assert seen_at is not None
        assert clock.wall() - seen_at < timedelta(minutes=1)


def test_no_event_is_both_handled_and_a_job():
    assert set(HANDLERS) & set(JOBS) == set()
