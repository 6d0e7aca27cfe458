"""What becomes of trials when billing tells how their subscriptions stand.

Events come twice, late and in any order: what counts is how the subscription stands
now, and what is no news any more changes nothing.
"""

from datetime import timedelta

from sqlmodel import Session

from smallgestures import clock
from smallgestures.billing.subscriptions import queries as billing
from smallgestures.billing.subscriptions.models import Subscription, Wish
from smallgestures.billing.subscriptions.states import FINAL, OWING
from smallgestures.dates import day, day_and_time
from smallgestures.gestures.trials import letters, queries
from smallgestures.gestures.trials.models import TrialState
from smallgestures.gestures.trials.moves import Notes, move
from smallgestures.gestures.trials.paying import let_subscription_go, take_charge_away
from smallgestures.gestures.trials.queries import Subject
from smallgestures.gestures.trials.schedule import reschedule
from smallgestures.gestures.trials.states import TrialEvent
from smallgestures.money import Money

GRACE = timedelta(days=7)


def keep_trial(db: Session, subscription_id: int) -> None:
    """A trial whose subscription has begun is kept; it lasts at least until the first charge.

    One that was cancelled meanwhile is not charged.
    """
    subscription, subject = _both(db, subscription_id)
    trial, now, notes = subject.trial, clock.now(), Notes()
    if trial.consent_id == subscription.consent_id or _is_let_go(subscription):
        return
    was_cancelled = trial.cancel_at is not None
    lasts_until = subscription.trial_end or trial.ends_at
    if lasts_until > trial.ends_at and trial.state != TrialState.CANCELLED:
        trial.ends_at = lasts_until
        until = day_and_time(lasts_until, subject.person.time_zone)
        words = f"Your free time lasts until {until}, at no cost."
        notes.add_line(trial, f"moved:{subscription.key}", "moved", words, at=now)
    happened = move(
        trial,
        TrialEvent.SUBSCRIPTION_STARTED,
        notes,
        at=now,
        consent_id=subscription.consent_id,
    )
    if not happened:
        let_subscription_go(db, trial)
        return
    if was_cancelled:
        take_charge_away(db, trial)
    _say_that_it_is_kept(db, subject, subscription, notes)
    _write(db, subject, notes)


def convert_trial(db: Session, subscription_id: int, payment_id: int) -> None:
    """What was charged stands in the ledger, and the trial is a subscription."""
    subscription, subject = _both(db, subscription_id)
    trial, notes = subject.trial, Notes()
    payment = billing.get_payment(db, payment_id)
    is_its_own = trial.consent_id == subscription.consent_id
    if is_its_own or not _is_let_go(subscription):
        move(
            trial,
            TrialEvent.CHARGED,
            notes,
            at=clock.now(),
            consent_id=subscription.consent_id,
        )
    amount = Money(payment.amount_minor, payment.currency)
    by = f" to {subscription.card}" if subscription.card else ""
    notes.add_line(
        trial,
        f"charged:{payment_id}",
        "charged",
        f"Charged{by}, as you agreed.",
        at=payment.paid_at,
        amount=amount,
    )
    _write(db, subject, notes)


def trouble_trial(db: Session, subscription_id: int) -> None:
    """A charge failed: the person is told, and a trial that has ended works for a while yet."""
    subscription, subject = _both(db, subscription_id)
    if subscription.state not in OWING or _is_let_go(subscription):
        return
    notes = Notes()
    if not _owe(subject, subscription, TrialEvent.PAST_DUE, notes):
        return
    key = f"failed:{subscription.key}:{subscription.open_invoice_id}"
    words = f"The charge failed. {subscription.trouble or ''}".strip()
    notes.add_line(subject.trial, key, "failed", words, at=clock.now())
    if not subscription.asks_confirmation:  # then the bank's question is what they read
        letter = letters.charge_failed(
            subject, subscription.trouble or "", works_until=_grace_words(subject)
        )
        notes.letters += letters.posted(subject, key, letter)
    _write(db, subject, notes)


