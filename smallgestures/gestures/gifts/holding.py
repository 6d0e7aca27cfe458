"""Finding a gift for whoever may do something with it, and holding it until the commit."""

from dataclasses import dataclass

from sqlmodel import Session

from smallgestures import clock
from smallgestures.accounts.tokens import TOKEN_LIMIT, token_hash
from smallgestures.gestures.gifts import queries
from smallgestures.gestures.gifts.errors import GiftNotFound
from smallgestures.gestures.gifts.models import OPEN, Gift, GiftState
from smallgestures.gestures.gifts.states import GiftMove, next_state


@dataclass(frozen=True)
class Holder:
    """Who asks for a gift, and by which name: its own, or the token of its link."""

    person_id: int | None
    public_id: str = ""
    token: str = ""


def find_for(db: Session, holder: Holder) -> Gift:
    """Return the gift, for its two people or for whoever has its link.

    Raises:
        GiftNotFound: There is none, or neither is the case: one answer for all.
    """
    if holder.token:
        known = len(holder.token) <= TOKEN_LIMIT
        gift = queries.find_by_token(db, token_hash(holder.token)) if known else None
    else:
        gift = queries.find_gift(db, holder.public_id)
        if gift is not None and holder.person_id not in _people_of(gift):
            gift = None
    if gift is None:
        raise GiftNotFound
    return gift


def hold_for_recipient(db: Session, holder: Holder, move: GiftMove) -> Gift:
    """Return the gift for the move, held, to whom it is meant for; never to its sender.

    Raises:
        GiftNotFound: It is somebody else's.
        GiftError: The move is not in its state's row of the table.
    """
    gift = find_for(db, holder)
    meant_for = gift.redeemer_id or gift.recipient_id
    is_first = meant_for is None and holder.token != ""
    if gift.sender_id == holder.person_id or not (is_first or meant_for == holder.person_id):
        if gift.state == GiftState.ACCEPTED and holder.token:
            next_state(gift.state, GiftMove.ACCEPT)  # says that somebody was faster
        raise GiftNotFound
    return _held(db, gift, move)


def hold_for_sender(db: Session, public_id: str, *, sender_id: int, move: GiftMove) -> Gift:
    """Return the gift for the move, held, to who sent it.

    Raises:
        GiftNotFound: They did not.
        GiftError: The move is not in its state's row of the table.
    """
    gift = queries.find_gift(db, public_id)
    if gift is None or gift.sender_id != sender_id:
        raise GiftNotFound
    return _held(db, gift, move)


def is_late(gift: Gift) -> bool:
    """Say whether its time is over, though the worker has not said so yet."""
    return gift.state in OPEN and gift.claim_by <= clock.now()


def _held(db: Session, gift: Gift, move: GiftMove) -> Gift:
    gift = queries.lock_gift(db, gift.key)
    next_state(GiftState.EXPIRED if is_late(gift) else gift.state, move)
    return gift


def _people_of(gift: Gift) -> set[int | None]:
    return {gift.sender_id, gift.recipient_id, gift.redeemer_id} - {None}
