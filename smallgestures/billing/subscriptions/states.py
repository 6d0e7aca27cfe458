"""Where a subscription is, and where what Stripe says takes it: a table, and nothing else."""

from collections.abc import Mapping
from enum import StrEnum


class SubscriptionState(StrEnum):
    """Where a subscription is: from `TRIALING` to `CANCELED` the words are Stripe’s."""

    OPENING = "opening"  # Stripe was asked for a Checkout Session, or is about to be
    OPEN = "open"  # its page waits for the person
    INCOMPLETE = "incomplete"
    TRIALING = "trialing"
    ACTIVE = "active"
    PAST_DUE = "past_due"
    UNPAID = "unpaid"
    PAUSED = "paused"
    CANCELED = "canceled"  # final
    ABANDONED = "abandoned"  # final: its page was never completed


class Said(StrEnum):
    """What Stripe may say of a subscription: of its page, or the status that it has there."""

    NO_PAGE = "no page"  # it refused to open one
    PAGE_OPEN = "page open"
    PAGE_EXPIRED = "page expired"
    INCOMPLETE = "incomplete"
    INCOMPLETE_EXPIRED = "incomplete_expired"
    TRIALING = "trialing"
    ACTIVE = "active"
    PAST_DUE = "past_due"
    UNPAID = "unpaid"
    PAUSED = "paused"
    CANCELED = "canceled"


State = SubscriptionState
FINAL = (State.CANCELED, State.ABANDONED)
AWAITED = (State.OPENING, State.OPEN)
LIVING = (State.TRIALING, State.ACTIVE, State.PAST_DUE, State.UNPAID, State.PAUSED)
OWING = (State.PAST_DUE, State.UNPAID)

_STATUS = {
    Said.INCOMPLETE: State.INCOMPLETE,
    Said.INCOMPLETE_EXPIRED: State.ABANDONED,  # the first payment never came: there was nothing
    Said.TRIALING: State.TRIALING,
    Said.ACTIVE: State.ACTIVE,
    Said.PAST_DUE: State.PAST_DUE,
    Said.UNPAID: State.UNPAID,
    Said.PAUSED: State.PAUSED,
    Said.CANCELED: State.CANCELED,
}


def _row(state: State, **moves: State) -> dict[tuple[State, Said], State]:
    """Return where each thing that Stripe may say leads from `state`; by default nowhere.

    So what is said of a page is old news once there is a subscription.
    """
    return {(state, said): moves.get(said.name, state) for said in Said}


def _statuses(**others: State) -> dict[str, State]:
    return {said.name: state for said, state in _STATUS.items()} | others


STATES: Mapping[tuple[State, Said], State] = {
    **_row(
        State.OPENING,
        **_statuses(NO_PAGE=State.ABANDONED, PAGE_OPEN=State.OPEN, PAGE_EXPIRED=State.ABANDONED),
    ),
    **_row(State.OPEN, **_statuses(PAGE_EXPIRED=State.ABANDONED)),
    **_row(State.INCOMPLETE, **_statuses(CANCELED=State.ABANDONED)),  # nothing was ever paid
    # What has lived is not abandoned, and does not become incomplete.
    **{
        pair: state
        for living in LIVING
        for pair, state in _row(
            living, **_statuses(INCOMPLETE=living, INCOMPLETE_EXPIRED=State.CANCELED)
        ).items()
    },
    **_row(State.CANCELED),
    **_row(State.ABANDONED),
}


def state_after(state: str, said: Said) -> State:
    """Return the state after Stripe said something of a subscription in `state`."""
    return STATES[State(state), said]
