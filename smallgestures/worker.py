"""The process that does what was put off: clips, mail, scores, forgetting.

It holds nothing: killed at any moment, another one goes on from the outbox.
"""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Collection
from datetime import timedelta
from functools import partial
from types import FrameType

import structlog
from sqlmodel import Session

from smallgestures import clock, garbage
from smallgestures.accounts.sessions import forget_expired
from smallgestures.billing import handlers as payments
from smallgestures.billing.card_changes import handlers as card_changes
from smallgestures.billing.connect import handlers as connect
from smallgestures.billing.subscriptions import handlers as subscriptions
from smallgestures.db.engine import reading, transaction
from smallgestures.event_handlers import HANDLERS, JOBS
from smallgestures.feed.service import forget_old_seen
from smallgestures.gestures.offers.service import empty_revealed_codes
from smallgestures.live.service import forget_old_news
from smallgestures.moving_time import keep_time
from smallgestures.outbox import queries as outbox
from smallgestures.outbox.service import EVERYTHING, Lane, deliver, lanes, take_due
from smallgestures.product_time.service import read_ahead
from smallgestures.settings import get_settings
from smallgestures.shop.attribution.service import drop_old_visitors
from smallgestures.videos.uploads.expiry import drop_old_uploads, drop_strays

POLL_S = 0.25
LOOK_PAUSE_S = 0.01  # while there is a lot to do, one look answers many
TIME_POLL_S = 0.5
TIME_RETRY_S = 5.0
HEARTBEAT_S = 5.0
CHORES_EVERY_S = 3600.0
DELIVERED_KEPT = timedelta(days=7)

log = structlog.get_logger("worker")


def forget_delivered(db: Session) -> int:
    """Drop events that were delivered more than a week ago; return how many."""
    return outbox.delete_done(db, before=clock.wall() - DELIVERED_KEPT)


CHORES: tuple[Callable[[Session], int], ...] = (
    forget_delivered,
    drop_old_visitors,
    forget_old_seen,
    forget_expired,
    empty_revealed_codes,
    forget_old_news,
    drop_old_uploads,
    drop_strays,
)


def run_chores() -> None:
    """Do each regular chore once, each in its own transaction."""
    for chore in CHORES:
        with transaction() as db:
            touched = chore(db)
        log.info("chore", chore=chore.__name__, rows=touched)


def main() -> None:
    """Work until SIGTERM or SIGINT; the event under way is finished first."""
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    garbage.leave_out_what_is_loaded()
    crew, lookout = Crew(stopping), Lookout()
    for name, lane in lanes(JOBS).items():
        crew.start(name, partial(work_in, lane, stopping, lookout, lookout.bell_of(lane)))
    crew.start("lookout", lambda: look_out(stopping, lookout))
    crew.start("chores", lambda: do_chores(stopping))
    if get_settings().takes_payments:
        crew.start("sweep", lambda: sweep_payments(stopping))
    crew.start("time", lambda: follow_time(stopping))
    crew.start("heartbeat", lambda: beat(stopping))
    log.info("worker started")
    crew.join()
    log.info("worker stopped", failed=crew.failed)
    if crew.failed:
        raise SystemExit(1)  # who started us starts us anew


class Crew:
    """Threads that end together: one that fails stops all, so that nobody works by halves."""

    def __init__(self, stopping: threading.Event) -> None:
        self.stopping = stopping
        self.failed = False
        self.threads: list[threading.Thread] = []

    def start(self, name: str, work: Callable[[], None]) -> None:
        """Run `work` on a thread of its own."""

        def guarded() -> None:
            try:
                work()
            except Exception:
                log.exception("thread failed", thread=name)
                self.failed = True
                self.stopping.set()

        thread = threading.Thread(target=guarded, name=name)
        self.threads.append(thread)
        thread.start()

    def join(self) -> None:
        """Wait until all have ended."""
        for thread in self.threads:
            thread.join()


class Lookout:
    """Wakes the lanes of which something is due, and nobody else.

    One look that writes nothing serves all lanes: each of theirs takes the database's write lock.
    """

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.bells: list[tuple[Lane, threading.Event]] = []

    def bell_of(self, lane: Lane) -> threading.Event:
        """Return a new bell that is rung, and stays so until heard, when the lane has work."""
        bell = threading.Event()
        self.bells.append((lane, bell))
        return bell

    def look(self, names: Collection[str]) -> None:
        """Wake the lanes that take events of any of these names."""
        for lane, bell in self.bells:
            if any(lane.takes(name) for name in names):
                bell.set()

    def wake_all(self) -> None:
        """Wake every lane."""
        for _lane, bell in self.bells:
            bell.set()


def work_in(lane: Lane, stopping: threading.Event, lookout: Lookout, bell: threading.Event) -> None:
    """Deliver what is due in the lane until told to stop; wait for its bell when nothing is."""
    while not stopping.is_set():
        if work_once(lane):
            lookout.asked.set()  # another lane's work may follow from it
        else:
            bell.wait()
            bell.clear()


def look_out(stopping: threading.Event, lookout: Lookout) -> None:
    """Wake the lanes that have work, now and then and when asked; at the end all of them."""
    try:
        while not stopping.wait(LOOK_PAUSE_S):
            lookout.asked.wait(POLL_S)
            lookout.asked.clear()
            with reading() as db:
                names = outbox.due_names(db, at=clock.wall())
            lookout.look(names)
    finally:
        stopping.set()
        lookout.wake_all()


def do_chores(stopping: threading.Event) -> None:
    """Do the regular chores now and every hour until told to stop."""
    while not stopping.is_set():
        run_chores()
        stopping.wait(CHORES_EVERY_S)


def sweep_payments(stopping: threading.Event) -> None:
    """Ask Stripe now and then about what no webhook told, until told to stop."""
    while not stopping.wait(get_settings().stripe_sweep_s):
        swept = payments.sweep() + subscriptions.sweep() + card_changes.sweep() + connect.sweep()
        if swept:
            log.info("swept", rows=swept)


def follow_time(stopping: threading.Event) -> None:
    """Do what product time makes due, and move it when somebody wants that, until told to stop."""
    while True:
        is_done = keep_time(stopping)
        if stopping.wait(TIME_POLL_S if is_done else TIME_RETRY_S):
            return


def work_once(lane: Lane = EVERYTHING) -> bool:
    """Deliver one event of the lane that is due; False when nothing was."""
    lease = take_due(transaction, lane)
    if lease is None:
        return False
    if get_settings().takes_payments:
        with reading() as db:
            read_ahead(db)  # another worker may be moving time at this moment
    began = time.monotonic()
    done = deliver(lease, HANDLERS, JOBS)
    log.info(
        "job",
        event_name=lease.name,
        event_id=lease.event_id,
        attempt=lease.attempts,
        done=done,
        ms=round((time.monotonic() - began) * 1000),
    )
    return True


def beat(stopping: threading.Event) -> None:
    """Say every few seconds that this process lives, also while a job keeps it busy."""
    worker = f"{socket.gethostname()}:{os.getpid()}"
    while True:
        with transaction() as db:
            outbox.beat(db, worker, at=clock.wall())
        if stopping.wait(HEARTBEAT_S):
            return


if __name__ == "__main__":
    main()
