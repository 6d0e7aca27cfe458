"""What a trial's person wants of the subscription that follows it, as billing is told."""

from sqlmodel import Session

from smallgestures.billing.subscriptions import queries as billing
from smallgestures.billing.subscriptions.service import end_now, resume_renewal, stop_renewal
from smallgestures.billing.subscriptions.states import OWING
from smallgestures.gestures.trials.models import Trial

PURPOSE = "trial"


def take_charge_away(db: Session, trial: Trial) -> None:
    """Have nothing more charged; what is paid for, or free, runs to its end.

    What is owed for a period that has begun is not asked for any more either.
    """
    live = billing.live_subscription(db, PURPOSE, trial.key)
    if live is None:
        return
    stop = end_now if live.state in OWING else stop_renewal
    stop(db, purpose=PURPOSE, subject_id=trial.key)


def bring_charge_back(db: Session, trial: Trial) -> None:
    """Let it be charged after all, as was agreed; raises NothingSubscribed if it has ended."""
    resume_renewal(db, purpose=PURPOSE, subject_id=trial.key)


def let_subscription_go(db: Session, trial: Trial) -> None:
    """End what follows the trial at once, or close the page on which it would begin."""
    if billing.live_subscription(db, PURPOSE, trial.key) is not None:
        end_now(db, purpose=PURPOSE, subject_id=trial.key)
