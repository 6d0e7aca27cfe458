"""Every SQL statement that changes commissions; `shop/earnings` shows them."""

from datetime import datetime

from sqlalchemy import func, literal
from sqlmodel import Session, col, select

from smallgestures.accounts.models import Person
from smallgestures.db.upsert import unless_there
from smallgestures.shop.commissions.models import (
    CommissionChain,
    CommissionEntry,
    CommissionLine,
    CommissionState,
)
from smallgestures.shop.models import CommerceLink
from smallgestures.shop.orders.models import Order
from smallgestures.videos.models import Video

# As a literal, so that SQLite can use the index of what is pending.
_is_pending = col(CommissionEntry.state) == literal(CommissionState.PENDING, literal_execute=True)
_is_overpaid = col(CommissionEntry.paid_minor) > (
    col(CommissionEntry.amount_minor) - col(CommissionEntry.reversed_minor)
)


def lock_entry(db: Session, order_id: int) -> CommissionEntry | None:
    """Return the commission of an order, held until the commit; None when nobody earns."""
    return db.exec(
        select(CommissionEntry)
        .where(CommissionEntry.order_id == order_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def lock_one(db: Session, entry_id: int) -> CommissionEntry:
    """Return one commission as it is now, held until the commit."""
    return db.exec(
        select(CommissionEntry)
        .where(CommissionEntry.id == entry_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def get_creator_id(db: Session, link_id: int) -> int:
    """Return whose video a commerce link stands on."""
    return db.exec(
        select(Video.creator_id)
        .join(CommerceLink, CommerceLink.video_id == Video.id)  # type: ignore[arg-type]
        .where(CommerceLink.id == link_id)
    ).one()


def get_person(db: Session, person_id: int) -> Person:
    """Return somebody who is there."""
    return db.get_one(Person, person_id)


def get_order(db: Session, order_id: int) -> Order:
    """Return the order that a commission is of."""
    return db.get_one(Order, order_id)


def lock_chain(db: Session, creator_id: int) -> CommissionChain:
    """Return the end of a creator's ledger, which begins with this, held until the commit."""
    begun = CommissionChain(creator_id=creator_id)
    unless_there(CommissionChain, "creator_id").store(db, begun.model_dump(exclude={"id"}))
    return db.exec(
        select(CommissionChain)
        .where(CommissionChain.creator_id == creator_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def last_balance(db: Session, creator_id: int, currency: str) -> int:
    """Return what a creator was owed in a currency after their last line in it."""
    found = db.exec(
        select(CommissionLine.balance_minor)
        .where(CommissionLine.creator_id == creator_id, CommissionLine.currency == currency)
        .order_by(col(CommissionLine.number).desc())
        .limit(1)
    ).first()
    return found or 0


def next_hold_end(db: Session) -> datetime | None:
    """Return when the next thirty days are over, however long ago that was."""
    return db.exec(select(func.min(CommissionEntry.hold_until)).where(_is_pending)).one()


def lock_due(db: Session, *, at: datetime, limit: int) -> list[CommissionEntry]:
    """Return pending commissions whose thirty days are over by `at`, the longest over first."""
    return list(
        db.exec(
            select(CommissionEntry)
            .where(_is_pending, col(CommissionEntry.hold_until) <= at)
            .order_by(col(CommissionEntry.hold_until), col(CommissionEntry.id))
            .limit(limit)
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        )
    )


def lock_settled(db: Session, creator_id: int, *, limit: int) -> list[CommissionEntry]:
    """Return a creator's settled commissions of which nothing is on its way, the oldest first."""
    return list(
        db.exec(
            select(CommissionEntry)
            .where(
                CommissionEntry.creator_id == creator_id,
                CommissionEntry.state == CommissionState.SETTLED,
                CommissionEntry.paying_minor == 0,
                CommissionEntry.returning_minor == 0,
            )
            .order_by(col(CommissionEntry.id))
            .limit(limit)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def lock_owing(db: Session, creator_id: int, *, limit: int) -> list[CommissionEntry]:
    """Return the commissions of which a creator has had too much, the oldest first."""
    return list(
        db.exec(
            select(CommissionEntry)
            .where(CommissionEntry.creator_id == creator_id, _is_overpaid)
            .order_by(col(CommissionEntry.id))
            .limit(limit)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def lock_held(db: Session, creator_id: int, *, held_for: str, limit: int) -> list[CommissionEntry]:
    """Return a creator's commissions that are held for this, the oldest first."""
    return list(
        db.exec(
            select(CommissionEntry)
            .where(
                CommissionEntry.creator_id == creator_id,
                CommissionEntry.state == CommissionState.HELD,
                CommissionEntry.held_for == held_for,
            )
            .order_by(col(CommissionEntry.id))
            .limit(limit)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )
