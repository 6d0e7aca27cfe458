"""Every SQL statement about changes of cards."""

from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from smallgestures.billing.card_changes.models import CardChange, CardChangeState
from smallgestures.billing.subscriptions.models import Subscription

_waits_for_card = col(CardChange.state).in_(
    bindparam(
        "unsettled",
        [CardChangeState.OPENING, CardChangeState.OPEN],
        expanding=True,
        literal_execute=True,
    )
)


def get_card_change(db: Session, card_change_id: int) -> CardChange:
    """Return one change of a card."""
    return db.get_one(CardChange, card_change_id)


def lock_card_change(db: Session, card_change_id: int) -> CardChange:
    """Return one change of a card as it is now, held until the commit."""
    return db.exec(
        select(CardChange)
        .where(CardChange.id == card_change_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def find_card_change_id(db: Session, *, uid: str) -> int | None:
    """Return the change of a card that goes by our id at Stripe."""
    return db.exec(select(CardChange.id).where(CardChange.uid == uid)).one_or_none()


def list_card_changes(db: Session, person_id: int) -> list[int]:
    """Return the changes of somebody's cards that wait for them, or for Stripe."""
    rows = db.exec(
        select(CardChange.id)
        .join(Subscription, col(Subscription.id) == col(CardChange.subscription_id))
        .where(Subscription.person_id == person_id, _waits_for_card)
    )
    return [one for one in rows if one is not None]


def list_unsettled_cards(
    db: Session, *, expired_at: datetime, before: datetime, limit: int
) -> list[int]:
    """Return changes of cards whose page is over, and that were not asked about since `before`."""
    rows = db.exec(
        select(CardChange.id)
        .where(
            _waits_for_card,
            col(CardChange.expires_at) <= expired_at,
            col(CardChange.checked_at) < before,
        )
        .order_by(col(CardChange.checked_at))
        .limit(limit)
    )
    return [one for one in rows if one is not None]
