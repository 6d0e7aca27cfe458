"""Earning a commission by an order, and losing its share of what is refunded."""

from sqlmodel import Session

from smallgestures import clock
from smallgestures.money import BASIS_POINTS, Money, percent
from smallgestures.shop.commissions import queries
from smallgestures.shop.commissions.models import CommissionEntry, CommissionState

OWN_PURCHASE = "You bought this yourself, by your own link."


def commission_of(price: Money, rate_bps: int) -> Money:
    """Return the commission of a price, rounded down to a whole minor unit."""
    return Money(price.amount_minor * rate_bps // BASIS_POINTS, price.currency)


def enter_commission(
    db: Session, order_id: int, *, link_id: int, buyer_id: int, price: Money, rate_bps: int
) -> CommissionEntry:
    """Store what the creator of the link earns by a paid order: nothing by their own purchase."""
    creator_id = queries.get_creator_id(db, link_id)
    amount = commission_of(price, rate_bps)
    is_own = creator_id == buyer_id
    entry = CommissionEntry(
        order_id=order_id,
        creator_id=creator_id,
        rate_bps=rate_bps,
        amount_minor=0 if is_own else amount.amount_minor,
        currency=amount.currency,
        state=CommissionState.INELIGIBLE if is_own else CommissionState.PENDING,
        reason=OWN_PURCHASE if is_own else f"{percent(rate_bps)} of {price}, as at the click.",
        changed_at=clock.now(),
    )
    db.add(entry)
    db.flush()
    return entry


def adjust_commission(
    db: Session, order_id: int, *, price: Money, refunded_minor: int
) -> tuple[CommissionEntry, Money] | None:
    """Let the commission follow what is left of the order's price, in proportion.

    Returns:
        The entry, and by how much it fell; below zero when a refund came back. None when
        nobody earns by the order.
    """
    entry = queries.lock_entry(db, order_id)
    if entry is None or entry.state == CommissionState.INELIGIBLE:
        return None
    left_minor = entry.amount_minor * (price.amount_minor - refunded_minor) // price.amount_minor
    before = entry.reversed_minor
    entry.reversed_minor = entry.amount_minor - left_minor
    if refunded_minor == price.amount_minor:
        entry.state, entry.reason = CommissionState.REVERSED, "The order was refunded in full."
    elif refunded_minor:
        back = Money(refunded_minor, price.currency)
        entry.state = CommissionState.PENDING
        entry.reason = f"{percent(entry.rate_bps)} of {price}, less the share of {back} refunded."
    else:
        entry.state = CommissionState.PENDING
        entry.reason = f"{percent(entry.rate_bps)} of {price}, as at the click."
    entry.changed_at = clock.now()
    db.add(entry)
    return entry, Money(entry.reversed_minor - before, price.currency)
