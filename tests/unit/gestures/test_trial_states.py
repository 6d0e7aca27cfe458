"""The table of what can happen to a trial, every pair of it."""

import pytest

from smallgestures.gestures.trials.models import TrialState
from smallgestures.gestures.trials.states import TRANSITIONS, TrialEvent, state_after

STATES = [state.value for state in TrialState]
# One line an event: where it leads from scheduled, active, keeping, cancelled, ended and
# converted; “-” where it changes nothing.
TABLE = """
start                active     -          -          -          -          -
reminder             -          active     keeping    -          -          -
lapse                cancelled  cancelled  active     -          -          converted
end                  -          ended      keeping    -          -          -
grace_end            -          -          ended      -          -          -
cancel               scheduled  active     keeping    -          -          converted
undo                 scheduled  active     keeping    -          -          converted
consent              -          active     -          -          ended      -
subscription_started -          keeping    keeping    -          keeping    -
charged              -          converted  converted  -          converted  converted
past_due             -          keeping    keeping    -          keeping    converted
needs_confirmation   -          keeping    keeping    -          keeping    converted
recovered            -          -          keeping    -          -          converted
subscription_ended   -          -          active     -          -          ended
abandoned            -          active     -          -          ended      -
"""
ROWS = [line.split() for line in TABLE.strip().splitlines()]
PAIRS = [
    (state, event, after) for event, *row in ROWS for state, after in zip(STATES, row, strict=True)
]


@pytest.mark.parametrize(("state", "event", "after"), PAIRS)
def test_every_event_leads_from_every_state_where_the_table_says(state, event, after):
    expected = None if after == "-" else TrialState(after)

    assert state_after(state, TrialEvent(event)) == expected


def test_the_table_names_every_event_once():
    assert [event for event, *_row in ROWS] == [event.value for event in TrialEvent]


def test_nothing_but_a_consent_leads_to_paying():
    """Every way into a state that pays begins with what billing tells, and it has a consent."""
    into_paying = {
        event
        for (before, event), after in TRANSITIONS.items()
        if after in {TrialState.KEEPING, TrialState.CONVERTED}
        and before not in {TrialState.KEEPING, TrialState.CONVERTED}
    }

    assert into_paying == {
        TrialEvent.SUBSCRIPTION_STARTED,
        TrialEvent.CHARGED,
        TrialEvent.PAST_DUE,
        TrialEvent.NEEDS_CONFIRMATION,
    }


def test_time_alone_never_leads_to_paying():
    by_time = {
        TrialEvent.START,
        TrialEvent.REMINDER,
        TrialEvent.LAPSE,
        TrialEvent.END,
        TrialEvent.GRACE_END,
    }
    paying = {TrialState.KEEPING, TrialState.CONVERTED}

    assert all(
        before in paying
        for (before, event), after in TRANSITIONS.items()
        if event in by_time and after in paying
    )
