"""What may happen to a trial, because its person wants it."""

from datetime import datetime, timedelta

from sqlmodel import Session

from smallgestures import clock
from smallgestures.accounts.queries import lock_person
from smallgestures.gestures.offers.models import Offer
from smallgestures.gestures.trials import queries
from smallgestures.gestures.trials.errors import (
    AlreadyOver,
    NothingToUndo,
    TrialNotFound,
    TrialRunsAlready,
)
from smallgestures.gestures.trials.events import TrialStarted
from smallgestures.gestures.trials.models import Trial, TrialState
from smallgestures.gestures.trials.moves import KEPT, Notes, move
from smallgestures.gestures.trials.paying import (
    bring_charge_back,
    let_subscription_go,
    take_charge_away,
)
from smallgestures.gestures.trials.periods import end_of_trial
from smallgestures.gestures.trials.queries import Subject
from smallgestures.gestures.trials.schedule import next_due, reschedule
from smallgestures.gestures.trials.states import TrialEvent
from smallgestures.money import Money
from smallgestures.outbox.service import record

UNDO_TIME = timedelta(hours=24)


def begin_trial(
    db: Session,
    offer: Offer,
    *,
    gift_id: int,
    person_id: int,
    starts_at: datetime,
    time_zone: str,
) -> Trial:
    """Start the free time that an accepted gift gives, now or on a later day.

    It asks for no card and calls nobody; by itself it ends, and that is all.

    Raises:
        TrialRunsAlready: The person has the offer, or will have it on a later day.
    """
    if offer.trial_length is None or offer.trial_unit is None:
        raise ValueError(f"offer {offer.slug} has no trial")
    lock_person(db, person_id)
    if queries.other_of_offer(db, person_id, offer.key) is not None:
        raise TrialRunsAlready(queries.get_brand_of(db, offer).name)
    now, starts_at = clock.now(), starts_at.replace(microsecond=0)  # Stripe counts in seconds
    trial = Trial(
        gift_id=gift_id,
        offer_id=offer.key,
        person_id=person_id,
        state=TrialState.SCHEDULED if starts_at > now else TrialState.ACTIVE,
        time_zone=time_zone,
        starts_at=starts_at,
        ends_at=end_of_trial(
            starts_at, length=offer.trial_length, unit=offer.trial_unit, time_zone=time_zone
        ),
    )
    trial.due_at = next_due(trial, after=now)
    db.add(trial)
    db.flush()
    if trial.state == TrialState.ACTIVE:
        record(db, TrialStarted(trial.key, offer.key))
    return trial


def cancel_trial(db: Session, trial_id: int, *, person_id: int) -> None:
    """Cancel, in one step and without a question; for 24 hours it can be undone.

    A trial that isn’t kept ends when they are over, or by itself if that is sooner. From a kept
    one it takes the charge and leaves the free days; one that waits for its first charge, or
    owes it, ends at once. What was paid for runs to its end. Pressed twice, it is cancelled once.

    Raises:
        TrialNotFound: There is none, or it is somebody else's.
        AlreadyOver: There is nothing to cancel.
    """
    subject = hold_own(db, trial_id, person_id=person_id)
    trial, now, notes = subject.trial, clock.now(), Notes()
    if trial.cancel_at is not None:
        return
    if not move(trial, TrialEvent.CANCEL, notes, at=now):
        raise AlreadyOver
    notes.add_line(
        trial, f"cancel:{now.isoformat()}", "cancelled", _words_of_cancelling(trial, now), at=now
    )
    if trial.state != TrialState.CONVERTED and trial.ends_at <= now:
        let_subscription_go(db, trial)
        move(trial, TrialEvent.LAPSE, notes, at=now)
        move(trial, TrialEvent.END, notes, at=now)
    else:
        trial.cancel_at = _undone_until(trial, now)
        reschedule(trial, at=now)
        stop = take_charge_away if trial.state in KEPT else let_subscription_go
        stop(db, trial)
    db.add(trial)
    db.flush()
    notes.write(db)


def undo_cancel(db: Session, trial_id: int, *, person_id: int) -> None:
    """Take a cancellation back.

    Raises:
        TrialNotFound: There is none, or it is somebody else's.
        NothingToUndo: It was not cancelled, or has lapsed.
        NothingSubscribed: It was kept, and what follows it is over at Stripe.
    """
    subject = hold_own(db, trial_id, person_id=person_id)
    trial, now, notes = subject.trial, clock.now(), Notes()
    cancel_at = trial.cancel_at
    if cancel_at is None or cancel_at <= now:
        raise NothingToUndo
    if not move(trial, TrialEvent.UNDO, notes, at=now):
        raise NothingToUndo
    if trial.state in KEPT:
        bring_charge_back(db, trial)
    # A reminder that fell due meanwhile was not sent; now it matters again.
    held_back = next_due(trial, after=cancel_at - UNDO_TIME)
    trial.due_at = min((due for due in (trial.due_at, held_back) if due), default=None)
    notes.add_line(
        trial, f"undo:{now.isoformat()}", "undone", "You took the cancellation back.", at=now
    )
    db.add(trial)
    db.flush()
    notes.write(db)


def hold_own(db: Session, trial_id: int, *, person_id: int) -> Subject:
    """Return the person's own trial, held until the commit.

    Raises:
        TrialNotFound: There is none, or it is somebody else's.
    """
    subject = queries.lock_trial(db, trial_id)
    if subject is None or subject.trial.person_id != person_id:
        raise TrialNotFound
    return subject


def _undone_until(trial: Trial, now: datetime) -> datetime:
    whole = now + UNDO_TIME
    return whole if trial.state == TrialState.CONVERTED else min(whole, trial.ends_at)


def _words_of_cancelling(trial: Trial, now: datetime) -> str:
    if trial.state == TrialState.CONVERTED:
        return "You cancelled. What is paid for runs to its end."
    if trial.state == TrialState.KEEPING:
        over = " It has ended." if trial.ends_at <= now else " Your free days go on."
        return f"You cancelled, so nothing will be charged.{over}"
    return "You cancelled."


def add_line(
    db: Session,
    *,
    gift_id: int,
    person_id: int,
    once_key: str,
    kind: str,
    words: str,
    amount: Money | None = None,
) -> bool:
    """Add a dated line to somebody's ledger of gifts; False when it stands there already."""
    now = clock.now()
    return queries.insert_line(
        db,
        {
            "created_at": now,
            "gift_id": gift_id,
            "person_id": person_id,
            "once_key": once_key,
            "kind": kind,
            "happened_at": now,
            "amount_minor": amount.amount_minor if amount else None,
            "currency": amount.currency if amount else None,
            "words": words,
        },
    )
