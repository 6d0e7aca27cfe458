"""When the worker has to look at a trial again, and what it then does."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from smallgestures.gestures.trials.models import REMINDER_LEAD_DAYS, Trial, TrialState
from smallgestures.gestures.trials.states import RUNNING, TrialEvent

_ORDER = (
    TrialEvent.START,
    TrialEvent.REMINDER,
    TrialEvent.LAPSE,
    TrialEvent.END,
    TrialEvent.GRACE_END,
)


def next_due(trial: Trial, *, after: datetime) -> datetime | None:
    """Return when something of the trial falls due next, later than `after`; none: never."""
    return min((moment for moment, _event in agenda(trial) if moment > after), default=None)


def reschedule(trial: Trial, *, at: datetime) -> None:
    """Note when something falls due next, after a change at `at`.

    What fell due before and was not done yet stays due: only who does it may pass it by.
    """
    is_overdue = trial.due_at is not None and trial.due_at <= at
    after = trial.due_at - timedelta.resolution if is_overdue and trial.due_at else at
    trial.due_at = next_due(trial, after=after)


def due_events(trial: Trial, *, until: datetime) -> list[tuple[datetime, TrialEvent]]:
    """Return what fell due since the trial was last looked at, in the order in which it did."""
    since = trial.due_at
    if since is None:
        return []
    due = [(at, event) for at, event in agenda(trial) if since <= at <= until]
    return sorted(due, key=lambda entry: (entry[0], _ORDER.index(entry[1])))


def agenda(trial: Trial) -> Iterator[tuple[datetime, TrialEvent]]:
    """Yield what time brings to the trial as it is now, past and future, in no order."""
    if trial.state == TrialState.SCHEDULED:
        yield trial.starts_at, TrialEvent.START
    if trial.state in RUNNING:
        for lead_days in REMINDER_LEAD_DAYS:
            moment = reminder_moment(trial.ends_at, lead_days)
            if moment > trial.starts_at:  # shorter trials skip it
                yield moment, TrialEvent.REMINDER
        yield trial.ends_at, TrialEvent.END
    if trial.cancel_at is not None:
        yield trial.cancel_at, TrialEvent.LAPSE
    if trial.grace_until is not None:
        yield trial.grace_until, TrialEvent.GRACE_END


def reminder_moment(ends_at: datetime, lead_days: int) -> datetime:
    """Return when the notice so many days ahead is due."""
    return ends_at - timedelta(days=lead_days)
