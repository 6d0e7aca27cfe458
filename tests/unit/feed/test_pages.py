"""Pages of the feed: what comes, in which order, and that nothing comes twice."""

import json
import random
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from smallgestures.feed import cards
from smallgestures.feed.cursor import Cursor, Part, to_ms
from smallgestures.feed.errors import BadCursor, ClipNotFound
from smallgestures.feed.models import FeedEntry
from smallgestures.feed.queries import set_sums
from smallgestures.feed.service import (
    PAGE_SIZE,
    Page,
    Viewer,
    join_viewer,
    mark_seen,
    read_following,
    read_for_you,
    read_from,
)
from smallgestures.videos.models import Video
from tests.factories import follow, make_clip, make_clips, make_video
from tests.people import make_person

NOBODY = Viewer()
BROWSER = Viewer(key="v1")


@pytest.fixture(autouse=True)
def _cards_are_read_anew():
    cards.forget_cards()
    yield
    cards.forget_cards()


def ids_of(page: Page) -> list[str]:
    return [json.loads(item)["id"] for item in page.items]


def public_ids(videos: list[Video]) -> list[str]:
    return [video.public_id for video in videos]


def scroll(read, db: Session, viewer: Viewer, *, between=lambda: None, page=None) -> list[str]:
    """Return the ids of all clips from the first page (or `page`) to the last."""
    found: list[str] = []
    page = page or read(db, viewer, cursor=None)
    for _ in range(100):
        found += ids_of(page)
        if page.next_cursor is None:
            return found
        between()
        page = read(db, viewer, cursor=page.next_cursor)
    raise AssertionError("the feed never ends")


def shuffle_scores(db: Session, *, seed: int):
    chance = random.Random(seed)

    def shuffle() -> None:
        for entry in db.exec(select(FeedEntry).order_by(col(FeedEntry.video_id))):
            set_sums(db, entry.video_id, score=chance.randrange(1_000_000))

    return shuffle


class TestReadForYou:
    def test_brings_the_best_first_in_pages_of_ten(self, db: Session, held_clock):
        clips = make_clips(db, 25)

        first = read_for_you(db, NOBODY, cursor=None)

        assert ids_of(first) == public_ids(clips[:PAGE_SIZE])
        assert scroll(read_for_you, db, NOBODY) == public_ids(clips)

    def test_is_empty_when_there_is_nothing(self, db: Session):
        page = read_for_you(db, BROWSER, cursor=None)

        assert page.encode() == b'{"items":[],"next_cursor":null}'

    def test_brings_clips_of_one_score_each_once(self, db: Session, held_clock):
        clips = [make_clip(db) for _ in range(25)]

        assert scroll(read_for_you, db, NOBODY) == public_ids(clips)[::-1]

    @pytest.mark.parametrize("seed", range(3))
    def test_brings_no_clip_twice_while_scores_move(self, db: Session, held_clock, seed: int):
        make_clips(db, 45)

        found = scroll(read_for_you, db, NOBODY, between=shuffle_scores(db, seed=seed))

        assert len(found) >= PAGE_SIZE
        assert len(set(found)) == len(found)

    def test_brings_what_was_seen_last_the_longest_ago_first(self, db: Session, held_clock):
        clips = make_clips(db, 4)
        for video in (clips[1], clips[3], clips[0]):
            held_clock.pass_by(timedelta(minutes=1))
            mark_seen(db, BROWSER, [video.key])
        held_clock.pass_by(timedelta(minutes=1))

        found = scroll(read_for_you, db, BROWSER)

        assert found == public_ids([clips[2], clips[1], clips[3], clips[0]])

    def test_brings_seen_clips_in_pages_too(self, db: Session, held_clock):
        clips = make_clips(db, 25)
        for video in clips:
            held_clock.pass_by(timedelta(seconds=1))
            mark_seen(db, BROWSER, [video.key])
        held_clock.pass_by(timedelta(seconds=1))

        assert scroll(read_for_you, db, BROWSER) == public_ids(clips)

    def test_brings_each_of_many_that_were_seen_at_one_moment(self, db: Session, held_clock):
        clips = make_clips(db, 25)
        held_clock.pass_by(timedelta(microseconds=1_999))
        mark_seen(db, BROWSER, [video.key for video in clips])
        held_clock.pass_by(timedelta(seconds=1))

        assert sorted(scroll(read_for_you, db, BROWSER)) == sorted(public_ids(clips))

    def test_does_not_bring_back_what_was_seen_since_the_first_page(self, db: Session, held_clock):
        clips = make_clips(db, 12)
        by_id = {video.public_id: video.key for video in clips}
        first = read_for_you(db, BROWSER, cursor=None)

        def watch_a_while() -> None:
            held_clock.pass_by(timedelta(seconds=20))
            mark_seen(db, BROWSER, list(by_id.values())[:5])

        found = scroll(read_for_you, db, BROWSER, page=first, between=watch_a_while)

        assert found == public_ids(clips)

    def test_is_not_disturbed_by_what_others_have_seen(self, db: Session, held_clock):
        clips = make_clips(db, 3)
        mark_seen(db, Viewer(key="v2"), [clips[0].key])
        held_clock.pass_by(timedelta(seconds=1))

        assert scroll(read_for_you, db, BROWSER) == public_ids(clips)

    def test_leaves_out_what_is_not_published(self, db: Session, held_clock):
        make_video(db)

        assert read_for_you(db, NOBODY, cursor=None).items == []

    @pytest.mark.parametrize("garbage", ["x", "AAAA", "null", "A" * 28, "é" * 20])
    def test_refuses_a_made_up_cursor(self, db: Session, garbage: str):
        with pytest.raises(BadCursor):
            read_for_you(db, NOBODY, cursor=garbage)

    def test_refuses_the_cursor_of_the_other_tab(self, db: Session, held_clock):
        cursor = Cursor(Part.FOLLOWING, 1, 1, to_ms(held_clock())).encode()

        with pytest.raises(BadCursor):
            read_for_you(db, NOBODY, cursor=cursor)


