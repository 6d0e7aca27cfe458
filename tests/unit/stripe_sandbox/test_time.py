"""What happens by itself when time passes."""

from collections.abc import Iterator

import pytest

from smallgestures.stripe_sandbox import cards, payments, sessions
from smallgestures.stripe_sandbox.api import idempotency
from smallgestures.stripe_sandbox.api.endpoint import Call
from smallgestures.stripe_sandbox.api.new_session import CREATE, create
from smallgestures.stripe_sandbox.bodies import Payer
from smallgestures.stripe_sandbox.outcome import Result
from smallgestures.stripe_sandbox.params import checked
from smallgestures.stripe_sandbox.sandbox import Sandbox
from smallgestures.stripe_sandbox.store import Store
from tests.unit.stripe_sandbox.conftest import HeldTime

DAY_S = 24 * 60 * 60


@pytest.fixture
def sandbox(held_time: HeldTime) -> Iterator[Sandbox]:
    running = Sandbox(Store(":memory:"), "http://localhost:3001")
    yield running
    running.store.close()


@pytest.fixture
def session(sandbox: Sandbox) -> str:
    """The id of a session that lasts a day."""
    price = {"currency": "usd", "unit_amount": "4800", "product_data": {"name": "Vase"}}
    sent = {
        "mode": "payment",
        "success_url": "http://127.0.0.1:9/",
        "line_items": {"0": {"price_data": price, "quantity": "1"}},
    }
    with sandbox.store.transaction() as tx:
        return create(Call(tx, "", checked(sent, CREATE), {}, sandbox.public_url))["id"]


def status(sandbox: Sandbox, session: str) -> str:
    with sandbox.store.reading() as tx:
        found = tx.find(sessions.KIND, session)
    return found["status"]


def event_types(sandbox: Sandbox) -> list[str]:
    with sandbox.store.reading() as tx:
        return [event["type"] for event in tx.matching("event")[::-1]]


def pay(sandbox: Sandbox, session: str) -> Result:
    card = cards.keep(cards.TEST_CARDS[0], exp_month=12, exp_year=2099, key=b"a")
    with sandbox.store.transaction() as tx:
        found = tx.find(sessions.KIND, session)
        return payments.pay(tx, found, card, Payer("Leo", "a@b.cc"), confirm_url="").result


class TestSession:
    def test_expires_at_its_time_and_says_so_once(
        self, sandbox: Sandbox, held_time: HeldTime, session: str
    ):
        held_time.pass_by(DAY_S - 1)
        assert sandbox.let_fall_due() == 0
        assert status(sandbox, session) == "open"

        held_time.pass_by(1)
        assert sandbox.let_fall_due() == 1
        assert sandbox.let_fall_due() == 0

        assert status(sandbox, session) == "expired"
        assert event_types(sandbox) == ["checkout.session.expired"]

    def test_can_not_be_paid_after_its_time_even_if_nobody_looked(
        self, sandbox: Sandbox, held_time: HeldTime, session: str
    ):
        held_time.pass_by(DAY_S)

        assert pay(sandbox, session) is Result.EXPIRED
        assert event_types(sandbox) == ["checkout.session.expired"]

    def test_that_was_paid_never_expires(self, sandbox: Sandbox, held_time: HeldTime, session: str):
        assert pay(sandbox, session) is Result.PAID

        held_time.pass_by(2 * DAY_S)

        assert sandbox.let_fall_due() == 0
        assert status(sandbox, session) == "complete"


class TestIdempotencyKey:
    def test_is_kept_for_a_day(self, sandbox: Sandbox, held_time: HeldTime):
        with sandbox.store.transaction() as tx:
            idempotency.keep_answer(tx, "key", "POST /v1/refunds", {}, (200, {"id": "re_1"}))

        found = []
        for seconds in (DAY_S, 1):
            held_time.pass_by(seconds)
            with sandbox.store.transaction() as tx:
                found.append(idempotency.find_answer(tx, "key", "POST /v1/refunds", {}))

        assert found == [(200, {"id": "re_1"}), None]
