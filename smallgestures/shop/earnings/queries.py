"""Every SQL statement that shows commissions and a creator's ledger."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, literal
from sqlmodel import Session, col, select

from smallgestures.shop.commissions.models import (
    CommissionChain,
    CommissionEntry,
    CommissionLine,
    CommissionState,
)
from smallgestures.shop.models import Click, CommerceLink, Impression, ProductView
from smallgestures.shop.orders.models import Order
from smallgestures.videos.models import Video

EntryRow = tuple[CommissionEntry, Order, Click, Impression]
OPEN = (CommissionState.PENDING, CommissionState.HELD, CommissionState.SETTLED)
EARNED = (*OPEN, CommissionState.PAID)
_left = col(CommissionEntry.amount_minor) - col(CommissionEntry.reversed_minor)


class OpenSum(NamedTuple):
    """What stands in one state: what is theirs, was sent, is on its way."""

    state: str
    left_minor: int
    paid_minor: int
    paying_minor: int


def list_entries(
    db: Session, creator_id: int, *, before_id: int | None, limit: int
) -> list[EntryRow]:
    """Return a creator's commissions with what led to each, the newest first."""
    wanted = (
        select(CommissionEntry, Order, Click, Impression)
        .join(Order, col(Order.id) == col(CommissionEntry.order_id))
        .join(Click, col(Click.id) == col(Order.click_id))
        .join(Impression, col(Impression.id) == col(Click.impression_id))
        .where(CommissionEntry.creator_id == creator_id)
        .order_by(col(CommissionEntry.id).desc())
        .limit(limit)
    )
    if before_id is not None:
        wanted = wanted.where(col(CommissionEntry.id) < before_id)
    return list(db.exec(wanted))


def has_entries(db: Session, creator_id: int, *, before_id: int) -> bool:
    """Say whether a creator has a commission that is older than this one."""
    older = select(CommissionEntry.id).where(
        CommissionEntry.creator_id == creator_id, col(CommissionEntry.id) < before_id
    )
    return db.exec(older.limit(1)).first() is not None


def captions_of(db: Session, link_ids: Sequence[int]) -> dict[int, str]:
    """Return the caption of the clip that each of these links stands on."""
    rows = db.exec(
        select(CommerceLink.id, Video.caption)
        .join(Video, col(Video.id) == col(CommerceLink.video_id))
        .where(col(CommerceLink.id).in_(link_ids))
    )
    return {link_id: caption for link_id, caption in rows if link_id is not None}


def list_lines_of(db: Session, entry_ids: Sequence[int]) -> list[CommissionLine]:
    """Return what was written of these commissions, the first line first."""
    return list(
        db.exec(
            select(CommissionLine)
            .where(col(CommissionLine.entry_id).in_(entry_ids))
            .order_by(col(CommissionLine.id))
        )
    )


def first_views(db: Session, click_ids: Sequence[int]) -> dict[int, datetime]:
    """Return when the product's page was opened that each of these clicks led to."""
    first = (
        select(ProductView.click_id, func.min(ProductView.viewed_at))
        .where(col(ProductView.click_id).in_(click_ids))
        .group_by(col(ProductView.click_id))
    )
    return {click_id: at for click_id, at in db.exec(first) if click_id is not None}


def sum_open(db: Session, creator_id: int, currency: str) -> list[OpenSum]:
    """Return what is not paid yet, by state."""
    sums = (
        select(
            CommissionEntry.state,
            func.sum(_left),
            func.sum(CommissionEntry.paid_minor),
            func.sum(CommissionEntry.paying_minor),
        )
        .where(
            CommissionEntry.creator_id == creator_id,
            CommissionEntry.currency == currency,
            col(CommissionEntry.state).in_(OPEN),
        )
        .group_by(CommissionEntry.state)
    )
    return [OpenSum(state, int(a), int(b), int(c)) for state, a, b, c in db.exec(sums)]


def sum_owed(db: Session, creator_id: int, currency: str) -> int:
    """Return what a creator has had too much, and Stripe was not asked to return."""
    owed = col(CommissionEntry.paid_minor) - col(CommissionEntry.returning_minor) - _left
    total = select(func.coalesce(func.sum(owed), 0)).where(
        CommissionEntry.creator_id == creator_id,
        CommissionEntry.currency == currency,
        col(CommissionEntry.paid_minor) > _left,
    )
    return max(0, int(db.exec(total).one()))


