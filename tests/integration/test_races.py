"""Many at once: every effect is there once, and nobody waits for ever."""

import random
from collections import Counter

import pytest
from sqlmodel import Session, select

from smallgestures.db.engine import reading, transaction
from smallgestures.event_handlers import HANDLERS, JOBS
from smallgestures.feed.models import FeedEntry, Like
from smallgestures.feed.service import Viewer, like_clip, mark_seen
from smallgestures.insights.models import WatchReport
from smallgestures.insights.queries import get_tally
from smallgestures.insights.service import record_watches
from smallgestures.outbox import queries as outbox
from smallgestures.outbox.service import dispatch_due
from smallgestures.shop.attribution.service import Shown, record_click, record_impressions
from smallgestures.shop.models import Brand, Click, Impression, Surface
from tests.factories import (
    make_brand,
    make_clip,
    make_event,
    make_link,
    make_product,
    make_watch,
    new_impression_id,
)
from tests.people import make_person

pytestmark = pytest.mark.usefixtures("database")


class TestLikes:
    def test_by_one_person_twice_at_once_are_one(self, given, at_once):
        clip = given(make_clip)
        ines = given(make_person)

        def like(_place: int) -> int:
            with transaction() as db:
                return like_clip(db, clip.public_id, person_id=ines.key, liked=True)

        assert at_once(2, like) == [1, 1]

        with reading() as db:
            assert len(db.exec(select(Like)).all()) == 1
            assert db.get_one(FeedEntry, clip.id).likes == 1

    def test_by_many_people_are_all_counted_and_told(self, given, at_once):
        clip = given(make_clip)
        people = given(lambda db: [make_person(db, f"person{n}").key for n in range(8)])

        def like(place: int) -> int:
            with transaction() as db:
                return like_clip(db, clip.public_id, person_id=people[place], liked=True)

        assert sorted(at_once(8, like)) == list(range(1, 9))

    def test_score_the_clip_as_if_they_had_come_one_by_one(self, given, at_once):
        raced, calm = given(make_clip), given(make_clip)
        people = given(lambda db: [make_person(db, f"person{n}").key for n in range(6)])

        def like(place: int, clip=raced) -> None:
            with transaction() as db:
                like_clip(db, clip.public_id, person_id=people[place], liked=True)

        at_once(6, like)
        for place in range(6):
            like(place, calm)

        with reading() as db:
            scores = [db.get_one(FeedEntry, clip.id).score for clip in (raced, calm)]
        # The two were published moments apart: less than a thousandth of a day.
        assert abs(scores[0] - scores[1]) <= 1


class TestOutbox:
    def test_eight_workers_deliver_every_event_once(self, given, at_once):
        given(lambda db: [make_event(db, "VaseThrown", payload={"n": n}) for n in range(60)])

        def handle(db: Session, payload) -> None:
            make_brand(db, slug=f"brand-{payload['n']}-{random.random()}", name=str(payload["n"]))

        def work(_place: int) -> int:
            return dispatch_due(transaction, {"VaseThrown": (handle,)}, {})

        assert sum(at_once(8, work)) == 60

        with reading() as db:
            made = Counter(brand.name for brand in db.exec(select(Brand)))
            assert made == {str(n): 1 for n in range(60)}
            assert outbox.count_by_state(db) == {"done": 60}


class TestWatchReports:
    def test_a_batch_that_comes_six_times_at_once_counts_once(self, given, at_once):
        clips = given(lambda db: [make_clip(db).key for _ in range(4)])
        batch = [make_watch(video_id, completed=True) for video_id in clips * 3]

        def send(_place: int) -> set[int]:
            with transaction() as db:
                return record_watches(db, batch, viewer="p1")

        changed = at_once(6, send)

        assert sorted(map(len, changed)) == [0, 0, 0, 0, 0, 4]
        with reading() as db:
            for video_id in clips:
                tally = get_tally(db, video_id)
                assert (tally.views, tally.completions, tally.watched_ms) == (3, 3, 15_000)

    def test_different_batches_on_the_same_clips_all_count(self, given, at_once):
        clips = given(lambda db: [make_clip(db).key for _ in range(8)])
        rounds = 10

        def send(place: int) -> None:
            chance = random.Random(place)
            for _ in range(rounds):
                watched = chance.sample(clips, len(clips))
                with transaction() as db:
                    record_watches(db, [make_watch(one) for one in watched], viewer=f"p{place % 2}")
                    mark_seen(db, Viewer(f"p{place % 2}"), watched)

        at_once(6, send)

        with reading() as db:
            assert {get_tally(db, video_id).views for video_id in clips} == {6 * rounds}

    def test_the_same_reports_in_another_order_count_once(self, given, at_once):
        clips = given(lambda db: [make_clip(db).key for _ in range(4)])
        rounds = [[make_watch(video_id) for video_id in clips * 4] for _ in range(6)]

        def send(place: int) -> None:
            chance = random.Random(place)
            for reports in rounds:
                with transaction() as db:
                    record_watches(db, chance.sample(reports, len(reports)), viewer="p1")

        at_once(4, send)

        with reading() as db:
            assert len(db.exec(select(WatchReport)).all()) == 6 * 16
            assert {get_tally(db, video_id).views for video_id in clips} == {6 * 4}

    def test_go_on_while_scores_follow_and_people_like(self, given, at_once):
        clips = given(lambda db: [make_clip(db) for _ in range(4)])
        people = given(lambda db: [make_person(db, f"person{n}").key for n in range(2)])

        def act(place: int) -> None:
            for _ in range(10):
                if place < 2:
                    with transaction() as db:
                        record_watches(db, [make_watch(clip) for clip in clips], viewer=f"p{place}")
                elif place < 4:
                    for clip in clips:
                        with transaction() as db:
                            like_clip(db, clip.public_id, person_id=people[place - 2], liked=True)
                else:
                    dispatch_due(transaction, HANDLERS, JOBS)

        at_once(6, act)
        dispatch_due(transaction, HANDLERS, JOBS)

        with reading() as db:
            assert outbox.count_by_state(db) == {"done": 20}
            for clip in clips:
                assert get_tally(db, clip.key).views == 20
                assert db.get_one(FeedEntry, clip.id).likes == 2


class TestChains:
    def test_of_page_and_report_at_once_stand_once(self, given, at_once):
        def arrange(db: Session):
            clip, product = make_clip(db), make_product(db, slug="vase")
            return clip.public_id, new_impression_id(make_link(db, clip, product))

        public_id, impression_id = given(arrange)

        def act(place: int) -> None:
            with transaction() as db:
                if place % 2:
                    record_click(
                        db, impression_id, slug="vase", person_id=None, visitor_key="a" * 64
                    )
                else:
                    shown = Shown(impression_id, public_id, Surface.END_CARD)
                    record_impressions(db, [shown], person_id=None)

        at_once(6, act)

        with reading() as db:
            (impression,) = db.exec(select(Impression)).all()
            (click,) = db.exec(select(Click)).all()
            assert (impression.surface, click.impression_id) == ("end_card", impression.id)
