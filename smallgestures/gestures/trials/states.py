"""What can happen to a trial, and where each of it leads: all in one table."""

from collections.abc import Mapping
from enum import StrEnum

from smallgestures.gestures.trials.models import TrialState

RUNNING = (TrialState.SCHEDULED, TrialState.ACTIVE, TrialState.KEEPING)


class TrialEvent(StrEnum):
    """Something that happens to a trial."""

    # Time brings it.
    START = "start"
    REMINDER = "reminder"
    LAPSE = "lapse"  # a cancellation can’t be undone any more
    END = "end"
    GRACE_END = "grace_end"
    # The person does it.
    CANCEL = "cancel"
    UNDO = "undo"
    CONSENT = "consent"
    # Billing tells it.
    SUBSCRIPTION_STARTED = "subscription_started"
    CHARGED = "charged"
    PAST_DUE = "past_due"
    NEEDS_CONFIRMATION = "needs_confirmation"
    RECOVERED = "recovered"
    SUBSCRIPTION_ENDED = "subscription_ended"
    ABANDONED = "abandoned"


_SCHEDULED, _ACTIVE, _KEEPING = TrialState.SCHEDULED, TrialState.ACTIVE, TrialState.KEEPING
_CANCELLED, _ENDED, _CONVERTED = TrialState.CANCELLED, TrialState.ENDED, TrialState.CONVERTED

# What isn't here doesn't happen: a person is told why, and late news of others changes nothing.
TRANSITIONS: Mapping[tuple[TrialState, TrialEvent], TrialState] = {
    (_SCHEDULED, TrialEvent.START): _ACTIVE,
    (_SCHEDULED, TrialEvent.CANCEL): _SCHEDULED,
    (_SCHEDULED, TrialEvent.UNDO): _SCHEDULED,
    (_SCHEDULED, TrialEvent.LAPSE): _CANCELLED,
    (_ACTIVE, TrialEvent.REMINDER): _ACTIVE,
    (_ACTIVE, TrialEvent.CANCEL): _ACTIVE,
    (_ACTIVE, TrialEvent.UNDO): _ACTIVE,
    (_ACTIVE, TrialEvent.LAPSE): _CANCELLED,
    (_ACTIVE, TrialEvent.END): _ENDED,
    (_ACTIVE, TrialEvent.CONSENT): _ACTIVE,
    (_ACTIVE, TrialEvent.SUBSCRIPTION_STARTED): _KEEPING,
    (_ACTIVE, TrialEvent.CHARGED): _CONVERTED,
    (_ACTIVE, TrialEvent.PAST_DUE): _KEEPING,
    (_ACTIVE, TrialEvent.NEEDS_CONFIRMATION): _KEEPING,
    (_ACTIVE, TrialEvent.ABANDONED): _ACTIVE,
    (_KEEPING, TrialEvent.REMINDER): _KEEPING,
    (_KEEPING, TrialEvent.CANCEL): _KEEPING,
    (_KEEPING, TrialEvent.UNDO): _KEEPING,
    # What a cancellation takes from a kept trial is the charge; the free days go on.
    (_KEEPING, TrialEvent.LAPSE): _ACTIVE,
    # Whether it was charged is Stripe's word, and comes later.
    (_KEEPING, TrialEvent.END): _KEEPING,
    (_KEEPING, TrialEvent.GRACE_END): _ENDED,
    (_KEEPING, TrialEvent.SUBSCRIPTION_STARTED): _KEEPING,
    (_KEEPING, TrialEvent.CHARGED): _CONVERTED,
    (_KEEPING, TrialEvent.PAST_DUE): _KEEPING,
    (_KEEPING, TrialEvent.NEEDS_CONFIRMATION): _KEEPING,
    (_KEEPING, TrialEvent.RECOVERED): _KEEPING,
    # If its end has passed, that ends it in the same moment.
    (_KEEPING, TrialEvent.SUBSCRIPTION_ENDED): _ACTIVE,
    (_CONVERTED, TrialEvent.CANCEL): _CONVERTED,
    (_CONVERTED, TrialEvent.UNDO): _CONVERTED,
    (_CONVERTED, TrialEvent.LAPSE): _CONVERTED,
    (_CONVERTED, TrialEvent.CHARGED): _CONVERTED,
    (_CONVERTED, TrialEvent.PAST_DUE): _CONVERTED,
    (_CONVERTED, TrialEvent.NEEDS_CONFIRMATION): _CONVERTED,
    (_CONVERTED, TrialEvent.RECOVERED): _CONVERTED,
    (_CONVERTED, TrialEvent.SUBSCRIPTION_ENDED): _ENDED,
    (_ENDED, TrialEvent.CONSENT): _ENDED,
    (_ENDED, TrialEvent.SUBSCRIPTION_STARTED): _KEEPING,
    (_ENDED, TrialEvent.CHARGED): _CONVERTED,
    (_ENDED, TrialEvent.PAST_DUE): _KEEPING,
    (_ENDED, TrialEvent.NEEDS_CONFIRMATION): _KEEPING,
    (_ENDED, TrialEvent.ABANDONED): _ENDED,
}


def state_after(state: str, event: TrialEvent) -> TrialState | None:
    """Return where an event leads from a state; none: it changes nothing there."""
    return TRANSITIONS.get((TrialState(state), event))
