"""Recording events now, and handing them to their handlers later, at least once.

An event is taken by a lease. A worker that dies loses its lease when the time
runs out, and another takes the event up; whoever lost a lease can't finish it.
So the effect of a handler, written in the transaction that finishes its event,
is there exactly once.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

import structlog
from sqlmodel import Session

from smallgestures import clock
from smallgestures.outbox import queries
from smallgestures.outbox.models import DeliveryState, OutboxEvent
from smallgestures.settings import get_settings

Payload = Mapping[str, Any]
Handler = Callable[[Session, Payload], None]
Transaction = Callable[[], AbstractContextManager[Session]]

ATTEMPTS_LIMIT = 8
# Workers also die for reasons of their own, so an event that outlives several is not yet to blame.
LOST_LIMIT = 25
FIRST_RETRY = timedelta(seconds=1)
LONGEST_RETRY = timedelta(minutes=10)

log = structlog.get_logger("outbox")


class LeaseLost(Exception):
    """Somebody else took the event over; nothing of ours was written."""


def record(db: Session, event: object, *, after: timedelta = timedelta(0)) -> None:
    """Store `event` (a frozen dataclass of plain values) for delivery after the commit.

    It is delivered when the time `after` has passed, in real time.
    """
    record_all(db, [event], after=after)


def record_all(db: Session, events: Sequence[object], *, after: timedelta = timedelta(0)) -> None:
    """Store many events at once."""
    now = clock.wall()
    queries.insert_events(
        db,
        [
            {
                "created_at": now,
                "name": type(event).__name__,
                "payload": asdict(event),  # type: ignore[call-overload]
                "due_at": now + after,
                "state": DeliveryState.WAITING,
                "attempts": 0,
            }
            for event in events
        ],
    )


@dataclass
class Lease:
    """The right to work on one event, until its time runs out."""

    event_id: int
    name: str
    payload: Payload
    attempts: int
    token: str
    length: timedelta
    open_transaction: Transaction

    @property
    def is_last(self) -> bool:
        """Whether the event is given up when this attempt fails."""
        return self.attempts >= ATTEMPTS_LIMIT

    def renew(self) -> bool:
        """Push the end of the lease out; False when it is already somebody else's."""
        with self.open_transaction() as db:
            return queries.change_leased(
                db, self.event_id, self.token, due_at=clock.wall() + self.length
            )

    def finish(self, work: Callable[[Session], None] = lambda db: None) -> None:
        """Write the result and mark the event done in one transaction.

        Raises:
            LeaseLost: Another worker took over; `work` was rolled back.
        """
        with self.open_transaction() as db:
            self._hold(db)
            work(db)

    def _hold(self, db: Session) -> None:
        done = {"state": DeliveryState.DONE, "done_at": clock.wall(), "lease_token": None}
        if not queries.change_leased(db, self.event_id, self.token, **done):
            raise LeaseLost(self.event_id)

    def fail(self, error: Exception) -> None:
        """Give the event back for a later try, or give it up after the last one."""
        wait = min(FIRST_RETRY * 2 ** (self.attempts - 1), LONGEST_RETRY)
        with self.open_transaction() as db:
            queries.change_leased(
                db,
                self.event_id,
                self.token,
                state=DeliveryState.FAILED if self.is_last else DeliveryState.WAITING,
                due_at=clock.wall() + wait,
                lease_token=None,
                # The class only: a message may carry somebody's data.
                last_error=type(error).__name__,
            )


@dataclass(frozen=True)
class Lane:
    """Which events one thread of a worker takes, so that short ones don't wait for long ones."""

    only: str | None = None  # the one name whose events it takes; none: all names but `besides`
    besides: frozenset[str] = frozenset()

    def takes(self, name: str) -> bool:
        """Say whether it takes the events of a name."""
        return name not in self.besides if self.only is None else name == self.only


EVERYTHING = Lane()


def lanes(jobs: Mapping[str, "Job"]) -> dict[str, Lane]:
    """Return a lane for each kind of job, and one for all handlers."""
    own = {name: Lane(only=name) for name in jobs}
    return {"handlers": Lane(besides=frozenset(jobs)), **own}


def take_due(open_transaction: Transaction, lane: Lane = EVERYTHING) -> Lease | None:
    """Lease the oldest event of the lane that is due; None when there is nothing to do."""
    length = timedelta(seconds=get_settings().lease_s)
    with open_transaction() as db:
        event = _next_due(db, lane)
        while event is not None and _killed_too_many(event):
            event.state = DeliveryState.FAILED
            event.last_error = "WorkerLost"
            event.lease_token = None
            db.add(event)
            db.flush()
            log.error("event given up", event_name=event.name, event_id=event.key)
            event = _next_due(db, lane)
        if event is None:
            return None
        event.state = DeliveryState.LEASED
        event.due_at = clock.wall() + length
        event.lease_token = secrets.token_hex(16)
        event.attempts += 1
        db.add(event)
        return Lease(
            event_id=event.key,
            name=event.name,
            payload=event.payload,
            attempts=event.attempts,
            token=event.lease_token,
            length=length,
            open_transaction=open_transaction,
        )


def _next_due(db: Session, lane: Lane) -> OutboxEvent | None:
    at = clock.wall()
    names = queries.due_names(db, at=at) if lane.only is None else [lane.only]
    for name in filter(lane.takes, names):
        if event := queries.next_due(db, at=at, name=name):
            return event
    return None


def _killed_too_many(event: OutboxEvent) -> bool:
    """Whether so many workers died on the event that it is not tried on another."""
    return event.state == DeliveryState.LEASED and event.attempts >= LOST_LIMIT


Job = Callable[[Payload, Lease], None]


def deliver(
    lease: Lease, handlers: Mapping[str, Sequence[Handler]], jobs: Mapping[str, Job]
) -> bool:
    """Run what waits for the event; True when it is done, False when it will be tried again.

    Handlers run inside the transaction that finishes the event. A job works
    outside, for as long as it renews its lease, and finishes the event itself.
    """
    try:
        if job := jobs.get(lease.name):
            job(lease.payload, lease)
        else:
            lease.finish(lambda db: _tell(db, handlers.get(lease.name, ()), lease.payload))
    except LeaseLost:
        log.warning("lease lost", event_name=lease.name, event_id=lease.event_id)
        return False
    except Exception as error:
        # Any failure of a handler is a retry; the reason is in the log and on the row.
        log.exception("event failed", event_name=lease.name, event_id=lease.event_id)
        lease.fail(error)
        return False
    return True


def _tell(db: Session, handlers: Sequence[Handler], payload: Payload) -> None:
    for handle in handlers:
        handle(db, payload)


def dispatch_due(
    open_transaction: Transaction,
    handlers: Mapping[str, Sequence[Handler]],
    jobs: Mapping[str, Job],
) -> int:
    """Deliver everything that is due now; return how many events were done."""
    done = 0
    while lease := take_due(open_transaction):
        done += deliver(lease, handlers, jobs)
    return done
