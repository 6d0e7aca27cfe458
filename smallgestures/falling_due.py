"""What product time makes due, and doing it in the order in which it fell due.

Each kind says when its next thing falls due and does what was due at a moment;
what takes time away from the clock, in one step or in ninety days at once, runs
this and sees everything happen in its right order.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from smallgestures.billing.subscriptions.handlers import look_at_due, next_look
from smallgestures.db.engine import reading
from smallgestures.gestures.gifts.handlers import expire_due, next_expiry
from smallgestures.gestures.trials.handlers import next_trial_due, run_trials_due
from smallgestures.shop.commissions.handlers import next_settling, settle_due
from smallgestures.videos.editing.handlers import (
    next_publication,
    next_removal,
    publish_due,
    remove_due,
)
from smallgestures.videos.files.originals import delete_due_originals, next_original_due


@dataclass(frozen=True)
class Due:
    """One kind of thing that time brings about.

    `next_at` returns when the next one falls due, however long ago that was; none: nothing is
    to come. `run` does some of what is due at or before a moment, each in its own transaction
    or a few together, the earliest first, and returns how many; it can be run again after a
    crash, and by two workers at once.
    """

    name: str
    next_at: Callable[[Session], datetime | None]
    run: Callable[[datetime], int]


DUE: Sequence[Due] = (
    Due("gifts", next_expiry, expire_due),
    Due("trials", next_trial_due, run_trials_due),
    Due("publications", next_publication, publish_due),
    Due("removals", next_removal, remove_due),
    Due("subscriptions", next_look, look_at_due),
    Due("originals", next_original_due, delete_due_originals),
    Due("commissions", next_settling, settle_due),
)


def next_moment(due: Sequence[Due] | None = None) -> datetime | None:
    """Return when the next thing of any kind falls due; none: nothing is to come."""
    return min((at for at, _kind in _moments(DUE if due is None else due)), default=None)


def run_due(at: datetime, due: Sequence[Due] | None = None) -> bool:
    """Do everything that is due at `at` or before, in the order in which it fell due.

    Returns:
        False when a kind could not be done now, as when Stripe is away; the others were.
    """
    kinds = DUE if due is None else due
    stuck: set[str] = set()
    while True:
        waiting = [
            (moment, kind)
            for moment, kind in _moments(kinds)
            if moment <= at and kind.name not in stuck
        ]
        if not waiting:
            return not stuck
        first, kind = waiting[0]
        # So far nothing of another kind comes in between.
        horizon = waiting[1][0] if len(waiting) > 1 else at
        if kind.run(horizon) == 0 and (first, kind) in _moments([kind]):
            stuck.add(kind.name)


def _moments(kinds: Sequence[Due]) -> list[tuple[datetime, Due]]:
    with reading() as db:
        found = [(kind.next_at(db), kind) for kind in kinds]
    known = [(moment, kind) for moment, kind in found if moment is not None]
    return sorted(known, key=lambda one: one[0])
