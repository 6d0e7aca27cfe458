"""Product time is moved: everything on the way happens, in its order, and once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from sqlmodel import Session, select

from smallgestures import clock
from smallgestures.db.engine import reading, transaction
from smallgestures.event_handlers import HANDLERS
from smallgestures.gestures.trials.models import GiftLine, Trial
from smallgestures.moving_time import Move, keep_time, wait_until_settled
from smallgestures.outbox.service import dispatch_due
from smallgestures.product_time import queries
from smallgestures.product_time.errors import TimeIsMoving, TimeIsReal, TooFarAhead
from smallgestures.product_time.models import ProductTime
from smallgestures.product_time.service import FURTHEST, move_time, read_ahead, show_time
from smallgestures.settings import get_settings
from tests.factories import make_event, unused
from tests.made_trials import make_trial
from tests.people import make_person

pytestmark = pytest.mark.usefixtures("database")

A_MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _at_real_time() -> Iterator[None]:
    yield
    clock.set_ahead(timedelta())


def running_trial(db: Session) -> Trial:
    return make_trial(db, make_person(db, unused("ben")))


def settle() -> None:
    """Do what the worker's other threads would."""
    dispatch_due(transaction, HANDLERS, {"MailQueued": lambda _payload, lease: lease.finish()})


def advance(given, days: int) -> None:
    given(lambda db: move_time(db, days=days))
    keep_time(Event(), settle)


def lines_of(trial: Trial) -> list[tuple[str, datetime]]:
    with reading() as db:
        found = db.exec(select(GiftLine).where(GiftLine.gift_id == trial.gift_id))
        return [
            (line.kind, line.happened_at)
            for line in sorted(found, key=lambda line: (line.happened_at, line.key))
            if line.kind in {"reminder", "ended"}
        ]


def ahead() -> timedelta:
    with reading() as db:
        return read_ahead(db)


def test_ninety_days_in_one_go_remind_three_times_and_end(given):
    trial = given(running_trial)

    advance(given, 90)
    advance(given, 1)

    lines = lines_of(trial)
    assert [kind for kind, _at in lines] == ["reminder", "reminder", "reminder", "ended"]
    for (_kind, at), days in zip(lines, (7, 3, 1, 0), strict=True):
        late = at - (trial.ends_at - timedelta(days=days))
        assert timedelta() <= late <= 2 * A_MINUTE
    assert ahead() == timedelta(days=91)


def test_time_goes_by_as_one_looks(given):
    before = datetime.now(UTC)

    advance(given, 7)

    assert timedelta(days=7) <= clock.now() - before < timedelta(days=7) + A_MINUTE
    assert clock.wall() - before < A_MINUTE
    with reading() as db:
        card = show_time(db)
    assert (card.is_moving, card.percent, card.doing) == (False, 100, "")


def test_one_move_at_a_time(given):
    given(lambda db: move_time(db, days=7))

    with pytest.raises(TimeIsMoving):
        given(lambda db: move_time(db, days=1))


def test_two_people_who_move_it_at_once_move_it_once(given, at_once):
    def move(_place: int) -> str:
        try:
            given(lambda db: move_time(db, days=30))
        except TimeIsMoving:
            return "refused"
        return "moved"

    assert sorted(at_once(4, move)) == ["moved", "refused", "refused", "refused"]
    keep_time(Event(), settle)
    assert ahead() == timedelta(days=30)


def test_another_worker_leaves_a_move_alone_and_takes_it_over_when_its_owner_died(
    given,
):
    """1. A worker dies after its first step, which is stored and not done.

    2. Another one does nothing as long as the lease lasts. 3. Then it goes on from there.
    """
    trial = given(running_trial)
    given(lambda db: move_time(db, days=90))

    class Killed(Exception):
        pass

    def die() -> None:
        if ahead():
            raise Killed

    with pytest.raises(Killed):
        keep_time(Event(), die)
    keep_time(Event(), settle)
    assert ahead() < timedelta(days=90)

    given(lambda db: queries.change_leased(db, _token(db), leased_until=clock.wall()))
    keep_time(Event(), settle)

    assert ahead() == timedelta(days=90)
    assert [kind for kind, _at in lines_of(trial)][:3] == ["reminder"] * 3


def _token(db: Session) -> str:
    row = db.exec(select(ProductTime)).one()
    assert row.lease_token is not None
    return row.lease_token


def test_a_worker_that_is_to_end_leaves_the_move_where_it_is(given):
    given(lambda db: move_time(db, days=7))
    stopping = Event()
    stopping.set()

    Move(stopping, settle).run()

    with reading() as db:
        assert show_time(db).is_moving


def test_every_process_learns_of_it(given):
    advance(given, 30)
    clock.set_ahead(timedelta())  # as in a process that has not looked since

    assert ahead() == timedelta(days=30) == clock.ahead()


def test_the_way_is_shown_in_percent(given):
    given(lambda db: move_time(db, days=30))
    given(
        lambda db: queries.take_lease(
            db, "a", at=clock.wall(), until=clock.wall() + timedelta(seconds=30)
        )
    )
    given(lambda db: queries.change_leased(db, "a", offset_s=15 * 86_400, doing="Half way"))

    with reading() as db:
        card = show_time(db)

    assert (card.is_moving, card.percent, card.doing) == (True, 50, "Half way")


def test_it_is_refused_without_a_sandbox_or_a_test_key(given, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SG_PUBLIC_URL", "https://clips.example.com")
    monkeypatch.setenv("SG_DEMO", "false")
    get_settings.cache_clear()

    with pytest.raises(TimeIsReal):
        given(lambda db: move_time(db, days=7))


def test_it_goes_no_further_than_years(given):
    given(lambda db: queries.insert_row(db, at=clock.wall()))

    def nearly(db: Session) -> None:
        row = db.exec(select(ProductTime)).one()
        row.offset_s = int(FURTHEST.total_seconds())
        db.add(row)

    given(nearly)

    with pytest.raises(TooFarAhead):
        given(lambda db: move_time(db, days=1))


def test_what_waits_in_the_outbox_is_waited_for_but_not_a_film(given):
    given(lambda db: make_event(db, "VideoAdded"))

    wait_until_settled()
