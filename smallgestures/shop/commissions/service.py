"""What an order means for who led to it: estimated, earned, waited for, taken back."""

import hashlib
from datetime import datetime, timedelta

from sqlmodel import Session

from smallgestures import clock
from smallgestures.billing.connect.news import tell_payee
from smallgestures.money import BASIS_POINTS, Money
from smallgestures.outbox.service import record
from smallgestures.sealed import secret_token
from smallgestures.shop.commissions import queries, words
from smallgestures.shop.commissions.events import PayoutDue, TakeBackDue
from smallgestures.shop.commissions.lines import write_line
from smallgestures.shop.commissions.models import CommissionEntry, CommissionState, HeldFor
from smallgestures.shop.commissions.states import CommissionEvent, state_after
from smallgestures.shop.orders.models import Order

HOLD = timedelta(days=30)


def commission_of(price: Money, rate_bps: int) -> Money:
    """Return the commission of a price, rounded down to a whole minor unit."""
    return Money(price.amount_minor * rate_bps // BASIS_POINTS, price.currency)


def buyer_alias(creator_id: int, buyer_id: int) -> str:
    """Return a name by which a creator knows a buyer again, and nobody can tell who that is."""
    token = secret_token("buyer-alias", str(creator_id), str(buyer_id))
    return "buyer " + hashlib.sha256(token.encode()).hexdigest()[:6]


def estimate_commission(db: Session, order: Order, *, link_id: int) -> CommissionEntry:
    """Store what the creator of the link earns once the order is paid: nothing by their own.

    This is what “estimated” means: a click that led to an order which waits for its payment.
    """
    creator_id = queries.get_creator_id(db, link_id)
    price, rate_bps = Money(order.price_minor, order.currency), order.rate_bps or 0
    amount = commission_of(price, rate_bps)
    is_own = creator_id == order.buyer_id
    entry = CommissionEntry(
        order_id=order.key,
        creator_id=creator_id,
        buyer_alias=buyer_alias(creator_id, order.buyer_id),
        is_own=is_own,
        rate_bps=rate_bps,
        amount_minor=0 if is_own else amount.amount_minor,
        currency=amount.currency,
        state=CommissionState.INELIGIBLE if is_own else CommissionState.ESTIMATED,
        reason=words.OWN_PURCHASE if is_own else words.estimate(price, rate_bps),
        changed_at=clock.now(),
    )
    db.add(entry)
    db.flush()
    write_line(db, entry, CommissionEvent.ORDER_PLACED, amount_minor=0, reason=entry.reason)
    return entry


def earn_commission(
    db: Session, order: Order, *, link_id: int, paid_at: datetime
) -> CommissionEntry:
    """Let the commission of an order that is paid begin its thirty days; an own one stays nothing.

    Orders that were placed before commissions were estimated get theirs now.
    """
    entry = queries.lock_entry(db, order.key) or estimate_commission(db, order, link_id=link_id)
    if entry.is_own:
        return entry
    price = Money(order.price_minor, order.currency)
    entry.earned_at, entry.hold_until = paid_at, paid_at + HOLD
    zone = queries.get_person(db, entry.creator_id).time_zone
    reason = f"{words.earned(price, entry.rate_bps)} {words.waits(entry.hold_until, zone)}"
    change(db, entry, CommissionEvent.ORDER_PAID, reason, amount_minor=entry.amount_minor)
    return entry


def give_up_commission(db: Session, order_id: int) -> None:
    """Let nothing be earned by an order that was not paid in time."""
    entry = queries.lock_entry(db, order_id)
    if entry is not None and not entry.is_own:
        change(db, entry, CommissionEvent.GIVEN_UP, words.NEVER_PAID)


def try_commission_again(db: Session, order: Order) -> None:
    """Expect the commission once more of an order that is tried again."""
    entry = queries.lock_entry(db, order.key)
    if entry is not None and not entry.is_own:
        price = Money(order.price_minor, order.currency)
        reason = words.estimate(price, entry.rate_bps)
        change(db, entry, CommissionEvent.TRIED_AGAIN, reason)


def adjust_commission(
    db: Session, order_id: int, *, price: Money, refunded_minor: int
) -> tuple[CommissionEntry, Money] | None:
    """Let the commission follow what is left of the order's price, in proportion.

    Returns:
        The entry, and by how much it fell; below zero when a refund came back. None when
        nobody earns by the order.
    """
    entry = queries.lock_entry(db, order_id)
    if entry is None or entry.state == CommissionState.INELIGIBLE or entry.is_lost:
        return None
    before = entry.reversed_minor
    left_minor = entry.amount_minor * (price.amount_minor - refunded_minor) // price.amount_minor
    entry.reversed_minor = entry.amount_minor - left_minor
    fell_minor = entry.reversed_minor - before
    if refunded_minor == price.amount_minor:
        event, reason = CommissionEvent.REFUNDED_ALL, words.REFUNDED_ALL
    else:
        came_back = fell_minor < 0 or entry.state == CommissionState.REVERSED
        event = CommissionEvent.REFUND_RETURNED if came_back else CommissionEvent.REFUNDED
        reason = words.earned(price, entry.rate_bps, refunded_minor)
    if entry.hold_until and state_after(entry.state, event) == CommissionState.PENDING:
        zone = queries.get_person(db, entry.creator_id).time_zone
        reason = f"{reason} {words.waits(entry.hold_until, zone)}"
    change(db, entry, event, reason, amount_minor=-fell_minor)
    follow_up(db, entry)
    return entry, Money(fell_minor, price.currency)


def dispute_commission(db: Session, order_id: int) -> None:
    """Hold what was not sent yet, until the buyer's bank has decided."""
    entry = queries.lock_entry(db, order_id)
    if entry is not None:
        change(db, entry, CommissionEvent.DISPUTED, words.DISPUTED, held_for=HeldFor.DISPUTE)


def release_commission(db: Session, order_id: int) -> None:
    """Let it go on: the bank has decided for the brand."""
    entry = queries.lock_entry(db, order_id)
    if entry is not None and entry.held_for == HeldFor.DISPUTE:
        change(db, entry, CommissionEvent.RELEASED, words.RELEASED)


def lose_commission(db: Session, order_id: int) -> tuple[CommissionEntry, Money] | None:
    """Take all of it back: the bank has decided for the buyer. Returns as `adjust_commission`."""
    entry = queries.lock_entry(db, order_id)
    if entry is None or state_after(entry.state, CommissionEvent.DISPUTE_LOST) is None:
        return None
    fell = Money(entry.left_minor, entry.currency)
    entry.reversed_minor, entry.is_lost = entry.amount_minor, True
    change(
        db,
        entry,
        CommissionEvent.DISPUTE_LOST,
        words.DISPUTE_LOST,
        amount_minor=-fell.amount_minor,
    )
    follow_up(db, entry)
    return entry, fell


def follow_up(db: Session, entry: CommissionEntry) -> None:
    """Have done what follows from a change: what was paid too much comes back, what is due goes."""
    if entry.owed_minor:
        record(db, TakeBackDue(entry.key))
    else:
        record(db, PayoutDue(entry.creator_id))


def change(
    db: Session,
    entry: CommissionEntry,
    event: CommissionEvent,
    reason: str,
    *,
    amount_minor: int = 0,
    held_for: HeldFor | None = None,
) -> bool:
    """Let an event happen to a commission, with a line of its ledger; False: nothing changes.

    Raises ValueError where money would move without the event: that is a bug.
    """
    after = state_after(entry.state, event)
    if after is None:
        if amount_minor:
            raise ValueError(f"commission {entry.id} is {entry.state}: {event} moves no money")
        return False
    if after == CommissionState.HELD:
        entry.held_for = held_for or entry.held_for
    else:
        entry.held_for = None
    if not (entry.state == after == CommissionState.HELD and held_for is None):
        entry.reason = reason  # what it is held for goes on to be said
    entry.state, entry.changed_at = after, clock.now()
    db.add(entry)
    db.flush()
    write_line(db, entry, event, amount_minor=amount_minor, reason=reason)
    tell_payee(db, entry.creator_id)
    return True
