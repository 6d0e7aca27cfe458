"""The running sandbox: its store, its switches and what is going on."""

import asyncio
import secrets
from dataclasses import dataclass, field

from smallgestures.stripe_sandbox import sessions
from smallgestures.stripe_sandbox.billing import clocks, cycle
from smallgestures.stripe_sandbox.billing.collecting import Manner
from smallgestures.stripe_sandbox.clock import now
from smallgestures.stripe_sandbox.store import Json, Store, Transaction
from smallgestures.stripe_sandbox.switches import Switches
from smallgestures.stripe_sandbox.webhooks import Deliverer, Receiver

TICK_S = 0.25
MOST_AT_ONCE = 100


@dataclass
class Sandbox:
    """Everything that lives as long as the process; must be made on its event loop."""

    store: Store
    public_url: str
    receiver: Receiver | None = None
    api_key: str | None = None  # None: any test key will do
    switches: Switches = field(default_factory=Switches)
    running_keys: set[str] = field(default_factory=set)  # idempotency keys of requests under way

    def __post_init__(self) -> None:
        self.deliverer = Deliverer(self.store, self.receiver, self.switches)
        self.card_key = self.store.secret("cards", secrets.token_bytes(32))

    def confirm_url(self, session: str) -> str:
        """Return where a session's payment is confirmed."""
        return f"{self.public_url}/c/pay/{session}/confirm"

    async def run(self) -> None:
        """Deliver webhooks and let fall due what does, for as long as the process lives."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.deliverer.run())
            tasks.create_task(self._keep_time())

    async def _keep_time(self) -> None:
        while True:
            if self.let_fall_due():
                self.deliverer.wake.set()
            await asyncio.sleep(TICK_S)

    def let_fall_due(self) -> int:
        """Do what is due with sessions, clocks, subscriptions and invoices; return how many."""
        with self.store.reading() as tx:
            if tx.first_due(now()) is None:
                return 0
        with self.store.transaction() as tx:
            for done in range(MOST_AT_ONCE):
                item = tx.first_due(now())  # one by one: each may change what comes after it
                if item is None:
                    return done
                self._do_what_is_due(tx, item)
        return MOST_AT_ONCE

    def _do_what_is_due(self, tx: Transaction, item: Json) -> None:
        manner = Manner(after_retries=self.switches.settings.billing.after_retries)
        if item["object"] == sessions.KIND:
            sessions.expire_due(tx, item)
        elif item["object"] == clocks.KIND:
            clocks.arrive(tx, item, public_url=self.public_url, manner=manner)
        else:
            cycle.let_fall_due(tx, item, public_url=self.public_url, manner=manner)
