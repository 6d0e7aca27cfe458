from datetime import timedelta

import pytest
from sqlmodel import Session, select

from smallgestures.accounts.models import Role
from smallgestures.accounts.queries import has_role
from smallgestures.live.service import take_news
from smallgestures.settings import get_settings
from smallgestures.videos.errors import VideoNotFound
from smallgestures.videos.models import Step, Video, VideoState
from smallgestures.videos.uploads import files
from smallgestures.videos.uploads.errors import (
    AlreadyReceived,
    DiskFull,
    FileEmpty,
    FileTooLarge,
    HasItsFile,
    QuotaUsed,
    TooManyUnfinished,
    UploadExpired,
    UploadNotFound,
)
from smallgestures.videos.uploads.models import LARGEST_BYTES, UNFINISHED_LIMIT, Upload
from smallgestures.videos.uploads.service import (
    begin_upload,
    cancel_upload,
    find_upload,
    note_arrived,
)
from tests.factories import make_clip, make_video
from tests.outbox import events
from tests.people import make_person
from tests.uploads import make_received, make_upload, video_of

GONE_KEY = f"originals/{'a' * 32}.video"


@pytest.fixture
def maya(db: Session, held_clock):
    return make_person(db, "maya")


class TestBeginUpload:
    def test_makes_a_draft_that_waits_for_its_file(self, db, maya):
        upload = begin_upload(db, maya.key, size_bytes=1000, file_name="C:\\films\\sunday.mp4")

        video = video_of(db, upload)
        assert (video.state, video.file_name) == (VideoState.UPLOADING, "sunday.mp4")
        assert (video.publish_at, video.published_at, video.source_key) == (None, None, None)
        assert upload.offset_bytes == 0
        assert upload.received_at is None

    def test_lasts_two_days_without_a_byte(self, db, maya, held_clock):
        upload = make_upload(db, maya)

        assert upload.expires_at == held_clock() + timedelta(days=2)

    def test_makes_whoever_does_it_a_creator(self, db, maya):
        make_upload(db, maya)
        make_upload(db, maya)

        assert has_role(db, maya.key, Role.CREATOR)

    @pytest.mark.parametrize(
        ("size", "refusal"), [(0, FileEmpty), (-1, FileEmpty), (LARGEST_BYTES + 1, FileTooLarge)]
    )
    def test_refuses_files_of_no_size_and_above_500_mb(self, db, maya, size, refusal):
        with pytest.raises(refusal):
            make_upload(db, maya, size_bytes=size)

        assert db.exec(select(Video)).all() == []

    def test_takes_a_file_of_exactly_500_mb(self, db, maya):
        assert make_upload(db, maya, size_bytes=LARGEST_BYTES).size_bytes == LARGEST_BYTES

    def test_counts_what_is_unfinished_and_what_arrived_against_the_quota(
        self, db, maya, monkeypatch
    ):
        monkeypatch.setenv("SG_UPLOAD_QUOTA_MB", "1")
        get_settings.cache_clear()
        make_received(db, maya, size_bytes=400_000)
        make_upload(db, maya, size_bytes=400_000)

        with pytest.raises(QuotaUsed) as refused:
            make_upload(db, maya, size_bytes=200_001)

        assert refused.value.left_bytes == 200_000
        assert "200 KB is left" in refused.value.user_message
        assert make_upload(db, maya, size_bytes=200_000)

    def test_forgets_after_seven_days_what_was_uploaded(self, db, maya, held_clock, monkeypatch):
        monkeypatch.setenv("SG_UPLOAD_QUOTA_MB", "1")
        get_settings.cache_clear()
        make_received(db, maya, size_bytes=1_000_000)
        held_clock.pass_by(timedelta(days=7))

        assert make_upload(db, maya, size_bytes=1_000_000)

    def test_is_no_business_of_others_quota(self, db, maya, monkeypatch):
        monkeypatch.setenv("SG_UPLOAD_QUOTA_MB", "1")
        get_settings.cache_clear()
        make_upload(db, size_bytes=1_000_000)

        assert make_upload(db, maya, size_bytes=1_000_000)

    def test_refuses_more_unfinished_files_than_anybody_sends_at_once(self, db, maya):
        for _ in range(UNFINISHED_LIMIT):
            make_upload(db, maya)

        with pytest.raises(TooManyUnfinished):
            make_upload(db, maya)

    def test_takes_nothing_that_the_disk_has_no_room_for(self, db, maya, monkeypatch):
        monkeypatch.setattr(files, "RESERVE_BYTES", 2**60)

        with pytest.raises(DiskFull):
            make_upload(db, maya)

    def test_tells_the_open_pages_of_its_owner(self, db, maya):
        upload = make_upload(db, maya)

        assert [(news.person_id, news.topic, news.subject_id) for news in take_news(db)] == [
            (maya.key, "video", upload.video_id)
        ]


