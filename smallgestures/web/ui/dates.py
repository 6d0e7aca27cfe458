"""Moments, in the words and the time zone of whoever reads them."""

from datetime import datetime
from zoneinfo import ZoneInfo


def day(moment: datetime, time_zone: str) -> str:
    """Return `14 February 2027`."""
    there = moment.astimezone(ZoneInfo(time_zone))
    return f"{there.day} {there:%B %Y}"


def day_and_time(moment: datetime, time_zone: str) -> str:
    """Return `14 February 2027, 09:05`."""
    there = moment.astimezone(ZoneInfo(time_zone))
    return f"{there.day} {there:%B %Y, %H:%M}"
