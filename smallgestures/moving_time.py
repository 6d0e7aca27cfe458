"""Moving product time: step by step to whatever falls due next, and doing it there.

At each step Stripe's clocks of those concerned come along, and what follows is
waited for, so that days pass in one go as they would have one by one. Each step
is stored before it is done, and doing it can be repeated: killed anywhere, the
move goes on from there.
"""

import math
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event

import structlog

from smallgestures import clock
from smallgestures.billing.errors import StripeUnavailable
from smallgestures.billing.subscriptions.customers import bring_clocks
from smallgestures.billing.subscriptions.handlers import next_look
from smallgestures.db.engine import reading, transaction
from smallgestures.falling_due import next_moment, run_due
from smallgestures.outbox.queries import count_due
from smallgestures.product_time import queries
from smallgestures.product_time.models import ProductTime
from smallgestures.product_time.service import read_ahead
from smallgestures.settings import get_settings

# What falls due within one of these is done in one step, still in its order.
STEP = timedelta(minutes=1)
# From the making of an invoice to its payment, and a little.
UNDER_WAY = timedelta(minutes=75)
DAY_S = 86_400
SETTLE_PATIENCE_S = 15.0
SETTLE_POLL_S = 0.05
RETRY_S = 1.0
LONG_JOBS = ("VideoAdded", "VideoEdited")
WAITS = "Waiting for the payment service, which is not answering"

log = structlog.get_logger("time")


def keep_time(stopping: Event, settle: Callable[[], None] | None = None) -> bool:
    """Do what is due by now; if time is being moved, and by nobody else, move it to its end.

    Args:
        stopping: Set when the process is to end; a move is left where it is.
        settle: Lets what follows from a step happen; by default it is waited for.

    Returns:
        False when something could not be done now, as when Stripe is away.
    """
    with reading() as db:
        read_ahead(db)
        row = queries.find(db)
    if row is None or row.target_s is None:
        return run_due(clock.now())
    Move(stopping, settle or wait_until_settled).run()
    return True


class Move:
    """One process's part in a move of time."""

    def __init__(self, stopping: Event, settle: Callable[[], None]) -> None:
        self.stopping = stopping
        self.settle = settle
        self.token = secrets.token_hex(16)

    def run(self) -> None:
        """Go on with the move until it has arrived, is somebody else's, or the process ends."""
        while not self.stopping.is_set():
            row = self._hold()
            if row is None or row.target_s is None:
                return
            if not run_due(clock.now()):
                self._say(WAITS)
                self.stopping.wait(RETRY_S)
                continue
            self.settle()
            if next_is_due():
                continue
            if row.offset_s < row.target_s:
                self._step(row)
            elif not self._goes_on(row) and self._arrive():
                return

    def _hold(self) -> ProductTime | None:
        now = clock.wall()
        with transaction() as db:
            lease = timedelta(seconds=get_settings().lease_s) + timedelta(seconds=SETTLE_PATIENCE_S)
            held = queries.take_lease(db, self.token, at=now, until=now + lease)
            read_ahead(db)
            return queries.find(db) if held else None

    def _step(self, row: ProductTime) -> None:
        """Let it be the next moment at which something falls due, or the end."""
        target_s = row.target_s or row.offset_s
        moment = next_moment()
        end = clock.wall() + timedelta(seconds=target_s)
        if moment is None or moment >= end:
            step_s = target_s
        else:
            ahead = moment + STEP - clock.wall()
            step_s = min(target_s, max(row.offset_s, math.ceil(ahead.total_seconds())))
        days, of_days = (math.ceil((one - row.from_s) / DAY_S) for one in (step_s, target_s))
        doing = f"Day {days} of {of_days}"
        with transaction() as db:
            if queries.change_leased(db, self.token, offset_s=step_s, doing=doing):
                read_ahead(db)
        log.info("time moved", ahead_s=step_s)

    def _goes_on(self, row: ProductTime) -> bool:
        """Move the end on to a payment that is under way, if one is; say whether.

        Stripe charges an invoice about an hour after it was made: who moves time to the day of a
        charge wants to see the charge.
        """
        with reading() as db:
            moment = next_look(db)
        if moment is None or moment > clock.now() + UNDER_WAY:
            return False
        more_s = math.ceil((moment + STEP - clock.now()).total_seconds())
        with transaction() as db:
            queries.change_leased(db, self.token, target_s=row.offset_s + max(1, more_s))
        return True

    def _arrive(self) -> bool:
        """Let everybody's clock at Stripe stand where ours does, and end the move."""
        try:
            bring_clocks(clock.now())
        except StripeUnavailable:
            self._say(WAITS)
            self.stopping.wait(RETRY_S)
            return False
        self.settle()
        with transaction() as db:
            queries.change_leased(
                db, self.token, target_s=None, doing="", lease_token=None, leased_until=None
            )
        log.info("time has arrived")
        return True

    def _say(self, doing: str) -> None:
        with transaction() as db:
            queries.change_leased(db, self.token, doing=doing)


def next_is_due() -> bool:
    """Say whether something has fallen due since we looked."""
    moment: datetime | None = next_moment()
    return moment is not None and moment <= clock.now()


def wait_until_settled() -> None:
    """Return when nothing waits in the outbox that could be done now, or after a while."""
    pause = Event()
    for _ in range(round(SETTLE_PATIENCE_S / SETTLE_POLL_S)):
        with reading() as db:
            waiting = count_due(db, at=clock.wall() + timedelta(seconds=1), besides=LONG_JOBS)
        if waiting == 0:
            return
        pause.wait(SETTLE_POLL_S)
    log.warning("not settled in time")
