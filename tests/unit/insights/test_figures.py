"""Figures: what they mean, how they add up, and how they are written into files."""

import csv
import io
from datetime import date

import pytest
from sqlmodel import Session

from smallgestures.insights.figures.cards import (
    ClipFigures,
    ClipName,
    DayFigures,
    Figures,
    Period,
    Retention,
    total,
)
from smallgestures.insights.figures.errors import NoSuchClip
from smallgestures.insights.figures.export import clips_csv, days_csv, retention_csv
from smallgestures.insights.figures.metrics import BY_KEY, METRICS, About, Unit
from smallgestures.insights.figures.service import last_days, show_clip, show_creator
from smallgestures.insights.service import record_watches
from smallgestures.money import Money
from smallgestures.videos.models import VideoState
from tests.factories import make_clip, make_video, make_watch
from tests.people import make_person

TODAY = date(2026, 11, 20)  # the held clock stands at noon


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


class TestMetrics:
    def test_are_all_that_creators_are_promised(self):
        promised = {"views", "viewers", "watch_time", "completion_rate", "likes", "shares"}
        promised |= {"end_cards", "ctr", "product_views", "orders", "cvr", "gmv", "commission"}

        assert promised <= set(BY_KEY)
        assert len(BY_KEY) == len(METRICS)

    def test_each_say_what_they_mean_in_a_sentence(self):
        for metric in METRICS:
            assert metric.definition.endswith(".")
            assert metric.about in About

    def test_have_no_rate_where_there_is_nothing_to_divide_by(self):
        nothing = Figures()

        rates = [metric.of(nothing) for metric in METRICS if metric.unit == Unit.SHARE]

        assert rates == [None] * 3

    def test_divide_as_their_definitions_say(self):
        figures = Figures(
            views=8, completions=2, card_impressions=10, card_clicks=3, clicks=4, orders=1
        )

        assert BY_KEY["completion_rate"].of(figures) == 0.25
        assert BY_KEY["ctr"].of(figures) == 0.3
        assert BY_KEY["cvr"].of(figures) == 0.25


class TestTotal:
    def test_adds_up_everything_and_each_currency_by_itself(self):
        one = Figures(views=2, paid_minor={"usd": 100}, commission_minor={"usd": 8})
        other = Figures(views=3, orders=1, paid_minor={"eur": 50, "usd": 1})

        summed = total([one, other])

        assert (summed.views, summed.orders) == (5, 1)
        assert summed.gmv == [Money(50, "eur"), Money(101)]
        assert summed.commission == [Money(8)]

    def test_of_nothing_is_nothing(self):
        assert total([]) == Figures()


class TestLastDays:
    @pytest.mark.parametrize("days", [1, 7, 90])
    def test_include_today(self, held_clock, days: int):
        period = last_days(days)

        assert (len(period.days), period.days[-1]) == (days, TODAY)


class TestShowCreator:
    def test_shows_clips_that_came_out_the_most_viewed_first(self, db: Session, held_clock):
        maya = make_person(db, "maya")
        quiet, loud = make_clip(db, maya), make_clip(db, maya)
        make_video(db, maya)
        make_clip(db)
        for viewer in ("p1", "p2"):
            record_watches(db, [make_watch(loud)], viewer=viewer)

        report = show_creator(db, maya.key, last_days(7))

        shown = [(one.clip.id, one.figures.views) for one in report.clips]
        assert shown == [(loud.id, 2), (quiet.id, 0)]
        assert (report.total.views, report.total.viewers, report.has_more) == (2, 2, False)

    def test_leaves_out_what_happened_before(self, db: Session, held_clock):
        maya = make_person(db, "maya")
        clip = make_clip(db, maya)
        a_week_ms = 7 * 86_400_000
        record_watches(db, [make_watch(clip, ms_ago=a_week_ms)], viewer="p1")

        assert show_creator(db, maya.key, last_days(7)).total.views == 0
        assert show_creator(db, maya.key, last_days(28)).total.views == 1

    def test_shows_page_after_page(self, db: Session, held_clock):
        maya = make_person(db, "maya")
        clips = [make_clip(db, maya).key for _ in range(3)]

        first = show_creator(db, maya.key, last_days(7), limit=2)
        second = show_creator(db, maya.key, last_days(7), limit=2, offset=2)

        shown = [one.clip.id for page in (first, second) for one in page.clips]
        assert (shown, first.has_more, second.has_more) == (clips[::-1], True, False)


class TestShowClip:
    def test_shows_how_many_got_how_far(self, db: Session, held_clock):
        maya = make_person(db, "maya")
        clip = make_clip(db, maya, duration_ms=3_500)
        for position_ms in (0, 900, 1000, 3_499, 3_500):
            record_watches(db, [make_watch(clip, position_ms=position_ms)], viewer="p1")

        retention = show_clip(db, clip.public_id, maya.key, last_days(7)).retention

        assert (retention.showings, retention.reached) == (5, [5, 3, 2, 2])

    def test_has_at_most_sixty_seconds(self, db: Session, held_clock):
        maya = make_person(db, "maya")
        clip = make_clip(db, maya, duration_ms=60_000)
        record_watches(db, [make_watch(clip, position_ms=60_000)], viewer="p1")

        retention = show_clip(db, clip.public_id, maya.key, last_days(7)).retention

        assert retention.reached == [1] * 60

    def test_refuses_somebody_elses_and_what_is_gone(self, db: Session, held_clock):
        maya, noor = make_person(db, "maya"), make_person(db, "noor")
        clip = make_clip(db, maya)
        gone = make_video(db, maya, state=VideoState.REMOVED)

        for public_id, creator in ((clip.public_id, noor), (gone.public_id, maya), ("x", maya)):
            with pytest.raises(NoSuchClip, match="no such clip among yours"):
                show_clip(db, public_id, creator.key, last_days(7))


class TestFiles:
    def test_write_amounts_in_a_column_for_each_currency(self):
        figures = Figures(
            orders=2, paid_minor={"eur": 5, "usd": 12_345}, commission_minor={"eur": 0, "usd": 7}
        )

        (row,) = rows_of(days_csv([DayFigures(TODAY, figures)]))

        assert (row["Day (UTC)"], row["Orders"]) == ("2026-11-20", "2")
        assert (row["GMV (EUR)"], row["GMV (USD)"]) == ("0.05", "123.45")
        assert (row["Commission (EUR)"], row["Commission (USD)"]) == ("0.00", "0.07")

    @pytest.mark.parametrize("caption", ["=1+1", "+1", "-1", "@sum", "\t=1"])
    def test_never_let_a_caption_be_computed(self, caption: str):
        clip = ClipName(1, "abc", caption, "", 8000, None, is_deleted=False)

        (row,) = rows_of(clips_csv([ClipFigures(clip, Figures())]))

        assert row["Caption"] == f"'{caption}"

    def test_have_no_share_of_nothing(self):
        (row,) = rows_of(retention_csv(Retention(0, [0])))

        assert row == {
            "Second": "0",
            "Showings that got there": "0",
            "Share of all showings (%)": "",
        }


def test_a_period_has_each_of_its_days():
    period = Period(date(2026, 2, 27), date(2026, 3, 2))

    assert [day.day for day in period.days] == [27, 28, 1, 2]
