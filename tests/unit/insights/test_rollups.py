"""What is counted of a clip by day, with each row that says so."""

import uuid
from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from smallgestures.insights.rollups.models import ClipSecond
from smallgestures.insights.service import Watched, record_watches
from smallgestures.insights.shares.service import Shared, record_shares
from smallgestures.videos.models import Video
from tests.factories import make_clip, make_watch
from tests.figures import on_day

TODAY, YESTERDAY = date(2026, 11, 20), date(2026, 11, 19)  # the held clock stands at noon
INES, LEO = "p1", "p2"
A_DAY_MS = 86_400_000
HALF_A_DAY_MS = 43_200_000


@pytest.fixture
def clip(db: Session, held_clock) -> Video:
    return make_clip(db)


def grown(report: Watched, **values) -> Watched:
    return Watched(**(vars(report) | values))


def seconds(db: Session) -> dict[int, int]:
    db.expire_all()
    rows = db.exec(select(ClipSecond)).all()
    return {one.second: one.showings for one in rows if one.showings}


class TestDays:
    def test_are_those_in_utc_on_which_a_showing_began(self, db, clip):
        record_watches(db, [make_watch(clip, ms_ago=HALF_A_DAY_MS)], viewer=INES)
        record_watches(db, [make_watch(clip, ms_ago=HALF_A_DAY_MS + 1)], viewer=LEO)

        assert on_day(db, clip.key, TODAY)["views"] == 1
        assert on_day(db, clip.key, YESTERDAY)["views"] == 1

    def test_keep_what_a_showing_grows_by_later(self, db, clip, held_clock):
        report = make_watch(clip, watched_ms=2000)
        record_watches(db, [report], viewer=INES)
        held_clock.pass_by(timedelta(days=1))

        record_watches(db, [grown(report, watched_ms=9000, completed=True)], viewer=INES)

        assert on_day(db, clip.key, TODAY) == {
            "views": 1,
            "viewers": 1,
            "completions": 1,
            "watched_ms": 9000,
        }
        assert on_day(db, clip.key, date(2026, 11, 21)) == {}


class TestViewers:
    def test_are_counted_once_a_clip_on_the_day_of_their_first_view(self, db, clip, held_clock):
        record_watches(db, [make_watch(clip), make_watch(clip)], viewer=INES)
        held_clock.pass_by(timedelta(days=1))

        record_watches(db, [make_watch(clip)], viewer=INES)
        record_watches(db, [make_watch(clip)], viewer=LEO)

        assert on_day(db, clip.key, TODAY)["viewers"] == 1
        assert on_day(db, clip.key, date(2026, 11, 21)) == {
            "views": 2,
            "viewers": 1,
            "watched_ms": 10_000,
        }

    def test_move_back_when_an_earlier_view_is_told_later(self, db, clip):
        record_watches(db, [make_watch(clip)], viewer=INES)

        record_watches(db, [make_watch(clip, ms_ago=A_DAY_MS)], viewer=INES)

        assert on_day(db, clip.key, YESTERDAY)["viewers"] == 1
        assert "viewers" not in on_day(db, clip.key, TODAY)

    def test_are_none_of_those_who_went_on_at_once(self, db, clip):
        record_watches(db, [make_watch(clip, watched_ms=2999)], viewer=INES)

        assert on_day(db, clip.key, TODAY) == {"watched_ms": 2999}


class TestSeconds:
    def test_count_a_showing_where_it_got_to(self, db, clip):
        report = make_watch(clip, position_ms=2999)
        record_watches(db, [report, make_watch(clip, position_ms=2000)], viewer=INES)
        assert seconds(db) == {2: 2}

        record_watches(db, [grown(report, position_ms=7000)], viewer=INES)

        assert seconds(db) == {2: 1, 7: 1}

    def test_are_at_most_sixty(self, db, clip):
        record_watches(db, [make_watch(clip, position_ms=3_600_000)], viewer=INES)

        assert seconds(db) == {59: 1}

    def test_stay_as_they_are_when_nothing_grows(self, db, clip):
        report = make_watch(clip, position_ms=4000)

        for _ in range(3):
            record_watches(db, [report], viewer=INES)

        assert seconds(db) == {4: 1}


class TestShares:
    def shared(self, clip: Video, **overrides) -> Shared:
        values = {"share_id": str(uuid.uuid4()), "video_id": clip.key, "ms_ago": 0}
        return Shared(**(values | overrides))

    def test_count_once_however_often_they_are_told(self, db, clip):
        share = self.shared(clip)

        assert record_shares(db, [share, share], viewer=INES) == 1
        assert record_shares(db, [share], viewer=INES) == 0

        assert on_day(db, clip.key, TODAY) == {"shares": 1}

    def test_count_once_a_day_for_each_viewer(self, db, clip):
        record_shares(db, [self.shared(clip), self.shared(clip)], viewer=INES)
        record_shares(db, [self.shared(clip)], viewer=LEO)
        record_shares(db, [self.shared(clip, ms_ago=A_DAY_MS)], viewer=LEO)

        assert on_day(db, clip.key, TODAY) == {"shares": 2}
        assert on_day(db, clip.key, YESTERDAY) == {"shares": 1}

    def test_take_an_empty_batch(self, db):
        assert record_shares(db, [], viewer=INES) == 0
