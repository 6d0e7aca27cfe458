"""Whatever dies at whatever moment of a purchase, it is paid once, booked once, and not forgotten.

`SG_TEST_KILLS` says how often; `make soak` asks for fifty.
"""

import os
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import httpx
import pytest

from smallgestures.billing.ledger.service import STRIPE, brand_account, trial_balance
from smallgestures.billing.models import Checkout, CheckoutState
from smallgestures.mail.models import MailMessage
from smallgestures.shop.commissions.models import CommissionEntry
from smallgestures.shop.models import Product
from smallgestures.shop.orders.models import Order, OrderState
from tests.factories import make_brand, make_product, unused
from tests.integration.payments.conftest import Answer, Person, Shop
from tests.integration.payments.sandbox import GOOD_CARD
from tests.integration.processes import PythonProcess

pytestmark = pytest.mark.kill

KILLS = int(os.environ.get("SG_TEST_KILLS", "5"))
PRICE_MINOR = 4800
PATIENCE_S = 60.0
PAUSE_S = 0.1


@pytest.fixture
def worker(shop: Shop, tmp_path: Path) -> Iterator[PythonProcess]:
    """A worker of its own, as `run` starts it."""
    found = Restarted(shop, tmp_path)
    yield found
    found.process.abandon()


class Restarted:
    """A worker that is started again after each death."""

    def __init__(self, shop: Shop, folder: Path) -> None:
        self.shop, self.folder, self.times = shop, folder, 0
        self.process = self.start()

    def start(self) -> PythonProcess:
        self.times += 1
        self.process = PythonProcess(
            *("smallgestures", "worker"),
            environment=self.shop.settings | {"SG_LEASE_S": "1", "SG_STRIPE_SWEEP_S": "1"},
            output=self.folder / f"worker-{self.times}.txt",
        )
        return self.process

    def kill_and_start(self) -> None:
        self.process.abandon()
        self.start()


class Buyer(Thread):
    """Buys one piece and tries again until it is paid, as somebody does whose page won't load."""

    def __init__(self, shop: Shop, person: Person, product: Product) -> None:
        super().__init__(daemon=True)
        self.shop, self.person, self.product = shop, person, product
        self.gave_up = Event()
        self.met: list[str] = []  # what came of each try
        self.was_at_stripe = False

    def run(self) -> None:
        while not self.gave_up.is_set() and not self.is_paid():
            try:
                answer = self.ask()
                self.met.append(answer.words or answer.location)
                if "/c/pay/" in answer.location:
                    self.was_at_stripe = True
                    self.met.append(self.shop.sandbox.pay(answer.session_id, GOOD_CARD))
            except httpx.HTTPError as error:  # somebody was just killed; a person reloads
                self.met.append(type(error).__name__)
            self.gave_up.wait(PAUSE_S)

    def ask(self) -> Answer:
        """Press "Buy now"; whoever has seen Stripe's page goes on with that order.

        By then it may be paid, and "Buy now" would rightly order a second piece.
        """
        if self.was_at_stripe:
            return self.person.pay(self.orders()[0].public_id)
        return self.person.buy(self.product)

    def is_paid(self) -> bool:
        return any(order.state == OrderState.PAID for order in self.orders())

    def orders(self) -> list[Order]:
        return [order for order in self.shop.orders() if order.buyer_id == self.person.id]


def test_every_purchase_ends_paid_once_and_booked_once(shop: Shop, worker: Restarted):
    brand = shop.given(make_brand)
    before = Counter(shop.read(trial_balance))
    stock = KILLS + 10
    product = shop.given(
        lambda db: make_product(db, brand_id=brand.key, price_minor=PRICE_MINOR, stock=stock)
    )
    chance = random.Random()
    buyers = []
    for _ in range(KILLS):
        buyer = Buyer(shop, shop.person(unused("buyer")), product)
        buyers.append(buyer)
        buyer.start()
        Event().wait(chance.uniform(0.0, 0.6))
        chance.choice((worker.kill_and_start, shop.restart_web, shop.sandbox.restart))()

    for buyer in buyers:
        buyer.join(PATIENCE_S)
        buyer.gave_up.set()

    unpaid = [buyer.met for buyer in buyers if not buyer.is_paid()]
    assert unpaid == [], worker.process.said()[-3000:]
    paid = [order for order in shop.orders() if order.state == OrderState.PAID]
    assert Counter(order.buyer_id for order in paid) == {one.person.id: 1 for one in buyers}
    assert [order for order in shop.orders() if order.state != OrderState.PAID] == []
    assert shop.stock(product) == stock - len(paid)
    charges = shop.sandbox.charges()
    assert len(charges) == len(paid), "somebody was charged twice, or for nothing"
    states = Counter(checkout.state for checkout in shop.all(Checkout))
    assert states == {CheckoutState.PAID: len(paid)}
    booked = Counter(shop.read(trial_balance))
    booked.subtract(before)
    assert {account: sum_minor for account, sum_minor in booked.items() if sum_minor} == {
        STRIPE: -PRICE_MINOR * len(paid),
        brand_account(brand.key): PRICE_MINOR * len(paid),
    }
    receipts = [message.once_key for message in shop.all(MailMessage)]
    assert len(receipts) == len(set(receipts)) == len(paid)
    assert shop.all(CommissionEntry) == []
