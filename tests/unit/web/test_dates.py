"""Moments as people read them."""

from datetime import UTC, datetime

from smallgestures.web.ui.dates import day, day_and_time

NEW_YEARS_EVE = datetime(2026, 12, 31, 23, 5, tzinfo=UTC)


def test_a_day_is_the_readers_day():
    assert day(NEW_YEARS_EVE, "UTC") == "31 December 2026"
    assert day(NEW_YEARS_EVE, "Asia/Tokyo") == "1 January 2027"


def test_a_time_is_the_readers_time():
    assert day_and_time(NEW_YEARS_EVE, "Europe/Berlin") == "1 January 2027, 00:05"
