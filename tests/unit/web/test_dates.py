"""Moments as people read them."""

from datetime import UTC, datetime

from smallgestures.web.ui.dates import day, day_and_time, time_since, weekday_and_day

NEW_YEARS_EVE = datetime(2026, 12, 31, 23, 5, tzinfo=UTC)


def test_a_day_is_the_readers_day():
    assert day(NEW_YEARS_EVE, "UTC") == "31 December 2026"
    assert day(NEW_YEARS_EVE, "Asia/Tokyo") == "1 January 2027"


def test_a_time_is_the_readers_time():
    assert day_and_time(NEW_YEARS_EVE, "Europe/Berlin") == "1 January 2027, 00:05"


def test_a_weekday_is_the_readers_weekday():
    assert weekday_and_day(NEW_YEARS_EVE, "UTC") == "Thursday 31 December 2026"
    assert weekday_and_day(NEW_YEARS_EVE, "Asia/Tokyo") == "Friday 1 January 2027"


def test_a_time_names_its_day_only_when_that_is_another_one():
    first = datetime(2026, 12, 31, 22, 0, tzinfo=UTC)

    assert time_since(NEW_YEARS_EVE, first, "UTC") == "23:05"
    assert time_since(NEW_YEARS_EVE, first, "Europe/Berlin") == "1 Jan, 00:05"
