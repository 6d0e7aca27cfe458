"""Whoever dies at whatever step of a conversion, it is charged once, booked once, told once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

from sqlalchemy import event, update
from sqlmodel import col

from smallgestures import clock
from smallgestures.db.engine import get_engine
from smallgestures.moving_time import keep_time
from smallgestures.outbox.models import DeliveryState, OutboxEvent
from smallgestures.product_time.models import ProductTime
from smallgestures.product_time.service import move_time
from tests.integration.payments.conftest import Shop
from tests.integration.payments.subscriber import Subscriber


class Killed(BaseException):
    """What nobody catches: the process is gone."""


class Death:
    """Comes once to each kind of transaction, just before its commit, and undoes it."""

    def __init__(self) -> None:
        self.writes: list[str] = []
        self.met: set[tuple[str, ...]] = set()

    @contextmanager
    def lurks(self) -> Iterator[None]:
        engine = get_engine()
        hooks: dict[str, Callable[..., Any]] = {
            "before_cursor_execute": self._note,
            "commit": self._strike,
            "rollback": lambda _connection: self.writes.clear(),
        }
        for name, hook in hooks.items():
            event.listen(engine, name, hook)
        try:
            yield
        finally:
            for name, hook in hooks.items():
                event.remove(engine, name, hook)
            self.writes.clear()

    def _note(self, _connection, _cursor, statement: str, *_rest: object) -> None:
        if not statement.startswith("SELECT"):
            self.writes.append(statement)

    def _strike(self, _connection: object) -> None:
        wrote = tuple(self.writes)
        self.writes.clear()
        if wrote and wrote not in self.met:
            self.met.add(wrote)
            raise Killed


def test_a_conversion_that_dies_at_each_of_its_steps_ends_charged_once(shop: Shop):
    """1. The page is opened, and completed. 2. Time moves to the first charge, and past it.

    Every transaction on the way is lost once, after whatever Stripe was asked for in it.
    """
    ben = Subscriber(shop)
    death = Death()

    def survive(work: Callable[[], object]) -> None:
        while True:
            try:
                with death.lurks():
                    work()
            except Killed:
                shop.given(leases_run_out)
            else:
                return

    survive(ben.ask)
    assert shop.sandbox.pay(ben.row.session_id) == "paid"
    shop.sandbox.wait_until_quiet()
    survive(shop.work)
    for days in (30, 1):
        shop.given(lambda db, days=days: move_time(db, days=days))
        survive(lambda: keep_time(Event(), shop.work))
    shop.sandbox.wait_until_quiet()
    survive(shop.work)

    assert (ben.card.state, ben.story) == ("active", ["Started", "Charged"])
    assert len(ben.letters) == len(ben.payments) == 1
    ben.agrees_with_stripe()
    assert len(death.met) >= 15


def leases_run_out(db) -> None:
    """Let what a dead worker held be anybody's."""
    db.exec(
        update(OutboxEvent)
        .where(col(OutboxEvent.state) == DeliveryState.LEASED)
        .values(due_at=clock.wall())
    )
    db.exec(update(ProductTime).values(leased_until=clock.wall()))
