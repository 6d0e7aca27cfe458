"""A shop whose web, Stripe sandbox and database are real; its worker works when it is told to."""

import base64
import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from smallgestures import clock
from smallgestures.billing.models import Checkout, Refund, StripeEvent
from smallgestures.billing.subscriptions.models import Subscription, SubscriptionPayment
from smallgestures.billing.subscriptions.states import SubscriptionState
from smallgestures.db.engine import reading, transaction
from smallgestures.event_handlers import HANDLERS, JOBS
from smallgestures.mail.models import MailMessage
from smallgestures.outbox.models import DeliveryState, OutboxEvent
from smallgestures.outbox.service import dispatch_due
from smallgestures.product_time.service import read_ahead
from smallgestures.settings import Settings
from smallgestures.shop.commissions.models import CommissionEntry
from smallgestures.shop.models import Product
from smallgestures.shop.orders.models import Order
from tests.integration.payments.sandbox import Sandbox
from tests.integration.processes import PythonProcess
from tests.people import make_person, sign_in_as
from tests.ports import free_port
from tests.process_state import forget_process_state

# Two tries of so long: enough for an answer on a busy machine, short for a test of silence.
TIMEOUT_S = "2"


TABLES = (
    Order,
    Checkout,
    Refund,
    StripeEvent,
    MailMessage,
    CommissionEntry,
    SubscriptionPayment,
    OutboxEvent,
)


@dataclass(frozen=True)
class Answer:
    """What a form of the shop answered: where it leads, and the words that wait there."""

    status: int
    location: str
    words: str

    @property
    def order_id(self) -> str:
        """The order that it leads to."""
        path = urlsplit(self.location).path
        assert path.startswith("/orders/"), self
        return path.rpartition("/")[2]

    @property
    def session_id(self) -> str:
        """The Checkout Session that it leads to."""
        assert "/c/pay/" in self.location, self
        return self.location.rpartition("/c/pay/")[2].partition("#")[0]


class Person:
    """Somebody who is signed in, and presses the buttons of the shop's pages."""

    def __init__(self, shop: "Shop", person_id: int, token: str) -> None:
        self.id = person_id
        self.http = httpx.Client(
            base_url=shop.url,
            headers={"origin": shop.url, "accept": "text/html"},
            cookies={"sg_session": token},
            timeout=30,
        )

    def buy(self, product: Product, *, price_minor: int | None = None) -> Answer:
        price = product.price_minor if price_minor is None else price_minor
        return self.post(f"/product/{product.slug}/buy", price_minor=str(price))

    def pay(self, order_id: str) -> Answer:
        return self.post(f"/orders/{order_id}/pay")

    def pay_until_led(self, order_id: str) -> Answer:
        """Try again until Stripe has an answer, as somebody does who is told to."""
        for _ in range(20):
            answer = self.pay(order_id)
            if "/c/pay/" in answer.location:
                return answer
            Event().wait(0.25)
        raise AssertionError(answer.words)

    def refund(self, order_id: str, amount: str = "") -> Answer:
        return self.post(f"/brand/orders/{order_id}/refund", amount=amount)

    def post(self, path: str, **fields: str) -> Answer:
        answer = self.http.post(path, data=fields)
        return Answer(
            answer.status_code, answer.headers.get("location", ""), _words(answer.cookies)
        )


def end_every_subscription(db: Session) -> None:
    """Let nobody's days pass but those of the people of the next test."""
    over = {"state": SubscriptionState.CANCELED, "look_at": None, "wish": None}
    db.exec(update(Subscription).values(subscription_id=col(Subscription.uid), **over))


def _words(cookies: httpx.Cookies) -> str:
    """Return what the next page will say: the cookie is signed, and no secret to who has it."""
    _, _, body = (cookies.get("sg_flash") or "").partition(".")
    if not body:
        return ""
    flash = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return flash.get("notice") or " ".join(flash["errors"].values())


