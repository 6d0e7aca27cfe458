"""Make offers and gifts; a test names only what it is about."""

from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from smallgestures import clock
from smallgestures.accounts.models import Person
from smallgestures.gestures.gifts.holding import Holder
from smallgestures.gestures.gifts.models import Gift
from smallgestures.gestures.gifts.service import send_gift
from smallgestures.gestures.offers.models import Offer, OfferKind, Program, TrialUnit
from smallgestures.gestures.offers.queries import current_program
from smallgestures.gestures.offers.service import add_code
from tests.factories import make_brand, unused
from tests.people import make_person


def make_giver(db: Session, handle: str = "leo", **overrides: Any) -> Person:
    """Return somebody of thirty in Portugal who has been here for a while."""
    values = {
        "email_verified_at": clock.wall() - timedelta(days=30),
        "birth_date": date(1996, 5, 14),
        "country": "PT",
    }
    return make_person(db, handle, **(values | overrides))


def make_program(db: Session, **overrides: Any) -> Program:
    """Return the season that runs, which is made when there is none."""
    now = clock.now()
    if not overrides and (running := current_program(db, at=now)):
        return running
    values = {
        "slug": unused("season"),
        "name": "Small Gestures",
        "starts_at": now - timedelta(days=1),
        "ends_at": now + timedelta(days=365),
    }
    return _stored(db, Program(**(values | overrides)))


def make_offer(db: Session, **overrides: Any) -> Offer:
    """Return an offer of the season that runs: a trial of 90 days, five units, $9.99 after it."""
    kind = overrides.get("kind", OfferKind.TRIAL_SUBSCRIPTION)
    program = make_program(db)
    is_trial = kind == OfferKind.TRIAL_SUBSCRIPTION
    values = {
        "program_id": program.key,
        "slug": unused("offer"),
        "title": "90 days",
        "figure": "90",
        "figure_unit": "days",
        "tagline": "Edit video on every device",
        "kind": kind,
        "trial_length": 90 if is_trial else None,
        "trial_unit": TrialUnit.DAY if is_trial else None,
        "price_after_minor": 999 if is_trial else None,
        "price_after_interval": "month" if is_trial else None,
        "gift_words": "All of it",
        "brand_learns": "that a gift was accepted",
        "units_total": 5,
        "starts_at": program.starts_at,
        "ends_at": program.ends_at,
    }
    values |= overrides
    values.setdefault("units_left", values["units_total"])
    if "brand_id" not in values:
        values["brand_id"] = make_brand(db, name="Adobe Premiere Rush").key
    return _stored(db, Offer(**values))


def make_codes(db: Session, offer: Offer, *codes: str) -> None:
    """Put codes on the offer's list."""
    for code in codes:
        assert add_code(db, offer, code)


def make_gift(
    db: Session,
    sender: Person,
    recipient: Person | None,
    offer: Offer | None = None,
    **overrides: Any,
) -> Gift:
    """Return a gift that was just sent; to nobody named, as a link."""
    offer = offer or make_offer(db)
    values = {"note": "For your garden.", "key": unused("key")}
    to = recipient.handle if recipient else None
    return send_gift(db, offer.slug, sender_id=sender.key, to=to, **(values | overrides))


def by(person: Person | None, gift: Gift) -> Holder:
    """Return this person as one of the gift's two."""
    return Holder(person.key if person else None, public_id=gift.public_id)


def _stored(db: Session, row: Any) -> Any:
    db.add(row)
    db.flush()
    return row
