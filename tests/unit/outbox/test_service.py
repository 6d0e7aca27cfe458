"""Events: recorded with what made them true, delivered at least once, each effect once."""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from smallgestures.outbox.models import DeliveryState, OutboxEvent
from smallgestures.outbox.queries import due_names
from smallgestures.outbox.service import (
    ATTEMPTS_LIMIT,
    LONGEST_RETRY,
    LOST_LIMIT,
    Lane,
    Lease,
    LeaseLost,
    deliver,
    dispatch_due,
    lanes,
    record,
    take_due,
)
from smallgestures.settings import get_settings
from smallgestures.shop.models import Brand
from tests.factories import make_brand, make_event


@dataclass(frozen=True)
class VaseThrown:
    """Something that happened."""

    vase_id: int


@pytest.fixture
def unit_of_work(db: Session):
    """Transactions of the test's database, as `db.engine.transaction` opens them."""
    db.commit()

    @contextmanager
    def transaction():
        with Session(db.get_bind(), expire_on_commit=False) as session, session.begin():
            yield session

    return transaction


@pytest.fixture
def given(unit_of_work):
    """Store one event, committed."""

    def store(name: str = "VaseThrown", **overrides) -> int:
        with unit_of_work() as db:
            return make_event(db, name, **overrides).key

    return store


@pytest.fixture
def stored(unit_of_work):
    """Read one event as it is in the database."""

    def read(event_id: int) -> OutboxEvent:
        with unit_of_work() as db:
            return db.get_one(OutboxEvent, event_id)

    return read


def write_brand(slug: str):
    return lambda db, payload=None: make_brand(db, slug=slug)


def brands(unit_of_work) -> list[str]:
    with unit_of_work() as db:
        return [brand.slug for brand in db.exec(select(Brand))]


def broken(db, payload) -> None:
    raise RuntimeError("ines@example.com is private")


def lease_length() -> timedelta:
    return timedelta(seconds=get_settings().lease_s)


class TestRecord:
    def test_stores_the_event_by_its_name_and_values_due_at_once(self, db: Session, held_clock):
        record(db, VaseThrown(vase_id=7))

        event = db.exec(select(OutboxEvent)).one()
        assert (event.name, event.payload) == ("VaseThrown", {"vase_id": 7})
        assert (event.state, event.due_at) == (DeliveryState.WAITING, held_clock())

    def test_may_be_for_later(self, db, held_clock, unit_of_work):
        record(db, VaseThrown(vase_id=7), after=timedelta(hours=1))
        db.commit()

        assert take_due(unit_of_work) is None
        held_clock.pass_by(timedelta(hours=1))
        lease = take_due(unit_of_work)
        assert lease is not None
        assert lease.payload == {"vase_id": 7}


class TestTakeDue:
    def test_leases_the_event_for_the_length_that_the_settings_name(
        self, given, unit_of_work, stored, held_clock
    ):
        event_id = given()

        lease = take_due(unit_of_work)

        assert isinstance(lease, Lease)
        assert lease.event_id == event_id
        event = stored(event_id)
        assert (event.state, event.attempts) == (DeliveryState.LEASED, 1)
        assert event.due_at == held_clock() + lease_length()

    def test_takes_the_one_that_has_been_due_longest(self, given, unit_of_work, held_clock):
        given(due_at=held_clock())
        late = given(due_at=held_clock() - timedelta(minutes=1))

        lease = take_due(unit_of_work)

        assert lease is not None
        assert lease.event_id == late

    def test_leaves_what_is_due_later(self, given, unit_of_work, held_clock):
        given(due_at=held_clock() + timedelta(seconds=1))

        assert take_due(unit_of_work) is None

    def test_leaves_what_is_leased(self, given, unit_of_work, held_clock):
        given()
        take_due(unit_of_work)

        assert take_due(unit_of_work) is None

    def test_takes_over_when_a_lease_has_run_out(self, given, unit_of_work, held_clock):
        event_id = given()
        dead = take_due(unit_of_work)
        held_clock.pass_by(lease_length())

        lease = take_due(unit_of_work)

        assert lease is not None
        assert dead is not None
        assert (lease.event_id, lease.attempts) == (event_id, 2)
        assert lease.token != dead.token

    def test_leaves_what_is_done_or_given_up(self, given, unit_of_work, held_clock):
        given(state=DeliveryState.DONE)
        given(state=DeliveryState.FAILED)

        assert take_due(unit_of_work) is None

    def test_gives_up_what_killed_every_worker_that_took_it_and_goes_on_to_the_next(
        self, given, unit_of_work, stored, held_clock
    ):
        deadly = given(attempts=LOST_LIMIT - 1)
        take_due(unit_of_work)
        held_clock.pass_by(lease_length())
        harmless = given()

        lease = take_due(unit_of_work)

        assert lease is not None
        assert lease.event_id == harmless
        assert stored(deadly).state == DeliveryState.FAILED
        assert stored(deadly).last_error == "WorkerLost"

    def test_takes_only_what_its_lane_names(self, given, unit_of_work, held_clock):
        given("VaseThrown")
        film = given("VideoAdded")

        lease = take_due(unit_of_work, Lane(only="VideoAdded"))

        assert lease is not None
        assert lease.event_id == film

    def test_takes_everything_besides_what_its_lane_names(self, given, unit_of_work, held_clock):
        given("VideoAdded")
        vase = given("VaseThrown")

        lease = take_due(unit_of_work, Lane(besides=frozenset({"VideoAdded"})))

        assert lease is not None
        assert lease.event_id == vase

    def test_takes_the_oldest_first_whatever_its_name(self, given, unit_of_work, held_clock):
        waiting = [given(name) for name in ("VaseThrown", "ArmRaised", "VaseThrown", "ArmRaised")]

        taken = [take_due(unit_of_work) for _ in waiting]

        assert [lease.event_id for lease in taken if lease] == waiting