def next_hold_end(db: Session, creator_id: int) -> datetime | None:
    """Return when the creator's next commission is theirs."""
    return db.exec(
        select(func.min(CommissionEntry.hold_until)).where(
            CommissionEntry.creator_id == creator_id,
            CommissionEntry.state == CommissionState.PENDING,
        )
    ).one()


def list_earned_since(
    db: Session, creator_id: int, currency: str, *, since: datetime
) -> list[tuple[datetime, str, int]]:
    """Return when each commission of a while was earned, its state, and what is left of it."""
    earned = select(CommissionEntry.earned_at, CommissionEntry.state, _left).where(
        CommissionEntry.creator_id == creator_id,
        CommissionEntry.currency == currency,
        col(CommissionEntry.earned_at) >= since,
    )
    return [(at, state, int(left)) for at, state, left in db.exec(earned) if at is not None]


def sum_lines_since(
    db: Session, creator_id: int, currency: str, *, events: Sequence[str], since: datetime
) -> tuple[int, int]:
    """Return how many lines of these kinds a while has, and what they come to."""
    counted = select(func.count(), func.coalesce(func.sum(CommissionLine.amount_minor), 0)).where(
        CommissionLine.creator_id == creator_id,
        CommissionLine.currency == currency,
        col(CommissionLine.at) >= since,
        col(CommissionLine.event).in_(events),
    )
    number, total = db.exec(counted).one()
    return int(number), int(total)


def count_clicks_since(db: Session, creator_id: int, *, since: datetime) -> int:
    """Return how often links on a creator's videos were followed in a while."""
    return db.exec(
        select(func.count())
        .select_from(Click)
        .join(CommerceLink, col(CommerceLink.id) == col(Click.link_id))
        .join(Video, col(Video.id) == col(CommerceLink.video_id))
        .where(Video.creator_id == creator_id, col(Click.clicked_at) >= since)
    ).one()


def get_chain(db: Session, creator_id: int) -> CommissionChain | None:
    """Return the end of a creator's ledger; None: nothing was written yet."""
    return db.exec(
        select(CommissionChain).where(CommissionChain.creator_id == creator_id)
    ).one_or_none()


def list_lines(db: Session, creator_id: int, *, after: int, limit: int) -> list[CommissionLine]:
    """Return lines of a creator's ledger that come after a number, in their order."""
    return list(
        db.exec(
            select(CommissionLine)
            .where(CommissionLine.creator_id == creator_id, col(CommissionLine.number) > after)
            .order_by(col(CommissionLine.number))
            .limit(limit)
        )
    )


def list_lines_between(
    db: Session, creator_id: int, currency: str, *, since: datetime, until: datetime, limit: int
) -> list[CommissionLine]:
    """Return the lines of a while that moved money, in their order."""
    return list(
        db.exec(
            select(CommissionLine)
            .where(
                CommissionLine.creator_id == creator_id,
                CommissionLine.currency == currency,
                CommissionLine.amount_minor != 0,
                col(CommissionLine.at) >= since,
                col(CommissionLine.at) < until,
            )
            .order_by(col(CommissionLine.number))
            .limit(limit)
        )
    )


def sum_lines_between(
    db: Session, creator_id: int, currency: str, *, since: datetime, until: datetime
) -> list[tuple[str, int, int]]:
    """Return how many lines of each kind a while has that moved money, and their sums."""
    sums = db.exec(
        select(CommissionLine.event, func.count(), func.sum(CommissionLine.amount_minor))
        .where(
            CommissionLine.creator_id == creator_id,
            CommissionLine.currency == currency,
            CommissionLine.amount_minor != 0,
            col(CommissionLine.at) >= since,
            col(CommissionLine.at) < until,
        )
        .group_by(CommissionLine.event)
    )
    return [(event, int(number), int(total)) for event, number, total in sums]


def last_line_before(
    db: Session, creator_id: int, *, before: datetime, currency: str | None = None
) -> CommissionLine | None:
    """Return the last line of a creator's ledger that was written before a moment."""
    wanted = select(CommissionLine).where(
        CommissionLine.creator_id == creator_id, col(CommissionLine.at) < before
    )
    if currency is not None:
        wanted = wanted.where(CommissionLine.currency == currency)
    newest = wanted.order_by(col(CommissionLine.at).desc(), col(CommissionLine.number).desc())
    return db.exec(newest.limit(1)).first()


def first_line_at(db: Session, creator_id: int) -> datetime | None:
    """Return when a creator's ledger begins."""
    return db.exec(
        select(CommissionLine.at).where(
            CommissionLine.creator_id == creator_id, CommissionLine.number == literal(1)
        )
    ).one_or_none()
