"""Two transactions that lock the same rows take them in the same order."""

from concurrent.futures import ThreadPoolExecutor
from time import monotonic

from sqlmodel import Session

from smallgestures.db.engine import get_engine, reading, transaction
from smallgestures.insights.queries import get_tally
from smallgestures.insights.service import Watched, record_watches
from tests.factories import make_clip, make_watch

PATIENCE_S = 20.0


def wait_for_blocked(number: int) -> None:
    """Return when so many transactions wait for somebody's lock."""
    waiting = (
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    deadline = monotonic() + PATIENCE_S
    while True:
        with get_engine().connect() as connection:
            if connection.exec_driver_sql(waiting).scalar_one() == number:
                return
        assert monotonic() < deadline, "nobody waits"


def test_batches_never_wait_for_each_other_whatever_their_order(postgres_database, given):
    clip = given(make_clip)
    first, middle, last = (make_watch(clip, report_id=letter * 36) for letter in "amz")

    def send(*reports: Watched) -> set[int]:
        with transaction() as db:
            return record_watches(db, reports, viewer="p1")

    with ThreadPoolExecutor(2) as threads:
        with Session(get_engine()) as undecided:
            record_watches(undecided, [middle], viewer="p1")
            sent = [threads.submit(send, first, middle, last)]
            wait_for_blocked(1)
            sent.append(threads.submit(send, last, middle, first))
            wait_for_blocked(2)
            undecided.rollback()
        changed = [one.result(timeout=PATIENCE_S) for one in sent]

    assert sorted(map(len, changed)) == [0, 1]
    with reading() as db:
        assert get_tally(db, clip.key).views == 3
