"""Every SQL statement about consents, subscriptions and their payments."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, or_, text, update
from sqlmodel import Session, col, select

from smallgestures.billing.subscriptions.models import (
    ConsentRecord,
    StripeCustomer,
    Subscription,
    SubscriptionPayment,
)
from smallgestures.billing.subscriptions.states import AWAITED, FINAL
from smallgestures.db.upsert import unless_there

# As SQLite's index of them says it, so that it is used.
_is_unsettled = text("(state NOT IN ('canceled', 'abandoned') OR wish IS NOT NULL)")
_is_live = col(Subscription.state).not_in(
    bindparam("final", list(FINAL), expanding=True, literal_execute=True)
)


def get_subscription(db: Session, subscription_id: int) -> Subscription:
    """Return one subscription, which is there."""
    return db.get_one(Subscription, subscription_id)


def lock_subscription(db: Session, subscription_id: int) -> Subscription:
    """Return one subscription as it is now, held against everybody else until the commit."""
    return db.exec(
        select(Subscription)
        .where(Subscription.id == subscription_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def live_subscription(db: Session, purpose: str, subject_id: int) -> Subscription | None:
    """Return the one subscription of the subject that isn't over."""
    return db.exec(
        select(Subscription).where(
            Subscription.purpose == purpose, Subscription.subject_id == subject_id, _is_live
        )
    ).one_or_none()


def newest_subscription(db: Session, purpose: str, subject_id: int) -> Subscription | None:
    """Return the subject's last subscription, whatever became of it."""
    return db.exec(
        select(Subscription)
        .where(Subscription.purpose == purpose, Subscription.subject_id == subject_id)
        .order_by(col(Subscription.id).desc())
        .limit(1)
    ).first()


def find_subscription_id(
    db: Session, *, uid: str = "", session_id: str = "", stripe_id: str = ""
) -> int | None:
    """Return the subscription that goes by any of these names."""
    names = [
        column == name
        for column, name in (
            (col(Subscription.uid), uid),
            (col(Subscription.session_id), session_id),
            (col(Subscription.subscription_id), stripe_id),
        )
        if name
    ]
    return db.exec(select(Subscription.id).where(or_(*names)).limit(1)).first() if names else None


def get_consent(db: Session, consent_id: int) -> ConsentRecord:
    """Return what somebody agreed to."""
    return db.get_one(ConsentRecord, consent_id)


def is_consent_used(db: Session, consent_id: int) -> bool:
    """Say whether a subscription was begun on this consent."""
    used = select(Subscription.id).where(Subscription.consent_id == consent_id)
    return db.exec(used).first() is not None


def insert_customer(db: Session, row: dict[str, Any]) -> None:
    """Store somebody who is to be known to Stripe, unless they are stored already."""
    unless_there(StripeCustomer, "person_id").store(db, row)


def get_customer(db: Session, person_id: int) -> StripeCustomer:
    """Return the person as Stripe knows them, or will."""
    return db.exec(select(StripeCustomer).where(StripeCustomer.person_id == person_id)).one()


def set_customer(db: Session, person_id: int, **names: str) -> None:
    """Store the names that Stripe has given to somebody, or to their clock."""
    change = update(StripeCustomer).where(col(StripeCustomer.person_id) == person_id)
    db.exec(change.values(**names))


def insert_payment(db: Session, row: dict[str, Any]) -> int | None:
    """Store a paid invoice and return its row's id; None when it is stored already."""
    stored: int | None = unless_there(SubscriptionPayment, "invoice_id").store(db, row)
    return stored


def get_payment(db: Session, payment_id: int) -> SubscriptionPayment:
    """Return one payment."""
    return db.get_one(SubscriptionPayment, payment_id)


def set_refund(db: Session, payment_id: int, refund_id: str) -> None:
    """Store by which refund a payment went back."""
    change = update(SubscriptionPayment).where(col(SubscriptionPayment.id) == payment_id)
    db.exec(change.values(refund_id=refund_id))


def list_payments(db: Session, subscription_id: int) -> list[SubscriptionPayment]:
    """Return what was paid for a subscription, the oldest first."""
    return list(
        db.exec(
            select(SubscriptionPayment)
            .where(SubscriptionPayment.subscription_id == subscription_id)
            .order_by(col(SubscriptionPayment.id))
        )
    )


def claim_check(db: Session, subscription_id: int, *, at: datetime, before: datetime) -> bool:
    """Note that Stripe is asked about a living subscription now, unless it was since `before`."""
    claim = (
        update(Subscription)
        .where(
            col(Subscription.id) == subscription_id,
            _is_live,
            col(Subscription.checked_at) < before,
        )
        .values(checked_at=at)
    )
    return db.exec(claim).rowcount == 1


def list_live(db: Session, person_id: int) -> list[int]:
    """Return the subscriptions of somebody that aren't over."""
    rows = db.exec(select(Subscription.id).where(Subscription.person_id == person_id, _is_live))
    return [one for one in rows if one is not None]


def list_unsettled(
    db: Session, *, waits_since: datetime, expired_at: datetime, before: datetime, limit: int
) -> list[int]:
    """Return subscriptions of which Stripe must have known more for a while.

    Args:
        db: The caller's session.
        waits_since: Those that wait since then for a first answer, or for a wish to be carried out.
        expired_at: Those whose page can't be completed any more at that time, and that were not
            asked about since `waits_since`.
        before: Those that were last asked about before this, whatever they are.
        limit: So many at most, the ones that waited longest first.
    """
    waits = col(Subscription.checked_at) < waits_since
    is_awaited = col(Subscription.state).in_(AWAITED)
    rows = db.exec(
        select(Subscription.id)
        .where(
            _is_unsettled,
            or_(
                and_(waits, col(Subscription.state) == AWAITED[0]),
                and_(waits, is_awaited, col(Subscription.expires_at) <= expired_at),
                and_(waits, col(Subscription.wish).is_not(None)),
                col(Subscription.checked_at) < before,
            ),
        )
        .order_by(col(Subscription.checked_at))
        .limit(limit)
    )
    return [one for one in rows if one is not None]


def next_look(db: Session) -> datetime | None:
    """Return when Stripe next has news of a subscription."""
    return db.exec(
        select(Subscription.look_at)
        .where(col(Subscription.look_at).is_not(None))
        .order_by(col(Subscription.look_at))
        .limit(1)
    ).first()


def list_to_look_at(db: Session, *, at: datetime, limit: int) -> list[int]:
    """Return the subscriptions of which Stripe has news by `at`, the earliest first."""
    rows = db.exec(
        select(Subscription.id)
        .where(col(Subscription.look_at) <= at)
        .order_by(col(Subscription.look_at))
        .limit(limit)
    )
    return [one for one in rows if one is not None]


def list_people_at_stripe(db: Session) -> list[int]:
    """Return everybody who has a subscription that lives at Stripe."""
    return list(
        db.exec(
            select(Subscription.person_id)
            .where(_is_live, col(Subscription.subscription_id).is_not(None))
            .distinct()
            .order_by(col(Subscription.person_id))
        )
    )


def intervals_of(db: Session, person_id: int) -> list[str]:
    """Return how often somebody's living subscriptions charge."""
    return list(
        db.exec(
            select(Subscription.interval)
            .where(Subscription.person_id == person_id, _is_live)
            .distinct()
        )
    )
