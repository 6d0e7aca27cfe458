"""Accepting a gift: a trial begins, an address is kept, or a code is taken. No card, no Stripe."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from smallgestures import clock
from smallgestures.accounts.about import age_of
from smallgestures.accounts.countries import COUNTRIES
from smallgestures.accounts.models import Person
from smallgestures.accounts.queries import lock_person
from smallgestures.dates import day
from smallgestures.gestures.gifts import queries
from smallgestures.gestures.gifts.errors import (
    AboutYouNeeded,
    AddressIncomplete,
    CodeShownBefore,
    EmailNotConfirmed,
    GiftNotFound,
    NotFromThisPerson,
    NotInYourCountry,
    StartNotPossible,
    TooYoung,
    TrialRuns,
)
from smallgestures.gestures.gifts.events import GiftAccepted
from smallgestures.gestures.gifts.guards import ages_fit, is_given_in
from smallgestures.gestures.gifts.holding import Holder, find_for, hold_for_recipient
from smallgestures.gestures.gifts.models import Gift, GiftState
from smallgestures.gestures.gifts.states import GiftMove
from smallgestures.gestures.offers import queries as offers
from smallgestures.gestures.offers.errors import CodesUsedUp
from smallgestures.gestures.offers.models import OfferKind
from smallgestures.gestures.offers.queries import OfferRow
from smallgestures.gestures.offers.terms import article_name
from smallgestures.gestures.trials.periods import start_of_day
from smallgestures.gestures.trials.service import add_line, begin_trial
from smallgestures.live.service import announce
from smallgestures.outbox.service import record
from smallgestures.sealed import seal, unseal

LATEST_START_DAYS = 30
ADDRESS_LIMIT = 120  # characters of one line
CODED = (OfferKind.GIFT_CARD, OfferKind.CODE)


@dataclass(frozen=True)
class Address:
    """Where an item is sent; only its recipient and the brand ever see it."""

    name: str = ""
    line1: str = ""
    city: str = ""
    postal_code: str = ""
    country: str = ""

    def checked(self) -> "Address":
        """Return it tidied.

        Raises:
            AddressIncomplete: Something is missing, too long, or no country.
        """
        tidy = Address(**{name: " ".join(line.split()) for name, line in vars(self).items()})
        lines = vars(tidy).values()
        if not all(lines) or any(len(line) > ADDRESS_LIMIT for line in lines):
            raise AddressIncomplete
        if tidy.country not in COUNTRIES:
            raise AddressIncomplete
        return tidy


def accept_gift(
    db: Session,
    holder: Holder,
    *,
    start_on: str = "",
    address: Address | None = None,
) -> Gift:
    """Make the gift this person's, and begin what it is; accepting twice is accepting once.

    Args:
        db: The caller's session; a refusal leaves nothing of it behind.
        holder: Who accepts, and by which name of the gift.
        start_on: The first day of a trial as `2026-12-24`; empty: now.
        address: Where an item goes; asked for items alone.

    Raises:
        GestureError: One class for each reason. The gift stays as it was.
    """
    person_id = _own_account(holder)
    person = lock_person(db, person_id)
    gift = find_for(db, holder)
    if gift.state == GiftState.ACCEPTED and gift.redeemer_id == person_id:
        return gift
    gift = hold_for_recipient(db, holder, GiftMove.ACCEPT)
    row = offers.get_offers(db, [gift.offer_id])[gift.offer_id]
    _check_redeemer(db, gift, row, person)
    now = clock.now()
    gift.state, gift.redeemer_id, gift.accepted_at = GiftState.ACCEPTED, person_id, now
    gift.opened_at = gift.opened_at or now
    db.add(gift)
    db.flush()
    _begin(db, gift, row, person, start_on=start_on, address=address)
    name = article_name(row.brand.name, row.offer)
    add_line(
        db,
        gift_id=gift.key,
        person_id=person_id,
        once_key="accepted",
        kind="accepted",
        words=f"You accepted {name} from {_name_of(db, gift.sender_id)}. Nothing to pay",
    )
    record(db, GiftAccepted(gift.key, gift.offer_id))
    announce(db, to=(gift.sender_id, person_id), topic="gift", subject_id=gift.key)
    return gift


def reveal_code(db: Session, holder: Holder) -> str:
    """Return the code of an accepted gift, once, to who accepted it and to nobody else.

    Raises:
        GiftNotFound: It is somebody else's, or there is no code in it.
        NotAcceptedYet: It has to be accepted first.
        CodeShownBefore: The last four are what can still be seen.
        SealedWithAnotherKey: It can't be read here for now, and counts as not shown.
    """
    gift = hold_for_recipient(db, holder, GiftMove.REVEAL)
    code = offers.lock_code(db, gift.key)
    if code is None or holder.person_id is None or gift.redeemer_id != holder.person_id:
        raise GiftNotFound
    if code.revealed_at is not None or code.sealed_code is None:
        raise CodeShownBefore(code.last_four)
    text = unseal(code.sealed_code)
    code.revealed_at = clock.now()
    db.add(code)
    return text


def start_days(person: Person) -> tuple[date, date]:
    """Return the first and the last day on which a trial can begin, where the person is."""
    today = clock.now().astimezone(ZoneInfo(person.time_zone)).date()
    return today, today + timedelta(days=LATEST_START_DAYS)


def _own_account(holder: Holder) -> int:
    if holder.person_id is None:
        raise GiftNotFound
    return holder.person_id


def _check_redeemer(db: Session, gift: Gift, row: OfferRow, person: Person) -> None:
    age, name = age_of(person), article_name(row.brand.name, row.offer)
    if gift.recipient_id is None and person.email_verified_at is None:
        raise EmailNotConfirmed
    if age is None or person.country is None:
        raise AboutYouNeeded
    if age < row.offer.min_age:
        raise TooYoung(name, row.offer.min_age)
    sender = queries.get_person(db, gift.sender_id)
    pair = queries.find_pair(db, gift.sender_id, person.key, offer_id=gift.offer_id)
    if pair.blocked:
        raise GiftNotFound
    if not ages_fit(age_of(sender), age, pair):
        raise NotFromThisPerson
    if not is_given_in(row.offer, person.country):
        raise NotInYourCountry(name)
    running = queries.find_running_trial(db, person.key, gift.offer_id)
    if running is not None:
        raise TrialRuns(row.brand.name, day(running.ends_at, person.time_zone))


def _begin(
    db: Session,
    gift: Gift,
    row: OfferRow,
    person: Person,
    *,
    start_on: str,
    address: Address | None,
) -> None:
    kind = row.offer.kind
    if kind == OfferKind.TRIAL_SUBSCRIPTION:
        begin_trial(
            db,
            row.offer,
            gift_id=gift.key,
            person_id=person.key,
            starts_at=_starts_at(person, start_on),
            time_zone=person.time_zone,
        )
    elif kind == OfferKind.PHYSICAL_ITEM:
        lines = (address or Address()).checked()
        gift.sealed_address = seal(json.dumps(vars(lines)))
        db.add(gift)
    elif kind in CODED and not offers.take_code(db, row.offer.key, gift_id=gift.key):
        raise CodesUsedUp(row.brand.name)


def _starts_at(person: Person, start_on: str) -> datetime:
    if not start_on:
        return clock.now()
    first, last = start_days(person)
    try:
        chosen = date.fromisoformat(start_on)
    except ValueError:
        raise StartNotPossible(LATEST_START_DAYS) from None
    if not first <= chosen <= last:
        raise StartNotPossible(LATEST_START_DAYS)
    return clock.now() if chosen == first else start_of_day(chosen, person.time_zone)


def _name_of(db: Session, person_id: int) -> str:
    return name_of(queries.get_person(db, person_id))


def name_of(person: Person) -> str:
    """Return what a gift calls somebody; whoever closed their account left."""
    return person.name if person.disabled_at is None else "Somebody who left"
