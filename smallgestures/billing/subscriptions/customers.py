"""People as Stripe knows them, and their clocks there, which follow product time."""

from datetime import datetime, timedelta

import structlog

from smallgestures import clock
from smallgestures.billing.errors import StripeRefused
from smallgestures.billing.queries import email_of
from smallgestures.billing.subscriptions import customer_gateway as gateway
from smallgestures.billing.subscriptions import queries
from smallgestures.db.engine import reading, transaction

# Two intervals, of the shortest that a calendar has: so far Stripe moves a clock at once.
STEPS = {
    "day": timedelta(days=2),
    "week": timedelta(days=14),
    "month": timedelta(days=56),
    "year": timedelta(days=730),
}

LAG = timedelta(minutes=1)  # so far a clock may be behind where nothing falls due

log = structlog.get_logger("subscriptions")


def known_customer(person_id: int) -> str:
    """Return the person's id at Stripe, having made them known there, at product time.

    Killed in between, it is told the same names again.

    Raises:
        StripeUnavailable, StripeRefused: They can't be made known.
    """
    with reading() as db:
        customer = queries.get_customer(db, person_id)
        email = email_of(db, person_id)
    clock_id = customer.test_clock_id
    if clock_id is None:
        clock_id = gateway.make_clock(customer.uid, begins_at=customer.clock_began_at)
        _store(person_id, test_clock_id=clock_id)
    customer_id = customer.customer_id
    if customer_id is None:
        customer_id = gateway.make_customer(customer.uid, email=email, test_clock_id=clock_id)
        _store(person_id, customer_id=customer_id)
    bring_clock(person_id, clock.now() - LAG)
    return customer_id


def _store(person_id: int, **names: str) -> None:
    with transaction() as db:
        queries.set_customer(db, person_id, **names)


def bring_clock(person_id: int, at: datetime) -> None:
    """Let the person's clock at Stripe come to a moment of product time, if they have one there.

    Raises:
        StripeUnavailable: It is not there yet.
    """
    with reading() as db:
        customer = queries.get_customer(db, person_id)
        intervals = queries.intervals_of(db, person_id)
    if customer.test_clock_id is None:
        return
    step = min((STEPS[interval] for interval in intervals), default=None)
    try:
        gateway.bring_clock_to(customer.test_clock_id, at, step=step)
    except StripeRefused as refusal:
        # Stripe keeps a test clock for 30 days, and then there is nothing left to follow.
        log.warning("clock is gone", person_id=person_id, code=refusal.code)


def bring_clocks(at: datetime) -> None:
    """Let the clock of everybody who subscribes to something come to a moment of product time.

    Raises:
        StripeUnavailable: Some are not there yet; those that are stay there.
    """
    with reading() as db:
        people = queries.list_people_at_stripe(db)
    for person_id in people:
        bring_clock(person_id, at)