def ask_for_confirmation(db: Session, subscription_id: int) -> None:
    """The bank wants to hear from the person: they are told where."""
    subscription, subject = _both(db, subscription_id)
    if not subscription.asks_confirmation or _is_let_go(subscription):
        return
    notes = Notes()
    if not _owe(subject, subscription, TrialEvent.NEEDS_CONFIRMATION, notes):
        return
    key = f"confirm:{subscription.key}:{subscription.open_invoice_id}"
    words = "Your bank asks you to confirm the charge."
    notes.add_line(subject.trial, key, "confirm", words, at=clock.now())
    notes.letters += letters.posted(subject, key, letters.confirmation_needed(subject))
    _write(db, subject, notes)


def recover_trial(db: Session, subscription_id: int) -> None:
    """What was owed has been paid, so nothing ends because of it."""
    subscription, subject = _both(db, subscription_id)
    notes = Notes()
    is_its_own = subject.trial.consent_id == subscription.consent_id
    if subscription.state in OWING or not is_its_own:
        return
    if move(subject.trial, TrialEvent.RECOVERED, notes, at=clock.now()):
        _write(db, subject, notes)


def end_kept_trial(db: Session, subscription_id: int) -> None:
    """What follows the trial is over: free days that are left go on, else it has ended."""
    subscription, subject = _both(db, subscription_id)
    trial, now, notes = subject.trial, clock.now(), Notes()
    if subscription.state not in FINAL or trial.consent_id != subscription.consent_id:
        return
    move(trial, TrialEvent.SUBSCRIPTION_ENDED, notes, at=now)
    key = f"over:{subscription.key}"
    if trial.state == TrialState.ACTIVE and trial.ends_at > now:
        words = "What you agreed to is over before any charge. Your free days go on."
    else:
        move(trial, TrialEvent.END, notes, at=now)
        words = "It ended. Nothing more will be charged."
        letter = letters.subscription_ended(subject)
        notes.letters += letters.posted(subject, key, letter)
    notes.add_line(trial, key, "ended", words, at=now)
    _write(db, subject, notes)


def let_trial_go(db: Session, subscription_id: int) -> None:
    """A page that was never completed changes nothing; the ledger says so."""
    subscription, subject = _both(db, subscription_id)
    notes = Notes()
    if move(subject.trial, TrialEvent.ABANDONED, notes, at=clock.now()):
        words = "You did not go through with it, so nothing was agreed to and nothing charged."
        key = f"abandoned:{subscription.key}"
        notes.add_line(subject.trial, key, "abandoned", words, at=clock.now())
        _write(db, subject, notes)


def _both(db: Session, subscription_id: int) -> tuple[Subscription, Subject]:
    subscription = billing.get_subscription(db, subscription_id)
    subject = queries.lock_trial(db, subscription.subject_id)
    if subject is None:
        raise LookupError(f"subscription {subscription_id} follows no trial")
    return subscription, subject


def _is_let_go(subscription: Subscription) -> bool:
    """Say whether it is over, or we have asked for that."""
    return subscription.state in FINAL or subscription.wish == Wish.END


def _owe(subject: Subject, subscription: Subscription, event: TrialEvent, notes: Notes) -> bool:
    """Let a charge be owed; a first one leaves the trial working for seven days."""
    trial, now = subject.trial, clock.now()
    if not move(trial, event, notes, at=now, consent_id=subscription.consent_id):
        return False
    if trial.state == TrialState.KEEPING and trial.grace_until is None:
        trial.grace_until = max(now, trial.ends_at) + GRACE
        reschedule(trial, at=now)
    return True


def _grace_words(subject: Subject) -> str:
    until = subject.trial.grace_until
    return day_and_time(until, subject.person.time_zone) if until else ""


def _say_that_it_is_kept(
    db: Session, subject: Subject, subscription: Subscription, notes: Notes
) -> None:
    trial, key = subject.trial, f"kept:{subscription.key}"
    first = "is charged now"
    if subscription.trial_end is not None:
        first = f"is charged on {day(subscription.trial_end, subject.person.time_zone)}"
    price = Money(subscription.amount_minor, subscription.currency)
    words = f"You keep it: {price} {first} for the first time."
    notes.add_line(trial, key, "kept", words, at=clock.now())
    consent = billing.get_consent(db, subscription.consent_id)
    letter = letters.consent_copy(subject, consent.text)
    notes.letters += letters.posted(subject, key, letter)


def _write(db: Session, subject: Subject, notes: Notes) -> None:
    db.add(subject.trial)
    db.flush()
    notes.write(db)
