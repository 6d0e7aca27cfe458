"""The code that speaks to Stripe of customers and of the clock that each has there.

Only test environments are spoken to, so every customer has a test clock, which
follows product time.
"""

from datetime import datetime, timedelta
from threading import Event
from time import monotonic
from typing import Any, cast

import structlog

from smallgestures.billing.errors import StripeUnavailable
from smallgestures.billing.stripe_client import client, spoken
from smallgestures.billing.subscriptions.seen import moment

READY = "ready"
PATIENCE_S = 60.0
POLL_S = 0.05

log = structlog.get_logger("stripe")


def make_clock(uid: str, *, begins_at: datetime) -> str:
    """Have Stripe keep a clock for a customer to come, and return its id.

    Raises:
        StripeUnavailable: It is unknown whether there is one; ask again.
        StripeRefused: There is none.
    """
    with spoken("make_clock"):
        made = client().v1.test_helpers.test_clocks.create(
            {"frozen_time": int(begins_at.timestamp()), "name": uid},
            {"idempotency_key": f"clock-{uid}"},
        )
    return made.id


def make_customer(uid: str, *, email: str | None, test_clock_id: str) -> str:
    """Have Stripe know somebody, and return the id that they have there.

    Raises:
        StripeUnavailable: It is unknown whether it does; ask again.
        StripeRefused: It does not.
    """
    params: dict[str, Any] = {"test_clock": test_clock_id, "metadata": {"person_uid": uid}}
    if email:
        params["email"] = email
    with spoken("make_customer"):
        made = client().v1.customers.create(
            cast(Any, params), {"idempotency_key": f"customer-{uid}"}
        )
    return made.id


def bring_clock_to(test_clock_id: str, at: datetime, *, step: timedelta | None) -> None:
    """Move a clock forward to a moment and wait until it stands there; it never goes back.

    Args:
        test_clock_id: At Stripe.
        at: Whole seconds count.
        step: The longest way at once that Stripe allows; None: any.

    Raises:
        StripeUnavailable: It is on its way, or nobody knows.
        StripeRefused: There is no such clock any more.
    """
    deadline = monotonic() + PATIENCE_S
    pause = Event()
    while True:
        with spoken("bring_clock_to"):
            kept = client().v1.test_helpers.test_clocks.retrieve(test_clock_id)
        stands_at = moment(kept.frozen_time)
        if kept.status == READY and stands_at >= at.replace(microsecond=0):
            return
        if kept.status == READY:
            target = at if step is None else min(at, stands_at + step)
            with spoken("bring_clock_to"):
                client().v1.test_helpers.test_clocks.advance(
                    test_clock_id, {"frozen_time": int(target.timestamp())}
                )
        if monotonic() > deadline:
            log.warning("clock of stripe is slow", status=kept.status)
            raise StripeUnavailable
        pause.wait(POLL_S)
