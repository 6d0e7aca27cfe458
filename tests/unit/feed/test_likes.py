"""Likes, scores, and forgetting what was seen."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from smallgestures.feed import service
from smallgestures.feed.errors import ClipNotFound
from smallgestures.feed.models import FeedEntry, Like, Seen
from smallgestures.feed.service import Viewer, enter_feed, forget_old_seen, like_clip, mark_seen
from smallgestures.feed.service import rescore as rescore_clip
from smallgestures.insights.service import record_watches
from smallgestures.videos.models import Video
from tests.factories import make_clip, make_clips, make_video, make_watch
from tests.people import make_person


@pytest.fixture
def clip(db: Session, held_clock) -> Video:
    return make_clip(db)


def entry_of(db: Session, video: Video) -> FeedEntry:
    return db.exec(
        select(FeedEntry)
        .where(FeedEntry.video_id == video.id)
        .execution_options(populate_existing=True)
    ).one()


class TestLikeClip:
    def test_counts_each_person_once(self, db: Session, clip: Video):
        ines, leo = make_person(db, "ines"), make_person(db, "leo")

        counts = [
            like_clip(db, clip.public_id, person_id=person.key, liked=True)
            for person in (ines, ines, leo, ines)
        ]

        assert counts == [1, 1, 2, 2]
        assert entry_of(db, clip).likes == 2
        assert len(db.exec(select(Like)).all()) == 2

    def test_can_be_taken_back_once(self, db: Session, clip: Video):
        ines, leo = make_person(db, "ines"), make_person(db, "leo")
        for person in (ines, leo):
            like_clip(db, clip.public_id, person_id=person.key, liked=True)

        counts = [like_clip(db, clip.public_id, person_id=ines.key, liked=False) for _ in range(3)]

        assert counts == [1, 1, 1]

    def test_is_nothing_to_take_back_at_first(self, db: Session, clip: Video):
        ines = make_person(db)

        assert like_clip(db, clip.public_id, person_id=ines.key, liked=False) == 0

    def test_moves_the_clip_up_and_down_again(self, db: Session, clip: Video):
        ines = make_person(db)
        before = entry_of(db, clip).score

        like_clip(db, clip.public_id, person_id=ines.key, liked=True)
        assert entry_of(db, clip).score > before
        like_clip(db, clip.public_id, person_id=ines.key, liked=False)
        assert entry_of(db, clip).score == before

    def test_finds_no_clip_that_is_not_published(self, db: Session, held_clock):
        ines = make_person(db)

        for public_id in (make_video(db).public_id, "neverWas123"):
            with pytest.raises(ClipNotFound):
                like_clip(db, public_id, person_id=ines.key, liked=True)


class TestRescore:
    def test_moves_a_clip_up_that_is_watched_to_the_end(self, db: Session, clip: Video):
        before = entry_of(db, clip).score
        record_watches(db, [make_watch(clip, completed=True)], viewer="p1")

        rescore_clip(db, clip.key)

        assert entry_of(db, clip).score > before

    def test_moves_a_clip_down_that_people_leave(self, db: Session, clip: Video):
        before = entry_of(db, clip).score
        record_watches(db, [make_watch(clip) for _ in range(5)], viewer="p1")

        rescore_clip(db, clip.key)

        assert entry_of(db, clip).score < before

    def test_can_be_repeated(self, db: Session, clip: Video):
        record_watches(db, [make_watch(clip)], viewer="p1")
        rescore_clip(db, clip.key)
        once = entry_of(db, clip).score

        rescore_clip(db, clip.key)

        assert entry_of(db, clip).score == once

    def test_passes_over_what_is_not_in_the_feed(self, db: Session, held_clock):
        assert rescore_clip(db, make_video(db).key) == 0


class TestEnterFeed:
    def test_can_be_repeated_without_losing_likes(self, db: Session, clip: Video):
        like_clip(db, clip.public_id, person_id=make_person(db).key, liked=True)
        before = entry_of(db, clip).model_dump()

        enter_feed(db, clip.key)

        assert entry_of(db, clip).model_dump() == before


class TestForgetOldSeen:
    def test_keeps_each_viewers_newest(self, db: Session, held_clock, monkeypatch):
        monkeypatch.setattr(service, "SEEN_KEPT", 3)
        clips = make_clips(db, 5)
        for video in clips:
            held_clock.pass_by(timedelta(seconds=1))
            mark_seen(db, Viewer("v1"), [video.key])
        mark_seen(db, Viewer("v2"), [clips[0].key])

        assert forget_old_seen(db) == 2

        left = {(seen.viewer, seen.video_id) for seen in db.exec(select(Seen))}
        assert left == {("v1", video.id) for video in clips[2:]} | {("v2", clips[0].id)}
        assert forget_old_seen(db) == 0
