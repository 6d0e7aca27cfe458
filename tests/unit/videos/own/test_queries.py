from datetime import timedelta

import pytest
from sqlmodel import Session

from smallgestures import clock
from smallgestures.videos.models import VideoState
from smallgestures.videos.own.queries import find_own, list_own, list_waiting
from smallgestures.videos.service import refuse_video
from tests.factories import make_clip, make_video
from tests.people import make_person
from tests.uploads import make_received, make_upload, video_of


@pytest.fixture
def maya(db: Session, held_clock):
    return make_person(db, "maya")


def ids(videos) -> list[str]:
    return [video.public_id for video in videos]


class TestListOwn:
    def test_shows_every_state_the_newest_first_and_nothing_of_others(self, db, maya, held_clock):
        clip = make_clip(db, maya)
        draft = make_clip(db, maya, published_at=None)
        deleted = make_clip(db, maya, deleted_at=held_clock())
        make_video(db, maya, state=VideoState.REMOVED, deleted_at=held_clock())
        make_clip(db)
        arriving = video_of(db, make_upload(db, maya))

        shown = list_own(db, maya.key, before_id=None, limit=20)

        assert ids(shown) == [video.public_id for video in (arriving, deleted, draft, clip)]

    def test_goes_on_before_a_video(self, db, maya):
        first, second, third = (make_clip(db, maya) for _ in range(3))

        assert ids(list_own(db, maya.key, before_id=third.key, limit=1)) == [second.public_id]
        assert ids(list_own(db, maya.key, before_id=second.key, limit=5)) == [first.public_id]


class TestListWaiting:
    def test_shows_what_stopped_or_failed_of_late(self, db, maya):
        stopped = make_upload(db, maya)
        failed = make_received(db, maya)
        refuse_video(db, failed.video_id, reason="No picture.")
        make_received(db, maya)
        make_upload(db)

        waiting = list_waiting(db, maya.key, since=clock.wall() - timedelta(days=7), limit=10)

        assert [upload.public_id for _, upload in waiting] == [
            failed.public_id,
            stopped.public_id,
        ]
        assert [video.can_try_again for video, _ in waiting] == [True, False]

    def test_forgets_what_is_long_ago(self, db, maya, held_clock):
        make_upload(db, maya)

        assert list_waiting(db, maya.key, since=held_clock(), limit=10) == []


class TestFindOwn:
    def test_finds_nothing_of_others(self, db, maya):
        clip = make_clip(db)

        assert find_own(db, clip.public_id, creator_id=maya.key) is None
