"""What time does to videos: planned ones come out, deleted ones go for good."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from smallgestures import clock
from smallgestures.db.engine import reading, transaction
from smallgestures.falling_due import DUE, run_due
from smallgestures.outbox.models import OutboxEvent
from smallgestures.schema import metadata
from smallgestures.videos.editing.handlers import next_publication, next_removal
from smallgestures.videos.editing.service import delete_video, publish_video, restore_video
from smallgestures.videos.models import Video, VideoState
from smallgestures.videos.service import finish_video
from tests.factories import make_clip, make_playable, make_video
from tests.process_state import forget_process_state

KINDS = [kind for kind in DUE if kind.name in {"publications", "removals"}]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _database(monkeypatch: pytest.MonkeyPatch, tmp_path, held_clock) -> Iterator[None]:
    monkeypatch.setenv("SG_DATABASE_URL", f"sqlite:///{tmp_path / 'videos.db'}")
    forget_process_state()
    with transaction() as db:
        metadata.create_all(db.connection())
    yield
    forget_process_state()


def planned(ahead: timedelta, **overrides) -> Video:
    with transaction() as db:
        video = make_video(db, **overrides)
        finish_video(db, video.key, make_playable())
        at = clock.now() + ahead
        return publish_video(db, video.public_id, creator_id=video.creator_id, at=at)


def deleted() -> Video:
    with transaction() as db:
        video = make_clip(db, caption="Slow water.", file_name="water.mov")
        return delete_video(db, video.public_id, creator_id=video.creator_id)


def again(video: Video) -> Video:
    with reading() as db:
        return db.get_one(Video, video.key)


def next_at() -> list[datetime | None]:
    with reading() as db:
        return [next_publication(db), next_removal(db)]


def events(name: str) -> list[dict]:
    with reading() as db:
        return [event.payload for event in db.exec(select(OutboxEvent)) if event.name == name]


class TestPlannedVideos:
    def test_come_out_when_their_time_has_come(self, held_clock):
        first, second = planned(HOUR), planned(3 * HOUR)
        assert next_at() == [clock.now() + HOUR, None]
        held_clock.pass_by(2 * HOUR)

        assert run_due(clock.now(), KINDS)

        assert again(first).published_at == clock.now()
        assert again(second).published_at is None
        assert [event["video_id"] for event in events("VideoPublished")] == [first.key]

    def test_come_out_once(self, held_clock):
        planned(HOUR)
        held_clock.pass_by(2 * HOUR)

        run_due(clock.now(), KINDS)
        run_due(clock.now(), KINDS)

        assert len(events("VideoPublished")) == 1
        assert next_at() == [None, None]

    def test_wait_for_nobody_while_they_are_still_converted(self, held_clock):
        with transaction() as db:
            video = make_video(db, publish_at=clock.now() + HOUR)
        held_clock.pass_by(2 * HOUR)

        assert next_at() == [None, None]
        assert run_due(clock.now(), KINDS)
        with transaction() as db:
            finish_video(db, video.key, make_playable())

        assert again(video).published_at == clock.now()


class TestDeletedVideos:
    def test_go_for_good_after_thirty_days(self, held_clock):
        video = deleted()
        assert next_at() == [None, clock.now() + 30 * DAY]
        held_clock.pass_by(30 * DAY)

        assert run_due(clock.now(), KINDS)

        gone = again(video)
        assert (gone.state, gone.caption, gone.file_name) == (VideoState.REMOVED, "", "")
        assert (gone.key_720, gone.poster_key, gone.source_key) == (None, None, None)
        (left,) = events("FilesLeft")
        assert set(left["keys"]) == {
            "originals/aa/1",
            "aa/720.mp4",
            "aa/480.mp4",
            "aa/poster.webp",
            "aa/glow.webp",
        }
        assert next_at() == [None, None]

    def test_stay_when_they_were_restored(self, held_clock):
        video = deleted()
        with transaction() as db:
            restore_video(db, video.public_id, creator_id=video.creator_id)
        held_clock.pass_by(31 * DAY)

        assert run_due(clock.now(), KINDS)

        assert again(video).state == VideoState.READY
