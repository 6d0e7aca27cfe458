"""What sender, recipient and time may do with a gift after it was sent."""

from sqlmodel import Session

from smallgestures import clock
from smallgestures.gestures.gifts import queries
from smallgestures.gestures.gifts.accepting import Address, accept_gift, reveal_code
from smallgestures.gestures.gifts.errors import (
    GiftNotFound,
    HaveThatOne,
    NothingToSay,
    NotYourVideo,
    SameOffer,
    ThankedBefore,
)
from smallgestures.gestures.gifts.events import (
    GiftDeclined,
    GiftExpired,
    GiftOpened,
    GiftSwapped,
    GiftWithdrawn,
)
from smallgestures.gestures.gifts.guards import checked_note, require_given
from smallgestures.gestures.gifts.holding import Holder, hold_for_recipient, hold_for_sender
from smallgestures.gestures.gifts.links import link_token, set_link
from smallgestures.gestures.gifts.models import OPEN, Gift, GiftState
from smallgestures.gestures.gifts.sending import send_gift
from smallgestures.gestures.gifts.states import GiftMove, next_state
from smallgestures.gestures.offers import queries as offers
from smallgestures.gestures.offers.errors import AllGiven, OfferNotFound
from smallgestures.gestures.offers.terms import article_name
from smallgestures.gestures.trials.service import add_line
from smallgestures.live.service import announce
from smallgestures.messaging.models import MessageKind
from smallgestures.messaging.service import post_message
from smallgestures.outbox.service import record

THANKS = "Thank you!"


def open_gift(db: Session, holder: Holder) -> Gift:
    """Unwrap the gift; its sender sees that it was opened, and nothing else.

    It takes an account: whoever else looks at a link leaves no mark on the gift.

    Raises:
        GiftNotFound: It is somebody else's, or nobody asks.
        GiftError: It went back, or has its home.
    """
    if holder.person_id is None:
        raise GiftNotFound
    gift = hold_for_recipient(db, holder, GiftMove.OPEN)
    if gift.state == GiftState.SENT:
        gift.state, gift.opened_at = next_state(gift.state, GiftMove.OPEN), clock.now()
        db.add(gift)
        record(db, GiftOpened(gift.key, gift.offer_id))
        _announce(db, gift)
    return gift


def decline_gift(db: Session, holder: Holder) -> Gift:
    """Give the gift back, with nothing asked; its sender has the send and the brand the unit.

    Raises:
        GiftNotFound: It is somebody else's.
        GiftError: It went back already, or has its home.
    """
    gift = hold_for_recipient(db, holder, GiftMove.DECLINE)
    _give_back(db, gift, GiftMove.DECLINE, GiftDeclined(gift.key, gift.offer_id))
    if gift.recipient_id is not None:
        _write_line(db, gift, gift.recipient_id, "declined", "{offer} was not for you")
    _write_line(db, gift, gift.sender_id, "no-home", "{offer} found no home. Your send is back")
    return gift


def withdraw_gift(db: Session, public_id: str, *, sender_id: int) -> Gift:
    """Take a gift back that nobody has accepted; its link opens nothing any more.

    Raises:
        GiftNotFound: It is somebody else's.
        GiftError: It has its home, or went back already.
    """
    gift = hold_for_sender(db, public_id, sender_id=sender_id, move=GiftMove.WITHDRAW)
    _give_back(db, gift, GiftMove.WITHDRAW, GiftWithdrawn(gift.key, gift.offer_id))
    _write_line(db, gift, sender_id, "withdrawn", "You took {offer} back. Your send is back")
    return gift


def expire_gift(db: Session, gift_id: int) -> bool:
    """Let a gift go back whose time is over; False when it had its end already."""
    gift = queries.lock_gift(db, gift_id)
    if gift.state not in OPEN:
        return False
    _give_back(db, gift, GiftMove.EXPIRE, GiftExpired(gift.key, gift.offer_id))
    _write_line(db, gift, gift.sender_id, "expired", "{offer} waited too long. Your send is back")
    return True


