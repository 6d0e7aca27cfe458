"""What becomes of uploads: converted, refused, tried again, given up."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from smallgestures.videos.errors import VideoNotFound
from smallgestures.videos.models import Step, VideoState
from smallgestures.videos.service import refuse_video
from smallgestures.videos.uploads import files
from smallgestures.videos.uploads.errors import CannotTryAgain
from smallgestures.videos.uploads.expiry import STRAY_AFTER_S, drop_old_uploads, drop_strays
from smallgestures.videos.uploads.models import Upload
from smallgestures.videos.uploads.naming import source_key_of
from smallgestures.videos.uploads.originals import (
    fail_upload,
    keep_original,
    lose_upload,
    try_again,
)
from tests.factories import make_clip
from tests.outbox import events
from tests.people import make_person
from tests.uploads import make_received, make_upload, put_bytes, video_of


@pytest.fixture
def maya(db: Session, held_clock):
    return make_person(db, "maya")


@pytest.fixture
def received(db: Session, maya) -> Upload:
    return make_received(db, maya)


class TestKeepOriginal:
    def test_has_the_file_converted(self, db, received):
        key = source_key_of(received.public_id)

        keep_original(db, received.key, key)

        video = video_of(db, received)
        assert (video.state, video.source_key) == (VideoState.PROCESSING, key)
        assert events(db, "VideoAdded") == [("VideoAdded", {"video_id": video.key})]

    def test_lets_the_file_of_a_forgotten_upload_go(self, db):
        keep_original(db, 404, "originals/of-nobody")

        assert [name for name, _ in events(db)] == ["FilesLeft"]


class TestTryAgain:
    def test_converts_the_stored_file_once_more(self, db, maya, received):
        keep_original(db, received.key, source_key_of(received.public_id))
        video = video_of(db, received)
        refuse_video(db, video.key, reason="The fault is ours.")

        try_again(db, maya.key, video.public_id)

        video = video_of(db, received)
        assert (video.state, video.failure) == (VideoState.PROCESSING, None)
        assert (video.step, video.source_until) == (Step.RECEIVED, None)
        assert len(events(db, "VideoAdded")) == 2

    def test_stores_the_file_once_more_that_could_not_be_stored(self, db, maya, received):
        fail_upload(db, received.key)

        try_again(db, maya.key, video_of(db, received).public_id)

        assert len(events(db, "UploadReceived")) == 2
        assert video_of(db, received).state == VideoState.PROCESSING

    def test_has_nothing_to_try_when_the_file_was_lost(self, db, maya, received):
        video = video_of(db, received)
        lose_upload(db, received.key)

        with pytest.raises(CannotTryAgain):
            try_again(db, maya.key, video.public_id)

    def test_leaves_what_did_not_fail_alone(self, db, maya):
        clip = make_clip(db, maya)

        with pytest.raises(CannotTryAgain):
            try_again(db, maya.key, clip.public_id)

    def test_is_for_the_owner_alone(self, db, maya, received):
        refuse_video(db, received.video_id, reason="No picture.")
        zoe = make_person(db, "zoe")

        with pytest.raises(VideoNotFound):
            try_again(db, zoe.key, video_of(db, received).public_id)


class TestDropOldUploads:
    def test_says_on_the_draft_that_its_file_never_came(self, db, maya, held_clock):
        upload = make_upload(db, maya)
        put_bytes(upload, 400)
        held_clock.pass_by(timedelta(days=2))

        assert drop_old_uploads(db) == 1

        video = video_of(db, upload)
        assert video.state == VideoState.FAILED
        assert "Choose the file again" in video.failure
        assert db.exec(select(Upload)).all() == []

    def test_leaves_what_still_has_time(self, db, maya, held_clock):
        make_upload(db, maya)
        held_clock.pass_by(timedelta(days=1))

        assert drop_old_uploads(db) == 0

    def test_forgets_what_arrived_after_a_week_and_leaves_its_video(self, db, received, held_clock):
        held_clock.pass_by(timedelta(days=7))

        drop_old_uploads(db)

        assert db.exec(select(Upload)).all() == []
        assert video_of(db, received).state == VideoState.PROCESSING

    def test_receives_what_is_whole_though_nobody_could_say_so(self, db, maya, held_clock):
        upload = make_upload(db, maya)
        put_bytes(upload, upload.size_bytes)
        held_clock.pass_by(timedelta(days=2))

        drop_old_uploads(db)

        assert video_of(db, upload).state == VideoState.PROCESSING
        assert len(events(db, "UploadReceived")) == 1


class TestDropStrays:
    def test_removes_what_belongs_to_no_upload_and_is_old(self, db, maya, held_clock, monkeypatch):
        mine = put_bytes(make_upload(db, maya), 10)
        stray = files.path_of("b" * 32)
        stray.write_bytes(b"left")
        written_at = stray.stat().st_mtime
        monkeypatch.setattr(
            "smallgestures.videos.uploads.expiry.clock.wall",
            lambda: held_clock().fromtimestamp(written_at + STRAY_AFTER_S + 1, held_clock().tzinfo),
        )

        assert drop_strays(db) == 1

        assert not stray.exists()
        assert mine.exists()

    def test_leaves_what_was_written_lately(self, db):
        fresh = files.path_of("c" * 32)
        fresh.write_bytes(b"new")

        assert drop_strays(db) == 0
        assert fresh.exists()
