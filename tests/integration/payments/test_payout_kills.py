"""Whatever dies at whatever moment of a payout, each creator is sent what is theirs once.

`SG_TEST_KILLS` says how often; `make soak` asks for fifty.
"""

import os
import random
from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from smallgestures.shop.commissions.models import CommissionState
from tests.integration.payments.conftest import Shop
from tests.integration.payments.earner import COMMISSION_MINOR, Earner
from tests.integration.payments.test_payment_kills import Restarted

pytestmark = [pytest.mark.kill, pytest.mark.soak]

KILLS = int(os.environ.get("SG_TEST_KILLS", "5"))
PATIENCE_S = 90.0


def test_every_commission_is_sent_once_and_taken_back_once(shop: Shop, tmp_path: Path):
    """1. Many sales, settled at once. 2. Workers and Stripe die while they are sent.

    3. Half of the orders are refunded, and they die again. 4. Each transfer and each reversal is
    at Stripe once, and the books agree.
    """
    maya, chance = Earner(shop), random.Random()
    orders = [maya.sells() for _ in range(6)]
    maya.onboards()
    worker = Restarted(shop, tmp_path)
    try:
        maya.settle()
        kill_some(shop, worker, chance)
        wait_for(lambda: all(one.state == CommissionState.PAID for one in maya.entries()))
        for order in orders[::2]:
            maya.noor.refund(order.public_id)
        kill_some(shop, worker, chance)
        wait_for(
            lambda: (
                [one.state for one in maya.entries()].count(CommissionState.REVERSED) == 3
                and all(one.returning_minor == one.owed_minor == 0 for one in maya.entries())
            )
        )
    finally:
        worker.process.abandon()

    assert [one["amount"] for one in maya.at_stripe()] == [COMMISSION_MINOR] * len(orders)
    assert sum(one["amount_reversed"] for one in maya.at_stripe()) == 3 * COMMISSION_MINOR
    maya.is_balanced()
    assert maya.owed() == 0


def kill_some(shop: Shop, worker: Restarted, chance: random.Random) -> None:
    for _ in range(KILLS):
        Event().wait(chance.uniform(0.0, 0.5))
        chance.choice((worker.kill_and_start, shop.sandbox.restart))()


def wait_for(is_so) -> None:
    deadline = monotonic() + PATIENCE_S
    while not is_so():
        assert monotonic() < deadline
        Event().wait(0.2)