def swap_gift(db: Session, holder: Holder, *, offer_slug: str) -> Gift:
    """Make it another offer of the same season before it is accepted: one unit for the other.

    Raises:
        GiftNotFound: It is somebody else's.
        OfferNotFound, OfferEnded, AllGiven, SameOffer, HaveThatOne: It can't be this one.
    """
    gift = hold_for_recipient(db, holder, GiftMove.SWAP)
    row = offers.find_offer(db, offer_slug, program_id=gift.program_id)
    if row is None:
        raise OfferNotFound
    if row.offer.key == gift.offer_id:
        raise SameOffer
    require_given(row)
    # In the order of their ids, so that two swaps in opposite directions don't wait for each other.
    before_id, after_id = gift.offer_id, row.offer.key
    for offer_id in sorted((before_id, after_id)):
        if offer_id == before_id:
            offers.return_unit(db, offer_id)
        elif not offers.take_unit(db, offer_id):
            raise AllGiven(article_name(row.brand.name, row.offer))
    if not queries.change_offer(db, gift, after_id):
        raise HaveThatOne(article_name(row.brand.name, row.offer))
    record(db, GiftSwapped(gift.key, before_id, after_id))
    _announce(db, gift)
    return gift


def renew_link(db: Session, public_id: str, *, sender_id: int) -> str:
    """Return the token of a new link to the gift; the one before opens nothing any more.

    Raises:
        GiftNotFound: It is somebody else's, or went to a person.
        GiftError: It has its home, or went back.
    """
    gift = hold_for_sender(db, public_id, sender_id=sender_id, move=GiftMove.RENEW_LINK)
    if gift.recipient_id is not None:
        raise GiftNotFound
    set_link(gift)
    db.add(gift)
    return link_token(gift)


def thank_for_gift(db: Session, holder: Holder, *, text: str, video: str = "") -> Gift:
    """Send the giver a line, one of one's own videos, or both; once.

    Raises:
        GiftNotFound: It is somebody else's.
        NotAcceptedYet, ThankedBefore: It is too early, or was done.
        NothingToSay, NoteTooLong, NotYourVideo: What was said can't be.
        MessagingError: The two don't speak.
    """
    gift = hold_for_recipient(db, holder, GiftMove.THANK)
    if gift.redeemer_id is None or gift.redeemer_id != holder.person_id:
        raise GiftNotFound
    if gift.thanked_at is not None:
        raise ThankedBefore
    words, clip = checked_note(text), None
    if video:
        clip = queries.find_own_video(db, video, creator_id=gift.redeemer_id)
        if clip is None:
            raise NotYourVideo
    if not words and clip is None:
        raise NothingToSay
    gift.thanked_at, gift.thanks_video_id = clock.now(), clip.key if clip else None
    db.add(gift)
    post_message(
        db,
        sender_id=gift.redeemer_id,
        recipient_id=gift.sender_id,
        kind=MessageKind.THANKS,
        client_key=f"thanks-{gift.public_id}",
        text=words or THANKS,
        subject_id=gift.key,
    )
    _announce(db, gift)
    return gift


def _give_back(db: Session, gift: Gift, move: GiftMove, event: object) -> None:
    """End the gift; its send and its unit go back, the send first, as they were taken."""
    gift.state, gift.returned_at = next_state(gift.state, move), clock.now()
    db.add(gift)
    db.flush()
    offers.return_send(db, gift.program_id, gift.sender_id)
    offers.return_unit(db, gift.offer_id)
    record(db, event)
    _announce(db, gift)


def _write_line(db: Session, gift: Gift, person_id: int, kind: str, words: str) -> None:
    row = offers.get_offers(db, [gift.offer_id])[gift.offer_id]
    add_line(
        db,
        gift_id=gift.key,
        person_id=person_id,
        once_key=kind,
        kind=kind,
        words=words.format(offer=article_name(row.brand.name, row.offer)),
    )


def _announce(db: Session, gift: Gift) -> None:
    people = {gift.sender_id, gift.recipient_id, gift.redeemer_id} - {None}
    announce(db, to=[one for one in people if one is not None], topic="gift", subject_id=gift.key)


__all__ = [
    "Address",
    "Holder",
    "accept_gift",
    "decline_gift",
    "expire_gift",
    "open_gift",
    "renew_link",
    "reveal_code",
    "send_gift",
    "swap_gift",
    "thank_for_gift",
    "withdraw_gift",
]
