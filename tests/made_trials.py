"""Gifts of trials that were accepted, without all that leads to it; a test names what matters."""

import secrets
from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, select

from smallgestures import clock
from smallgestures.accounts.models import Person
from smallgestures.gestures.gifts.models import Gift, GiftState
from smallgestures.gestures.offers.models import Offer
from smallgestures.gestures.trials.handlers import next_trial_due, pass_time
from smallgestures.gestures.trials.models import Trial
from smallgestures.gestures.trials.service import add_line, begin_trial
from smallgestures.mail.models import MailMessage
from smallgestures.shop.models import Brand
from tests.conftest import HeldClock
from tests.factories import unused
from tests.gifts import make_offer
from tests.people import make_person


def make_trial_offer(db: Session, brand: Brand | None = None, **overrides: Any) -> Offer:
    """Return an offer of 90 days, which costs $9.99 every month afterwards."""
    if brand is not None:
        overrides["brand_id"] = brand.key
    return make_offer(db, **overrides)


def make_accepted_gift(
    db: Session, offer: Offer, recipient: Person, sender: Person | None = None
) -> Gift:
    """Return a gift that was just accepted, with its line."""
    sender = sender or make_person(db, unused("leo"), name="Leo")
    now = clock.now()
    gift = Gift(
        public_id=secrets.token_hex(8),
        program_id=offer.program_id,
        offer_id=offer.key,
        first_offer_id=offer.key,
        sender_id=sender.key,
        recipient_id=recipient.key,
        redeemer_id=recipient.key,
        state=GiftState.ACCEPTED,
        link_nonce=secrets.token_hex(8),
        token_hash=secrets.token_hex(32),
        sent_at=now,
        claim_by=now + timedelta(days=14),
        accepted_at=now,
    )
    db.add(gift)
    db.flush()
    add_line(
        db,
        gift_id=gift.key,
        person_id=recipient.key,
        once_key="accepted",
        kind="accepted",
        words="You accepted the gift.",
    )
    return gift


def make_trial(
    db: Session,
    recipient: Person,
    sender: Person | None = None,
    *,
    offer: Offer | None = None,
    starts_in: timedelta = timedelta(),
    time_zone: str = "UTC",
    **of_the_offer: Any,
) -> Trial:
    """Return the trial of a gift that was just accepted."""
    offer = offer or make_trial_offer(db, **of_the_offer)
    gift = make_accepted_gift(db, offer, recipient, sender)
    return begin_trial(
        db,
        offer,
        gift_id=gift.key,
        person_id=recipient.key,
        starts_at=clock.now() + starts_in,
        time_zone=time_zone,
    )


def let_pass(db: Session, held_clock: HeldClock, time: timedelta) -> None:
    """Let the clock run on, doing everything on the way at the moment when it falls due."""
    until = held_clock.at + time
    while (due := next_trial_due(db)) is not None and due <= until:
        held_clock.at = max(held_clock.at, due)
        pass_time(db, at=held_clock.at)
    held_clock.at = until


def letters_of(db: Session) -> list[str]:
    """Return the subjects of all letters, in their order."""
    return [mail.subject for mail in db.exec(select(MailMessage).order_by(col(MailMessage.id)))]
