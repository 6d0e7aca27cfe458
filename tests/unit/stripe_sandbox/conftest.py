"""A sandbox within the test, somebody at its desk, and the machine's time standing still."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from smallgestures.stripe_sandbox import clock
from smallgestures.stripe_sandbox.sandbox import Sandbox
from smallgestures.stripe_sandbox.store import Store
from tests.unit.stripe_sandbox.desk import Desk

NOON = 1_795_000_000.0


class HeldTime:
    """The machine's time, standing still until a test moves it."""

    def __init__(self) -> None:
        self.at = NOON

    def pass_by(self, seconds: float) -> None:
        self.at += seconds


@pytest.fixture
def held_time(monkeypatch: pytest.MonkeyPatch) -> HeldTime:
    held = HeldTime()
    monkeypatch.setattr(clock, "time", SimpleNamespace(time=lambda: held.at))
    return held


@pytest.fixture
def desk() -> Iterator[Desk]:
    """All that is said to and by it is held against Stripe's own description afterwards."""
    sandbox = Sandbox(Store(":memory:"), "http://127.0.0.1:3001")
    desk = Desk(sandbox)
    yield desk
    problems = list(desk.problems())
    sandbox.store.close()
    assert problems == []
