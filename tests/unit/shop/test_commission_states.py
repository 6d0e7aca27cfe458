"""Every (state, event) pair of a commission: where it leads, and that nothing else moves money."""

from itertools import product

import pytest
from sqlmodel import Session, select

from smallgestures.shop.commissions.models import CommissionEntry, CommissionState, HeldFor
from smallgestures.shop.commissions.service import change
from smallgestures.shop.commissions.states import TRANSITIONS, CommissionEvent, state_after
from tests.factories import make_click, make_clip, make_link, make_order, make_product
from tests.people import make_person

E, P, H = CommissionState.ESTIMATED, CommissionState.PENDING, CommissionState.HELD
S, I, R, D = (  # noqa: E741  # the table below is read by its letters
    CommissionState.SETTLED,
    CommissionState.INELIGIBLE,
    CommissionState.REVERSED,
    CommissionState.PAID,
)
N = None
#                                E  P  H  S  I  R  D
TABLE = {
    CommissionEvent.ORDER_PLACED: (N, N, N, N, N, N, N),
    CommissionEvent.ORDER_PAID: (P, N, N, N, P, N, N),
    CommissionEvent.GIVEN_UP: (I, N, N, N, N, N, N),
    CommissionEvent.TRIED_AGAIN: (N, N, N, N, E, N, N),
    CommissionEvent.HOLD_ENDED: (N, S, N, N, N, N, N),
    CommissionEvent.DISPUTED: (N, H, N, H, N, N, N),
    CommissionEvent.DISPUTE_LOST: (N, R, R, R, N, N, R),
    CommissionEvent.RELEASED: (N, N, P, N, N, N, N),
    CommissionEvent.REFUNDED: (N, P, H, S, N, N, D),
    CommissionEvent.REFUNDED_ALL: (N, R, R, R, N, N, R),
    CommissionEvent.REFUND_RETURNED: (N, P, H, S, N, P, S),
    CommissionEvent.TRANSFERRED: (N, D, D, D, N, R, N),
    CommissionEvent.TRANSFERRED_PART: (N, P, H, S, N, R, N),
    CommissionEvent.TRANSFER_REFUSED: (N, N, N, H, N, N, N),
    CommissionEvent.KEPT_BACK: (N, N, N, D, N, N, N),
    CommissionEvent.KEPT_BACK_PART: (N, P, H, S, N, R, D),
    CommissionEvent.RETURNED: (N, P, H, S, N, R, D),
    CommissionEvent.RETURN_REFUSED: (N, P, H, S, N, R, D),
    CommissionEvent.SENT_BACK: (N, H, H, H, N, R, H),
}
COLUMNS = (E, P, H, S, I, R, D)
PAIRS = list(product(CommissionState, CommissionEvent))


@pytest.fixture
def entry(db: Session, held_clock) -> CommissionEntry:
    product_ = make_product(db)
    link = make_link(db, make_clip(db), product_)
    ines = make_person(db, "ines")
    make_click(db, link, ines)
    make_order(db, product_, ines)
    return db.exec(select(CommissionEntry)).one()


@pytest.mark.parametrize(("state", "event"), PAIRS)
def test_every_pair_leads_where_the_table_says(state, event):
    assert state_after(state, event) == TABLE[event][COLUMNS.index(state)]


def test_every_pair_changes_a_commission_so_and_not_otherwise(db: Session, entry):
    for state, event in PAIRS:
        wanted = TABLE[event][COLUMNS.index(state)]
        entry.state = state
        entry.held_for = HeldFor.DISPUTE if state == H else None
        entry.hold_until = entry.created_at

        happened = change(db, entry, event, "Why.", held_for=HeldFor.SENT_BACK)

        assert (happened, entry.state) == (wanted is not None, wanted or state)
        assert (entry.held_for is not None) == (entry.state == H)


def test_nothing_that_does_not_happen_moves_money(db: Session, entry):
    for state, event in PAIRS:
        if (state, event) not in TRANSITIONS:
            entry.state = state
            with pytest.raises(ValueError, match="moves no money"):
                change(db, entry, event, "Why.", amount_minor=1)


def test_every_state_is_reached_and_left_but_for_none():
    reached = {state for state in TRANSITIONS.values()}
    left = {state for state, _event in TRANSITIONS}

    assert reached | {E} == left == set(CommissionState)
