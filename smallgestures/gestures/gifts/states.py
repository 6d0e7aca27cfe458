"""What may happen to a gift in which state; whatever is not in the table is refused."""

from collections.abc import Mapping
from enum import StrEnum

from smallgestures.gestures.gifts.errors import (
    AlreadyAccepted,
    AlreadyDeclined,
    GiftError,
    GiftExpired,
    GiftWithdrawn,
    NotAcceptedYet,
)
from smallgestures.gestures.gifts.models import GiftState


class GiftMove(StrEnum):
    """Something that people, or time, do to a gift."""

    OPEN = "open"
    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    SWAP = "swap"
    RENEW_LINK = "renew_link"
    REVEAL = "reveal"
    THANK = "thank"


_S, _M = GiftState, GiftMove

MOVES: Mapping[tuple[GiftState, GiftMove], GiftState] = {
    (_S.SENT, _M.OPEN): _S.OPENED,
    (_S.OPENED, _M.OPEN): _S.OPENED,
    (_S.ACCEPTED, _M.OPEN): _S.ACCEPTED,  # two pages of one person: the later one is late
    (_S.SENT, _M.ACCEPT): _S.ACCEPTED,
    (_S.OPENED, _M.ACCEPT): _S.ACCEPTED,
    (_S.SENT, _M.DECLINE): _S.DECLINED,
    (_S.OPENED, _M.DECLINE): _S.DECLINED,
    (_S.SENT, _M.WITHDRAW): _S.WITHDRAWN,
    (_S.OPENED, _M.WITHDRAW): _S.WITHDRAWN,
    (_S.SENT, _M.EXPIRE): _S.EXPIRED,
    (_S.OPENED, _M.EXPIRE): _S.EXPIRED,
    (_S.SENT, _M.SWAP): _S.SENT,
    (_S.OPENED, _M.SWAP): _S.OPENED,
    (_S.SENT, _M.RENEW_LINK): _S.SENT,
    (_S.OPENED, _M.RENEW_LINK): _S.OPENED,
    (_S.ACCEPTED, _M.REVEAL): _S.ACCEPTED,
    (_S.ACCEPTED, _M.THANK): _S.ACCEPTED,
}

_REFUSALS: Mapping[GiftState, type[GiftError]] = {
    _S.SENT: NotAcceptedYet,
    _S.OPENED: NotAcceptedYet,
    _S.ACCEPTED: AlreadyAccepted,
    _S.DECLINED: AlreadyDeclined,
    _S.WITHDRAWN: GiftWithdrawn,
    _S.EXPIRED: GiftExpired,
}


def next_state(state: str, move: GiftMove) -> GiftState:
    """Return where the move leads.

    Raises:
        AlreadyAccepted, AlreadyDeclined, GiftWithdrawn, GiftExpired, NotAcceptedYet: Nowhere.
    """
    here = GiftState(state)
    there = MOVES.get((here, move))
    if there is None:
        raise _REFUSALS[here]
    return there
