"""Moments, in the words and the time zone of whoever reads them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from smallgestures.dates import date_in_words, day, day_and_time

WEEK_DAYS = 7


def weekday_and_day(moment: datetime, time_zone: str) -> str:
    """Return `Sunday 14 February 2027`."""
    return f"{moment.astimezone(ZoneInfo(time_zone)):%A} {day(moment, time_zone)}"


def time_since(moment: datetime, first: datetime, time_zone: str) -> str:
    """Return `09:05`, or `14 Feb, 09:05` when that is another day than `first` is."""
    zone = ZoneInfo(time_zone)
    there = moment.astimezone(zone)
    if there.date() == first.astimezone(zone).date():
        return f"{there:%H:%M}"
    return f"{there.day} {there:%b, %H:%M}"


def lately(moment: datetime, now: datetime, time_zone: str) -> str:
    """Return `14:20` for today, `Fri` for the last six days, else `12 Nov` or `12 Nov 2025`."""
    zone = ZoneInfo(time_zone)
    there, today = moment.astimezone(zone), now.astimezone(zone).date()
    days = (today - there.date()).days
    if days == 0:
        return f"{there:%H:%M}"
    if 0 < days < WEEK_DAYS:
        return f"{there:%a}"
    return f"{there.day} {there:%b}" + (f" {there.year}" if there.year != today.year else "")


def field_value(moment: datetime | None, time_zone: str) -> str:
    """Return `2027-02-14T09:05`, as a field for a day and a time has it; empty for none."""
    return f"{moment.astimezone(ZoneInfo(time_zone)):%Y-%m-%dT%H:%M}" if moment else ""


def moment_of_field(value: str, time_zone: str) -> datetime | None:
    """Return the moment that such a field names; None when it is none, as when clocks jump.

    Of two that are called the same, when clocks are put back, it is the first.
    """
    try:
        there = datetime.strptime(value, "%Y-%m-%dT%H:%M").replace(tzinfo=ZoneInfo(time_zone))
        moment = there.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if field_value(moment, time_zone) == value else None


__all__ = [
    "date_in_words",
    "day",
    "day_and_time",
    "field_value",
    "lately",
    "moment_of_field",
    "time_since",
    "weekday_and_day",
]
