"""Videos: taken in, published once or refused once."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from smallgestures.outbox.models import OutboxEvent
from smallgestures.videos.errors import CaptionTooLong
from smallgestures.videos.models import CAPTION_LIMIT, Video, VideoState
from smallgestures.videos.queries import TilePlace, count_by_state, list_tiles
from smallgestures.videos.service import add_video, finish_video, refuse_video
from tests.factories import make_clip, make_clips, make_playable, make_video
from tests.people import make_person


def events(db: Session) -> list[str]:
    return [event.name for event in db.exec(select(OutboxEvent))]


class TestAddVideo:
    def test_stores_the_video_and_asks_for_its_conversion(self, db: Session):
        maya = make_person(db, "maya")

        video = add_video(
            db, creator_id=maya.key, caption=" Slow water. ", source_key="originals/1"
        )

        assert (video.state, video.caption) == (VideoState.PROCESSING, "Slow water.")
        event = db.exec(select(OutboxEvent)).one()
        assert (event.name, event.payload) == ("VideoAdded", {"video_id": video.key})

    def test_gives_each_video_an_id_that_nobody_can_guess(self, db: Session):
        maya = make_person(db, "maya")

        ids = {make_video(db, maya).public_id for _ in range(20)}

        assert len(ids) == 20
        assert {len(public_id) for public_id in ids} == {11}

    def test_refuses_a_caption_that_is_too_long_and_says_by_how_much(self, db: Session):
        maya = make_person(db, "maya")

        with pytest.raises(CaptionTooLong, match="501 characters; a clip takes at most 500"):
            add_video(
                db, creator_id=maya.key, caption="x" * (CAPTION_LIMIT + 1), source_key="originals/1"
            )

        assert db.exec(select(Video)).all() == []


class TestFinishVideo:
    def test_makes_the_clip_watchable_now_and_tells_the_rest(self, db: Session, held_clock):
        video = make_video(db, publish_at=held_clock())

        assert finish_video(db, video.key, make_playable(duration_ms=9000))

        db.refresh(video)
        assert (video.state, video.duration_ms) == (VideoState.READY, 9000)
        assert video.published_at == held_clock()
        assert events(db) == ["VideoPublished"]

    def test_changes_nothing_the_second_time(self, db: Session, held_clock):
        video = make_video(db, publish_at=held_clock())
        finish_video(db, video.key, make_playable(key_720="aa/first.mp4"))

        assert not finish_video(db, video.key, make_playable(key_720="aa/second.mp4"))

        db.refresh(video)
        assert video.key_720 == "aa/first.mp4"
        assert events(db) == ["VideoPublished"]

    @pytest.mark.parametrize("ahead", [None, timedelta(seconds=1)])
    def test_keeps_a_draft_and_what_is_to_come_out_later(self, db: Session, held_clock, ahead):
        video = make_video(db, publish_at=ahead and held_clock() + ahead)

        assert finish_video(db, video.key, make_playable())

        db.refresh(video)
        assert (video.state, video.published_at) == (VideoState.READY, None)
        assert events(db) == []

    def test_keeps_what_was_deleted(self, db: Session, held_clock):
        video = make_video(db, publish_at=held_clock(), deleted_at=held_clock())

        assert finish_video(db, video.key, make_playable())

        db.refresh(video)
        assert video.published_at is None

    def test_never_publishes_what_was_refused(self, db: Session):
        video = make_video(db)
        refuse_video(db, video.key, reason="Too long.")

        assert not finish_video(db, video.key, make_playable())

        assert events(db) == ["VideoRefused"]


class TestRefuseVideo:
    def test_keeps_the_reason_for_the_creator(self, db: Session):
        video = make_video(db)

        assert refuse_video(db, video.key, reason="This file is empty.")

        db.refresh(video)
        assert (video.state, video.failure) == (VideoState.FAILED, "This file is empty.")
        assert events(db) == ["VideoRefused"]

    def test_never_takes_a_published_clip_back(self, db: Session):
        video = make_video(db)
        finish_video(db, video.key, make_playable())

        assert not refuse_video(db, video.key, reason="Too late.")


class TestListTiles:
    def test_shows_the_newest_first_a_page_at_a_time(self, db: Session, held_clock):
        maya = make_person(db, "maya")
        newest, middle, oldest = make_clips(db, 3, maya)

        first = list_tiles(db, maya.key, viewer_id=None, before=None, limit=2)
        place = TilePlace(first[-1][1], middle.public_id)
        rest = list_tiles(db, maya.key, viewer_id=None, before=place, limit=2)

        assert [tile.public_id for tile, _ in first] == [newest.public_id, middle.public_id]
        assert [tile.public_id for tile, _ in rest] == [oldest.public_id]

    def test_leaves_none_out_of_several_that_came_out_together(self, db: Session, held_clock):
        maya = make_person(db, "maya")
        together = {make_clip(db, maya).public_id for _ in range(3)}

        first = list_tiles(db, maya.key, viewer_id=None, before=None, limit=2)
        place = TilePlace(first[-1][1], first[-1][0].public_id)
        rest = list_tiles(db, maya.key, viewer_id=None, before=place, limit=2)

        assert [tile.public_id for tile, _ in (*first, *rest)] == sorted(together, reverse=True)

    def test_shows_nothing_that_is_not_published(self, db: Session):
        maya = make_person(db, "maya")
        make_video(db, maya)

        assert list_tiles(db, maya.key, viewer_id=None, before=None, limit=2) == []


class TestCountByState:
    def test_counts_each_state(self, db: Session, held_clock):
        make_video(db)
        make_clips(db, 2)

        assert count_by_state(db) == {"processing": 1, "ready": 2}


def test_published_at_is_kept_to_the_microsecond(db: Session, held_clock):
    held_clock.pass_by(timedelta(microseconds=123))
    video = make_video(db, publish_at=held_clock())

    finish_video(db, video.key, make_playable())

    db.refresh(video)
    assert video.published_at == held_clock()
