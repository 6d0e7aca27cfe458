"""What can happen to a commission, and where each of it leads: all in one table."""

from collections.abc import Mapping
from enum import StrEnum

from smallgestures.shop.commissions.models import CommissionState


class CommissionEvent(StrEnum):
    """Something that happens to a commission."""

    ORDER_PLACED = "order_placed"  # begins it
    ORDER_PAID = "order_paid"
    GIVEN_UP = "given_up"  # the time to pay the order ran out
    TRIED_AGAIN = "tried_again"
    HOLD_ENDED = "hold_ended"  # time brings it
    DISPUTED = "disputed"
    DISPUTE_LOST = "dispute_lost"
    RELEASED = "released"  # what it was held for is cleared up
    REFUNDED = "refunded"  # in part
    REFUNDED_ALL = "refunded_all"
    REFUND_RETURNED = "refund_returned"  # the buyer's bank sent a refund back
    TRANSFERRED = "transferred"  # all that was due
    TRANSFERRED_PART = "transferred_part"  # more fell due meanwhile
    TRANSFER_REFUSED = "transfer_refused"
    KEPT_BACK = "kept_back"  # set off against what was owed; the whole of it
    KEPT_BACK_PART = "kept_back_part"
    RETURNED = "returned"  # Stripe gave back what we had asked for
    RETURN_REFUSED = "return_refused"  # it stays owed
    SENT_BACK = "sent_back"  # somebody reversed the transfer at Stripe


_ESTIMATED, _PENDING, _HELD = (
    CommissionState.ESTIMATED,
    CommissionState.PENDING,
    CommissionState.HELD,
)
_SETTLED, _INELIGIBLE = CommissionState.SETTLED, CommissionState.INELIGIBLE
_REVERSED, _PAID = CommissionState.REVERSED, CommissionState.PAID

# What isn't here changes nothing.
TRANSITIONS: Mapping[tuple[CommissionState, CommissionEvent], CommissionState] = {
    (_ESTIMATED, CommissionEvent.ORDER_PAID): _PENDING,
    (_ESTIMATED, CommissionEvent.GIVEN_UP): _INELIGIBLE,
    (_INELIGIBLE, CommissionEvent.TRIED_AGAIN): _ESTIMATED,
    # It was given up here before Stripe said the last word, and that word counts.
    (_INELIGIBLE, CommissionEvent.ORDER_PAID): _PENDING,
    (_PENDING, CommissionEvent.HOLD_ENDED): _SETTLED,
    (_PENDING, CommissionEvent.DISPUTED): _HELD,
    (_PENDING, CommissionEvent.DISPUTE_LOST): _REVERSED,
    (_PENDING, CommissionEvent.REFUNDED): _PENDING,
    (_PENDING, CommissionEvent.REFUNDED_ALL): _REVERSED,
    (_PENDING, CommissionEvent.REFUND_RETURNED): _PENDING,
    # Taken back whole and restored while a transfer was on its way.
    (_PENDING, CommissionEvent.TRANSFERRED): _PAID,
    (_PENDING, CommissionEvent.TRANSFERRED_PART): _PENDING,
    (_PENDING, CommissionEvent.KEPT_BACK_PART): _PENDING,
    (_PENDING, CommissionEvent.RETURNED): _PENDING,
    (_PENDING, CommissionEvent.RETURN_REFUSED): _PENDING,
    (_PENDING, CommissionEvent.SENT_BACK): _HELD,
    (_HELD, CommissionEvent.DISPUTE_LOST): _REVERSED,
    # Where the thirty days are over, time settles it in the next moment.
    (_HELD, CommissionEvent.RELEASED): _PENDING,
    (_HELD, CommissionEvent.REFUNDED): _HELD,
    (_HELD, CommissionEvent.REFUNDED_ALL): _REVERSED,
    (_HELD, CommissionEvent.REFUND_RETURNED): _HELD,
    (_HELD, CommissionEvent.TRANSFERRED): _PAID,
    (_HELD, CommissionEvent.TRANSFERRED_PART): _HELD,
    (_HELD, CommissionEvent.KEPT_BACK_PART): _HELD,
    (_HELD, CommissionEvent.RETURNED): _HELD,
    (_HELD, CommissionEvent.RETURN_REFUSED): _HELD,
    (_HELD, CommissionEvent.SENT_BACK): _HELD,
    (_SETTLED, CommissionEvent.DISPUTED): _HELD,
    (_SETTLED, CommissionEvent.DISPUTE_LOST): _REVERSED,
    (_SETTLED, CommissionEvent.REFUNDED): _SETTLED,
    (_SETTLED, CommissionEvent.REFUNDED_ALL): _REVERSED,
    (_SETTLED, CommissionEvent.REFUND_RETURNED): _SETTLED,
    (_SETTLED, CommissionEvent.TRANSFERRED): _PAID,
    (_SETTLED, CommissionEvent.TRANSFERRED_PART): _SETTLED,
    (_SETTLED, CommissionEvent.TRANSFER_REFUSED): _HELD,
    (_SETTLED, CommissionEvent.KEPT_BACK): _PAID,
    (_SETTLED, CommissionEvent.KEPT_BACK_PART): _SETTLED,
    (_SETTLED, CommissionEvent.RETURNED): _SETTLED,
    (_SETTLED, CommissionEvent.RETURN_REFUSED): _SETTLED,
    (_SETTLED, CommissionEvent.SENT_BACK): _HELD,
    (_PAID, CommissionEvent.DISPUTE_LOST): _REVERSED,
    (_PAID, CommissionEvent.REFUNDED): _PAID,
    (_PAID, CommissionEvent.REFUNDED_ALL): _REVERSED,
    (_PAID, CommissionEvent.REFUND_RETURNED): _SETTLED,
    (_PAID, CommissionEvent.KEPT_BACK_PART): _PAID,
    (_PAID, CommissionEvent.RETURNED): _PAID,
    (_PAID, CommissionEvent.RETURN_REFUSED): _PAID,
    (_PAID, CommissionEvent.SENT_BACK): _HELD,
    (_REVERSED, CommissionEvent.REFUND_RETURNED): _PENDING,
    # Sent while it was taken back: it is asked back at once.
    (_REVERSED, CommissionEvent.TRANSFERRED): _REVERSED,
    (_REVERSED, CommissionEvent.TRANSFERRED_PART): _REVERSED,
    (_REVERSED, CommissionEvent.KEPT_BACK_PART): _REVERSED,
    (_REVERSED, CommissionEvent.RETURNED): _REVERSED,
    (_REVERSED, CommissionEvent.RETURN_REFUSED): _REVERSED,
    (_REVERSED, CommissionEvent.SENT_BACK): _REVERSED,
}


def state_after(state: str, event: CommissionEvent) -> CommissionState | None:
    """Return where an event leads from a state; none: it changes nothing there."""
    return TRANSITIONS.get((CommissionState(state), event))
