"""How long a trial lasts: calendar months, leap days, and clocks that are put forward or back."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallgestures.gestures.offers.models import TrialUnit
from smallgestures.gestures.trials.periods import end_of_trial, months_later, start_of_day

ZONES = (
    "UTC",
    "Europe/Lisbon",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Kolkata",
    "Australia/Lord_Howe",  # half an hour of daylight saving
    "Pacific/Auckland",
    "Pacific/Apia",  # once left out a day
)
MOMENTS = st.datetimes(
    min_value=datetime.fromisoformat("2020-01-01"),
    max_value=datetime.fromisoformat("2035-12-31"),
    timezones=st.just(UTC),
)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 10, 31), 1, date(2026, 11, 30)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
    ],
)
def test_a_month_that_has_no_such_day_ends_on_its_last(day, months, later):
    assert months_later(day, months) == later


@pytest.mark.parametrize(
    ("zone", "starts", "length", "ends"),
    [
        # Clocks go forward on 28 March 2027 in Lisbon: the day is 23 hours long, the wall is kept.
        ("Europe/Lisbon", "2027-03-27T12:00", 1, "2027-03-28T12:00"),
        # 01:30 is left out on that day; it is taken as the hour after it.
        ("Europe/Lisbon", "2027-03-27T01:30", 1, "2027-03-28T02:30"),
        # 01:30 comes twice on 31 October 2027; the first is meant.
        ("Europe/Lisbon", "2027-10-30T01:30", 1, "2027-10-31T01:30"),
        ("America/New_York", "2027-03-13T12:00", 1, "2027-03-14T12:00"),
    ],
)
def test_a_day_ends_at_the_same_time_on_the_wall(zone, starts, length, ends):
    there = ZoneInfo(zone)
    starts_at = datetime.fromisoformat(starts).replace(tzinfo=there)

    end = end_of_trial(starts_at, length=length, unit=TrialUnit.DAY, time_zone=zone)

    assert end.astimezone(there).strftime("%Y-%m-%dT%H:%M") == ends


@given(MOMENTS, st.integers(1, 400), st.sampled_from(ZONES))
def test_days_are_days_of_the_calendar_wherever_somebody_is(moment, days, zone):
    end = end_of_trial(moment, length=days, unit=TrialUnit.DAY, time_zone=zone)

    there = ZoneInfo(zone)
    passed = end.astimezone(there).date() - moment.astimezone(there).date()
    assert passed == timedelta(days=days)
    assert abs((end - moment) - timedelta(days=days)) <= timedelta(hours=1)


@given(MOMENTS, st.integers(1, 24), st.sampled_from(ZONES))
def test_months_end_on_the_same_day_or_on_the_last(moment, months, zone):
    end = end_of_trial(moment, length=months, unit=TrialUnit.MONTH, time_zone=zone)

    there = ZoneInfo(zone)
    first, last = moment.astimezone(there), end.astimezone(there)
    is_last = (last + timedelta(days=1)).day == 1
    assert last.day == first.day or (is_last and last.day < first.day)
    assert (last.year - first.year) * 12 + last.month - first.month == months
    assert end > moment


@given(MOMENTS, st.integers(1, 24), st.sampled_from(ZONES))
def test_one_month_more_is_never_sooner(moment, months, zone):
    shorter, longer = (
        end_of_trial(moment, length=length, unit=TrialUnit.MONTH, time_zone=zone)
        for length in (months, months + 1)
    )

    assert longer > shorter


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.sampled_from(ZONES))
def test_a_day_begins_on_that_day(day, zone):
    begins = start_of_day(day, zone).astimezone(ZoneInfo(zone))

    assert begins.date() == day
