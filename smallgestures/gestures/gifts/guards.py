"""What has to hold before a gift goes on, whoever asks."""

import unicodedata
from datetime import timedelta

from sqlmodel import Session

from smallgestures import clock
from smallgestures.accounts.about import GROWN_UP, has_told, tell_about_oneself
from smallgestures.accounts.models import Person
from smallgestures.gestures.gifts import queries
from smallgestures.gestures.gifts.errors import AboutYouNeeded, NoteTooLong
from smallgestures.gestures.gifts.models import NOTE_LIMIT
from smallgestures.gestures.gifts.queries import Pair
from smallgestures.gestures.offers.errors import AllGiven, OfferEnded
from smallgestures.gestures.offers.models import Offer
from smallgestures.gestures.offers.queries import OfferRow
from smallgestures.gestures.offers.terms import article_name

FIRST_DAY = timedelta(days=1)


def need_about_oneself(db: Session, person_id: int, *, birth_date: str, country: str) -> None:
    """Store what is asked once; whoever has told before is asked nothing.

    Raises:
        AboutYouNeeded: Nothing is known, and nothing was said.
        BirthDateNotAllowed, CountryUnknown: What was said can't be.
    """
    person = queries.get_person(db, person_id)
    if has_told(person):
        return
    if not birth_date and not country:
        raise AboutYouNeeded
    tell_about_oneself(db, person, birth_date=birth_date, country=country)


def require_given(row: OfferRow) -> None:
    """Let only an offer pass that can be given now.

    Raises:
        OfferEnded: Withdrawn, over, or not begun.
        AllGiven: No unit is left.
    """
    offer, now = row.offer, clock.now()
    name = article_name(row.brand.name, offer)
    if offer.withdrawn_at is not None or not offer.starts_at <= now < offer.ends_at:
        raise OfferEnded(name)
    if offer.units_left == 0:
        raise AllGiven(name)


def is_given_in(offer: Offer, country: str) -> bool:
    """Say whether people of a country can have it."""
    return not offer.countries or country in offer.countries


def ages_fit(sender_age: int | None, other_age: int | None, pair: Pair) -> bool:
    """Say whether both are grown up, or neither, or the younger one follows the other."""
    if sender_age is None or other_age is None:
        return True
    if (sender_age >= GROWN_UP) == (other_age >= GROWN_UP):
        return True
    return pair.recipient_follows if sender_age >= GROWN_UP else pair.sender_follows


def is_new(person: Person) -> bool:
    """Say whether the account's address was confirmed less than a day ago, or never."""
    since = person.email_verified_at
    return since is None or clock.wall() - since < FIRST_DAY


def checked_note(typed: str) -> str:
    """Return the note without what nobody can see, but with its lines.

    Raises:
        NoteTooLong: More than 280 characters.
    """
    lines = typed.replace("\r\n", "\n").replace("\r", "\n")
    seen = "".join(
        mark for mark in lines if mark == "\n" or unicodedata.category(mark) not in {"Cc", "Cs"}
    )
    note = seen.strip()
    if len(note) > NOTE_LIMIT:
        raise NoteTooLong(NOTE_LIMIT)
    return note
