"""Intervals on the calendar."""

from datetime import UTC, datetime

import pytest

from smallgestures.stripe_sandbox.billing.periods import end_of_period, later


def at(words: str) -> int:
    return int(datetime.fromisoformat(words).replace(tzinfo=UTC).timestamp())


def every(interval: str, count: int = 1) -> dict[str, object]:
    return {"interval": interval, "interval_count": count}


class TestLater:
    @pytest.mark.parametrize(
        ("start", "recurring", "times", "end"),
        [
            ("2030-01-31T12:00:00", every("month"), 1, "2030-02-28T12:00:00"),
            ("2028-01-31T12:00:00", every("month"), 1, "2028-02-29T12:00:00"),
            ("2030-01-31T12:00:00", every("month"), 2, "2030-03-31T12:00:00"),
            ("2028-02-29T00:00:00", every("year"), 1, "2029-02-28T00:00:00"),
            ("2028-02-29T00:00:00", every("year"), 4, "2032-02-29T00:00:00"),
            ("2030-11-30T23:59:59", every("month", 3), 1, "2031-02-28T23:59:59"),
            ("2030-12-31T00:00:00", every("month"), 1, "2031-01-31T00:00:00"),
            ("2030-03-30T01:00:00", every("week", 2), 1, "2030-04-13T01:00:00"),
            ("2030-03-30T01:00:00", every("day"), 3, "2030-04-02T01:00:00"),
        ],
    )
    def test_counts_whole_intervals(self, start, recurring, times, end):
        assert later(at(start), recurring, times) == at(end)


class TestEndOfPeriod:
    def test_comes_back_to_the_31st_after_a_short_month(self):
        anchor = at("2030-01-31T12:00:00")
        ends = [anchor]
        for _month in range(4):
            ends.append(end_of_period(ends[-1], every("month"), anchor=anchor))

        assert [datetime.fromtimestamp(each, UTC).day for each in ends] == [31, 28, 31, 30, 31]

    def test_is_the_anchor_itself_while_that_lies_ahead(self):
        anchor = at("2030-01-31T12:00:00")

        assert end_of_period(at("2029-12-01T00:00:00"), every("month"), anchor=anchor) == anchor
