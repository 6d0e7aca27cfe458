"""Every SQL statement of billing but those of the ledger."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, or_, update
from sqlmodel import Session, col, select

from smallgestures.accounts.models import Person
from smallgestures.billing.models import (
    Checkout,
    CheckoutState,
    Refund,
    RefundState,
    StripeEvent,
)
from smallgestures.db.upsert import unless_there

LIVE = (CheckoutState.OPENING, CheckoutState.OPEN, CheckoutState.PAID)
# As literals, so that SQLite can use the index of what is unsettled.
_is_unsettled = col(Checkout.state).in_(
    bindparam(
        "unsettled",
        [CheckoutState.OPENING, CheckoutState.OPEN],
        expanding=True,
        literal_execute=True,
    )
)


def get_checkout(db: Session, checkout_id: int) -> Checkout:
    """Return one checkout, which is there."""
    return db.get_one(Checkout, checkout_id)


def lock_checkout(db: Session, checkout_id: int) -> Checkout:
    """Return one checkout as it is now, held against everybody else until the commit."""
    return db.exec(
        select(Checkout)
        .where(Checkout.id == checkout_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def live_checkout(db: Session, purpose: str, subject_id: int) -> Checkout | None:
    """Return the one checkout of the subject that can be paid, or was."""
    return db.exec(
        select(Checkout).where(
            Checkout.purpose == purpose,
            Checkout.subject_id == subject_id,
            col(Checkout.state).in_(LIVE),
        )
    ).one_or_none()


def newest_checkout(db: Session, purpose: str, subject_id: int) -> Checkout | None:
    """Return the subject's last checkout, whatever became of it."""
    return db.exec(
        select(Checkout)
        .where(Checkout.purpose == purpose, Checkout.subject_id == subject_id)
        .order_by(col(Checkout.id).desc())
        .limit(1)
    ).first()


def find_checkout_id(
    db: Session, *, uid: str = "", session_id: str = "", payment_intent_id: str = ""
) -> int | None:
    """Return the checkout that goes by any of these names."""
    names = [
        column == name
        for column, name in (
            (col(Checkout.uid), uid),
            (col(Checkout.session_id), session_id),
            (col(Checkout.payment_intent_id), payment_intent_id),
        )
        if name
    ]
    return db.exec(select(Checkout.id).where(or_(*names)).limit(1)).first() if names else None


def email_of(db: Session, person_id: int) -> str | None:
    """Return where the person reads mail."""
    return db.exec(select(Person.email).where(Person.id == person_id)).one_or_none()


def claim_check(db: Session, checkout_id: int, *, at: datetime, before: datetime) -> bool:
    """Note that Stripe is asked about an open checkout now, unless it was since `before`."""
    claim = (
        update(Checkout)
        .where(col(Checkout.id) == checkout_id, _is_unsettled, col(Checkout.checked_at) < before)
        .values(checked_at=at)
    )
    return db.exec(claim).rowcount == 1


def list_unsettled(
    db: Session, *, opening_before: datetime, expired_at: datetime, before: datetime, limit: int
) -> list[int]:
    """Return open checkouts of which Stripe must have known more for a while.

    Args:
        db: The caller's session.
        opening_before: Those that wait for Stripe's first answer since then.
        expired_at: Those that can't be paid any more at that time, and were not asked about since
            `opening_before`.
        before: Those that were last asked about before this, whatever they are.
        limit: So many at most, the ones that waited longest first.
    """
    waits = col(Checkout.checked_at) < opening_before
    return [
        checkout_id
        for checkout_id in db.exec(
            select(Checkout.id)
            .where(
                _is_unsettled,
                or_(
                    and_(waits, col(Checkout.state) == CheckoutState.OPENING),
                    and_(waits, col(Checkout.expires_at) <= expired_at),
                    col(Checkout.checked_at) < before,
                ),
            )
            .order_by(col(Checkout.checked_at))
            .limit(limit)
        )
        if checkout_id is not None
    ]


def lock_refund(db: Session, refund_id: int) -> Refund:
    """Return one refund as it is now, held until the commit."""
    return db.exec(
        select(Refund)
        .where(Refund.id == refund_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def find_refund(db: Session, *, refund_id: str, uid: str | None) -> Refund | None:
    """Return the refund that goes by Stripe's id, or by ours."""
    names = [col(Refund.refund_id) == refund_id]
    if uid:
        names.append(col(Refund.uid) == uid)
    return db.exec(select(Refund).where(or_(*names)).with_for_update()).one_or_none()


def get_refund_of(db: Session, refund_id: int) -> tuple[Refund, Checkout]:
    """Return a refund with the checkout that it belongs to."""
    return db.exec(
        select(Refund, Checkout)
        .join(Checkout, col(Checkout.id) == col(Refund.checkout_id))
        .where(Refund.id == refund_id)
    ).one()


def list_refunds(db: Session, checkout_id: int) -> list[Refund]:
    """Return the refunds of a checkout, the oldest first."""
    return list(
        db.exec(select(Refund).where(Refund.checkout_id == checkout_id).order_by(col(Refund.id)))
    )


def list_open_refunds(db: Session, *, before: datetime, limit: int) -> list[tuple[int, str]]:
    """Return old refunds that are not settled, each with its payment at Stripe."""
    rows = db.exec(
        select(Checkout.id, Checkout.payment_intent_id)
        .join(Refund, col(Refund.checkout_id) == col(Checkout.id))
        .where(
            col(Refund.state).in_((RefundState.REQUESTED, RefundState.PENDING)),
            col(Refund.created_at) < before,
        )
        .distinct()
        .limit(limit)
    )
    return [(checkout_id, intent) for checkout_id, intent in rows if checkout_id and intent]


def insert_event(db: Session, row: dict[str, Any]) -> int | None:
    """Store a webhook and return its row's id; None when Stripe sent it before."""
    stored: int | None = unless_there(StripeEvent, "event_id").store(db, row)
    return stored


def get_event(db: Session, stripe_event_id: int) -> StripeEvent:
    """Return one stored webhook."""
    return db.get_one(StripeEvent, stripe_event_id)


def newest_events(db: Session, *, limit: int) -> list[StripeEvent]:
    """Return the last webhooks, the newest first."""
    return list(db.exec(select(StripeEvent).order_by(col(StripeEvent.id).desc()).limit(limit)))


def set_outcome(db: Session, stripe_event_id: int, outcome: str) -> None:
    """Store what came of a webhook."""
    db.exec(
        update(StripeEvent).where(col(StripeEvent.id) == stripe_event_id).values(outcome=outcome)
    )