class Shop:
    """What a test arranges, does and looks at."""

    def __init__(self, settings: Mapping[str, str], sandbox: Sandbox, folder: Path) -> None:
        self.settings = settings
        self.sandbox = sandbox
        self.folder = folder
        self.port = settings["SG_PORT"]
        self.url = f"http://localhost:{self.port}"
        self.starts = 0
        self.earlier: dict[type, int] = {}
        self.web = self.start_web()

    def begin(self) -> None:
        """Let everything that happened before be none of the next test's business."""
        self.sandbox.begin()
        self.work()
        self.given(end_every_subscription)
        self.earlier = {}
        for table in TABLES:
            self.earlier[table] = max((row.id for row in self.all(table)), default=0)

    def start_web(self) -> PythonProcess:
        self.starts += 1
        self.web = PythonProcess(
            "tests.integration.payments.web_process",
            self.port,
            environment=self.settings,
            output=self.folder / f"web-{self.starts}.txt",
        )
        try:
            self.web.wait_until(lambda: _answers(f"{self.url}/healthz"))
        except AssertionError:
            self.web.abandon()  # a shop that does not open leaves nothing running
            raise
        return self.web

    def restart_web(self) -> None:
        """Kill the web process, and start another one."""
        self.web.kill()
        self.start_web()

    def person(self, handle: str, **overrides) -> Person:
        with transaction() as db:
            person = make_person(db, handle, **overrides)
            token, _who = sign_in_as(db, person)
            return Person(self, person.key, token)

    def work(self) -> None:
        """Let the worker do everything that waits, also what waits for a later try."""
        for _ in range(20):
            with transaction() as db:
                db.exec(
                    update(OutboxEvent)
                    .where(col(OutboxEvent.state) == DeliveryState.WAITING)
                    .values(due_at=clock.wall())
                )
            if dispatch_due(transaction, HANDLERS, JOBS) == 0:
                return

    def hear(self) -> None:
        """Wait until the sandbox has delivered all it wants to say, and let the worker work."""
        self.sandbox.wait_until_quiet()
        self.work()

    def order(self, public_id: str) -> Order:
        with reading() as db:
            return db.exec(select(Order).where(Order.public_id == public_id)).one()

    def orders(self) -> list[Order]:
        return self.all(Order)

    def stock(self, product: Product) -> int:
        with reading() as db:
            return db.get_one(Product, product.key).stock or 0

    def checkouts(self) -> list[Checkout]:
        return self.all(Checkout)

    def refunds(self) -> list[Refund]:
        return self.all(Refund)

    def webhooks(self) -> list[StripeEvent]:
        return self.all(StripeEvent)

    def all(self, table: type) -> list:
        """Return the rows of a table that are new since the test began."""
        since = self.earlier.get(table, 0)
        with reading() as db:
            return list(db.exec(select(table).where(table.id > since).order_by(table.id)))

    def given(self, work):
        with transaction() as db:
            return work(db)

    def read(self, work):
        with reading() as db:
            return work(db)


@pytest.fixture(scope="session")
def running_shop(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """The processes of a shop on SQLite; all tests share them, as people do."""
    folder = tmp_path_factory.mktemp("shop")
    shutil.copyfile(migrated_sqlite, folder / "smallgestures.db")
    yield from run_shop(folder, f"sqlite:///{folder / 'smallgestures.db'}")


def run_shop(folder: Path, database_url: str) -> Iterator[Shop]:
    """Run the processes of a shop on a migrated database."""
    settings = {
        "SG_DATABASE_URL": database_url,
        "SG_DATA_DIR": str(folder),
        "SG_PORT": str(free_port()),
        "SG_STRIPE_SANDBOX_PORT": str(free_port()),
        "SG_STRIPE_TIMEOUT_S": TIMEOUT_S,
        "SG_SECRET_KEY": "a secret of the tests, long enough",
        "SG_LOG_LEVEL": "warning",
    }
    sandbox = Sandbox(
        folder,
        port=int(settings["SG_STRIPE_SANDBOX_PORT"]),
        webhook_url=f"http://127.0.0.1:{settings['SG_PORT']}/webhooks/stripe",
        secret=_webhook_secret(settings),
    )
    try:
        shop = Shop(settings, sandbox, folder)
        try:
            yield shop
        finally:
            shop.web.abandon()
    finally:
        sandbox.process.abandon()


@pytest.fixture
def shop(running_shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """The shop, where all is well and nothing has happened yet as far as this test can see."""
    for name, value in running_shop.settings.items():
        monkeypatch.setenv(name, value)
    forget_process_state()
    running_shop.read(read_ahead)  # as far as the tests before have moved it
    running_shop.begin()
    yield running_shop
    forget_process_state()


def _webhook_secret(settings: Mapping[str, str]) -> str:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settings.items():
            patch.setenv(name, value)
        return Settings().webhook_secret


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=2).is_success
    except httpx.TransportError:
        return False
