"""Every SQL statement of the ledger of gifts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_
from sqlmodel import Session, col, select

from smallgestures.accounts.models import Person
from smallgestures.billing.subscriptions.models import ConsentRecord, Subscription
from smallgestures.billing.subscriptions.states import AWAITED, SubscriptionState
from smallgestures.gestures.gifts.models import Gift
from smallgestures.gestures.offers.models import Offer
from smallgestures.gestures.trials.models import GiftLine, QuietPerson, Trial, TrialState
from smallgestures.gestures.trials.paying import PURPOSE
from smallgestures.shop.models import Brand

OVER = (TrialState.CANCELLED, TrialState.ENDED)


@dataclass(frozen=True)
class ReceivedRow:
    """One accepted gift with everything that stands beside it."""

    gift: Gift
    offer: Offer
    brand: Brand
    sender: Person
    trial: Trial | None


def list_received(
    db: Session, person_id: int, *, is_past: bool, before_id: int | None, limit: int
) -> list[ReceivedRow]:
    """Return gifts that the person accepted, the newest first: those that last, or are over."""
    over = col(Trial.state).in_(OVER)
    which = over if is_past else or_(col(Trial.id).is_(None), ~over)
    return _received(db, and_(_is_theirs(person_id), which), before_id=before_id, limit=limit)


def list_all_received(db: Session, person_id: int) -> list[ReceivedRow]:
    """Return every gift that the person accepted, the newest first."""
    return _received(db, _is_theirs(person_id), before_id=None, limit=None)


def find_received(db: Session, public_id: str, person_id: int) -> ReceivedRow | None:
    """Return one gift that the person accepted."""
    which = and_(_is_theirs(person_id), col(Gift.public_id) == public_id)
    found = _received(db, which, before_id=None, limit=1)
    return found[0] if found else None


def _is_theirs(person_id: int) -> Any:
    return col(Gift.redeemer_id) == person_id


def _received(
    db: Session, which: Any, *, before_id: int | None, limit: int | None
) -> list[ReceivedRow]:
    statement = (
        select(Gift, Offer, Brand, Person)
        .add_columns(Trial)
        .join(Offer, col(Offer.id) == col(Gift.offer_id))
        .join(Brand, col(Brand.id) == col(Offer.brand_id))
        .join(Person, col(Person.id) == col(Gift.sender_id))
        .outerjoin(Trial, col(Trial.gift_id) == col(Gift.id))
        .where(which)
        .order_by(col(Gift.id).desc())
        .limit(limit)
    )
    if before_id is not None:
        statement = statement.where(col(Gift.id) < before_id)
    return [ReceivedRow(*row) for row in db.execute(statement)]


def list_sent(
    db: Session, person_id: int, *, before_id: int | None, limit: int
) -> list[tuple[Gift, Offer, Brand, Person | None]]:
    """Return gifts that the person sent, the newest first, each with whom it was for."""
    statement = (
        select(Gift, Offer, Brand, Person)
        .join(Offer, col(Offer.id) == col(Gift.offer_id))
        .join(Brand, col(Brand.id) == col(Offer.brand_id))
        .outerjoin(
            Person, col(Person.id) == func.coalesce(col(Gift.redeemer_id), col(Gift.recipient_id))
        )
        .where(col(Gift.sender_id) == person_id)
        .order_by(col(Gift.id).desc())
        .limit(limit)
    )
    if before_id is not None:
        statement = statement.where(col(Gift.id) < before_id)
    return [(row[0], row[1], row[2], row[3]) for row in db.execute(statement)]


def list_lines(db: Session, person_id: int, gift_ids: Sequence[int]) -> list[GiftLine]:
    """Return the person's dated lines of these gifts, the oldest first."""
    if not gift_ids:
        return []
    return list(
        db.exec(
            select(GiftLine)
            .where(GiftLine.person_id == person_id, col(GiftLine.gift_id).in_(gift_ids))
            .order_by(col(GiftLine.happened_at), col(GiftLine.id))
        )
    )


def list_subscriptions(
    db: Session, trial_ids: Sequence[int]
) -> list[tuple[Subscription, ConsentRecord]]:
    """Return what was subscribed to after these trials, with its consent, the oldest first."""
    if not trial_ids:
        return []
    statement = (
        select(Subscription, ConsentRecord)
        .join(ConsentRecord, col(ConsentRecord.id) == col(Subscription.consent_id))
        .where(Subscription.purpose == PURPOSE, col(Subscription.subject_id).in_(trial_ids))
        .order_by(col(Subscription.id))
    )
    return [(row[0], row[1]) for row in db.execute(statement)]


def list_kept(
    db: Session, person_id: int
) -> list[tuple[Trial, Brand, Subscription, ConsentRecord]]:
    """Return what the person pays for, or has agreed to, each with its live subscription."""
    statement = (
        select(Trial, Brand, Subscription, ConsentRecord)
        .join(Offer, col(Offer.id) == col(Trial.offer_id))
        .join(Brand, col(Brand.id) == col(Offer.brand_id))
        .join(ConsentRecord, col(ConsentRecord.id) == col(Trial.consent_id))
        .join(Subscription, col(Subscription.consent_id) == col(ConsentRecord.id))
        .where(
            col(Trial.person_id) == person_id,
            col(Trial.cancel_at).is_(None),
            col(Subscription.cancel_at_period_end).is_(False),
            col(Subscription.state) != SubscriptionState.CANCELED,
        )
    )
    return [(row[0], row[1], row[2], row[3]) for row in db.execute(statement)]


def has_page_open(db: Session, person_id: int) -> bool:
    """Say whether Stripe has not told yet how the person's page went."""
    waiting = select(Subscription.id).where(
        Subscription.person_id == person_id, col(Subscription.state).in_(AWAITED)
    )
    return db.exec(waiting).first() is not None


def charged_since(db: Session, person_id: int, since: datetime) -> int:
    """Return how much the person was charged for gifts they kept since then, in minor units."""
    total = select(func.coalesce(func.sum(GiftLine.amount_minor), 0)).where(
        GiftLine.person_id == person_id, GiftLine.kind == "charged", GiftLine.happened_at >= since
    )
    return int(db.exec(total).one() or 0)


def is_quiet(db: Session, person_id: int) -> bool:
    """Say whether the person stopped letters about ends of trials."""
    return (
        db.exec(select(QuietPerson.id).where(QuietPerson.person_id == person_id)).first()
        is not None
    )
