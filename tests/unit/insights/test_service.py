"""Watch reports: each counted once, however often and however large it arrives."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from smallgestures.insights.models import VideoTally, WatchReport
from smallgestures.insights.queries import get_tally
from smallgestures.insights.service import (
    Watched,
    anonymous_viewer,
    person_viewer,
    record_watches,
)
from smallgestures.outbox.models import OutboxEvent
from smallgestures.videos.models import Video
from tests.factories import make_clip, make_watch

INES, LEO = person_viewer(1), person_viewer(2)


@pytest.fixture
def clip(db: Session, held_clock) -> Video:
    return make_clip(db)


@pytest.fixture
def watch(db: Session):
    """Hand reports in, as one viewer."""

    def record(*reports: Watched, viewer: str = INES) -> set[int]:
        return record_watches(db, reports, viewer=viewer)

    return record


def sums(db: Session, video: Video) -> tuple[int, int, int]:
    tally = get_tally(db, video.key)
    return tally.views, tally.completions, tally.watched_ms


def grown(report: Watched, **values) -> Watched:
    return Watched(**(vars(report) | values))


class TestViews:
    @pytest.mark.parametrize(
        ("watched_ms", "completed", "is_view"),
        [(2999, False, False), (3000, False, True), (0, False, False), (1200, True, True)],
    )
    def test_are_three_seconds_or_a_completion(
        self, watched_ms: int, completed: bool, is_view: bool
    ):
        assert make_watch(1, watched_ms=watched_ms, completed=completed).is_view == is_view

    def test_are_counted_with_completions_and_time(self, db, clip, watch):
        watch(make_watch(clip, watched_ms=2999), make_watch(clip, watched_ms=1200, completed=True))

        assert sums(db, clip) == (1, 1, 4199)

    def test_are_zero_when_nobody_watched(self, db, clip):
        assert sums(db, clip) == (0, 0, 0)
        assert db.exec(select(VideoTally)).all() == []


class TestRecordWatches:
    def test_stores_who_watched_when(self, db, clip, watch, held_clock):
        watch(make_watch(clip, ms_ago=1500), viewer=anonymous_viewer("f" * 64))

        stored = db.exec(select(WatchReport)).one()
        assert stored.viewer == "v" + "f" * 32
        assert stored.started_at == held_clock() - timedelta(milliseconds=1500)

    def test_counts_a_report_once_however_often_it_comes(self, db, clip, watch):
        report = make_watch(clip)

        assert watch(report, report) == {clip.id}
        assert watch(report) == set()

        assert sums(db, clip) == (1, 0, 5000)

    def test_adds_only_what_a_report_has_grown_by(self, db, clip, watch):
        report = make_watch(clip, watched_ms=2000)
        watch(report)

        watch(grown(report, watched_ms=7000, completed=True))

        assert sums(db, clip) == (1, 1, 7000)

    def test_takes_nothing_back_when_a_smaller_one_comes_late(self, db, clip, watch):
        report = make_watch(clip, watched_ms=7000, position_ms=8000, completed=True)
        watch(report)

        assert watch(grown(report, watched_ms=2000, position_ms=2000, completed=False)) == set()

        assert sums(db, clip) == (1, 1, 7000)
        stored = db.exec(select(WatchReport)).one()
        assert (stored.watched_ms, stored.position_ms, stored.completed) == (7000, 8000, True)

    def test_takes_the_largest_of_everything_that_one_batch_says(self, db, clip, watch):
        report = make_watch(clip, watched_ms=2000, position_ms=8000, completed=True)

        watch(report, grown(report, watched_ms=6000, position_ms=1000, completed=False))

        assert sums(db, clip) == (1, 1, 6000)
        assert db.exec(select(WatchReport)).one().position_ms == 8000

    def test_never_lets_another_viewer_grow_a_report(self, db, clip, watch):
        report = make_watch(clip, watched_ms=2000)
        watch(report)

        assert watch(grown(report, watched_ms=7000, completed=True), viewer=LEO) == set()

        assert sums(db, clip) == (0, 0, 2000)

    def test_never_moves_a_report_to_another_clip(self, db, clip, watch):
        other = make_clip(db)
        report = make_watch(clip, watched_ms=2000)
        watch(report)

        watch(grown(report, video_id=other.key, watched_ms=7000))

        assert sums(db, clip) == (1, 0, 7000)
        assert sums(db, other) == (0, 0, 0)

    def test_sums_the_reports_of_many_viewers_and_clips(self, db, clip, watch):
        other = make_clip(db)
        watch(make_watch(clip), make_watch(other, watched_ms=1000))

        changed = watch(make_watch(clip), make_watch(other, completed=True), viewer=LEO)

        assert changed == {clip.id, other.id}
        assert sums(db, clip) == (2, 0, 10_000)
        assert sums(db, other) == (1, 1, 6000)

    def test_tells_the_rest_which_clips_were_watched(self, db, clip, watch):
        watch(make_watch(clip))

        event = db.exec(select(OutboxEvent)).one()
        assert (event.name, event.payload) == ("VideosWatched", {"video_ids": [clip.id]})

    def test_tells_nothing_when_no_sum_changed(self, db, clip, watch):
        report = make_watch(clip, watched_ms=0, position_ms=0)
        watch(report)

        assert watch(grown(report, position_ms=4000)) == set()

        assert db.exec(select(OutboxEvent)).all() == []
        assert db.exec(select(WatchReport)).one().position_ms == 4000

    def test_takes_an_empty_batch(self, db, watch):
        assert watch() == set()

    def test_counts_far_more_than_a_month_of_watching(self, db, clip, watch):
        for _ in range(3):
            watch(*(make_watch(clip, watched_ms=60 * 60 * 1000) for _ in range(250)))

        assert sums(db, clip) == (750, 0, 750 * 60 * 60 * 1000)
