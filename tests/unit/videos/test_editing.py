"""Changing, publishing, deleting and restoring one's videos."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from smallgestures.accounts.models import Person
from smallgestures.outbox.models import OutboxEvent
from smallgestures.videos.editing.errors import (
    AlreadyOut,
    CoverAltTooLong,
    LanguageUnknown,
    MomentPassed,
    NothingToPublish,
    NotRestorable,
    TooFarAhead,
    VideoDeleted,
)
from smallgestures.videos.editing.service import (
    Changes,
    delete_video,
    edit_video,
    make_draft,
    own_video,
    publish_video,
    restore_video,
    set_captions,
)
from smallgestures.videos.errors import (
    CaptionTooLong,
    CutTooShort,
    OriginalGone,
    OutsideVideo,
    VideoNotFound,
)
from smallgestures.videos.models import Video, VideoState, Visibility
from smallgestures.videos.service import finish_video
from tests.factories import make_playable, make_video
from tests.people import make_person

LENGTH_MS = 8_000
HOUR = timedelta(hours=1)


def events(db: Session) -> list[str]:
    return [event.name for event in db.exec(select(OutboxEvent))]


@pytest.fixture
def maya(db: Session, held_clock) -> Person:
    return make_person(db, "maya")


@pytest.fixture
def draft(db: Session, maya: Person) -> Video:
    """Ready, with its original."""
    video = make_video(db, maya)
    finish_video(db, video.key, make_playable(source_ms=LENGTH_MS, strip_key="aa/strip.webp"))
    db.refresh(video)
    return video


def edit(db: Session, video: Video, **changes) -> Video:
    return edit_video(db, video.public_id, creator_id=video.creator_id, changes=Changes(**changes))


def own(video: Video) -> dict:
    return {"public_id": video.public_id, "creator_id": video.creator_id}


class TestEditVideo:
    def test_keeps_what_is_not_changed(self, db: Session, draft: Video):
        edit(db, draft, caption="  Slow water. #sea ", comments_open=False)

        assert (draft.caption, draft.comments_open) == ("Slow water. #sea", False)
        assert (draft.visibility, draft.edits_wanted) == (Visibility.PUBLIC, 0)

    def test_tells_the_rest_when_others_see_something_else(self, db: Session, draft: Video):
        edit(db, draft, cover_alt="A wave.")
        assert events(db) == []

        edit(db, draft, visibility=Visibility.FOLLOWERS)

        assert events(db) == ["VideoChanged"]

    def test_asks_for_other_files_once_for_each_wish(self, db: Session, draft: Video):
        edit(db, draft, trim_start_ms=1_000, trim_end_ms=5_000)
        edit(db, draft, trim_start_ms=1_000, caption="The same part")
        edit(db, draft, cover_ms=3_000)

        assert events(db).count("VideoEdited") == 2
        assert (draft.edits_wanted, draft.edits_made) == (2, 0)
        assert (draft.trim_start_ms, draft.trim_end_ms, draft.cover_ms) == (1_000, 5_000, 3_000)

    def test_takes_the_whole_for_no_trim(self, db: Session, draft: Video):
        edit(db, draft, trim_start_ms=0, trim_end_ms=LENGTH_MS)

        assert (draft.trim_end_ms, draft.edits_wanted) == (None, 0)

    @pytest.mark.parametrize(
        ("start_ms", "end_ms", "kept"), [(4_000, 8_000, 4_000), (0, 2_500, 2_500)]
    )
    def test_keeps_the_cover_within_the_part(self, db, draft: Video, start_ms, end_ms, kept):
        edit(db, draft, cover_ms=3_000)

        edit(db, draft, trim_start_ms=start_ms, trim_end_ms=end_ms)

        assert draft.cover_ms == kept

    @pytest.mark.parametrize(
        ("changes", "refusal"),
        [
            ({"caption": "x" * 501}, CaptionTooLong),
            ({"cover_alt": "x" * 201}, CoverAltTooLong),
            ({"trim_start_ms": 7_500}, CutTooShort),
            ({"trim_start_ms": 8_000}, OutsideVideo),
            ({"trim_end_ms": 9_000}, OutsideVideo),
            ({"trim_start_ms": 5_000, "trim_end_ms": 3_000}, OutsideVideo),
            ({"trim_start_ms": 4_000, "cover_ms": 1_000}, OutsideVideo),
        ],
    )
    def test_refuses_in_words_and_changes_nothing(
        self, db: Session, draft: Video, changes, refusal
    ):
        db.commit()

        with pytest.raises(refusal):
            edit(db, draft, **changes)

        db.rollback()
        assert db.get_one(Video, draft.key).edits_wanted == 0
        assert events(db) == []

    def test_says_why_what_is_long_ready_can_not_be_trimmed(self, db: Session, draft: Video):
        draft.source_key = None

        with pytest.raises(OriginalGone, match="deleted 7 days after"):
            edit(db, draft, trim_start_ms=1_000)

        edit(db, draft, cover_ms=3_000)
        assert draft.edits_wanted == 1

    def test_knows_nothing_of_others_videos(self, db: Session, draft: Video):
        noor = make_person(db, "noor")

        with pytest.raises(VideoNotFound):
            edit_video(db, draft.public_id, creator_id=noor.key, changes=Changes(caption="Mine"))
        with pytest.raises(VideoNotFound):
            own_video(db, draft.public_id, creator_id=noor.key)


class TestSetCaptions:
    def test_gives_them_and_takes_them_away(self, db: Session, draft: Video):
        set_captions(db, **own(draft), key="originals/aa/1.vtt", language="de")
        assert (draft.captions_language, draft.edits_wanted) == ("de", 1)

        draft.captions_key = "aa/1.vtt"
        set_captions(db, **own(draft), key=None)

        assert (draft.captions_source_key, draft.captions_key) == (None, None)
        assert (draft.captions_language, draft.edits_wanted) == (None, 2)

    def test_leaves_no_file_behind(self, db: Session, draft: Video):
        set_captions(db, **own(draft), key="originals/aa/1.vtt", language="en")
        set_captions(db, **own(draft), key="originals/aa/2.vtt", language="en")

        left = [e.payload["keys"] for e in db.exec(select(OutboxEvent)) if e.name == "FilesLeft"]
        assert left == [["originals/aa/1.vtt"]]

    def test_refuses_a_language_that_nobody_can_choose(self, db: Session, draft: Video):
        with pytest.raises(LanguageUnknown):
            set_captions(db, **own(draft), key="originals/aa/1.vtt", language="tlh")


class TestPublishVideo:
    def test_lets_a_ready_draft_out_at_once(self, db: Session, draft: Video, held_clock):
        publish_video(db, **own(draft))

        assert draft.published_at == held_clock()
        assert events(db) == ["VideoPublished"]

    def test_lets_out_later_what_is_still_converted(self, db: Session, maya: Person, held_clock):
        video = make_video(db, maya)
        publish_video(db, **own(video))
        assert video.published_at is None
        held_clock.pass_by(HOUR)

        finish_video(db, video.key, make_playable())

        db.refresh(video)
        assert video.published_at == held_clock()

    def test_waits_for_the_part_that_is_wanted(self, db: Session, draft: Video):
        edit(db, draft, trim_start_ms=2_000)

        publish_video(db, **own(draft))

        assert draft.published_at is None

    def test_plans_for_later(self, db: Session, draft: Video, held_clock):
        publish_video(db, **own(draft), at=held_clock() + HOUR)

        assert (draft.published_at, draft.publish_at) == (None, held_clock() + HOUR)

    def test_changes_nothing_the_second_time(self, db: Session, draft: Video, held_clock):
        publish_video(db, **own(draft))
        since = draft.published_at
        held_clock.pass_by(HOUR)

        publish_video(db, **own(draft))

        assert draft.published_at == since
        assert events(db) == ["VideoPublished"]

    @pytest.mark.parametrize(
        ("ahead", "refusal"),
        [
            (timedelta(0), MomentPassed),
            (-HOUR, MomentPassed),
            (timedelta(days=366), TooFarAhead),
        ],
    )
    def test_refuses_other_moments(self, db: Session, draft: Video, held_clock, ahead, refusal):
        with pytest.raises(refusal):
            publish_video(db, **own(draft), at=held_clock() + ahead)

    def test_plans_nothing_that_is_out(self, db: Session, draft: Video, held_clock):
        publish_video(db, **own(draft))

        with pytest.raises(AlreadyOut):
            publish_video(db, **own(draft), at=held_clock() + HOUR)

    def test_has_nothing_to_publish_of_a_refused_file(self, db: Session, maya: Person):
        video = make_video(db, maya, state=VideoState.FAILED, failure="This file is empty.")

        with pytest.raises(NothingToPublish):
            publish_video(db, **own(video))


class TestMakeDraft:
    def test_takes_back_what_is_out_or_planned(self, db: Session, draft: Video, held_clock):
        publish_video(db, **own(draft))

        make_draft(db, **own(draft))

        assert (draft.published_at, draft.publish_at) == (None, None)
        assert events(db) == ["VideoPublished", "VideoChanged"]


class TestDeleteAndRestore:
    def test_comes_back_as_it_was(self, db: Session, draft: Video, held_clock):
        publish_video(db, **own(draft))
        since = draft.published_at
        delete_video(db, **own(draft))
        assert draft.deleted_at == held_clock()
        held_clock.pass_by(timedelta(days=30, seconds=-1))

        restore_video(db, **own(draft))

        assert (draft.deleted_at, draft.published_at) == (None, since)

    def test_what_was_planned_comes_back_as_a_draft(self, db: Session, draft: Video, held_clock):
        publish_video(db, **own(draft), at=held_clock() + HOUR)
        delete_video(db, **own(draft))

        restore_video(db, **own(draft))

        assert draft.publish_at is None

    def test_is_over_after_thirty_days(self, db: Session, draft: Video, held_clock):
        delete_video(db, **own(draft))
        held_clock.pass_by(timedelta(days=30))

        with pytest.raises(NotRestorable):
            restore_video(db, **own(draft))

    def test_restores_only_what_was_deleted(self, db: Session, draft: Video):
        with pytest.raises(NotRestorable):
            restore_video(db, **own(draft))

    def test_deleting_twice_counts_from_the_first_time(self, db: Session, draft: Video, held_clock):
        delete_video(db, **own(draft))
        first = draft.deleted_at
        held_clock.pass_by(HOUR)

        delete_video(db, **own(draft))

        assert draft.deleted_at == first

    def test_what_is_deleted_can_not_be_changed(self, db: Session, draft: Video, held_clock):
        delete_video(db, **own(draft))

        for change in (
            lambda: edit(db, draft, caption="Later"),
            lambda: publish_video(db, **own(draft)),
            lambda: make_draft(db, **own(draft)),
            lambda: set_captions(db, **own(draft), key=None),
        ):
            with pytest.raises(VideoDeleted):
                change()
