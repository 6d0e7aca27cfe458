"""How figures are said, and how plots are drawn."""

from datetime import date, timedelta

import pytest

from smallgestures.insights.figures.cards import DayFigures, Figures, Period, Retention
from smallgestures.insights.figures.metrics import BY_KEY, Unit
from smallgestures.web.studio.analytics.drawing import NARROW, WIDE
from smallgestures.web.studio.analytics.plots import plot_days, plot_retention
from smallgestures.web.studio.analytics.scales import scale_of
from smallgestures.web.studio.analytics.words import percent, span, time, value_of

FIRST = date(2026, 10, 24)


def days(*views: int) -> list[DayFigures]:
    return [
        DayFigures(FIRST + timedelta(days=place), Figures(views=number))
        for place, number in enumerate(views)
    ]


class TestWords:
    @pytest.mark.parametrize(
        ("ms", "words"),
        [(0, "0 s"), (9_400, "9 s"), (245_000, "4 min 5 s"), (11_520_000, "3 h 12 min")],
    )
    def test_say_time(self, ms: int, words: str):
        assert time(ms) == words

    @pytest.mark.parametrize(
        ("share", "words"),
        [(0, "0%"), (0.042, "4.2%"), (0.0996, "10%"), (0.424, "42%"), (2, "200%")],
    )
    def test_say_shares(self, share: float, words: str):
        assert percent(share) == words

    @pytest.mark.parametrize(
        ("key", "figures", "words"),
        [
            ("views", Figures(views=12_345), "12,345"),
            ("ctr", Figures(), "–"),
            ("gmv", Figures(), "$0.00"),
            ("gmv", Figures(paid_minor={"eur": 100, "usd": 4800}), "1.00 EUR + $48.00"),
        ],
    )
    def test_say_figures(self, key: str, figures: Figures, words: str):
        assert value_of(BY_KEY[key], figures) == words

    def test_say_from_when_to_when(self):
        over_new_year = Period(date(2026, 12, 30), date(2027, 1, 2))

        assert span(Period(FIRST, date(2026, 11, 22))) == "24 October to 22 November 2026"
        assert span(over_new_year) == "30 December 2026 to 2 January 2027"


class TestScales:
    @pytest.mark.parametrize(
        ("unit", "most", "words"),
        [
            (Unit.COUNT, 0, ["0", "1"]),
            (Unit.COUNT, 3, ["0", "1", "2", "3"]),
            (Unit.COUNT, 41, ["0", "20", "40", "60"]),
            (Unit.COUNT, 1_900, ["0", "500", "1,000", "1,500", "2,000"]),
            (Unit.SHARE, 1, ["0%", "50%", "100%"]),
            (Unit.SHARE, 0.04, ["0%", "1%", "2%", "3%", "4%"]),
            (Unit.TIME, 45_000, ["0 s", "20 s", "40 s", "60 s"]),
            (Unit.TIME, 600_000, ["0 min", "5 min", "10 min"]),
            (Unit.TIME, 7_200_000, ["0 h", "1 h", "2 h"]),
            (Unit.MONEY, 3_100, ["$0", "$10", "$20", "$30", "$40"]),
            (Unit.MONEY, 9, ["$0", "$0.05", "$0.10"]),
        ],
    )
    def test_have_round_marks_up_to_the_largest_value(self, unit: Unit, most: float, words):
        scale = scale_of(unit, most)

        assert [mark for _value, mark in scale.marks] == words
        assert scale.top >= most
        assert scale.marks[-1][0] == scale.top


class TestPlots:
    def test_say_in_a_sentence_what_they_show(self):
        plot = plot_days(days(3, 12, 7), BY_KEY["views"])

        assert plot.words == "Views per day, 3 days. Most on 25 October 2026: 12."
        assert plot.nothing == ""

    def test_say_that_there_is_nothing(self):
        assert plot_days(days(0, 0), BY_KEY["views"]).nothing == "No views in these days."
        assert plot_days(days(0), BY_KEY["ctr"]).nothing == "No CTR in these days."
        assert plot_retention(Retention(0, [0])).nothing.startswith("Nobody has watched")

    @pytest.mark.parametrize("number", [1, 7, 28, 90])
    def test_keep_every_shape_inside(self, number: int):
        plot = plot_days(days(*range(number, 0, -1)), BY_KEY["views"])

        for drawing, size in ((plot.wide, WIDE), (plot.narrow, NARROW)):
            assert len(drawing.bars) == number
            for bar in drawing.bars:
                assert float(bar.x) >= size.left
                assert float(bar.x) + float(bar.width) <= size.width
                assert 0 <= float(bar.y) <= size.height
            assert 1 <= len(drawing.marks) <= size.marks + 1
            assert (drawing.marks[-1].anchor == "end") == (
                number >= 28 or (size is NARROW and number > 6)
            )

    def test_draw_a_curve_from_all_to_who_stayed(self):
        plot = plot_retention(Retention(10, [10, 6, 4]))

        assert plot.words == "Retention over 3 seconds. To the last second: 40%."
        assert plot.wide.curve.count("L") == 2
        assert [bar.words for bar in plot.wide.bars] == [
            "Second 0: 100%",
            "Second 1: 60%",
            "Second 2: 40%",
        ]
