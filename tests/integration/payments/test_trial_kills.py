"""However often the worker dies while time moves past reminders and a first charge: all is once.

`SG_TEST_KILLS` says how often it is killed; `make soak` asks for fifty.
"""

import os
import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import update

from smallgestures import clock
from smallgestures.billing.ledger.service import trial_balance
from smallgestures.gestures.trials.models import TrialState
from smallgestures.outbox import queries as outbox
from smallgestures.outbox.models import DeliveryState
from smallgestures.product_time.models import ProductTime
from smallgestures.product_time.service import move_time, read_ahead, show_time
from tests.integration.payments.conftest import Shop
from tests.integration.payments.keeper import Keeper
from tests.integration.processes import PythonProcess

pytestmark = pytest.mark.kill

KILLS = int(os.environ.get("SG_TEST_KILLS", "5"))
OF_ONE_MOVE = 3  # each costs the start of a worker
LONGEST_LIFE_S = 1.5


class Mortal:
    """A worker that is started again after each death."""

    def __init__(self, shop: Shop, folder: Path) -> None:
        self.shop, self.folder, self.times = shop, folder, 0
        self.process = self.start()

    def start(self) -> PythonProcess:
        """Start it, and return when it works."""
        self.times += 1
        quick = {"SG_LEASE_S": "1", "SG_STRIPE_SWEEP_S": "1", "SG_LOG_LEVEL": "info"}
        self.process = PythonProcess(
            *("smallgestures", "worker"),
            environment=self.shop.settings | quick,
            output=self.folder / f"worker-{self.times}.txt",
        )
        self.process.wait_until(lambda: "worker started" in self.process.said())
        return self.process

    def die(self) -> None:
        """End as by a power cut; whoever comes next need not wait for its move's lease."""
        self.process.kill()
        self.shop.given(lambda db: db.exec(update(ProductTime).values(leased_until=clock.wall())))

    def brings_it_to_its_end(self, happened: Callable[[], bool]) -> None:
        self.process.wait_until(happened)


@pytest.fixture
def worker(shop: Shop, tmp_path: Path) -> Iterator[Mortal]:
    """A worker of its own, as `run` starts it."""
    found = Mortal(shop, tmp_path)
    yield found
    found.process.abandon()


def is_quiet(shop: Shop) -> bool:
    """Say whether nothing waits, here or at Stripe."""
    if shop.sandbox.events(waiting=True):
        return False
    counts = shop.read(outbox.count_by_state)
    return not any(counts.get(state) for state in (DeliveryState.WAITING, DeliveryState.LEASED))


@pytest.mark.parametrize("move", range(max(1, KILLS // OF_ONE_MOVE)))
def test_a_worker_that_is_killed_on_the_way_reminds_once_and_charges_once(
    shop: Shop, worker: Mortal, move: int
):
    """1. Ines keeps her trial, Rui does nothing. 2. Time moves past both ends.

    The worker is killed at moments of chance and started again, until time has arrived.
    """
    ines, rui = Keeper(shop).accepts(), Keeper(shop).accepts()
    assert shop.sandbox.pay(ines.agrees().session_id) == "paid"
    worker.brings_it_to_its_end(lambda: ines.trial.state == TrialState.KEEPING)
    before = shop.read(read_ahead)
    shop.given(lambda db: move_time(db, days=90))
    chance = random.Random()
    for _ in range(min(KILLS, OF_ONE_MOVE)):
        Event().wait(chance.uniform(0.0, LONGEST_LIFE_S))
        worker.die()
        worker.start()

    worker.brings_it_to_its_end(lambda: not shop.read(show_time).is_moving and is_quiet(shop))

    assert timedelta(days=90) <= shop.read(read_ahead) - before <= timedelta(days=90, hours=3)
    assert (ines.trial.state, rui.trial.state) == (TrialState.CONVERTED, TrialState.ENDED)
    for one in (ines, rui):
        assert one.reminders == [7, 3, 1]
        assert one.lines.count("reminder") == 3
    assert len(rui.letters) == len(rui.reminders) + 1  # that it has ended
    assert (rui.consents, rui.subscriptions) == ([], [])

    assert len(ines.subscriptions) == len(ines.consents) == len(ines.payments) == 1
    assert [one["amount"] for one in shop.sandbox.charges()] == [ines.payments[0].amount_minor]
    assert ines.lines.count("charged") == 1
    assert len([one for one in ines.letters if one.startswith("Receipt")]) == 1
    assert len(ines.letters) == 1 + len(ines.reminders) + 1  # the consent, and the receipt
    assert ines.earned_minor == ines.payments[0].amount_minor
    assert sum(shop.read(trial_balance).values()) == 0
