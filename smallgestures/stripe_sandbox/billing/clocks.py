"""Test clocks: time that is moved by hand, and all that happens on the way."""

from smallgestures.stripe_sandbox.billing import cycle, subscriptions
from smallgestures.stripe_sandbox.billing.collecting import Manner
from smallgestures.stripe_sandbox.billing.periods import later
from smallgestures.stripe_sandbox.clock import now, standing_at
from smallgestures.stripe_sandbox.errors import StripeError
from smallgestures.stripe_sandbox.events import record_event
from smallgestures.stripe_sandbox.store import Json, Transaction

KIND = "test_helpers.test_clock"
MOST_INTERVALS = 2
_NOTHING_BILLED: Json = {"interval": "year", "interval_count": 1}


def time_at(tx: Transaction, customer: str | None) -> int | None:
    """Return the time of a customer's test clock, or None for the machine's."""
    found = tx.find("customer", customer or "")
    clock = found and tx.find(KIND, found["test_clock"] or "")
    return int(clock["frozen_time"]) if clock else None


def begin_advance(tx: Transaction, clock: Json, target: int) -> Json:
    """Let a clock be on its way to a later time.

    Raises:
        StripeError: It is on its way already, or that time is not ahead, or too far.
    """
    if clock["status"] != "ready":
        raise StripeError("The test clock is advancing already; wait until it is ready.")
    if target <= clock["frozen_time"]:
        raise StripeError(
            "The new frozen time must be later than the current one.", param="frozen_time"
        )
    if target > furthest(tx, clock):
        raise StripeError(
            "Test clocks can only be advanced by up to two intervals from their current frozen "
            "time, based on the shortest subscription interval. For instance, a test clock with "
            "a monthly subscription can be advanced by up to two months.",
            param="frozen_time",
        )
    clock |= {
        "status": "advancing",
        "status_details": {"advancing": {"target_frozen_time": target}},
    }
    tx.save(clock)
    tx.set_due(clock["id"], now())  # a moment later, as with Stripe: callers must wait
    record_event(tx, "test_helpers.test_clock.advancing", clock)
    return clock


def furthest(tx: Transaction, clock: Json) -> int:
    """Return the latest time that a clock can be moved to at once."""
    intervals = [
        item["price"]["recurring"]
        for each in tx.matching(subscriptions.KIND, test_clock=clock["id"])
        if each["status"] not in subscriptions.OVER
        for item in each["items"]["data"]
    ]
    at = clock["frozen_time"]
    return min(later(at, each, MOST_INTERVALS) for each in intervals or [_NOTHING_BILLED])


def arrive(tx: Transaction, clock: Json, *, public_url: str, manner: Manner) -> None:
    """Let all happen that falls due on the way, each at its time; then the clock is ready."""
    target = clock["status_details"]["advancing"]["target_frozen_time"]
    while found := tx.next_on_clock(clock["id"], target):
        due_at, item = found
        clock["frozen_time"] = max(due_at, clock["frozen_time"])
        tx.save(clock)
        with standing_at(clock["frozen_time"]):
            cycle.let_fall_due(tx, item, public_url=public_url, manner=manner)
    clock |= {"frozen_time": target, "status": "ready", "status_details": {}}
    tx.save(clock)
    tx.set_due(clock["id"], None)
    record_event(tx, "test_helpers.test_clock.ready", clock)
