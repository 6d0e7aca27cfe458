"""Days and moments in words, in the time zone of whoever reads them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo


def date_in_words(on: date) -> str:
    """Return `14 February 2027`."""
    return f"{on.day} {on:%B %Y}"


def day(moment: datetime, time_zone: str) -> str:
    """Return `14 February 2027`."""
    return date_in_words(moment.astimezone(ZoneInfo(time_zone)))


def day_and_time(moment: datetime, time_zone: str) -> str:
    """Return `14 February 2027, 09:05`."""
    there = moment.astimezone(ZoneInfo(time_zone))
    return f"{there.day} {there:%B %Y, %H:%M}"
