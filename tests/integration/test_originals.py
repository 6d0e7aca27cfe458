"""How long originals are kept, and that they go."""

from datetime import timedelta
from pathlib import Path

import pytest

from smallgestures import clock
from smallgestures.db.engine import reading, transaction
from smallgestures.falling_due import run_due
from smallgestures.media.storage import get_storage
from smallgestures.videos.files.originals import (
    IN_USE,
    KEPT,
    KEPT_FAILED,
    delete_due_originals,
    next_original_due,
)
from smallgestures.videos.models import VideoState
from smallgestures.videos.service import finish_video, refuse_video
from tests.factories import make_playable, make_video
from tests.integration.made_edits import events, find, let_days_pass_for_files, work
from tests.people import make_person

SECOND = timedelta(seconds=1)


@pytest.fixture
def maya(database, given):
    return given(lambda db: make_person(db, "maya"))


@pytest.fixture
def waiting(maya, given):
    """Store a video that waits to be converted, with its original; return its id."""

    def add(name: str) -> int:
        key = f"originals/aa/{name}.video"
        get_storage().put_bytes(name.encode(), key)
        return given(lambda db: make_video(db, maya, source_key=key).key)

    return add


def original(video_id_or_name: str) -> Path:
    return get_storage().folder / f"originals/aa/{video_id_or_name}.video"


def due() -> object:
    with reading() as db:
        return next_original_due(db)


class TestDeleteDueOriginals:
    def test_a_clip_keeps_its_original_for_a_week(self, waiting, given):
        video_id = waiting("one")
        given(lambda db: finish_video(db, video_id, make_playable()))
        until = find(video_id).source_until
        assert until is not None
        assert until == pytest.approx(clock.now() + KEPT, abs=timedelta(minutes=1))

        assert delete_due_originals(until - SECOND) == 0
        assert find(video_id).source_key is not None
        assert delete_due_originals(until) == 1
        let_days_pass_for_files(1)
        work()

        after = find(video_id)
        assert (after.source_key, after.source_until) == (None, None)
        assert after.state == VideoState.READY
        assert not original("one").exists()
        assert due() is None

    def test_one_that_failed_waits_longer_for_another_try(self, waiting, given):
        video_id = waiting("one")
        given(lambda db: refuse_video(db, video_id, reason="Cut off."))

        assert delete_due_originals(clock.now() + KEPT + SECOND) == 0
        assert delete_due_originals(clock.now() + KEPT_FAILED + SECOND) == 1

    def test_one_that_is_worked_on_stays(self, waiting, given):
        first, edited = waiting("one"), waiting("two")
        given(lambda db: finish_video(db, edited, make_playable()))

        def edit(db):
            video = find(edited)
            video.edits_wanted = 1
            db.merge(video)

        given(edit)

        delete_due_originals(clock.now() + KEPT + SECOND)

        assert find(edited).source_key is not None
        assert due() == pytest.approx(clock.now() + KEPT + IN_USE, abs=timedelta(minutes=1))
        assert find(first).source_until is None

    def test_what_another_video_was_made_of_too_stays(self, maya, waiting, given):
        first = waiting("one")
        key = find(first).source_key
        second = given(lambda db: make_video(db, maya, source_key=key).key)
        given(lambda db: finish_video(db, first, make_playable()))
        delete_due_originals(clock.now() + KEPT + SECOND)
        let_days_pass_for_files(1)
        work()

        assert original("one").exists()
        assert find(second).source_key == key

    def test_two_workers_let_go_of_each_once(self, waiting, given, at_once):
        for place in range(6):
            video_id = waiting(f"film{place}")
            given(lambda db, video_id=video_id: finish_video(db, video_id, make_playable()))
        at = clock.now() + KEPT + SECOND

        at_once(2, lambda _place: delete_due_originals(at))

        left = [key for event in events("FilesLeft") for key in event.payload["keys"]]
        assert len(left) == len(set(left)) == 6
        assert due() is None


def test_product_time_takes_them(waiting, given):
    video_id = waiting("one")
    given(lambda db: finish_video(db, video_id, make_playable()))

    assert run_due(clock.now() + KEPT + SECOND)

    assert find(video_id).source_key is None
    with transaction() as db:
        assert next_original_due(db) is None
