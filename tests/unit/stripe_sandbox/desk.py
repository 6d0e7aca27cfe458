"""A sandbox within the test: its API over ASGI, a test clock moved at once, all of it judged."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from starlette.testclient import TestClient

from smallgestures.stripe_sandbox.app import create_app
from smallgestures.stripe_sandbox.sandbox import Sandbox
from tests.stripe.traffic import event_problems, problems_of

DAY_S = 24 * 60 * 60
HOUR_S = 60 * 60
NOON = 1_800_014_400  # 2027-01-15 12:00 UTC, where the clocks of tests begin
MONTHLY = {"interval": "month"}


class Refused(Exception):
    """What the API answered instead of 200."""

    def __init__(self, status: int, error: dict[str, Any]) -> None:
        self.status = status
        self.code = error.get("code")
        self.param = error.get("param")
        super().__init__(error["message"])


class Desk:
    """Somebody who knows the key: asks the API, and moves the one test clock."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        sandbox.switches.settings.record_traffic = True
        self.http = TestClient(
            create_app(sandbox), base_url=sandbox.public_url, client=("127.0.0.1", 50_000)
        )
        self.http.headers["Authorization"] = "Bearer sk_test_of_the_tests"
        self.clock = self.post("/v1/test_helpers/test_clocks", frozen_time=NOON)["id"]

    def get(self, path: str, **sent: Any) -> Any:
        return self._answer("GET", f"{path}?{_form(sent)}" if sent else path)

    def post(self, path: str, **sent: Any) -> Any:
        return self._answer("POST", path, _form(sent))

    def delete(self, path: str) -> Any:
        return self._answer("DELETE", path)

    def _answer(self, method: str, path: str, form: str | None = None) -> Any:
        response = self.http.request(method, path, content=form)
        if not response.is_success:
            raise Refused(response.status_code, response.json()["error"])
        return response.json()

    def lever(self, path: str, **sent: Any) -> Any:
        """Pull one of the test levers, and return what it says."""
        response = self.http.post(f"/_sandbox/{path}", json=sent)
        assert response.is_success, response.text
        return response.json()

    def customer(self) -> str:
        sent = {"email": "noor@example.com", "test_clock": self.clock}
        return self.post("/v1/customers", **sent)["id"]

    def session(self, customer: str, *, recurring: Any = MONTHLY, **data: Any) -> Any:
        """Open Checkout for a subscription at $9.99; `data` is what is said of it."""
        price = {
            "currency": "usd",
            "unit_amount": 999,
            "recurring": recurring,
            "product_data": {"name": "Premiere Rush"},
        }
        return self.post(
            "/v1/checkout/sessions",
            mode="subscription",
            customer=customer,
            line_items=[{"price_data": price, "quantity": 1}],
            subscription_data=data,
            success_url="http://127.0.0.1:9/trials",
        )

    def subscribe(
        self, customer: str, number: str = "4242424242424242", *, confirm: bool = True, **asked: Any
    ) -> str:
        """Return the id of a subscription that Checkout made with a test card."""
        session = self.session(customer, **asked)["id"]
        paid = self.lever(f"pay/{session}", number=number, confirm=confirm)
        assert paid["result"] == "paid"
        return paid["session"]["subscription"]

    def subscription(self, identifier: str) -> Any:
        return self.get(f"/v1/subscriptions/{identifier}")

    def invoice(self, subscription: str) -> Any:
        """Return the newest invoice of a subscription."""
        return self.get("/v1/invoices", subscription=subscription, limit=1)["data"][0]

    def advance(self, *, days: float) -> None:
        """Move the clock to so many days after it began, in steps that it takes; all is billed."""
        target = NOON + round(days * DAY_S)
        path = f"/v1/test_helpers/test_clocks/{self.clock}"
        while (at := self.get(path)["frozen_time"]) < target:
            self.post(f"{path}/advance", frozen_time=min(target, at + 28 * DAY_S))
            self.sandbox.let_fall_due()

    def events(self) -> list[dict[str, Any]]:
        """Return all events, the oldest first."""
        with self.sandbox.store.reading() as tx:
            return tx.matching("event")[::-1]

    def told(self, *, after_days: float = -1) -> list[str]:
        """Return what was told of invoices, charges and subscriptions, from that day on."""
        since = NOON + after_days * DAY_S
        kinds = ("invoice.", "charge.", "customer.subscription.")
        return [
            event["type"]
            for event in self.events()
            if event["type"].startswith(kinds) and _moment(event) >= since
        ]

    def charges(self, customer: str) -> list[tuple[int, str]]:
        """Return the amounts that were tried and what came of each, the oldest first."""
        listed = self.get("/v1/charges", customer=customer, limit=100)["data"]
        return [(charge["amount"], charge["status"]) for charge in listed[::-1]]

    def problems(self) -> Iterator[str]:
        """Give what Stripe's file and the SDK's types have against all that was said."""
        for exchange in self.sandbox.switches.traffic:
            yield from problems_of(exchange)
        for event in self.events():
            yield from event_problems(event)


def _moment(event: dict[str, Any]) -> int:
    return event["created"]


def _form(sent: Any, inside: str = "") -> str:
    return urlencode(list(_pairs(sent, inside)))


def _pairs(value: Any, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _pairs(item, f"{name}[{key}]" if name else key)
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _pairs(item, f"{name}[{place}]")
    else:
        yield name, str(value).lower() if isinstance(value, bool) else str(value)
