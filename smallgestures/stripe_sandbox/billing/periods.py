"""How long a price's interval is on the calendar: the 31st becomes the 28th, and the 31st again."""

from calendar import monthrange
from datetime import UTC, datetime

from smallgestures.stripe_sandbox.store import Json

DAY_S = 24 * 60 * 60
HOUR_S = 60 * 60
MONTHS_A_YEAR = 12
_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "year": MONTHS_A_YEAR}


def later(moment: int, recurring: Json, times: int = 1) -> int:
    """Return the moment that lies so many intervals later."""
    number = int(recurring["interval_count"]) * times
    if recurring["interval"] in _DAYS:
        return moment + number * _DAYS[recurring["interval"]] * DAY_S
    begun = datetime.fromtimestamp(moment, UTC)
    months = begun.month - 1 + number * _MONTHS[recurring["interval"]]
    year, month = begun.year + months // MONTHS_A_YEAR, months % MONTHS_A_YEAR + 1
    day = min(begun.day, monthrange(year, month)[1])
    return int(begun.replace(year=year, month=month, day=day).timestamp())


def end_of_period(start: int, recurring: Json, *, anchor: int) -> int:
    """Return the first moment after `start` that lies whole intervals from the anchor."""
    times = 0
    while later(anchor, recurring, times) <= start:
        times += 1
    return later(anchor, recurring, times)
