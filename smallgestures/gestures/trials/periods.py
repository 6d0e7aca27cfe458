"""How long a trial lasts, on the calendar and the clock of whoever has it."""

import calendar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from smallgestures import clock
from smallgestures.gestures.offers.models import TrialUnit


def end_of_trial(starts_at: datetime, *, length: int, unit: str, time_zone: str) -> datetime:
    """Return when a trial ends: the same wall-clock time, so many days or calendar months later.

    A month that has no such day ends on its last; an hour that daylight saving
    leaves out is taken as the one after it. UTC.
    """
    zone = ZoneInfo(time_zone)
    start = starts_at.astimezone(zone)
    if unit == TrialUnit.MONTH:
        day = months_later(start.date(), length)
    else:
        day = start.date() + timedelta(days=length)
    return datetime.combine(day, start.time(), tzinfo=zone).astimezone(UTC)


def months_later(day: date, months: int) -> date:
    """Return the day so many calendar months later, clamped to the month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def start_of_day(day: date, time_zone: str) -> datetime:
    """Return the first moment of a day in a zone; UTC."""
    return datetime.combine(day, time(), tzinfo=ZoneInfo(time_zone)).astimezone(UTC)


def start_of_today(time_zone: str) -> datetime:
    """Return the first moment of the day that it is in a zone; UTC."""
    return start_of_day(clock.now().astimezone(ZoneInfo(time_zone)).date(), time_zone)
