"""A sandbox for all tests of a run, the SDK led to it, and a receiver of its webhooks."""

from collections.abc import Callable, Iterator

import pytest
from stripe import StripeClient
from stripe.checkout import Session

from tests.stripe.receiver import Receiver
from tests.stripe.sandbox import SandboxProcess

MakeSession = Callable[..., Session]


@pytest.fixture(scope="session")
def receiver() -> Iterator[Receiver]:
    with Receiver().running() as running:
        yield running


@pytest.fixture(scope="session")
def running_sandbox(
    receiver: Receiver, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SandboxProcess]:
    running = SandboxProcess(tmp_path_factory.mktemp("sandbox"), webhook_url=receiver.url)
    yield running
    running.process.stop()


@pytest.fixture
def sandbox(running_sandbox: SandboxProcess) -> Iterator[SandboxProcess]:
    """The sandbox with nothing wrong; all that was said to and by it is judged afterwards."""
    running_sandbox.lever("switches", "DELETE")
    events = running_sandbox.client().v1.events
    last = events.list({"limit": 1}).data
    running_sandbox.switch(record_traffic=True)
    yield running_sandbox
    running_sandbox.lever("switches", "DELETE")
    running_sandbox.switch(record_traffic=True)
    events.list({"limit": 100, **({"ending_before": last[0].id} if last else {})})
    problems = running_sandbox.problems()
    running_sandbox.lever("traffic", "DELETE")
    assert problems == []


@pytest.fixture
def stripe(sandbox: SandboxProcess) -> StripeClient:
    return sandbox.client()


@pytest.fixture
def vase(stripe: StripeClient) -> MakeSession:
    """Opens a session for a vase of $48; more parameters may be given."""

    def open_session(**more: object) -> Session:
        price = {"currency": "usd", "unit_amount": 4800, "product_data": {"name": "Tidal vase"}}
        return stripe.v1.checkout.sessions.create(
            {
                "mode": "payment",
                "line_items": [{"price_data": price, "quantity": 1}],
                "success_url": "http://127.0.0.1:9/orders/1?session={CHECKOUT_SESSION_ID}",
                "cancel_url": "http://127.0.0.1:9/orders/1",
                "customer_email": "leo@example.com",
                **more,
            }
        )

    return open_session