class TestDueNames:
    def test_names_each_kind_that_may_be_taken_once_the_longest_due_first(
        self, given, unit_of_work, held_clock
    ):
        for name in ("VaseThrown", "ArmRaised", "VaseThrown"):
            given(name)
        given("Later", due_at=held_clock.at + timedelta(seconds=1))
        given("Done", state=DeliveryState.DONE)

        with unit_of_work() as db:
            assert due_names(db, at=held_clock.at) == ["VaseThrown", "ArmRaised"]


class TestLanes:
    def test_every_event_is_in_exactly_one(self):
        found = lanes({"VideoAdded": lambda payload, lease: None, "MailQueued": lambda p, x: None})

        for name in ("VideoAdded", "MailQueued", "VaseThrown"):
            assert sum(lane.takes(name) for lane in found.values()) == 1


class TestRenew:
    def test_pushes_the_end_of_the_lease_out(self, given, unit_of_work, stored, held_clock):
        event_id = given()
        lease = take_due(unit_of_work)
        held_clock.pass_by(timedelta(seconds=20))

        assert lease.renew()

        assert stored(event_id).due_at == held_clock() + lease_length()

    def test_says_when_another_worker_has_taken_over(self, given, unit_of_work, held_clock):
        given()
        lease = take_due(unit_of_work)
        held_clock.pass_by(lease_length())
        take_due(unit_of_work)

        assert not lease.renew()


class TestFinish:
    def test_writes_the_result_and_marks_the_event_done(
        self, given, unit_of_work, stored, held_clock
    ):
        event_id = given()

        take_due(unit_of_work).finish(write_brand("noor"))

        event = stored(event_id)
        assert (event.state, event.done_at) == (DeliveryState.DONE, held_clock())
        assert brands(unit_of_work) == ["noor"]

    def test_writes_nothing_when_the_lease_is_lost(self, given, unit_of_work, held_clock):
        given()
        slow = take_due(unit_of_work)
        held_clock.pass_by(lease_length())
        quick = take_due(unit_of_work)

        with pytest.raises(LeaseLost):
            slow.finish(write_brand("slow"))
        quick.finish(write_brand("quick"))

        assert brands(unit_of_work) == ["quick"]

    def test_writes_nothing_a_second_time(self, given, unit_of_work, held_clock):
        given()
        lease = take_due(unit_of_work)
        lease.finish(write_brand("once"))

        with pytest.raises(LeaseLost):
            lease.finish(write_brand("twice"))

        assert brands(unit_of_work) == ["once"]

    def test_leaves_the_event_to_others_when_the_work_fails(
        self, given, unit_of_work, stored, held_clock
    ):
        event_id = given()

        with pytest.raises(RuntimeError):
            take_due(unit_of_work).finish(lambda db: broken(db, {}))

        assert stored(event_id).state == DeliveryState.LEASED


