"""From a creator's wish to other files of the same clip."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from smallgestures.db.engine import reading, transaction
from smallgestures.event_handlers import HANDLERS, JOBS
from smallgestures.media.storage import get_storage
from smallgestures.media.webvtt import read_captions
from smallgestures.outbox.models import DeliveryState, OutboxEvent
from smallgestures.outbox.service import ATTEMPTS_LIMIT, deliver, take_due
from smallgestures.videos.captions import keep_captions
from smallgestures.videos.models import Video, VideoState
from smallgestures.videos.processing import convert
from smallgestures.videos.remaking import GIVEN_UP, keep_wish, remake
from tests.integration.made_edits import (
    CLIP_KEYS,
    add_original,
    ask_for,
    clip_files,
    events,
    find,
    let_days_pass_for_files,
    work,
)
from tests.integration.media.samples import X264, make, picture, tone
from tests.people import make_person

CAPTIONS = b"WEBVTT\n\n00:00.000 --> 00:00.900\nFirst\n\n00:01.200 --> 00:09.000\nSecond\n"


@pytest.fixture(scope="module")
def phone_video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("videos") / "phone.mp4"
    return make(path, *picture(seconds=3, fps=10), *tone(3), *X264, "-c:a", "aac")


@pytest.fixture
def maya(sqlite_database, given) -> int:
    return given(lambda db: make_person(db, "maya").key)


@pytest.fixture
def clip(maya, given, phone_video: Path) -> int:
    """A published clip of three seconds."""
    video_id = given(lambda db: add_original(db, maya, phone_video))
    work()
    assert find(video_id).published_at is not None
    return video_id


def captions_of(video: Video) -> list[tuple[int, int, str]]:
    path = get_storage().folder / video.captions_key
    return [(cue.start_ms, cue.end_ms, cue.text) for cue in read_captions(path.read_bytes()).cues]


class TestTrim:
    def test_the_old_clip_is_watched_until_the_new_one_is_whole(self, clip, given):
        before = find(clip)
        given(lambda db: ask_for(db, clip, trim_start_ms=1000, trim_end_ms=2500))

        waiting = find(clip)
        assert [getattr(waiting, name) for name in CLIP_KEYS] == [
            getattr(before, name) for name in CLIP_KEYS
        ]
        assert all(path.exists() for path in clip_files(waiting))
        work()

        after = find(clip)
        assert after.duration_ms == pytest.approx(1500, abs=100)
        assert after.key_720 != before.key_720
        assert (after.made_as, after.edits_made, after.edit_failure) == ("1000-2500", 1, None)
        assert (after.source_key, after.strip_key) == (before.source_key, before.strip_key)
        assert after.source_ms == before.source_ms
        assert after.published_at == before.published_at
        assert all(path.exists() for path in clip_files(after))

    def test_the_old_files_go_when_no_page_plays_them_any_more(self, clip, given):
        before = find(clip)
        given(lambda db: ask_for(db, clip, trim_end_ms=2000))
        work()
        after = find(clip)

        assert all(path.exists() for path in clip_files(before))
        let_days_pass_for_files()
        work()

        kept = set(clip_files(after))
        assert [path for path in clip_files(before) if path.exists() and path not in kept] == []
        assert all(path.exists() for path in kept)

    def test_what_another_video_names_stays(self, clip, maya, given, phone_video: Path):
        twin = given(lambda db: add_original(db, maya, phone_video))
        work()
        given(lambda db: ask_for(db, clip, trim_end_ms=2000))
        work()
        let_days_pass_for_files()
        work()

        assert len(clip_files(find(twin))) == 3
        assert all(path.exists() for path in clip_files(find(twin)))

    def test_what_was_just_stored_stays_until_it_is_named(self, clip, given):
        before = find(clip)
        given(lambda db: ask_for(db, clip, trim_end_ms=2000))
        work()
        let_days_pass_for_files()
        for path in clip_files(before):
            path.touch()  # as by a conversion that is about to name it
        work()

        assert all(path.exists() for path in clip_files(before))
        (waiting,) = [event for event in events("FilesLeft") if event.done_at is None]
        assert sorted(waiting.payload["keys"])[0] in vars(before).values()

    def test_is_made_once_however_often_it_is_asked_for(self, clip, given):
        given(lambda db: ask_for(db, clip, trim_end_ms=2000))
        work()
        once = find(clip)
        with transaction() as db:
            for event in db.exec(select(OutboxEvent).where(OutboxEvent.name == "VideoEdited")):
                event.state = DeliveryState.WAITING
                db.add(event)
        work()

        assert find(clip).model_dump() == once.model_dump()
        assert len(events("FilesLeft")) == 1

    def test_a_wish_that_came_too_late_replaces_nothing(self, clip, given):
        given(lambda db: ask_for(db, clip, trim_end_ms=2000))
        asked_first = find(clip)
        made_first = remake(get_storage(), asked_first)
        given(lambda db: ask_for(db, clip, trim_end_ms=1500))

        given(lambda db: keep_wish(db, asked_first, made_first))

        assert find(clip).made_as == ""
        (left,) = events("FilesLeft")
        assert made_first["key_720"] in left.payload["keys"]
        work()
        assert (find(clip).made_as, find(clip).edits_made) == ("0-1500", 2)


class TestCover:
    def test_changes_the_picture_and_nothing_else(self, clip, given):
        before = find(clip)
        given(lambda db: ask_for(db, clip, cover_ms=2000))
        work()

        after = find(clip)
        changed = {
            name for name, value in before.model_dump().items() if getattr(after, name) != value
        }
        assert changed == {
            *("poster_key", "glow_key", "thumbhash", "cover_ms"),
            *("made_as", "edits_made", "edits_wanted"),
        }
        assert all(path.exists() for path in clip_files(after))

    def test_needs_no_original(self, clip, given):
        before = find(clip)
        given(lambda db: ask_for(db, clip, cover_ms=2000, source_key=None))
        work()

        assert find(clip).poster_key != before.poster_key
        assert find(clip).edit_failure is None


class TestCaptions:
    def test_follow_the_part_that_is_shown(self, clip, given):
        key = keep_captions(get_storage(), CAPTIONS)
        given(lambda db: ask_for(db, clip, captions_source_key=key, captions_language="en"))
        work()
        assert captions_of(find(clip)) == [(0, 900, "First"), (1200, 3000, "Second")]

        given(lambda db: ask_for(db, clip, trim_start_ms=1000, trim_end_ms=2500))
        work()
        assert captions_of(find(clip)) == [(200, 1500, "Second")]

        given(lambda db: ask_for(db, clip, trim_start_ms=0, trim_end_ms=None))
        work()
        assert captions_of(find(clip)) == [(0, 900, "First"), (1200, 3000, "Second")]
        assert find(clip).captions_source_key == key

    def test_go_when_they_are_taken_away(self, clip, given):
        key = keep_captions(get_storage(), CAPTIONS)
        given(lambda db: ask_for(db, clip, captions_source_key=key))
        work()
        given(lambda db: ask_for(db, clip, captions_source_key=None))
        work()

        assert find(clip).captions_key is None

    def test_that_lie_behind_the_trimmed_end_are_not_shown(self, clip, given):
        late = b"WEBVTT\n\n00:02.500 --> 00:03.000\nLate\n"
        key = keep_captions(get_storage(), late)
        given(lambda db: ask_for(db, clip, captions_source_key=key, trim_end_ms=2000))
        work()

        assert find(clip).captions_key is None


class TestBeforeItIsReady:
    def test_the_first_clip_is_trimmed_already(self, maya, given, phone_video: Path):
        key = keep_captions(get_storage(), CAPTIONS)
        wishes = {"trim_start_ms": 1000, "cover_ms": 1500, "captions_source_key": key}
        video_id = given(lambda db: add_original(db, maya, phone_video, **wishes, edits_wanted=1))
        work()

        video = find(video_id)
        assert (video.made_as, video.edits_made) == ("1000-@1500", 1)
        assert video.duration_ms == pytest.approx(2000, abs=100)
        assert captions_of(video) == [(200, 2000, "Second")]
        assert video.published_at is not None

    def test_what_is_asked_for_meanwhile_is_made_before_it_comes_out(
        self, maya, given, phone_video: Path, monkeypatch
    ):
        video_id = given(lambda db: add_original(db, maya, phone_video))
        lease = take_due(transaction)
        assert lease is not None

        def meanwhile(storage, video, progress):
            made = convert(storage, video, progress)
            given(lambda db: ask_for(db, video_id, trim_end_ms=2000))
            assert deliver(take_due(transaction), HANDLERS, JOBS)  # too early: nothing to do yet
            return made

        monkeypatch.setattr("smallgestures.videos.processing.convert", meanwhile)
        assert deliver(lease, HANDLERS, JOBS)

        halfway = find(video_id)
        assert (halfway.state, halfway.published_at) == (VideoState.READY, None)
        work()
        ready = find(video_id)
        assert ready.made_as == "0-2000"
        assert ready.published_at is not None


class TestRefusals:
    def test_without_the_original_the_clip_stays_and_says_why(self, clip, given):
        before = find(clip)
        given(lambda db: ask_for(db, clip, trim_end_ms=2000, source_key=None))
        work()

        after = find(clip)
        assert after.edit_failure is not None
        assert "7 days" in after.edit_failure
        assert (after.trim_end_ms, after.edits_made, after.key_720) == (None, 1, before.key_720)
        assert (after.state, after.published_at) == (VideoState.READY, before.published_at)

    def test_what_was_to_be_cut_off_does_not_come_out(self, clip, given):
        wish = {"trim_end_ms": 2000, "source_key": None, "published_at": None}
        given(lambda db: ask_for(db, clip, **wish))
        work()

        after = find(clip)
        assert (after.published_at, after.publish_at) == (None, None)

    def test_the_next_wish_that_can_be_made_clears_the_reason(self, clip, given):
        given(lambda db: ask_for(db, clip, trim_end_ms=2000, source_key=None))
        work()
        given(lambda db: ask_for(db, clip, cover_ms=1000))
        work()

        assert find(clip).edit_failure is None

    def test_a_fault_of_ours_is_tried_again_and_told_at_last(self, clip, given):
        get_storage().delete(find(clip).source_key)
        given(lambda db: ask_for(db, clip, trim_end_ms=2000))
        lease = take_due(transaction)
        assert lease is not None
        assert not deliver(lease, HANDLERS, JOBS)
        assert find(clip).edits_made == 0

        with transaction() as db:
            event = db.exec(select(OutboxEvent).where(OutboxEvent.name == "VideoEdited")).one()
            event.attempts, event.due_at = ATTEMPTS_LIMIT - 1, event.due_at - timedelta(hours=1)
            db.add(event)
        work()

        after = find(clip)
        assert (after.edit_failure, after.trim_end_ms, after.edits_made) == (GIVEN_UP, None, 1)


def test_each_step_is_told_to_the_creators_page(maya, given, phone_video: Path, monkeypatch):
    told: list[tuple[str, int]] = []

    def note(_db, creator_id, video_id):
        with reading() as db:
            video = db.get_one(Video, video_id)
        told.append((video.step, video.converted_percent))
        assert creator_id == maya

    monkeypatch.setattr("smallgestures.videos.processing.tell_creator", note)
    given(lambda db: add_original(db, maya, phone_video))
    work()

    assert told[0] == ("received", 0)  # about to be committed as checked
    assert told[-1][0] == "checked"
    (event,) = [event for event in events("VideoAdded")]
    assert find(event.payload["video_id"]).step == "converted"
