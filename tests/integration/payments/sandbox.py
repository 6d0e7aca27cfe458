"""The Stripe sandbox as a test of the shop drives it: what people and banks do there."""

from threading import Event
from time import monotonic
from typing import Any

from tests.stripe.sandbox import KEY, SandboxProcess

GOOD_CARD = "4242424242424242"
DECLINED = "4000000000000002"
POOR = "4000000000009995"
ASKS = "4000002500003155"
ADDRESS = {
    "line1": "Rua das Flores 1",
    "city": "Porto",
    "postal_code": "4050-262",
    "country": "PT",
}
PATIENCE_S = 20.0
TICK_S = 0.02


class Sandbox(SandboxProcess):
    """One sandbox, which can be killed and started again with what it knew."""

    # What happened before the test that looks: none of its business.
    earlier: frozenset[str] = frozenset()

    # ---- its process

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()

    def restart(self) -> None:
        """Kill it, and start another one on what it has stored."""
        self.kill()
        self.start_again()

    def be_there(self) -> None:
        """Start again if somebody has killed it."""
        if not self.process.is_running:
            self.start_again()

    def begin(self) -> None:
        """Be well, say all there is to say, and forget what happened until now."""
        self.be_there()
        self.be_well()
        self.wait_until_quiet()
        self.earlier = frozenset()
        seen = [*self.charges(), *self.refunds(), *self.sessions()]
        events = {one["event"] for one in self.events()}
        self.earlier = events | {one["id"] for one in seen}

    # ---- its switches

    def fail(self, do: str, *, path: str = "/v1/", times: int = 1, delay_ms: int = 0) -> None:
        """Make the next POST requests below `path` go wrong."""
        fault = {"do": do, "method": "POST", "path": path, "times": times, "delay_ms": delay_ms}
        self.switch(faults=[fault])

    def be_well(self) -> None:
        """Switch everything off again."""
        self.lever("switches", "DELETE")

    # ---- what people and banks do

    def pay(self, session_id: str, card: str = GOOD_CARD, *, confirm: bool | None = None) -> str:
        """Pay as on the hosted page; return `paid`, `declined`, or what else came of it."""
        sent = {"number": card, "name": "Ines", "address": ADDRESS, "confirm": confirm}
        return str(self.lever(f"pay/{session_id}", **sent)["result"])

    def expire(self, session_id: str) -> None:
        """Let the session's time run out."""
        self.lever(f"expire/{session_id}")

    def dispute(self, charge_id: str) -> None:
        """Let the card's owner dispute a charge."""
        self.lever("disputes", charge=charge_id)

    def bounce(self, refund_id: str) -> None:
        """Let a refund come back from the bank."""
        self.lever(f"refunds/{refund_id}/fail")

    # ---- webhooks

    def events(self, *, waiting: bool = False) -> list[dict[str, Any]]:
        """Return new events with how far they came, the oldest first."""
        found = super().events(waiting=waiting)
        return [one for one in found if one["event"] not in self.earlier]

    def event_id(self, kind: str) -> str:
        """Return the newest event of a type."""
        return str([one["event"] for one in self.events() if one["type"] == kind][-1])

    def deliver(self, event_id: str, **how: Any) -> str:
        """Send an event now; return the status that it was answered with."""
        return str(self.lever(f"deliver/{event_id}", **how)["answer"])

    def release(self, order: str | list[str]) -> None:
        """Send what was held, in this order."""
        self.lever("release", order=order)

    def wait_until_quiet(self) -> None:
        """Return when all events that go out have been taken."""
        deadline = monotonic() + PATIENCE_S
        while self.events(waiting=True):
            assert monotonic() < deadline, self.events(waiting=True)
            Event().wait(TICK_S)

    # ---- the truth

    def charges(self) -> list[dict[str, Any]]:
        """Return every charge that took money."""
        return [one for one in self._list("/v1/charges") if one["status"] == "succeeded"]

    def refunds(self) -> list[dict[str, Any]]:
        """Return every refund."""
        return self._list("/v1/refunds")

    def sessions(self) -> list[dict[str, Any]]:
        """Return every Checkout Session."""
        return self._list("/v1/checkout/sessions")

    def traffic(self) -> list[dict[str, Any]]:
        """Return the requests and answers that were recorded."""
        return list(self.lever("traffic", "GET")["traffic"])

    def _list(self, path: str) -> list[dict[str, Any]]:
        """Return everything that is new since the test began, the newest first."""
        found: list[dict[str, Any]] = []
        query: dict[str, Any] = {"limit": 100}
        has_more = True
        while has_more:
            answer = self.http.get(path, params=query, headers={"authorization": f"Bearer {KEY}"})
            page = answer.raise_for_status().json()
            found += page["data"]
            has_more = page["has_more"]
            query["starting_after"] = page["data"][-1]["id"] if page["data"] else None
        return [one for one in found if one["id"] not in self.earlier]
