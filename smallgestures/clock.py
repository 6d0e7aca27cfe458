"""The only place that reads the time, so that tests can hold it still.

`now()` is product time: what trials, holds and dates on screen follow. `wall()`
is real time: sessions, rate limits, leases, signatures and links that expire.
"""

from datetime import UTC, datetime


def now() -> datetime:
    """Return product time, timezone-aware UTC."""
    return wall()


def wall() -> datetime:
    """Return real time, timezone-aware UTC."""
    return datetime.now(UTC)
