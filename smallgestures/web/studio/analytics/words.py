"""Figures and days in words."""

from datetime import date

from smallgestures.dates import date_in_words
from smallgestures.insights.figures.cards import Figures, Period
from smallgestures.insights.figures.metrics import Metric, Unit
from smallgestures.money import Money

NONE = "–"  # where there is nothing to share
SECOND_MS, MINUTE_S, HOUR_S = 1000, 60, 3600
WHOLE_FROM = 0.0995  # shares from here on are said in whole percents


def value_of(metric: Metric, figures: Figures) -> str:
    """Return a figure as people read it."""
    value = metric.of(figures)
    if isinstance(value, list):
        return " + ".join(str(money) for money in value) or str(Money(0))
    if metric.unit == Unit.SHARE:
        return NONE if value is None else percent(value)
    if metric.unit == Unit.TIME:
        return time(int(value or 0))
    return f"{value:,}"


def percent(share: float) -> str:
    """Return `42%`, or `4.2%` below ten."""
    digits = 0 if share >= WHOLE_FROM or share == 0 else 1
    return f"{share * 100:.{digits}f}%"


def time(ms: int) -> str:
    """Return `3 h 12 min`, `4 min 5 s` or `9 s`."""
    seconds = round(ms / SECOND_MS)
    hours, rest = divmod(seconds, HOUR_S)
    minutes, seconds = divmod(rest, MINUTE_S)
    if hours:
        return f"{hours:,} h {minutes} min"
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"


def short_day(on: date) -> str:
    """Return `26 Nov`."""
    return f"{on.day} {on:%b}"


def span(period: Period) -> str:
    """Return `30 October to 26 November 2026`."""
    first, last = period.first, period.last
    start = f"{first.day} {first:%B}" + (f" {first.year}" if first.year != last.year else "")
    return f"{start} to {date_in_words(last)}"
