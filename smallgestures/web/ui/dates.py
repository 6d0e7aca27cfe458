"""Moments, in the words and the time zone of whoever reads them."""

from datetime import datetime
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


__all__ = [
    "date_in_words",
    "day",
    "day_and_time",
    "lately",
    "time_since",
    "weekday_and_day",
]
