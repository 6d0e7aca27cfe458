"""Counting, forgetting, and the workers' signs of life."""

from datetime import timedelta

from sqlmodel import Session, select

from smallgestures.outbox import queries
from smallgestures.outbox.models import DeliveryState, OutboxEvent, WorkerHeartbeat
from tests.factories import make_event


class TestCounts:
    def test_of_each_state(self, db: Session, held_clock):
        for state in (DeliveryState.WAITING, DeliveryState.WAITING, DeliveryState.FAILED):
            make_event(db, state=state)

        assert queries.count_by_state(db) == {"waiting": 2, "failed": 1}

    def test_of_what_is_open_by_name(self, db: Session, held_clock):
        make_event(db, "VideoAdded")
        make_event(db, "VideoAdded", state=DeliveryState.LEASED)
        make_event(db, "VideoAdded", state=DeliveryState.DONE)
        make_event(db, "MailQueued")

        assert queries.count_open(db, name="VideoAdded") == 2


class TestDeleteDone:
    def test_forgets_only_what_was_delivered_long_ago(self, db: Session, held_clock):
        old = held_clock() - timedelta(days=8)
        make_event(db, "Old", state=DeliveryState.DONE, done_at=old)
        make_event(db, "New", state=DeliveryState.DONE, done_at=held_clock())
        make_event(db, "Failed", state=DeliveryState.FAILED, due_at=old)

        assert queries.delete_done(db, before=held_clock() - timedelta(days=7)) == 1

        assert {event.name for event in db.exec(select(OutboxEvent))} == {"New", "Failed"}


class TestBeat:
    def test_keeps_one_row_a_worker_with_its_latest_time(self, db: Session, held_clock):
        queries.beat(db, "a:1", at=held_clock())
        held_clock.pass_by(timedelta(seconds=5))

        queries.beat(db, "a:1", at=held_clock())

        assert queries.last_heartbeat(db) == held_clock()
        assert len(db.exec(select(WorkerHeartbeat)).all()) == 1

    def test_forgets_workers_that_were_silent_for_an_hour(self, db: Session, held_clock):
        queries.beat(db, "a:1", at=held_clock())
        held_clock.pass_by(timedelta(minutes=61))

        queries.beat(db, "b:2", at=held_clock())

        assert [beat.worker for beat in db.exec(select(WorkerHeartbeat))] == ["b:2"]

    def test_nobody_has_been_seen_at_first(self, db: Session):
        assert queries.last_heartbeat(db) is None