class TestFail:
    def test_waits_twice_as_long_after_each_failure(self, given, unit_of_work, stored, held_clock):
        event_id = given()
        waits = []

        for _ in range(4):
            take_due(unit_of_work).fail(RuntimeError())
            waits.append((stored(event_id).due_at - held_clock()).total_seconds())
            held_clock.pass_by(timedelta(seconds=waits[-1]))

        assert waits == [1, 2, 4, 8]

    def test_never_waits_longer_than_ten_minutes(self, given, unit_of_work, stored, held_clock):
        event_id = given(attempts=40)

        lease = take_due(unit_of_work)
        lease.attempts = ATTEMPTS_LIMIT + 30
        lease.fail(RuntimeError())

        assert stored(event_id).due_at == held_clock() + LONGEST_RETRY

    def test_gives_up_after_the_last_attempt(self, given, unit_of_work, stored, held_clock):
        event_id = given(attempts=ATTEMPTS_LIMIT - 1)

        take_due(unit_of_work).fail(RuntimeError())

        assert stored(event_id).state == DeliveryState.FAILED
        held_clock.pass_by(timedelta(days=1))
        assert take_due(unit_of_work) is None

    def test_keeps_the_kind_of_error_but_not_its_words(
        self, given, unit_of_work, stored, held_clock
    ):
        event_id = given()

        take_due(unit_of_work).fail(RuntimeError("ines@example.com"))

        assert stored(event_id).last_error == "RuntimeError"

    def test_changes_nothing_when_the_lease_is_lost(self, given, unit_of_work, stored, held_clock):
        event_id = given()
        slow = take_due(unit_of_work)
        held_clock.pass_by(lease_length())
        take_due(unit_of_work)

        slow.fail(RuntimeError())

        event = stored(event_id)
        assert (event.state, event.last_error) == (DeliveryState.LEASED, None)


class TestDeliver:
    def test_tells_every_handler_in_the_transaction_that_finishes_the_event(
        self, given, unit_of_work, stored, held_clock
    ):
        event_id = given()
        handlers = {"VaseThrown": (write_brand("first"), write_brand("second"))}

        assert deliver(take_due(unit_of_work), handlers, {})

        assert stored(event_id).state == DeliveryState.DONE
        assert brands(unit_of_work) == ["first", "second"]

    def test_undoes_the_first_handler_when_the_second_fails(
        self, given, unit_of_work, stored, held_clock
    ):
        event_id = given()

        assert not deliver(
            take_due(unit_of_work), {"VaseThrown": (write_brand("first"), broken)}, {}
        )

        assert stored(event_id).state == DeliveryState.WAITING
        assert brands(unit_of_work) == []

    def test_writes_once_when_a_handler_is_repeated_after_a_failure(
        self, given, unit_of_work, held_clock
    ):
        given()
        handlers = {"VaseThrown": (write_brand("first"), broken)}
        deliver(take_due(unit_of_work), handlers, {})
        held_clock.pass_by(timedelta(seconds=1))

        assert deliver(take_due(unit_of_work), {"VaseThrown": (write_brand("first"),)}, {})

        assert brands(unit_of_work) == ["first"]

    def test_lets_a_job_finish_its_event_itself(self, given, unit_of_work, stored, held_clock):
        event_id = given()

        def job(payload, lease) -> None:
            lease.finish(write_brand("job"))

        assert deliver(take_due(unit_of_work), {}, {"VaseThrown": job})

        assert stored(event_id).state == DeliveryState.DONE
        assert brands(unit_of_work) == ["job"]

    def test_writes_nothing_for_a_job_that_was_overtaken(
        self, given, unit_of_work, stored, held_clock
    ):
        event_id = given()

        def slow_job(payload, lease) -> None:
            held_clock.pass_by(lease_length())
            deliver(take_due(unit_of_work), {"VaseThrown": (write_brand("quick"),)}, {})
            lease.finish(write_brand("slow"))

        assert not deliver(take_due(unit_of_work), {}, {"VaseThrown": slow_job})

        assert brands(unit_of_work) == ["quick"]
        assert stored(event_id).state == DeliveryState.DONE

    def test_finishes_an_event_that_nobody_waits_for(self, given, unit_of_work, stored, held_clock):
        event_id = given("NobodyCares")

        assert deliver(take_due(unit_of_work), {}, {})

        assert stored(event_id).state == DeliveryState.DONE


class TestDispatchDue:
    def test_delivers_what_is_due_and_what_comes_of_it(self, given, unit_of_work, held_clock):
        given("VaseThrown")
        handlers = {
            "VaseThrown": (lambda db, payload: make_event(db, "VaseFired"),),
            "VaseFired": (write_brand("fired"),),
        }

        assert dispatch_due(unit_of_work, handlers, {}) == 2

        assert brands(unit_of_work) == ["fired"]
