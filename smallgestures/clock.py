"""The only place that reads the time, so that tests can hold it still.

`now()` is product time: what trials, holds and dates on screen follow. `wall()`
is real time: sessions, rate limits, leases, signatures and links that expire.
Product time can be moved ahead where no real money is; every process learns by
how much from the database (`product_time`), and sets it here.
"""

from datetime import UTC, datetime, timedelta

_product = {"ahead": timedelta()}


def now() -> datetime:
    """Return product time, timezone-aware UTC."""
    return wall() + _product["ahead"]


def wall() -> datetime:
    """Return real time, timezone-aware UTC."""
    return datetime.now(UTC)


def ahead() -> timedelta:
    """Return how far product time is ahead of real time, as far as this process knows."""
    return _product["ahead"]


def set_ahead(ahead: timedelta) -> None:
    """Let product time be ahead of real time by so much, in this process."""
    _product["ahead"] = ahead
