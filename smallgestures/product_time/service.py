"""How far product time is ahead, and the wish to move it.

The move itself is `moving_time.py`'s: it does on the way whatever falls due.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from smallgestures import clock
from smallgestures.product_time import queries
from smallgestures.product_time.errors import TimeIsMoving, TimeIsReal, TooFarAhead
from smallgestures.product_time.models import ProductTime
from smallgestures.settings import get_settings

DAYS = (1, 7, 30, 90)
FURTHEST = timedelta(days=20 * 365)
ON_THE_WAY = "Setting out"


@dataclass(frozen=True)
class TimeCard:
    """Product time as the panel shows it; `percent` says how far a move has come."""

    now: datetime
    is_moving: bool
    percent: int
    doing: str


def read_ahead(db: Session) -> timedelta:
    """Return how far product time is ahead, and let this process go by it from now on."""
    row = queries.find(db)
    ahead = timedelta(seconds=row.offset_s if row else 0)
    if ahead != clock.ahead():
        clock.set_ahead(ahead)
    return ahead


def show_time(db: Session) -> TimeCard:
    """Return how product time stands, for every process alike."""
    read_ahead(db)
    row = queries.find(db)
    if row is None or row.target_s is None:
        return TimeCard(clock.now(), is_moving=False, percent=100, doing="")
    return TimeCard(clock.now(), is_moving=True, percent=_percent(row), doing=row.doing)


def _percent(row: ProductTime) -> int:
    way_s = (row.target_s or row.offset_s) - row.from_s
    return min(99, (row.offset_s - row.from_s) * 100 // way_s) if way_s else 99


def move_time(db: Session, *, days: int) -> None:
    """Set out for a time so many days ahead; the worker does what falls due on the way.

    Raises:
        TimeIsReal: There is neither a sandbox nor a test key.
        TimeIsMoving: One move at a time.
        TooFarAhead: It was moved for years already.
    """
    if days not in DAYS:
        raise ValueError(f"time moves by {DAYS} days, not by {days}")
    if not get_settings().takes_payments:
        raise TimeIsReal
    if read_ahead(db) + timedelta(days=days) > FURTHEST:
        raise TooFarAhead
    queries.insert_row(db, at=clock.wall())
    way_s = int(timedelta(days=days).total_seconds())
    if not queries.begin_move(db, days_s=way_s, doing=ON_THE_WAY):
        raise TimeIsMoving
