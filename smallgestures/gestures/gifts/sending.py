"""Sending a gift: to a person in a message, or as a link for whoever is first."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from smallgestures import clock
from smallgestures.accounts.about import age_of
from smallgestures.accounts.models import GiftsFrom, Person
from smallgestures.gestures.errors import GestureError
from smallgestures.gestures.gifts import queries
from smallgestures.gestures.gifts.errors import (
    AboutYouNeeded,
    CantReceive,
    GiftNotFound,
    NewHere,
    NotWhereTheyLive,
    NotYourVideo,
    OneIsOpen,
    SeasonOver,
    TooManyToday,
    ToOneself,
    TooYoung,
)
from smallgestures.gestures.gifts.events import GiftSent
from smallgestures.gestures.gifts.guards import (
    ages_fit,
    checked_note,
    is_given_in,
    is_new,
    require_given,
)
from smallgestures.gestures.gifts.links import set_link
from smallgestures.gestures.gifts.models import Gift
from smallgestures.gestures.gifts.queries import Pair
from smallgestures.gestures.offers import queries as offers
from smallgestures.gestures.offers.errors import AllGiven, NoSendsLeft, OfferNotFound
from smallgestures.gestures.offers.models import Program
from smallgestures.gestures.offers.queries import OfferRow
from smallgestures.gestures.offers.terms import article_name
from smallgestures.gestures.trials.service import add_line
from smallgestures.live.service import announce
from smallgestures.messaging.models import MessageKind
from smallgestures.messaging.service import post_message
from smallgestures.outbox.service import record
from smallgestures.sealed import secret_token

DAY = timedelta(days=1)
SENDS_A_DAY = 10  # of which most came back: a season has three
SENDS_OF_A_NEWCOMER = 1
ID_BYTES = 12
NAME_SHOWN = 40  # characters of a handle that is nobody’s


def send_gift(
    db: Session,
    offer_slug: str,
    *,
    sender_id: int,
    to: str | None,
    note: str = "",
    cover: str = "",
    key: str,
) -> Gift:
    """Take one unit and one of the sender's sends, and put the gift into the conversation.

    Args:
        db: The caller's session; a refusal leaves nothing of it behind.
        offer_slug: What is given.
        sender_id: Who gives; birth date and country are known by now.
        to: The recipient's handle; none makes a link for whoever is first.
        note: At most 280 characters.
        cover: The public id of one of the sender's videos, or empty.
        key: Made by the page: the same key of the same sender is the same gift, sent once.

    Raises:
        GestureError: One class for each reason. Nothing was sent then.
    """
    public_id = secret_token("gift id", str(sender_id), key, length_bytes=ID_BYTES)
    given, note = _given_now(db, offer_slug), checked_note(note)
    try:
        recipient = _check(db, given, sender_id=sender_id, to=to)
    except GestureError:
        # What it refuses may be the gift itself, sent by an earlier press of the button.
        if (sent := queries.find_gift(db, public_id)) is not None:
            return sent
        raise
    now, offer = clock.now(), given.row.offer
    gift = Gift(
        created_at=now,
        public_id=public_id,
        program_id=offer.program_id,
        offer_id=offer.key,
        first_offer_id=offer.key,
        sender_id=sender_id,
        recipient_id=recipient.key if recipient else None,
        note=note,
        cover_video_id=_cover_id(db, cover, sender_id),
        link_nonce="",
        token_hash="",
        sent_at=now,
        claim_by=now + timedelta(days=offer.claim_days),
    )
    set_link(gift)
    if not queries.insert_gift(db, gift):
        return _sent_before(db, public_id, given.row, recipient)
    _take(db, given, sender_id)
    _tell(db, gift, given.row, recipient)
    return gift


@dataclass(frozen=True)
class _Given:
    """What is to be given, of the season that runs."""

    program: Program
    row: OfferRow

    @property
    def name(self) -> str:
        return article_name(self.row.brand.name, self.row.offer)


def _given_now(db: Session, slug: str) -> _Given:
    found = offers.find_given_now(db, slug, at=clock.now())
    if found is None:
        raise SeasonOver
    if found.row is None:
        raise OfferNotFound
    return _Given(found.program, found.row)


def _check(db: Session, given: _Given, *, sender_id: int, to: str | None) -> Person | None:
    """Return whom it goes to, after every reason for a no."""
    require_given(given.row)
    handle = to.strip().removeprefix("@").lower() if to is not None else ""
    people = queries.find_two(db, sender_id, handle)
    sender = next(person for person in people if person.id == sender_id)
    recipient = next((person for person in people if person.handle == handle), None)
    if to is not None and (recipient is None or recipient.disabled_at is not None):
        raise CantReceive(f"@{handle}"[:NAME_SHOWN])
    pair = queries.find_pair(
        db,
        sender_id,
        recipient.key if recipient else 0,
        offer_id=given.row.offer.key,
        since=clock.now() - DAY,
    )
    _check_sender(sender, given, pair)
    if recipient is not None:
        _check_recipient(sender, recipient, given, pair)
    return recipient


def _check_sender(sender: Person, given: _Given, pair: Pair) -> None:
    age, offer = age_of(sender), given.row.offer
    if age is None or sender.country is None:
        raise AboutYouNeeded
    if age < offer.min_age:
        raise TooYoung(given.name, offer.min_age)
    if pair.sent >= SENDS_OF_A_NEWCOMER and is_new(sender):
        raise NewHere
    if pair.sent >= SENDS_A_DAY:
        raise TooManyToday(SENDS_A_DAY)


def _check_recipient(sender: Person, person: Person, given: _Given, pair: Pair) -> None:
    if person.key == sender.key:
        raise ToOneself
    is_let = person.gifts_from == GiftsFrom.EVERYONE or (
        person.gifts_from == GiftsFrom.FOLLOWING and pair.recipient_follows
    )
    age, offer = age_of(person), given.row.offer
    is_of_age = age is None or age >= offer.min_age
    if pair.blocked or not is_let or not is_of_age or not ages_fit(age_of(sender), age, pair):
        raise CantReceive(person.name)
    if person.country and not is_given_in(offer, person.country):
        raise NotWhereTheyLive(given.name, person.name)
    if pair.has_open:
        raise OneIsOpen(given.name, person.name)


def _cover_id(db: Session, public_id: str, sender_id: int) -> int | None:
    if not public_id:
        return None
    video = queries.find_own_video(db, public_id, creator_id=sender_id)
    if video is None:
        raise NotYourVideo
    return video.id


def _sent_before(db: Session, public_id: str, row: OfferRow, recipient: Person | None) -> Gift:
    """Return what a second press of the button sent a moment ago; else one of these is open."""
    if (sent := queries.find_gift(db, public_id)) is not None:
        return sent
    if recipient is None:
        raise GiftNotFound
    raise OneIsOpen(article_name(row.brand.name, row.offer), recipient.name)


def _take(db: Session, given: _Given, sender_id: int) -> None:
    """Use one send and one unit; the send first, so that everybody locks in one order."""
    if not offers.use_send(db, given.program, sender_id):
        raise NoSendsLeft(given.program.sends_limit)
    if not offers.take_unit(db, given.row.offer.key):
        raise AllGiven(given.name)


def _tell(db: Session, gift: Gift, row: OfferRow, recipient: Person | None) -> None:
    name = article_name(row.brand.name, row.offer)
    if recipient is None:
        words = f"You made a link for {name}"
    else:
        words = f"You sent {name} to {recipient.name}"
        post_message(
            db,
            sender_id=gift.sender_id,
            recipient_id=recipient.key,
            kind=MessageKind.GIFT,
            client_key=f"gift-{gift.public_id}",
            subject_id=gift.key,
        )
    add_line(
        db, gift_id=gift.key, person_id=gift.sender_id, once_key="sent", kind="sent", words=words
    )
    record(db, GiftSent(gift.key, gift.offer_id))
    announce(db, to=(gift.sender_id,), topic="gift", subject_id=gift.key)