class TestBeginUploadForAVideoThatWaits:
    def test_keeps_what_was_written_and_takes_the_place_of_the_file_before(self, db, maya):
        first = make_upload(db, maya)
        video = video_of(db, first)
        video.caption, video.cover_ms = "Slow water.", 700
        db.flush()

        second = make_upload(db, maya, file_name="b.mp4", for_video=video.public_id)

        assert second.video_id == first.video_id
        assert db.exec(select(Upload.public_id)).all() == [second.public_id]
        video = video_of(db, second)
        assert (video.caption, video.file_name, video.cover_ms) == ("Slow water.", "b.mp4", None)

    def test_brings_a_failed_one_back_and_lets_its_original_go(self, db, maya):
        video = make_video(
            db, maya, state=VideoState.FAILED, failure="No picture.", source_key=GONE_KEY
        )

        upload = make_upload(db, maya, for_video=video.public_id)

        video = video_of(db, upload)
        assert (video.state, video.failure) == (VideoState.UPLOADING, None)
        assert video.source_key is None
        assert events(db, "FilesLeft") == [("FilesLeft", {"keys": [GONE_KEY]})]

    def test_is_not_counted_twice(self, db, maya, monkeypatch):
        monkeypatch.setenv("SG_UPLOAD_QUOTA_MB", "1")
        get_settings.cache_clear()
        video = video_of(db, make_upload(db, maya, size_bytes=1_000_000))

        assert make_upload(db, maya, size_bytes=1_000_000, for_video=video.public_id)

    def test_is_refused_for_what_has_its_file(self, db, maya):
        clip = make_clip(db, maya)

        with pytest.raises(HasItsFile):
            make_upload(db, maya, for_video=clip.public_id)

    def test_is_refused_for_what_is_somebody_elses(self, db, maya):
        other = video_of(db, make_upload(db))

        with pytest.raises(VideoNotFound):
            make_upload(db, maya, for_video=other.public_id)


class TestFindUpload:
    def test_finds_nothing_of_others(self, db, maya):
        upload = make_upload(db)

        with pytest.raises(UploadNotFound):
            find_upload(db, maya.key, upload.public_id)

    def test_says_that_its_time_is_over(self, db, maya, held_clock):
        upload = make_upload(db, maya)
        held_clock.pass_by(timedelta(days=2))

        with pytest.raises(UploadExpired):
            find_upload(db, maya.key, upload.public_id)


class TestNoteArrived:
    def test_gives_it_two_more_days_with_every_piece(self, db, maya, held_clock):
        upload = make_upload(db, maya)
        held_clock.pass_by(timedelta(days=1))

        upload = note_arrived(db, maya.key, upload.public_id, offset=600)

        assert upload.offset_bytes == 600
        assert upload.expires_at == held_clock() + timedelta(days=2)
        assert events(db, "UploadReceived") == []

    def test_receives_it_with_the_last_byte_and_once(self, db, maya):
        upload = make_upload(db, maya)

        for _ in range(2):
            upload = note_arrived(db, maya.key, upload.public_id, offset=1000)

        video = video_of(db, upload)
        assert (video.state, video.step) == (VideoState.PROCESSING, Step.RECEIVED)
        assert events(db, "UploadReceived") == [("UploadReceived", {"upload_id": upload.key})]


class TestCancelUpload:
    def test_takes_the_draft_and_its_words_away(self, db, maya):
        upload = make_upload(db, maya)
        video_of(db, upload).caption = "Slow water."
        db.flush()

        cancel_upload(db, maya.key, upload.public_id)

        video = db.exec(select(Video)).one()
        assert (video.state, video.caption, video.file_name) == (VideoState.REMOVED, "", "")
        assert db.exec(select(Upload)).all() == []

    def test_gives_the_quota_back(self, db, maya, monkeypatch):
        monkeypatch.setenv("SG_UPLOAD_QUOTA_MB", "1")
        get_settings.cache_clear()
        upload = make_upload(db, maya, size_bytes=1_000_000)

        cancel_upload(db, maya.key, upload.public_id)

        assert make_upload(db, maya, size_bytes=1_000_000)

    def test_comes_too_late_for_what_has_arrived(self, db, maya):
        upload = make_received(db, maya)

        with pytest.raises(AlreadyReceived):
            cancel_upload(db, maya.key, upload.public_id)

    def test_touches_nothing_of_others(self, db, maya):
        upload = make_upload(db)

        with pytest.raises(UploadNotFound):
            cancel_upload(db, maya.key, upload.public_id)

        assert video_of(db, upload).state == VideoState.UPLOADING
