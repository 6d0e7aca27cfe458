"""Counting by many at once, and while all is counted anew."""

import pytest
from sqlmodel import select

from smallgestures.db.engine import reading, transaction
from smallgestures.insights.rollups.models import ClipDay
from smallgestures.insights.service import record_watches
from smallgestures.recounting import recount_clip
from smallgestures.shop.attribution.service import Shown, record_click, record_impressions
from smallgestures.shop.models import Surface
from tests.factories import make_clip, make_link, make_product, make_watch, new_impression_id
from tests.figures import counted

pytestmark = pytest.mark.usefixtures("database")


class TestAtOnce:
    def test_a_viewer_counts_once(self, given, at_once):
        clips = given(lambda db: [make_clip(db) for _ in range(3)])

        def watch(place: int) -> None:
            order = clips if place % 2 else clips[::-1]
            with transaction() as db:
                record_watches(db, [make_watch(clip) for clip in order], viewer="p1")

        at_once(8, watch)

        with reading() as db:
            days = db.exec(select(ClipDay)).all()
        assert [(day.views, day.viewers) for day in days] == [(8, 1)] * 3

    def test_a_click_and_its_report_count_as_one_of_the_end_card(self, given, at_once):
        product = given(lambda db: make_product(db, slug="vase"))
        clip = given(make_clip)
        link = given(lambda db: make_link(db, clip, product))
        shown = [new_impression_id(link) for _ in range(6)]

        def act(place: int) -> None:
            impression_id = shown[place // 2]
            with transaction() as db:
                if place % 2:
                    entry = Shown(impression_id, clip.public_id, Surface.END_CARD)
                    record_impressions(db, [entry], person_id=None)
                else:
                    record_click(db, impression_id, slug="vase", person_id=None, visitor_key="a")

        at_once(12, act)

        with reading() as db:
            (day,) = db.exec(select(ClipDay)).all()
        assert (day.impressions, day.card_impressions) == (6, 6)
        assert (day.clicks, day.card_clicks) == (6, 6)

    def test_counting_anew_misses_nothing_and_counts_nothing_twice(self, given, at_once):
        clip = given(make_clip)

        def act(place: int) -> None:
            for round_ in range(5):
                with transaction() as db:
                    if place:
                        viewer = f"p{place * 100 + round_}"
                        record_watches(db, [make_watch(clip)], viewer=viewer)
                    else:
                        recount_clip(db, clip.key)

        at_once(5, act)

        with reading() as db:
            before = counted(db)
            (day,) = db.exec(select(ClipDay)).all()
        assert (day.views, day.viewers) == (20, 20)
        with transaction() as db:
            recount_clip(db, clip.key)
        with reading() as db:
            assert counted(db) == before