class TestReadFollowing:
    def test_brings_only_clips_of_people_who_are_followed_the_newest_first(
        self, db: Session, held_clock
    ):
        leo, maya, noor = (make_person(db, handle) for handle in ("leo", "maya", "noor"))
        follow(db, leo, maya)
        follow(db, leo, noor)
        theirs = [make_clip(db, (maya, noor)[number % 2]) for number in range(23)]
        make_clips(db, 3)

        found = scroll(read_following, db, Viewer("p1", leo.key))

        assert found == public_ids(theirs)[::-1]

    def test_brings_whole_pages_when_one_creator_has_all_the_newest(self, db: Session, held_clock):
        leo, maya, noor = (make_person(db, handle) for handle in ("leo", "maya", "noor"))
        follow(db, leo, maya)
        follow(db, leo, noor)
        old = [make_clip(db, noor) for _ in range(5)]
        new = [make_clip(db, maya) for _ in range(12)]

        found = scroll(read_following, db, Viewer("p1", leo.key))

        assert found == public_ids(old + new)[::-1]

    def test_is_empty_for_somebody_who_follows_nobody(self, db: Session, held_clock):
        make_clips(db, 3)

        page = read_following(db, Viewer("p1", make_person(db).key), cursor=None)

        assert (page.items, page.next_cursor) == ([], None)

    def test_is_empty_for_nobody(self, db: Session, held_clock):
        make_clips(db, 3)

        assert read_following(db, NOBODY, cursor=None).items == []

    def test_refuses_the_cursor_of_the_other_tab(self, db: Session, held_clock):
        make_clips(db, 12)
        cursor = read_for_you(db, NOBODY, cursor=None).next_cursor

        with pytest.raises(BadCursor):
            read_following(db, NOBODY, cursor=cursor)


class TestReadFrom:
    def test_brings_the_clip_first_and_never_again(self, db: Session, held_clock):
        clips = make_clips(db, 23)

        first = read_from(db, BROWSER, clips[15].public_id)
        found = scroll(read_for_you, db, BROWSER, page=first)

        assert found == public_ids([clips[15], *clips[:15], *clips[16:]])

    def test_brings_a_clip_that_was_seen_before(self, db: Session, held_clock):
        clips = make_clips(db, 3)
        mark_seen(db, BROWSER, [video.key for video in clips])
        held_clock.pass_by(timedelta(seconds=1))

        first = read_from(db, BROWSER, clips[1].public_id)
        found = scroll(read_for_you, db, BROWSER, page=first)

        assert found == public_ids([clips[1], clips[2], clips[0]])

    def test_finds_no_clip_that_is_not_published(self, db: Session, held_clock):
        for public_id in (make_video(db).public_id, "neverWas123"):
            with pytest.raises(ClipNotFound, match="may have been taken down"):
                read_from(db, NOBODY, public_id)


class TestJoinViewer:
    def test_makes_what_a_browser_saw_the_persons(self, db: Session, held_clock):
        clips = make_clips(db, 3)
        ines = Viewer("p1", make_person(db).key)
        mark_seen(db, ines, [clips[0].key, clips[1].key])
        held_clock.pass_by(timedelta(minutes=1))
        mark_seen(db, BROWSER, [clips[0].key, clips[2].key])
        held_clock.pass_by(timedelta(minutes=1))

        join_viewer(db, BROWSER.key, person_key=ines.key)

        assert scroll(read_for_you, db, ines) == public_ids([clips[1], clips[2], clips[0]])
        assert scroll(read_for_you, db, BROWSER) == public_ids(clips)

    def test_keeps_the_later_time_of_what_both_saw(self, db: Session, held_clock):
        clips = make_clips(db, 2)
        ines = Viewer("p1", make_person(db).key)
        mark_seen(db, BROWSER, [clips[0].key, clips[1].key])
        held_clock.pass_by(timedelta(minutes=1))
        mark_seen(db, ines, [clips[0].key])
        held_clock.pass_by(timedelta(minutes=1))

        join_viewer(db, BROWSER.key, person_key=ines.key)

        assert scroll(read_for_you, db, ines) == public_ids([clips[1], clips[0]])


def test_nobody_is_remembered_without_a_key(db: Session, held_clock):
    clips = make_clips(db, 2)

    mark_seen(db, NOBODY, [clips[0].key])
    mark_seen(db, BROWSER, [])

    assert scroll(read_for_you, db, NOBODY) == public_ids(clips)
