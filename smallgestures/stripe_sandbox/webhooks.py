"""Delivering events: in order, signed, and again until the receiver has taken them.

An event that is refused waits 1, 2, 5, 10, 30 and then 60 seconds between its
attempts, for as long as it takes, while younger ones go on: as with Stripe, order
is not promised once something fails. Nothing is lost with the process, since what
waits is in the store.
"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass

import httpx

from smallgestures.stripe_sandbox import deliveries
from smallgestures.stripe_sandbox.clock import now, now_ms
from smallgestures.stripe_sandbox.deliveries import Delivery
from smallgestures.stripe_sandbox.log import say
from smallgestures.stripe_sandbox.signature import sign
from smallgestures.stripe_sandbox.store import Store
from smallgestures.stripe_sandbox.switches import Switches

WAITS_MS = (1_000, 2_000, 5_000, 10_000, 30_000, 60_000)
PATIENCE_S = 10.0
SHORTEST_SLEEP_S = 0.01
LONGEST_SLEEP_S = 1.0
FORGED_SECRET = "whsec_of_somebody_else"


@dataclass(frozen=True)
class Receiver:
    """Where events go, and the secret they are signed with."""

    url: str
    secret: str


class Deliverer:
    """Sends what waits, one event at a time."""

    def __init__(self, store: Store, receiver: Receiver | None, switches: Switches) -> None:
        self.store = store
        self.receiver = receiver
        self.switches = switches
        self.wake = asyncio.Event()
        self.client = httpx.AsyncClient(timeout=PATIENCE_S, trust_env=False)

    async def run(self) -> None:
        """Deliver for as long as the process lives."""
        while self.receiver is not None:
            self.wake.clear()
            await self._deliver_due()
            try:
                await asyncio.wait_for(self.wake.wait(), self._until_next())
            except TimeoutError:
                continue

    async def send(
        self, event: str, *, forged: bool = False, signed_s_ago: int = 0
    ) -> tuple[bool, str]:
        """Send an event now; return whether it was taken, and what the receiver said."""
        body = deliveries.body_of(self.store, event)
        if self.receiver is None or body is None:
            return False, "nothing to send, or nobody to send it to"
        raw = json.dumps(body, indent=2).encode()
        secret = FORGED_SECRET if forged else self.receiver.secret
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": sign(raw, secret=secret, moment=now() - signed_s_ago),
            "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        }
        try:
            answer = await self.client.post(self.receiver.url, content=raw, headers=headers)
        except httpx.HTTPError as error:
            return False, type(error).__name__
        return answer.is_success, str(answer.status_code)

    async def deliver(self, delivery: Delivery) -> bool:
        """Send an event once, as often as the switches say, and keep what came of it."""
        taken, answer = await self.send(delivery.event)
        say("webhook", type=delivery.type, event=delivery.event, answer=answer)
        wait = WAITS_MS[min(delivery.attempts, len(WAITS_MS) - 1)]
        deliveries.note_attempt(
            self.store,
            delivery.event,
            answer=answer,
            next_at_ms=None if taken else now_ms() + wait,
        )
        for _again in range(self.switches.settings.webhooks.duplicate if taken else 0):
            await self.send(delivery.event)
        return taken

    async def release(self, events: Sequence[str]) -> dict[str, bool]:
        """Send these events in this order, and return which were taken."""
        found = [deliveries.find(self.store, event) for event in events]
        return {each.event: await self.deliver(each) for each in found if each is not None}

    def due(self) -> list[Delivery]:
        """Return what goes out now, in the order in which it does."""
        webhooks = self.switches.settings.webhooks
        if webhooks.hold:
            return []
        due = deliveries.due(self.store, now_ms(), delay_ms=webhooks.delay_ms)
        return due[::-1] if webhooks.reverse else due

    async def _deliver_due(self) -> None:
        for delivery in self.due():
            if self.switches.settings.webhooks.hold:
                return
            if self.switches.takes_drop(delivery.type):
                deliveries.drop(self.store, delivery.event)
            else:
                await self.deliver(delivery)

    def _until_next(self) -> float:
        webhooks = self.switches.settings.webhooks
        next_at_ms = deliveries.next_due_at_ms(self.store, delay_ms=webhooks.delay_ms)
        if next_at_ms is None or webhooks.hold:
            return LONGEST_SLEEP_S
        return min(max((next_at_ms - now_ms()) / 1000, SHORTEST_SLEEP_S), LONGEST_SLEEP_S)
