"""Subscriptions whose time nobody moves by hand, and clocks that are under way."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest

from smallgestures.stripe_sandbox import clock, form
from smallgestures.stripe_sandbox.api.endpoint import Call
from smallgestures.stripe_sandbox.api.table import find_endpoint
from smallgestures.stripe_sandbox.errors import StripeError
from smallgestures.stripe_sandbox.params import checked
from smallgestures.stripe_sandbox.sandbox import Sandbox
from smallgestures.stripe_sandbox.store import Json, Store

DAY_S = 24 * 60 * 60
HOUR_S = 60 * 60
NOON = 1_795_000_000


class Api:
    """A sandbox in memory, asked without HTTP, while the machine's time stands still."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at = float(NOON)
        monkeypatch.setattr(clock, "time", SimpleNamespace(time=lambda: self.at))
        self.sandbox = Sandbox(Store(":memory:"), "http://localhost:3001")

    def ask(self, method: str, path: str, **sent: Any) -> Json:
        endpoint, ids = find_endpoint(method, path)
        values = checked(form.decode(urlencode(sent)), endpoint.parameters)
        with self.sandbox.store.transaction() as tx:
            return endpoint.act(Call(tx, path, values, ids, self.sandbox.public_url))

    def wait(self, seconds: float) -> None:
        """Let time pass, and all happen that falls due by then."""
        self.at += seconds
        while self.sandbox.let_fall_due():
            pass

    def subscribe(self, customer: str) -> str:
        method = self.ask("POST", "/v1/payment_methods/pm_card_visa/attach", customer=customer)
        price = self.ask(
            "POST",
            "/v1/prices",
            currency="usd",
            unit_amount=999,
            **{"recurring[interval]": "month", "product_data[name]": "Premiere Rush"},
        )
        made = self.ask(
            "POST",
            "/v1/subscriptions",
            customer=customer,
            default_payment_method=method["id"],
            trial_period_days=7,
            **{"items[0][price]": price["id"]},
        )
        return str(made["id"])

    def status(self, subscription: str) -> str:
        return str(self.ask("GET", f"/v1/subscriptions/{subscription}")["status"])

    def event_types(self) -> list[str]:
        with self.sandbox.store.reading() as tx:
            return [event["type"] for event in tx.matching("event")[::-1]]


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    made = Api(monkeypatch)
    yield made
    made.sandbox.store.close()


class TestSubscriptionWithoutAClock:
    def test_converts_on_the_machines_time(self, api: Api):
        found = api.subscribe(api.ask("POST", "/v1/customers", email="leo@example.com")["id"])

        api.wait(7 * DAY_S)
        assert api.status(found) == "trialing"
        api.wait(HOUR_S)

        assert api.status(found) == "active"
        assert api.event_types()[-1] == "customer.subscription.updated"

    def test_loses_no_period_when_the_machine_was_off(self, api: Api):
        found = api.subscribe(api.ask("POST", "/v1/customers", email="leo@example.com")["id"])

        api.wait(80 * DAY_S)
        api.wait(HOUR_S)

        listed = api.ask("GET", "/v1/invoices", subscription=found)["data"]
        assert [each["amount_paid"] for each in listed] == [999, 999, 999, 0]
        assert api.status(found) == "active"


class TestClockUnderWay:
    @pytest.fixture
    def clock_id(self, api: Api) -> str:
        made = api.ask("POST", "/v1/test_helpers/test_clocks", frozen_time=NOON)
        return str(made["id"])

    def test_lets_nothing_be_changed_until_it_is_ready(self, api: Api, clock_id: str):
        customer = api.ask("POST", "/v1/customers", email="a@b.cc", test_clock=clock_id)["id"]
        found = api.subscribe(customer)
        path = f"/v1/test_helpers/test_clocks/{clock_id}"
        api.ask("POST", f"{path}/advance", frozen_time=NOON + 8 * DAY_S)

        with pytest.raises(StripeError, match="advancement underway") as refusal:
            api.ask("DELETE", f"/v1/subscriptions/{found}")
        assert refusal.value.status == 429
        assert api.ask("GET", path)["frozen_time"] == NOON
        api.wait(0)

        assert api.ask("GET", path)["status"] == "ready"
        assert api.status(found) == "active"
        assert api.ask("DELETE", f"/v1/subscriptions/{found}")["status"] == "canceled"

    def test_rules_only_its_own_customers(self, api: Api, clock_id: str):
        ours = api.subscribe(api.ask("POST", "/v1/customers", test_clock=clock_id)["id"])
        other = api.subscribe(api.ask("POST", "/v1/customers", email="leo@example.com")["id"])

        api.wait(9 * DAY_S)
        api.wait(HOUR_S)

        assert (api.status(ours), api.status(other)) == ("trialing", "active")
