"""Somebody on a test clock who subscribes through Checkout, and what becomes of it."""

from dataclasses import dataclass
from typing import Any

import httpx
from stripe import StripeClient, Subscription
from stripe.checkout import Session

from tests.stripe.receiver import Receiver
from tests.stripe.sandbox import SandboxProcess

DAY_S = 24 * 60 * 60
HOUR_S = 60 * 60
START = 1_900_000_000  # 17 March 2030, 17:46:40 UTC
SUCCEEDS = "4242424242424242"
CONFIRMS = "4000002500003155"
ALWAYS_CONFIRMS = "4000002760003184"
FAILS_LATER = "4000000000000341"
DECLINED = "4000000000000002"
MONTHLY = {"interval": "month"}


def typed(number: str) -> dict[str, str]:
    """Return a card as it is typed on a page."""
    return {"number": number, "expiry": "12 / 40", "code": "123", "name": "Ines K."}


@dataclass
class Subscriber:
    """One customer on a clock of their own."""

    sandbox: SandboxProcess
    receiver: Receiver
    stripe: StripeClient
    clock: str
    customer: str
    at: int = START
    moves: int = 0

    @classmethod
    def new(cls, sandbox: SandboxProcess, receiver: Receiver, stripe: StripeClient) -> "Subscriber":
        clock = stripe.v1.test_helpers.test_clocks.create({"frozen_time": START})
        customer = stripe.v1.customers.create({"email": "ines@example.com", "test_clock": clock.id})
        return cls(sandbox, receiver, stripe, clock.id, customer.id)

    def checkout(
        self, *, trial_days: int | None = 7, recurring: Any = None, **more: Any
    ) -> Session:
        """Open a session for $9.99 a month with a trial."""
        data: dict[str, Any] = {"metadata": {"gift": "7"}, **more.pop("subscription_data", {})}
        if trial_days is not None:
            data["trial_end"] = self.at + trial_days * DAY_S
        price = {
            "currency": "usd",
            "unit_amount": 999,
            "recurring": recurring or MONTHLY,
            "product_data": {"name": "Premiere Rush"},
        }
        return self.stripe.v1.checkout.sessions.create(
            {
                "mode": "subscription",
                "customer": self.customer,
                "line_items": [{"price_data": price, "quantity": 1}],
                "success_url": "http://127.0.0.1:9/trials?from=checkout",
                "cancel_url": "http://127.0.0.1:9/trials",
                "subscription_data": data,
                **more,
            }
        )

    def subscribe(self, number: str = SUCCEEDS, **how: Any) -> str:
        """Go through Checkout, confirming where the card asks, and return the subscription."""
        session = self.checkout(**how)
        paid = self.sandbox.lever(f"pay/{session.id}", number=number, confirm=True)
        assert paid["result"] == "paid"
        return paid["session"]["subscription"]

    def wait(self, *, days: float = 0, hours: float = 0) -> None:
        """Let time pass, and return once all that fell due has happened."""
        self.at += round(days * DAY_S + hours * HOUR_S)
        self.stripe.v1.test_helpers.test_clocks.advance(self.clock, {"frozen_time": self.at})
        self.moves += 1
        self.receiver.wait_for("test_helpers.test_clock.ready", self.clock, times=self.moves)

    def subscription(self, identifier: str) -> Subscription:
        return self.stripe.v1.subscriptions.retrieve(
            identifier, {"expand": ["latest_invoice.payments", "default_payment_method"]}
        )

    def told(self) -> list[str]:
        """Return the types of all events so far that concern the customer, in order."""
        found = self.stripe.v1.events.list({"limit": 100}).data[::-1]
        kinds = ("invoice.", "charge.", "customer.subscription.")
        return [
            event.type
            for event in found
            if event.type.startswith(kinds)
            and event.data.object.to_dict().get("customer") == self.customer
        ]

    def told_after(self, **how: float) -> list[str]:
        """Let time pass, and return the types of what was told meanwhile."""
        before = len(self.told())
        self.wait(**how)
        return self.told()[before:]

    def pay_invoice(self, url: str, **fields: str) -> httpx.Response:
        """Send a form of an invoice's page."""
        return self.sandbox.http.post(path_of(url), data=fields)

    def look_at(self, url: str) -> str:
        """Return a page as it is shown."""
        return self.sandbox.http.get(path_of(url), follow_redirects=True).text


def path_of(url: str) -> str:
    """Return where a page lies on the sandbox, whatever name the machine has."""
    return httpx.URL(url).raw_path.decode()
