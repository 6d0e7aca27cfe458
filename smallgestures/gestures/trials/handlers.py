"""What time brings to trials: they begin, we write, they end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from smallgestures.dates import day
from smallgestures.db.engine import transaction
from smallgestures.gestures.trials import letters, queries
from smallgestures.gestures.trials.models import REMINDER_LEAD_DAYS, TrialState
from smallgestures.gestures.trials.moves import Notes, move
from smallgestures.gestures.trials.paying import let_subscription_go
from smallgestures.gestures.trials.queries import Subject
from smallgestures.gestures.trials.schedule import due_events, next_due, reminder_moment
from smallgestures.gestures.trials.states import TrialEvent
from smallgestures.mail.letter import Letter

BATCH = 100
LEGAL_LEAD_DAYS = 7  # the notice before a charge that Visa, Mastercard and California ask for


@dataclass(frozen=True)
class Notice:
    """A reminder that is due."""

    subject: Subject
    lead_days: int
    at: datetime


def next_trial_due(db: Session) -> datetime | None:
    """Return when the next thing of any trial falls due, however long ago that was."""
    return queries.next_due_at(db)


def run_trials_due(at: datetime) -> int:
    """Do what is due by `at` for some trials, the longest due first; return for how many.

    Trials are held while it happens and know when they are due next, so that a second
    worker, or this one after a crash, does nothing twice.
    """
    with transaction() as db:
        return pass_time(db, at=at)


def pass_time(db: Session, *, at: datetime) -> int:
    """Do what is due by `at` for a batch of trials, in the caller's transaction."""
    subjects = queries.lock_due(db, at=at, limit=BATCH)
    notes = Notes()
    notices = [notice for subject in subjects for notice in _catch_up(db, subject, notes, at=at)]
    db.flush()
    _remind(db, notices, notes)
    notes.write(db)
    return len(subjects)


def _catch_up(db: Session, subject: Subject, notes: Notes, *, at: datetime) -> list[Notice]:
    """Let happen to one trial what fell due; return the notice that is to go out, if one is.

    Of notices that fell due together while no worker ran, the last says all.
    """
    trial = subject.trial
    due = due_events(trial, until=at)
    notices: list[Notice] = []
    for moment, event in due:
        if event == TrialEvent.REMINDER:
            if trial.cancel_at is None and move(trial, event, notes, at=at):
                notices = [Notice(subject, _lead_days(subject, moment), at)]
            continue
        notices = []
        _happen(db, subject, event, notes, at=moment)
    trial.due_at = next_due(trial, after=at)
    return notices


def _happen(
    db: Session, subject: Subject, event: TrialEvent, notes: Notes, *, at: datetime
) -> None:
    trial, before = subject.trial, subject.trial.state
    if not move(trial, event, notes, at=at):
        return
    key = f"{event}:{at:%Y%m%dT%H%M%S}"
    if event == TrialEvent.START:
        notes.add_line(trial, key, "started", "Your free time began.", at=at)
    elif event == TrialEvent.LAPSE and before == TrialState.KEEPING:
        let_subscription_go(db, trial)
        words = "The charge is taken away for good. Your free days go on."
        notes.add_line(trial, key, "cancelled", words, at=at)
    elif event == TrialEvent.GRACE_END:
        let_subscription_go(db, trial)
        words = "It ended, because the charge did not work. Nothing was charged."
        notes.add_line(trial, key, "ended", words, at=at)
        _say(subject, key, notes, letters.ended_unpaid(subject))
    elif trial.state == TrialState.CANCELLED:
        words = "The cancellation took effect. Nothing was charged."
        notes.add_line(trial, key, "cancelled", words, at=at)
        _say(subject, key, notes, letters.ended(subject, was_cancelled=True))
    elif trial.state == TrialState.ENDED:
        words = "It ended by itself. Nothing was charged."
        notes.add_line(trial, key, "ended", words, at=at)
        _say(subject, key, notes, letters.ended(subject, was_cancelled=False))


def _say(subject: Subject, key: str, notes: Notes, letter: Letter) -> None:
    if not subject.is_quiet:
        notes.letters += letters.posted(subject, key, letter)


def _lead_days(subject: Subject, moment: datetime) -> int:
    ends_at = subject.trial.ends_at
    return next(days for days in REMINDER_LEAD_DAYS if reminder_moment(ends_at, days) == moment)


def _remind(db: Session, notices: Sequence[Notice], notes: Notes) -> None:
    """Let each notice go out, in the app and by e-mail, unless it did before."""
    new = queries.insert_reminders(
        db,
        [
            {
                "created_at": notice.at,
                "trial_id": notice.subject.trial.key,
                "ends_at": notice.subject.trial.ends_at,
                "lead_days": notice.lead_days,
                "sent_at": notice.at,
            }
            for notice in notices
        ],
    )
    for notice in notices:
        if notice.subject.trial.key in new:
            _write(notice, notes)


def _write(notice: Notice, notes: Notes) -> None:
    subject, trial = notice.subject, notice.subject.trial
    key = f"reminder:{trial.ends_at:%Y%m%dT%H%M%S}:{notice.lead_days}"
    is_charged = subject.agreed is not None
    is_needed = is_charged and notice.lead_days == LEGAL_LEAD_DAYS
    if subject.is_quiet and not is_needed:
        how = "Reminder, here only"
    else:
        how = "Reminder, here and by e-mail"
        letter = letters.reminder(subject)
        notes.letters += letters.posted(subject, key, letter)
    ends = day(trial.ends_at, subject.person.time_zone)
    then = "the first charge is" if is_charged else "it ends"
    notes.add_line(trial, key, "reminder", f"{how}: {then} on {ends}.", at=notice.at)
