"""Moments, in the words and the time zone of whoever reads them."""

from datetime import datetime
from zoneinfo import ZoneInfo


def day(moment: datetime, time_zone: str) -> str:
    """Return `14 February 2027`."""
    there = moment.astimezone(ZoneInfo(time_zone))
    return f"{there.day} {there:%B %Y}"


def weekday_and_day(moment: datetime, time_zone: str) -> str:
    """Return `Sunday 14 February 2027`."""
    return f"{moment.astimezone(ZoneInfo(time_zone)):%A} {day(moment, time_zone)}"


def day_and_time(moment: datetime, time_zone: str) -> str:
    """Return `14 February 2027, 09:05`."""
    there = moment.astimezone(ZoneInfo(time_zone))
    return f"{there.day} {there:%B %Y, %H:%M}"


def time_since(moment: datetime, first: datetime, time_zone: str) -> str:
    """Return `09:05`, or `14 Feb, 09:05` when that is another day than `first` is."""
    zone = ZoneInfo(time_zone)
    there = moment.astimezone(zone)
    if there.date() == first.astimezone(zone).date():
        return f"{there:%H:%M}"
    return f"{there.day} {there:%b, %H:%M}"
